"""Subdistricts grown over the cells of the mesh, districts grown over the subdistricts, and the borders of both."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from itertools import pairwise
from random import Random

from shapely.geometry import Polygon

from app.demo.lines import Linework
from app.demo.mesh import Vertex, cheapest, path
from app.demo.projection import polygon
from app.demo.terrain import Terrain, rings
from app.demo.water import Water

DISTRICTS = 12
SUBDISTRICTS = 96
SMALLEST_DISTRICT = 4
RIVER_CROSSING = 3.0
BORDER_ROUGHNESS = 0.14


class Districts:
    """Who owns which cell: `subdistrict_of` and `district_of` number them from 0, the capital's being 0."""

    def __init__(self, terrain: Terrain, water: Water) -> None:
        self.terrain, self.water, self.mesh = terrain, water, terrain.mesh
        self._rng = Random(f"{terrain.seed}/districts")
        self.seats = self._spread(sorted(terrain.land), SUBDISTRICTS, terrain.capital, self._subdistrict_size)
        self.subdistrict_of = grow(self.seats, self._growth)

    @cached_property
    def members(self) -> tuple[frozenset[int], ...]:
        """The cells of each subdistrict."""
        return tuple(
            frozenset(cell for cell, owner in self.subdistrict_of.items() if owner == number)
            for number in range(SUBDISTRICTS)
        )

    @cached_property
    def neighbours(self) -> tuple[frozenset[int], ...]:
        """For each subdistrict those that share a border with it."""
        found: list[set[int]] = [set() for _ in range(SUBDISTRICTS)]
        for cell, owner in self.subdistrict_of.items():
            others = (self.subdistrict_of.get(other, owner) for other in self.mesh.neighbours[cell])
            found[owner].update(other for other in others if other != owner)
        return tuple(frozenset(others) for others in found)

    @cached_property
    def district_seats(self) -> list[int]:
        """The twelve subdistricts with a district office, none of whose districts is too small; the capital first."""
        weight = [self.terrain.remoteness(self._seat(number)) ** 0.2 for number in range(SUBDISTRICTS)]
        while True:
            seats = self._spread(range(SUBDISTRICTS), DISTRICTS, 0, weight.__getitem__, self._seat)
            sizes = Counter(grow(seats, self._subdistrict_steps).values())
            small = [seat for number, seat in enumerate(seats) if sizes[number] < SMALLEST_DISTRICT]
            if not small:
                return seats
            for seat in small:
                weight[seat] *= 4

    @cached_property
    def district_of(self) -> dict[int, int]:
        """The district of each subdistrict: that of the nearest district office on the way."""
        return grow(self.district_seats, self._subdistrict_steps)

    def _seat(self, subdistrict: int) -> Vertex:
        return self.mesh.sites[self.seats[subdistrict]]

    def _subdistrict_size(self, cell: int) -> float:
        return math.pow(self.terrain.remoteness(self.mesh.sites[cell]), 1.15) * self._rng.uniform(0.8, 1.25)

    def _spread(
        self,
        among: Sequence[int],
        count: int,
        first: int,
        size: Callable[[int], float],
        at: Callable[[int], Vertex] | None = None,
    ) -> list[int]:
        """Seeds far from one another, each distance counted in the size wanted there."""
        place = at or self.mesh.sites.__getitem__
        wanted = {number: size(number) for number in among}
        seeds = [first]
        gap = {number: math.dist(place(number), place(first)) / wanted[number] for number in among}
        while len(seeds) < count:
            seeds.append(max(among, key=lambda number: (gap[number], -number)))
            gap = {n: min(old, math.dist(place(n), place(seeds[-1])) / wanted[n]) for n, old in gap.items()}
        return seeds

    def steps(self, cell: int) -> Iterable[tuple[int, float, bool]]:
        """The neighbours inside the province: how far, and whether water lies between."""
        for start, end in self.mesh.edges(cell):
            other = self.mesh.cell_of.get((end, start))
            if other is not None and other in self.terrain.land:
                yield other, math.dist(self.mesh.sites[cell], self.mesh.sites[other]), (start, end) in self.water.edges

    def _growth(self, cell: int) -> Iterable[tuple[int, float]]:
        """Crossing water costs more, so that rivers become borders."""
        return ((other, metres * (RIVER_CROSSING if wet else 1.0)) for other, metres, wet in self.steps(cell))

    def _subdistrict_steps(self, number: int) -> Iterable[tuple[int, float]]:
        return ((other, math.dist(self._seat(number), self._seat(other))) for other in sorted(self.neighbours[number]))


class Borders:
    """The curves between the subdistricts, shared by both sides, drawn after the outline and the rivers."""

    def __init__(self, districts: Districts, drawing: Linework) -> None:
        self.districts, self.mesh, self.drawing = districts, districts.mesh, drawing
        for chain in self._chains():
            drawing.draw(chain, BORDER_ROUGHNESS)

    def around(self, cells: frozenset[int]) -> Polygon:
        """The area of a set of cells, EPSG:4326."""
        around = sorted(map(self.drawing.line, rings(self.mesh, cells)), key=_signed_area, reverse=True)
        return polygon(around[0], around[1:])

    def _chains(self) -> Iterable[list[Vertex]]:
        """The borders from joint to joint, then rings without a joint."""
        links = self._links()
        joints = [vertex for vertex, others in links.items() if len(others) != 2]
        for start in [*joints, *links]:
            while links[start]:
                chain = [start, links[start].pop(0)]
                links[chain[1]].remove(start)
                while len(links[chain[-1]]) == 1 and chain[-1] not in joints:
                    onward = links[chain[-1]].pop()
                    links[onward].remove(chain[-1])
                    chain.append(onward)
                yield chain

    def _links(self) -> dict[Vertex, list[Vertex]]:
        """The borders inside the province as a graph of vertices."""
        owner, links = self.districts.subdistrict_of, dict[Vertex, list[Vertex]]()
        for (start, end), cell in self.mesh.cell_of.items():
            other = self.mesh.cell_of.get((end, start))
            if start < end and owner.get(cell, -1) != owner.get(other if other is not None else -1, -1):
                links.setdefault(start, []).append(end)
                links.setdefault(end, []).append(start)
        return links


def grow(seeds: Sequence[int], steps: Callable[[int], Iterable[tuple[int, float]]]) -> dict[int, int]:
    """Each node reached, with the position of the seed it is nearest to; every region is connected."""
    came, _ = cheapest(seeds, steps)
    number = {seed: position for position, seed in enumerate(seeds)}
    return {node: number[path(came, node)[-1]] for node in sorted(came)}


def _signed_area(ring: Sequence[Vertex]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
