"""Where the pages of plans stand, and the words that they share."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Path
from sqlalchemy.orm import Session

from app.core.authority import Acting
from app.core.permissions import Permission
from app.plans.models import Plan
from app.plans.queries.plans import plan_at
from app.plans.records import resource_of
from app.plans.rules import (
    ALIGNED,
    KINDS,
    NODES,
    PHASES,
    ROLES,
    STATES,
    SYSTEMS,
    UNDER,
    LinkRole,
    NodeKind,
    PlanKind,
    PlanState,
    System,
)
from app.web.sheets import Input, Sheet
from gis.layer import Text

ROOM = Text(th="แผนพัฒนา", en="Plans")
WORDS: dict[str, Any] = {
    "ALIGNED": ALIGNED, "UNDER": UNDER, "KINDS": KINDS, "NODES": NODES, "PHASES": PHASES, "ROLES": ROLES, "STATES": STATES,
    "SYSTEMS": SYSTEMS, "LinkRole": LinkRole,
    "NodeKind": NodeKind, "PlanKind": PlanKind, "PlanState": PlanState, "System": System,
}  # fmt: skip
Code = Annotated[str, Path(max_length=63)]
Version = Annotated[int, Path(ge=1, le=9999)]


def page_of(plan: Plan) -> str:
    """The address of a version."""
    return f"/plans/{plan.code}/{plan.version}"


def named(plan: Plan) -> Text:
    """A version as links call it."""
    return Text(
        th=f"{plan.title_th} ฉบับที่ {plan.version}", en=f"{plan.title_en or plan.title_th}, version {plan.version}"
    )


def sheet_of(
    plan: Plan, title: Text, lead: Text, inputs: tuple[Input, ...], submit: Text, *, grave: bool = False, at: str = ""
) -> Sheet:
    """A form about a version, which leads back to it."""
    return Sheet(title, lead, inputs, submit, page_of(plan) + at, named(plan), grave, room="/plans", room_title=ROOM)


def draftable(session: Session, by: Acting, code: str, version: int) -> Plan:
    """A version that the actor may know and, where it is a draft, may change. Raises NotFound, Forbidden."""
    found = plan_at(session, code, version, viewer=by.viewer)
    by.must(Permission.PLAN_DRAFT, resource_of(found))
    return found


def may_draft(by: Acting | None, plan: Plan) -> bool:
    return by is not None and by.may(Permission.PLAN_DRAFT, resource_of(plan))


def may_decide(by: Acting | None, plan: Plan) -> bool:
    """Whether the actor may put it in force: not what he proposed himself."""
    return by is not None and by.may(Permission.PLAN_APPROVE, resource_of(plan, plan.proposer_person))
