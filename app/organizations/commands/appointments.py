"""Acts on who holds a position: appointments by order, and their end.

What an absent holder is absent for is not stored, since it may tell of his health; the order names the law instead.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.permissions import Permission
from app.core.records import plain, refused_by
from app.organizations.models import Appointment, Person, Position
from app.organizations.records import end_row, held, overlaps
from app.organizations.rules import APPOINTMENT_KINDS, AppointmentKind, day_after, last_day
from app.organizations.schemas import AppointmentIn, Ending
from gis.layer import Text
from gis.values import short_date


def appoint(session: Session, *, by: Acting, given: AppointmentIn, is_synthetic: bool = False) -> Appointment:
    """Put a person into a position by an order, which must stand in its file before it can take effect.

    Substantive: the position is not frozen, vacant, and the person has no other post (Civil Service Act B.E. 2551).
    Acting in (รักษาการในตำแหน่ง, s. 68 of that act): only while nobody holds it. Acting for (รักษาราชการแทน, State
    Administration Act B.E. 2534): while the holder is away or there is none; not the holder himself. Both name the law.
    Raises Forbidden, NotFound, Invalid, and Conflict, which names who holds the position and until when.
    """
    position = held(session, Position, given.position)
    organization = position.organization_code
    by.must(Permission.APPOINTMENT_ORDER, Resource(organization=organization))
    person = held(session, Person, given.person_id)
    _refuse_self(by, person)
    _refuse_unfit(position, person, given)
    _refuse_by_kind(session, given)
    end = day_after(given.last_day)
    made = Appointment(
        person_id=person.id, position_number=position.number, kind=given.kind.value, order_no=given.order_no,
        order_on=given.order_on, regulation=given.regulation, valid_from=given.valid_from, valid_to=end,
        is_synthetic=is_synthetic or position.is_synthetic or person.is_synthetic,
    )  # fmt: skip
    with refused_by(session, _refusals(session, given, end)):
        session.add(made)
    audit.record(session, by, "appointment.ordered", "position", position.number, appointment=str(made.id),
                 after=plain(given.model_dump()))  # fmt: skip
    return made


def end_appointment(session: Session, *, by: Acting, appointment_id: uuid.UUID, given: Ending) -> Appointment:
    """End an appointment after a day, or at once: from this moment nobody acts by it."""
    row = held(session, Appointment, appointment_id)
    position = held(session, Position, row.position_number)
    by.must(Permission.APPOINTMENT_ORDER, Resource(organization=position.organization_code))
    told = end_row(session, row, given.last_day)
    audit.record(session, by, "appointment.ended", "position", position.number, appointment=str(row.id), **told)
    return row


def _refuse_self(by: Acting, person: Person) -> None:
    if by.person_id is not None and by.person_id == person.id:
        raise Forbidden(
            "แต่งตั้งตนเองไม่ได้ ต้องให้ผู้อื่นเป็นผู้ออกคำสั่ง", "Nobody appoints himself; another person must order it.",
            place="person_id",
        )  # fmt: skip


def _refuse_unfit(position: Position, person: Person, given: AppointmentIn) -> None:
    """The position exists in all that time and may take a holder, and the person is still known by name."""
    end, abolished = day_after(given.last_day), position.valid_to
    outlives = abolished is not None and (end is None or end > abolished)
    if given.valid_from < position.valid_from or outlives:
        raise Invalid(
            "ตำแหน่งนี้ไม่มีอยู่ตลอดช่วงของคำสั่ง แก้วันที่เริ่มหรือวันสุดท้าย",
            "The position does not exist in all that time; correct the first or the last day.",
            place="valid_from",
        )
    if person.erased_on is not None:
        raise Conflict("ข้อมูลของบุคคลนี้ถูกลบแล้ว", "This person's data have been erased.", place="person_id")
    if given.kind is AppointmentKind.SUBSTANTIVE and position.is_frozen:
        raise Conflict(
            "ตำแหน่งนี้ถูกยุบเลิกอัตราไว้ แต่งตั้งผู้ดำรงตำแหน่งไม่ได้จนกว่าจะยกเลิก",
            "The position is frozen and takes no holder until that is lifted.",
            place="position",
        )
    if given.kind is not AppointmentKind.SUBSTANTIVE and given.regulation is None:
        raise Invalid(
            "ระบุมาตราที่ให้อำนาจรักษาราชการแทนหรือรักษาการ", "Name the law under which the person acts.", place="regulation"
        )


def _refuse_by_kind(session: Session, given: AppointmentIn) -> None:
    """What stands against the order among the others of the position. Call it with the position locked."""
    end = day_after(given.last_day)
    against = {
        AppointmentKind.SUBSTANTIVE: AppointmentKind.ACTING_IN,
        AppointmentKind.ACTING_IN: AppointmentKind.SUBSTANTIVE,
    }.get(given.kind)
    if against is not None and (found := session.execute(_standing(given, end, against)).first()):
        appointment, name = found
        raise _occupied(given.position, appointment, name)
    mine = _standing(given, end, AppointmentKind.SUBSTANTIVE).where(Appointment.person_id == given.person_id)
    if given.kind is AppointmentKind.ACTING_FOR and session.execute(mine).first():
        raise Conflict(
            "ผู้ดำรงตำแหน่งรักษาราชการแทนตนเองไม่ได้", "The holder cannot act for himself.", place="person_id"
        )  # fmt: skip


def _standing(given: AppointmentIn, end: date | None, *kinds: AppointmentKind) -> Select[Appointment, str | None]:
    """The orders of these kinds on the same position in the same time, with the names of the persons."""
    return (
        select(Appointment, Person.name_th)
        .join(Person, Person.id == Appointment.person_id)
        .where(
            Appointment.position_number == given.position,
            Appointment.kind.in_(kinds),
            overlaps(Appointment, given.valid_from, end),
        )
        .order_by(Appointment.valid_from)
    )


def _refusals(session: Session, given: AppointmentIn, end: date | None) -> dict[str, Callable[[], Conflict]]:
    """What each exclusion constraint of the table means to people."""
    acting = (AppointmentKind.ACTING_FOR, AppointmentKind.ACTING_IN)

    def occupied(*kinds: AppointmentKind) -> Conflict:
        appointment, name = session.execute(_standing(given, end, *kinds)).first() or (None, None)
        return _occupied(given.position, appointment, name)

    def elsewhere() -> Conflict:
        post = session.execute(
            select(Appointment, Person.name_th)
            .join(Person, Person.id == Appointment.person_id)
            .where(
                Appointment.person_id == given.person_id,
                Appointment.kind == AppointmentKind.SUBSTANTIVE,
                overlaps(Appointment, given.valid_from, end),
            )
        ).first()
        appointment, name = post or (None, None)
        return _occupied(appointment.position_number if appointment else "", appointment, name)

    return {
        "ex_appointment_one_holder": lambda: occupied(AppointmentKind.SUBSTANTIVE),
        "ex_appointment_one_acting": lambda: occupied(*acting),
        "ex_appointment_one_post": elsewhere,
    }


def _occupied(position: str, appointment: Appointment | None, name: str | None) -> Conflict:
    """Who stands in the way, by which order, until when."""
    if appointment is None:
        return Conflict("มีคำสั่งอื่นในช่วงนั้นแล้ว", "Another order stands in that time.")
    kind, until = APPOINTMENT_KINDS[AppointmentKind(appointment.kind)], _until(last_day(appointment.valid_to))
    return Conflict(
        f"{name or 'บุคคลที่ลบข้อมูลแล้ว'} {kind.th} {position} อยู่ {until.th} ตามคำสั่ง {appointment.order_no}"
        " ให้สิ้นสุดคำสั่งนั้นก่อน หรือเลือกช่วงเวลาอื่น",
        f"{name or 'An erased person'} is {kind.en} of {position} {until.en} by order {appointment.order_no};"
        " end that order first, or choose another time.",
        place=position,
    )


def _until(last: date | None) -> Text:
    if last is None:
        return Text(th="โดยไม่มีกำหนดสิ้นสุด", en="without end")
    return Text(th=f"ถึง {short_date(last)}", en=f"until {short_date(last, 'en')}")
