"""Short ids of what people keep and hand on: read aloud and typed without doubt, and telling nothing."""

from __future__ import annotations

import re
import secrets

DIGITS, LETTERS, LENGTH = "23456789", "23456789abcdefghjkmnpqrstuvwxyz", 8
"""Nothing that is read as something else, and a digit first, so that an id is never the name of a layer."""
ID_PATTERN = f"^[{DIGITS}][{LETTERS}]{{{LENGTH - 1}}}$"


def new_id() -> str:
    """One of 220 thousand million."""
    return secrets.choice(DIGITS) + "".join(secrets.choice(LETTERS) for _ in range(LENGTH - 1))


def is_id(text: str) -> bool:
    """Whether it can be one.

    >>> is_id("2abcdefg"), is_id("roads"), is_id("2abcdefg\\n")
    (True, False, False)
    """
    return re.fullmatch(ID_PATTERN.strip("^$"), text) is not None
