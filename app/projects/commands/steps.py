"""The act by which a project goes on: a step that is allowed, by whose power it is, with what it needs."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import EVERYTHING, Acting, Resource
from app.core.errors import Conflict, Forbidden, Invalid
from app.core.permissions import Permission
from app.plans.models import Plan, PlanNode
from app.plans.rules import PlanState
from app.projects.models import PlanLink, Project, ProjectTransition, ProjectVersion
from app.projects.queries.completeness import dossier_of
from app.projects.queries.snapshots import dossiers, files
from app.projects.records import held, resources_of
from app.projects.rules import STEPS, LinkRole, State, class_of
from app.projects.rules.dossier import missing
from app.projects.rules.states import KEPT_AT, SIGNED, STATES, Step
from app.projects.schemas import StepIn
from gis.access import Read

ASKED_BY = {Permission.PROJECT_DECIDE: State.SUBMITTED, Permission.PROJECT_ACCEPT: State.COMPLETED}
"""Whose doing each decision is about: who submitted it, who reported it complete."""
ACTS = {
    Permission.PROJECT_REGISTER: "project.moved", Permission.PROJECT_SCREEN: "project.screened",
    Permission.PROJECT_DECIDE: "project.decided", Permission.PROJECT_CARRY_OUT: "project.carried_on",
    Permission.PROJECT_ACCEPT: "project.accepted",
}  # fmt: skip
"""What the log calls a step: by the power that it takes, so that one can ask who could sign it."""


def move_project(session: Session, *, by: Acting, reference: str, given: StepIn) -> Project:
    """Take a step. Raises Forbidden without its power, or for who asked for it; Conflict for what is not allowed or missing.

    Some states keep the whole dossier as a version. Entering the plan opens the project to whom its own class allows.
    """
    if not any(by.may(step.permission) for step in STEPS.values() if step.after is given.to):
        by.must(
            next((step.permission for step in STEPS.values() if step.after is given.to), Permission.PROJECT_REGISTER)
        )
    project = held(session, by, reference)
    step = _allowed(project, given)
    for resource in _asked(session, project, step):
        by.must(step.permission, resource)
    _refuse_own(session, by, project, step)
    _refuse_incomplete(session, project, step)
    row = _taken(session, by, project, step, given.reason)
    if step.after is State.APPROVED_PLAN:
        project.class_ = class_of(step.after, Read(project.own_class) if project.own_class else None)
        session.flush()
    if step.after in KEPT_AT:
        _keep(session, by, project)
    audit.record(
        session, by, ACTS[step.permission], "project", project.reference, before={"state": step.before.value},
        after={"state": step.after.value}, reason=given.reason, number=row.number,
    )  # fmt: skip
    return project


def _allowed(project: Project, given: StepIn) -> Step:
    before = State(project.state)
    step = STEPS.get((before, given.to))
    if step is None:
        here, there = STATES[before], STATES[given.to]
        raise Conflict(
            f"โครงการที่{here.th}ยังไปเป็น {there.th} ไม่ได้",
            f"A project that is “{here.en.lower()}” cannot become “{there.en.lower()}”.",
            place="to",
        )
    if step.needs_reason and given.reason is None:
        raise Invalid("ขั้นตอนนี้ต้องบอกเหตุผล", "This step needs a reason.", place="reason")
    return step


def _asked(session: Session, project: Project, step: Step) -> list[Resource]:
    """What the authority is asked about, with the person who asked for the decision."""
    asker = _asker(session, project, step)
    made_by = asker.person if asker is not None else None
    return [Resource(one.organization, one.area, one.class_, made_by=made_by) for one in resources_of(project)]


def _asker(session: Session, project: Project, step: Step) -> ProjectTransition | None:
    if step.permission not in ASKED_BY:
        return None
    latest = (
        select(ProjectTransition)
        .where(ProjectTransition.project_id == project.id, ProjectTransition.to_state == ASKED_BY[step.permission])
        .order_by(ProjectTransition.number.desc())
        .limit(1)
    )
    return session.scalars(latest).one_or_none()


def _refuse_own(session: Session, by: Acting, project: Project, step: Step) -> None:
    """The system may not decide on what the system asked for, except where nothing of it is real."""
    asker = _asker(session, project, step)
    of_the_system = asker is not None and asker.person is None and by.person_id is None
    if step.permission in SIGNED and of_the_system and not project.is_synthetic:
        raise Forbidden("ระบบตัดสินเรื่องที่ระบบเสนอเองไม่ได้", "The system may not decide on what the system asked for.")


def _refuse_incomplete(session: Session, project: Project, step: Step) -> None:
    told = missing(step.after, dossier_of(session, project, viewer=EVERYTHING))
    if told:
        raise Conflict(_listed([one.th for one in told]), _listed([one.en for one in told]), place="to")


def _listed(words: list[str]) -> str:
    return " · ".join(words)


def _taken(session: Session, by: Acting, project: Project, step: Step, reason: str | None) -> ProjectTransition:
    last = session.scalar(select(func.max(ProjectTransition.number)).where(ProjectTransition.project_id == project.id))
    row = ProjectTransition(
        project_id=project.id, number=(last or 0) + 1, from_state=step.before, to_state=step.after,
        needs_reason=step.needs_reason, position=by.position, title=by.title or by.position, person=by.person_id,
        basis=by.basis, reason=reason,
    )  # fmt: skip
    session.add(row)
    session.flush()
    session.refresh(project)
    return row


def _keep(session: Session, by: Acting, project: Project) -> None:
    """The dossier as it is now, with the version of the plan that is in force for what it serves first of all."""
    snapshot: dict[str, Any] = dossiers(session, [project.id], viewer=EVERYTHING)[project.id]
    snapshot["files"] = files(session, [project.id], viewer=EVERYTHING).get(project.id, [])
    last = session.scalar(select(func.max(ProjectVersion.number)).where(ProjectVersion.project_id == project.id))
    plan = _plan_of(session, project.id)
    session.add(
        ProjectVersion(
            project_id=project.id, number=(last or 0) + 1, state=project.state, snapshot=snapshot,
            plan_code=plan and plan.code, plan_version=plan and plan.version, position=by.position,
            title=by.title or by.position,
        )
    )  # fmt: skip
    session.flush()


def _plan_of(session: Session, key: uuid.UUID) -> Plan | None:
    serving = (
        select(Plan)
        .join(PlanNode, PlanNode.plan_id == Plan.id)
        .join(PlanLink, PlanLink.node_key == PlanNode.key)
        .where(PlanLink.project_id == key, PlanLink.role == LinkRole.PRIMARY)
        .order_by((Plan.state == PlanState.APPROVED).desc(), Plan.version.desc())
        .limit(1)
    )
    return session.scalars(serving).one_or_none()
