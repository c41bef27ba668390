"""What acts on plans need of the tables before they write: the version, locked, as it stands, and its nodes.

And what is told of nodes without asking for them again.
"""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import Resource
from app.core.errors import Conflict, NotFound
from app.plans.models import Alignment, Plan, PlanNode
from app.plans.rules import LinkRole, NodeKind, PlanState, System


def resource_of(plan: Plan, made_by: uuid.UUID | None = None) -> Resource:
    """What the authority is asked about."""
    return Resource(plan.organization, plan.area_code, made_by=made_by)


def held(session: Session, code: str, version: int) -> Plan:
    """The version, locked until the end of the transaction. Raises NotFound."""
    asked = select(Plan).where(Plan.code == code, Plan.version == version)
    found = session.scalars(
        asked.with_for_update(key_share=True).execution_options(populate_existing=True)
    ).one_or_none()
    if found is None:
        raise NotFound(f"ไม่มีแผน {code} ฉบับที่ {version}", f"There is no version {version} of a plan {code}.")
    return found


def refuse_unless(plan: Plan, state: PlanState) -> None:
    """Raises Conflict when the version stands elsewhere."""
    if plan.state == state:
        return
    if state is PlanState.DRAFT:
        raise Conflict(
            "แก้ไขได้เฉพาะร่าง ฉบับที่เสนอหรือใช้บังคับแล้วคงอยู่ตามเดิม ให้ทบทวนเป็นฉบับใหม่",
            "Only a draft is changed; what was proposed or approved stays as it is. Begin a revision.",
        )
    raise Conflict("แผนฉบับนี้ไม่ได้รอมติ", "This version does not wait for a decision.")


def node_of(session: Session, plan: Plan, key: uuid.UUID, *, place: str | None = None) -> PlanNode:
    """The node of a version by its lasting key. Raises NotFound."""
    found = session.scalars(select(PlanNode).where(PlanNode.plan_id == plan.id, PlanNode.key == key)).one_or_none()
    if found is None:
        raise NotFound("ไม่มีองค์ประกอบนี้ในแผน", "The plan has no such node.", place=place)
    return found


def refuse_incomplete(session: Session, plan: Plan) -> None:
    """Raises Conflict unless the version has an approach, and each of them exactly one primary national strategy."""
    served = select(Alignment.node_id).where(
        Alignment.plan_id == plan.id, Alignment.system == System.NS, Alignment.role == LinkRole.PRIMARY,
        Alignment.valid_to.is_(None),
    )  # fmt: skip
    approaches = select(PlanNode).where(PlanNode.plan_id == plan.id, PlanNode.kind == NodeKind.APPROACH)
    if session.scalars(approaches.limit(1)).first() is None:
        raise Conflict("แผนยังไม่มีแนวทางการพัฒนา", "The plan has no approach yet.")
    lacking = session.scalars(approaches.where(PlanNode.id.not_in(served)).order_by(PlanNode.code)).all()
    if lacking:
        named = ", ".join(node.code for node in lacking)
        raise Conflict(
            f"แนวทางต่อไปนี้ยังไม่มียุทธศาสตร์ชาติหลัก: {named}",
            f"These approaches have no primary national strategy yet: {named}.",
        )


def issues_of(found: list[PlanNode]) -> dict[uuid.UUID, uuid.UUID | None]:
    """The issue that each node is or stands under; higher kinds come first in the list."""
    issue_of: dict[uuid.UUID, uuid.UUID | None] = {}
    for node in found:
        above = None if node.parent_id is None else issue_of[node.parent_id]
        issue_of[node.id] = node.id if node.kind == NodeKind.ISSUE else above
    return issue_of
