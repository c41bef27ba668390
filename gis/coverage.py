"""Sets of polygons that should cover a region without gap or overlap: check, mend, dissolve, generalise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry import MultiPolygon, Point
from shapely.geometry.base import BaseGeometry

from gis.geometry import METRES_PER_DEGREE, Geometries, area_sqm, as_array, multipolygon, multipolygons

BANDS = (4, 5, 7, 9, 11)
"""Generalised geometries are kept for zooms up to 4, 5, 7, 9 and 11; deeper zooms use the geometry itself."""

EARTH_RADIUS_M = 6_378_137.0
TILE_PIXELS = 512
SEAM_METRES = 500.0


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two members that claim the same ground."""

    first: int
    second: int
    geom: BaseGeometry
    sqm: float


@dataclass(frozen=True, slots=True)
class Gap:
    """Ground inside the region that no member claims, and the members around it."""

    around: tuple[int, ...]
    geom: BaseGeometry
    sqm: float

    @property
    def at(self) -> Point:
        return shapely.point_on_surface(self.geom)


def is_coverage(members: Geometries) -> bool:
    """Whether members neither overlap nor differ along a shared border."""
    return bool(shapely.coverage_is_valid(members))


def overlaps(members: Geometries) -> list[Overlap]:
    """Every pair of members that overlap, in order of position. Members must be valid polygons."""
    if is_coverage(members):
        return []
    first, second = shapely.STRtree(members).query(members, predicate="intersects")
    pairs = sorted({(int(a), int(b)) for a, b in zip(first, second, strict=True) if a < b})
    return [found for a, b in pairs if (found := _overlap(members, a, b))]


def _overlap(members: Geometries, a: int, b: int) -> Overlap | None:
    shared = multipolygon(shapely.intersection(members[a], members[b]))
    return None if shared.is_empty else Overlap(a, b, shared, area_sqm(shared))


def gaps(members: Geometries) -> list[Gap]:
    """Every piece of ground enclosed by members that none of them claims, whatever touches it inside."""
    region = shapely.union_all(members)
    filled = shapely.union_all([shapely.Polygon(part.exterior) for part in multipolygon(region).geoms])
    missing = multipolygon(shapely.difference(filled, region)).geoms
    tree = shapely.STRtree(members)
    return [Gap(tuple(sorted(tree.query(gap, predicate="intersects").tolist())), gap, area_sqm(gap)) for gap in missing]


def cleaned(members: Geometries, gap_width_m: float) -> Geometries:
    """The members as an exact coverage: overlaps go to the neighbour with the longest border, narrow gaps too.

    ``gap_width_m`` is applied in degrees of latitude. Members that vanish come back empty.
    """
    return as_array([multipolygon(geom) for geom in _clean(members, gap_width_m / METRES_PER_DEGREE)])


def _clean(members: Geometries, gap_width: float) -> Geometries:
    # the published type stubs end before coverage_clean; it snaps vertices closer than about 1e-8 of the extent
    result: Geometries = shapely.coverage_clean(members, gap_width=gap_width)  # type: ignore[attr-defined]
    return result


def dissolve(members: Geometries, keys: Sequence[str]) -> dict[str, MultiPolygon]:
    """One MultiPolygon per key, made of exactly the ground of its members; keys in sorted order."""
    groups: dict[str, list[int]] = {}
    for position, key in enumerate(keys):
        groups.setdefault(key, []).append(position)
    return {key: _united(members[positions]) for key, positions in sorted(groups.items())}


def _united(members: Geometries) -> MultiPolygon:
    exact = is_coverage(members)
    region = shapely.coverage_union_all(members) if exact else shapely.union_all(members)
    return multipolygon(region if region.is_valid else shapely.union_all(members))


def to_mercator(members: Geometries) -> Geometries:
    """EPSG:4326 to EPSG:3857, without the poles (|latitude| < 85.06)."""
    return as_array(list(shapely.transform(members, _mercator)))


def _mercator(lonlat: NDArray[np.float64]) -> NDArray[np.float64]:
    lon, lat = np.radians(lonlat.T)
    return np.column_stack([lon, np.log(np.tan(np.pi / 4 + lat / 2))]) * EARTH_RADIUS_M


def half_pixel_m(band: int) -> float:
    """Half a pixel of a 512-pixel tile at zoom ``band``, in metres of EPSG:3857."""
    return np.pi * EARTH_RADIUS_M / (TILE_PIXELS * 2.0**band)


def exact(mercator: Geometries) -> Geometries:
    """The members of EPSG:3857 as an exact coverage to simplify: unchanged when they are one.

    Two sources seldom draw a common border alike; differences up to 500 m are closed, since the map would show them as
    slivers. A member that its neighbours swallow stays as it was.
    """
    if is_coverage(mercator):
        return mercator
    closed = _clean(mercator, SEAM_METRES)
    return as_array([whole if geom.is_empty else geom for geom, whole in zip(closed, mercator, strict=True)])


def generalised(coverage: Geometries, band: int) -> Geometries:
    """The members of an exact coverage in EPSG:3857, simplified for zooms up to ``band``, as MultiPolygons.

    Shared borders are simplified once, so that no sliver shows. A member too small for the band stays as a tiny valid
    polygon.
    """
    simple = shapely.coverage_simplify(coverage, half_pixel_m(band))
    poor = np.flatnonzero(shapely.is_empty(simple) | ~shapely.is_valid(simple))
    for position in poor:
        simple[position] = _standing(simple[position], coverage[position])
    return multipolygons(simple)


def _standing(thin: BaseGeometry, whole: BaseGeometry) -> MultiPolygon:
    mended = multipolygon(shapely.make_valid(thin, method="structure", keep_collapsed=False))
    return multipolygon(whole) if mended.is_empty else mended


def neighbourhood(members: Geometries, chosen: NDArray[np.int64]) -> NDArray[np.int64]:
    """Positions of the chosen members and of all that touch them, sorted."""
    hit = shapely.STRtree(members).query(members[chosen], predicate="intersects")[1]
    return np.union1d(chosen, hit)
