"""The river of the province, its tributaries, and the land they flood."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from random import Random

import shapely
from shapely.geometry.base import BaseGeometry

from app.demo.lines import Linework, between
from app.demo.mesh import Edge, Vertex, cheapest, path
from app.demo.terrain import CAPITAL, Terrain, Waves

TRIBUTARIES = 9
SOURCE_SPACING_M = 21_000.0
HILL_COST = 5.0
DOWNSTREAM_COST = 0.75
"""What a step along the main river costs against one beside it: less than 1, so that tributaries join slantwise."""
WINDING = (0.35, 2.4)
LOWLAND_M = 200_000.0
"""How many metres further north or south an end of the river may lie if the valley there is lower by 1."""
FLOOD_WIDTHS_M = {2: 350.0, 5: 900.0, 10: 1_900.0}
"""Half width on the valley floor by return period in years."""
FLOOD_STEP_M = 500.0
SWELL_WAVELENGTH_M = 9_000.0
"""How soon a flood plain narrows and widens along the river."""
FLOOD_SIMPLIFY_M = 40.0


@dataclass(frozen=True)
class Watercourse:
    """One river from its source to its mouth; `vertices` are those of the mesh, `line` is the smooth curve."""

    name: int
    vertices: tuple[Vertex, ...]
    line: tuple[Vertex, ...]


class Water:
    """The rivers of a terrain, drawn on its linework."""

    def __init__(self, terrain: Terrain, drawing: Linework) -> None:
        self.terrain = terrain
        self._ring = frozenset(terrain.outline_ring)
        self._swell = Waves.random(Random(f"{terrain.seed}/flood"), SWELL_WAVELENGTH_M)
        main = self._main()
        courses = [main, *self._tributaries_after(main)]
        for course in courses:
            drawing.draw(course)
        self.rivers = tuple(
            Watercourse(number, tuple(course), tuple(drawing.line(course))) for number, course in enumerate(courses)
        )

    @cached_property
    def edges(self) -> frozenset[Edge]:
        """The edges of the mesh along which water runs, in both directions."""
        pairs = [edge for river in self.rivers for edge in zip(river.vertices, river.vertices[1:], strict=False)]
        return frozenset(pairs) | frozenset((end, start) for start, end in pairs)

    @cached_property
    def _links(self) -> dict[Vertex, list[tuple[Vertex, float]]]:
        """The way water can take: every edge inside the province, longer where the land is high."""
        rng = Random(f"{self.terrain.seed}/water")
        mesh, links = self.terrain.mesh, dict[Vertex, list[tuple[Vertex, float]]]()
        for cell in sorted(self.terrain.land):
            for start, end in mesh.edges(cell):
                if start < end and not {start, end} <= self._ring:
                    cost = math.dist(start, end) * (1 + HILL_COST * self.terrain.height(start)) * rng.uniform(*WINDING)
                    links.setdefault(start, []).append((end, cost))
                    links.setdefault(end, []).append((start, cost))
        return links

    @cached_property
    def _inner(self) -> list[Vertex]:
        return sorted(vertex for vertex in self._links if vertex not in self._ring)

    def _steps(self, vertex: Vertex) -> Iterable[tuple[Vertex, float]]:
        return () if vertex in self._ring else self._links[vertex]

    def _main(self) -> list[Vertex]:
        """From the north through the capital to the south."""
        crossing = min(self._inner, key=lambda vertex: math.dist(vertex, CAPITAL))
        came, _ = cheapest([crossing], self._steps)
        mouths = [vertex for vertex in came if vertex in self._ring]
        inlet = max(mouths, key=lambda v: v[1] - LOWLAND_M * self.terrain.height(v))
        outlet = max(mouths, key=lambda v: -v[1] - LOWLAND_M * self.terrain.height(v))
        upper, lower = path(came, inlet), path(came, outlet)[::-1]
        shared = next(vertex for vertex in upper if vertex in lower)
        return upper[: upper.index(shared)] + lower[lower.index(shared) :]

    def _tributaries_after(self, main: list[Vertex]) -> list[list[Vertex]]:
        """From the hills to the first water they meet, the longest first."""
        along = frozenset(pairwise(main)) | frozenset(zip(main[1:], main, strict=False))
        came, _ = cheapest(
            main[-2:-1],
            lambda v: ((w, cost * (DOWNSTREAM_COST if (v, w) in along else 1)) for w, cost in self._steps(v)),
        )
        wet, courses, sources = set(main), list[list[Vertex]](), list[Vertex]()
        for source in sorted(self._inner, key=lambda v: (-self.terrain.height(v), v)):
            if len(courses) == TRIBUTARIES:
                break
            if source in came and source not in wet and _apart(source, sources):
                course = path(came, source)
                mouth = next(index for index, vertex in enumerate(course) if vertex in wet)
                courses.append(course[: mouth + 1])
                wet.update(course)
                sources.append(source)
        return sorted(courses, key=len, reverse=True)

    def flood_zones(self) -> dict[int, BaseGeometry]:
        """Land flooded once in so many years or oftener, in metres: by return period, each holding those before it."""
        return {years: _smoothed(self._puddles(width)) for years, width in FLOOD_WIDTHS_M.items()}

    def _puddles(self, width_m: float) -> BaseGeometry:
        """Discs along the water, wide on low land and on the main river."""
        discs = [
            (at, width_m * size)
            for river in self.rivers
            for at in _every(river.line, FLOOD_STEP_M)
            if (size := (1.0 if river.name == 0 else 0.5) * self._flatness(at)) > 0.15
        ]
        points, radii = shapely.points([at for at, _ in discs]), [radius for _, radius in discs]
        return shapely.union_all(shapely.buffer(points, radii, quad_segs=3))

    def _flatness(self, at: Vertex) -> float:
        swell = 1 + 2.2 * self._swell.at(at)
        return max(0.25, swell) * max(0.0, 1 - 2.2 * self.terrain.height(at))


def _apart(source: Vertex, others: Sequence[Vertex]) -> bool:
    return all(math.dist(source, other) > SOURCE_SPACING_M for other in others)


def _every(line: Sequence[Vertex], step_m: float) -> Iterable[Vertex]:
    for start, end in pairwise(line):
        pieces = max(1, math.ceil(math.dist(start, end) / step_m))
        yield from (between(start, end, piece / pieces) for piece in range(pieces))


def _smoothed(shape: BaseGeometry) -> BaseGeometry:
    return shape.buffer(400, quad_segs=3).buffer(-400, quad_segs=3).simplify(FLOOD_SIMPLIFY_M)
