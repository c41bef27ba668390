"""Acts of those who draft: a plan, its nodes and their targets. Only drafts are changed."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import EVERYTHING, Acting, Resource
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Permission
from app.core.records import change, plain, refused_by
from app.organizations.models import Organization
from app.plans.models import Plan, PlanNode, PlanTarget
from app.plans.queries.clusters import led_by
from app.plans.records import held, node_of, refuse_unless, resource_of
from app.plans.rules import NODES, OF_CLUSTER, NodeKind, PlanKind, PlanState, may_stand
from app.plans.schemas import NodeChange, NodeIn, PlanIn, PlanTitle, TargetsIn


def draft_plan(session: Session, *, by: Acting, given: PlanIn, is_synthetic: bool = False) -> Plan:
    """Begin the first version of a plan. Raises Conflict when its code is in use."""
    by.must(Permission.PLAN_DRAFT, Resource(given.organization, given.area_code))
    owner = session.get(Organization, given.organization)
    if owner is None:
        raise NotFound(f"ไม่มีหน่วยงาน {given.organization}", f"There is no organisation {given.organization}.")
    _refuse_follower(session, given.kind, owner)
    made = Plan(id=uuid.uuid4(), **given.model_dump(), is_synthetic=is_synthetic or owner.is_synthetic)
    with refused_by(session, {"uq_plan_code": lambda: _taken(given.code), "ix_plan_open": lambda: _taken(given.code)}):
        session.add(made)
    audit.record(session, by, "plan.drafted", "plan", _named(made), after=plain(given.model_dump()))
    return made


def change_plan(session: Session, *, by: Acting, code: str, version: int, given: PlanTitle) -> Plan:
    """Change the title of a draft."""
    plan = held(session, code, version)
    by.must(Permission.PLAN_DRAFT, resource_of(plan))
    refuse_unless(plan, PlanState.DRAFT)
    told = change(plan, given.model_dump())
    audit.record(session, by, "plan.changed", "plan", _named(plan), **told)
    return plan


def discard_plan(session: Session, *, by: Acting, code: str, version: int) -> None:
    """Give a draft up, with all of its parts. What is proposed is returned first."""
    plan = held(session, code, version)
    by.must(Permission.PLAN_DRAFT, resource_of(plan))
    refuse_unless(plan, PlanState.DRAFT)
    for kind in reversed(NodeKind):
        session.execute(delete(PlanNode).where(PlanNode.plan_id == plan.id, PlanNode.kind == kind))
    session.execute(delete(Plan).where(Plan.id == plan.id))
    audit.record(session, by, "plan.discarded", "plan", _named(plan), before={"title_th": plan.title_th})


def add_node(session: Session, *, by: Acting, code: str, version: int, given: NodeIn) -> PlanNode:
    """Add a node to a draft. Raises Invalid when it may not stand where it is put, Conflict when its code is in use."""
    plan = held(session, code, version)
    by.must(Permission.PLAN_DRAFT, resource_of(plan))
    refuse_unless(plan, PlanState.DRAFT)
    made = PlanNode(
        id=uuid.uuid4(), plan_id=plan.id, key=uuid.uuid4(), kind=given.kind.value, code=given.code, rank=given.rank,
        title_th=given.title_th, title_en=given.title_en, **_above(session, plan, given.kind, given.parent),
    )  # fmt: skip
    with refused_by(session, {
        "uq_plan_node_code": lambda: _taken(given.code), "ix_plan_node_vision": _second_vision,
    }):  # fmt: skip
        session.add(made)
    audit.record(
        session, by, "plan.node_added", "plan", _named(plan), key=str(made.key), after=plain(given.model_dump())
    )
    return made


def change_node(
    session: Session, *, by: Acting, code: str, version: int, key: uuid.UUID, given: NodeChange
) -> PlanNode:  # fmt: skip
    """Change what a node of a draft is called and where it stands; it stays the same node."""
    plan = held(session, code, version)
    by.must(Permission.PLAN_DRAFT, resource_of(plan))
    refuse_unless(plan, PlanState.DRAFT)
    node = node_of(session, plan, key)
    values = given.model_dump(exclude={"parent"}) | _above(session, plan, NodeKind(node.kind), given.parent)
    with refused_by(session, {"uq_plan_node_code": lambda: _taken(given.code)}):
        told = change(node, values)
    audit.record(session, by, "plan.node_changed", "plan", _named(plan), key=str(key), **told)
    return node


def remove_node(session: Session, *, by: Acting, code: str, version: int, key: uuid.UUID) -> None:
    """Take a node out of a draft, with its alignments and targets. Raises Conflict while others stand under it."""
    plan = held(session, code, version)
    by.must(Permission.PLAN_DRAFT, resource_of(plan))
    refuse_unless(plan, PlanState.DRAFT)
    node = node_of(session, plan, key)
    if session.scalars(select(PlanNode.id).where(PlanNode.parent_id == node.id).limit(1)).first() is not None:
        raise Conflict("ยังมีองค์ประกอบอยู่ใต้รายการนี้ ถอดรายการใต้ก่อน", "Other nodes stand under it; remove those first.")
    session.execute(delete(PlanNode).where(PlanNode.id == node.id))
    audit.record(
        session, by, "plan.node_removed", "plan", _named(plan), key=str(key),
        before=plain({"kind": node.kind, "code": node.code, "title_th": node.title_th}),
    )  # fmt: skip


def set_targets(session: Session, *, by: Acting, code: str, version: int, key: uuid.UUID, given: TargetsIn) -> None:
    """Give an indicator of a node of a draft its baseline and targets in place of those it had; none takes it away."""
    plan = held(session, code, version)
    by.must(Permission.PLAN_DRAFT, resource_of(plan))
    refuse_unless(plan, PlanState.DRAFT)
    node = node_of(session, plan, key)
    outside = [year for year in given.values if not plan.first_year <= year <= plan.last_year]
    if outside:
        raise Invalid(
            f"ปีเป้าหมายอยู่นอกช่วงแผน: {outside[0]}",
            f"A year of a target is outside the plan: {outside[0]}.",
            place="values",
        )
    session.execute(delete(PlanTarget).where(PlanTarget.node_id == node.id, PlanTarget.indicator == given.indicator))
    rows = [(year, value, False) for year, value in sorted(given.values.items())]
    if given.baseline is not None and given.baseline_year is not None:
        rows.append((given.baseline_year, given.baseline, True))
    session.add_all(
        PlanTarget(
            node_id=node.id, plan_id=plan.id, node_kind=node.kind, indicator=given.indicator, unit=given.unit,
            year=year, value=value, is_baseline=is_baseline,
        )
        for year, value, is_baseline in rows
    )  # fmt: skip
    audit.record(
        session, by, "plan.target_set", "plan", _named(plan), key=str(key), indicator=given.indicator,
        after={str(year): str(value) for year, value, _ in rows},
    )  # fmt: skip


def _above(session: Session, plan: Plan, kind: NodeKind, parent: uuid.UUID | None) -> dict[str, Any]:
    """The columns that say under what a node stands. Raises Invalid for a kind that may not stand there."""
    above = None if parent is None else node_of(session, plan, parent, place="parent")
    under = None if above is None else NodeKind(above.kind)
    if not may_stand(kind, under):
        what = NODES[kind]
        where = NODES[under] if under is not None else None
        raise Invalid(
            f"{what.th}อยู่ใต้{where.th}ไม่ได้" if where else f"{what.th}ต้องอยู่ใต้องค์ประกอบอื่น",
            f"A node of the kind {what.en.lower()} cannot stand {f'under {where.en.lower()}' if where else 'alone'}.",
            place="parent",
        )
    return {"parent_id": above and above.id, "parent_kind": under and under.value}


def _refuse_follower(session: Session, kind: PlanKind, owner: Organization) -> None:
    """Raises Conflict for the plan of a cluster that the owner's province does not lead: other provinces read it."""
    if kind not in OF_CLUSTER:
        return
    if owner.area_code is None or led_by(session, owner.area_code[:2], viewer=EVERYTHING) is None:
        raise Conflict(
            "จังหวัดของหน่วยงานนี้ไม่ได้เป็นจังหวัดนำของกลุ่มวันนี้ แผนของกลุ่มร่างโดยจังหวัดนำ",
            "The province of this organisation leads no cluster today; a cluster's plan is drafted by the province that leads.",
            place="organization",
        )


def _named(plan: Plan) -> str:
    return f"{plan.code}/{plan.version}"


def _taken(code: str) -> Conflict:
    return Conflict(f"มีรหัส {code} แล้ว ใช้รหัสอื่น", f"The code {code} is in use; take another.", place="code")


def _second_vision() -> Conflict:
    return Conflict("แผนมีวิสัยทัศน์แล้ว", "The plan has a vision already.", place="kind")
