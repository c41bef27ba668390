"""Queries for programs: run a statement, read the answer, the views, and the queries that are kept (JSON)."""

from __future__ import annotations

import json
import uuid
from typing import Any

import shapely
from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from app.core.authority import Acting
from app.queries import exports
from app.queries.answers import GEOMETRIES, Table, Value, unpacked
from app.queries.asking import analyst, answered, is_running, told_of
from app.queries.commands import change_query, delete_query, keep_query, stop_run
from app.queries.models import Run
from app.queries.queries import Kept, run_of, runs, saved_queries, saved_query, views
from app.queries.rules import line_of
from app.queries.running import Desk, opened, run
from app.queries.schemas import QueryChange, QueryIn, StatementIn
from app.web.dependencies import Acts, Database
from app.web.forms import PROVEN
from gis.layer import Text

router = APIRouter(prefix="/api/queries")
UNKEPT = {"Cache-Control": "private, no-store"}


@router.get("")
def queries(session: Database, by: Acts) -> Response:
    """The saved queries, and the last runs of the position without their rows."""
    analyst(by)
    return _json(
        {
            "saved": [_kept(one) for one in saved_queries(session, viewer=by.viewer)],
            "runs": [_run(one) for one in runs(session, viewer=by.viewer)],
        }
    )


@router.post("", dependencies=[PROVEN], status_code=201)
def query_keep(session: Database, by: Acts, given: QueryIn) -> Response:
    """Keep a query."""
    made = keep_query(session, by=by, given=given)
    return _json({"id": str(made.id), "version": made.version}, 201)


@router.get("/views")
def published_views(request: Request, session: Database, by: Acts) -> Response:
    """The views that may be asked, with columns, types and titles."""
    analyst(by)
    found = views(session, request.app.state.catalog, viewer=by.viewer)
    return _json(
        {
            "views": [
                {
                    "name": view.name,
                    "title": _text(view.title),
                    "columns": [
                        {"name": one.name, "type": one.type, "title": _text(one.title), "unit": _text(one.unit)}
                        for one in view.columns
                    ],
                }
                for view in found
            ]
        }
    )


@router.post("/runs", dependencies=[PROVEN], responses={422: {"description": "Why the run has no rows"}})
async def run_statement(request: Request, by: Acts, given: StatementIn) -> Response:
    """Run a statement and give the answer: 200 with rows, 422 with the reason why there are none."""
    run_id = await run(request, by, given)
    return await run_in_threadpool(_ended, request.app.state.analysts, by, run_id)


@router.get("/runs/{run_id}")
def run_answer(session: Database, by: Acts, run_id: uuid.UUID) -> Response:
    """A run of the position with its rows, as long as it is kept."""
    analyst(by)
    return _told(run_of(session, run_id, viewer=by.viewer))


@router.get("/runs/{run_id}/answer.{form}")
def run_file(session: Database, by: Acts, run_id: uuid.UUID, form: exports.Form) -> Response:
    """The answer as a file."""
    return exports.file_of(*answered(session, by, run_id), form)


@router.post("/runs/{run_id}/stop", dependencies=[PROVEN], status_code=202)
def run_stop(session: Database, by: Acts, run_id: uuid.UUID) -> Response:
    """Ask that a run ends."""
    stop_run(session, by=by, run_id=run_id)
    return _json({"id": str(run_id)}, 202)


@router.get("/saved/{query_id}")
def query(session: Database, by: Acts, query_id: uuid.UUID) -> Response:
    """One saved query."""
    analyst(by)
    return _json(_kept(saved_query(session, query_id, viewer=by.viewer)))


@router.put("/saved/{query_id}", dependencies=[PROVEN])
def query_change(session: Database, by: Acts, query_id: uuid.UUID, given: QueryChange) -> Response:
    """Change a saved query."""
    made = change_query(session, by=by, query_id=query_id, given=given)
    return _json({"id": str(made.id), "version": made.version})


@router.delete("/saved/{query_id}", dependencies=[PROVEN], status_code=204)
def query_delete(session: Database, by: Acts, query_id: uuid.UUID) -> Response:
    """Delete a saved query."""
    delete_query(session, by=by, query_id=query_id)
    return Response(status_code=204)


def _ended(desk: Desk, by: Acting, run_id: uuid.UUID) -> Response:
    with opened(desk, by.viewer) as session:
        return _told(run_of(session, run_id, viewer=by.viewer))


def _told(run: Run) -> Response:
    told = told_of(run)
    if told is None:
        table = unpacked(run.answer) if run.answer else None
        return _json(_run(run) | (_table(table) if table else {}))
    place = {"at": told.at, "line": line_of(run.statement, told.at)} if told.at else {}
    return _json(
        _run(run) | {"detail": f"{told.th} · {told.en}", "detail_th": told.th, "detail_en": told.en, **place}, 422
    )


def _run(run: Run) -> dict[str, Any]:
    return {
        "id": str(run.id), "statement": run.statement, "true_on": run.true_on.isoformat(),
        "state": "running" if is_running(run) else run.state,
        "started_at": run.started_at.isoformat(), "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        "row_count": run.rows, "cut": run.cut,
    }  # fmt: skip


def _table(table: Table) -> dict[str, Any]:
    places = {n for n, column in enumerate(table.columns) if column.type in GEOMETRIES}
    return {
        "columns": [{"name": column.name, "type": column.type} for column in table.columns],
        "rows": [[_shape(value) if n in places else value for n, value in enumerate(row)] for row in table.rows],
    }


def _shape(value: Value) -> Any:
    """A geometry as GeoJSON, in the system in which it was asked."""
    return None if value is None else json.loads(shapely.to_geojson(shapely.from_wkb(str(value))))


def _kept(kept: Kept) -> dict[str, Any]:
    query = kept.query
    return {
        "id": str(query.id), "title": query.title, "statement": query.statement, "sharing": query.sharing,
        "version": query.version, "changed_at": query.changed_at.isoformat(), "owner": _text(kept.owner),
        "is_own": kept.is_own,
    }  # fmt: skip


def _text(text: Text | None) -> dict[str, str] | None:
    return {"th": text.th, "en": text.en} if text else None


def _json(told: object, status: int = 200) -> Response:
    return JSONResponse(told, status, UNKEPT)
