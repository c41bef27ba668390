"""The first page: what of the home province needs eyes, and every layer that can be looked at."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting, Viewer
from app.core.calendar import fiscal_year, last_day_of
from app.core.records import today
from app.monitoring.queries.lights import standings
from app.monitoring.rules import Light, counted
from app.monitoring.words import WORDS
from app.overview.queries import exceptions
from app.overview.queries import home as queries
from app.overview.queries.changes import since_last_meeting
from app.overview.rules import on_day
from app.overview.waiting import waiting
from app.web import panels
from app.web.as_of import AsOf
from app.web.dependencies import Database, Identified, Viewing
from app.web.templating import render

router = APIRouter()
DAYS = 365


@router.get("/")
def home(request: Request, session: Database, viewer: Viewing, identity: Identified, as_of: AsOf) -> Response:
    """The first page, headed by what is found; without a home province the list of provinces, or how to begin."""
    settings = request.app.state.settings
    province = queries.home_province(session, settings.home_province, viewer=viewer)
    return render(
        request,
        "overview/home.html",
        province=province,
        provinces=[] if province else queries.provinces(session, viewer=viewer),
        panels=panels.filled(request, "overview.home", session, viewer, province.code) if province else [],
        layers=request.app.state.catalog.visible(viewer.visible()),
        **(_board(session, viewer, identity.by, as_of) if province else {}),
    )


@router.get("/overview/doubles")
def doubles(request: Request, session: Database, viewer: Viewing, as_of: AsOf) -> Response:
    """All groups of projects that may be one and the same."""
    return render(request, "overview/doubles.html", found=exceptions.doubles(session, viewer=viewer, then=as_of is not None))


def _board(session: Session, viewer: Viewer, by: Acting | None, as_of: date | None) -> dict[str, Any]:
    """What is found, and the three figures above it; as of a day nothing waits for anybody."""
    now, then = as_of or today(session), as_of is not None
    tally = counted(one.light for one in standings(session, viewer=viewer))
    found = exceptions.findings(session, now, viewer=viewer, then=then)
    end = last_day_of(fiscal_year(now))
    return {
        "waiting": waiting(session, by) if by is not None and not then else None,
        "found": [one for one in found if one.count], "unkept": [one for one in found if one.unknown is not None],
        "clear": [one for one in found if not one.count and one.unknown is None],
        "on_day": lambda href: on_day(href, as_of), "now": now, "since": since_last_meeting(session, now, viewer=viewer),
        "tally": tally, "total": sum(tally.values()), "late": tally[Light.LATE],
        "quarter": exceptions.quarter(session, now, viewer=viewer, then=then), "end": end, "days_left": (end - now).days,
        "passed": max(0, DAYS - (end - now).days), "lapse": next(one for one in found if one.key == "money-will_lapse"),
        **WORDS,
    }  # fmt: skip
