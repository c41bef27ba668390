"""The act that decides a call by a committee's resolution: projects, ranks and ledger at once; and taking invented ones away."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import delete, func
from sqlalchemy.orm import Session

from app.calls.ledger import screened
from app.calls.models import Call
from app.calls.queries.ranking import Row, ranking
from app.calls.records import held_call, of_call, refuse_unless
from app.calls.rules import CallState, SubmissionState
from app.calls.schemas import DecisionIn
from app.core import audit
from app.core.authority import EVERYTHING, Acting
from app.core.errors import Conflict
from app.core.permissions import Permission
from app.meetings.queries import carrying
from app.projects.commands.prioritising import prioritise_project
from app.projects.commands.steps import move_project
from app.projects.models import Project
from app.projects.rules import State
from app.projects.rules.dossier import Priority
from app.projects.schemas import StepIn

SUBJECT = "call"


def decide_call(
    session: Session, *, by: Acting, code: str, given: DecisionIn, at: datetime | None = None
) -> Call:  # fmt: skip
    """Decide a call by an adopted resolution of a closed meeting, whole or not at all.

    The ceiling draws the line: who lies within is Y1, who lies above Y2; both go into the plan. What is not supported is
    rejected with its reason. The ledger has what was screened. ``at`` an earlier moment, for what a register brings in.
    Raises Conflict while a brief is not ranked.
    """
    by.must(Permission.PROJECT_DECIDE)
    call = held_call(session, code)
    by.must(Permission.PROJECT_DECIDE, of_call(call))
    by.must(Permission.PROJECT_SCREEN, of_call(call))
    refuse_unless(call, {CallState.SCREENING})
    rows = ranking(session, call, viewer=EVERYTHING).rows
    if any(row.brief.rank is None and row.brief.state == SubmissionState.FILED for row in rows):
        raise Conflict("ยังมีข้อเสนอที่ไม่ได้จัดลำดับ", "A brief is not ranked yet.")
    document = carrying(
        session, given.resolution, viewer=by.viewer, kind=SUBJECT, code=call.code, is_synthetic=call.is_synthetic
    ).cited
    for row in rows:
        _apply(session, by, call, row, document, None if at is None else at.date())
    call.state, call.resolution_id, call.decided_at = CallState.DECIDED, given.resolution, at or func.clock_timestamp()
    call.decider_person, call.decider_position, call.decider_title = by.person_id, by.position, by.title or by.position
    session.flush()
    results = {row.project.reference: row.brief.result for row in rows}
    audit.record(session, by, "call.decided", "call", code, resolution=document, after=results)
    return call


def _apply(session: Session, by: Acting, call: Call, row: Row, document: str, on: date | None) -> None:
    """What becomes of one brief: of its project, of its rank, in the ledger."""
    project = row.project
    if row.tier is None:
        _reject(session, by, call, row, document, on)
        return
    row.brief.result = row.tier.value
    note = f"{row.tier.value} ลำดับที่ {row.brief.rank}"
    screened(session, by, call, project, document, note, supported=True, on=on)
    _into_the_plan(session, by, project)
    prioritise_project(
        session, by=by, reference=project.reference, priority=Priority(row.tier.value), rank=row.brief.rank
    )


def _reject(session: Session, by: Acting, call: Call, row: Row, document: str, on: date | None) -> None:
    project, reason = row.project, row.brief.reason or document
    row.brief.result = Priority.NOT_SUPPORTED
    screened(session, by, call, project, document, f"ไม่สนับสนุน: {reason}", supported=False, on=on)
    prioritise_project(
        session, by=by, reference=project.reference, priority=Priority.NOT_SUPPORTED, rank=None, reason=reason
    )
    move_project(session, by=by, reference=project.reference, given=StepIn(to=State.REJECTED, reason=reason))


def _into_the_plan(session: Session, by: Acting, project: Project) -> None:
    for state in (State.SCREENED, State.APPROVED_PLAN):
        move_project(session, by=by, reference=project.reference, given=StepIn(to=state))


def remove_synthetic_calls(session: Session, *, by: Acting) -> dict[str, int]:
    """Delete the synthetic calls with all that was filed in them; counts of calls."""
    by.must(Permission.DEMO_LOAD)
    gone = session.scalars(delete(Call).where(Call.is_synthetic).returning(Call.id)).all()
    counts = {"calls": len(gone)}
    audit.record(session, by, "call.synthetic_removed", "call", "*", **counts)
    return counts
