"""Pages of exports: what the position has asked for, how far each is, and its file."""

from __future__ import annotations

import base64
import uuid
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import FileResponse, RedirectResponse, Response

from app.briefs.areas import areas_told
from app.briefs.atlas import codes_of
from app.core.authority import Acting
from app.core.errors import Invalid
from app.core.settings import Settings
from app.exports import commands, queries
from app.exports.asking import sound
from app.exports.files import FOLDER, file_of, name_of
from app.exports.models import Export
from app.exports.queries import NOT_READY
from app.exports.rules import BOOK, COMPARED_MINUTES, LIVE, MADE, MOST_OPEN, OPEN, STATES, State
from app.exports.schemas import ExportIn, from_form
from app.maps.queries import places_of
from app.maps.rules import place_title
from app.ogc.shelf import shelf_of
from app.ogc.taking import taking_of
from app.web.dependencies import Acts, Database
from app.web.forms import Submitted, filled
from app.web.templating import render
from app.web.words import COOKIE as LANGUAGE
from app.web.words import NUMERALS, has_thai_digits, language_of

router = APIRouter(prefix="/exports")


@router.get("")
def exports(request: Request, session: Database, by: Acts) -> Response:
    """What the position has asked for."""
    found = queries.exports(session, viewer=by.viewer)
    return render(request, "exports/exports.html", exports=found, titles=_titles(request, by), **_words())


@router.post("")
def ask(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Ask for a file from the form on a layer's page."""
    form = filled(ExportIn, from_form(dict(given)))
    if form.value is None:
        told = next(iter(form.errors.values()))
        raise Invalid(told.th, told.en, place=next(iter(form.errors)))
    if form.value.format == BOOK.id:
        form.value.parameters.setdefault(LANGUAGE, NUMERALS if has_thai_digits(request) else language_of(request).value)
    made = commands.ask_export(session, by=by, layer=sound(request, session, by, form.value), given=form.value)
    return RedirectResponse(f"/exports/{made.id}", 303)


@router.get("/{export_id}")
def export(request: Request, session: Database, by: Acts, export_id: uuid.UUID) -> Response:
    """How far it is, and what came of it."""
    found = queries.export_by_id(session, export_id, viewer=by.viewer)
    ahead = queries.ahead(session, found, viewer=by.viewer)
    return render(
        request, "exports/export.html", export=found, ahead=ahead, name=name_of(found), titles=_titles(request, by),
        areas=_areas(request, session, by, found), **_currency(session, by, found), **_words(),
    )  # fmt: skip


@router.post("/{export_id}/renewal")
def renew(session: Database, by: Acts, _given: Submitted, export_id: uuid.UUID) -> Response:
    """Have an atlas made anew whose figures have changed."""
    found = queries.export_by_id(session, export_id, viewer=by.viewer)
    made = commands.renew_export(session, by=by, export=found)
    return RedirectResponse(f"/exports/{made.id}", 303)


@router.post("/{export_id}/keeping")
def keep(session: Database, by: Acts, given: Submitted, export_id: uuid.UUID) -> Response:
    """Have an atlas made anew each night that its figures changed, or no longer."""
    commands.keep_current(session, by=by, export_id=export_id, on=given.get("on") == "1")
    return RedirectResponse(f"/exports/{export_id}", 303)


@router.post("/{export_id}/cancellation")
def cancel(session: Database, by: Acts, _given: Submitted, export_id: uuid.UUID) -> Response:
    """End the work, or throw its file away."""
    commands.cancel_export(session, by=by, export_id=export_id)
    return RedirectResponse(f"/exports/{export_id}", 303)


@router.get("/{export_id}/file")
def file(request: Request, session: Database, by: Acts, export_id: uuid.UUID) -> Response:
    """The file, whole or in ranges: its tag is its digest, so that a broken download goes on where it ended."""
    found = queries.takeable(session, export_id, viewer=by.viewer)
    settings: Settings = request.app.state.settings
    path = file_of(settings.files / FOLDER, found)
    if not path.is_file():
        raise NOT_READY
    digest = found.sha256 or ""
    headers = {
        "ETag": f'"{digest}"',
        "Repr-Digest": f"sha-256=:{base64.b64encode(bytes.fromhex(digest)).decode()}:",
        "Cache-Control": "private, no-store",
    }
    return FileResponse(path, headers=headers, media_type=MADE[found.format].media, filename=name_of(found))


def _areas(request: Request, session: Session, by: Acting, found: Export) -> str:
    """The areas of an atlas in words: those that it was made of, before that those that are found now."""
    layer = shelf_of(request).catalog.get(found.layer, by.viewer.visible()) if found.format == BOOK.id else None
    if layer is None:
        return ""
    codes = sorted(found.pages) if found.pages else codes_of(session, taking_of(layer, found.parameters, BOOK), viewer=by.viewer)
    return areas_told(session, layer, codes, language_of(request), viewer=by.viewer)


def _currency(session: Session, by: Acting, found: Export) -> dict[str, Any]:
    """Whether an atlas still says what the data say: areas that changed, layers that moved since, the one that follows it."""
    changed = list(found.changed or ())
    return {
        "changed": changed, "places": places_of(session, changed, viewer=by.viewer), "place_title": place_title,
        "moved": queries.moved_layers(session, found, viewer=by.viewer) if found.state == State.DONE else [],
        "follower": queries.follower_of(session, found, viewer=by.viewer), "minutes": COMPARED_MINUTES,
    }  # fmt: skip


def _titles(request: Request, by: Acting) -> dict[str, Any]:
    """The titles of layers that the position sees."""
    return {layer.id: layer.metadata.title for layer in shelf_of(request).catalog.visible(by.viewer.visible())}


def _words() -> dict[str, Any]:
    return {"STATES": STATES, "State": State, "FORMATS": MADE, "OPEN": OPEN, "LIVE": LIVE, "MOST_OPEN": MOST_OPEN}
