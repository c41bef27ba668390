"""Lines as nature draws them: an edge of the mesh becomes a curve, rough for a border and smooth for a river.

A curve runs inside the triangle of two meeting edges, which lies in one convex cell; so smoothed lines cannot cross.
Each edge keeps the curve of the first line that runs along it: a border that follows a river is exactly the river.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from random import Random

from app.demo.mesh import Edge, Vertex

BEZIER_STEPS = (0.5, 1.0)


def between(start: Vertex, end: Vertex, share: float) -> Vertex:
    return (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)


def length(line: Sequence[Vertex]) -> float:
    return sum(map(math.dist, line, line[1:]))


def turn(before: Vertex, corner: Vertex, after: Vertex) -> Vertex:
    """Where the smoothed line passes a corner: the middle of the quadratic curve that the corner controls."""
    return ((before[0] + 6 * corner[0] + after[0]) / 8, (before[1] + 6 * corner[1] + after[1]) / 8)


def half(start: Vertex, control: Vertex, end: Vertex) -> list[Vertex]:
    """A quadratic curve without its start."""
    return [between(between(start, control, t), between(control, end, t), t) for t in BEZIER_STEPS]


def rough(line: Sequence[Vertex], amplitude: float, rng: Random) -> list[Vertex]:
    """The line with the middle of every piece pushed aside by up to `amplitude` of its length."""
    points = [line[0]]
    for start, end in pairwise(line):
        push = rng.uniform(-amplitude, amplitude)
        x, y = between(start, end, 0.5)
        points += [(x - (end[1] - start[1]) * push, y + (end[0] - start[0]) * push), end]
    return points


def rounded(line: Sequence[Vertex]) -> tuple[list[Vertex], list[Vertex]]:
    """A smooth line that the corners control, and where it passes each of them; the ends stay."""
    points, passed = [line[0]], [line[0]]
    for before, corner, after in zip(line, line[1:], line[2:], strict=False):
        start, end, at = between(before, corner, 0.5), between(corner, after, 0.5), turn(before, corner, after)
        arrival, departure = half(start, between(start, corner, 0.5), at), half(at, between(corner, end, 0.5), end)
        points += [start, *arrival, *departure[:-1]]
        passed.append(at)
    return [*points, line[-1]], [*passed, line[-1]]


class Linework:
    """The curves of the edges drawn so far and the places of their vertices."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._place: dict[Vertex, Vertex] = {}
        self._curve: dict[Edge, list[Vertex]] = {}

    def draw(self, chain: Sequence[Vertex], roughness: float = 0.0) -> None:
        """Draw a line along the mesh; a chain whose ends are one vertex is a ring."""
        closed = chain[0] == chain[-1]
        befores = ((chain[-2] if closed else chain[0]), *chain[:-1])
        afters = (*chain[1:], (chain[1] if closed else chain[-1]))
        for before, vertex, after in zip(befores, chain, afters, strict=True):
            self._place.setdefault(vertex, turn(before, vertex, after) if before != vertex != after else vertex)
        for start, end in pairwise(chain):
            self._draw_edge(start, end, roughness)

    def curve(self, start: Vertex, end: Vertex) -> list[Vertex]:
        """The points from `start` to `end`, both included; an edge that no line drew is straight."""
        if (end, start) in self._curve:
            return self._curve[end, start][::-1]
        return self._curve.get((start, end)) or [self.place(start), self.place(end)]

    def place(self, vertex: Vertex) -> Vertex:
        return self._place.get(vertex, vertex)

    def line(self, chain: Sequence[Vertex]) -> list[Vertex]:
        """The whole curve along a chain of vertices."""
        points = [self.place(chain[0])]
        for start, end in pairwise(chain):
            points += self.curve(start, end)[1:]
        return points

    def _draw_edge(self, start: Vertex, end: Vertex, roughness: float) -> None:
        if (start, end) in self._curve or (end, start) in self._curve:
            return
        middle = between(start, end, 0.5)
        first = half(self.place(start), between(start, middle, 0.5), middle)
        second = half(self.place(end), between(end, middle, 0.5), middle)
        points = [self.place(start), *first, *second[-2::-1], self.place(end)]
        self._curve[start, end] = rough(points, roughness, self._rng) if roughness else points
