"""Of which projects it is not known what they said on a past day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.projects.models import Past, Project
from app.projects.sight import may_see

FOUND = "found"


def unkept(session: Session, on: date | None, *, viewer: Viewer) -> dict[str, date]:
    """The projects that may have said something else on a day, before the keeping began: since when it is kept, by reference.

    They are shown as they first were known.
    """
    if on is None:
        return {}
    asked = select(Project.reference, Past.until).join(Past, Past.project_id == Project.id)
    rows = session.execute(asked.where(Past.part == FOUND, Past.until > on, may_see(viewer)))
    return {row[0]: row[1] for row in rows}
