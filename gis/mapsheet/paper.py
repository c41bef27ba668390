"""The papers, and how much of each is map."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


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
MARGIN, HEAD, FOOT, NUMBERS, GAP = 10.0, 18.0, 16.0, 4.5, 5.0
"""Millimetres: the page's margin, its head and foot, the room of the grid's numbers, and between map and legend."""
BESIDE, BELOW = 58.0, 62.0
"""Millimetres of the legend: its width beside the map, its height below it."""


@dataclass(frozen=True, slots=True)
class Room:
    """The parts of a page in millimetres: the page, its map without the numbers around it, and its legend."""

    page: tuple[float, float]
    map: tuple[float, float]
    legend: tuple[float, float]

    @property
    def pixels(self) -> tuple[float, float]:
        """The map in pixels of the drawn map."""
        width, height = self.map
        return round(width * PX_PER_MM, 1), round(height * PX_PER_MM, 1)


def room_of(paper: Paper, orientation: Orientation) -> Room:
    """The legend stands beside the map on a lying page and below it on an upright one.

    >>> room_of(Paper.A4, Orientation.LANDSCAPE).map
    (205.0, 147.0)
    """
    width, height = SIZES[paper]
    inside, tall = width - 2 * MARGIN, height - 2 * MARGIN - HEAD - FOOT
    if orientation is Orientation.PORTRAIT:
        drawn = (inside - 2 * NUMBERS, tall - BELOW - GAP - 2 * NUMBERS)
        return Room((width, height), drawn, (inside, BELOW))
    inside, tall = height - 2 * MARGIN, width - 2 * MARGIN - HEAD - FOOT
    drawn = (inside - BESIDE - GAP - 2 * NUMBERS, tall - 2 * NUMBERS)
    return Room((height, width), drawn, (BESIDE, drawn[1]))
