"""Areas with a name that are no districts, and are looked into as shapes: custom zones, and local governments with an outline."""

from __future__ import annotations

from datetime import date

from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.places.models import Area
from app.places.queries import area_by_code
from app.places.rules import Level
from gis.drawn import is_area

LEVELS = (Level.CUSTOM_ZONE, Level.LOCAL_GOVERNMENT)


def named_zone(
    session: Session, code: str, *, viewer: Viewer, on: date | None = None
) -> tuple[Area, BaseGeometry]:
    """The zone of a code on a day or today, and its outline. Raises Invalid where there is none with one."""
    found = (area_by_code(session, viewer=viewer, level=level, code=code, on=on) for level in LEVELS)
    for one in found:
        shape = None if one is None or one.geom is None else to_shape(one.geom)
        if one is not None and shape is not None and is_area(shape):
            return one, shape
    raise Invalid(
        f"ไม่มีเขตที่กำหนดเองหรือ อปท. ที่มีแนวเขต รหัส {code} จังหวัด อำเภอ และตำบลมีสรุปที่ /briefs/รหัส",
        f"No custom zone or local government with an outline has the code {code}; provinces, districts and subdistricts have"
        " their briefs at /briefs/<code>.",
        place="zone",
    )
