"""Acts that say where a project is: add a site, take one out, divide the project over them."""

from __future__ import annotations

import uuid

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import PUBLIC, Acting
from app.core.errors import Invalid, NotFound
from app.datasets.queries import locator
from app.projects.models import Project, Site, SiteArea
from app.projects.placing import site_rows
from app.projects.records import home_of, resources_of, to_change, touched
from app.projects.rules import Role
from app.projects.rules.shares import site_shares, site_shares_with
from app.projects.rules.states import Part
from app.projects.schemas import SharesIn, SiteIn

PROVINCE_DIGITS = 2


def add_site(session: Session, *, by: Acting, reference: str, given: SiteIn) -> uuid.UUID:
    """Add a place; the project is divided anew, equally over the sites of its works. Returns the site's id.

    Raises Forbidden for a place that touches an area outside the scope.
    """
    project = _to_change(session, by, reference)
    box = (-180.0, -90.0, 180.0, 90.0) if given.geom is None else given.geom.bounds
    row, touching = site_rows(project.id, reference, given, locator(session, viewer=PUBLIC, bounds=box))
    for resource in resources_of(project, {each["area_code"] for each in touching}):
        by.must(to_change(session, by, reference, Part.PLACES)[1], resource)
    if given.geom is None:
        row["area_code"] = _below_province(home_of(session, project.agency))
    session.execute(insert(Site), [row | {"share_ppm": 0, "is_synthetic": project.is_synthetic}])
    if touching:
        session.execute(insert(SiteArea), touching)
    _divide_equally(session, project)
    told = {"role": given.role.value, "precision": given.precision.value, "area": row["area_code"]}
    audit.record(session, by, "project.site_added", "project", reference, site=str(row["id"]), after=told)
    key: uuid.UUID = row["id"]
    return key


def remove_site(session: Session, *, by: Acting, reference: str, site_id: uuid.UUID) -> None:
    """Take a place out; what is left is divided anew."""
    project = _to_change(session, by, reference)
    gone = session.execute(
        delete(Site).where(Site.id == site_id, Site.project_id == project.id).returning(Site.role, Site.area_code)
    ).one_or_none()
    if gone is None:
        raise NotFound("ไม่มีที่ตั้งนี้", "There is no such place.")
    _divide_equally(session, project)
    audit.record(session, by, "project.site_removed", "project", reference, site=str(site_id),
                 before={"role": gone.role, "area": gone.area_code})  # fmt: skip


def divide_sites(session: Session, *, by: Acting, reference: str, given: SharesIn) -> None:
    """Give sites their shares of the project; those left out divide what is left. Raises Invalid where that is no whole."""
    project = _to_change(session, by, reference)
    sites = _sites(session, project)
    if set(given.shares) - {site.id for site in sites}:
        raise NotFound("ไม่มีที่ตั้งนี้", "There is no such place.", place="shares")
    try:
        parts = site_shares_with([Role(site.role) for site in sites], [given.shares.get(site.id) for site in sites])
    except ValueError:
        total = sum(given.shares.values())
        raise Invalid(
            f"สัดส่วนรวมได้ {total:,} ต้องรวมเป็น 1,000,000",
            f"The shares sum to {total:,}; they must sum to 1,000,000.",
            place="shares",
        ) from None
    _share(session, project, sites, parts)
    told = {str(site.id): part for site, part in zip(sites, parts, strict=True)}
    audit.record(session, by, "project.sites_divided", "project", reference, after=told)


def _to_change(session: Session, by: Acting, reference: str) -> Project:
    project, permission = to_change(session, by, reference, Part.PLACES)
    for resource in resources_of(project):
        by.must(permission, resource)
    return project


def _below_province(code: str | None) -> str | None:
    """Within which district what has no place is reckoned, for who may see it."""
    return code if code is not None and len(code) > PROVINCE_DIGITS else None


def _sites(session: Session, project: Project) -> list[Site]:
    asked = select(Site).where(Site.project_id == project.id).order_by(Site.added_at, Site.id)
    return list(session.scalars(asked.execution_options(populate_existing=True)))


def _divide_equally(session: Session, project: Project) -> None:
    sites = _sites(session, project)
    if sites:
        _share(session, project, sites, site_shares([Role(site.role) for site in sites]))
    codes = session.scalars(select(SiteArea.area_code).where(SiteArea.project_id == project.id).distinct())
    home = home_of(session, project.agency)
    project.area_codes = sorted(codes) or ([home] if home else [])
    touched(project)
    session.flush()


def _share(session: Session, project: Project, sites: list[Site], parts: list[int]) -> None:
    for site, part in zip(sites, parts, strict=True):
        session.execute(update(Site).where(Site.id == site.id).values(share_ppm=part))
    touched(project)
    session.flush()
