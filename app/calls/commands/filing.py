"""Acts of an agency in a call: begin a brief of its project, fill it in, file it in time, and take it back."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.calls.ledger import request, take_back
from app.calls.models import BriefAmount, Call, Submission
from app.calls.queries.content import content_of
from app.calls.records import clock, deadline_for, held_brief, held_call, of_project, refuse_unless
from app.calls.rules import CallState, SubmissionState
from app.calls.rules.brief import Section, gaps
from app.calls.rules.calls import EDITABLE, is_in_time
from app.calls.schemas import BeginIn, BriefIn, ReasonIn
from app.core import audit
from app.core.authority import EVERYTHING, Acting
from app.core.errors import Conflict, Invalid
from app.core.permissions import Permission
from app.core.records import change, plain, refused_by
from app.projects.commands.steps import move_project
from app.projects.models import Activity, Project, ProjectVersion
from app.projects.queries.completeness import readiness_of
from app.projects.records import held
from app.projects.rules import State
from app.projects.rules.dossier import Item, score
from app.projects.rules.states import OPEN_TO_CHANGE
from app.projects.schemas import StepIn

FILLED = ("starts_on", "ends_on", "supports", "dimensions", "risks", "evaluation", "unlocated_reason")
QUARTERS = ("q1_satang", "q2_satang", "q3_satang", "q4_satang")
"""A quarter that is left empty counts as nothing paid."""
BEFORE_THE_PLAN = (*OPEN_TO_CHANGE, State.SUBMITTED)


def begin_brief(session: Session, *, by: Acting, code: str, given: BeginIn) -> Submission:
    """Begin the brief of a project in an open call. Raises Conflict when the call has one of it already."""
    by.must(Permission.PROJECT_REGISTER)
    call = held_call(session, code)
    project = held(session, by, given.project)
    for resource in of_project(project):
        by.must(Permission.PROJECT_REGISTER, resource)
    refuse_unless(call, {CallState.OPEN})
    _refuse_unfit(call, project)
    made = Submission(
        id=uuid.uuid4(), call_id=call.id, project_id=project.id, agency=project.agency, state=SubmissionState.DRAFT,
        is_synthetic=call.is_synthetic,
    )  # fmt: skip
    with refused_by(session, {"uq_submission_call_id": _there}):
        session.add(made)
    audit.record(session, by, "brief.begun", "brief", f"{code}/{project.reference}")
    return made


def fill_brief(session: Session, *, by: Acting, code: str, reference: str, given: BriefIn) -> Submission:
    """Say in a brief what the project does not say; nothing is asked yet. Raises Invalid for an activity that is not there."""
    _, brief, project = _own(session, by, code, reference)
    if SubmissionState(brief.state) not in EDITABLE:
        raise Conflict("ข้อเสนอที่ยื่นแล้วแก้ไม่ได้ ถอนก่อนแล้วแก้", "What was filed is not changed; withdraw it first.")
    known = set(session.scalars(select(Activity.number).where(Activity.project_id == project.id)))
    strange = sorted({one.activity for one in given.items} - known)
    if strange:
        raise Invalid(f"โครงการไม่มีกิจกรรมที่ {strange[0]}", f"The project has no activity {strange[0]}.", place="items")
    told = change(brief, given.model_dump(include=set(FILLED)) | _money(given))
    session.execute(delete(BriefAmount).where(BriefAmount.submission_id == brief.id))
    session.add_all(
        BriefAmount(
            submission_id=brief.id, project_id=project.id, activity_number=one.activity, class5=one.class5,
            road=one.road, amount_satang=one.amount,
        )
        for one in given.items
    )  # fmt: skip
    session.flush()
    items = [plain(one.model_dump()) for one in given.items]
    audit.record(session, by, "brief.filled", "brief", f"{code}/{reference}", items=items, **told)
    return brief


def file_brief(
    session: Session, *, by: Acting, code: str, reference: str, at: datetime | None = None
) -> Submission:  # fmt: skip
    """File a brief: the project is submitted, its version is kept, and the ledger has the request, all at once.

    ``at`` an earlier moment, for what a register brings in.

    Raises Conflict after the deadline of its agency, or for what the call requires and the brief has not.
    """
    call, brief, project = _own(session, by, code, reference)
    if SubmissionState(brief.state) not in EDITABLE:
        raise Conflict("ข้อเสนอนี้ยื่นแล้ว", "This brief is filed already.")
    deadline = deadline_for(session, call, project.agency)
    on, at = None if at is None else at.date(), at or clock(session)
    if not is_in_time(at, deadline):
        raise _late()
    _refuse_incomplete(session, call, brief, project)
    if State(project.state) is not State.SUBMITTED:
        move_project(session, by=by, reference=reference, given=StepIn(to=State.SUBMITTED))
    amounts = session.scalars(select(BriefAmount).where(BriefAmount.submission_id == brief.id)).all()
    requested = request(session, by, call, project, amounts, on)
    ready = score(readiness_of(session, [project.id], viewer=EVERYTHING).get(project.id, ()))
    told = change(brief, {
        "state": SubmissionState.FILED, "filed_at": at, "deadline_at": deadline, "requested_satang": requested,
        "version_number": _version(session, project), "readiness_done": ready.done, "readiness_required": ready.required,
        "filer_person": by.person_id, "filer_position": by.position, "filer_title": by.title or by.position,
        "reason": None, **{name: getattr(brief, name) or 0 for name in QUARTERS},
    })  # fmt: skip
    session.flush()
    audit.record(session, by, "brief.filed", "brief", f"{code}/{reference}", after=told["after"])
    return brief


def withdraw_brief(session: Session, *, by: Acting, code: str, reference: str, given: ReasonIn) -> Submission:
    """Take a brief back while the call is open, with the reason; the ledger undoes the request."""
    call, brief, project = _own(session, by, code, reference)
    if brief.state != SubmissionState.FILED:
        raise Conflict("ถอนได้เฉพาะข้อเสนอที่ยื่นแล้ว", "Only what was filed is withdrawn.")
    take_back(session, by, call, project, given.reason)
    brief.state, brief.reason = SubmissionState.WITHDRAWN, given.reason
    session.flush()
    audit.record(session, by, "brief.withdrawn", "brief", f"{code}/{reference}", reason=given.reason)
    return brief


def _own(session: Session, by: Acting, code: str, reference: str) -> tuple[Call, Submission, Project]:
    """A brief of an open call, if whoever acts may register its project."""
    by.must(Permission.PROJECT_REGISTER)
    call = held_call(session, code)
    brief, project = held_brief(session, by, call, reference)
    for resource in of_project(project):
        by.must(Permission.PROJECT_REGISTER, resource)
    refuse_unless(call, {CallState.OPEN})
    return call, brief, project


def _refuse_unfit(call: Call, project: Project) -> None:
    last = project.last_year or project.fiscal_year
    if project.agency is None or State(project.state) not in BEFORE_THE_PLAN:
        raise Conflict(
            "ยื่นได้เฉพาะโครงการของหน่วยงานที่ยังไม่อยู่ในแผน",
            "Only a project of an agency that is not in the plan yet is filed.",
            place="project",
        )
    if not project.fiscal_year <= call.fiscal_year <= last:
        raise Conflict(
            f"โครงการนี้ไม่ใช่ของปีงบประมาณ {call.fiscal_year}",
            f"The project is not one of FY{call.fiscal_year}.",
            place="project",
        )
    if call.is_synthetic != project.is_synthetic:
        raise Invalid("รอบคำขอสมมุติกับโครงการจริงใช้ร่วมกันไม่ได้", "Invented and real do not mix.", place="project")


def _refuse_incomplete(session: Session, call: Call, brief: Submission, project: Project) -> None:
    content = content_of(session, brief, project, viewer=EVERYTHING)
    sections, files = {Section(one) for one in call.sections}, {Item(one) for one in call.files}
    missing = gaps(content, sections, files)
    if missing:
        raise Conflict(
            "ยังไม่ครบ: " + " · ".join(gap.what.th for gap in missing),
            "Not complete: " + " · ".join(gap.what.en for gap in missing),
        )


def _version(session: Session, project: Project) -> int:
    """The version that was kept when the project was last submitted."""
    asked = select(ProjectVersion.number).where(
        ProjectVersion.project_id == project.id, ProjectVersion.state == State.SUBMITTED
    )
    found = session.scalars(asked.order_by(ProjectVersion.number.desc()).limit(1)).first()
    if found is None:
        raise Conflict(
            "โครงการนี้ยังไม่มีฉบับที่เสนอ ส่งกลับแก้ไขแล้วยื่นใหม่", "No version of the project was kept; return it and file anew."
        )
    return found


def _money(given: BriefIn) -> dict[str, int | None]:
    return {f"{name}_satang": getattr(given, name) for name in ("total", "q1", "q2", "q3", "q4")}


def _there() -> Conflict:
    return Conflict("มีข้อเสนอของโครงการนี้ในรอบนี้แล้ว", "The call has a brief of this project already.", place="project")


def _late() -> Conflict:
    return Conflict(
        "เลยกำหนดยื่นแล้ว หากมีเหตุจำเป็นให้ขอผู้ดูแลรอบคำขอขยายเวลาพร้อมเหตุผล",
        "The deadline is past. Ask who manages the call for an extension, with a reason.",
    )
