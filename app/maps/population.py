"""Questions of the people who live in an area and in those below it (ประชากร)."""

from __future__ import annotations

from sqlalchemy import Double, column, func, select, table
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.maps.schemas import People, PlaceName, Settled

OF_SETTLED = ("people", "area_sqkm", "people_per_sqkm")
"""What is told of an area's people."""


def people_in(session: Session, code: str, *, viewer: Viewer) -> People:
    """How many people live in the area and in the one above it; an area without observations has no count."""
    del viewer
    view = table(
        "population_density_subdistricts",
        *map(column, ("code", "people", "area_sqkm")),
        schema="published",
    )
    inside, around = (func.starts_with(view.c.code, prefix) for prefix in (code, code[:-2] or code))
    asked = select(
        func.sum(view.c.people).filter(inside).cast(Double).label("people"),
        func.sum(view.c.area_sqkm).filter(inside).cast(Double).label("area_sqkm"),
        func.sum(view.c.people).filter(around).cast(Double).label("people_around"),
        func.sum(view.c.area_sqkm).filter(around).cast(Double).label("area_around_sqkm"),
        func.count().filter(inside).label("subdistricts"),
        func.count().filter(inside, view.c.people.is_(None)).label("silent"),
    )
    return People(**session.execute(asked).mappings().one())


def parts_of(session: Session, code: str, *, viewer: Viewer) -> list[PlaceName]:
    """The areas one level below, by code: districts of a province, else subdistricts."""
    return sorted((one.place for one in people_below(session, code, viewer=viewer)), key=lambda place: place.code)


def people_below(session: Session, code: str, *, viewer: Viewer) -> list[Settled]:
    """The areas one level below with their people, by number of people; districts below a province, else subdistricts."""
    del viewer
    name = "population_density_districts" if len(code) == 2 else "population_density_subdistricts"
    fields = ("code", "name_th", "name_en", "people", "area_sqkm", "people_per_sqkm")
    view = table(name, *map(column, fields), schema="published")
    asked = (
        select(*view.c)
        .where(func.starts_with(view.c.code, code))
        .order_by(view.c.people.desc().nulls_last(), view.c.code)
    )
    return [Settled(PlaceName(*row[:3]), *row[3:]) for row in session.execute(asked)] if len(code) < 6 else []
