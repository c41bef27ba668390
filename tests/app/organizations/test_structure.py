"""The structure: organisations, units and positions, and a tree that stays one."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, OPERATOR
from app.core.cluster import Database
from app.core.database import engine_of
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.permissions import Permission
from app.core.records import today
from app.core.viewing import show_to
from app.organizations.commands.appointments import appoint, end_appointment
from app.organizations.commands.committees import give_seat
from app.organizations.commands.delegations import delegate
from app.organizations.commands.positions import (
    abolish_position,
    change_position,
    establish_position,
    freeze_position,
    set_scope,
    unfreeze_position,
)
from app.organizations.commands.structure import (
    abolish_organization,
    abolish_unit,
    change_organization,
    establish_organization,
    establish_unit,
    rename_unit,
)
from app.organizations.commands.synthetic import remove_synthetic_organizations
from app.organizations.models import Appointment, Committee, Organization, Position
from app.organizations.rules import OrganizationKind, Reach
from app.organizations.schemas import (
    Abolition,
    Ending,
    OrganizationChange,
    OrganizationIn,
    PositionChange,
    PositionIn,
    ScopeIn,
    SeatIn,
    UnitIn,
)
from tests import cast
from tests.app.organizations.orders import DAY, SUBSTANTIVE, appointment, delegation, newcomer

SINCE = date(2020, 1, 1)
OFFICE = OrganizationKind.PROVINCIAL_OFFICE


def organization(code: str, parent: str | None) -> OrganizationIn:
    return OrganizationIn(code=code, kind=OFFICE, name_th="ก", name_en="a", parent_code=parent, valid_from=SINCE)


def moved(parent: str | None) -> OrganizationChange:
    return OrganizationChange(kind=OFFICE, name_th="ก", name_en="a", parent_code=parent)


def post(number: str, organization: str, **more: object) -> PositionIn:
    given = {"number": number, "organization_code": organization, "title_th": "ก", "title_en": "a", "valid_from": SINCE}
    return PositionIn.model_validate(given | more)


def superior(above: str | None, **more: object) -> PositionChange:
    return PositionChange.model_validate({"title_th": "ก", "title_en": "a", "reports_to": above} | more)


UNIT = UnitIn(code="accounts", organization_code="works", name_th="ก", name_en="a", valid_from=SINCE)


@pytest.mark.parametrize("number", ["O-2", "O-4", "W-1", "D-1", "S-1", "G-2"])
def test_a_position_without_the_power_changes_nothing_of_the_structure(session: Session, number: str) -> None:
    by, end = cast.acting(session, number), Abolition(last_day=today(session))
    acts = (
        lambda: establish_organization(session, by=by, given=organization("new-office", "province")),
        lambda: change_organization(session, by=by, code="works", given=moved("province")),
        lambda: abolish_organization(session, by=by, code="works", given=end),
        lambda: establish_unit(session, by=by, given=UNIT),
        lambda: rename_unit(session, by=by, code="strategy", name_th="ก", name_en="a"),
        lambda: abolish_unit(session, by=by, code="strategy", given=end),
        lambda: establish_position(session, by=by, given=post("W-9", "works")),
        lambda: change_position(session, by=by, number="O-5", given=superior(None)),
        lambda: freeze_position(session, by=by, number="O-5"),
        lambda: unfreeze_position(session, by=by, number="O-5"),
        lambda: abolish_position(session, by=by, number="O-5", given=end),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_an_organisation_is_established_and_its_event_says_so(session: Session) -> None:
    made = establish_organization(session, by=cast.acting(session, "O-1"), given=organization("fisheries", "province"))
    assert (made.parent_code, made.is_synthetic) == ("province", False)
    event = session.scalars(select(AuditEvent).where(AuditEvent.act == "organization.established")).one()
    assert (event.by_position, event.object_id, event.after["name_th"]) == ("O-1", "fisheries", "ก")
    with pytest.raises(Conflict, match="exists already"):
        establish_organization(session, by=OPERATOR, given=organization("fisheries", "province"))
    with pytest.raises(NotFound):
        establish_organization(session, by=OPERATOR, given=organization("other", "nowhere"))


def test_a_narrow_reach_covers_only_its_own_part_of_the_tree(session: Session) -> None:
    """O-3 reaches over the office alone, then over all below the office."""
    set_scope(session, by=OPERATOR, number="O-3", given=ScopeIn(reach=Reach.OWN))
    by = cast.acting(session, "O-3")
    establish_position(session, by=by, given=post("O-9", "office"))
    for given in (organization("a", None), organization("b", "province"), organization("c", "works")):
        with pytest.raises(Forbidden, match="outside the position's scope"):
            establish_organization(session, by=by, given=given)
    establish_organization(session, by=by, given=organization("below", "office"))
    with pytest.raises(Forbidden):
        establish_position(session, by=by, given=post("B-1", "below"))
    set_scope(session, by=OPERATOR, number="O-3", given=ScopeIn(reach=Reach.SUBTREE))
    by = cast.acting(session, "O-3")
    establish_position(session, by=by, given=post("B-1", "below"))
    for parent in ("works", None):
        with pytest.raises(Forbidden, match="outside the position's scope"):
            change_organization(session, by=by, code="below", given=moved(parent))


def test_a_new_position_has_no_power_and_the_narrowest_scope(session: Session) -> None:
    made = establish_position(session, by=OPERATOR, given=post("W-9", "works", reports_to="W-1"))
    assert (made.reach, made.areas, made.ceiling_satang) == ("own", None, None)
    session.refresh(made)
    assert made.clearance == ["public", "internal"]
    with pytest.raises(Conflict, match="exists already"):
        establish_position(session, by=OPERATOR, given=post("W-9", "works"))


@pytest.mark.parametrize("superior_of_chief", ["O-2", "O-1"])
def test_no_position_stands_above_itself(session: Session, superior_of_chief: str) -> None:
    """O-2 answers to O-1, who answers to G-2, who answers to G-1."""
    with pytest.raises(Conflict, match="would stand above itself"):
        change_position(session, by=OPERATOR, number="O-1", given=superior(superior_of_chief))
    with pytest.raises(Conflict, match="G-1 would stand above itself"):
        change_position(session, by=OPERATOR, number="G-1", given=superior("O-2"))
    change_position(session, by=OPERATOR, number="O-2", given=superior("G-1"))


def test_no_organisation_stands_above_itself(session: Session) -> None:
    establish_organization(session, by=OPERATOR, given=organization("below", "office"))
    for parent in ("below", "office"):
        with pytest.raises(Conflict, match="would stand above itself"):
            change_organization(session, by=OPERATOR, code="office", given=moved(parent))
    change_organization(session, by=OPERATOR, code="below", given=moved("works"))


@pytest.mark.timeout(60)
def test_two_simultaneous_changes_close_no_circle(toy_database: Database) -> None:
    """W-1 under D-1 and D-1 under W-1, over two real connections: one of the two is refused."""
    engine, both, told = engine_of(toy_database, pool_size=2), threading.Barrier(2), list[str]()

    def put(below: str, above: str) -> None:
        with Session(engine) as session:
            show_to(session, EVERYTHING)
            both.wait(20)
            try:
                change_position(session, by=OPERATOR, number=below, given=superior(above))
                session.commit()
                told.append("changed")
            except Conflict:
                told.append("refused")

    threads = [threading.Thread(target=put, args=pair) for pair in (("W-1", "D-1"), ("D-1", "W-1"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(40)
    with Session(engine) as session:
        above = {row[0]: row[1] for row in session.execute(select(Position.number, Position.reports_to))}
    engine.dispose()
    assert sorted(told) == ["changed", "refused"]
    assert (above["W-1"], above["D-1"]) in (("D-1", "G-2"), ("G-2", "W-1"))


def test_a_position_stays_in_its_organisation_and_its_unit_is_one_of_it(session: Session) -> None:
    with pytest.raises(Invalid, match="another organisation"):
        change_position(session, by=OPERATOR, number="W-1", given=superior("G-2", unit_code="strategy"))
    with pytest.raises(NotFound):
        change_position(session, by=OPERATOR, number="W-1", given=superior("X-9"))
    row = change_position(session, by=OPERATOR, number="O-5", given=superior("O-1", unit_code="strategy", rank=7))
    assert (row.organization_code, row.unit_code, row.rank) == ("office", "strategy", 7)
    event = session.scalars(select(AuditEvent).where(AuditEvent.act == "position.changed")).one()
    assert event.before["unit_code"] is None
    assert "reports_to" not in event.after, "only what differs is told"


def test_a_held_position_is_not_frozen_and_a_frozen_one_is_lifted(session: Session) -> None:
    with pytest.raises(Conflict, match="somebody holds"):
        freeze_position(session, by=OPERATOR, number="O-1")
    later = appointment("O-5", newcomer(session).id, SUBSTANTIVE, today(session) + 9 * DAY)
    made = appoint(session, by=OPERATOR, given=later)
    with pytest.raises(Conflict, match="has been appointed"):
        freeze_position(session, by=OPERATOR, number="O-5")
    end_appointment(session, by=OPERATOR, appointment_id=made.id, given=Ending())
    assert freeze_position(session, by=OPERATOR, number="O-5").is_frozen
    assert not unfreeze_position(session, by=OPERATOR, number="O-5").is_frozen


def test_nothing_outlasts_what_it_leans_on(session: Session) -> None:
    day = today(session)
    end = Abolition(last_day=day + DAY)
    session.add(Committee(code="board", title_th="ก", title_en="a", valid_from=SINCE))
    session.flush()
    with pytest.raises(Conflict, match="an appointment would outlast it"):
        abolish_position(session, by=OPERATOR, number="S-1", given=end)
    delegate(
        session, by=cast.acting(session, "G-1"), given=delegation("O-5", day, day + 2 * DAY, Permission.AUDIT_READ)
    )
    with pytest.raises(Conflict, match="a delegation would outlast it"):
        abolish_position(session, by=OPERATOR, number="O-5", given=end)
    establish_position(session, by=OPERATOR, given=post("W-8", "works", reports_to="W-1"))
    establish_position(session, by=OPERATOR, given=post("W-9", "works", reports_to="W-8"))
    with pytest.raises(Conflict, match="a subordinate position would outlast it"):
        abolish_position(session, by=OPERATOR, number="W-8", given=end)
    give_seat(session, by=OPERATOR, given=SeatIn(committee="board", position="W-9", valid_from=SINCE))
    with pytest.raises(Conflict, match="a seat in a committee would outlast it"):
        abolish_position(session, by=OPERATOR, number="W-9", given=end)
    with pytest.raises(Conflict, match=r"W-1, W-8, W-9 would outlast it"):
        abolish_organization(session, by=OPERATOR, code="works", given=end)
    with pytest.raises(Conflict, match=r"O-2 would outlast it"):
        abolish_unit(session, by=OPERATOR, code="strategy", given=end)


def test_what_nothing_leans_on_is_abolished_after_its_last_day(session: Session) -> None:
    day = today(session)
    establish_organization(session, by=OPERATOR, given=organization("below", "office"))
    establish_position(session, by=OPERATOR, given=post("B-1", "below"))
    establish_unit(session, by=OPERATOR, given=UNIT)
    end = Abolition(last_day=day + DAY)
    assert abolish_position(session, by=OPERATOR, number="B-1", given=end).valid_to == day + 2 * DAY
    assert abolish_organization(session, by=OPERATOR, code="below", given=end).valid_to == day + 2 * DAY
    assert abolish_unit(session, by=OPERATOR, code="accounts", given=end).valid_to == day + 2 * DAY
    with pytest.raises(Invalid, match="before today"):
        abolish_position(session, by=OPERATOR, number="O-5", given=Abolition(last_day=day - DAY))


def test_an_abolished_position_gives_no_power_though_the_order_runs_on(session: Session) -> None:
    held = session.scalars(select(Appointment).where(Appointment.position_number == "W-1")).one()
    session.get_one(Position, "W-1").valid_to = today(session)
    session.flush()
    assert held.valid_to is None
    with pytest.raises(AssertionError):
        cast.acting(session, "W-1")


def test_a_unit_is_renamed(session: Session) -> None:
    row = rename_unit(session, by=cast.acting(session, "O-1"), code="strategy", name_th="กลุ่มงานแผน", name_en="Plans")
    assert row.name_th == "กลุ่มงานแผน"
    event = session.scalars(select(AuditEvent).where(AuditEvent.act == "unit.renamed")).one()
    assert event.before == {"name_th": "กลุ่มงานยุทธศาสตร์", "name_en": "Strategy"}


def test_what_stands_under_an_invented_organisation_is_invented(session: Session) -> None:
    invented = establish_organization(session, by=OPERATOR, given=organization("x", "province"), is_synthetic=True)
    below = establish_organization(session, by=OPERATOR, given=organization("y", "x"))
    made = establish_position(session, by=OPERATOR, given=post("Y-1", "y"))
    assert (invented.is_synthetic, below.is_synthetic, made.is_synthetic) == (True, True, True)
    assert session.scalar(select(Organization.is_synthetic).where(Organization.code == "province")) is False


def test_only_the_operator_takes_invented_organisations_away(session: Session) -> None:
    with pytest.raises(Forbidden):
        remove_synthetic_organizations(session, by=cast.acting(session, "G-1"))
