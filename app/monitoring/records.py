"""What acts on monitoring need of the tables before they write: the project that is meant, and whom to ask about it."""

from __future__ import annotations

import uuid

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.authority import Acting, Resource
from app.core.errors import Conflict, NotFound
from app.monitoring.models import Asset, Milestone
from app.monitoring.queries.lights import Owed
from app.monitoring.rules import MONITORED
from app.organizations.rules import ANYWHERE
from app.projects.models import Project
from app.projects.queries import project_by_reference
from app.projects.rules import State
from gis.access import Read

NOWHERE = ""
"""An area that lies in no scope but the whole."""


def held_project(session: Session, by: Acting, reference: str) -> Project:
    """The project that the actor may know, locked so that reports on it come one after the other. Raises NotFound."""
    found = project_by_reference(session, reference, viewer=by.viewer)
    session.scalars(select(Project.id).where(Project.id == found.id).with_for_update(key_share=True)).one()
    return found


def resource_of(by: Acting, project: Project | Owed, made_by: uuid.UUID | None = None) -> Resource:
    """What the authority is asked about: the agency, the class, and an area that is outside the scope where there is one.

    A project without an agency or without a place is nobody's whose power ends at an agency or an area.
    """
    areas = by.powers.areas
    outside = (code for code in project.area_codes if areas is not None and not code.startswith(tuple(areas)))
    within = project.area_codes[0] if project.area_codes else NOWHERE
    return Resource(project.agency or ANYWHERE, next(outside, within), Read(project.class_), made_by=made_by)


def refuse_unmonitored(project: Project) -> None:
    """Raises Conflict for what is still proposed, and for what was stopped."""
    if State(project.state) not in MONITORED:
        raise Conflict(
            "ติดตามได้เฉพาะโครงการที่ได้รับงบประมาณแล้วและยังไม่ยกเลิก",
            "Only funded projects that were not cancelled are monitored.",
        )


def held_asset(session: Session, by: Acting, asset_id: uuid.UUID) -> tuple[Asset, Project]:
    """The asset, locked, with its project as the actor may know it. Raises NotFound."""
    asset = session.scalars(select(Asset).where(Asset.id == asset_id).with_for_update(key_share=True)).one_or_none()
    if asset is None:
        raise NotFound("ไม่มีสินทรัพย์นี้", "There is no such asset.")
    reference = session.scalars(select(Project.reference).where(Project.id == asset.project_id)).one_or_none()
    return asset, project_by_reference(session, reference or "", viewer=by.viewer)


def next_number(session: Session, table: type[Milestone] | type[Asset], project_id: uuid.UUID) -> int:
    """One more than the highest number of a project."""
    last = session.scalar(select(func.max(table.number)).where(table.project_id == project_id))
    return (last or 0) + 1
