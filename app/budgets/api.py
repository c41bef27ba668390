"""Budgets for programs: totals, lines with their ledger, what lapses, Y1 and Y2 (JSON)."""

from __future__ import annotations

import uuid
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query
from sqlalchemy import RowMapping
from starlette.responses import JSONResponse, Response

from app.budgets.asking import AsOf, Year, day_asked
from app.budgets.commands.events import approve_expense, record_event
from app.budgets.commands.lines import define_line
from app.budgets.queries import lines as lines_of
from app.budgets.queries import reports
from app.budgets.queries.lines import Booked
from app.budgets.rules import Kind
from app.budgets.schemas import EventIn, LineIn
from app.budgets.views import asked_on
from app.core.authority import Viewer
from app.core.calendar import fiscal_year
from app.core.records import plain
from app.core.reports import SEEN
from app.web.dependencies import Acts, Database, Viewing
from app.web.forms import PROVEN

router = APIRouter(prefix="/api/budgets")
Asked = Annotated[str, Query(max_length=63)]
EVENT = ("id", "kind", "amount_satang", "appropriation_year", "cash_year", "occurred_on", "document_no", "tier", "priority",
         "ground", "reverses", "pair", "by_position", "by_title", "note")  # fmt: skip


@router.get("")
def totals(session: Database, viewer: Viewing, year: Year = None, as_of: AsOf = "") -> Response:
    """An appropriation year: by phase in all, by source and class; by quarter; where it lies. Amounts in baht."""
    day = asked_on(session, day_asked(as_of))
    year = year or fiscal_year(day)
    whole, projects = reports.whole(session, year, viewer=viewer)
    return _json(viewer, {
        "appropriation_year": year, "true_on": day.isoformat(), "projects": projects, "total": dict(whole),
        "sources": {key: dict(value) for key, value in reports.totals(session, year, "source", viewer=viewer).items()},
        "classes": {key: dict(value) for key, value in reports.totals(session, year, "class5", viewer=viewer).items()},
        "quarters": [
            {"quarter": one.quarter, "obligated_baht": one.obligated_baht, "disbursed_baht": one.disbursed_baht,
             "targets": {measure.value: float(value) for measure, value in one.targets.items()}}
            for one in reports.curve(session, year, viewer=viewer)
        ],
        "placed": asdict(reports.placed(session, year, viewer=viewer)),
    })  # fmt: skip


@router.get("/lines")
def lines(session: Database, viewer: Viewing, year: Year = None, source: Asked = "", project: Asked = "") -> Response:
    """Lines with their money by phase, in baht."""
    rows = lines_of.lines(session, viewer=viewer, year=year, source=source or None, project=project or None)
    return _json(viewer, {"lines": [_row(row) for row in rows]})


@router.post("/lines", dependencies=[PROVEN], status_code=201)
def define(session: Database, by: Acts, given: LineIn) -> Response:
    """Open a line."""
    return JSONResponse({"id": str(define_line(session, by=by, given=given).id)}, 201)


@router.get("/lines/{line_id}")
def line(session: Database, viewer: Viewing, line_id: uuid.UUID) -> Response:
    """A line with its ledger; amounts of events in satang, as they are kept."""
    found, _ = lines_of.line_at(session, line_id, viewer=viewer)
    told = _row(lines_of.sums_of(session, line_id, viewer=viewer))
    return _json(viewer, told | {"events": [_event(one) for one in lines_of.ledger(session, found, viewer=viewer)]})


@router.post("/lines/{line_id}/events", dependencies=[PROVEN], status_code=201)
def record(session: Database, by: Acts, line_id: uuid.UUID, given: EventIn) -> Response:
    """Record an event; a payment is an expense that is approved. The amount in baht."""
    act = approve_expense if given.kind is Kind.DISBURSED else record_event
    return JSONResponse({"id": str(act(session, by=by, line_id=line_id, given=given).id)}, 201)


@router.get("/lapse")
def lapse(session: Database, viewer: Viewing, as_of: AsOf = "") -> Response:
    """What will lapse, is to be watched, or was not settled by 30 September."""
    day = asked_on(session, day_asked(as_of))
    rows = reports.lapsing(session, viewer=viewer, statuses=("past", "will_lapse", "watch"))
    return _json(viewer, {"true_on": day.isoformat(), "lines": [_row(row) for row in rows]})


@router.get("/tiers")
def tiers(session: Database, viewer: Viewing, year: Year = None) -> Response:
    """Y1 and Y2 of a year in the order of ranks, with the ceiling."""
    year = year or fiscal_year(asked_on(session, None))
    rows = reports.ranked(session, year, viewer=viewer)
    return _json(viewer, {"appropriation_year": year, "tiers": [_row(row) for row in rows]})


def _row(row: RowMapping) -> dict[str, Any]:
    hidden = {*SEEN, "project_id"}
    return {name: value if isinstance(value, float) else plain({name: value})[name]
            for name, value in row.items() if name not in hidden}  # fmt: skip


def _event(one: Booked) -> dict[str, Any]:
    told = plain({name: getattr(one.event, name) for name in EVENT})
    return told | {"contract": one.contract, "is_undone": one.undone, "free_satang": one.after.free}


def _json(viewer: Viewer, content: dict[str, Any]) -> Response:
    headers = {
        "Cache-Control": "no-cache" if viewer.is_public else "private, no-store",
        "Vary": "Cookie, Authorization",
    }
    return JSONResponse(content, headers=headers)
