"""Persons: entered with as little as orders need, and erased on request."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.audit import AuditEvent
from app.core.authority import OPERATOR
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.records import today
from app.organizations.commands.appointments import appoint, end_appointment
from app.organizations.commands.committees import give_seat
from app.organizations.commands.persons import erase_person, register_person
from app.organizations.models import Appointment, Committee
from app.organizations.schemas import Ending, PersonIn, SeatIn
from tests import cast
from tests.app.organizations.orders import DAY, SUBSTANTIVE, appointment, newcomer


@pytest.mark.parametrize("number", ["G-2", "O-2", "O-4", "W-1", "D-1", "S-1"])
def test_a_position_without_the_power_enters_and_erases_nobody(session: Session, number: str) -> None:
    by, person = cast.acting(session, number), newcomer(session)
    with pytest.raises(Forbidden):
        register_person(session, by=by, given=PersonIn(name_th="นายหนึ่ง"))
    with pytest.raises(Forbidden):
        erase_person(session, by=by, person_id=person.id)


def test_the_chief_enters_persons_but_does_not_erase_them(session: Session) -> None:
    chief = cast.acting(session, "O-1")
    made = register_person(session, by=chief, given=PersonIn(name_th="  นายหนึ่ง  "))
    assert made.name_th == "นายหนึ่ง"
    with pytest.raises(Forbidden):
        erase_person(session, by=chief, person_id=made.id)


def test_nobody_is_erased_while_in_office_or_in_a_committee(session: Session) -> None:
    by, person, day = cast.acting(session, "O-3"), newcomer(session), today(session)
    with pytest.raises(Conflict, match="in office"):
        erase_person(session, by=by, person_id=cast.person_id("O-2"))
    made = appoint(session, by=OPERATOR, given=appointment("O-5", person.id, SUBSTANTIVE, day + DAY))
    with pytest.raises(Conflict, match="will be by an order"):
        erase_person(session, by=by, person_id=person.id)
    end_appointment(session, by=OPERATOR, appointment_id=made.id, given=Ending())
    session.add(Committee(code="board", title_th="ก", title_en="a", valid_from=day))
    session.flush()
    give_seat(session, by=OPERATOR, given=SeatIn(committee="board", person_id=person.id, valid_from=day))
    with pytest.raises(Conflict, match="in a committee"):
        erase_person(session, by=by, person_id=person.id)


def test_after_erasure_the_orders_stay_under_a_key_without_a_name(session: Session) -> None:
    by, person, day = cast.acting(session, "O-3"), newcomer(session), today(session)
    made = appoint(session, by=OPERATOR, given=appointment("O-5", person.id, SUBSTANTIVE, day - 9 * DAY))
    end_appointment(session, by=OPERATOR, appointment_id=made.id, given=Ending())
    erase_person(session, by=by, person_id=person.id)
    assert (person.name_th, person.name_en, person.erased_on) == (None, None, day)
    kept = session.scalars(select(Appointment).where(Appointment.person_id == person.id)).one()
    assert kept.position_number == "O-5"
    told = " ".join(str(event.detail) for event in session.scalars(select(AuditEvent)))
    assert "มาเยือน" not in told
    assert session.scalars(select(AuditEvent).where(AuditEvent.act == "person.erased")).one().object_id == str(
        person.id
    )
    with pytest.raises(Conflict, match="erased already"):
        erase_person(session, by=by, person_id=person.id)
    with pytest.raises(NotFound):
        erase_person(session, by=by, person_id=cast.person_id("X-9"))


def test_erasure_takes_the_name_out_of_the_log_as_well(session: Session) -> None:
    person, day = newcomer(session), today(session)
    own = replace(cast.acting(session, "O-2"), person_id=person.id, person=person.name_th or "")
    audit.record(session, own, "dataset.loaded", "dataset", "roads")
    event = session.scalars(select(AuditEvent).where(AuditEvent.person_id == person.id)).one()
    assert audit.reveal(session, [event])[event.id].name == person.name_th
    made = appoint(session, by=OPERATOR, given=appointment("O-5", person.id, SUBSTANTIVE, day - 9 * DAY))
    end_appointment(session, by=OPERATOR, appointment_id=made.id, given=Ending())
    erase_person(session, by=cast.acting(session, "O-3"), person_id=person.id)
    told = audit.reveal(session, [event])[event.id]
    assert (told.name, told.is_erased) == (None, True)
