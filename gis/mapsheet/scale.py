"""The scale of a map on paper: a round ratio at which everything fits."""

from __future__ import annotations

from dataclasses import replace
from math import floor, log10

from gis.geojson import Bounds
from gis.mapsheet.paper import PX_PER_MM, Room
from gis.svgmap import Frame

SCALES = (5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000)
"""Those of map series; a user may ask for one of them."""
ROUND = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
SMALLEST = 1_000
"""No map is drawn larger than 1:1,000."""
PADDING = 8.0
"""Pixels between what is shown and the frame, when everything is to fit."""


def rounded_up(ratio: float) -> int:
    """The next round ratio.

    >>> [rounded_up(each) for each in (251_300, 98_000, 1, 120_000)]
    [300000, 100000, 1000, 120000]
    """
    ratio = max(ratio, SMALLEST)
    power: int = 10 ** floor(log10(ratio))
    return next(round(step * power) for step in ROUND if step * power >= ratio * (1 - 1e-9))


def ratio_of(frame: Frame) -> float:
    """How many metres on the ground are a metre of paper, at the middle of the frame."""
    return frame.metres_per_pixel * PX_PER_MM * 1000


def framed(bounds: Bounds, room: Room, scale: int | None = None) -> tuple[Frame, int]:
    """The frame about the middle of the bounds and its ratio: the asked one, or the next round one that shows all."""
    found = Frame.of(bounds, *room.pixels, padding=PADDING)
    wanted = scale or rounded_up(ratio_of(found))
    factor = wanted / ratio_of(found)
    x, y = found.left + found.width * found.step / 2, found.top - found.height * found.step / 2
    step = found.step * factor
    return replace(found, left=x - found.width * step / 2, top=y + found.height * step / 2, step=step), wanted
