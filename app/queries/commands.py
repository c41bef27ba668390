"""Acts of analysts: running a statement, stopping it, keeping a query, changing and deleting it.

The log holds each statement that was run, as it was sent, before the database is asked.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict, Forbidden, Stale, TooMany
from app.core.permissions import Permission
from app.core.records import refused_by, today
from app.core.viewing import whole_sight
from app.queries.models import Run, SavedQuery
from app.queries.queries import run_of, saved_query
from app.queries.rules import AT_ONCE, MOST_RUNS, MOST_SAVED, PROVINCE, Limits, State
from app.queries.schemas import QueryChange, QueryIn, StatementIn

QUERY = Permission.QUERY_RUN
DOOR = 2_569_062
"""The key of the lock under which runs are let in one by one."""
WAIT_SECONDS = 5
LOST_AFTER = timedelta(seconds=3 * Limits().seconds)
"""A run that has not ended by then was lost with its process."""


def begin_run(session: Session, *, by: Acting, given: StatementIn) -> Run:
    """Let a statement in. Raises TooMany while others of this position, or enough of all positions, are at work."""
    by.must(QUERY, PROVINCE)
    session.execute(select(func.pg_advisory_xact_lock(DOOR)))
    _must_find_room(session, by)
    made = Run(position_number=by.position, statement=given.statement, true_on=given.true_on or today(session))
    session.add(made)
    session.flush()
    last = select(Run.id).where(Run.position_number == by.position).order_by(Run.started_at.desc()).limit(MOST_RUNS)
    gone = delete(Run).where(Run.position_number == by.position, Run.id.not_in(last))
    session.execute(gone.execution_options(synchronize_session=False))
    audit.record(
        session, by, "query.run", "query_run", str(made.id), statement=given.statement, true_on=made.true_on.isoformat()
    )
    return made


def stop_run(session: Session, *, by: Acting, run_id: uuid.UUID) -> None:
    """Ask that a run of the position ends; whichever process runs it does so within a moment."""
    by.must(QUERY, PROVINCE)
    run = run_of(session, run_id, viewer=by.viewer)
    run.stop_asked = True
    audit.record(session, by, "query.stopped", "query_run", str(run_id))


def keep_query(session: Session, *, by: Acting, given: QueryIn) -> SavedQuery:
    """Keep a statement by a title. Raises Conflict for a title in use and beyond the limit."""
    by.must(QUERY, PROVINCE)
    mine = select(func.count()).where(SavedQuery.position_number == by.position)
    if (session.scalar(mine) or 0) >= MOST_SAVED:
        raise Conflict(
            f"เก็บได้ไม่เกิน {MOST_SAVED} คำสั่งต่อตำแหน่ง ลบคำสั่งที่ไม่ใช้ก่อน",
            f"A position keeps at most {MOST_SAVED} queries; delete one that is not used first.",
        )
    made = SavedQuery(
        position_number=by.position, title=given.title, statement=given.statement, sharing=given.sharing
    )  # fmt: skip
    with refused_by(session, {"ix_saved_query_title": _taken}):
        session.add(made)
    audit.record(session, by, "saved_query.kept", "saved_query", str(made.id), after=_noted(made))
    return made


def change_query(session: Session, *, by: Acting, query_id: uuid.UUID, given: QueryChange) -> SavedQuery:
    """Another title, statement or sharing. Raises Stale when it was changed meanwhile."""
    query = _own(session, by, query_id)
    if query.version != given.version:
        raise Stale(
            "คำสั่งนี้ถูกแก้ไขหลังจากที่ท่านเปิดดู เปิดหน้านี้ใหม่แล้วตรวจอีกครั้ง",
            "This query was changed after you read it; open the page again and look.",
        )
    before = _noted(query)
    with refused_by(session, {"ix_saved_query_title": _taken}):
        query.title, query.statement, query.sharing = given.title, given.statement, given.sharing
        query.version += 1
        query.changed_at = func.clock_timestamp()
    session.refresh(query)
    audit.record(session, by, "saved_query.changed", "saved_query", str(query_id), before=before, after=_noted(query))
    return query


def delete_query(session: Session, *, by: Acting, query_id: uuid.UUID) -> None:
    """Take a query away."""
    query = _own(session, by, query_id)
    before = _noted(query)
    session.delete(query)
    audit.record(session, by, "saved_query.deleted", "saved_query", str(query_id), before=before)


def _must_find_room(session: Session, by: Acting) -> None:
    young = Run.started_at > func.clock_timestamp() - LOST_AFTER
    with whole_sight(session):
        at_work = session.scalars(select(Run.position_number).where(Run.state == State.RUNNING, young)).all()
    if by.position in at_work:
        raise TooMany(
            "คำสั่งก่อนหน้าของตำแหน่งนี้ยังทำงานอยู่ รอให้เสร็จหรือสั่งหยุดก่อน",
            "An earlier statement of this position is still at work; wait for it, or stop it.",
            seconds=WAIT_SECONDS,
        )
    if len(at_work) >= AT_ONCE:
        raise TooMany(
            f"ขณะนี้มีผู้สอบถามครบ {AT_ONCE} คำสั่งพร้อมกันแล้ว ลองใหม่ในอีกสักครู่",
            f"{AT_ONCE} statements are at work already; try again in a moment.",
            seconds=WAIT_SECONDS,
        )


def _own(session: Session, by: Acting, query_id: uuid.UUID) -> SavedQuery:
    """The query, locked, if it is the position's own."""
    by.must(QUERY, PROVINCE)
    found = saved_query(session, query_id, viewer=by.viewer)
    if not found.is_own:
        raise Forbidden(
            f"คำสั่งนี้เป็นของ{found.owner.th} บันทึกเป็นของตำแหน่งนี้ได้",
            f"This query is kept by the {found.owner.en}; you may keep one of your own.",
        )
    session.refresh(found.query, with_for_update=True)
    return found.query


def _noted(query: SavedQuery) -> dict[str, Any]:
    return {"title": query.title, "statement": query.statement, "sharing": str(query.sharing), "version": query.version}


def _taken() -> Conflict:
    return Conflict(
        "ตำแหน่งนี้มีคำสั่งชื่อนี้แล้ว ใช้ชื่ออื่น หรือแก้ไขคำสั่งเดิม",
        "The position has a query of this title already; take another, or change that one.",
        place="title",
    )
