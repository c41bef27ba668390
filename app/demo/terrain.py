"""The lie of the land: a valley between hills, the mesh of cells over it, and the outline of the province.

All lengths are metres of UTM zone 47 north (EPSG:32647). Nothing here is measured anywhere: the land is invented.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property, lru_cache
from random import Random

from shapely.geometry import Polygon

from app.demo.lines import Linework
from app.demo.mesh import Edge, Mesh, Vertex, scatter, voronoi
from app.demo.projection import polygon

SEED = 2569
CAPITAL: Vertex = (504_000.0, 1_694_000.0)
"""Where the capital stands: at the river, in the plain, a little off the middle as capitals are."""
CENTRE: Vertex = (500_000.0, 1_700_000.0)
RADIUS_M = 57_000.0
EXTENT_M = 82_000.0
MARGIN_M = 6_000.0
TRIES = 45_000
OUTLINE_ROUGHNESS = 0.16


@dataclass(frozen=True)
class Waves:
    """A smooth random field: a sum of plane waves of about one wavelength, within [-1, 1]."""

    waves: tuple[tuple[float, float, float], ...]

    @classmethod
    def random(cls, rng: Random, wavelength_m: float, count: int = 6) -> Waves:
        def wave() -> tuple[float, float, float]:
            direction, length = rng.uniform(0, math.tau), wavelength_m * rng.uniform(0.7, 1.4)
            return (
                math.tau * math.cos(direction) / length,
                math.tau * math.sin(direction) / length,
                rng.uniform(0, math.tau),
            )

        return cls(tuple(wave() for _ in range(count)))

    def at(self, point: Vertex) -> float:
        return sum(math.sin(a * point[0] + b * point[1] + phase) for a, b, phase in self.waves) / len(self.waves)


class Terrain:
    """The land of one seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        rng = Random(f"{seed}/terrain")
        self._lobes = [(k, rng.gauss(0, 0.17) / math.pow(k, 0.75), rng.uniform(0, math.tau)) for k in range(2, 9)]
        self._bend = rng.uniform(0, math.tau)
        self._edge, self._ridge = Waves.random(rng, 26_000), Waves.random(rng, 42_000)

    def depth(self, point: Vertex) -> float:
        """About how many metres inside the province (negative: outside)."""
        x, y = point[0] - CENTRE[0], (point[1] - CENTRE[1]) / 1.15
        angle = math.atan2(y, x)
        lobes = sum(size * math.cos(k * angle + phase) for k, size, phase in self._lobes)
        return RADIUS_M * (1 + lobes) + 5_000 * self._edge.at(point) - math.hypot(x, y)

    def height(self, point: Vertex) -> float:
        """0 on the valley floor, 1 on the high ridges; the west is higher than the east."""
        axis = CAPITAL[0] + 15_000 * (math.sin((point[1] - CAPITAL[1]) / 24_000 + self._bend) - math.sin(self._bend))
        off = point[0] - axis
        slope = (abs(off) - 13_000) / (30_000 if off < 0 else 52_000)
        return min(1.0, max(0.0, slope + 0.3 * self._ridge.at(point) * min(1.0, abs(off) / 20_000)))

    def remoteness(self, point: Vertex) -> float:
        """1 in the capital, rising with the distance from it and with the height of the land."""
        away = 1 - math.exp(-math.dist(point, CAPITAL) / 22_000)
        return 1 + 1.6 * away + 1.7 * self.height(point) * away

    @cached_property
    def mesh(self) -> Mesh:
        """Cells over the province and a margin around it, smaller near the capital."""

        def spacing(point: Vertex) -> float:
            return 800 * min(2.1, self.remoteness(point)) if self.depth(point) > -MARGIN_M else 0.0

        return voronoi(scatter(Random(f"{self.seed}/mesh"), EXTENT_M, CENTRE, spacing, TRIES))

    @cached_property
    def land(self) -> frozenset[int]:
        """The cells of the province: one piece without holes."""
        mesh = self.mesh
        deep = {cell for cell, site in enumerate(mesh.sites) if self.depth(site) > 0}
        piece = mesh.reach(self.capital, deep.__contains__)
        rim = max(range(len(mesh.sites)), key=lambda cell: math.dist(mesh.sites[cell], CENTRE))
        return frozenset(range(len(mesh.sites))) - mesh.reach(rim, lambda cell: cell not in piece)

    @cached_property
    def capital(self) -> int:
        return self.mesh.nearest(CAPITAL, range(len(self.mesh.sites)))

    @cached_property
    def outline_ring(self) -> list[Vertex]:
        """The vertices around the province, counter-clockwise, the first one repeated at the end."""
        (ring,) = rings(self.mesh, self.land)
        return ring

    def linework(self) -> Linework:
        """A drawing with the outline on it, on which rivers and borders can be drawn."""
        drawing = Linework(Random(f"{self.seed}/outline"))
        drawing.draw(self.outline_ring, OUTLINE_ROUGHNESS)
        return drawing


def rings(mesh: Mesh, cells: frozenset[int]) -> list[list[Vertex]]:
    """The closed rings around a set of cells, the outer ones counter-clockwise."""
    after = dict(edge for cell in sorted(cells) for edge in mesh.edges(cell) if _is_border(mesh, cells, edge))
    found = []
    while after:
        ring = [next(iter(after))]
        while ring[-1] in after:
            ring.append(after.pop(ring[-1]))
        found.append(ring)
    return found


def _is_border(mesh: Mesh, cells: frozenset[int], edge: Edge) -> bool:
    return mesh.cell_of.get((edge[1], edge[0])) not in cells


@lru_cache(maxsize=2)
def terrain(seed: int = SEED) -> Terrain:
    return Terrain(seed)


def outline(seed: int = SEED) -> Polygon:
    """The outline of the demonstration province, EPSG:4326; the same line that its subdistricts have."""
    land = terrain(seed)
    return polygon(land.linework().line(land.outline_ring))
