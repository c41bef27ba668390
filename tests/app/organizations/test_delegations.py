"""Delegations: powers of one's own position to another, cut down to the order, and never handed on."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, OPERATOR, Acting, Basis, Resource
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.permissions import NEVER_DELEGATED, Permission
from app.core.records import today
from app.organizations.commands.appointments import appoint, end_appointment
from app.organizations.commands.delegations import delegate, revoke_delegation
from app.organizations.commands.positions import abolish_position
from app.organizations.models import Appointment, Delegation, Position, RoleGrant
from app.organizations.queries.capacities import acting_in, capacities
from app.organizations.schemas import Abolition, Ending
from gis.access import Read
from tests import cast
from tests.app.organizations.orders import ACTING_FOR, DAY, appointment, delegation

NOW = Ending()
BAHT = 100


def by_delegation(session: Session, number: str, made: Delegation) -> Acting | None:
    """The holder of a position, acting by the order."""
    held = session.scalars(select(Appointment.id).where(Appointment.position_number == number)).one()
    return acting_in(session, held, made.id, viewer=EVERYTHING)


def test_delegated_powers_are_those_of_the_order_within_its_limits(session: Session) -> None:
    """The governor has 10 million baht and every area; the order gives 1 million in district 9801."""
    day = today(session)
    given = delegation(
        "G-2", day, day + 9 * DAY, Permission.EXPENSE_APPROVE, ceiling_baht=1_000_000, areas=("9801",)
    )  # fmt: skip
    made = delegate(session, by=cast.acting(session, "G-1"), given=given)
    by = by_delegation(session, "G-2", made)
    assert by is not None
    assert (by.position, by.basis, by.order_no, by.person) == ("G-1", Basis.DELEGATED, "902/2569", "นางแก้ว ใจดี")
    assert by.powers.permissions == {Permission.EXPENSE_APPROVE}
    amounts = {baht: by.may(Permission.EXPENSE_APPROVE, Resource(area="980101", amount_satang=baht * BAHT))
               for baht in (1_000_000, 1_000_001)}  # fmt: skip
    assert amounts == {1_000_000: True, 1_000_001: False}
    assert not by.may(Permission.EXPENSE_APPROVE, Resource(area="9802", amount_satang=BAHT))
    assert not by.may(Permission.DATASET_PUBLISH)
    event = session.scalars(select(AuditEvent).where(AuditEvent.act == "delegation.ordered")).one()
    assert (event.by_position, event.object_id) == ("G-1", "G-1")


def test_limits_that_the_order_does_not_name_are_those_of_the_position(session: Session) -> None:
    day = today(session)
    made = delegate(
        session, by=cast.acting(session, "O-1"), given=delegation("O-2", day, day, Permission.EXPENSE_APPROVE)
    )  # fmt: skip
    by = by_delegation(session, "O-2", made)
    assert by is not None
    assert (by.powers.ceiling_satang, by.powers.areas) == (5_000_000 * BAHT, None)
    assert Read.CONFIDENTIAL in by.viewer.classes, "who acts for the chief sees what the chief sees"
    assert by.viewer.purposes == frozenset()


def test_an_order_is_in_force_on_its_days_only(session: Session) -> None:
    day, governor = today(session), cast.acting(session, "G-1")
    for first, last, works in ((day + DAY, day + DAY, False), (day, day, True), (day - DAY, day - DAY, False)):
        made = delegate(session, by=governor, given=delegation("G-2", first, last, Permission.AUDIT_READ))
        assert (by_delegation(session, "G-2", made) is not None) is works


def test_it_shows_among_the_capacities_of_whoever_holds_the_other_position(session: Session) -> None:
    day = today(session)
    given = delegation("G-2", day, day + DAY, Permission.AUDIT_READ)
    made = delegate(session, by=cast.acting(session, "G-1"), given=given)
    found = capacities(session, cast.person_id("G-2"), viewer=EVERYTHING)
    assert [(one.position, one.basis, one.delegation_id) for one in found] == [
        ("G-2", Basis.SUBSTANTIVE, None), ("G-1", Basis.DELEGATED, made.id),
    ]  # fmt: skip
    assert by_delegation(session, "O-2", made) is None, "the order is to another position"


def test_what_was_delegated_is_not_delegated_again(session: Session) -> None:
    day = today(session)
    made = delegate(
        session, by=cast.acting(session, "G-1"), given=delegation("O-1", day, day, Permission.EXPENSE_APPROVE)
    )  # fmt: skip
    by = by_delegation(session, "O-1", made)
    assert by is not None
    again = delegation("O-2", day, day, Permission.EXPENSE_APPROVE)
    with pytest.raises(Forbidden):
        delegate(session, by=by, given=again)
    stolen = replace(by, powers=replace(by.powers, permissions=by.powers.permissions | {Permission.DELEGATION_ORDER}))
    with pytest.raises(Forbidden, match="cannot be delegated again"):
        delegate(session, by=stolen, given=again)
    with pytest.raises(Forbidden, match="cannot be delegated again"):
        revoke_delegation(session, by=stolen, delegation_id=made.id, given=NOW)


def test_an_acting_holder_may_delegate_what_the_position_has(session: Session) -> None:
    day = today(session)
    held = appoint(session, by=OPERATOR, given=appointment("G-1", cast.person_id("G-2"), ACTING_FOR, day))
    acting = acting_in(session, held.id, viewer=EVERYTHING)
    assert acting is not None
    delegate(session, by=acting, given=delegation("O-1", day, day, Permission.EXPENSE_APPROVE))


@pytest.mark.parametrize("number", ["O-2", "O-3", "O-4", "W-1", "D-1", "S-1", "G-2"])
def test_a_position_without_the_power_delegates_nothing(session: Session, number: str) -> None:
    day = today(session)
    with pytest.raises(Forbidden):
        delegate(session, by=cast.acting(session, number), given=delegation("O-5", day, day, Permission.AUDIT_READ))


def test_nobody_delegates_more_than_his_position_has(session: Session) -> None:
    day, chief = today(session), cast.acting(session, "O-1")
    powers = delegation("O-2", day, day, Permission.ACCOUNT_ADMINISTER)
    with pytest.raises(Forbidden, match="The position does not have that itself: the power"):
        delegate(session, by=chief, given=powers)
    money = delegation("O-2", day, day, Permission.EXPENSE_APPROVE, ceiling_baht=5_000_001)
    with pytest.raises(Forbidden, match="the ceiling"):
        delegate(session, by=chief, given=money)
    delegate(session, by=chief, given=money.model_copy(update={"ceiling": 5_000_000 * BAHT}))
    session.get_one(Position, "O-1").areas = ["9801"]
    session.flush()
    narrow = cast.acting(session, "O-1")
    elsewhere = delegation("O-2", day, day, Permission.EXPENSE_APPROVE, areas=("98",))
    with pytest.raises(Forbidden, match="the area"):
        delegate(session, by=narrow, given=elsewhere)


@pytest.mark.parametrize("never", sorted(NEVER_DELEGATED))
def test_some_powers_stay_with_the_position(session: Session, never: Permission) -> None:
    day, governor = today(session), cast.acting(session, "G-1")
    with pytest.raises(Forbidden, match="Never delegated"):
        delegate(session, by=governor, given=delegation("G-2", day, day, Permission.AUDIT_READ, never))


def test_a_position_delegates_neither_to_itself_nor_beyond_the_end_of_another(session: Session) -> None:
    day, governor = today(session), cast.acting(session, "G-1")
    with pytest.raises(Invalid, match="to itself"):
        delegate(session, by=governor, given=delegation("G-1", day, day, Permission.AUDIT_READ))
    with pytest.raises(NotFound):
        delegate(session, by=governor, given=delegation("X-9", day, day, Permission.AUDIT_READ))
    abolish_position(session, by=OPERATOR, number="O-5", given=Abolition(last_day=day + DAY))
    with pytest.raises(Conflict, match="ends before the order does"):
        delegate(session, by=governor, given=delegation("O-5", day, day + 2 * DAY, Permission.AUDIT_READ))
    delegate(session, by=governor, given=delegation("O-5", day, day + DAY, Permission.AUDIT_READ))


def test_taken_back_at_once_nobody_acts_by_it(session: Session) -> None:
    day, governor = today(session), cast.acting(session, "G-1")
    made = delegate(session, by=governor, given=delegation("G-2", day, day + 9 * DAY, Permission.AUDIT_READ))
    assert by_delegation(session, "G-2", made) is not None
    revoke_delegation(session, by=governor, delegation_id=made.id, given=NOW)
    assert by_delegation(session, "G-2", made) is None
    assert [one.basis for one in capacities(session, cast.person_id("G-2"), viewer=EVERYTHING)] == [Basis.SUBSTANTIVE]


def test_only_the_position_that_gave_takes_back(session: Session) -> None:
    day = today(session)
    given = delegation("G-2", day, day + 9 * DAY, Permission.AUDIT_READ)
    made = delegate(session, by=cast.acting(session, "G-1"), given=given)
    with pytest.raises(Forbidden, match="Only the position that delegated"):
        revoke_delegation(session, by=cast.acting(session, "O-1"), delegation_id=made.id, given=NOW)
    with pytest.raises(Forbidden) as refused:
        revoke_delegation(session, by=cast.acting(session, "O-3"), delegation_id=made.id, given=NOW)
    assert refused.value.place == "delegation.order", "who delegates nothing is told that first"
    revoke_delegation(session, by=cast.acting(session, "G-1"), delegation_id=made.id, given=Ending(last_day=day + DAY))
    assert made.valid_to == day + 2 * DAY


def test_the_powers_go_with_those_of_the_position_that_gave_them(session: Session) -> None:
    day = today(session)
    made = delegate(
        session, by=cast.acting(session, "O-1"), given=delegation("O-2", day, day, Permission.DATASET_PUBLISH)
    )  # fmt: skip
    roles = session.scalars(select(RoleGrant).where(RoleGrant.position_number == "O-1")).all()
    for role in roles:
        session.delete(role)
    session.flush()
    by = by_delegation(session, "O-2", made)
    assert by is not None
    assert by.powers.permissions == frozenset()


def test_when_the_holder_of_the_other_position_goes_the_capacity_goes_with_him(session: Session) -> None:
    day = today(session)
    given = delegation("G-2", day, day + 9 * DAY, Permission.AUDIT_READ)
    made = delegate(session, by=cast.acting(session, "G-1"), given=given)
    held = session.scalars(select(Appointment).where(Appointment.position_number == "G-2")).one()
    end_appointment(session, by=OPERATOR, appointment_id=held.id, given=NOW)
    assert by_delegation(session, "G-2", made) is None
