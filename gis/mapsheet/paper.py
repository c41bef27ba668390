"""The papers, and how much of each is map."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from gis.svgmap.names import width_of


class Paper(StrEnum):
    """Sizes of ISO 216 that offices have."""

    A4 = "a4"
    A3 = "a3"


class Orientation(StrEnum):
    """How the paper lies (แนวกระดาษ)."""

    LANDSCAPE = "landscape"
    PORTRAIT = "portrait"


SIZES = {Paper.A4: (210.0, 297.0), Paper.A3: (297.0, 420.0)}
"""Width and height in millimetres, upright."""
PX_PER_MM = 4.4
"""Pixels of the drawn map to a millimetre of paper: names of 13 px are set in 8.4 point."""
MARGIN, HEAD, FOOT, NUMBERS, GAP = 10.0, 19.0, 16.0, 4.5, 5.0
"""Millimetres: the page's margin, its head and foot, the room of the grid's numbers, and between map and legend."""
DATES, GUTTER = 44.0, 6.0
"""Millimetres of the head's right column, and what parts the columns of head and legend."""
MM_PER_POINT, ABOVE, UNDER = 25.4 / 72, 1.3, 0.34
"""So many times its size Sarabun reaches above and below the line with all that Thai sets there."""
TITLE, SUBTITLE = 16.0, 9.0
"""Points of the two texts of the head."""
WIDER, RAGGED = 1.08, 0.88
"""Bold is wider than what ``width_of`` knows; a line that breaks between words is not full."""
BESIDE, BELOW = 58.0, 62.0
"""Millimetres of the legend: its width beside the map, its height below it."""


@dataclass(frozen=True, slots=True)
class Room:
    """The parts of a page in millimetres: the page, its map without the numbers around it, its legend, and its head's height."""

    page: tuple[float, float]
    map: tuple[float, float]
    legend: tuple[float, float]
    head: float = HEAD

    @property
    def pixels(self) -> tuple[float, float]:
        """The map in pixels of the drawn map."""
        width, height = self.map
        return round(width * PX_PER_MM, 1), round(height * PX_PER_MM, 1)


def room_of(paper: Paper, orientation: Orientation, title: str = "", subtitle: str = "") -> Room:
    """The legend stands beside the map on a lying page and below it on an upright one; long titles take room from the map.

    >>> room_of(Paper.A4, Orientation.LANDSCAPE).map
    (205.0, 146.0)
    """
    is_upright = orientation is Orientation.PORTRAIT
    width, height = SIZES[paper] if is_upright else SIZES[paper][::-1]
    inside, head = width - 2 * MARGIN, _head(width - 2 * MARGIN, title, subtitle)
    tall = height - 2 * MARGIN - head - FOOT
    if is_upright:
        return Room((width, height), (inside - 2 * NUMBERS, tall - BELOW - GAP - 2 * NUMBERS), (inside, BELOW), head)
    drawn = (inside - BESIDE - GAP - 2 * NUMBERS, tall - 2 * NUMBERS)
    return Room((width, height), drawn, (BESIDE, drawn[1]), head)


def _head(inside: float, title: str, subtitle: str) -> float:
    """The head's height: as high as it always was, and higher by every line that a text has more than one."""
    more = (_lines(title, TITLE, inside - DATES - GUTTER) - 1) * TITLE + (_lines(subtitle, SUBTITLE, inside) - 1) * SUBTITLE
    return round(HEAD + more * (ABOVE + UNDER) * MM_PER_POINT, 1)


def _lines(text: str, points: float, wide: float) -> int:
    """How many lines a text takes, rather one too many than one too few.

    >>> _lines("เมือง", TITLE, 140), _lines("เมือง " * 20, TITLE, 140)
    (1, 3)
    """
    length = width_of(text, points * MM_PER_POINT) * WIDER
    return 1 if length <= wide else ceil(length / (wide * RAGGED))
