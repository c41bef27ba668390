"""Pages of the audit log: the browser, one event, who could sign, and the public head of the chain."""

from __future__ import annotations

import uuid
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.audit import acts, commands, exports, kinds, queries, reading
from app.audit.rules import differences, shown
from app.audit.schemas import AskedSignatories
from app.core.authority import BASES
from app.core.authority import PUBLIC as EVERYBODY
from app.core.calendar import written_day
from app.core.permissions import SENTENCES
from app.web.dependencies import PUBLIC, Acts, Database
from app.web.forms import Form, filled
from app.web.templating import render
from app.web.words import language_of, today
from gis.access import Read
from gis.layer import Text

router = APIRouter(prefix="/audit")
MORE_FILTERS = ("position", "basis", "person", "kind", "object", "request")
UNKEPT = {"Cache-Control": "private, no-store"}
CLASSES: dict[Read, Text] = {
    Read.PUBLIC: Text(th="เปิดเผย", en="Public"),
    Read.INTERNAL: Text(th="ใช้ภายใน", en="Internal"),
    Read.PERSONAL: Text(th="ส่วนบุคคล", en="Personal"),
    Read.CONFIDENTIAL: Text(th="ลับ", en="Confidential"),
    Read.PERSONAL_CONFIDENTIAL: Text(th="ส่วนบุคคลและลับ", en="Personal and confidential"),
}
IN_POSITION: dict[str, Text] = {
    "substantive": Text(th="ในฐานะผู้ดำรงตำแหน่ง", en="as holder of"),
    "acting_for": Text(th="ในฐานะผู้รักษาราชการแทน", en="acting for the holder of"),
    "acting_in": Text(th="ในฐานะผู้รักษาการในตำแหน่ง", en="acting in the vacant post of"),
    "delegated": Text(th="ในฐานะผู้ปฏิบัติราชการแทน", en="by delegation of"),
}


@router.get("")
def log(request: Request, session: Database, by: Acts) -> Response:
    """The events that match the filters, the newest first."""
    reading.reader(by)
    form = reading.asked_of(request)
    found = reading.opened_page(session, by, form.value) if form.value else None
    return _page(
        request,
        "audit/log.html",
        status=200 if found else 400,
        form=form,
        found=found,
        chain=queries.chain(session, viewer=by.viewer),
        positions=_positions(request, session, by),
        address=lambda **page: f"/audit?{reading.with_page(request.query_params, **page)}",
        query=reading.with_page(request.query_params),
        is_filtered=bool(form.value and form.value.filters()),
        is_narrowed=any(form.given.get(name) for name in MORE_FILTERS),
    )


@router.get("/export.csv")
def export_csv(request: Request, session: Database, by: Acts) -> Response:
    """Everything that matches, for a spreadsheet."""
    text = exports.as_csv(_exported(request, session, by))
    return Response(text, headers=UNKEPT | _named("csv"), media_type="text/csv; charset=utf-8")


@router.get("/export.json")
def export_json(request: Request, session: Database, by: Acts) -> Response:
    """Everything that matches, for machines."""
    told = [exports.as_json(entry) for entry in _exported(request, session, by)]
    return JSONResponse({"count": len(told), "events": told}, headers=UNKEPT | _named("json"))


@router.get("/events/{event_id}")
def event(request: Request, session: Database, by: Acts, event_id: uuid.UUID) -> Response:
    """One event: who, on which ground, what, and the object before and after."""
    commands.open_log(session, by=by, filters={"event": str(event_id)})
    entry = queries.event(session, event_id, viewer=by.viewer)
    return _page(
        request,
        "audit/event.html",
        entry=entry,
        changes=differences(entry.event.before, entry.event.after),
        block=queries.block_of(session, entry.event.seq, viewer=by.viewer),
        chain=queries.chain(session, viewer=by.viewer),
    )


@router.get("/signatories")
def signatories(request: Request, session: Database, by: Acts) -> Response:
    """Who could use a power on a day, and who did."""
    reading.reader(by)
    is_asked = "permission" in request.query_params
    form: Form[AskedSignatories] = filled(AskedSignatories, dict(request.query_params)) if is_asked else _unasked()
    able, others = None, 0
    if form.value is not None:
        commands.open_log(session, by=by, filters={"signatories": form.value.permission})
        able, others = queries.who_could_sign(session, form.value, viewer=by.viewer)
    return _page(
        request,
        "audit/signatories.html",
        status=200 if form.value or not is_asked else 400,
        form=form,
        asked=form.value,
        able=able,
        others=others,
        positions=_positions(request, session, by),
        chain=queries.chain(session, viewer=by.viewer),
        SENTENCES=SENTENCES,
    )


@router.get("/head", dependencies=[PUBLIC])
def head(request: Request, session: Database) -> Response:
    """The head of the chain, for everybody to write down."""
    found = queries.heads(session, viewer=EVERYBODY)
    return _page(request, "audit/head.html", heads=found, chain=queries.chain(session, viewer=EVERYBODY))


def _positions(request: Request, session: Database, by: Acts) -> list[tuple[str, str]]:
    language = language_of(request)
    known = queries.positions(session, viewer=by.viewer)
    return [(number, f"{language.say(th, en)} ({number})") for number, th, en in known]


def _unasked() -> Form[AskedSignatories]:
    return Form({"on": written_day(today())})


def _exported(request: Request, session: Database, by: Acts) -> list[queries.Entry]:
    asked = reading.needed(reading.asked_of(request))
    found = queries.all_matching(session, asked, viewer=by.viewer)
    commands.export_log(session, by=by, filters=asked.filters(), rows=len(found))
    return found


def _named(ending: str) -> dict[str, str]:
    return {"Content-Disposition": f'attachment; filename="audit-{today().isoformat()}.{ending}"'}


def _page(request: Request, template: str, *, status: int = 200, **context: Any) -> Response:
    language = language_of(request)
    response = render(
        request,
        template,
        status=status,
        acts=acts, kinds=kinds,
        ACT_NAMES={code: act.name for code, act in acts.ACTS.items()},
        options=lambda table: [(str(key), language.text(title)) for key, title in table.items()],
        BASES=BASES,
        IN_POSITION=IN_POSITION,
        CLASSES=CLASSES,
        shown=shown,
        **context,
    )
    if not request.url.path.endswith("/head"):
        response.headers.update(UNKEPT)
    return response
