"""From what a form says of a place to its geometry: chosen from what is known, typed, or drawn."""

from __future__ import annotations

from collections.abc import Callable

import shapely
from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import Invalid, NotFound
from app.datasets.queries import named_features
from app.places.models import Area
from app.places.queries import area_by_code
from app.places.rules import Level
from app.projects.rules import Precision, Role
from app.projects.schemas import PlaceIn, SiteIn
from gis.drawn import NotDrawn, drawn
from gis.positions import NotAPosition, Position, parse_many

ROADS = ("roads", "number")
"""The dataset of roads, and what they are called by in it."""
RING = 3


def sited(session: Session, place: PlaceIn, *, viewer: Viewer) -> SiteIn:
    """The site that a form means. Raises Invalid or NotFound at the field that is wrong."""
    geom, precision, given, name = FINDERS[place.how](session, place, viewer)
    if place.how == "unknown" and place.note is None:
        raise Invalid("บอกเหตุผลที่ยังไม่มีที่ตั้ง", "Say why there is no place yet.", place="note")
    return SiteIn(
        geom=geom, role=place.role, precision=(place.precision or precision) if geom is not None else Precision.NONE,
        name_th=place.name_th or name, note=place.note, given=given, declared_areas=place.declared_areas,
        is_province_wide=place.how == "province",
    )  # fmt: skip


Found = tuple[BaseGeometry | None, Precision, str | None, str | None]
"""Geometry, how exact it is, what was given, and what the place is called."""


def _village(session: Session, place: PlaceIn, viewer: Viewer) -> Found:
    area, shape = _area(session, place, viewer, Level.VILLAGE, "หมู่บ้าน", "village")
    return shape, Precision.CENTROID, f"village:{area.code}", area.name_th


def _subdistrict(session: Session, place: PlaceIn, viewer: Viewer) -> Found:
    """Its whole area for who benefits, a point in it for the works."""
    area, whole = _area(session, place, viewer, Level.SUBDISTRICT, "ตำบล", "subdistrict")
    geom = whole if place.role is Role.BENEFICIARY else whole.representative_point()
    return geom, Precision.CENTROID, f"subdistrict:{area.code}", f"ตำบล{area.name_th}"


def _area(
    session: Session, place: PlaceIn, viewer: Viewer, level: Level, th: str, en: str
) -> tuple[Area, BaseGeometry]:
    code = place.area_code or ""
    area = area_by_code(session, viewer=viewer, level=level, code=code) if code else None
    if area is None or area.geom is None:
        raise NotFound(f"เลือก{th}จากรายการ", f"Choose a {en} from the list.", place="area_code")
    return area, to_shape(area.geom)


def _road(session: Session, place: PlaceIn, viewer: Viewer) -> Found:
    if place.road is None:
        raise Invalid("ระบุหมายเลขถนน", "Give the number of the road.", place="road")
    pieces = named_features(session, *ROADS, place.road, viewer=viewer)
    if not pieces:
        raise NotFound(f"ไม่พบถนน {place.road}", f"There is no road {place.road}.", place="road")
    merged = shapely.union_all(pieces)
    joined = shapely.line_merge(merged) if merged.geom_type == "MultiLineString" else merged
    return joined, Precision.DIGITISED, f"road:{place.road}", f"ถนน {place.road}"


def _typed(_session: Session, place: PlaceIn, _viewer: Viewer) -> Found:
    if place.text is None:
        raise Invalid("พิมพ์พิกัดอย่างน้อยหนึ่งจุด", "Type at least one position.", place="text")
    try:
        found = parse_many(place.text, place.crs)
    except NotAPosition as error:
        raise Invalid(error.th, error.en, place="text") from None
    told = f"{found[0].form} EPSG:{found[0].crs}: {place.text}"
    return _joined(found, place.role), Precision.GPS, " ".join(told.split())[:300], None


def _joined(found: list[Position], role: Role) -> BaseGeometry:
    """One position is a point; several are a line along an alignment, a ring around who benefits, else points."""
    points = [(one.lon, one.lat) for one in found]
    if len(points) == 1:
        return shapely.Point(points[0])
    if role is Role.ALIGNMENT:
        return shapely.LineString(points)
    if role is Role.BENEFICIARY and len(points) >= RING:
        return shapely.Polygon(points)
    return shapely.MultiPoint(points)


def _drawn(_session: Session, place: PlaceIn, _viewer: Viewer) -> Found:
    try:
        return drawn(place.drawing or ""), Precision.DIGITISED, "drawn", None
    except NotDrawn as error:
        raise Invalid(error.th, error.en, place="drawing") from None


def _nothing(_session: Session, _place: PlaceIn, _viewer: Viewer) -> Found:
    return None, Precision.NONE, None, None


FINDERS: dict[str, Callable[[Session, PlaceIn, Viewer], Found]] = {
    "village": _village, "subdistrict": _subdistrict, "road": _road, "typed": _typed, "drawn": _drawn,
    "province": _nothing, "unknown": _nothing,
}  # fmt: skip
