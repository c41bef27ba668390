"""Exports for programs (JSON)."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.exports import commands, queries
from app.exports.asking import sound, state_of
from app.exports.schemas import ExportIn
from app.web.dependencies import Acts, Database
from app.web.forms import PROVEN

router = APIRouter(prefix="/api/exports")
PRIVATE = {"Cache-Control": "private, no-store"}


@router.get("")
def exports(session: Database, by: Acts) -> Response:
    """What the position has asked for."""
    return _json({"exports": [state_of(each) for each in queries.exports(session, viewer=by.viewer)]})


@router.post("", dependencies=[PROVEN], status_code=201)
def ask(request: Request, session: Database, by: Acts, given: ExportIn) -> Response:
    """Ask for a file of a layer."""
    made = commands.ask_export(session, by=by, layer=sound(request, session, by, given), given=given)
    session.refresh(made)
    return _json(state_of(made), 201, {"Location": f"/exports/{made.id}"})


@router.get("/{export_id}")
def export(session: Database, by: Acts, export_id: uuid.UUID) -> Response:
    """How far it is, and what came of it."""
    return _json(state_of(queries.export_by_id(session, export_id, viewer=by.viewer)))


@router.delete("/{export_id}", dependencies=[PROVEN])
def cancel(session: Database, by: Acts, export_id: uuid.UUID) -> Response:
    """End the work, or throw its file away."""
    return _json(state_of(commands.cancel_export(session, by=by, export_id=export_id)))


def _json(told: dict[str, Any], status: int = 200, more: dict[str, str] | None = None) -> Response:
    return JSONResponse(told, status, {**PRIVATE, **(more or {})})
