"""The act that keeps what a committee made of a proposal."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.permissions import Permission
from app.core.records import change
from app.projects.models import Project
from app.projects.records import held, resources_of, touched
from app.projects.rules.dossier import Priority


def prioritise_project(
    session: Session, *, by: Acting, reference: str, priority: Priority, rank: int | None, reason: str | None = None
) -> Project:
    """Say that a project lies within the ceiling, above it or outside the list, and at which rank."""
    by.must(Permission.PROJECT_DECIDE)
    project = held(session, by, reference)
    for resource in resources_of(project):
        by.must(Permission.PROJECT_DECIDE, resource)
    told = change(project, {"priority": priority.value, "rank": rank})
    touched(project)
    audit.record(session, by, "project.prioritised", "project", reference, reason=reason, **told)
    return project
