"""Committees and who sits in them on a day."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import literal, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.records import TODAY
from app.organizations.models import Committee, CommitteeOffice, CommitteeSeat, Person, Position, Role
from app.organizations.rules import SeatRole, last_day, sees_names

ORDER = tuple(SeatRole)


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits: a position by office, or a person from outside, whose name the public does not get."""

    id: uuid.UUID
    role: SeatRole
    position: str | None
    title_th: str | None
    title_en: str | None
    name_th: str | None
    name_en: str | None
    term: int
    order_no: str | None
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Board:
    """A committee with its seats on a day and the roles that sit in it by office."""

    committee: Committee
    offices: tuple[tuple[Role, SeatRole], ...]
    seats: tuple[Seat, ...]


def boards(session: Session, *, viewer: Viewer, on: date | None = None) -> list[Board]:
    """Every committee that exists on the day."""
    day: date = session.scalars(select(TODAY if on is None else literal(on))).one()
    existing = Committee.valid_from <= day, Committee.valid_to.is_(None) | (Committee.valid_to > day)
    committees = session.scalars(select(Committee).where(*existing).order_by(Committee.code)).all()
    return [Board(each, _offices(session, each), _seats(session, each, day, viewer)) for each in committees]


def _offices(session: Session, committee: Committee) -> tuple[tuple[Role, SeatRole], ...]:
    asked = (
        select(Role, CommitteeOffice.seat)
        .join(CommitteeOffice, CommitteeOffice.role_code == Role.code)
        .where(CommitteeOffice.committee_code == committee.code)
    )
    found = [(role, SeatRole(seat)) for role, seat in session.execute(asked)]
    return tuple(sorted(found, key=lambda each: (ORDER.index(each[1]), each[0].code)))


def _seats(session: Session, committee: Committee, day: date, viewer: Viewer) -> tuple[Seat, ...]:
    asked = (
        select(CommitteeSeat, Position, Person)
        .outerjoin(Position, Position.number == CommitteeSeat.position_number)
        .outerjoin(Person, Person.id == CommitteeSeat.person_id)
        .where(
            CommitteeSeat.committee_code == committee.code,
            CommitteeSeat.valid_from <= day,
            CommitteeSeat.valid_to.is_(None) | (CommitteeSeat.valid_to > day),
        )
    )
    found = [_seat(*row, viewer) for row in session.execute(asked)]
    return tuple(sorted(found, key=lambda s: (ORDER.index(s.role), s.position is None, s.position or "", str(s.id))))


def _seat(row: CommitteeSeat, position: Position | None, person: Person | None, viewer: Viewer) -> Seat:
    known = person if person is not None and sees_names(viewer) else None
    return Seat(
        row.id,
        SeatRole(row.role),
        row.position_number,
        position.title_th if position is not None else None,
        position.title_en if position is not None else None,
        known.name_th if known is not None else None,
        known.name_en if known is not None else None,
        row.term,
        row.order_no,
        row.valid_from,
        last_day(row.valid_to),
    )
