"""Acts by which a version is proposed, returned, comes into force by a resolution, and is revised."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict, Forbidden
from app.core.permissions import Permission
from app.core.records import refused_by
from app.meetings.queries import carrying
from app.plans.models import Alignment, Plan, PlanNode, PlanTarget
from app.plans.records import held, refuse_incomplete, refuse_unless, resource_of
from app.plans.rules import NodeKind, PlanState
from app.plans.schemas import Approval, Return

PLAN = "plan"


def propose_plan(session: Session, *, by: Acting, code: str, version: int) -> Plan:
    """Lay a draft before the committee. Raises Conflict for what an approved plan must have and it has not."""
    plan = held(session, code, version)
    by.must(Permission.PLAN_DRAFT, resource_of(plan))
    refuse_unless(plan, PlanState.DRAFT)
    refuse_incomplete(session, plan)
    plan.state, plan.proposed_at = PlanState.PROPOSED, func.clock_timestamp()
    plan.proposer_person, plan.proposer_position, plan.proposer_title = by.person_id, by.position, by.title
    session.flush()
    audit.record(session, by, "plan.proposed", "plan", f"{code}/{version}")
    return plan


def return_plan(session: Session, *, by: Acting, code: str, version: int, given: Return) -> Plan:
    """Give a proposed version back to its drafters, with the reason."""
    plan = held(session, code, version)
    by.must(Permission.PLAN_APPROVE, resource_of(plan))
    refuse_unless(plan, PlanState.PROPOSED)
    plan.state, plan.proposed_at = PlanState.DRAFT, None
    plan.proposer_person = plan.proposer_position = plan.proposer_title = None
    session.flush()
    audit.record(session, by, "plan.returned", "plan", f"{code}/{version}", reason=given.reason)
    return plan


def approve_plan(session: Session, *, by: Acting, code: str, version: int, given: Approval) -> Plan:
    """Put a proposed version in force by a resolution; the one before is superseded at the same moment.

    Raises Forbidden for whoever proposed it, in whatever position; Invalid for a resolution that does not carry it.
    """
    plan = held(session, code, version)
    by.must(Permission.PLAN_APPROVE, resource_of(plan, plan.proposer_person))
    if plan.proposer_person is None and by.person_id is None:
        raise Forbidden("ระบบอนุมัติข้อเสนอของระบบเองไม่ได้", "The system may not approve what the system proposed.")
    refuse_unless(plan, PlanState.PROPOSED)
    refuse_incomplete(session, plan)
    resolved = carrying(
        session, given.resolution, viewer=by.viewer, kind=PLAN, code=plan.code, is_synthetic=plan.is_synthetic
    ).cited
    before = session.scalars(select(Plan).where(Plan.code == code, Plan.state == PlanState.APPROVED)).one_or_none()
    with refused_by(session, {"ex_plan_in_force": _in_force}):
        if before is not None:
            before.state = PlanState.SUPERSEDED
            session.flush()
        plan.state, plan.approved_at, plan.approved_by = PlanState.APPROVED, func.clock_timestamp(), given.resolution
        plan.approver_person, plan.approver_position, plan.approver_title = by.person_id, by.position, by.title
        session.flush()
    audit.record(
        session, by, "plan.approved", "plan", f"{code}/{version}", resolution=resolved,
        supersedes=None if before is None else f"{code}/{before.version}",
    )  # fmt: skip
    return plan


def revise_plan(session: Session, *, by: Acting, code: str, version: int) -> Plan:
    """Begin the next version of a plan in force: a draft with the same nodes, alignments and targets.

    Raises Conflict while another version waits.
    """
    plan = held(session, code, version)
    by.must(Permission.PLAN_DRAFT, resource_of(plan))
    if plan.state != PlanState.APPROVED:
        raise Conflict("ทบทวนได้เฉพาะแผนที่ใช้บังคับ", "Only a plan in force is revised.")
    last = session.scalars(select(func.max(Plan.version)).where(Plan.code == code)).one()
    made = Plan(
        id=uuid.uuid4(), code=code, version=(last or 0) + 1, kind=plan.kind, title_th=plan.title_th,
        title_en=plan.title_en, organization=plan.organization, area_code=plan.area_code, first_year=plan.first_year,
        last_year=plan.last_year, supersedes=plan.id, is_synthetic=plan.is_synthetic,
    )  # fmt: skip
    with refused_by(session, {"ix_plan_open": _open_already}):
        session.add(made)
    _copy(session, plan.id, made.id)
    audit.record(session, by, "plan.revised", "plan", f"{code}/{made.version}", of=f"{code}/{version}")
    return made


def _copy(session: Session, old: uuid.UUID, new: uuid.UUID) -> None:
    """Nodes with their keys, each after the node above it; alignments, also ended ones; targets."""
    nodes = session.scalars(select(PlanNode).where(PlanNode.plan_id == old)).all()
    ids = {node.id: uuid.uuid4() for node in nodes}
    for node in sorted(nodes, key=lambda one: list(NodeKind).index(NodeKind(one.kind))):
        above = None if node.parent_id is None else ids[node.parent_id]
        session.execute(insert(PlanNode).values(_row(node, id=ids[node.id], plan_id=new, parent_id=above)))
    for link in session.scalars(select(Alignment).where(Alignment.plan_id == old)).all():
        values = _row(link, id=uuid.uuid4(), node_id=ids[link.node_id], plan_id=new)
        session.execute(insert(Alignment).values(values))
    for target in session.scalars(select(PlanTarget).where(PlanTarget.plan_id == old)).all():
        session.execute(insert(PlanTarget).values(_row(target, node_id=ids[target.node_id], plan_id=new)))


def _row(row: PlanNode | Alignment | PlanTarget, **more: object) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__table__.columns} | more


def _in_force() -> Conflict:
    return Conflict(
        "หน่วยงานนี้มีแผนประเภทเดียวกันที่ใช้บังคับในช่วงปีนี้แล้ว",
        "The organisation has a plan of this kind in force in these years already.",
    )


def _open_already() -> Conflict:
    return Conflict("มีฉบับร่างหรือฉบับที่เสนออยู่แล้ว", "Another version is drafted or proposed already.")
