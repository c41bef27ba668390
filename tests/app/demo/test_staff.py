"""The invented staff: the same for the same year, and an office in which the rules hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, OPERATOR, PUBLIC, Basis, Resource
from app.core.errors import Conflict, Forbidden
from app.core.permissions import Permission
from app.core.records import today
from app.core.viewing import show_to
from app.demo.commands import load_demo, remove_demo
from app.demo.persons import SURNAMES, person
from app.demo.staff import FROZEN, Staff, first_of_year, staff
from app.demo.staffing import load_staff
from app.organizations.commands.appointments import appoint
from app.organizations.commands.positions import change_position
from app.organizations.commands.standard import seed_standard
from app.organizations.commands.synthetic import remove_synthetic_organizations
from app.organizations.models import Appointment, Person, Position
from app.organizations.models.force import in_force
from app.organizations.queries.capacities import acting_in, capacities
from app.organizations.queries.committees import boards
from app.organizations.queries.posts import State, posts
from app.organizations.schemas import PositionChange
from tests import cast
from tests.app.organizations.orders import SUBSTANTIVE, appointment, newcomer

DIGEST = "b4a601788b7f9d7fbe3254c66defcb70d845011c18126733743c03455f15b207"
YEAR = date(2026, 10, 1)
CHIEF, DEPUTY, GOVERNOR = "สบ.010", "สบ.002", "สบ.001"


@pytest.fixture(scope="module")
def loaded(engine: Engine) -> Iterator[Session]:
    """The staff of this fiscal year beside the cast of the toy province, once for the module; all rolled back."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as made:
            show_to(made, EVERYTHING)
            seed_standard(made, by=OPERATOR)
            load_staff(made, by=OPERATOR, invented=staff(first_of_year(today(made))), frozen=FROZEN)
            yield made
        outer.rollback()


@pytest.fixture
def office(loaded: Session) -> Iterator[Session]:
    """That staff, as each test found it."""
    nested = loaded.begin_nested()
    yield loaded
    nested.rollback()


def test_the_same_year_has_the_same_staff() -> None:
    assert staff.__wrapped__(YEAR).digest() == DIGEST
    assert staff(date(2027, 10, 1)).digest() != DIGEST


@pytest.mark.parametrize(
    ("day", "first"),
    [(date(2026, 9, 30), date(2025, 10, 1)), (date(2026, 10, 1), date(2026, 10, 1)), (date(2027, 1, 1), YEAR)],
)
def test_a_fiscal_year_begins_in_october(day: date, first: date) -> None:
    assert first_of_year(day) == first


def test_it_is_as_large_as_a_province() -> None:
    made = staff(YEAR)
    assert (len(made.offices), len(made.seats), len(made.persons())) == (42, 120, 121)
    assert Counter(office.kind for office in made.offices) == {
        "provincial_office": 21, "district_office": 12, "central_office": 2, "local_government": 2, "state_enterprise": 2,
        "private_body": 2, "province": 1,
    }  # fmt: skip
    assert len({seat.number for seat in made.seats}) == 120
    known = {office.code for office in made.offices}
    assert all(seat.office in known for seat in made.seats)


def test_nobody_real_can_bear_an_invented_name() -> None:
    assert all("สมมุติ" in surname for surname, _ in SURNAMES)
    assert len({person(number) for number in range(680)}) == 680


def test_the_chain_of_command_holds_together(office: Session) -> None:
    """Nine posts are vacant, one of them frozen and two with somebody acting; one holder is away."""
    found = posts(office, viewer=EVERYTHING)
    mine = [post for post in found if post.number.startswith("สบ.")]
    assert Counter(post.state for post in mine) == {
        State.FILLED: 110,
        State.VACANT: 6,
        State.ACTING: 3,
        State.FROZEN: 1,
    }
    assert {post.number for post in mine if post.holder is None and post.acting} == {CHIEF, "สบ.9905"}
    assert all(post.holder or post.vacant_since for post in mine)


def holder(session: Session, number: str, *, acting: bool = False) -> Appointment:
    kind = Appointment.kind != "substantive" if acting else Appointment.kind == "substantive"
    return session.scalars(
        select(Appointment).where(Appointment.position_number == number, in_force(Appointment), kind)
    ).one()


def test_the_acting_chief_approves_as_chief_and_the_deputy_for_the_governor(office: Session) -> None:
    million = Resource(organization="d99-office", amount_satang=100_000_000)
    chief = acting_in(office, holder(office, CHIEF, acting=True).id, viewer=EVERYTHING)
    assert chief is not None
    assert (chief.basis, chief.may(Permission.EXPENSE_APPROVE, million)) == (Basis.ACTING_FOR, True)
    mine = capacities(office, holder(office, DEPUTY).person_id, viewer=EVERYTHING)
    for_governor = next(one for one in mine if one.position == GOVERNOR)
    by = acting_in(office, for_governor.appointment_id, for_governor.delegation_id, viewer=EVERYTHING)
    assert by is not None
    twenty = Resource(amount_satang=20_000_000 * 100)
    more = Resource(amount_satang=20_000_000 * 100 + 1)
    assert (by.may(Permission.EXPENSE_APPROVE, twenty), by.may(Permission.EXPENSE_APPROVE, more)) == (True, False)


def test_each_kind_of_position_has_its_scope(office: Session) -> None:
    chief = acting_in(office, holder(office, "สบ.9902").id, viewer=EVERYTHING)
    head = acting_in(office, holder(office, "สบ.2201").id, viewer=EVERYTHING)
    assert chief is not None
    assert head is not None
    assert (chief.viewer.agencies, chief.viewer.areas) == (None, frozenset({"9902"}))
    assert (head.viewer.agencies, head.viewer.purposes) == (frozenset({"d99-welfare"}), frozenset({"social-welfare"}))
    assert head.may(Permission.DATASET_LOAD, Resource(organization="d99-welfare"))
    assert not head.may(Permission.DATASET_LOAD, Resource(organization="d99-health"))


def test_committees_are_seated_by_office_and_by_term(office: Session) -> None:
    found = {board.committee.code: board for board in boards(office, viewer=EVERYTHING)}
    own = [seat for seat in found["kbj"].seats if seat.position and seat.position.startswith("สบ.")]
    assert Counter(seat.role.value for seat in own) == {"chair": 1, "member": 25, "secretary": 1}
    assert sorted(seat.term for seat in found["korojo"].seats if seat.position is None) == [1, 1, 2]


def test_what_hangs_on_the_invented_office_goes_with_it(office: Session) -> None:
    """A real person put into an invented post stays, the order goes."""
    person = newcomer(office)
    appoint(office, by=OPERATOR, given=appointment("สบ.030", person.id, SUBSTANTIVE, today(office)))
    remove_synthetic_organizations(office, by=OPERATOR)
    assert office.scalar(select(func.count()).where(Position.is_synthetic)) == 0
    assert office.scalar(select(func.count()).where(Appointment.person_id == person.id)) == 0
    assert office.get_one(Person, person.id).name_th == "นายใหม่ มาเยือน"
    assert {post.number for post in posts(office, viewer=PUBLIC)} == {
        "G-1", "G-2", "O-1", "O-2", "O-3", "O-4", "O-5", "W-1", "D-1", "S-1",
    }  # fmt: skip


def test_a_real_position_under_an_invented_one_stops_the_removal(office: Session) -> None:
    given = PositionChange(title_th="ก", title_en="a", reports_to=GOVERNOR)
    change_position(office, by=OPERATOR, number="W-1", given=given)
    with pytest.raises(Conflict, match="W-1 stand under invented superiors"):
        remove_demo(office, by=OPERATOR)


def test_the_staff_of_any_day_of_the_year_is_that_of_the_year() -> None:
    made: Staff = staff(first_of_year(date(2027, 9, 30)))
    assert (made.first, made.last) == (YEAR, date(2027, 9, 30))


def test_only_the_operator_loads_and_removes_the_demonstration(session: Session) -> None:
    """Not even the governor: no role has that power."""
    governor = cast.acting(session, "G-1")
    for act in (load_demo, remove_demo, remove_synthetic_organizations):
        with pytest.raises(Forbidden):
            act(session, by=governor)
