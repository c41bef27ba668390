"""The seven coordinate reference systems that Thai offices use, and one way between them.

Everything is longitude/latitude (or easting/northing) ordered, whatever the official axis order is: `axes` records the
official one for standards that need it. Storage is EPSG:4326.

Indian 1975 is shifted by the parameters of the Royal Thai Survey Department, because the default of PROJ and PostGIS
(EPSG:1812) misses a published control point by 189 m and these miss it by 0.25 m. All pipelines are spelled out, so
that no grid, no network and no database of transformations can change the answer.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import CRS, Transformer
from pyproj.enums import TransformDirection
from pyproj.exceptions import CRSError

Kind = Literal["geographic", "projected"]
Box = tuple[float, float, float, float]

STORAGE = 4326
#: west, south, east, north in degrees: the extent that a coordinate in Thailand cannot leave
THAILAND: Box = (97.3, 5.6, 105.7, 20.5)
INDIAN_1975_TOWGS84 = "204.4798,837.8940,294.7765"

_EVEREST = "+a=6377276.345 +rf=300.8017"
_SHIFT = (
    f"+step +proj=push +v_3 +step +proj=cart {_EVEREST} "
    "+step +proj=helmert +x=204.4798 +y=837.8940 +z=294.7765 "
    "+step +inv +proj=cart +ellps=WGS84 +step +proj=pop +v_3"
)
_DEGREES = "+step +proj=unitconvert +xy_in=rad +xy_out=deg"
_RADIANS = "+step +proj=unitconvert +xy_in=deg +xy_out=rad"


@dataclass(frozen=True)
class Reference:
    """One coordinate reference system.

    axes:        the official order of the axes (EPSG); coordinates here are always x (east) first
    area:        west, south, east, north in degrees where it may be used
    definition:  a PROJ string with its datum shift, usable in `ST_Transform(geom, definition, 4326)`
    to_storage:  the pinned PROJ pipeline from its units to degrees of EPSG:4326; run inverse for the way back
    """

    code: int
    title_th: str
    title_en: str
    kind: Kind
    axes: tuple[str, str]
    area: Box
    definition: str
    to_storage: str

    @property
    def uri(self) -> str:
        return f"http://www.opengis.net/def/crs/EPSG/0/{self.code}"

    @property
    def is_north_first(self) -> bool:
        """Whether standards that keep the official order write latitude before longitude."""
        return self.axes[0] == "latitude"


def _utm(code: int, zone: int, *, indian: bool) -> Reference:
    ellipsoid = _EVEREST if indian else "+ellps=WGS84"
    shift = f" {_SHIFT}" if indian else ""
    datum = f"{_EVEREST} +towgs84={INDIAN_1975_TOWGS84}" if indian else "+datum=WGS84"
    name = "Indian 1975" if indian else "WGS 84"
    return Reference(
        code=code,
        title_th=f"{name} / UTM โซน {zone} เหนือ",
        title_en=f"{name} / UTM zone {zone}N",
        kind="projected",
        axes=("easting", "northing"),
        area=(97.3, 5.6, 102.0, 20.5) if zone == 47 else (102.0, 5.6, 105.7, 20.5),
        definition=f"+proj=utm +zone={zone} {datum} +units=m +no_defs",
        to_storage=f"+proj=pipeline +step +inv +proj=utm +zone={zone} {ellipsoid}{shift} {_DEGREES}",
    )


REGISTRY: dict[int, Reference] = {
    reference.code: reference
    for reference in (
        Reference(
            4326,
            "WGS 84 (องศา)",
            "WGS 84 (degrees)",
            "geographic",
            ("latitude", "longitude"),
            (-180.0, -90.0, 180.0, 90.0),
            "+proj=longlat +datum=WGS84 +no_defs",
            "+proj=noop",
        ),
        _utm(32647, 47, indian=False),
        _utm(32648, 48, indian=False),
        _utm(24047, 47, indian=True),
        _utm(24048, 48, indian=True),
        Reference(
            4240,
            "Indian 1975 (องศา)",
            "Indian 1975 (degrees)",
            "geographic",
            ("latitude", "longitude"),
            THAILAND,
            f"+proj=longlat {_EVEREST} +towgs84={INDIAN_1975_TOWGS84} +no_defs",
            f"+proj=pipeline {_RADIANS} {_SHIFT} {_DEGREES}",
        ),
        Reference(
            3857,
            "WGS 84 / เว็บเมอร์เคเตอร์",
            "WGS 84 / Web Mercator",
            "projected",
            ("easting", "northing"),
            (-180.0, -85.06, 180.0, 85.06),
            "+proj=merc +a=6378137 +b=6378137 +units=m +nadgrids=@null +no_defs",
            f"+proj=pipeline +step +inv +proj=webmerc +ellps=WGS84 {_DEGREES}",
        ),
    )
}


def reference(code: int) -> Reference:
    """The registered system with this EPSG code. Raises KeyError for any other."""
    return REGISTRY[code]


def transform(geometries: NDArray[np.object_], from_: int, to: int) -> NDArray[np.object_]:
    """The same geometries in another registered system, as 2-D; coordinates that cannot be projected become infinite.

    geometries: array of shapely geometries (None stays None). Raises KeyError for an unregistered code.
    """
    if from_ == to:
        return np.asarray(shapely.force_2d(geometries), dtype=object)
    moved = shapely.transform(geometries, lambda xy: transform_coordinates(xy, from_, to))
    return np.asarray(moved, dtype=object)


def transform_coordinates(xy: NDArray[np.float64], from_: int, to: int) -> NDArray[np.float64]:
    """The same n x 2 coordinates (x first) in another registered system, by way of EPSG:4326."""
    start, end = REGISTRY[from_], REGISTRY[to]
    x, y = xy[:, 0], xy[:, 1]
    if start.code != STORAGE:
        x, y = _pipeline(start.to_storage).transform(x, y)
    if end.code != STORAGE:
        x, y = _pipeline(end.to_storage).transform(x, y, direction=TransformDirection.INVERSE)
    return np.column_stack((x, y))


@lru_cache(maxsize=16)
def _pipeline(definition: str) -> Transformer:
    return Transformer.from_pipeline(definition)


def within(bounds: NDArray[np.float64], box: Box, *, slack: float = 0.0) -> NDArray[np.bool_]:
    """Which of n x 4 bounds (minx, miny, maxx, maxy) lie wholly in the box; NaN and infinity never do."""
    west, south, east, north = box
    inside = (
        (bounds[:, 0] >= west - slack)
        & (bounds[:, 1] >= south - slack)
        & (bounds[:, 2] <= east + slack)
        & (bounds[:, 3] <= north + slack)
    )
    return np.asarray(inside, dtype=bool)


@dataclass(frozen=True)
class Identification:
    """What a declaration of a coordinate reference system (WKT, PROJ text, EPSG:n) turned out to be.

    code:       the registered EPSG code, or None
    status:     known | unknown_datum (Everest ellipsoid, but not Indian 1975 by name: ask) | unsupported | unreadable
    name:       the declared name, for people
    candidates: the registered codes that may be meant
    """

    code: int | None
    status: Literal["known", "unknown_datum", "unsupported", "unreadable"]
    name: str
    candidates: tuple[int, ...] = ()


def identify(declaration: str) -> Identification:
    """Recognise a declared system by its datum and projection, never by nearness of names.

    PROJ itself calls an Everest ellipsoid with an unknown datum "Indian 1954" and then shifts nothing (592 m off), and
    programs save that guess; so every Everest datum that is not called Indian 1975 is a question.
    """
    try:
        crs = _core(CRS.from_user_input(declaration))
    except CRSError:
        return Identification(None, "unreadable", declaration[:80])
    datum = _datum(crs)
    projection = _projection(crs)
    indian, world = _FAMILIES["indian"].get(projection), _FAMILIES["world"].get(projection)
    if datum == "world" and world:
        return Identification(world, "known", crs.name, (world,))
    if datum == "indian" and indian:
        return Identification(indian, "known", crs.name, (indian,))
    if datum == "everest" and indian and world:
        return Identification(None, "unknown_datum", crs.name, (indian, world))
    return Identification(None, "unsupported", crs.name)


_FAMILIES: dict[str, dict[str, int]] = {
    "world": {"degrees": 4326, "utm47": 32647, "utm48": 32648, "webmercator": 3857},
    "indian": {"degrees": 4240, "utm47": 24047, "utm48": 24048},
}


def _core(crs: CRS) -> CRS:
    """Without the wrapping of a datum shift or a vertical system."""
    if crs.is_bound and crs.source_crs:
        return _core(crs.source_crs)
    if crs.is_compound and crs.sub_crs_list:
        return _core(crs.sub_crs_list[0])
    return crs


def _datum(crs: CRS) -> str:
    geodetic = crs.geodetic_crs
    if geodetic is None or geodetic.ellipsoid is None or geodetic.datum is None:
        return "none"
    name = geodetic.datum.name.replace("_", " ").lower()
    axis = geodetic.ellipsoid.semi_major_metre
    if abs(axis - 6377276.345) < 1:
        return "indian" if "indian 1975" in name else "everest"
    if abs(axis - 6378137.0) < 0.01 and ("world geodetic system 1984" in name or "wgs" in name):
        return "world"
    return "other"


def _projection(crs: CRS) -> str:
    if crs.is_geographic:
        degrees = abs(crs.axis_info[0].unit_conversion_factor - np.pi / 180) < 1e-9 if crs.axis_info else False
        return "degrees" if degrees else "other"
    operation = crs.coordinate_operation
    if operation is None or crs.axis_info[0].unit_conversion_factor != 1.0:
        return "other"
    if "Pseudo" in operation.method_name:
        return "webmercator"
    return _UTM.get(tuple(round(float(p.value), 6) for p in operation.params), "other")


#: latitude and longitude of origin, scale, false easting, false northing -> zone
_UTM: dict[tuple[float, ...], str] = {
    (0.0, 99.0, 0.9996, 500000.0, 0.0): "utm47",
    (0.0, 105.0, 0.9996, 500000.0, 0.0): "utm48",
}
