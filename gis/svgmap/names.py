"""Where names stand: greedily, the heaviest and largest first, none over another and few over a mark.

Widths come from the advance widths of Sarabun, so the server needs no font.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, cos, degrees, hypot, radians, sin

import numpy as np
import shapely
from shapely.geometry import MultiLineString, Polygon
from shapely.geometry.base import BaseGeometry

Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""

_NARROW = {
    "เ": 0.32,
    "โ": 0.4,
    "ใ": 0.4,
    "ไ": 0.42,
    " ": 0.24,
    "\u00a0": 0.24,
    ".": 0.27,
    "-": 0.34,
    "i": 0.25,
    "l": 0.3,
}
_WIDE = {"ท": 0.67, "พ": 0.73, "น": 0.65, "บ": 0.65, "ป": 0.66, "ห": 0.64, "ผ": 0.66, "ฝ": 0.66, "ฟ": 0.73, "ณ": 0.85}
_CELL = 48.0
BOLD = 600
Steps = tuple[tuple[float, float, float], ...]


@dataclass(frozen=True, slots=True)
class Label:
    """A text to set: ``x``, ``y`` is the middle of its line in pixels, ``angle`` degrees clockwise, ``size`` in px."""

    x: float
    y: float
    text: str
    size: float
    weight: int = 400
    angle: float = 0
    colour: str = "#1b1f24"
    halo: float = 1.9
    kind: str = "name"


@dataclass(frozen=True, slots=True)
class Wish:
    """A name that would like to be drawn: its text and looks, the geometry (pixels) it names, its rank (high first)."""

    label: Label
    geom: BaseGeometry
    rank: tuple[float, ...]


@lru_cache(maxsize=4096)
def width_of(text: str, size: float) -> float:
    """The width of a line in pixels.

    >>> round(width_of("เมืองสมมุติ", 100) / 448, 1)
    1.0
    """
    return size * sum(_advance(character) for character in text)


def _advance(character: str) -> float:
    if unicodedata.category(character) == "Mn":
        return 0.0
    return _NARROW.get(character) or _WIDE.get(character) or (0.56 if character.isascii() else 0.58)


class Occupied:
    """The boxes already taken, found by a grid."""

    def __init__(self, boxes: Iterable[Box] = ()) -> None:
        self._cells: dict[tuple[int, int], list[Box]] = {}
        for box in boxes:
            self.add(box)

    def add(self, box: Box) -> None:
        for cell in _cells(box):
            self._cells.setdefault(cell, []).append(box)

    def touched(self, box: Box) -> int:
        """How many of the boxes this one overlaps."""
        found = {other for cell in _cells(box) for other in self._cells.get(cell, ())}
        return sum(_overlap(box, other) for other in found)


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (int(edge // _CELL) for edge in box)
    return ((x, y) for x in range(left, right + 1) for y in range(top, bottom + 1))


def _overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def place(wishes: Sequence[Wish], inside: Box, taken: Iterable[Box], marks: Iterable[Box] = ()) -> tuple[Label, ...]:
    """The labels that find a place within ``inside``; boxes in ``taken`` are forbidden, those in ``marks`` avoided."""
    names, obstacles = Occupied(taken), Occupied(marks)
    placed = []
    for wish in sorted(wishes, key=lambda wish: (*(-part for part in wish.rank), wish.label.text)):
        label = _best(wish, inside, names, obstacles)
        if label is None:
            continue
        placed.append(label)
        for box in boxes_of(label):
            names.add(box)
    return tuple(placed)


def _best(wish: Wish, inside: Box, names: Occupied, marks: Occupied) -> Label | None:
    """The best place near the middle; a bold name that finds none there is sought one anywhere, half of it in its area."""
    near = _best_of(_candidates(wish), inside, names, marks)
    if near is not None or wish.label.weight < BOLD:
        return near
    return _best_of(_candidates(wish, _FARTHER, 0.5), inside, names, marks)


def _best_of(candidates: Iterator[tuple[float, Label]], inside: Box, names: Occupied, marks: Occupied) -> Label | None:
    best, least = None, float("inf")
    for place_cost, label in candidates:
        boxes = boxes_of(label)
        if not all(_within(box, inside) for box in boxes) or any(names.touched(box) for box in boxes):
            continue
        cost = place_cost + sum(marks.touched(box) for box in boxes)
        if cost == 0:
            return label
        if cost < least:
            best, least = label, cost
    return best


def _within(box: Box, outer: Box) -> bool:
    return box[0] >= outer[0] and box[1] >= outer[1] and box[2] <= outer[2] and box[3] <= outer[3]


def boxes_of(label: Label) -> list[Box]:
    """What the label covers: one box, or a row of small ones along a slanting line."""
    half, high = width_of(label.text, label.size) / 2 + 2, label.size * 0.72
    if label.angle == 0:
        return [(label.x - half, label.y - high, label.x + half, label.y + high)]
    dx, dy = cos(radians(label.angle)), sin(radians(label.angle))
    reach = max(half - high, 0)
    steps = max(2, int(reach / high) + 1)
    middles = ((label.x + dx * t, label.y + dy * t) for t in np.linspace(-reach, reach, steps).tolist())
    return [(x - high, y - high, x + high, y + high) for x, y in middles]


def _candidates(wish: Wish, steps: Steps | None = None, share: float = 0.8) -> Iterator[tuple[float, Label]]:
    """Places for the name with their cost, by what the geometry is; cutting may have left a collection.

    ``steps``: from the middle of an area, in which the ``share`` of the name has to lie there.
    """
    dimension = -1 if wish.geom.is_empty else int(shapely.get_dimensions(wish.geom))
    if dimension == 2:
        return _in_area(wish, steps or _STEPS, share / 2)
    if dimension == 1:
        return _along(wish)
    return _beside(wish) if dimension == 0 else iter(())


def moved(label: Label, x: float, y: float, angle: float = 0) -> Label:
    """The label at another place, to the tenth of a pixel."""
    place = (round(x, 1), round(y, 1))
    return Label(*place, label.text, label.size, label.weight, round(angle, 1), label.colour, label.halo, label.kind)


def _in_area(wish: Wish, steps: Steps, half: float) -> Iterator[tuple[float, Label]]:
    label, geom = wish.label, largest_polygon(wish.geom)
    left, top, right, bottom = geom.bounds
    wide = width_of(label.text, label.size)
    if right - left < wide * 0.85 or bottom - top < label.size:
        return
    middle = middle_of(geom, 2.0)
    shapely.prepare(geom)
    for cost, dx, dy in steps:
        x, y = middle[0] + dx * wide, middle[1] + dy * label.size
        if cost == 0 or geom.contains(
            shapely.box(x - wide * half, y - label.size / 2, x + wide * half, y + label.size / 2)
        ):
            yield cost, moved(label, x, y)


_STEPS = (
    (0.0, 0.0, 0.0), (0.2, 0.0, -0.9), (0.2, 0.0, 0.9), (0.3, -0.35, 0.0), (0.3, 0.35, 0.0), (0.4, 0.0, -1.8),
    (0.4, 0.0, 1.8), (0.5, -0.35, -1.2), (0.5, 0.35, -1.2), (0.5, -0.35, 1.2), (0.5, 0.35, 1.2),
    (0.6, -0.7, 0.0), (0.6, 0.7, 0.0), (0.7, 0.0, -3.0), (0.7, 0.0, 3.0),
)  # fmt: skip
_FARTHER = tuple(
    (round(0.8 + abs(dx) / 4 + abs(dy) / 20, 3), dx, dy)
    for dy in (0.9, -0.9, 1.8, -1.8, 2.7, -2.7, 3.6, -3.6, 4.5, -4.5, 5.4, -5.4, 6.3, -6.3, 7.2, -7.2, 8.1, -8.1)
    for dx in (0.0, -0.2, 0.2, -0.4, 0.4, -0.6, 0.6, -0.8, 0.8, -1.0, 1.0)
)
"""Shares of the name's width and lines of its size from the middle, with their cost."""


def largest_polygon(geom: BaseGeometry) -> Polygon:
    """The part of a polygon or multipolygon that a name stands on."""
    parts = shapely.get_parts(shapely.get_parts([geom]))
    return max((part for part in parts if isinstance(part, Polygon)), key=lambda part: part.area)


def middle_of(geom: Polygon, tolerance: float) -> tuple[float, float]:
    """The centroid of a polygon, or where it is widest (within ``tolerance``) when that lies outside or near the edge."""
    if geom.area == 0:
        first = geom.representative_point()
        return first.x, first.y
    centre = geom.centroid
    if geom.contains(centre) and centre.distance(geom.boundary) > 0.18 * geom.area**0.5:
        return centre.x, centre.y
    widest = shapely.get_point(shapely.maximum_inscribed_circle(geom, tolerance), 0)
    return float(widest.x), float(widest.y)


def _beside(wish: Wish) -> Iterator[tuple[float, Label]]:
    label, (x, y) = wish.label, shapely.get_coordinates(wish.geom)[0]
    across = width_of(label.text, label.size) / 2 + label.size * 0.75
    up = label.size * 1.15
    for cost, dx, dy in ((0.0, across, 0.0), (0.2, -across, 0.0), (0.3, 0.0, -up), (0.4, 0.0, up)):
        yield cost, moved(label, x + dx, y + dy)


def _along(wish: Wish) -> Iterator[tuple[float, Label]]:
    """Along the straightest stretches of a line, readable from below, lifted off the line."""
    lines = [part for part in shapely.get_parts(wish.geom) if part.geom_type == "LineString"]
    line = max(shapely.get_parts(shapely.line_merge(MultiLineString(lines))), key=lambda part: part.length)
    wide = width_of(wish.label.text, wish.label.size)
    if line.length < wide * 1.3:
        return
    for start in np.linspace(0, line.length - wide, 24).tolist():
        (x0, y0), (x1, y1) = (line.interpolate(start + t).coords[0] for t in (0, wide))
        bend = 1 - hypot(x1 - x0, y1 - y0) / wide
        if bend > 0.12:
            continue
        angle = degrees(atan2(y1 - y0, x1 - x0))
        angle = angle - 180 if angle > 90 else angle + 180 if angle <= -90 else angle
        lift = wish.label.size * 0.85
        middle = line.interpolate(start + wide / 2)
        x, y = middle.x + lift * sin(radians(angle)), middle.y - lift * cos(radians(angle))
        yield bend * 5 + abs(angle) / 180 + 0.01, moved(wish.label, x, y, angle)
