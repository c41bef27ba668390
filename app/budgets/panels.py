"""What budgets show on the pages of others: on a project its money, on a place the money that lies in it."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.budgets.queries import lines, reports
from app.budgets.views import PHASES as FIELDS
from app.budgets.words import PHASES
from app.core.authority import Viewer
from app.web.panels import Content, Panel


def of_project(_request: Request, session: Session, viewer: Viewer, reference: str) -> Content | None:
    """A project's money by source, year and phase, and what it lacks; None where there is neither."""
    rows = reports.of_project(session, reference, viewer=viewer)
    gaps = lines.gaps(session, reference, viewer=viewer)
    if not rows and not gaps:
        return None
    return {
        "reference": reference, "rows": rows, "total": {name: sum(row[name] for row in rows) for name in FIELDS},
        "gaps": gaps, "PHASES": PHASES, "sources": reports.source_names(session, viewer=viewer),
        "classes": reports.class_names(session, viewer=viewer),
    }  # fmt: skip


def of_place(_request: Request, session: Session, viewer: Viewer, code: str) -> Content | None:
    """What an area received, bound and paid by year; None where no money lies in it."""
    rows = reports.in_area(session, code, viewer=viewer)
    return {"rows": rows} if rows else None


PANELS = (
    Panel("projects.detail", 20, "budgets/panels/project.html", of_project),
    Panel("places.place", 40, "budgets/panels/place.html", of_place),
)
