"""Pages of queries: the editor with the views, a run and its answer, and the queries that are kept."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.core.authority import Acting
from app.queries import exports
from app.queries.answers import EXACT, REAL, WHOLE, Table, unpacked
from app.queries.asking import analyst, answered, is_running, told_of
from app.queries.commands import change_query, delete_query, keep_query, stop_run
from app.queries.drawing import MANY, drawing
from app.queries.queries import Kept, run_of, runs, saved_queries, saved_query, titles, views
from app.queries.rules import MOST_LETTERS, MOST_TITLE, PAGE, SHARINGS, STATES, Sharing, line_of, marked
from app.queries.running import opened, run
from app.queries.schemas import QueryChange, QueryIn, StatementIn
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import tried
from app.web.templating import render, svg
from gis.layer import Text

router = APIRouter(prefix="/queries")
FIRST = "SELECT name_th, name_en, code\nFROM districts\nORDER BY code"
"""What stands in the editor when nothing was chosen."""
NUMBERS = WHOLE | REAL | {EXACT}
NO_FORM: Form[StatementIn] = Form()


@router.get("")
def queries(request: Request, session: Database, by: Acts, view: str = "") -> Response:
    """The editor, the saved queries, the last runs and the views."""
    analyst(by)
    return _editor(request, session, by, NO_FORM, _sample(session, request, by, view))


@router.post("/runs")
async def run_statement(request: Request, by: Acts, given: Submitted) -> Response:
    """Run a statement, and show what came of it."""
    analyst(by)
    form = filled(StatementIn, given)
    if form.value is None:
        return await run_in_threadpool(_sent_back, request, by, form)
    return RedirectResponse(f"/queries/runs/{await run(request, by, form.value)}", 303)


@router.get("/runs/{run_id}")
def run_page(
    request: Request, session: Database, by: Acts, run_id: uuid.UUID, page: Annotated[int, Query(ge=1, le=1000)] = 1
) -> Response:
    """A run: its statement, and its answer as table and map, or why there is none."""
    analyst(by)
    found = run_of(session, run_id, viewer=by.viewer)
    told, table = told_of(found), unpacked(found.answer) if found.answer else None
    return render(
        request, "queries/run.html", run=found, told=told, table=table, is_running=is_running(found), page=page,
        pages=-(-len(table.rows) // PAGE) if table else 0, shown=_page(table, page) if table else (),
        number_from=(page - 1) * PAGE + 1, drawn=_drawn(request, session, by, table), most_drawn=MANY,
        where=marked(found.statement, told.at if told else None),
        line=line_of(found.statement, told.at) if told and told.at else None,
        seconds=(found.ended_at - found.started_at).total_seconds() if found.ended_at else None,
        most_letters=MOST_LETTERS, form=NO_FORM, statement=found.statement, forms_of=tuple(exports.Form),
        limits=request.app.state.analysts.limits, titles=titles(request.app.state.catalog, viewer=by.viewer), numbers=NUMBERS,
    )  # fmt: skip


@router.get("/runs/{run_id}/answer.{form}")
def run_file(session: Database, by: Acts, run_id: uuid.UUID, form: exports.Form) -> Response:
    """The answer as a file."""
    return exports.file_of(*answered(session, by, run_id), form)


@router.post("/runs/{run_id}/stop")
def run_stop(session: Database, by: Acts, run_id: uuid.UUID, _given: Submitted) -> Response:
    """Stop a run."""
    stop_run(session, by=by, run_id=run_id)
    return RedirectResponse(f"/queries/runs/{run_id}", 303)


@router.get("/saved/new")
def query_new(request: Request, session: Database, by: Acts, run: uuid.UUID | None = None) -> Response:
    """The form of a query to keep; from a run, with its statement."""
    analyst(by)
    statement = run_of(session, run, viewer=by.viewer).statement if run else FIRST
    return _query_form(request, Form(), statement)


@router.post("/saved/new")
def query_keep(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Keep a query."""
    analyst(by)
    made: list[uuid.UUID] = []
    form = tried(session, filled(QueryIn, given), lambda value: made.append(keep_query(session, by=by, given=value).id))
    return _query_form(request, form, "") if form.errors else RedirectResponse(f"/queries/saved/{made[0]}", 303)


@router.get("/saved/{query_id}")
def query_page(request: Request, session: Database, by: Acts, query_id: uuid.UUID) -> Response:
    """A saved query, to be run."""
    analyst(by)
    kept = saved_query(session, query_id, viewer=by.viewer)
    return _editor(request, session, by, NO_FORM, kept.query.statement, kept)


@router.get("/saved/{query_id}/edit")
def query_edit(request: Request, session: Database, by: Acts, query_id: uuid.UUID) -> Response:
    """The form of a saved query."""
    analyst(by)
    kept = saved_query(session, query_id, viewer=by.viewer)
    return _query_form(request, Form(), kept.query.statement, kept)


@router.post("/saved/{query_id}/edit")
def query_change(
    request: Request, session: Database, by: Acts, query_id: uuid.UUID, given: Submitted
) -> Response:  # fmt: skip
    """Change a saved query."""
    analyst(by)
    kept = saved_query(session, query_id, viewer=by.viewer)
    form = tried(
        session, filled(QueryChange, given), lambda value: change_query(session, by=by, query_id=query_id, given=value)
    )
    if form.errors:
        return _query_form(request, form, "", kept)
    return RedirectResponse(f"/queries/saved/{query_id}", 303)


@router.post("/saved/{query_id}/delete")
def query_delete(session: Database, by: Acts, query_id: uuid.UUID, _given: Submitted) -> Response:
    """Delete a saved query."""
    delete_query(session, by=by, query_id=query_id)
    return RedirectResponse("/queries", 303)


def _sent_back(request: Request, by: Acting, form: Form[StatementIn]) -> Response:
    """The editor with what was wrong."""
    with opened(request.app.state.analysts, by.viewer) as session:
        return _editor(request, session, by, form, str(form.given.get("statement", "")))


def _editor(
    request: Request, session: Session, by: Acting, form: Form[StatementIn], statement: str, kept: Kept | None = None
) -> Response:  # fmt: skip
    saved = saved_queries(session, viewer=by.viewer)
    return render(
        request, "queries/queries.html", status=422 if form.errors else 200, form=form, statement=statement, kept=kept,
        own=[one for one in saved if one.is_own], shared=[one for one in saved if not one.is_own],
        runs=runs(session, viewer=by.viewer), views=views(session, request.app.state.catalog, viewer=by.viewer),
        is_running=is_running, STATES=STATES, SHARINGS=SHARINGS, most_letters=MOST_LETTERS,
        limits=request.app.state.analysts.limits,
    )  # fmt: skip


def _sample(session: Session, request: Request, by: Acting, view: str) -> str:
    """A statement to begin with: of a view that was chosen, its first columns."""
    known = {one.name: one for one in views(session, request.app.state.catalog, viewer=by.viewer)}
    if view not in known:
        return FIRST
    names = [column.name for column in known[view].columns if column.type != "geometry"]
    return f"SELECT {', '.join(names[:6])}\nFROM {view}\nLIMIT 100"


def _page(table: Table, page: int) -> list[list[Any]]:
    """The rows of a page; of a geometry only what it is."""
    places = {n for n, column in enumerate(table.columns) if column.type in ("geometry", "geography")}
    first = (page - 1) * PAGE
    return [
        [table.kind_of(value) if n in places else value for n, value in enumerate(row)]
        for row in table.rows[first : first + PAGE]
    ]


def _drawn(request: Request, session: Session, by: Acting, table: Table | None) -> Any:
    made = drawing(request, session, by.viewer, table) if table else None
    return svg(made) if made else None


def _query_form(request: Request, form: Form[Any], statement: str, kept: Kept | None = None) -> Response:
    options: list[tuple[Sharing, Text]] = list(SHARINGS.items())
    return render(
        request, "queries/query.html", status=422 if form.errors else 200, form=form, statement=statement, kept=kept,
        options=options, most_letters=MOST_LETTERS, most_title=MOST_TITLE,
    )  # fmt: skip
