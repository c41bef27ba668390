"""Roads from place to place: highways radiate from the capital, rural highways reach every subdistrict, lanes the rest.

A road runs from cell to cell. A step on a road that stands already costs less, so roads join instead of running side
by side; a step over water costs more, so bridges are few.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from app.demo.districts import Districts
from app.demo.lines import rounded
from app.demo.mesh import Vertex, cheapest, path
from app.demo.rows import RoadClass
from app.demo.terrain import CAPITAL, Terrain

GATES = 6
GATE_SPACING_M = 45_000.0
HILL_COST = 4.0
BRIDGE_COST = 4_000.0
STANDING_ROAD = {RoadClass.HIGHWAY: 0.3, RoadClass.RURAL: 0.45, RoadClass.LOCAL: 0.6}
"""What a step on a standing road costs against a new one of the class that is being built."""
RELAXATIONS = {RoadClass.HIGHWAY: 2, RoadClass.RURAL: 1, RoadClass.LOCAL: 0}
"""How often a way is straightened."""


@dataclass(frozen=True)
class Road:
    """One new stretch: the cells it passes; `line` in metres."""

    road_class: RoadClass
    number: int
    cells: tuple[int, ...]
    line: tuple[Vertex, ...]


class Roads:
    """The road network of a province; `reach_villages` adds the lanes once the villages are known."""

    def __init__(self, terrain: Terrain, districts: Districts) -> None:
        self.terrain, self.districts, self.mesh = terrain, districts, terrain.mesh
        self._class_of: dict[tuple[int, int], RoadClass] = {}
        self._runs: list[tuple[RoadClass, int, list[int]]] = []
        self._build_highways()
        self._build_rural()

    def reach_villages(self, homes: Iterable[int]) -> None:
        """A lane from each home to the nearest road."""
        for home in homes:
            if home not in self.cells:
                self._build(RoadClass.LOCAL, self._way(home, self.cells, RoadClass.LOCAL))

    @property
    def cells(self) -> set[int]:
        """The cells with a road."""
        return {cell for link in self._class_of for cell in link}

    @cached_property
    def roads(self) -> tuple[Road, ...]:
        """Every stretch in the order of building, so that a lane meets the highway where that was drawn."""
        places: dict[int, Vertex] = {}
        return tuple(
            Road(road_class, number, tuple(cells), tuple(self._drawn(cells, places, RELAXATIONS[road_class])))
            for road_class, number, cells in self._runs
        )

    def _build_highways(self) -> None:
        seats = [self.districts.seats[number] for number in self.districts.district_seats]
        for goal in [*self._gates(), *sorted(seats[1:], key=self._from_capital)]:
            self._build(RoadClass.HIGHWAY, self._way(goal, {self.terrain.capital}, RoadClass.HIGHWAY))

    def _build_rural(self) -> None:
        for seat in sorted(self.districts.seats, key=self._from_capital):
            self._build(RoadClass.RURAL, self._way(seat, self.cells - {seat}, RoadClass.RURAL))
        for number, seat in enumerate(self.districts.seats):
            for other in sorted(self.districts.neighbours[number]):
                if other > number and (number + other) % 4 == 0:
                    self._build(RoadClass.RURAL, self._way(seat, {self.districts.seats[other]}, RoadClass.RURAL))

    def _gates(self) -> list[int]:
        """Where highways leave the province: low places on its rim, far from one another."""
        rim = [
            cell for cell in sorted(self.terrain.land) if not self.terrain.land.issuperset(self.mesh.neighbours[cell])
        ]
        gates: list[int] = []
        for cell in sorted(rim, key=lambda cell: (self.terrain.height(self.mesh.sites[cell]), cell)):
            if all(math.dist(self.mesh.sites[cell], self.mesh.sites[other]) > GATE_SPACING_M for other in gates):
                gates.append(cell)
        return gates[:GATES]

    def _from_capital(self, cell: int) -> float:
        return math.dist(self.mesh.sites[cell], CAPITAL)

    def _way(self, start: int, goals: set[int], road_class: RoadClass) -> list[int]:
        came, reached = cheapest([start], lambda cell: self._steps(cell, road_class), goals.__contains__)
        return path(came, reached)

    def _steps(self, cell: int, road_class: RoadClass) -> Iterable[tuple[int, float]]:
        for other, cost in self._links[cell]:
            yield other, cost * (STANDING_ROAD[road_class] if _link(cell, other) in self._class_of else 1.0)

    @cached_property
    def _links(self) -> Mapping[int, list[tuple[int, float]]]:
        """From each cell over the land: metres, more of them uphill and over water."""
        links = {}
        for cell in self.terrain.land:
            climb = 1 + HILL_COST * self.terrain.height(self.mesh.sites[cell])
            links[cell] = [
                (other, metres * climb + (BRIDGE_COST if wet else 0.0))
                for other, metres, wet in self.districts.steps(cell)
            ]
        return links

    def _build(self, road_class: RoadClass, cells: Sequence[int]) -> None:
        """Keep the parts of a way that no road has yet, each as one stretch with its own number."""
        run: list[int] = []
        for start, end in pairwise(cells):
            if _link(start, end) in self._class_of:
                self._keep(road_class, run)
                run = []
            else:
                run = [*(run or [start]), end]
                self._class_of[_link(start, end)] = road_class
        self._keep(road_class, run)

    def _keep(self, road_class: RoadClass, run: list[int]) -> None:
        if run:
            number = 1 + sum(other is road_class for other, _, _ in self._runs)
            self._runs.append((road_class, number, run))

    def _drawn(self, cells: Sequence[int], places: dict[int, Vertex], relaxations: int) -> list[Vertex]:
        """One smooth line through the cells, and over those that an earlier road placed; places the others."""
        points: list[Vertex] = []
        part = [cells[0]]
        for cell in cells[1:]:
            part.append(cell)
            if cell in places or cell == cells[-1]:
                line, passed = rounded(
                    self._straightened([places.get(c, self.mesh.sites[c]) for c in part], relaxations)
                )
                places |= dict(zip(part, passed, strict=True))
                points += line[1 if points else 0 :]
                part = [cell]
        return points

    def _straightened(self, points: list[Vertex], relaxations: int) -> list[Vertex]:
        """As surveyors do; the ends stay."""
        for _ in range(relaxations):
            middle = [
                ((a[0] + b[0] + c[0]) / 3, (a[1] + b[1] + c[1]) / 3)
                for a, b, c in zip(points, points[1:], points[2:], strict=False)
            ]
            points = [points[0], *middle, points[-1]]
        return points


def _link(start: int, end: int) -> tuple[int, int]:
    return (start, end) if start < end else (end, start)
