"""Literal geometries of a filter as they are stored: degrees of WGS 84, longitude first."""

from __future__ import annotations

from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis import crs as systems
from gis.cql2.errors import At, Cql2Error
from gis.cql2.nodes import Box, Geometry
from gis.cql2.write_json import document

SIDES = 32
"""Into how many pieces the longer side of a box is cut."""
LEAST, MOST = 1e-9, 1e9
"""Of a side that is cut, and of a coordinate, in degrees or metres: of others GEOS cannot tell a length."""


def shape_of(node: Geometry | Box, crs: systems.Reference | None) -> BaseGeometry:
    """The geometry in storage. ``crs``: in which it is written, by the official order of its axes; None is CRS84.

    Raises Cql2Error for what lies nowhere on earth or is not valid.
    """
    found = _boxed(node, crs) if isinstance(node, Box) else shapely.force_2d(_built(node))
    if crs is not None:
        found = _stored(_finely(found, node.at) if isinstance(node, Box) else found, crs, node.at)
    _refuse_elsewhere(found, node.at)
    if not found.is_valid:
        raise Cql2Error(
            node.at,
            f"รูปเรขาคณิตไม่ถูกต้อง ({shapely.is_valid_reason(found)}) ให้วาดใหม่ไม่ให้เส้นตัดกันเอง",
            f"the geometry is not valid ({shapely.is_valid_reason(found)}); draw it without crossing itself",
        )
    return found


def of_one_dimension(found: BaseGeometry, at: At) -> BaseGeometry:
    """A collection as one geometry. Raises Cql2Error where it mixes points, lines and areas."""
    if found.geom_type != "GeometryCollection":
        return found
    merged = shapely.union_all(list(_leaves(found)))
    if merged.geom_type == "GeometryCollection":
        raise Cql2Error(
            at,
            "ตัวดำเนินการนี้รับ GEOMETRYCOLLECTION ที่ปนจุด เส้น พื้นที่ไม่ได้ ให้แยกเป็นหลายเงื่อนไข (S_INTERSECTS รับได้)",
            "this operator takes no GeometryCollection of mixed points, lines and areas; split it (S_INTERSECTS takes it)",
        )
    return merged


def _leaves(found: BaseGeometry) -> list[BaseGeometry]:
    parts = shapely.get_parts(found)
    return [leaf for part in parts for leaf in (_leaves(part) if part.geom_type == "GeometryCollection" else [part])]


def _built(node: Geometry) -> BaseGeometry:
    found: BaseGeometry = shapely.geometry.shape(document(node))
    return found


def _boxed(node: Box, crs: systems.Reference | None) -> BaseGeometry:
    west, south, east, north = node.numbers if len(node.numbers) == 4 else (*node.numbers[:2], *node.numbers[3:5])
    crosses = west > east and crs is None
    if south > north or (west > east and not crosses):
        raise Cql2Error(
            node.at,
            "BBOX ต้องเรียง ตะวันตก,ใต้,ตะวันออก,เหนือ",
            "a BBOX is west, south, east, north; its south may not lie above its north",
        )
    if crosses:
        return shapely.union_all([_rectangle(west, south, 180.0, north), _rectangle(-180.0, south, east, north)])
    return _rectangle(west, south, east, north)


def _rectangle(west: float, south: float, east: float, north: float) -> BaseGeometry:
    """A point or a line where the box has no width or no height."""
    if west == east and south == north:
        return shapely.Point(west, south)
    if west == east or south == north:
        return shapely.LineString([(west, south), (east, north)])
    return shapely.box(west, south, east, north)


def _finely(box: BaseGeometry, at: At) -> BaseGeometry:
    """The same box with points along its sides, which are not straight in another system. Raises Cql2Error."""
    west, south, east, north = box.bounds
    if max(map(abs, box.bounds)) > MOST:
        raise _elsewhere(at)
    longest = max(east - west, north - south)
    return box if longest < LEAST else shapely.segmentize(box, longest / SIDES)


def _stored(found: BaseGeometry, crs: systems.Reference, at: At) -> BaseGeometry:
    turned = shapely.transform(found, lambda xy: xy[:, ::-1]) if crs.is_north_first else found
    moved: Any = systems.transform(np.array([turned], dtype=object), crs.code, systems.STORAGE)[0]
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise _elsewhere(at)
    result: BaseGeometry = moved
    return result


def _refuse_elsewhere(found: BaseGeometry, at: At) -> None:
    west, south, east, north = found.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise _elsewhere(at)


def _elsewhere(at: At) -> Cql2Error:
    return Cql2Error(
        at,
        "พิกัดอยู่นอกโลก ให้เขียนลองจิจูดก่อนละติจูด เป็นองศา หรือบอกระบบพิกัดด้วย filter-crs",
        "the coordinates lie nowhere on earth; write longitude before latitude in degrees, or name the system by filter-crs",
    )
