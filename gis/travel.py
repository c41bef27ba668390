"""How long it takes to get somewhere on stored roads: a network of lines, and the least minutes from some places to others.

Coordinates are metres of a plane. Lines are noded: where they cross, touch or nearly meet (``snap`` metres) one may turn.
Bridges and one-way streets are not known. Off the roads one goes straight, ``detour`` times as far, at ``off_kmh``.
Shortest paths are those of Dijkstra (1959) as networkx computes them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count, pairwise

import networkx
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.tours import Leg

Spot = tuple[float, float]
"""Metres east and north."""
Node = Hashable
GRID = 0.01
"""Metres to which crossings are rounded, so that lines that meet do meet."""
MINUTES_PER_METRE_AT_1_KMH = 0.06


@dataclass(frozen=True, slots=True)
class Pace:
    """How one moves off the roads, and how near ends of lines must be to be joined (metres)."""

    off_kmh: float
    detour: float = 1.3
    snap: float = 30.0

    def minutes(self, metres: float) -> float:
        """Straight across country.

        >>> Pace(6, detour=1).minutes(1000)
        10.0
        """
        return metres * self.detour * MINUTES_PER_METRE_AT_1_KMH / self.off_kmh


@dataclass(frozen=True, slots=True)
class Network:
    """Roads with places beside them. ``graph`` has edges in ``minutes`` and ``metres``; ``spots`` are the places by name."""

    graph: networkx.Graph
    spots: Mapping[str, Spot]
    pace: Pace

    def minutes(self, sources: Sequence[str], most: float) -> dict[str, float]:
        """The least minutes from any of ``sources`` to each place that is at most ``most`` away, by road or straight.

        Raises KeyError for a source that is no place of the network.
        """
        if not sources:
            return {}
        starts = {("place", name) for name in sources}
        found = networkx.multi_source_dijkstra_path_length(self.graph, starts, cutoff=most, weight="minutes")
        by_road = {name: found[node] for name in self.spots if (node := ("place", name)) in found}
        straight = self._straight(sources)
        least = {name: min(by_road.get(name, np.inf), straight[name]) for name in self.spots}
        return {name: float(minutes) for name, minutes in least.items() if minutes <= most}

    def legs(self) -> dict[tuple[str, str], Leg]:
        """From each place to each other, by road or straight, whichever is quicker."""
        found: dict[tuple[str, str], Leg] = {}
        for name in self.spots:
            straight = {other: self._across(name, other) for other in self.spots if other != name}
            # A way that takes longer than the longest straight one is of use to nobody.
            settled = self._settled(("place", name), max((leg.minutes for leg in straight.values()), default=0.0))
            for other, leg in straight.items():
                minutes, metres = settled.get(("place", other), (np.inf, 0.0))
                found[name, other] = Leg(minutes, metres, True) if minutes < leg.minutes else leg
        return found

    def _settled(self, start: Node, most: float) -> dict[Node, tuple[float, float]]:
        """The least minutes to each node that is at most ``most`` away, with the metres of that way."""
        settled: dict[Node, tuple[float, float]] = {}
        order = count()
        waiting = [(0.0, next(order), 0.0, start)]
        while waiting:
            minutes, _, metres, node = heappop(waiting)
            if node in settled:
                continue
            settled[node] = minutes, metres
            for beside, edge in self.graph[node].items():
                further = minutes + edge["minutes"]
                if beside not in settled and further <= most:
                    heappush(waiting, (further, next(order), metres + edge["metres"], beside))
        return settled

    def _across(self, one: str, other: str) -> Leg:
        (x, y), (u, v) = self.spots[one], self.spots[other]
        metres = float(np.hypot(u - x, v - y))
        return Leg(self.pace.minutes(metres), metres * self.pace.detour, False)

    def _straight(self, sources: Sequence[str]) -> dict[str, float]:
        tree = shapely.STRtree([shapely.Point(self.spots[name]) for name in sources])
        points = shapely.points(np.array(list(self.spots.values()), dtype=float))
        _, metres = tree.query_nearest(points, all_matches=False, return_distance=True)
        return {name: self.pace.minutes(float(each)) for name, each in zip(self.spots, metres, strict=True)}


def network(roads: Sequence[tuple[BaseGeometry, float]], spots: Mapping[str, Spot], pace: Pace) -> Network:
    """The network of lines, each with its speed in km/h, joined to every place where the road is nearest to it.

    Where pieces of several roads lie on each other the fastest counts. Raises ValueError for a speed that is not above 0.
    """
    if pace.off_kmh <= 0 or any(speed <= 0 for _, speed in roads):
        raise ValueError("ความเร็วต้องมากกว่า 0 · A speed must be above 0")
    lines = [(part, speed) for geom, speed in roads for part in shapely.get_parts(geom) if part.length > 0]
    graph = networkx.Graph()
    graph.add_nodes_from(("place", name) for name in spots)
    if lines:
        edges, speeds = _noded([*lines, *_joints(lines, pace.snap)])
        _connect(graph, edges, speeds, spots, pace)
    return Network(graph, spots, pace)


def _joints(lines: Sequence[tuple[BaseGeometry, float]], snap: float) -> list[tuple[BaseGeometry, float]]:
    """Short lines from ends to other lines that they nearly meet."""
    parts = np.array([line for line, _ in lines], dtype=object)
    tree, found = shapely.STRtree(parts), list[tuple[BaseGeometry, float]]()
    for end in (0, -1):
        ends = shapely.get_point(parts, end)
        owners, others = tree.query(ends, predicate="dwithin", distance=snap)
        for owner, other in zip(owners.tolist(), others.tolist(), strict=True):
            joint = shapely.shortest_line(ends[owner], parts[other])
            if owner != other and joint.length > GRID:
                found.append((joint, lines[owner][1]))
    return found


def _noded(lines: Sequence[tuple[BaseGeometry, float]]) -> tuple[NDArray[np.object_], list[float]]:
    """The pieces between crossings, each with the speed of the fastest line that it lies on."""
    parts = np.array([line for line, _ in lines], dtype=object)
    pieces = shapely.get_parts(shapely.union_all(parts, grid_size=GRID))
    middles = shapely.line_interpolate_point(pieces, 0.5, normalized=True)
    of_piece, of_line = shapely.STRtree(parts).query(middles, predicate="dwithin", distance=2 * GRID)
    speeds = defaultdict[int, float](float)
    for piece, line in zip(of_piece.tolist(), of_line.tolist(), strict=True):
        speeds[piece] = max(speeds[piece], lines[line][1])
    kept = [number for number in range(len(pieces)) if number in speeds]
    return pieces[kept], [speeds[number] for number in kept]


def _connect(
    graph: networkx.Graph, edges: NDArray[np.object_], speeds: Sequence[float], spots: Mapping[str, Spot], pace: Pace
) -> None:  # fmt: skip
    """Cut each edge where places join it, and put all into the graph."""
    names = list(spots)
    points = np.array([shapely.Point(each) for each in spots.values()], dtype=object)
    _, nearest = shapely.STRtree(edges).query_nearest(points, all_matches=False) if names else (None, np.array([], int))
    cuts = defaultdict[int, list[tuple[float, Node]]](list)
    for name, point, edge in zip(names, points, nearest.tolist(), strict=True):
        join = ("join", name)
        cuts[edge].append((float(shapely.line_locate_point(edges[edge], point)), join))
        beside = float(shapely.distance(edges[edge], point))
        _shortest(graph, ("place", name), join, pace.minutes(beside), beside * pace.detour)
    for number, (edge, speed) in enumerate(zip(edges, speeds, strict=True)):
        first, last = (_node(edge.coords[end]) for end in (0, -1))
        along = [(0.0, first), *sorted(cuts.get(number, ()), key=lambda cut: cut[0]), (float(edge.length), last)]
        for (start, one), (end, other) in pairwise(along):
            _shortest(graph, one, other, (end - start) * MINUTES_PER_METRE_AT_1_KMH / speed, end - start)


def _shortest(graph: networkx.Graph, one: Node, other: Node, minutes: float, metres: float) -> None:
    """An edge, of two between the same nodes the quicker."""
    held = graph.get_edge_data(one, other)
    if held is None or minutes < held["minutes"]:
        graph.add_edge(one, other, minutes=minutes, metres=metres)


def _node(at: Sequence[float]) -> Node:
    return round(at[0] / GRID), round(at[1] / GRID)
