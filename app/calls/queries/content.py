"""What a brief says, put together from its project and from itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.calls.models import BriefAmount, Submission
from app.calls.records import afresh, on_day
from app.calls.rules.brief import Amount, Content
from app.core.authority import Viewer
from app.projects.models import (
    Activity,
    Beneficiary,
    FrameLink,
    PlanLink,
    Project,
    ProjectIndicator,
    Responsible,
    Site,
)
from app.projects.queries.completeness import readiness_of
from app.projects.rules import LinkRole
from app.projects.rules.dossier import IndicatorLevel


def content_of(
    session: Session, brief: Submission, project: Project, *, viewer: Viewer, on: date | None = None
) -> Content:
    """The brief as the rules ask about it; who may see the brief may know whether it is complete.

    As of a day, for which the session answers too: what the project said then.
    """

    def counted(table: type[Any], *conditions: Any) -> int:
        return int(session.scalar(select(func.count()).where(table.project_id == project.id, *conditions)) or 0)

    said = Site.geom.is_not(None) | Site.is_province_wide
    return Content(
        title=project.title_th, primary_links=counted(PlanLink, PlanLink.role == LinkRole.PRIMARY),
        frames=counted(FrameLink), rationale=project.rationale, objectives=project.objectives,
        outputs=counted(ProjectIndicator, ProjectIndicator.level == IndicatorLevel.OUTPUT),
        outcomes=counted(ProjectIndicator, ProjectIndicator.level == IndicatorLevel.OUTCOME),
        without_target=counted(ProjectIndicator, ProjectIndicator.target.is_(None)),
        sites=counted(Site), located=counted(Site, said), unlocated_reason=brief.unlocated_reason,
        beneficiaries=counted(Beneficiary),
        activities=list(session.scalars(select(Activity.number).where(Activity.project_id == project.id))),
        owner=project.agency, coordinators=counted(Responsible), starts_on=brief.starts_on, ends_on=brief.ends_on,
        total=brief.total_satang, quarters=_quarters(brief),
        amounts=[Amount(one.activity_number, one.amount_satang) for one in amounts_of(session, brief, viewer=viewer, on=on)],
        readiness=readiness_of(session, [project.id], viewer=viewer).get(project.id, ()),
        risks=brief.risks, evaluation=brief.evaluation,
    )  # fmt: skip


def amounts_of(session: Session, brief: Submission, *, viewer: Viewer, on: date | None = None) -> Sequence[BriefAmount]:
    """The money of a brief by activity; who may see the brief may see it."""
    del viewer
    amount = on_day(BriefAmount, on)
    asked = select(amount).where(amount.submission_id == brief.id).order_by(amount.activity_number, amount.class5)
    return session.scalars(asked, execution_options=afresh(on)).all()


def _quarters(brief: Submission) -> list[int]:
    return [one or 0 for one in (brief.q1_satang, brief.q2_satang, brief.q3_satang, brief.q4_satang)]
