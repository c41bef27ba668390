"""Shapes that people draw, paste or type, as areas to look into (รูปที่วาด).

A point or a line covers nothing: it becomes what lies within some metres of it, on the plane of its UTM zone, where a metre
is one within 0.04 % (zones 47 and 48 of WGS 84 cover Thailand).
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry

from gis.crs import STORAGE, THAILAND, transform_coordinates
from gis.geometry import area_sqm
from gis.positions import NotAPosition, parse_many

MOST_POINTS = 5_000
MOST_SQKM = 60_000
"""Three times the largest province: what is asked for is a place in one, not the country."""
RADIUS_M, MOST_RADIUS_M = 1_000, 50_000
RING, PAIR = 3, 2
ROUND = 32
"""Corners in a quarter of a circle, which then misses 0.04 % of its area."""
ZONE_47, ZONE_48, MERIDIAN = 32647, 32648, 102.0
NOTHING = ("วาดจุด เส้น หรือพื้นที่บนแผนที่ก่อน", "Draw a point, a line or an area first.")
NO_GEOJSON = (
    'อ่าน GeoJSON ไม่ได้ ต้องเป็น geometry หรือ Feature เช่น {"type":"Polygon","coordinates":[…]}',
    'The GeoJSON cannot be read; give a geometry or a feature, as {"type":"Polygon","coordinates":[…]}.',
)
MIXED = ("GeometryCollection ใช้ไม่ได้ ให้รวมเป็นรูปชนิดเดียว", "A GeometryCollection is not taken; make it one kind of shape.")
OUTSIDE = ("รูปที่วาดอยู่นอกประเทศไทย", "The drawing is not in Thailand.")
MANY = (
    f"รูปมีจุดเกิน {MOST_POINTS:,} จุด ลดจุดลงก่อน เช่น ด้วย Simplify ของ QGIS",
    f"The shape has more than {MOST_POINTS:,} points; make it simpler first, as with Simplify in QGIS.",
)
LARGE = (
    f"รูปใหญ่เกิน {MOST_SQKM:,} ตร.กม. วาดให้เล็กลง หรือดูรายงานของจังหวัด",
    f"The shape is larger than {MOST_SQKM:,} km²; draw a smaller one, or look at the report of a province.",
)


class NotDrawn(ValueError):
    """What was given is no shape that can be looked into, in both languages, with what to do."""

    def __init__(self, told: tuple[str, str]) -> None:
        super().__init__(f"{told[0]} · {told[1]}")
        self.th, self.en = told


@dataclass(frozen=True, slots=True)
class Zone:
    """An area to look into, in degrees; ``given`` is what it was made of, ``radius_m`` around it, 0 where it is the same."""

    geom: BaseGeometry
    given: BaseGeometry
    radius_m: int

    @property
    def sqm(self) -> float:
        return area_sqm(self.geom)


def drawn(text: str) -> BaseGeometry:
    """The geometry of a GeoJSON geometry or feature (RFC 7946). Raises NotDrawn."""
    if not text.strip():
        raise NotDrawn(NOTHING)
    try:
        told = json.loads(text)
        inner = told.get("geometry", told) if isinstance(told, dict) else None
        geom = shapely.force_2d(shapely.from_geojson(json.dumps(inner)))
    except (ValueError, TypeError, RecursionError, GEOSException):
        raise NotDrawn(NO_GEOJSON) from None
    return _sound(geom)


def typed(text: str, crs: int | None = None) -> BaseGeometry:
    """One position a line: one is a point, two are a line, more a ring. Raises NotDrawn that names the line."""
    try:
        points = [(one.lon, one.lat) for one in parse_many(text, crs)]
    except NotAPosition as error:
        raise NotDrawn((error.th, error.en)) from None
    if len(points) == 1:
        return shapely.Point(points[0])
    return _sound(shapely.LineString(points) if len(points) == PAIR else shapely.Polygon(points))


def zone(given: BaseGeometry, radius_m: int | None = None) -> Zone:
    """What lies in a shape, or within so many metres of it; of a point or a line within 1,000 where nothing is said.

    Raises NotDrawn for what is not valid or too large.
    """
    if not given.is_valid:
        raise NotDrawn(_crossing(shapely.is_valid_reason(given)))
    radius = (0 if is_area(given) else RADIUS_M) if radius_m is None else radius_m
    made = _widened(given, radius) if radius else given
    if not is_area(made):
        raise NotDrawn(("จุดและเส้นต้องมีรัศมีอย่างน้อย 1 เมตร", "A point or a line needs a radius of at least 1 metre."))
    if area_sqm(made) > MOST_SQKM * 1_000_000:
        raise NotDrawn(LARGE)
    return Zone(made, given, radius)


def _crossing(why: str) -> tuple[str, str]:
    th, en = "วาดใหม่ไม่ให้เส้นตัดกันเอง", "draw it without crossing itself"
    return f"รูปไม่ถูกต้อง ({why}) {th}", f"The shape is not valid ({why}); {en}."


def is_area(geom: BaseGeometry) -> bool:
    return geom.geom_type in ("Polygon", "MultiPolygon")


def _sound(geom: BaseGeometry) -> BaseGeometry:
    if geom.is_empty:
        raise NotDrawn(NOTHING)
    if geom.geom_type == "GeometryCollection":
        raise NotDrawn(MIXED)
    if shapely.get_num_coordinates(geom) > MOST_POINTS:
        raise NotDrawn(MANY)
    west, south, east, north = THAILAND
    # Also False for what is not a number, which no comparison finds.
    if not all(west <= x <= east and south <= y <= north for x, y in shapely.get_coordinates(geom)):
        raise NotDrawn(OUTSIDE)
    return geom


def _widened(geom: BaseGeometry, metres: int) -> BaseGeometry:
    plane = ZONE_47 if geom.centroid.x < MERIDIAN else ZONE_48

    def onto(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return transform_coordinates(xy, STORAGE, plane)

    def back(xy: NDArray[np.float64]) -> NDArray[np.float64]:
        return transform_coordinates(xy, plane, STORAGE)

    wide = shapely.buffer(shapely.transform(geom, onto), metres, quad_segs=ROUND)
    found: BaseGeometry = shapely.transform(wide, back)
    return found
