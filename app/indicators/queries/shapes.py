"""Areas of a level with their names and generalised borders, for drawings and tables."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.places.models import Area, AreaOverview

BAND = 9
"""The detail at which a province fills a column."""


@dataclass(frozen=True, slots=True)
class Shape:
    """An area in force on a day; villages have no border."""

    code: str
    name_th: str
    name_en: str
    geom: BaseGeometry | None


def shapes(session: Session, *, viewer: Viewer, level: str, provinces: Collection[str], on: date) -> list[Shape]:
    """The areas of a level in some provinces that are in force on a day, by code."""
    del viewer
    border = func.ST_AsBinary(func.ST_Transform(AreaOverview.geom, 4326))
    asked = (
        select(Area.code, Area.name_th, Area.name_en, border)
        .outerjoin(AreaOverview, (AreaOverview.area_id == Area.id) & (AreaOverview.band == BAND))
        .where(
            Area.level == level, func.left(Area.code, 2).in_(provinces), Area.valid_from <= on,
            or_(Area.valid_to.is_(None), Area.valid_to > on),
        )
        .order_by(Area.code)
    )  # fmt: skip
    return [
        Shape(code, th, en or th, None if wkb is None else shapely.from_wkb(bytes(wkb)))
        for code, th, en, wkb in session.execute(asked)
    ]


def names(session: Session, codes: Collection[str], *, viewer: Viewer) -> dict[str, tuple[str, str]]:
    """Thai and English names of areas by code, of the latest version of each."""
    del viewer
    asked = select(Area.code, Area.name_th, Area.name_en).where(Area.code.in_(codes))
    rows = session.execute(asked.order_by(Area.code, Area.valid_from))
    return {code: (th, en or th) for code, th, en in rows}
