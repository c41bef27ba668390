"""The audit log as data: events, one event, who could sign, and the public head of the chain."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse

from app.audit import commands, queries, reading
from app.audit.exports import as_json
from app.audit.queries import Signed
from app.audit.schemas import AskedSignatories
from app.core.authority import PUBLIC as EVERYBODY
from app.core.errors import Invalid
from app.web.dependencies import PUBLIC, Acts, Database
from app.web.forms import filled

router = APIRouter(prefix="/api/audit")
UNKEPT = {"Cache-Control": "private, no-store"}


@router.get("")
def events(request: Request, session: Database, by: Acts) -> JSONResponse:
    """Events that match, the newest first, fifty at a time; ``older`` is the address of the next page."""
    reading.reader(by)
    found = reading.opened_page(session, by, reading.needed(reading.asked_of(request)))
    older = found.older and f"/api/audit?{reading.with_page(request.query_params, before=found.older)}"
    return JSONResponse(
        {"count": found.count, "older": older, "events": [as_json(entry) for entry in found.entries]}, headers=UNKEPT
    )


@router.get("/events/{event_id}")
def event(session: Database, by: Acts, event_id: uuid.UUID) -> JSONResponse:
    """One event."""
    commands.open_log(session, by=by, filters={"event": str(event_id)})
    return JSONResponse(as_json(queries.event(session, event_id, viewer=by.viewer)), headers=UNKEPT)


@router.get("/signatories")
def signatories(request: Request, session: Database, by: Acts) -> JSONResponse:
    """Who could use a power on a day, and how many acts each of them signed then."""
    reading.reader(by)
    form = filled(AskedSignatories, dict(request.query_params))
    if form.value is None:
        name, told = next(iter(form.errors.items()))
        raise Invalid(told.th, told.en, place=name)
    commands.open_log(session, by=by, filters={"signatories": form.value.permission})
    able, others = queries.who_could_sign(session, form.value, viewer=by.viewer)
    return JSONResponse({"signatories": [_line(each) for each in able], "signed_by_others": others}, headers=UNKEPT)


@router.get("/head", dependencies=[PUBLIC])
def head(session: Database) -> dict[str, Any]:
    """The head of the chain, to be kept by whoever wants to prove later that nothing before it was changed."""
    heads = queries.heads(session, viewer=EVERYBODY)
    return {"head": heads[0].as_json() if heads else None, "daily": [each.as_json() for each in heads]}


def _line(signed: Signed) -> dict[str, Any]:
    one = signed.signatory
    return {
        "position": one.position,
        "title_th": one.title_th,
        "title_en": one.title_en,
        "name": one.name_th,
        "basis": one.basis.value,
        "through": one.through_th,
        "order": one.order_no,
        "order_on": one.order_on.isoformat(),
        "from": one.first.isoformat(),
        "until": None if one.last is None else one.last.isoformat(),
        "signed": signed.times,
    }
