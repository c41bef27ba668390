"""A project by its reference, its places, and the projects of an area."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, cast, func, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.projects import sight
from app.projects.models import Project, Site, SiteArea
from app.projects.rules import WHOLE_PPM, largest_remainder
from app.projects.schemas import ProjectInArea

PRODUCT = cast(Site.share_ppm, BigInteger) * SiteArea.share_ppm
"""A site's share of its project times an area's share of the site, in parts of a million million."""


def project_by_reference(session: Session, reference: str, *, viewer: Viewer) -> Project:
    """The project with this reference. Raises NotFound also when it is not for this viewer."""
    asked = select(Project).where(Project.reference == reference, sight.may_see(viewer))
    project = session.scalars(asked).one_or_none()
    if project is None:
        raise NotFound(
            f"ไม่มีโครงการรหัส {reference} ตรวจรหัสหรือค้นหาจากชื่อโครงการ",
            f"There is no project {reference}; check the reference or search by title.",
        )
    return project


def sites_of(session: Session, project: Project, *, viewer: Viewer) -> list[Site]:
    """The sites of a project that the viewer may see, the largest share first."""
    asked = (
        select(Site)
        .join(Project, Project.id == Site.project_id)
        .where(Site.project_id == project.id, sight.may_see(viewer), sight.sees_site(viewer))
        .order_by(Site.share_ppm.desc(), Site.id)
    )
    return list(session.scalars(asked))


def areas_of(session: Session, project: Project, *, viewer: Viewer) -> dict[str, int]:
    """The share of a project in each subdistrict that its sites touch, in parts of a million, by code."""
    shared = (
        select(SiteArea.area_code, func.sum(PRODUCT))
        .join(Site, Site.id == SiteArea.site_id)
        .join(Project, Project.id == Site.project_id)
        .where(Site.project_id == project.id, sight.may_see(viewer), sight.lies_within(viewer, SiteArea.area_code))
        .group_by(SiteArea.area_code)
        .order_by(SiteArea.area_code)
    )
    products = {code: int(product) for code, product in session.execute(shared)}
    located = round(sum(products.values()) / WHOLE_PPM)
    return dict(zip(products, largest_remainder(list(products.values()), located), strict=True)) if located else {}


def projects_in_area(session: Session, code: str, *, viewer: Viewer) -> list[ProjectInArea]:
    """Projects that touch an area or lie in it: the newest year first, then by reference.

    `code` is official: every subdistrict whose code begins with it belongs to the area.
    """
    columns = [getattr(Project, name) for name in ProjectInArea.model_fields if name != "share_ppm"]
    touching = (
        select(*columns, cast(func.round(func.sum(PRODUCT) / WHOLE_PPM), Integer).label("share_ppm"))
        .join(Site, Site.project_id == Project.id)
        .join(SiteArea, SiteArea.site_id == Site.id)
        .where(SiteArea.area_code.startswith(code, autoescape=True), sight.may_see(viewer))
        .where(sight.lies_within(viewer, SiteArea.area_code))
        .group_by(Project.id)
        .order_by(Project.fiscal_year.desc(), Project.reference)
    )
    return [ProjectInArea.model_validate(dict(row)) for row in session.execute(touching).mappings()]
