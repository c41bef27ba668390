"""What of a project is there when it asks to go on."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.projects.models import (
    Activity,
    Beneficiary,
    PlanLink,
    Project,
    ProjectIndicator,
    ReadinessFile,
    ReadinessItem,
    Site,
)
from app.projects.rules import Kind, LinkRole
from app.projects.rules.dossier import Dossier, IndicatorLevel, Item, ItemState, Readiness


def dossier_of(session: Session, project: Project, *, viewer: Viewer) -> Dossier:
    """The project as the rules ask about it; who may see the project may know whether it is complete."""

    def counted(table: type[Any], *conditions: Any) -> int:
        return int(session.scalar(select(func.count()).where(table.project_id == project.id, *conditions)) or 0)

    unsaid = Site.geom.is_(None), ~Site.is_province_wide, Site.note.is_(None)
    share = session.scalar(select(func.sum(Site.share_ppm)).where(Site.project_id == project.id))
    return Dossier(
        kind=Kind(project.kind), agency=project.agency, rationale=project.rationale, objectives=project.objectives,
        primary_links=counted(PlanLink, PlanLink.role == LinkRole.PRIMARY), activities=counted(Activity),
        outputs=counted(ProjectIndicator, ProjectIndicator.level == IndicatorLevel.OUTPUT),
        beneficiaries=counted(Beneficiary), sites=counted(Site), unlocated_without_reason=counted(Site, *unsaid),
        share_ppm=int(share or 0), readiness=readiness_of(session, [project.id], viewer=viewer).get(project.id, ()),
    )  # fmt: skip


def readiness_of(
    session: Session, ids: Collection[uuid.UUID], *, viewer: Viewer
) -> dict[uuid.UUID, tuple[Readiness, ...]]:
    """The checklists of projects, in the order of the items. How many files there are tells nothing of what they are."""
    del viewer
    counts = (
        select(ReadinessFile.project_id, ReadinessFile.item, func.count().label("files"))
        .group_by(ReadinessFile.project_id, ReadinessFile.item)
        .subquery()
    )
    asked = (
        select(ReadinessItem, func.coalesce(counts.c.files, 0))
        .outerjoin(counts, (counts.c.project_id == ReadinessItem.project_id) & (counts.c.item == ReadinessItem.item))
        .where(ReadinessItem.project_id.in_(ids))
    )
    found: dict[uuid.UUID, list[Readiness]] = {}
    for row, files in session.execute(asked):
        one = Readiness(Item(row.item), ItemState(row.state), row.is_required, files)
        found.setdefault(row.project_id, []).append(one)
    order = list(Item)
    return {key: tuple(sorted(items, key=lambda one: order.index(one.item))) for key, items in found.items()}
