"""What waits for the decision of one position: as far as its powers go, and never what its holder proposed himself."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.budgets.queries.lines import proposals
from app.budgets.records import resources_of as money_of
from app.budgets.rules import MOVEMENTS, Movement
from app.core.authority import Acting, Viewer
from app.core.permissions import Permission
from app.datasets.queries import decidable
from app.overview.schemas import Finding, Line
from app.plans.pages.addresses import may_decide
from app.plans.queries.plans import plans
from app.plans.rules import PlanState
from app.projects.models import Project
from app.projects.pages.addresses import steps_for
from app.projects.rules import STEPS, State
from app.projects.rules.states import STATES
from app.projects.sight import may_see
from gis.layer import Text

DECIDED = (State.SUBMITTED, State.SCREENED)
"""The states of a project in which it waits for others to decide."""
DECIDING = (Permission.PROJECT_SCREEN, Permission.PROJECT_DECIDE)


def waiting(session: Session, by: Acting) -> Finding:
    """Versions of plans, projects, movements of money, and changes of class, the plans first."""
    viewer = by.viewer
    found = [
        *_plans(session, by, viewer), *_projects(session, by, viewer), *_money(session, by, viewer),
        *_classes(session, by, viewer),
    ]  # fmt: skip
    return Finding(
        "waiting", Text(th="รอการตัดสินใจของตำแหน่งท่าน", en="Waits for your position's decision"),
        Text(th="เฉพาะเรื่องที่ตำแหน่งนี้มีอำนาจ และผู้ดำรงไม่ได้เสนอเอง", en="What this position may decide and its holder did not propose"),
        found, "/organizations/desk", link=Text(th="ตำแหน่งของฉัน", en="My position"),
    )  # fmt: skip


def _plans(session: Session, by: Acting, viewer: Viewer) -> list[Line]:
    return [
        Line(Text(th=one.title_th, en=one.title_en or one.title_th), f"/plans/{one.code}/{one.version}",
             Text(th=f"อนุมัติแผน ฉบับที่ {one.version}", en=f"Approve version {one.version} of the plan"))
        for one in plans(session, viewer=viewer)
        if one.state == PlanState.PROPOSED and may_decide(by, one)
    ]  # fmt: skip


def _projects(session: Session, by: Acting, viewer: Viewer) -> list[Line]:
    asked = select(Project).where(may_see(viewer), Project.state.in_(DECIDED)).order_by(Project.reference)
    return [
        Line(Text(th=one.title_th, en=one.title_en or one.title_th), f"/projects/{one.reference}",
             Text(th=f"{one.reference} · {STATES[State(one.state)].th}", en=f"{one.reference}; {STATES[State(one.state)].en}"))
        for one in session.scalars(asked)
        if any(STEPS[State(one.state), after].permission in DECIDING for after in steps_for(by, one))
    ]  # fmt: skip


def _money(session: Session, by: Acting, viewer: Viewer) -> list[Line]:
    made = []
    for one in proposals(session, viewer=viewer, waiting=True):
        held, kind = one.proposal, MOVEMENTS[Movement(one.proposal.kind)]
        asked = money_of(one.project, held.amount_satang, held.proposer_person)
        if all(by.may(Permission.BUDGET_APPROVE, each) for each in asked):
            made.append(Line(Text(th=f"{kind.th} {one.line.reference}", en=f"{kind.en} {one.line.reference}"),
                             f"/budgets/transfers/{held.id}/approve", Text(th=held.reason, en=held.reason),
                             held.amount_satang / 100))  # fmt: skip
    return made


def _classes(session: Session, by: Acting, viewer: Viewer) -> list[Line]:
    return [
        Line(Text(th=one.title_th, en=one.title_en or one.title_th), f"/datasets/{one.dataset_id}#decision",
             Text(th="เปลี่ยนชั้นความลับ", en="Change of class"))
        for one in decidable(session, viewer=viewer, by=by)
    ]  # fmt: skip
