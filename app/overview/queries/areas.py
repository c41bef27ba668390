"""One area and those beside it: its projects with light and money, and what it has next to its neighbours and peers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Double, column, func, or_, select, table
from sqlalchemy.orm import Session

from app.budgets.queries.places import received_by_area, received_by_project
from app.core.authority import Viewer
from app.monitoring.queries.lights import Standing, standings
from app.monitoring.rules import Light
from app.overview.rules import Compared, urgency
from app.places.models import Area
from app.places.queries import neighbours
from app.places.rules import POLYGON_LEVELS, Level, province_code
from app.projects.queries.areas import Placed, placed

PEOPLE = table("population_density_subdistricts", *map(column, ("code", "people")), schema="published")
PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Listed:
    """A project in an area: its light where it has one, and what it received for its share here in all years."""

    project: Placed
    standing: Standing | None
    received: float
    code: str | None

    @property
    def light(self) -> Light | None:
        return self.standing.light if self.standing else None


@dataclass(frozen=True, slots=True)
class Around:
    """An area, its neighbours by shared border, and all of its level in the province, this one among them."""

    here: Compared
    neighbours: tuple[Compared, ...]
    peers: tuple[Compared, ...]


def projects_in(session: Session, code: str, *, viewer: Viewer) -> list[Listed]:
    """The projects that touch an area, what needs eyes first."""
    known = {one.project_id: one for one in standings(session, viewer=viewer)}
    money = received_by_project(session, code, viewer=viewer)
    parts = placed(session, code, len(code) + 2, viewer=viewer)
    first: dict[object, str] = {}
    for one in parts:
        first.setdefault(one.project_id, one.code)
    made = [
        Listed(one, known.get(one.project_id), money.get(one.reference, 0.0), first.get(one.project_id))
        for one in placed(session, code, len(code), viewer=viewer)
    ]
    return sorted(made, key=lambda one: urgency(one.light, one.project.state, one.received, one.project.reference))


def around(session: Session, area: Area, year: int, *, viewer: Viewer) -> Around | None:
    """The area beside others; None for what has no outline."""
    if area.level not in POLYGON_LEVELS or area.geom is None:
        return None
    level = Level(area.level)
    prefix = "" if level is Level.PROVINCE else province_code(area.code)
    borders = {one.code: one.border_m for one in neighbours(session, area, viewer=viewer)}
    known = _names(session, level) | {area.code: (area.name_th, area.name_en)}
    compared = _compared(session, known, prefix, len(area.code), year, borders, viewer)
    beside = [compared[code] for code in borders if code in compared]
    peers = [one for code, one in compared.items() if code.startswith(prefix)]
    return Around(compared[area.code], tuple(beside), tuple(sorted(peers, key=lambda one: one.code)))


def people_by_area(session: Session, digits: int, *, viewer: Viewer) -> Mapping[str, float | None]:
    """The people of the areas of so many digits; None where one subdistrict is not known, because a part is not the whole."""
    del viewer
    code = func.left(PEOPLE.c.code, digits)
    asked = select(code, func.count(), func.count(PEOPLE.c.people), func.sum(PEOPLE.c.people).cast(Double)).group_by(code)
    return {row[0]: row[3] if row[1] == row[2] else None for row in session.execute(asked)}


def _names(session: Session, level: Level) -> dict[str, tuple[str, str | None]]:
    """The names of the areas of a level on the day asked for, by code."""
    day = func.published.true_on()
    asked = select(Area.code, Area.name_th, Area.name_en).where(
        Area.level == level, Area.valid_from <= day, or_(Area.valid_to.is_(None), Area.valid_to > day)
    )
    return {code: (th, en) for code, th, en in session.execute(asked.order_by(Area.code))}


def _compared(
    session: Session, known: Mapping[str, tuple[str, str | None]], prefix: str, digits: int, year: int,
    borders: Mapping[str, float], viewer: Viewer,
) -> dict[str, Compared]:  # fmt: skip
    people = people_by_area(session, digits, viewer=viewer)
    money = received_by_area(session, "", digits, year, viewer=viewer)
    parts = placed(session, "", digits, viewer=viewer)
    projects = Counter(one.code for one in parts if one.is_of(year))
    late = _late(parts, standings(session, viewer=viewer, light=Light.LATE))
    return {
        code: Compared(
            code, *names, people.get(code), money.get(code, 0.0), projects[code], late[code],
            borders.get(code),
        )
        for code, names in known.items()
        if code.startswith(prefix) or code in borders
    }  # fmt: skip


def _late(parts: Iterable[Placed], late: Iterable[Standing]) -> Counter[str]:
    keys = {one.project_id for one in late}
    return Counter(one.code for one in parts if one.project_id in keys)
