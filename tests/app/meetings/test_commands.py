"""A committee is called, decides, and what it decided stays."""

from __future__ import annotations

import uuid
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, OPERATOR, PUBLIC
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.records import today
from app.meetings.commands import (
    add_item,
    call_meeting,
    cancel_meeting,
    close_meeting,
    record_resolution,
    remove_synthetic_meetings,
)
from app.meetings.models import Meeting
from app.meetings.queries import adopted_about, meeting_by_id, meetings, years
from app.meetings.schemas import CancellationIn
from app.organizations.commands.positions import set_scope
from app.organizations.commands.standard import seed_standard
from app.organizations.rules import Reach
from app.organizations.schemas import ScopeIn
from tests import cast
from tests.app.meetings.sittings import DAY, called, item, meeting, resolution


@pytest.mark.parametrize("number", ["G-2", "O-3", "O-4", "W-1", "D-1", "S-1"])
def test_a_position_without_the_power_records_nothing(session: Session, number: str) -> None:
    key, by = called(session).id, cast.acting(session, number)
    acts = (
        lambda: call_meeting(session, by=by, given=meeting(2)),
        lambda: add_item(session, by=by, meeting_id=key, given=item()),
        lambda: record_resolution(session, by=by, meeting_id=key, given=resolution()),
        lambda: close_meeting(session, by=by, meeting_id=key),
        lambda: cancel_meeting(session, by=by, meeting_id=key, given=CancellationIn(reason="x")),
        lambda: remove_synthetic_meetings(session, by=by),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_committees_are_of_the_whole_province(session: Session) -> None:
    set_scope(session, by=OPERATOR, number="O-2", given=ScopeIn(reach=Reach.SUBTREE))
    with pytest.raises(Forbidden, match="outside the position's scope"):
        called(session, cast.acting(session, "O-2"))


def test_each_act_leaves_one_event(session: Session) -> None:
    by = cast.acting(session, "O-2")
    key = called(session, by).id
    add_item(session, by=by, meeting_id=key, given=item())
    record_resolution(session, by=by, meeting_id=key, given=resolution())
    close_meeting(session, by=by, meeting_id=key)
    events = session.execute(
        select(AuditEvent.act, AuditEvent.by_position)
        .where(AuditEvent.object_kind == "meeting")
        .order_by(AuditEvent.seq)
    ).all()
    assert [tuple(one) for one in events] == [
        ("meeting.called", "O-2"), ("meeting.item_added", "O-2"), ("meeting.resolved", "O-2"), ("meeting.closed", "O-2"),
    ]  # fmt: skip


def test_items_and_resolutions_are_numbered_in_their_order(session: Session) -> None:
    key = called(session).id
    first = add_item(session, by=OPERATOR, meeting_id=key, given=item("รับรองรายงาน", "minutes"))
    fourth = add_item(session, by=OPERATOR, meeting_id=key, given=item(number=4))
    fifth = add_item(session, by=OPERATOR, meeting_id=key, given=item("อื่น ๆ", "other"))
    assert (first.number, fourth.number, fifth.number) == (1, 4, 5)
    about = resolution(item_id=fourth.id, subject_kind="plan", subject_id="province-2566")
    made = [
        record_resolution(session, by=OPERATOR, meeting_id=key, given=given)
        for given in (about, resolution("deferred"))
    ]
    assert [(one.number, one.decided_on, one.item_id) for one in made] == [(1, DAY, fourth.id), (2, DAY, None)]
    with pytest.raises(Conflict, match="number 4 is in use"):
        add_item(session, by=OPERATOR, meeting_id=key, given=item(number=4))
    with pytest.raises(Conflict, match="number 2 is in use"):
        record_resolution(session, by=OPERATOR, meeting_id=key, given=resolution(number=2))
    with pytest.raises(Conflict, match="number 1/2569 is in use"):
        called(session)


def test_a_committee_meets_only_while_it_exists_and_in_the_year_that_it_names(session: Session) -> None:
    seed_standard(session, by=OPERATOR)
    with pytest.raises(Invalid, match="does not exist on that day"):
        call_meeting(session, by=OPERATOR, given=meeting(year=2564, held_on=date(2021, 12, 31)))
    with pytest.raises(NotFound):
        call_meeting(session, by=OPERATOR, given=meeting(committee="none"))
    with pytest.raises(ValueError, match="not in the year of the meeting"):
        meeting(year=2569, held_on=date(2027, 1, 1))


def test_what_is_to_come_is_neither_decided_nor_closed(session: Session) -> None:
    later = today(session) + timedelta(days=1)
    key = called(session, year=later.year + 543, held_on=later).id
    with pytest.raises(Invalid, match="may not be before the meeting or after today"):
        record_resolution(session, by=OPERATOR, meeting_id=key, given=resolution())
    with pytest.raises(Conflict, match="has not come"):
        close_meeting(session, by=OPERATOR, meeting_id=key)


def test_a_resolution_has_its_day_and_its_item_in_the_meeting(session: Session) -> None:
    key, other = called(session).id, call_meeting(session, by=OPERATOR, given=meeting(2)).id
    foreign = add_item(session, by=OPERATOR, meeting_id=other, given=item())
    with pytest.raises(Invalid, match="no such item"):
        record_resolution(session, by=OPERATOR, meeting_id=key, given=resolution(item_id=foreign.id))
    with pytest.raises(Invalid, match="may not be before"):
        record_resolution(session, by=OPERATOR, meeting_id=key, given=resolution(decided_on=DAY - timedelta(days=1)))
    with pytest.raises(ValueError, match="or neither"):
        resolution(subject_kind="plan")


def test_a_closed_meeting_takes_nothing_more(session: Session) -> None:
    key = called(session).id
    close_meeting(session, by=OPERATOR, meeting_id=key)
    acts = (
        lambda: add_item(session, by=OPERATOR, meeting_id=key, given=item()),
        lambda: record_resolution(session, by=OPERATOR, meeting_id=key, given=resolution()),
        lambda: close_meeting(session, by=OPERATOR, meeting_id=key),
        lambda: cancel_meeting(session, by=OPERATOR, meeting_id=key, given=CancellationIn(reason="x")),
    )
    for act in acts:
        with pytest.raises(Conflict, match="closed and stays as it is"):
            act()
    with pytest.raises(NotFound):
        close_meeting(session, by=OPERATOR, meeting_id=uuid.uuid4())


def test_a_meeting_is_cancelled_with_its_reason_unless_it_has_decided(session: Session) -> None:
    key = called(session).id
    assert cancel_meeting(session, by=OPERATOR, meeting_id=key, given=CancellationIn(reason="น้ำท่วม")).reason == "น้ำท่วม"
    other = call_meeting(session, by=OPERATOR, given=meeting(2)).id
    record_resolution(session, by=OPERATOR, meeting_id=other, given=resolution())
    with pytest.raises(Conflict, match="has decided something"):
        cancel_meeting(session, by=OPERATOR, meeting_id=other, given=CancellationIn(reason="x"))


def test_the_public_knows_what_was_held_and_those_in_office_all(session: Session) -> None:
    held = called(session)
    record_resolution(session, by=OPERATOR, meeting_id=held.id, given=resolution())
    close_meeting(session, by=OPERATOR, meeting_id=held.id)
    planned = call_meeting(session, by=OPERATOR, given=meeting(1, 2570, date(2026, 10, 5)))
    inside = cast.acting(session, "W-1").viewer
    assert [one.meeting.id for one in meetings(session, viewer=inside)] == [planned.id, held.id]
    assert [len(one.resolutions) for one in meetings(session, viewer=PUBLIC)] == [1]
    assert (years(session, viewer=inside), years(session, viewer=PUBLIC)) == ([2570, 2569], [2569])
    assert [one.meeting.number for one in meetings(session, viewer=inside, committee="kbj", year=2569)] == [1]
    assert meetings(session, viewer=inside, committee="korojo") == []
    assert meeting_by_id(session, held.id, viewer=PUBLIC).meeting.number == 1
    with pytest.raises(NotFound):
        meeting_by_id(session, planned.id, viewer=PUBLIC)


def test_what_was_adopted_about_a_thing_is_found_once_the_meeting_is_closed(session: Session) -> None:
    key = called(session).id
    for outcome, subject in (("adopted", "a"), ("rejected", "a"), ("adopted", "b"), ("adopted", None)):
        about = {"subject_kind": "plan", "subject_id": subject} if subject else {}
        record_resolution(session, by=OPERATOR, meeting_id=key, given=resolution(outcome, **about))
    assert adopted_about(session, "plan", "a", viewer=EVERYTHING) == []
    close_meeting(session, by=OPERATOR, meeting_id=key)
    assert [one.resolution.number for one in adopted_about(session, "plan", "a", viewer=EVERYTHING)] == [1, 4]


def test_invented_meetings_are_taken_away_with_all_of_theirs_and_real_ones_stay(session: Session) -> None:
    called(session)
    invented = call_meeting(session, by=OPERATOR, given=meeting(2), is_synthetic=True)
    made = add_item(session, by=OPERATOR, meeting_id=invented.id, given=item())
    record_resolution(session, by=OPERATOR, meeting_id=invented.id, given=resolution(item_id=made.id))
    close_meeting(session, by=OPERATOR, meeting_id=invented.id)
    assert remove_synthetic_meetings(session, by=OPERATOR) == {"meetings": 1}
    assert session.scalar(select(func.count()).select_from(Meeting)) == 1
