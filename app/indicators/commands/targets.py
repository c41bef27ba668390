"""Acts that say by which indicator a target of a plan is measured. A binding holds for all versions of the plan."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Invalid, NotFound
from app.core.permissions import Permission
from app.core.records import change, plain
from app.indicators.models import Indicator, TargetIndicator
from app.indicators.schemas import TargetBinding, TargetRelease
from app.plans.models import Plan, PlanNode, PlanTarget


def bind_target(
    session: Session, *, by: Acting, code: str, version: int, key: uuid.UUID, given: TargetBinding
) -> TargetIndicator:
    """Measure a target by an indicator, in place of the one before. Raises NotFound, Invalid."""
    plan = _plan(session, by, code, version)
    _refuse_unknown(session, plan, key, given.target)
    if session.get(Indicator, given.indicator_code) is None:
        raise Invalid(
            f"ไม่มีตัวชี้วัดรหัส {given.indicator_code}",
            f"There is no indicator {given.indicator_code}.",
            place="indicator_code",
        )
    values = {"indicator_code": given.indicator_code, "measure": given.measure.value, "area_code": given.area_code}
    made = session.get(TargetIndicator, (key, given.target))
    if made is None:
        made = TargetIndicator(node_key=key, target=given.target, is_synthetic=plan.is_synthetic, **values)
        session.add(made)
        session.flush()
        told = {"after": plain(values)}
    else:
        told = change(made, values)
    audit.record(
        session, by, "indicator.target_bound", "plan", f"{code}/{version}", key=str(key), target=given.target, **told
    )
    return made


def release_target(
    session: Session, *, by: Acting, code: str, version: int, key: uuid.UUID, given: TargetRelease
) -> None:
    """Measure a target by no indicator any more. Raises NotFound."""
    _plan(session, by, code, version)
    found = session.get(TargetIndicator, (key, given.target))
    if found is None:
        raise NotFound("ค่าเป้าหมายนี้ยังไม่ได้ผูกกับตัวชี้วัด", "The target is not measured by an indicator.")
    session.delete(found)
    session.flush()
    audit.record(
        session, by, "indicator.target_released", "plan", f"{code}/{version}", key=str(key), target=given.target,
        before={"indicator_code": found.indicator_code},
    )  # fmt: skip


def _plan(session: Session, by: Acting, code: str, version: int) -> Plan:
    """The version for who may say how its targets are measured. Raises Forbidden, NotFound."""
    asked = select(Plan).where(Plan.code == code, Plan.version == version)
    plan = session.scalars(asked).one_or_none()
    by.must(Permission.INDICATOR_DEFINE, Resource() if plan is None else Resource(plan.organization, plan.area_code))
    if plan is None:
        raise NotFound(f"ไม่มีแผน {code} ฉบับที่ {version}", f"There is no version {version} of a plan {code}.")
    return plan


def _refuse_unknown(session: Session, plan: Plan, key: uuid.UUID, target: str) -> None:
    asked = (
        select(PlanTarget.year)
        .join(PlanNode, PlanNode.id == PlanTarget.node_id)
        .where(PlanNode.plan_id == plan.id, PlanNode.key == key, PlanTarget.indicator == target)
    )
    if session.scalars(asked.limit(1)).first() is None:
        raise NotFound(f"แผนไม่มีค่าเป้าหมาย {target} ในองค์ประกอบนี้", f"The node has no target {target}.")
