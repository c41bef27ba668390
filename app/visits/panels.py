"""From projects to a visit: the page of a project leads to one with it as a stop, the list to one of what is ticked."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.visits.queries import gone_to
from app.visits.rules import MOST_STOPS
from app.web.panels import Content, Panel

MOST_OFFERED = 40


def of_project(_request: Request, _session: Session, _viewer: Viewer, reference: str) -> Content | None:
    """A way to begin a visit with this project."""
    return {"reference": reference}


def of_list(_request: Request, session: Session, viewer: Viewer, references: str) -> Content | None:
    """The first of the projects in the list that have a place, to be ticked."""
    wanted = [one for one in references.split(",") if one][: 5 * MOST_OFFERED]
    offered = gone_to(session, wanted, viewer=viewer) if wanted else []
    if not offered:
        return None
    return {"offered": offered[:MOST_OFFERED], "most": MOST_STOPS}


PANELS = (
    Panel("projects.detail", 90, "visits/panels/project.html", of_project, place="aside"),
    Panel("projects.list", 90, "visits/panels/projects.html", of_list),
)
