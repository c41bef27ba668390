"""JSON of the pages that belong to no single slice: the report of an area, and what needs eyes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from app.budgets.queries.places import in_area
from app.budgets.queries.reports import placed
from app.core.authority import Viewer
from app.core.calendar import fiscal_year
from app.core.errors import Invalid
from app.core.records import today
from app.indicators.queries.areas import Measured, measured_in
from app.overview.queries import areas as asked_of
from app.overview.queries.exceptions import findings
from app.overview.rules import Compared, on_day
from app.overview.schemas import Line
from app.places.queries import area_at
from app.web.as_of import AsOf
from app.web.dependencies import Database, Viewing
from app.web.templating import kept_by
from gis.layer import Text

router = APIRouter(prefix="/api/overview")


@router.get("/areas/{code}")
def area_report(request: Request, session: Database, viewer: Viewing, code: str, as_of: AsOf) -> Response:
    """What the page of an area tells, as of a day: money, projects, indicators, and the areas beside it."""
    area = area_at(session, code, viewer=viewer, on=as_of)
    if not code.isdecimal():
        raise Invalid("รายงานพื้นที่มีเฉพาะเขตการปกครอง", "Only administrative areas have a report.", place="code")
    day = as_of or today(session)
    year = fiscal_year(day)
    found = asked_of.around(session, area, year, viewer=viewer)
    told = {
        "code": area.code, "level": area.level, "name_th": area.name_th, "name_en": area.name_en,
        "as_of": day.isoformat(), "fiscal_year": year, **_money(session, viewer, code, year),
        "projects": [_project(one) for one in asked_of.projects_in(session, code, viewer=viewer)],
        "indicators": [_measured(one) for one in measured_in(session, code, viewer=viewer, known=as_of, on=as_of)],
        "here": _compared(found.here) if found else None,
        "neighbours": [_compared(one) for one in found.neighbours] if found else [],
        "peers": [_compared(one) for one in found.peers] if found else [],
    }  # fmt: skip
    return JSONResponse(told, headers={"Cache-Control": kept_by(request), "Vary": "Cookie"})


@router.get("/exceptions")
def what_needs_eyes(request: Request, session: Database, viewer: Viewing, as_of: AsOf) -> Response:
    """Each finding with its rule, its count and all its lines; where a past day does not tell, why (``unknown``), no count."""
    now = as_of or today(session)
    told = [
        {"key": one.key, "title": _text(one.title), "rule": _text(one.rule), "count": None if one.unknown else one.count,
         "baht": one.baht, "href": on_day(one.href, as_of), "lines": [_line(line, as_of) for line in one.lines],
         "unknown": None if one.unknown is None else _text(one.unknown)}
        for one in findings(session, now, viewer=viewer, then=as_of is not None)
    ]  # fmt: skip
    body = {"as_of": now.isoformat(), "findings": told}
    return JSONResponse(body, headers={"Cache-Control": kept_by(request), "Vary": "Cookie"})


def _line(one: Line, as_of: date | None) -> dict[str, Any]:
    return {"title": _text(one.title), "href": on_day(one.href, as_of), "note": _text(one.note), "baht": one.baht}


def _text(one: Text) -> dict[str, str]:
    return {"th": one.th, "en": one.en}


def _money(session: Session, viewer: Viewer, code: str, year: int) -> dict[str, Any]:
    whole = placed(session, year, viewer=viewer)
    return {"money": [dict(row) for row in in_area(session, code, viewer=viewer)],
            "whole_year_baht": {**asdict(whole), "total": whole.total}}  # fmt: skip


def _project(one: asked_of.Listed) -> dict[str, Any]:
    found = one.standing
    return {
        "reference": one.project.reference, "title_th": one.project.title_th, "title_en": one.project.title_en,
        "state": one.project.state, "first_year": one.project.first_year, "last_year": one.project.last_year,
        "light": None if one.light is None else one.light.value, "received_here_baht": one.received,
        "planned_pct": found.planned_pct if found else None, "actual_pct": found.actual_pct if found else None,
    }  # fmt: skip


def _measured(one: Measured) -> dict[str, Any]:
    return {
        "code": one.indicator.code, "values": {str(year): each.value for year, each in sorted(one.years.items())},
        "province": one.around.value if one.around else None, "target": None if one.target is None else float(one.target),
        "reached_pct": one.reached, "light": one.light.value,
    }  # fmt: skip


def _compared(one: Compared) -> dict[str, Any]:
    return {**asdict(one), "per_head": one.per_head}
