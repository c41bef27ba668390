"""Acts of analysts: who may, what the log holds, how many at once, and what is kept."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import OPERATOR, Acting
from app.core.errors import Conflict, Forbidden, NotFound, Stale, TooMany
from app.core.permissions import Permission
from app.queries.asking import analyst, is_running, told_of
from app.queries.commands import LOST_AFTER, begin_run, change_query, delete_query, keep_query, stop_run
from app.queries.models import Run
from app.queries.queries import run_of, runs, saved_queries, saved_query
from app.queries.rules import AT_ONCE, MOST_RUNS, MOST_SAVED, Sharing
from app.queries.schemas import QueryChange, QueryIn, StatementIn
from gis.access import Read
from tests import cast

ONE = StatementIn(statement="SELECT 1")
NOWHERE = uuid.UUID(int=1)
CHANGED = QueryChange(title="ใหม่", statement="SELECT 2", sharing=Sharing.OWN, version=1)
ACTS: dict[str, Callable[[Session, Acting], object]] = {
    "begin": lambda s, by: begin_run(s, by=by, given=ONE),
    "stop": lambda s, by: stop_run(s, by=by, run_id=NOWHERE),
    "keep": lambda s, by: keep_query(s, by=by, given=kept()),
    "change": lambda s, by: change_query(s, by=by, query_id=NOWHERE, given=CHANGED),
    "delete": lambda s, by: delete_query(s, by=by, query_id=NOWHERE),
    "read": lambda _s, by: analyst(by),
}


def kept(title: str = "งบต่อหัว", sharing: Sharing = Sharing.OWN) -> QueryIn:
    return QueryIn(title=title, statement="SELECT 1", sharing=sharing)


def like(number: str) -> Acting:
    """The operator as if he acted in another position; no position of that number needs to be there to be refused."""
    return replace(OPERATOR, position=number, viewer=replace(OPERATOR.viewer, position=number))


def end(session: Session) -> None:
    session.execute(
        update(Run).values(state="refused", ended_at=func.now(), told_th="ก", told_en="a").where(Run.state == "running")
    )


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize(
    ("lacking", "told"),
    [
        ({"permissions": frozenset(Permission) - {Permission.QUERY_RUN}}, "may not"),
        ({"agencies": frozenset({"works", "office"})}, "organisation is outside"),
        ({"areas": frozenset({"98"})}, "area is outside"),
        ({"classes": frozenset({Read.PUBLIC})}, "class of the data"),
    ],
)
def test_only_the_permission_with_the_whole_province_and_its_internal_class_will_do(
    session: Session, act: str, lacking: dict[str, frozenset[str]], told: str
) -> None:
    by = replace(OPERATOR, powers=replace(OPERATOR.powers, **lacking))  # type: ignore[arg-type]
    with pytest.raises(Forbidden, match=told):
        ACTS[act](session, by)


def test_the_analyst_of_the_toy_office_may_and_the_agency_may_not(session: Session) -> None:
    analyst(cast.acting(session, "O-2"))
    for number in ("W-1", "D-1", "O-3"):
        with pytest.raises(Forbidden):
            analyst(cast.acting(session, number))


def test_each_act_leaves_one_event_and_a_run_that_of_its_statement(session: Session) -> None:
    by = cast.acting(session, "O-2")
    run = begin_run(session, by=by, given=StatementIn(statement="SELECT 'ก'", true_on="22/06/2569"))
    stop_run(session, by=by, run_id=run.id)
    made = keep_query(session, by=by, given=kept())
    change_query(session, by=by, query_id=made.id, given=CHANGED)
    delete_query(session, by=by, query_id=made.id)
    kinds = ("query_run", "saved_query")
    events = session.scalars(select(AuditEvent).where(AuditEvent.object_kind.in_(kinds)).order_by(AuditEvent.seq)).all()
    assert [one.act for one in events] == [
        "query.run", "query.stopped", "saved_query.kept", "saved_query.changed", "saved_query.deleted",
    ]  # fmt: skip
    assert (events[0].detail, events[0].object_id) == (
        {"statement": "SELECT 'ก'", "true_on": "2026-06-22"}, str(run.id),
    )  # fmt: skip
    assert run.stop_asked


def test_a_position_runs_one_statement_at_a_time_and_all_together_a_few(session: Session) -> None:
    begin_run(session, by=cast.acting(session, "O-2"), given=ONE)
    with pytest.raises(TooMany, match="earlier statement"):
        begin_run(session, by=cast.acting(session, "O-2"), given=ONE)
    for number in ("O-1", "O-3", "O-4")[: AT_ONCE - 1]:
        begin_run(session, by=like(number), given=ONE)
    with pytest.raises(TooMany, match=f"{AT_ONCE} statements"):
        begin_run(session, by=like("G-1"), given=ONE)
    end(session)
    begin_run(session, by=like("G-1"), given=ONE)


def test_a_run_whose_process_died_holds_nobody_up_and_says_so(session: Session) -> None:
    by = cast.acting(session, "O-2")
    lost = begin_run(session, by=by, given=ONE)
    assert (is_running(lost), told_of(lost)) == (True, None)
    lost.started_at = lost.started_at - LOST_AFTER - timedelta(seconds=1)
    session.flush()
    begin_run(session, by=by, given=ONE)
    told = told_of(lost)
    assert told is not None
    assert (is_running(lost), told.is_stop, "run it again" in told.en) == (False, True, True)


def test_the_last_ten_runs_of_a_position_are_kept(session: Session) -> None:
    by, other = cast.acting(session, "O-2"), like("O-1")
    theirs = begin_run(session, by=other, given=ONE)
    first = begin_run(session, by=by, given=StatementIn(statement="SELECT 0"))
    for number in range(1, MOST_RUNS + 1):
        end(session)
        begin_run(session, by=by, given=StatementIn(statement=f"SELECT {number}"))
    assert [run.statement for run in runs(session, viewer=by.viewer)] == [
        f"SELECT {n}" for n in range(MOST_RUNS, 0, -1)
    ]
    session.expunge(first)
    with pytest.raises(NotFound):
        run_of(session, first.id, viewer=by.viewer)
    assert run_of(session, theirs.id, viewer=other.viewer) is theirs
    with pytest.raises(NotFound):
        run_of(session, theirs.id, viewer=by.viewer)
    with pytest.raises(NotFound):
        stop_run(session, by=by, run_id=theirs.id)


def test_a_query_is_found_as_far_as_it_is_shared_and_changed_by_its_own_position(session: Session) -> None:
    by = cast.acting(session, "O-2")
    for title, sharing in (("ก", Sharing.OWN), ("ข", Sharing.ORGANISATION), ("ค", Sharing.ANALYSTS)):
        keep_query(session, by=by, given=kept(title, sharing))
    keep_query(session, by=like("W-1"), given=kept("ง", Sharing.ANALYSTS))
    found = {number: saved_queries(session, viewer=like(number).viewer) for number in ("O-2", "O-1", "W-1")}
    told = {number: "".join(one.query.title for one in all_) for number, all_ in found.items()}
    assert told == {"O-2": "กขคง", "O-1": "ขคง", "W-1": "งค"}, "the own ones first"
    shared, private = found["O-2"][2].query, found["O-2"][0].query
    for act in (
        lambda query_id: change_query(session, by=like("W-1"), query_id=query_id, given=CHANGED),
        lambda query_id: delete_query(session, by=like("W-1"), query_id=query_id),
    ):
        with pytest.raises(Forbidden, match="Policy and Plan Analyst"):
            act(shared.id)
        with pytest.raises(NotFound):
            act(private.id)
    with pytest.raises(NotFound):
        saved_query(session, NOWHERE, viewer=by.viewer)


def test_what_was_changed_meanwhile_is_not_written_over_and_a_title_is_used_once(session: Session) -> None:
    by = cast.acting(session, "O-2")
    made = keep_query(session, by=by, given=kept("เดิม"))
    keep_query(session, by=by, given=kept("อื่น"))
    change_query(session, by=by, query_id=made.id, given=CHANGED)
    assert (made.title, made.statement, made.version) == ("ใหม่", "SELECT 2", 2)
    with pytest.raises(Stale):
        change_query(session, by=by, query_id=made.id, given=CHANGED)
    with pytest.raises(Conflict, match="ชื่อนี้แล้ว"):
        keep_query(session, by=by, given=kept("อื่น"))
    with pytest.raises(Conflict, match="ชื่อนี้แล้ว"):
        change_query(session, by=by, query_id=made.id, given=CHANGED.model_copy(update={"title": "อื่น", "version": 2}))


def test_a_position_keeps_a_hundred_queries(session: Session) -> None:
    by = cast.acting(session, "O-2")
    for number in range(MOST_SAVED):
        keep_query(session, by=by, given=kept(f"คำสั่ง {number}"))
    with pytest.raises(Conflict, match="ไม่เกิน 100"):
        keep_query(session, by=by, given=kept("เกิน"))
