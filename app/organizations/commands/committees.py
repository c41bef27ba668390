"""Acts on committees: seats by office, and of persons from outside for a term."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict, Invalid
from app.core.permissions import Permission
from app.core.records import TODAY, change, plain, refused_by, today
from app.organizations.models import Committee, CommitteeOffice, CommitteeSeat, Person, Position, RoleGrant
from app.organizations.models.force import exists_now, in_force
from app.organizations.records import ending, held
from app.organizations.rules import ANYWHERE, day_after
from app.organizations.schemas import Ending, SeatIn

EVERY_ORGANIZATION = Resource(organization=ANYWHERE)


def give_seat(session: Session, *, by: Acting, given: SeatIn, is_synthetic: bool = False) -> CommitteeSeat:
    """Seat a position, or a person from outside for a term within what the committee's rule allows.

    Raises Conflict for a seat held already and for one term too many in a row, Invalid for too long a term.
    """
    by.must(Permission.ORGANIZATION_EDIT, EVERY_ORGANIZATION)
    committee = held(session, Committee, given.committee)
    end, term, sitting = day_after(given.last_day), 1, _sitting(session, given)
    if given.person_id is not None:
        term, end = _term(session, committee, given)
    made = CommitteeSeat(
        committee_code=committee.code, position_number=given.position, person_id=given.person_id, role=given.role.value,
        term=term, order_no=given.order_no, valid_from=given.valid_from, valid_to=end,
        is_synthetic=is_synthetic or sitting.is_synthetic,
    )  # fmt: skip
    names = ("ex_committee_seat_position", "ex_committee_seat_person")
    with refused_by(session, dict.fromkeys(names, _seated)):
        session.add(made)
    audit.record(session, by, "committee.seated", "committee", committee.code, seat=str(made.id),
                 after=plain(given.model_dump() | {"term": term}))  # fmt: skip
    return made


def seat_by_office(
    session: Session, *, by: Acting, committee: str, since: date, is_synthetic: bool = False
) -> list[CommitteeSeat]:
    """Seat every position that sits by office and has no seat yet: those with the roles that the committee's rule names."""
    by.must(Permission.ORGANIZATION_EDIT, EVERY_ORGANIZATION)
    held(session, Committee, committee)
    seated = select(CommitteeSeat.position_number).where(
        CommitteeSeat.committee_code == committee,
        CommitteeSeat.position_number.is_not(None),
        or_(CommitteeSeat.valid_to.is_(None), CommitteeSeat.valid_to > TODAY),
    )
    offices = (
        select(Position.number, CommitteeOffice.seat, Position.is_synthetic)
        .join(RoleGrant, RoleGrant.position_number == Position.number)
        .join(CommitteeOffice, CommitteeOffice.role_code == RoleGrant.role_code)
        .where(CommitteeOffice.committee_code == committee, in_force(RoleGrant), exists_now())
        .where(Position.number.not_in(seated))
        .order_by(CommitteeOffice.seat, Position.number)
    )
    ex_officio: dict[str, CommitteeSeat] = {}
    for number, seat, invented in session.execute(offices):
        ex_officio.setdefault(number, CommitteeSeat(
            committee_code=committee, position_number=number, role=seat, valid_from=since,
            is_synthetic=is_synthetic or invented,
        ))  # fmt: skip
    made = list(ex_officio.values())
    session.add_all(made)
    session.flush()
    audit.record(session, by, "committee.seated_by_office", "committee", committee, positions=sorted(ex_officio))
    return made


def end_seat(session: Session, *, by: Acting, seat_id: uuid.UUID, given: Ending) -> CommitteeSeat:
    """End a seat after a day; without one, yesterday was its last."""
    by.must(Permission.ORGANIZATION_EDIT, EVERY_ORGANIZATION)
    row = held(session, CommitteeSeat, seat_id)
    end = ending(row.valid_from, row.valid_to, given.last_day, today(session))
    if end == row.valid_from:
        raise Conflict(
            "ที่นั่งเริ่มวันนี้หรือหลังจากนี้ กำหนดวันสุดท้าย", "The seat begins today or later; give it a last day.", place="last_day"
        )
    told = change(row, {"valid_to": end})
    session.flush()
    audit.record(session, by, "committee.seat_ended", "committee", row.committee_code, seat=str(row.id), **told)
    return row


def _sitting(session: Session, given: SeatIn) -> Position | Person:
    """Who will sit. Raises NotFound."""
    if given.position is not None:
        return held(session, Position, given.position)
    assert given.person_id is not None
    return held(session, Person, given.person_id)


def _term(session: Session, committee: Committee, given: SeatIn) -> tuple[int, date | None]:
    """Which term in a row this is, and its end."""
    before = session.scalar(
        select(CommitteeSeat.term).where(
            CommitteeSeat.committee_code == committee.code,
            CommitteeSeat.person_id == given.person_id,
            CommitteeSeat.valid_to == given.valid_from,
        )
    )
    term, end = (before or 0) + 1, day_after(given.last_day)
    if committee.max_terms is not None and term > committee.max_terms:
        raise Conflict(
            f"เป็นกรรมการติดต่อกันเกิน {committee.max_terms} วาระไม่ได้",
            f"Nobody sits for more than {committee.max_terms} terms in a row.",
            place="person_id",
        )
    if committee.term_years is None:
        return term, end
    longest = _years_after(given.valid_from, committee.term_years)
    if end is not None and end > longest:
        raise Invalid(
            f"วาระหนึ่งไม่เกิน {committee.term_years} ปี",
            f"A term has {committee.term_years} years at most.",
            place="last_day",
        )
    return term, end or longest


def _years_after(day: date, years: int) -> date:
    """The same day of a later year; 29 February becomes 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _seated() -> Conflict:
    return Conflict("มีที่นั่งในคณะกรรมการนี้ในช่วงนั้นอยู่แล้ว", "There is a seat in this committee in that time already.")
