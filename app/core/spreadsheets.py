"""Tables that people open in a spreadsheet: what a cell may hold, so that nobody's words are run as a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would run (CSV injection, CWE-1236)."""


def inert(value: object) -> object:
    """The value, a text quoted with ``'`` where it would be run; numbers stay numbers.

    >>> inert("=1+1"), inert("-"), inert(-5), inert("ถนน")
    ("'=1+1", "'-", -5, 'ถนน')
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def as_csv(rows: Iterable[Iterable[object]]) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark, as Thai Excel reads it; every cell inert, None empty."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows([inert(value) for value in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
