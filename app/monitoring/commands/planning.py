"""Acts by which a project's progress is planned: its curve, and its steps."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Permission
from app.core.records import plain, today
from app.monitoring.models import Curve, Milestone, PlannedProgress
from app.monitoring.queries.seeing import project_of
from app.monitoring.records import held_project, next_number, refuse_unmonitored, resource_of
from app.monitoring.schemas import CurveIn, MilestoneIn, Reaching

SATANG = 100


def plan_curve(session: Session, *, by: Acting, reference: str, given: CurveIn, at: datetime | None = None) -> Curve:
    """Set the planned curve of a project; one that has been set is revised with a reason, and stays.

    Raises Invalid for a revision without one, Conflict for a project that is not monitored.
    """
    by.must(Permission.PROJECT_CARRY_OUT)
    project = held_project(session, by, reference)
    by.must(Permission.PROJECT_CARRY_OUT, resource_of(by, project))
    refuse_unmonitored(project)
    last = session.scalar(select(func.max(Curve.revision)).where(Curve.project_id == project.id)) or 0
    if (last > 0) != (given.reason is not None):
        raise Invalid(
            "ปรับแผนต้องบอกเหตุผล แผนแรกไม่ต้อง",
            "A revision of the plan needs a reason; the first plan has none.",
            place="reason",
        )
    made = Curve(
        id=uuid.uuid4(), project_id=project.id, revision=last + 1, cadence=given.cadence.value,
        starts_on=given.starts_on, reason=given.reason, maker_position=by.position, maker_title=by.title,
        maker_person=by.person_id, **({"made_at": at} if at else {}),
    )  # fmt: skip
    session.add(made)
    session.flush()
    session.add_all(
        PlannedProgress(
            curve_id=made.id, project_id=project.id, month=one.month, planned_pct=one.pct,
            planned_satang=int(one.baht * SATANG),
        )
        for one in given.months
    )  # fmt: skip
    audit.record(
        session, by, "curve.planned", "project", reference, revision=made.revision, starts_on=str(given.starts_on),
        months=len(given.months), reason=given.reason,
    )  # fmt: skip
    return made


def set_milestone(session: Session, *, by: Acting, reference: str, given: MilestoneIn) -> Milestone:
    """Add a step to a project with its planned day."""
    by.must(Permission.PROJECT_CARRY_OUT)
    project = held_project(session, by, reference)
    by.must(Permission.PROJECT_CARRY_OUT, resource_of(by, project))
    refuse_unmonitored(project)
    number = next_number(session, Milestone, project.id)
    made = Milestone(id=uuid.uuid4(), project_id=project.id, number=number, **given.model_dump())
    session.add(made)
    audit.record(
        session, by, "milestone.set", "project", reference, number=made.number, after=plain(given.model_dump())
    )
    return made


def reach_milestone(session: Session, *, by: Acting, milestone_id: uuid.UUID, given: Reaching) -> Milestone:
    """Record on which day a step was reached. Raises Conflict where that is recorded, Invalid for a day to come."""
    by.must(Permission.PROJECT_CARRY_OUT)
    step = session.scalars(select(Milestone).where(Milestone.id == milestone_id).with_for_update()).one_or_none()
    if step is None:
        raise NotFound("ไม่มีงวดงานนี้", "There is no such step.")
    project = project_of(session, step.project_id, viewer=by.viewer)
    by.must(Permission.PROJECT_CARRY_OUT, resource_of(by, project))
    if step.actual_on is not None:
        raise Conflict("บันทึกวันแล้วเสร็จของงวดงานนี้แล้ว", "The day of this step is recorded already.")
    if given.actual_on > today(session):
        raise Invalid("วันยังมาไม่ถึง", "That day has not come yet.", place="actual_on")
    step.actual_on = given.actual_on
    session.flush()
    audit.record(
        session, by, "milestone.reached", "project", project.reference, number=step.number,
        after=plain({"actual_on": given.actual_on}),
    )  # fmt: skip
    return step
