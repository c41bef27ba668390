"""Single geometries: geodesic areas, and the repair of what cannot stand.

Coordinates are EPSG:4326, longitude first, unless a name says otherwise. Areas are square metres on the
WGS 84 ellipsoid.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Geod
from shapely.geometry import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

Geometries = NDArray[np.object_]

WGS84 = Geod(ellps="WGS84")
METRES_PER_DEGREE = 111_320.0
"""One degree of longitude on the equator; along a meridian at most 0.7 % less, good enough to judge widths."""

MULTIPOLYGON = 6
"""Type number of GEOS."""


class Degenerate(ValueError):
    """Nothing with an area is left of a polygon."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A polygon made valid: its area as it was written (crossing parts cancel out) and as it is now."""

    geom: MultiPolygon
    before_sqm: float
    after_sqm: float
    reason: str

    @property
    def change_sqm(self) -> float:
        return self.after_sqm - self.before_sqm


def as_array(geometries: Sequence[BaseGeometry] | Geometries) -> Geometries:
    """A one-dimensional array of geometries; numpy would otherwise look inside the collections."""
    array = np.empty(len(geometries), dtype=object)
    array[:] = list(geometries)
    return array


def area_sqm(geom: BaseGeometry) -> float:
    """The geodesic area of a polygon or of the polygons in a collection; 0.0 for anything else."""
    return sum(_polygon_sqm(part) for part in _polygons(geom))


def areas_sqm(geometries: Sequence[BaseGeometry] | Geometries) -> NDArray[np.float64]:
    """``area_sqm`` of each."""
    return np.fromiter((area_sqm(geom) for geom in geometries), dtype=np.float64, count=len(geometries))


def _polygon_sqm(polygon: Polygon) -> float:
    return _ring_sqm(polygon.exterior) - sum(_ring_sqm(hole) for hole in polygon.interiors)


def _ring_sqm(ring: BaseGeometry) -> float:
    lon, lat = shapely.get_coordinates(ring).T
    return abs(float(WGS84.polygon_area_perimeter(lon, lat)[0]))


def _polygons(geom: BaseGeometry) -> list[Polygon]:
    parts = shapely.get_parts(shapely.get_parts(as_array([geom])))
    return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]


def multipolygon(geom: BaseGeometry) -> MultiPolygon:
    """The polygons of ``geom`` as one two-dimensional MultiPolygon; lines and points beside them are left out."""
    if isinstance(geom, MultiPolygon) and not geom.has_z:
        return geom
    return MultiPolygon(_polygons(shapely.force_2d(geom)))


def multipolygons(geometries: Geometries) -> Geometries:
    """``multipolygon`` of each; fast where they are polygons or multipolygons already."""
    kinds = shapely.get_type_id(geometries)
    result = as_array(shapely.force_2d(geometries))
    for position in np.flatnonzero(kinds != MULTIPOLYGON):
        result[position] = multipolygon(result[position])
    return result


def repaired(geom: BaseGeometry) -> Repair | None:
    """The valid form of a polygon, or None when nothing had to change.

    Self-crossings are resolved by structure (both wings of a bow-tie stay), spikes without width disappear, and lines
    and points of a collection are left out. Raises Degenerate when no area is left.
    """
    flat = shapely.force_2d(geom)
    polygonal = flat.geom_type in ("Polygon", "MultiPolygon")
    if polygonal and flat.is_valid and not flat.is_empty:
        return None
    reason = shapely.is_valid_reason(flat) if polygonal else f"{flat.geom_type} without area beside its polygons"
    after = multipolygon(shapely.make_valid(flat, method="structure", keep_collapsed=False))
    if after.is_empty or area_sqm(after) <= 0.0:
        raise Degenerate(reason)
    return Repair(after, area_sqm(flat), area_sqm(after), _plain(reason))


def _plain(reason: str) -> str:
    return reason.replace("[", " at ").replace("]", "").replace("  ", " ")


def in_metres(geom: BaseGeometry, latitude: float) -> BaseGeometry:
    """``geom`` on a plane whose unit is about one metre near ``latitude``; to judge widths, never areas."""
    scale = np.array([METRES_PER_DEGREE * np.cos(np.radians(latitude)), METRES_PER_DEGREE])
    scaled: BaseGeometry = shapely.transform(geom, lambda xy: xy * scale)
    return scaled


def wide_sqm(geom: BaseGeometry, width_m: float) -> float:
    """How much of ``geom`` is wider than ``width_m``: about what stays when each side is eroded by half of it."""
    if geom.is_empty:
        return 0.0
    plane = in_metres(geom, shapely.get_coordinates(geom)[0, 1])
    core = shapely.buffer(plane, -width_m / 2)
    return float(shapely.buffer(core, width_m / 2).area)
