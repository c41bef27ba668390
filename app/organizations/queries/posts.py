"""The positions of a day with who held them: what the charts, the lists and the exports show.

``on`` None is this moment: an order that was ended today no longer counts. Of another day every part of it counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, literal, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.records import TODAY
from app.organizations.models import Appointment, Organization, Position
from app.organizations.models.force import in_force
from app.organizations.rules import AppointmentKind
from app.organizations.tenures import Tenure, tenure, tenures


class State(StrEnum):
    """How a position stands on a day (สถานะของตำแหน่ง)."""

    FILLED = "filled"
    ACTING = "acting"
    VACANT = "vacant"
    FROZEN = "frozen"


@dataclass(frozen=True, slots=True)
class Post:
    """A position on a day."""

    number: str
    title_th: str
    title_en: str
    organization: str
    unit: str | None
    line: str | None
    level: str | None
    reports_to: str | None
    is_frozen: bool
    is_executive: bool
    holder: Tenure | None
    acting: Tenure | None
    vacant_since: date | None
    vacant_days: int | None

    @property
    def state(self) -> State:
        if self.acting is not None:
            return State.ACTING
        if self.holder is not None:
            return State.FILLED
        return State.FROZEN if self.is_frozen else State.VACANT


def posts(session: Session, *, viewer: Viewer, on: date | None = None, organization: str | None = None) -> list[Post]:
    """Every position that exists on the day, by rank, then by number."""
    day = _day(session, on)
    existing = select(Position).where(
        Position.valid_from <= day, Position.valid_to.is_(None) | (Position.valid_to > day)
    )
    if organization is not None:
        existing = existing.where(Position.organization_code == organization)
    rows = session.scalars(existing.order_by(Position.rank, Position.number)).all()
    held = _tenures_on(session, viewer, on)
    since = _vacant_since(session, day)
    return [_post(row, held.get(row.number, ()), since, day) for row in rows]


def organizations(session: Session, *, viewer: Viewer, on: date | None = None) -> list[Organization]:
    """Every organisation that exists on the day, by code."""
    del viewer
    day = _day(session, on)
    existing = Organization.valid_from <= day, Organization.valid_to.is_(None) | (Organization.valid_to > day)
    return list(session.scalars(select(Organization).where(*existing).order_by(Organization.code)))


def today_is(session: Session, *, viewer: Viewer) -> date:
    """The day in Thailand by the clock of the database."""
    del viewer
    return _day(session, None)


def _day(session: Session, on: date | None) -> date:
    day: date = session.scalars(select(TODAY if on is None else literal(on))).one()
    return day


def _tenures_on(session: Session, viewer: Viewer, on: date | None) -> dict[str, tuple[Tenure, ...]]:
    """By position; where a day saw two of a kind, the later counts."""
    found: dict[str, tuple[Tenure, ...]] = {}
    asked = tenures(viewer).where(in_force(Appointment, on)).order_by(Appointment.valid_from.desc(), Appointment.id)
    for row, name_th, name_en in session.execute(asked):
        found[row.position_number] = (*found.get(row.position_number, ()), tenure(row, name_th, name_en))
    return found


def _vacant_since(session: Session, day: date) -> dict[str, date]:
    """The day after the last holder left, by position."""
    left = (
        select(Appointment.position_number, func.max(Appointment.valid_to))
        .where(Appointment.kind == AppointmentKind.SUBSTANTIVE, Appointment.valid_to <= day)
        .group_by(Appointment.position_number)
    )
    return {number: ended for number, ended in session.execute(left) if ended is not None}


def _post(row: Position, held: tuple[Tenure, ...], since: dict[str, date], day: date) -> Post:
    holder = next((each for each in held if each.kind is AppointmentKind.SUBSTANTIVE), None)
    acting = next((each for each in held if each.kind is not AppointmentKind.SUBSTANTIVE), None)
    vacant = None if holder is not None else max(since.get(row.number, row.valid_from), row.valid_from)
    return Post(
        row.number, row.title_th, row.title_en, row.organization_code, row.unit_code, row.line, row.level,
        row.reports_to, row.is_frozen, row.is_executive, holder, acting, vacant,
        None if vacant is None else (day - vacant).days,
    )  # fmt: skip
