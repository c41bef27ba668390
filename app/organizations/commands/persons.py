"""Acts on persons: entered with as little as orders need, and erased on request (PDPA B.E. 2562 s. 33)."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict
from app.core.permissions import Permission
from app.core.records import today
from app.organizations.models import Appointment, CommitteeSeat, Person
from app.organizations.models.force import to_come
from app.organizations.records import held
from app.organizations.schemas import PersonIn


def register_person(session: Session, *, by: Acting, given: PersonIn, is_synthetic: bool = False) -> Person:
    """Enter a person, so that an order can name him. The log gets the key, never the name."""
    by.must(Permission.APPOINTMENT_ORDER)
    made = Person(**given.model_dump(), is_synthetic=is_synthetic)
    session.add(made)
    session.flush()
    audit.record(session, by, "person.registered", "person", str(made.id))
    return made


def erase_person(session: Session, *, by: Acting, person_id: uuid.UUID) -> Person:
    """Take a person's name out of the service; what was done in office stays, under a key without a name.

    Raises Conflict while the person holds an office or a seat: until then the office needs the name by law.
    """
    by.must(Permission.PERSON_ERASE)
    row = held(session, Person, person_id)
    _refuse_in_office(session, row)
    row.name_th, row.name_en, row.erased_on = None, None, today(session)
    session.flush()
    audit.forget(session, person_id)
    audit.record(session, by, "person.erased", "person", str(person_id))
    return row


def _refuse_in_office(session: Session, person: Person) -> None:
    for table in (Appointment, CommitteeSeat):
        if session.scalar(select(table.id).where(table.person_id == person.id, to_come(table)).limit(1)) is not None:
            raise Conflict(
                "ลบข้อมูลไม่ได้: ยังดำรงตำแหน่งหรือเป็นกรรมการอยู่ หรือมีคำสั่งที่ยังไม่สิ้นผล",
                "It cannot be erased: the person is in office or in a committee, or will be by an order.",
            )
    if person.erased_on is not None:
        raise Conflict("ข้อมูลของบุคคลนี้ถูกลบแล้ว", "This person's data have been erased already.")
