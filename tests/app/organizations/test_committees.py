"""Committees: seats by office, and of persons from outside for a term."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import OPERATOR, PUBLIC
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.records import today
from app.organizations.commands.committees import end_seat, give_seat, seat_by_office
from app.organizations.commands.positions import set_scope
from app.organizations.models import Committee, CommitteeOffice, CommitteeSeat
from app.organizations.queries.committees import boards
from app.organizations.rules import Reach, SeatRole
from app.organizations.schemas import Ending, ScopeIn, SeatIn
from tests import cast
from tests.app.organizations.orders import DAY, newcomer


@pytest.fixture
def board(session: Session) -> Session:
    """A committee whose members from outside sit for three years, at most twice in a row."""
    session.add(
        Committee(code="board", title_th="ก", title_en="a", valid_from=date(2020, 1, 1), term_years=3, max_terms=2)
    )
    session.flush()
    session.add_all(
        CommitteeOffice(committee_code="board", role_code=role, seat=seat)
        for role, seat in (("governor", "chair"), ("agency", "member"), ("chief", "secretary"))
    )
    session.flush()
    return session


def seat(**more: object) -> SeatIn:
    return SeatIn.model_validate({"committee": "board", **more})


@pytest.mark.parametrize("number", ["G-2", "O-2", "O-4", "W-1", "D-1", "S-1"])
def test_a_position_without_the_power_seats_nobody(board: Session, number: str) -> None:
    by, day = cast.acting(board, number), today(board)
    made = give_seat(board, by=OPERATOR, given=seat(position="G-1", valid_from=day))
    acts = (
        lambda: give_seat(board, by=by, given=seat(position="O-5", valid_from=day)),
        lambda: seat_by_office(board, by=by, committee="board", since=day),
        lambda: end_seat(board, by=by, seat_id=made.id, given=Ending()),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_committees_are_of_the_whole_province(board: Session) -> None:
    set_scope(board, by=OPERATOR, number="O-3", given=ScopeIn(reach=Reach.SUBTREE))
    with pytest.raises(Forbidden, match="outside the position's scope"):
        seat_by_office(board, by=cast.acting(board, "O-3"), committee="board", since=today(board))


def test_those_with_the_roles_of_the_rule_sit_by_office_once(board: Session) -> None:
    day = today(board)
    made = seat_by_office(board, by=cast.acting(board, "O-1"), committee="board", since=day)
    assert {(one.position_number, one.role) for one in made} == {
        ("G-1", "chair"), ("O-1", "secretary"), ("W-1", "member"), ("D-1", "member"),
    }  # fmt: skip
    assert seat_by_office(board, by=OPERATOR, committee="board", since=day) == []
    with pytest.raises(Conflict, match="a seat in this committee in that time already"):
        give_seat(board, by=OPERATOR, given=seat(position="W-1", valid_from=day))
    with pytest.raises(NotFound):
        seat_by_office(board, by=OPERATOR, committee="none", since=day)


def test_a_person_from_outside_sits_three_years_and_at_most_twice_in_a_row(board: Session) -> None:
    person = newcomer(board).id
    terms = []
    for first in (date(2020, 2, 29), date(2023, 3, 1)):
        made = give_seat(board, by=OPERATOR, given=seat(person_id=person, valid_from=first))
        terms.append((made.term, made.valid_to))
    assert terms == [(1, date(2023, 3, 1)), (2, date(2026, 3, 1))], "three years after 29 February is 1 March"
    with pytest.raises(Conflict, match="more than 2 terms in a row"):
        give_seat(board, by=OPERATOR, given=seat(person_id=person, valid_from=date(2026, 3, 1)))
    later = give_seat(board, by=OPERATOR, given=seat(person_id=person, valid_from=date(2026, 3, 2)))
    assert later.term == 1, "a day between makes it a new row of terms"
    long = seat(person_id=newcomer(board).id, valid_from=date(2020, 1, 1), last_day=date(2023, 1, 1))
    with pytest.raises(Invalid, match="A term has 3 years at most"):
        give_seat(board, by=OPERATOR, given=long)


def test_a_seat_ends_with_yesterday_or_after_a_day(board: Session) -> None:
    day = today(board)
    made = give_seat(board, by=OPERATOR, given=seat(position="G-2", valid_from=day - DAY))
    assert end_seat(board, by=OPERATOR, seat_id=made.id, given=Ending()).valid_to == day
    fresh = give_seat(board, by=OPERATOR, given=seat(position="G-2", valid_from=day))
    with pytest.raises(Conflict, match="begins today"):
        end_seat(board, by=OPERATOR, seat_id=fresh.id, given=Ending())
    assert end_seat(board, by=OPERATOR, seat_id=fresh.id, given=Ending(last_day=day)).valid_to == day + DAY


def test_who_sat_on_a_day_is_told_and_names_from_outside_to_insiders_only(board: Session) -> None:
    day = today(board)
    person = newcomer(board).id
    give_seat(board, by=OPERATOR, given=seat(position="G-1", role="chair", valid_from=day - 9 * DAY))
    give_seat(board, by=OPERATOR, given=seat(person_id=person, valid_from=day, order_no="1850/2569"))
    inside = cast.acting(board, "O-2").viewer
    now = {one.committee.code: one for one in boards(board, viewer=inside)}["board"]
    assert [(one.role, one.position, one.name_th, one.term) for one in now.seats] == [
        (SeatRole.CHAIR, "G-1", None, 1), (SeatRole.MEMBER, None, "นายใหม่ มาเยือน", 1),
    ]  # fmt: skip
    assert [one.name_th for one in boards(board, viewer=PUBLIC)[0].seats] == [None, None]
    before = boards(board, viewer=inside, on=day - DAY)[0]
    assert [one.position for one in before.seats] == ["G-1"]
    assert boards(board, viewer=inside, on=date(2019, 12, 31)) == []


def test_a_seat_is_of_a_position_or_of_a_person(board: Session) -> None:
    day, person = today(board), newcomer(board).id
    with pytest.raises(ValueError, match="one of both"):
        seat(position="G-1", person_id=person, valid_from=day)
    with pytest.raises(ValueError, match="one of both"):
        seat(valid_from=day)
    assert board.scalars(select(CommitteeSeat)).all() == []
