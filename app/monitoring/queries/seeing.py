"""The project to which something belongs, where the viewer may see it."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.projects.models import Project
from app.projects.queries import project_by_reference


def project_of(session: Session, project_id: uuid.UUID, *, viewer: Viewer) -> Project:
    """The project by its key, as ``projects`` shows it. Raises NotFound also when it is not for this viewer."""
    reference = session.scalars(select(Project.reference).where(Project.id == project_id)).one_or_none()
    return project_by_reference(session, reference or "", viewer=viewer)
