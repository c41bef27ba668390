"""What is asked of organisations: the posts of a day, charts, searches, and who may know a name."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from app.core.authority import OPERATOR, PUBLIC, Viewer
from app.core.errors import NotFound
from app.core.permissions import Permission
from app.core.records import today
from app.organizations.commands.appointments import appoint, end_appointment
from app.organizations.commands.delegations import delegate
from app.organizations.commands.persons import erase_person
from app.organizations.commands.positions import freeze_position
from app.organizations.models import Appointment, Position
from app.organizations.queries.charts import Node, organization_chart, province_chart, surroundings
from app.organizations.queries.finding import found_posts, persons, posts_of
from app.organizations.queries.positions import (
    area_names,
    delegated_by,
    delegated_to,
    holders_of,
    orders_to,
    position_at,
    purposes_of,
    roles_of,
    units_of,
)
from app.organizations.queries.posts import Post, State, organizations, posts
from app.organizations.schemas import Ending
from gis.access import Read, cleared
from tests import cast
from tests.app.organizations.orders import ACTING_FOR, DAY, appointment, delegation, newcomer

INSIDE = Viewer("O-2", cleared({Read.INTERNAL}))


def post(session: Session, number: str, viewer: Viewer = INSIDE) -> Post:
    return next(one for one in posts(session, viewer=viewer) if one.number == number)


def shape(nodes: Iterable[Node]) -> list[object]:
    """A tree as nested lists of numbers."""
    return [[node.post.number, *shape(node.children)] if node.children else node.post.number for node in nodes]


def test_every_position_of_the_day_is_listed_with_its_state(session: Session) -> None:
    freeze_position(session, by=OPERATOR, number="O-5")
    day = today(session)
    appoint(session, by=OPERATOR, given=appointment("O-1", cast.person_id("O-2"), ACTING_FOR, day))
    states = {one.number: one.state for one in posts(session, viewer=INSIDE)}
    assert states.pop("O-1") is State.ACTING
    assert states.pop("O-5") is State.FROZEN
    assert set(states.values()) == {State.FILLED}
    assert len(states) == 8
    assert posts(session, viewer=INSIDE, on=cast.SINCE - DAY) == []


def test_a_vacancy_is_as_old_as_the_days_since_the_last_holder_left(session: Session) -> None:
    day = today(session)
    assert post(session, "O-5").vacant_days == (day - cast.SINCE).days, "never held since it was made"
    held = session.scalars(select(Appointment).where(Appointment.position_number == "W-1")).one()
    held.valid_to = day - 143 * DAY
    session.flush()
    found = post(session, "W-1")
    assert (found.state, found.vacant_since, found.vacant_days) == (State.VACANT, day - 143 * DAY, 143)
    assert post(session, "O-1").vacant_days is None


def test_an_order_ended_today_counts_for_the_day_but_no_longer_for_now(session: Session) -> None:
    day = today(session)
    held = session.scalars(select(Appointment).where(Appointment.position_number == "W-1")).one()
    end_appointment(session, by=OPERATOR, appointment_id=held.id, given=Ending())
    assert post(session, "W-1").state is State.VACANT
    on_the_day = next(one for one in posts(session, viewer=INSIDE, on=day) if one.number == "W-1")
    assert on_the_day.holder is not None
    assert on_the_day.holder.name_th == "นายช่าง ก่อสร้าง"


def test_the_public_knows_names_of_executive_positions_only(session: Session) -> None:
    session.get_one(Position, "G-1").is_executive = True
    session.flush()
    names = {one.number: one.holder and one.holder.name_th for one in posts(session, viewer=PUBLIC)}
    assert names.pop("G-1") == "นายกล้า หาญกล้า"
    assert set(names.values()) == {None}
    assert post(session, "O-1", PUBLIC).state is State.FILLED, "that it is held is no secret"
    assert post(session, "O-1").holder is not None
    assert {one.name_th for one in holders_of(session, "O-1", viewer=PUBLIC)} == {None}
    assert [one.name_th for one in holders_of(session, "O-1", viewer=INSIDE)] == ["นายขจร งามตา"]


def test_a_search_finds_numbers_titles_organisations_and_names_that_one_may_know(session: Session) -> None:
    def numbers(text: str, viewer: Viewer = INSIDE) -> list[str]:
        return [one.number for one in found_posts(session, text, viewer=viewer)]

    assert numbers("O-2") == ["O-2"]
    assert numbers("นักวิเคราะห์") == ["O-2"]
    assert numbers("auditor") == ["O-4"]
    assert numbers("สำนักงานโยธาธิการ") == ["W-1"]
    assert numbers("เรียนดี") == ["O-2"]
    assert numbers("เรียนดี", PUBLIC) == [], "a hidden name finds nothing"
    assert numbers("100%_") == []
    assert numbers("%") == []


def test_persons_are_listed_for_insiders_until_they_are_erased(session: Session) -> None:
    person = newcomer(session)
    assert persons(session, viewer=PUBLIC) == []
    assert posts_of(session, [cast.person_id("O-2")], viewer=PUBLIC) == {}
    assert [one.id for one in persons(session, viewer=INSIDE, text="มาเยือน")] == [person.id]
    assert len(persons(session, viewer=INSIDE)) == 10
    assert len(persons(session, viewer=INSIDE, limit=3)) == 3
    held = posts_of(session, [person.id, cast.person_id("O-2")], viewer=INSIDE)
    assert {key: [one.number for one in found] for key, found in held.items()} == {cast.person_id("O-2"): ["O-2"]}
    erase_person(session, by=cast.acting(session, "O-3"), person_id=person.id)
    assert persons(session, viewer=INSIDE, text="มาเยือน") == []


def test_the_chart_of_the_province_goes_down_to_the_heads(session: Session) -> None:
    """Officers of the office are counted with its chief: 4 of 5 posts are filled, and the auditor stands apart."""
    roots = province_chart(session, viewer=INSIDE)
    assert shape(roots) == [["G-1", ["G-2", "D-1", "O-1", "S-1", "W-1"], "O-4"]]
    counts = {node.post.number: (node.filled, node.total) for node in flat(roots) if node.total}
    assert counts == {"G-1": (2, 2), "O-1": (4, 5)}


def flat(nodes: Iterable[Node]) -> list[Node]:
    return [found for node in nodes for found in (node, *flat(node.children))]


def test_the_chart_of_an_organisation_has_all_its_positions(session: Session) -> None:
    assert shape(organization_chart(session, "office", viewer=INSIDE)) == [["O-1", "O-2", "O-3", "O-5"], "O-4"]
    assert shape(organization_chart(session, "works", viewer=INSIDE)) == ["W-1"]
    assert organization_chart(session, "none", viewer=INSIDE) == []


def test_around_a_position_stand_its_superiors_those_beside_the_first_and_those_below(session: Session) -> None:
    roots = surroundings(session, "O-1", viewer=INSIDE)
    assert shape(roots) == [["G-1", ["G-2", ["O-1", "O-2", "O-3", "O-5"]], "O-4"]]
    assert [node.post.number for node in flat(roots) if node.is_chosen] == ["O-1"]
    assert shape(surroundings(session, "G-1", viewer=INSIDE)) == [["G-1", "G-2", "O-4"]]
    assert surroundings(session, "X-9", viewer=INSIDE) == []


def test_powers_are_told_with_the_orders_that_gave_them(session: Session) -> None:
    found = roles_of(session, "O-4", viewer=PUBLIC)
    assert [(one.code, one.order_no, one.permissions) for one in found] == [
        ("auditor", "1/2563", (Permission.AUDIT_READ,))
    ]  # fmt: skip
    assert roles_of(session, "O-4", viewer=PUBLIC, on=cast.SINCE - DAY) == []
    assert [one.code for one in purposes_of(session, "S-1", viewer=PUBLIC)] == ["social-welfare"]
    assert [one.code for one in units_of(session, "office", viewer=PUBLIC)] == ["strategy"]


def test_delegations_are_told_from_both_sides(session: Session) -> None:
    day = today(session)
    given = delegation("G-2", day, day + DAY, Permission.EXPENSE_APPROVE, Permission.AUDIT_READ, areas=("9801",))
    delegate(session, by=cast.acting(session, "G-1"), given=given)
    out, into = delegated_by(session, "G-1", viewer=PUBLIC), delegated_to(session, "G-2", viewer=PUBLIC)
    assert [(one.other, one.until) for one in out] == [("G-2", day + DAY)]
    assert [(one.other, one.permissions) for one in into] == [
        ("G-1", (Permission.EXPENSE_APPROVE, Permission.AUDIT_READ))
    ]  # fmt: skip
    assert delegated_to(session, "G-2", viewer=PUBLIC, on=day + 2 * DAY) == []
    assert orders_to(session, viewer=PUBLIC) == {"G-2": "902/2569"}
    assert area_names(session, ["9801", "9999"], viewer=PUBLIC) == {"9801": ("เมืองของเล่น", "Mueang Khong Len")}


def test_organisations_of_a_day(session: Session) -> None:
    assert [one.code for one in organizations(session, viewer=PUBLIC)] == [
        "mueang", "office", "province", "welfare", "works",
    ]  # fmt: skip
    assert organizations(session, viewer=PUBLIC, on=cast.SINCE - DAY) == []
    with pytest.raises(NotFound):
        position_at(session, "X-9", viewer=PUBLIC)


def test_the_list_of_posts_takes_four_statements_however_many_there_are(session: Session) -> None:
    """The day, the positions, the tenures, and who left last."""
    statements: list[str] = []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda _c, _cursor, sql, *_more: statements.append(sql))
    assert len(posts(session, viewer=INSIDE)) == 10
    assert len(statements) == 4
