"""Acts of screeners: return a brief, score it, say that it is not supported, and rank."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.calls.ledger import take_back
from app.calls.models import Call, Criterion, RankChange, Score, Submission
from app.calls.queries.ranking import order_by_score
from app.calls.records import briefs_of, held_brief, held_call, of_call, of_project, organization_of, refuse_unless
from app.calls.rules import CallState, SubmissionState
from app.calls.rules.ranking import moved
from app.calls.schemas import MoveIn, ReasonIn, ScoresIn
from app.core import audit
from app.core.authority import EVERYTHING, Acting
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.permissions import Permission
from app.core.records import refused_by
from app.projects.commands.steps import move_project
from app.projects.models import Project
from app.projects.rules import State
from app.projects.schemas import StepIn


def return_brief(session: Session, *, by: Acting, code: str, reference: str, given: ReasonIn) -> Submission:
    """Give a brief back to its agency while the call is open: the project may be mended, the ledger undoes the request."""
    call, brief, project = _laid(session, by, code, reference, {CallState.OPEN})
    take_back(session, by, call, project, given.reason)
    brief.state, brief.reason = SubmissionState.RETURNED, given.reason
    session.flush()
    if State(project.state) is State.SUBMITTED:
        move_project(session, by=by, reference=reference, given=StepIn(to=State.RETURNED, reason=given.reason))
    audit.record(session, by, "brief.returned", "brief", f"{code}/{reference}", reason=given.reason)
    return brief


def score_brief(session: Session, *, by: Acting, code: str, reference: str, given: ScoresIn) -> list[Score]:
    """Score a brief by every criterion, in place of what this position gave before.

    Raises Conflict for who belongs to the organisation that asks; Invalid unless every criterion is scored.
    """
    call, brief, project = _laid(session, by, code, reference, {CallState.SCREENING})
    home = organization_of(session, by)
    if home is None:
        raise Forbidden("ให้คะแนนได้เฉพาะผู้ดำรงตำแหน่ง", "Only who holds a position scores.")
    if home == brief.agency:
        raise Conflict(
            "ข้อเสนอนี้เป็นของหน่วยงานของท่าน จึงให้คะแนนไม่ได้ (ผลประโยชน์ทับซ้อน)",
            "The brief is of your own organisation, so you do not score it (conflict of interest).",
        )
    codes = set(session.scalars(select(Criterion.code).where(Criterion.call_id == call.id)))
    if set(given.scores) != codes:
        raise Invalid("ให้คะแนนให้ครบทุกเกณฑ์", "Score every criterion.", place="scores")
    mine = (Score.submission_id == brief.id, Score.position == by.position)
    before = {row.criterion_code: row.value for row in session.scalars(select(Score).where(*mine))}
    session.execute(delete(Score).where(*mine))
    made = [
        Score(
            submission_id=brief.id, call_id=call.id, criterion_code=name, position=by.position, agency=brief.agency,
            screener_agency=home, value=value, note=given.note, title=by.title or by.position, person=by.person_id,
        )
        for name, value in given.scores.items()
    ]  # fmt: skip
    session.add_all(made)
    session.flush()
    audit.record(session, by, "brief.scored", "brief", f"{code}/{reference}", before=before, after=dict(given.scores))
    del project
    return made


def refuse_support(session: Session, *, by: Acting, code: str, reference: str, given: ReasonIn) -> Submission:
    """Say that a brief is not supported, with the reason; it takes no rank, and those behind it close up."""
    call, brief, _ = _laid(session, by, code, reference, {CallState.SCREENING})
    brief.rank, brief.state, brief.reason = None, SubmissionState.UNSUPPORTED, given.reason
    session.flush()
    ranked = sorted((one for one in briefs_of(session, call.id) if one.rank), key=lambda one: one.rank or 0)
    _number(session, ranked)
    audit.record(session, by, "brief.not_supported", "brief", f"{code}/{reference}", reason=given.reason)
    return brief


def rank_by_score(session: Session, *, by: Acting, code: str) -> list[Submission]:
    """Rank all filed briefs by their scores. Raises Conflict while one of them has no whole score.

    What was changed by hand before is ranked anew; the reasons stay on record.
    """
    call = _screened(session, by, code)
    order = order_by_score(session, call, viewer=EVERYTHING)
    unscored = [one.reference for one in order if one.total is None]
    if unscored:
        named = ", ".join(unscored[:5])
        raise Conflict(f"ยังไม่มีคะแนนครบ: {named}", f"Not scored yet: {named}.")
    briefs = {one.id: one for one in briefs_of(session, call.id)}
    ranked = [briefs[one.key] for one in order]
    _number(session, ranked)
    audit.record(
        session, by, "call.ranked", "call", code, after={one.reference: number for number, one in enumerate(order, 1)}
    )
    return ranked


def move_rank(
    session: Session, *, by: Acting, code: str, reference: str, given: MoveIn, at: datetime | None = None
) -> Submission:  # fmt: skip
    """Rank a brief otherwise than its scores say, with the reason; the others close up."""
    call, brief, _ = _laid(session, by, code, reference, {CallState.SCREENING})
    if brief.rank is None:
        raise Conflict("จัดลำดับตามคะแนนก่อน", "Rank by the scores first.")
    briefs = {str(one.id): one for one in briefs_of(session, call.id)}
    order = sorted((key for key, one in briefs.items() if one.rank), key=lambda key: briefs[key].rank or 0)
    before = brief.rank
    if given.rank > len(order) or given.rank == before:
        raise Invalid(f"ลำดับใหม่อยู่ระหว่าง 1 ถึง {len(order)} และต่างจากเดิม",
                      f"The new rank lies between 1 and {len(order)} and differs from the old.", place="rank")  # fmt: skip
    _number(session, [briefs[key] for key in moved(order, str(brief.id), given.rank)])
    last = session.scalar(select(func.max(RankChange.number)).where(RankChange.submission_id == brief.id))
    session.add(RankChange(
        submission_id=brief.id, call_id=call.id, number=(last or 0) + 1, from_rank=before, to_rank=given.rank,
        reason=given.reason, position=by.position, title=by.title or by.position, person=by.person_id,
        **({"at": at} if at else {}),
    ))  # fmt: skip
    session.flush()
    audit.record(session, by, "brief.rank_moved", "brief", f"{code}/{reference}", before={"rank": before},
                 after={"rank": given.rank}, reason=given.reason)  # fmt: skip
    return brief


def _screened(session: Session, by: Acting, code: str) -> Call:
    """The call that is being screened, if whoever acts screens in it."""
    by.must(Permission.PROJECT_SCREEN)
    call = held_call(session, code)
    by.must(Permission.PROJECT_SCREEN, of_call(call))
    refuse_unless(call, {CallState.SCREENING})
    return call


def _laid(
    session: Session, by: Acting, code: str, reference: str, states: set[CallState]
) -> tuple[Call, Submission, Project]:
    """A brief that was filed, if whoever acts may screen its project."""
    by.must(Permission.PROJECT_SCREEN)
    call = held_call(session, code)
    brief, project = held_brief(session, by, call, reference)
    for resource in of_project(project):
        by.must(Permission.PROJECT_SCREEN, resource)
    refuse_unless(call, states)
    if brief.state != SubmissionState.FILED:
        raise Conflict("ข้อเสนอนี้ไม่ได้อยู่ในการพิจารณา", "This brief does not lie before the committee.")
    return call, brief, project


def _number(session: Session, ranked: list[Submission]) -> None:
    """Give the ranks 1, 2, 3 … in this order. The unique key refuses two of the same, so all are taken away first."""
    with refused_by(session, {"uq_submission_rank": _taken}):
        for one in ranked:
            one.rank = None
        session.flush()
        for number, one in enumerate(ranked, start=1):
            one.rank = number
        session.flush()


def _taken() -> Conflict:
    return Conflict("มีผู้จัดลำดับไปพร้อมกัน เปิดหน้านี้ใหม่", "Somebody else ranked meanwhile; open the page anew.", place="rank")
