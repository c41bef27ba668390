"""Acts that tie nodes of a draft to national goals. What is ended stays with its dates."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict, Invalid, NotFound
from app.core.permissions import Permission
from app.core.records import plain, refused_by, today
from app.organizations.rules import day_after
from app.plans.models import Alignment, NationalFrame
from app.plans.records import held, node_of, refuse_unless, resource_of
from app.plans.rules import ALIGNED, NodeKind, PlanState
from app.plans.schemas import LinkEnding, LinkIn


def align(session: Session, *, by: Acting, code: str, version: int, key: uuid.UUID, given: LinkIn) -> Alignment:
    """Say that a goal, an issue or an approach serves a national goal.

    Raises Invalid for another kind of node and for a frame that is not valid on the day, Conflict for a second primary
    national strategy and for what is tied already.
    """
    plan = held(session, code, version)
    by.must(Permission.PLAN_DRAFT, resource_of(plan))
    refuse_unless(plan, PlanState.DRAFT)
    node = node_of(session, plan, key)
    if NodeKind(node.kind) not in ALIGNED:
        raise Invalid("เชื่อมโยงได้เฉพาะเป้าหมาย ประเด็น และแนวทาง", "Only goals, issues and approaches are aligned.")
    frame = session.get(NationalFrame, (given.system.value, given.frame_code))
    if frame is None:
        raise NotFound(f"ไม่มีแผนระดับชาติ {given.frame}", f"There is no national frame {given.frame}.", place="frame")
    if not frame.valid_from <= given.valid_from < (frame.valid_to or date.max):
        raise Invalid("แผนระดับชาตินี้ไม่มีผลในวันนั้น", "The national frame is not valid on that day.", place="valid_from")
    made = Alignment(
        id=uuid.uuid4(), plan_id=plan.id, node_id=node.id, node_kind=node.kind, system=frame.system,
        frame_code=frame.code, role=given.role.value, rationale=given.rationale, valid_from=given.valid_from,
    )  # fmt: skip
    with refused_by(session, {"ix_alignment_primary": _second_primary, "ex_alignment_once": _aligned_already}):
        session.add(made)
    audit.record(
        session, by, "plan.aligned", "plan", f"{code}/{version}", key=str(key), after=plain(given.model_dump())
    )  # fmt: skip
    return made


def end_alignment(
    session: Session, *, by: Acting, code: str, version: int, link_id: uuid.UUID, given: LinkEnding
) -> Alignment:
    """End an alignment of a draft after its last day, yesterday without one; it stays with its dates."""
    plan = held(session, code, version)
    by.must(Permission.PLAN_DRAFT, resource_of(plan))
    refuse_unless(plan, PlanState.DRAFT)
    link = session.get(Alignment, link_id)
    if link is None or link.plan_id != plan.id:
        raise NotFound("ไม่มีความเชื่อมโยงนี้ในแผน", "The plan has no such alignment.")
    if link.valid_to is not None:
        raise Conflict("ความเชื่อมโยงนี้สิ้นสุดไปแล้ว", "The alignment has ended already.")
    end = day_after(given.last_day) if given.last_day is not None else max(today(session), link.valid_from)
    if end is None or end < link.valid_from:
        raise Invalid("วันสุดท้ายอยู่ก่อนวันแรก", "The last day is before the first.", place="last_day")
    link.valid_to = end
    session.flush()
    audit.record(
        session, by, "plan.alignment_ended", "plan", f"{code}/{version}", link=str(link_id),
        frame=f"{link.system}:{link.frame_code}", after=plain({"valid_to": end}),
    )  # fmt: skip
    return link


def _second_primary() -> Conflict:
    return Conflict(
        "มียุทธศาสตร์ชาติหลักอยู่แล้ว สิ้นสุดรายการเดิมก่อน หรือเลือกเป็นรอง",
        "It has a primary national strategy already; end that one first, or make this one secondary.",
        place="role",
    )


def _aligned_already() -> Conflict:
    return Conflict("เชื่อมโยงกับแผนนี้อยู่แล้ว", "It is aligned with this frame already.", place="frame")
