"""The whole dossier of projects as plain values: what a version keeps, and what programs are told."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.records import plain
from app.projects.models import (
    Activity,
    Beneficiary,
    FrameLink,
    PlanLink,
    Project,
    ProjectIndicator,
    ReadinessFile,
    ReadinessItem,
    RelatedProject,
    Responsible,
    Site,
)
from app.projects.sight import knows_inside, may_see, sees_site

GENERAL = (
    "reference", "title_th", "title_en", "kind", "sector", "fiscal_year", "last_year", "state", "agency", "rationale",
    "objectives", "is_flagship", "priority", "rank", "egp_id", "budget_code", "emenscr_id",
)  # fmt: skip
SITE = ("name_th", "role", "precision", "share_ppm", "area_code", "declared_areas", "is_province_wide", "note", "given")
PARTS: dict[str, tuple[type[Any], tuple[str, ...]]] = {
    "activities": (Activity, ("number", "title_th", "title_en", "organization", "place")),
    "indicators": (ProjectIndicator, ("number", "level", "name_th", "unit", "baseline", "target", "indicator_code")),
    "beneficiaries": (Beneficiary, ("unit", "count", "kind")),
    "plan_links": (PlanLink, ("node_key", "role")),
    "frame_links": (FrameLink, ("system", "frame_code", "role")),
    "readiness": (ReadinessItem, ("item", "is_required", "state", "note")),
    "responsible": (Responsible, ("position_number", "duty")),
}


def dossiers(session: Session, ids: Collection[uuid.UUID], *, viewer: Viewer) -> dict[uuid.UUID, dict[str, Any]]:
    """The dossier of each project that the viewer may see, all but what is for officials alone."""
    found = session.scalars(select(Project).where(Project.id.in_(ids), may_see(viewer)))
    told = {row.id: plain({name: getattr(row, name) for name in GENERAL}) for row in found}
    for one in told.values():
        one |= {"sites": [], "related": [], **{name: [] for name in PARTS}}
    for key, site in _sites(session, told, viewer):
        told[key]["sites"].append(site)
    for name, (table, columns) in PARTS.items():
        primary = [column for column in table.__table__.primary_key.columns if column.name != "project_id"]
        rows = session.scalars(select(table).where(table.project_id.in_(told)).order_by(table.project_id, *primary))
        for row in rows:
            told[row.project_id][name].append(plain({each: getattr(row, each) for each in columns}))
    for key, reference, relation in _related(session, told, viewer):
        told[key]["related"].append({"reference": reference, "relation": relation})
    return told


def files(session: Session, ids: Collection[uuid.UUID], *, viewer: Viewer) -> dict[uuid.UUID, list[dict[str, Any]]]:
    """The files of each project, for officials."""
    asked = (
        select(ReadinessFile)
        .join(Project, Project.id == ReadinessFile.project_id)
        .where(ReadinessFile.project_id.in_(ids), knows_inside(viewer))
        .order_by(ReadinessFile.added_at, ReadinessFile.id)
    )
    told: dict[uuid.UUID, list[dict[str, Any]]] = {}
    for row in session.scalars(asked):
        named = {"item": row.item, "file_name": row.file_name, "sha256": row.sha256, "size_bytes": row.size_bytes}
        told.setdefault(row.project_id, []).append(named)
    return told


def _sites(session: Session, ids: Collection[uuid.UUID], viewer: Viewer) -> list[tuple[uuid.UUID, dict[str, Any]]]:
    asked = (
        select(Site, func.st_asgeojson(Site.geom, 7))
        .join(Project, Project.id == Site.project_id)
        .where(Site.project_id.in_(ids), sees_site(viewer))
        .order_by(Site.added_at, Site.id)
    )
    return [
        (row.project_id, plain({name: getattr(row, name) for name in SITE}) | {"geometry": drawn and json.loads(drawn)})
        for row, drawn in session.execute(asked)
    ]


def _related(session: Session, ids: Collection[uuid.UUID], viewer: Viewer) -> list[tuple[uuid.UUID, str, str]]:
    asked = (
        select(RelatedProject.project_id, Project.reference, RelatedProject.relation)
        .join(Project, Project.id == RelatedProject.related_id)
        .where(RelatedProject.project_id.in_(ids), may_see(viewer))
        .order_by(Project.reference)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(asked)]
