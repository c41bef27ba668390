"""Acts on projects: register them with their sites, and with the subdistricts that the sites touch."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from geoalchemy2.shape import from_shape
from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import PUBLIC, Acting, Resource
from app.core.errors import Conflict
from app.core.permissions import Permission
from app.datasets.queries import locator
from app.datasets.rules import Locator, refuse_damaged
from app.projects.models import Project, Site, SiteArea
from app.projects.rules import class_of, main_area, shares, site_shares
from app.projects.schemas import ProjectIn, SiteIn

SRID = 4326
Row = dict[str, Any]


def register_projects(
    session: Session, *, by: Acting, projects: Sequence[ProjectIn], is_synthetic: bool = False
) -> int:
    """Add projects with their sites; each site gets its shares in the subdistricts of today.

    A site outside all subdistricts has no area. Raises Conflict when a reference is taken or given twice, Invalid for a
    damaged geometry, Forbidden for a site that touches an area outside the scope; then nothing is added.
    """
    by.must(Permission.PROJECT_REGISTER)
    _refuse_taken(session, [project.reference for project in projects])
    places = locator(session, viewer=PUBLIC)
    tables: tuple[list[Row], list[Row], list[Row]] = ([], [], [])
    for project in projects:
        for table, rows in zip(tables, _rows(project, places, is_synthetic), strict=True):
            table.extend(rows)
    for touched in tables[2]:
        by.must(Permission.PROJECT_REGISTER, Resource(area=touched["area_code"]))
    for model, table in zip((Project, Site, SiteArea), tables, strict=True):
        if table:
            session.execute(insert(model), table)
    audit.record(session, by, "project.registered", "project", _named(projects), projects=len(projects))
    return len(projects)


def remove_synthetic_projects(session: Session, *, by: Acting) -> dict[str, int]:
    """Delete the synthetic projects with their sites; counts by table."""
    by.must(Permission.DEMO_LOAD)
    sites = session.scalars(
        delete(Site).where(Site.project_id.in_(select(Project.id).where(Project.is_synthetic))).returning(Site.id)
    ).all()
    projects = session.scalars(delete(Project).where(Project.is_synthetic).returning(Project.id)).all()
    counts = {"projects": len(projects), "sites": len(sites)}
    audit.record(session, by, "project.synthetic_removed", "project", "*", **counts)
    return counts


def _refuse_taken(session: Session, references: Sequence[str]) -> None:
    taken = set(session.scalars(select(Project.reference).where(Project.reference.in_(references))))
    taken |= {reference for reference in references if references.count(reference) > 1}
    if taken:
        named = ", ".join(sorted(taken)[:5])
        raise Conflict(
            f"รหัสโครงการซ้ำ: {named} แก้รหัสให้ไม่ซ้ำหรือแก้ไขโครงการเดิม",
            f"The project reference is taken or given twice: {named}; correct it, or change the existing project.",
            place=named,
        )


def _named(projects: Sequence[ProjectIn]) -> str:
    return projects[0].reference if len(projects) == 1 else "*"


def _rows(project: ProjectIn, places: Locator, is_synthetic: bool) -> tuple[list[Row], list[Row], list[Row]]:
    """The rows of one project for the tables project, site and site_area."""
    key = uuid.uuid4()
    divided = [site.share_ppm for site in project.sites if site.share_ppm is not None]
    parts = divided or site_shares([site.role for site in project.sites])
    sites = [
        _site(project, site) | {"project_id": key, "share_ppm": share, "is_synthetic": is_synthetic}
        for site, share in zip(project.sites, parts, strict=True)
    ]
    touched: list[Row] = []
    for site, row in zip(project.sites, sites, strict=True):
        areas = _areas(site, places)
        row["area_code"] = main_area(areas)
        touched += [
            {"site_id": row["id"], "project_id": key, "area_code": code, "share_ppm": share}
            for code, share in areas.items()
        ]
    named = project.model_dump(exclude={"sites"}) | {
        "id": key, "is_synthetic": is_synthetic, "class_": class_of(project.state, project.class_),
        "area_codes": sorted({row["area_code"] for row in touched}),
    }  # fmt: skip
    return [named], sites, touched


def _site(project: ProjectIn, site: SiteIn) -> Row:
    if site.geom is not None:
        refuse_damaged(site.geom, f"โครงการ {project.reference} (project {project.reference})")
    geom = None if site.geom is None else from_shape(site.geom, SRID)
    return {"id": uuid.uuid4(), "geom": geom, "role": site.role, "precision": site.precision}


def _areas(site: SiteIn, places: Locator) -> dict[str, int]:
    weights = {} if site.geom is None else places.weights(site.geom)
    return shares(weights) if weights else {}
