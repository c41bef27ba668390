"""Appointments by order: who may hold what, when, and what stands in the way."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, OPERATOR, Acting, Basis, Resource
from app.core.cluster import Database
from app.core.database import engine_of
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.permissions import Permission
from app.core.records import today
from app.core.viewing import show_to
from app.organizations.commands.appointments import appoint, end_appointment
from app.organizations.commands.persons import erase_person, register_person
from app.organizations.commands.positions import abolish_position, freeze_position
from app.organizations.models import Appointment
from app.organizations.queries.capacities import acting_in, capacities
from app.organizations.schemas import Abolition, Ending, PersonIn
from tests import cast
from tests.app.organizations.orders import ACTING_FOR, ACTING_IN, DAY, LAW, SUBSTANTIVE, appointment, newcomer

NOW = Ending()


def acts(session: Session, made: Appointment) -> Acting | None:
    return acting_in(session, made.id, viewer=EVERYTHING)


def test_an_order_gives_the_powers_of_the_position_and_leaves_one_event(session: Session) -> None:
    by, person, day = cast.acting(session, "O-3"), newcomer(session), today(session)
    before = session.scalar(select(func.count()).select_from(AuditEvent))
    made = appoint(session, by=by, given=appointment("O-5", person.id, SUBSTANTIVE, day))
    holder = acts(session, made)
    assert holder is not None
    assert (holder.position, holder.person, holder.basis, holder.order_no) == (
        "O-5", "นายใหม่ มาเยือน", Basis.SUBSTANTIVE, "9/2569",
    )  # fmt: skip
    assert session.scalar(select(func.count()).select_from(AuditEvent)) == (before or 0) + 1
    event = session.scalars(select(AuditEvent).where(AuditEvent.act == "appointment.ordered")).one()
    assert (event.by_position, event.object_id) == ("O-3", "O-5")
    assert "ใหม่" not in str(event.detail), "the log names persons by their keys"


@pytest.mark.parametrize("number", ["O-2", "O-4", "W-1", "D-1", "S-1", "G-2"])
def test_a_position_without_the_power_orders_no_appointment(session: Session, number: str) -> None:
    by, person = cast.acting(session, number), newcomer(session)
    with pytest.raises(Forbidden):
        appoint(session, by=by, given=appointment("O-5", person.id, SUBSTANTIVE, today(session)))
    held = session.scalars(select(Appointment).where(Appointment.position_number == "D-1")).one()
    with pytest.raises(Forbidden):
        end_appointment(session, by=by, appointment_id=held.id, given=NOW)


def test_nobody_appoints_himself(session: Session) -> None:
    by = cast.acting(session, "O-3")
    with pytest.raises(Forbidden, match="Nobody appoints himself"):
        appoint(session, by=by, given=appointment("G-1", cast.person_id("O-3"), ACTING_FOR, today(session)))


def test_an_acting_order_from_the_1st_to_the_15th_gives_the_right_to_approve_on_those_days_only(
    session: Session,
) -> None:
    """D5-2 of the domain: before the first day and after the last there is no capacity at all."""
    day, by = today(session), cast.acting(session, "O-3")
    deputy, money = cast.person_id("G-2"), Resource(amount_satang=100)
    first_days = {"before": day + DAY, "first": day, "last": day - 14 * DAY, "after": day - 15 * DAY}
    allowed = {}
    for name, first in first_days.items():
        made = appoint(session, by=by, given=appointment("G-1", deputy, ACTING_FOR, first, first + 14 * DAY))
        acting = acts(session, made)
        allowed[name] = acting is not None and acting.may(Permission.EXPENSE_APPROVE, money)
        session.delete(made)
        session.flush()
    assert allowed == {"before": False, "first": True, "last": True, "after": False}
    assert not cast.acting(session, "G-2").may(Permission.EXPENSE_APPROVE, money), (
        "the deputy's own post gives no money"
    )


def test_a_person_with_two_posts_acts_in_each_with_its_own_powers(session: Session) -> None:
    day, person = today(session), cast.person_id("O-2")
    appoint(session, by=OPERATOR, given=appointment("O-5", person, ACTING_IN, day, day + 9 * DAY))
    found = capacities(session, person, viewer=EVERYTHING)
    assert [(one.position, one.basis, one.until) for one in found] == [
        ("O-2", Basis.SUBSTANTIVE, None), ("O-5", Basis.ACTING_IN, day + 9 * DAY),
    ]  # fmt: skip
    both = [acting_in(session, one.appointment_id, viewer=EVERYTHING) for one in found]
    assert [by and by.may(Permission.DATASET_LOAD) for by in both] == [True, False]


def test_ended_at_once_nobody_acts_by_it_from_that_moment(session: Session) -> None:
    day, person = today(session), newcomer(session)
    made = appoint(session, by=OPERATOR, given=appointment("O-5", person.id, SUBSTANTIVE, day - DAY))
    assert acts(session, made) is not None
    end_appointment(session, by=OPERATOR, appointment_id=made.id, given=NOW)
    assert acts(session, made) is None
    assert (made.valid_to, made.ended_at is not None) == (day, True)
    follower = newcomer(session, "นางต่อ ทันที")
    again = appoint(session, by=OPERATOR, given=appointment("O-5", follower.id, SUBSTANTIVE, day))
    assert acts(session, again) is not None, "the next one may begin on the same day"


def test_an_order_may_be_ended_on_its_first_day_and_before_it(session: Session) -> None:
    day = today(session)
    for first in (day, day + 5 * DAY):
        made = appoint(session, by=OPERATOR, given=appointment("O-5", newcomer(session).id, SUBSTANTIVE, first))
        end_appointment(session, by=OPERATOR, appointment_id=made.id, given=NOW)
        assert (made.valid_from, made.valid_to) == (first, first)
        assert acts(session, made) is None


def test_an_order_ended_on_a_day_gives_its_powers_until_then(session: Session) -> None:
    day = today(session)
    made = appoint(session, by=OPERATOR, given=appointment("O-5", newcomer(session).id, SUBSTANTIVE, day))
    end_appointment(session, by=OPERATOR, appointment_id=made.id, given=Ending(last_day=day + 3 * DAY))
    assert (made.valid_to, made.ended_at) == (day + 4 * DAY, None)
    assert acts(session, made) is not None
    with pytest.raises(Invalid, match="after the order ends by itself"):
        end_appointment(session, by=OPERATOR, appointment_id=made.id, given=Ending(last_day=day + 4 * DAY))
    with pytest.raises(Invalid, match="before today"):
        end_appointment(session, by=OPERATOR, appointment_id=made.id, given=Ending(last_day=day - DAY))
    end_appointment(session, by=OPERATOR, appointment_id=made.id, given=NOW)
    with pytest.raises(Conflict, match="ended already"):
        end_appointment(session, by=OPERATOR, appointment_id=made.id, given=NOW)


def test_a_held_position_refuses_another_holder_and_says_who_holds_it_until_when(session: Session) -> None:
    day = today(session)
    with pytest.raises(Conflict) as refused:
        appoint(session, by=OPERATOR, given=appointment("O-1", newcomer(session).id, SUBSTANTIVE, day))
    assert "นายขจร งามตา ดำรงตำแหน่ง O-1 อยู่ โดยไม่มีกำหนดสิ้นสุด ตามคำสั่ง 2/2563" in refused.value.th
    assert "นายขจร งามตา is holder of O-1 without end by order 2/2563" in refused.value.en
    held = session.scalars(select(Appointment).where(Appointment.position_number == "O-1")).one()
    end_appointment(session, by=OPERATOR, appointment_id=held.id, given=Ending(last_day=day + DAY))
    with pytest.raises(Conflict, match=r"ถึง \d+ \S+ \d{4} ตามคำสั่ง"):
        appoint(session, by=OPERATOR, given=appointment("O-1", newcomer(session).id, SUBSTANTIVE, day + DAY))
    appoint(session, by=OPERATOR, given=appointment("O-1", newcomer(session).id, SUBSTANTIVE, day + 2 * DAY))


def test_nobody_holds_two_substantive_posts(session: Session) -> None:
    with pytest.raises(Conflict, match="นางสาวคำ เรียนดี is holder of O-2"):
        appoint(session, by=OPERATOR, given=appointment("O-5", cast.person_id("O-2"), SUBSTANTIVE, today(session)))


def test_only_one_acts_in_a_position_at_a_time(session: Session) -> None:
    day = today(session)
    appoint(session, by=OPERATOR, given=appointment("G-1", cast.person_id("G-2"), ACTING_FOR, day, day + 4 * DAY))
    with pytest.raises(Conflict, match="นางแก้ว ใจดี is acting for the holder of G-1 until"):
        appoint(session, by=OPERATOR, given=appointment("G-1", cast.person_id("O-1"), ACTING_FOR, day + 4 * DAY))
    appoint(session, by=OPERATOR, given=appointment("G-1", cast.person_id("O-1"), ACTING_FOR, day + 5 * DAY))


def test_acting_in_a_post_needs_it_vacant_and_ends_before_a_holder_comes(session: Session) -> None:
    day = today(session)
    with pytest.raises(Conflict, match="นายขจร งามตา is holder of O-1"):
        appoint(session, by=OPERATOR, given=appointment("O-1", cast.person_id("O-2"), ACTING_IN, day))
    acting = appoint(session, by=OPERATOR, given=appointment("O-5", cast.person_id("O-2"), ACTING_IN, day))
    person = newcomer(session)
    with pytest.raises(Conflict, match="นางสาวคำ เรียนดี is acting in the vacant post of O-5 without end"):
        appoint(session, by=OPERATOR, given=appointment("O-5", person.id, SUBSTANTIVE, day + DAY))
    end_appointment(session, by=OPERATOR, appointment_id=acting.id, given=Ending(last_day=day))
    appoint(session, by=OPERATOR, given=appointment("O-5", person.id, SUBSTANTIVE, day + DAY))


def test_acting_for_may_stand_beside_a_holder_or_in_a_vacancy_but_not_by_the_holder(session: Session) -> None:
    day = today(session)
    appoint(session, by=OPERATOR, given=appointment("O-1", cast.person_id("O-2"), ACTING_FOR, day))
    appoint(session, by=OPERATOR, given=appointment("O-5", cast.person_id("O-3"), ACTING_FOR, day))
    with pytest.raises(Conflict, match="cannot act for himself"):
        appoint(session, by=OPERATOR, given=appointment("G-1", cast.person_id("G-1"), ACTING_FOR, day))


def test_acting_names_the_law(session: Session) -> None:
    given = appointment("G-1", cast.person_id("G-2"), ACTING_FOR, today(session))
    assert given.regulation == LAW
    with pytest.raises(Invalid, match="Name the law"):
        appoint(session, by=OPERATOR, given=given.model_copy(update={"regulation": None}))


def test_a_frozen_position_takes_no_holder_but_somebody_may_act(session: Session) -> None:
    day = today(session)
    freeze_position(session, by=OPERATOR, number="O-5")
    with pytest.raises(Conflict, match="frozen"):
        appoint(session, by=OPERATOR, given=appointment("O-5", newcomer(session).id, SUBSTANTIVE, day))
    appoint(session, by=OPERATOR, given=appointment("O-5", cast.person_id("O-2"), ACTING_IN, day))


def test_a_position_that_does_not_exist_in_all_that_time_takes_nobody(session: Session) -> None:
    day = today(session)
    person = newcomer(session)
    with pytest.raises(Invalid, match="does not exist in all that time"):
        appoint(session, by=OPERATOR, given=appointment("O-5", person.id, SUBSTANTIVE, date(2019, 12, 31)))
    abolish_position(session, by=OPERATOR, number="O-5", given=Abolition(last_day=day + DAY))
    for last in (None, day + 2 * DAY):
        with pytest.raises(Invalid, match="does not exist in all that time"):
            appoint(session, by=OPERATOR, given=appointment("O-5", person.id, SUBSTANTIVE, day, last))
    appoint(session, by=OPERATOR, given=appointment("O-5", person.id, SUBSTANTIVE, day, day + DAY))


def test_one_who_was_erased_is_appointed_no_more(session: Session) -> None:
    person = newcomer(session)
    erase_person(session, by=cast.acting(session, "O-3"), person_id=person.id)
    with pytest.raises(Conflict, match="have been erased"):
        appoint(session, by=OPERATOR, given=appointment("O-5", person.id, SUBSTANTIVE, today(session)))


def test_unknown_positions_persons_and_orders_are_not_found(session: Session) -> None:
    nobody = cast.person_id("X-9")
    with pytest.raises(NotFound):
        appoint(session, by=OPERATOR, given=appointment("X-9", nobody, SUBSTANTIVE, today(session)))
    with pytest.raises(NotFound):
        appoint(session, by=OPERATOR, given=appointment("O-5", nobody, SUBSTANTIVE, today(session)))
    with pytest.raises(NotFound):
        end_appointment(session, by=OPERATOR, appointment_id=nobody, given=NOW)


def test_what_hangs_on_an_invented_person_is_invented(session: Session) -> None:
    person = register_person(session, by=OPERATOR, given=PersonIn(name_th="นายสมมุติ"), is_synthetic=True)
    made = appoint(session, by=OPERATOR, given=appointment("O-5", person.id, SUBSTANTIVE, today(session)))
    assert made.is_synthetic


@pytest.mark.timeout(60)
def test_of_two_simultaneous_appointments_exactly_one_wins(toy_database: Database) -> None:
    """Over two real connections: both are under way before either commits."""
    engine = engine_of(toy_database, pool_size=2)
    with Session(engine) as session, session.begin():
        show_to(session, EVERYTHING)
        people = [newcomer(session, f"นาย{n}").id for n in ("หนึ่ง", "สอง")]
        day = today(session)
    both, told = threading.Barrier(2), list[str]()

    def order(person: int) -> None:
        with Session(engine) as session:
            show_to(session, EVERYTHING)
            both.wait(20)
            try:
                appoint(session, by=OPERATOR, given=appointment("O-5", people[person], SUBSTANTIVE, day))
                session.commit()
                told.append("won")
            except Conflict as error:
                told.append("refused" if "is holder of O-5" in error.en else error.en)

    threads = [threading.Thread(target=order, args=(person,)) for person in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    with Session(engine) as session:
        held = session.scalars(select(Appointment).where(Appointment.position_number == "O-5")).all()
    engine.dispose()
    assert sorted(told) == ["refused", "won"]
    assert len(held) == 1
    assert held[0].valid_from - day == timedelta(0)
