"""What budgets show on the pages of others: on a project its money, on a place the money that lies in it."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.budgets.queries import lines, places, reports
from app.budgets.views import PHASES as FIELDS
from app.budgets.views import asked_on
from app.budgets.words import PHASES
from app.core.authority import Viewer
from app.core.calendar import fiscal_year
from app.web.panels import Content, Panel

PROVINCE_DIGITS = 2


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
    """An area's money by source, year and phase, and beside it what of the whole lies in no area; None for odd codes."""
    if not code.isdecimal():
        return None
    rows = places.in_area(session, code, viewer=viewer)
    year = rows[0]["fiscal_year"] if rows else fiscal_year(asked_on(session, None))
    by_year = [(of, list(each)) for of, each in groupby(rows, key=lambda row: row["fiscal_year"])]
    return {
        "years": [(of, each, {name: sum(row[name] for row in each) for name in places.MEASURED}) for of, each in by_year],
        "sources": reports.source_names(session, viewer=viewer), "year": year,
        "placed": reports.placed(session, year, viewer=viewer), "code": code, "is_whole": len(code) == PROVINCE_DIGITS,
    }  # fmt: skip


PANELS = (
    Panel("projects.detail", 20, "budgets/panels/project.html", of_project),
    Panel("places.place", 20, "budgets/panels/place.html", of_place, place="aside"),
)
