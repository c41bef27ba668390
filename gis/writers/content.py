"""What goes into a file: a layer, its attributes that are taken, and rows that come one after another.

Rows are never held all at once: they pass by in batches, so that a file of a million rows needs no more memory than one
of a thousand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from gis.crs import Reference
from gis.layer import Attribute, Layer

Row = tuple[Any, ...]
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that XML 1.0 or people cannot read; line ends and tabs may stay."""


@dataclass(frozen=True)
class Content:
    """``rows`` have the attributes in this order, then the geometry as WKB in ``crs``, or None.

    ``unplaced`` is how many of them have no geometry. ``about`` says, line by line, where the file comes from.
    """

    layer: Layer
    attributes: tuple[Attribute, ...]
    crs: Reference
    rows: Iterable[Row]
    unplaced: int
    about: tuple[tuple[str, str], ...]

    @property
    def geometry(self) -> str:
        """The name of the geometry column, which no attribute can have."""
        return self.layer.source.geometry.column


def legible(text: str) -> str:
    """The text without control characters.

    >>> legible("ถนน\\x0b\\x00สาย 1")
    'ถนนสาย 1'
    """
    return CONTROL.sub("", text)
