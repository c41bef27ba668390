"""Pages that are read: the year, its lines, what lapses, who is inside the ceiling, and tables to take away."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.budgets import exports
from app.budgets.asking import Year
from app.budgets.curves import strokes, x_of, y_of
from app.budgets.models import Ceiling
from app.budgets.pages.addresses import WORDS, may, names
from app.budgets.queries import lines as lines_of
from app.budgets.queries import past, reports
from app.budgets.queries.reports import Money
from app.budgets.rules import Table
from app.budgets.views import asked_on
from app.core.calendar import fiscal_quarter, fiscal_year
from app.core.permissions import Permission
from app.core.workbooks import XLSX
from app.web.as_of import AsOf
from app.web.dependencies import Database, Identified, Viewing
from app.web.templating import kept_by, render
from app.web.words import language_of
from gis.access import Read
from gis.layer import Text

router = APIRouter(prefix="/budgets")
Asked = Annotated[str, Query(max_length=63)]
Page = Annotated[int, Query(ge=1, le=10_000)]
LineId = Annotated[uuid.UUID, Path()]
Form = Literal["xlsx", "csv"]
AT_RISK = ("past", "will_lapse", "watch")


@router.get("")
def budgets(
    request: Request, session: Database, viewer: Viewing, identity: Identified, as_of: AsOf, year: Year = None
) -> Response:
    """A fiscal year: totals by phase, source and class, the curve against its targets, where the money lies."""
    day = asked_on(session, as_of)
    year = year or fiscal_year(day)
    begun = 4 if fiscal_year(day) > year else fiscal_quarter(day) if fiscal_year(day) == year else 0
    points = reports.curve(session, year, viewer=viewer, quarters=begun)
    total, projects = reports.whole(session, year, viewer=viewer)
    return render(
        request, "budgets/budgets.html", year=year, day=day, total=total,
        projects=projects, years=sorted({year, *reports.years(session, viewer=viewer)}, reverse=True),
        by_source=reports.totals(session, year, "source", viewer=viewer),
        by_class=reports.totals(session, year, "class5", viewer=viewer), points=points, strokes=strokes(points),
        x_of=x_of, y_of=y_of, placed=reports.placed(session, year, viewer=viewer),
        lapsing=reports.lapsing(session, viewer=viewer, statuses=AT_RISK),
        may_record=identity.by is not None and identity.by.may(Permission.BUDGET_RECORD), named=_named(request),
        is_inside=Read.INTERNAL in viewer.classes, **names(session, viewer), **WORDS,
    )  # fmt: skip


def _named(request: Request) -> Callable[[Mapping[str, Money], Mapping[str, Text]], list[tuple[str, Money]]]:
    """Totals under what their keys are called, in the order of those."""
    language = language_of(request)
    return lambda totals, called: [
        (language.text(title), totals[key]) for key, title in called.items() if key in totals
    ]


@router.get("/lines")
def lines(
    request: Request, session: Database, viewer: Viewing, year: Year = None, source: Asked = "", project: Asked = "",
    page: Page = 1,
) -> Response:  # fmt: skip
    """Lines with their money by phase."""
    asked = {"year": year, "source": source or None, "project": project or None}
    counted = lines_of.counted(session, viewer=viewer, **asked)  # type: ignore[arg-type]
    rows = lines_of.lines(session, viewer=viewer, limit=lines_of.PAGE_SIZE,
                          offset=(page - 1) * lines_of.PAGE_SIZE, **asked)  # type: ignore[arg-type]  # fmt: skip
    return render(
        request, "budgets/lines.html", rows=rows, counted=counted, page=page, size=lines_of.PAGE_SIZE, year=year,
        source=source, project=project, years=reports.years(session, viewer=viewer), **names(session, viewer), **WORDS,
    )  # fmt: skip


@router.get("/lapse")
def lapse(request: Request, session: Database, viewer: Viewing, as_of: AsOf) -> Response:
    """What will lapse on 30 September, is to be watched, or was not settled by then."""
    day = asked_on(session, as_of)
    rows = reports.lapsing(session, viewer=viewer, statuses=AT_RISK)
    return render(
        request, "budgets/lapse.html", rows=rows, day=day, **names(session, viewer), **WORDS
    )


@router.get("/tiers")
def tiers(request: Request, session: Database, viewer: Viewing, as_of: AsOf, year: Year = None) -> Response:
    """Y1 and Y2 of a year by source, in the order of ranks, with the line of the ceiling."""
    year = year or fiscal_year(asked_on(session, None))
    rows = reports.ranked(session, year, viewer=viewer)
    years = sorted({year, *reports.years(session, viewer=viewer)}, reverse=True)
    kept = as_of is None or past.are_kept(session, Ceiling, year, as_of, viewer=viewer)
    return render(
        request, "budgets/tiers.html", rows=rows, year=year, years=years, is_kept=kept, **names(session, viewer), **WORDS
    )


@router.get("/{table}.{form}")
def exported(
    request: Request,
    session: Database,
    viewer: Viewing,
    table: Literal["lines", "events"],
    form: Form,
    year: Year = None,
) -> Response:
    """Lines or events of a year, or of all: the template of the import is what comes out here."""
    kind = Table(table)
    if kind is Table.LINES:
        rows = exports.lines_table(lines_of.lines(session, viewer=viewer, year=year))
    else:
        rows = exports.events_table(lines_of.events(session, viewer=viewer, year=year))
    return Response(
        exports.written(kind, rows, form), media_type=XLSX if form == "xlsx" else "text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{table}{"" if year is None else f"-{year}"}.{form}"',
                 "Cache-Control": kept_by(request)},
    )  # fmt: skip


@router.get("/lines/{line_id}")
def line(request: Request, session: Database, viewer: Viewing, identity: Identified, line_id: LineId) -> Response:
    """A line: its ledger with the balance after each event, its contracts, and what may be done."""
    found, project = lines_of.line_at(session, line_id, viewer=viewer)
    return render(
        request, "budgets/line.html", line=found, project=project, sums=lines_of.sums_of(session, line_id, viewer=viewer),
        ledger=lines_of.ledger(session, found, viewer=viewer), contracts=lines_of.contracts(session, found, viewer=viewer),
        may_record=may(session, identity.by, Permission.BUDGET_RECORD, line_id),
        may_pay=may(session, identity.by, Permission.EXPENSE_APPROVE, line_id), **names(session, viewer), **WORDS,
    )  # fmt: skip
