"""The first line: which projects, and which parts of them, a viewer may see. Row security holds the same below it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app.core.authority import Viewer
from app.organizations.models import Position
from app.projects.models import Project, SavedView, Site, SiteArea
from app.projects.rules.views import Sharing
from gis.access import Read

Code = ColumnElement[str] | InstrumentedAttribute[str] | InstrumentedAttribute[str | None]


def may_see(viewer: Viewer) -> ColumnElement[bool]:
    """The projects that a viewer may see: public ones, and those of his classes within his agencies and areas."""
    return or_(Project.class_ == Read.PUBLIC, and_(Project.class_.in_(sorted(viewer.classes)), *_scope(viewer)))


def knows_inside(viewer: Viewer) -> ColumnElement[bool]:
    """The projects of which he may see what is for officials alone: files, versions, what happened while proposed."""
    return and_(may_see(viewer), *_scope(viewer)) if Read.INTERNAL in viewer.classes else false()


def lies_within(viewer: Viewer, code: Code) -> ColumnElement[bool]:
    """Whether a part of a project lies in the viewer's areas; every part of a public project does."""
    return true() if viewer.areas is None else or_(Project.class_ == Read.PUBLIC, _begins(code, viewer.areas))


def sees_site(viewer: Viewer) -> ColumnElement[bool]:
    """Whether any part of a site lies in the viewer's areas: one over a border is seen from both sides of it, whole."""
    if viewer.areas is None:
        return true()
    part = exists().where(SiteArea.site_id == Site.id, _begins(SiteArea.area_code, viewer.areas))
    return or_(Project.class_ == Read.PUBLIC, _begins(Site.area_code, viewer.areas), part.correlate(Site))


def keeps(viewer: Viewer) -> ColumnElement[bool]:
    """The saved views of the position itself, deleted ones too."""
    return false() if viewer.position is None else SavedView.position_number == viewer.position


def may_find(viewer: Viewer) -> ColumnElement[bool]:
    """The own saved views, and those shared with everybody in office or with the own organisation."""
    if viewer.position is None or Read.INTERNAL not in viewer.classes:
        return keeps(viewer)
    home = select(Position.organization_code).where(Position.number == viewer.position).scalar_subquery()
    fellows = select(Position.number).where(Position.organization_code == home)
    shared = or_(
        SavedView.sharing == Sharing.OFFICE,
        and_(SavedView.sharing == Sharing.ORGANISATION, SavedView.position_number.in_(fellows)),
    )
    return or_(keeps(viewer), and_(SavedView.deleted_at.is_(None), shared))


def _scope(viewer: Viewer) -> list[ColumnElement[bool]]:
    scope: list[ColumnElement[bool]] = []
    if viewer.agencies is not None:
        scope.append(Project.agency.in_(sorted(viewer.agencies)))
    if viewer.areas is not None:
        code = func.unnest(Project.area_codes).column_valued("code")
        scope.append(select(code).where(_begins(code, viewer.areas)).exists())
    return scope


def _begins(code: Code, areas: frozenset[str]) -> ColumnElement[bool]:
    # `false` first: no area at all must show nothing, and an empty OR would be left out
    return or_(false(), *(code.startswith(area) for area in sorted(areas)))
