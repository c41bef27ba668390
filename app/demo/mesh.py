"""A mesh of small cells: the paper on which the demonstration province is drawn.

The cells are Voronoi cells of scattered sites, so every vertex joins exactly three edges and any two edges that meet
border one convex cell. Borders and rivers run along the edges, roads run from site to site, and therefore neither can
cross its like.
"""

import heapq
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import TypeAlias, TypeVar

import shapely

Vertex: TypeAlias = tuple[float, float]
Edge: TypeAlias = tuple[Vertex, Vertex]
Node = TypeVar("Node", int, Vertex)

GRID_M = 1000.0
VERTEX_DECIMALS = 2


@dataclass(frozen=True)
class Mesh:
    """Sites in metres and, for each, the ring of its cell counter-clockwise without the closing vertex."""

    sites: tuple[Vertex, ...]
    rings: tuple[tuple[Vertex, ...], ...]

    @cached_property
    def cell_of(self) -> dict[Edge, int]:
        """The cell to the left of each directed edge."""
        return {edge: cell for cell in range(len(self.rings)) for edge in self.edges(cell)}

    @cached_property
    def neighbours(self) -> tuple[tuple[int, ...], ...]:
        """For each cell the cells that share an edge with it, counter-clockwise."""
        return tuple(self._neighbours(cell) for cell in range(len(self.rings)))

    def edges(self, cell: int) -> list[Edge]:
        ring = self.rings[cell]
        return list(zip(ring, (*ring[1:], ring[0]), strict=True))

    def _neighbours(self, cell: int) -> tuple[int, ...]:
        across = (self.cell_of.get((end, start)) for start, end in self.edges(cell))
        return tuple(other for other in across if other is not None)

    def nearest(self, point: Vertex, among: Iterable[int]) -> int:
        return min(among, key=lambda cell: (math.dist(self.sites[cell], point), cell))

    def reach(self, start: int, allowed: Callable[[int], bool]) -> set[int]:
        """The cells connected to `start` through allowed cells."""
        found, waiting = {start}, [start]
        while waiting:
            for other in self.neighbours[waiting.pop()]:
                if other not in found and allowed(other):
                    found.add(other)
                    waiting.append(other)
        return found


def scatter(
    rng: Random, half_width_m: float, centre: Vertex, spacing: Callable[[Vertex], float], tries: int
) -> list[Vertex]:
    """Random points, none nearer to an earlier one than the spacing wanted at its place."""
    grid: dict[tuple[int, int], list[Vertex]] = {}
    points: list[Vertex] = []
    for _ in range(tries):
        point = (
            round(centre[0] + rng.uniform(-half_width_m, half_width_m), 1),
            round(centre[1] + rng.uniform(-half_width_m, half_width_m), 1),
        )
        wanted = spacing(point)
        if wanted and _free(grid, point, wanted):
            points.append(point)
            grid.setdefault((int(point[0] // GRID_M), int(point[1] // GRID_M)), []).append(point)
    return points


def _free(grid: Mapping[tuple[int, int], list[Vertex]], point: Vertex, wanted: float) -> bool:
    reach = math.ceil(wanted / GRID_M)
    column, row = int(point[0] // GRID_M), int(point[1] // GRID_M)
    return not any(
        math.dist(point, other) < wanted
        for x in range(column - reach, column + reach + 1)
        for y in range(row - reach, row + reach + 1)
        for other in grid.get((x, y), ())
    )


def voronoi(points: list[Vertex]) -> Mesh:
    """The mesh of all points."""
    cells = shapely.voronoi_polygons(shapely.multipoints(points), ordered=True)
    rings = []
    for cell in shapely.orient_polygons(shapely.get_parts(cells)):
        corners = [(round(x, VERTEX_DECIMALS), round(y, VERTEX_DECIMALS)) for x, y in cell.exterior.coords[:-1]]
        rings.append(
            tuple(corner for corner, before in zip(corners, [corners[-1], *corners], strict=False) if corner != before)
        )
    return Mesh(tuple(points), tuple(rings))


def cheapest(
    starts: Iterable[Node],
    steps: Callable[[Node], Iterable[tuple[Node, float]]],
    done: Callable[[Node], bool] = lambda _: False,
) -> tuple[dict[Node, Node], Node]:
    """Dijkstra: the predecessor of each node reached (a start is its own), and the last node settled."""
    cost = dict.fromkeys(starts, 0.0)
    came = {start: start for start in cost}
    waiting = [(0.0, start) for start in cost]
    settled: set[Node] = set()
    node = waiting[0][1]
    while waiting:
        _, node = heapq.heappop(waiting)
        if node in settled:
            continue
        settled.add(node)
        if done(node):
            break
        for other, step in steps(node):
            if cost[node] + step < cost.get(other, math.inf):
                cost[other], came[other] = cost[node] + step, node
                heapq.heappush(waiting, (cost[other], other))
    return came, node


def path(came: Mapping[Node, Node], node: Node) -> list[Node]:
    """From `node` back to the start from which it was reached."""
    nodes = [node]
    while came[nodes[-1]] != nodes[-1]:
        nodes.append(came[nodes[-1]])
    return nodes
