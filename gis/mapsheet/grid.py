"""The grid of UTM coordinates on a map (WGS 84, zone 47 or 48 north), with the numbers at its edges."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.crs import REGISTRY, STORAGE, Reference, transform_coordinates
from gis.positions import BETWEEN
from gis.svgmap import Frame
from gis.svgmap.paths import path_of

LINES = 6
"""About so many lines across the longer side."""
STEPS = 24
"""Pieces of a line, which is not straight on the picture."""
CLEAR = 26.0
"""Pixels that two numbers of one edge keep between them."""
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Number:
    """A coordinate at an edge of the map: ``edge`` is top, bottom, left or right; ``at`` pixels from its beginning."""

    edge: str
    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Grid:
    """Lines as the ``d`` of an SVG path, and the numbers in kilometres at all four edges."""

    reference: Reference
    spacing: int
    path: str
    numbers: tuple[Number, ...]

    def svg(self) -> str:
        """The lines, thin enough not to hide what they cross."""
        return f'<path class="grid" d="{self.path}" fill="none" stroke="#1b1f24" stroke-opacity="0.22" stroke-width="0.7"/>'


def grid_of(frame: Frame) -> Grid:
    """The grid of the zone in which the middle of the frame lies."""
    corners = frame.lonlat(np.array([[0.0, 0.0], [frame.width, 0], [frame.width, frame.height], [0, frame.height]]))
    reference = REGISTRY[32647 if corners[:, 0].mean() < BETWEEN else 32648]
    (west, south), (east, north) = _reach(frame, reference)
    spacing = _spacing(max(east - west, north - south))
    upright = [(x, _line(frame, reference, x, None, south, north)) for x in _round_within(west, east, spacing)]
    lying = [(y, _line(frame, reference, None, y, west, east)) for y in _round_within(south, north, spacing)]
    box = frame.box()
    path = "".join(path_of(shapely.intersection(line, box)) for _, line in (*upright, *lying))
    edges = (("top", upright, 0.0), ("bottom", upright, frame.height), ("left", lying, 0.0), ("right", lying, frame.width))
    numbers = [each for edge, lines, where in edges for each in _numbers(edge, lines, where, spacing, frame)]
    return Grid(reference, spacing, path, tuple(numbers))


def _reach(frame: Frame, reference: Reference) -> tuple[Points, Points]:
    """The least and greatest coordinates within the frame, from points around it."""
    x, y = np.linspace(0, frame.width, STEPS), np.linspace(0, frame.height, STEPS)
    low, right = np.zeros(STEPS), np.full(STEPS, frame.width)
    around = np.vstack([
        np.column_stack((x, low)), np.column_stack((x, np.full(STEPS, frame.height))),
        np.column_stack((low, y)), np.column_stack((right, y)),
    ])  # fmt: skip
    metres = transform_coordinates(frame.lonlat(around), STORAGE, reference.code)
    return metres.min(axis=0), metres.max(axis=0)


def _spacing(reach: float) -> int:
    """A round number of metres that cuts the reach into about LINES parts.

    >>> [_spacing(each) for each in (60_000, 7_000, 130_000)]
    [10000, 1000, 20000]
    """
    wanted = reach / LINES
    power = 10 ** floor(log10(wanted))
    return int(min((step * power for step in (1, 2, 5, 10)), key=lambda each: abs(each - wanted)))


def _round_within(least: float, most: float, spacing: int) -> range:
    return range(ceil(least / spacing) * spacing, floor(most) + 1, spacing)


def _line(
    frame: Frame, reference: Reference, x: float | None, y: float | None, begin: float, end: float
) -> shapely.LineString:
    """A line of the grid in pixels; the coordinate that is not given runs from ``begin`` to ``end``."""
    run = np.linspace(begin, end, STEPS)
    metres = np.column_stack((run if x is None else np.full(STEPS, x), run if y is None else np.full(STEPS, y)))
    return shapely.LineString(frame.project(transform_coordinates(metres, reference.code, STORAGE)))


def _numbers(
    edge: str, lines: list[tuple[int, shapely.LineString]], where: float, spacing: int, frame: Frame
) -> list[Number]:
    """Where the lines cross an edge, with their coordinates; corners stay clear."""
    is_flat = edge in ("top", "bottom")
    long = frame.width if is_flat else frame.height
    found = [(_crossing(line, where, is_flat), value) for value, line in lines]
    decimals = 0 if spacing >= 1000 else 1 if spacing >= 100 else 2
    inside = [(at, value) for at, value in found if at is not None and CLEAR / 2 < at < long - CLEAR / 2]
    inside.sort()
    close = {at for (before, _), (at, _) in pairwise(inside) if at - before < CLEAR}
    return [Number(edge, round(at, 1), f"{value / 1000:.{decimals}f}") for at, value in inside if at not in close]


def _crossing(line: shapely.LineString, where: float, is_flat: bool) -> float | None:
    """Where the line meets an edge: its x at that y, or its y at that x."""
    along, across = line.xy if is_flat else line.xy[::-1]
    order = np.argsort(across)
    sides = np.asarray(across)[order]
    if not sides[0] <= where <= sides[-1]:
        return None
    return float(np.interp(where, sides, np.asarray(along)[order]))

