"""Feeds for programs (JSON): keep a question, read it, edit it into another version, withdraw it and bring it back."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from app.core.records import today
from app.feeds import commands, queries
from app.feeds.asking import answered_by, is_for, sound
from app.feeds.reading import MOST_VERSIONS
from app.feeds.schemas import FeedChange, FeedIn
from app.feeds.telling import as_json, version_as_json
from app.ogc.shelf import shelf_of
from app.web.dependencies import Acts, Database, Viewing
from app.web.forms import PROVEN

router = APIRouter(prefix="/api/feeds")
PRIVATE = {"Cache-Control": "private, no-store"}
Version = Annotated[int | None, Query(ge=1, le=MOST_VERSIONS)]


@router.get("")
def feeds(request: Request, session: Database, viewer: Viewing) -> Response:
    """The feeds that whoever looks finds, his own first."""
    shelf, day = shelf_of(request), today(session)
    found = (one for one in queries.feeds(session, viewer=viewer) if is_for(shelf, one, viewer=viewer))
    return _json({"feeds": [as_json(request, one, day) for one in found]})


@router.post("", dependencies=[PROVEN], status_code=201)
def keep(request: Request, session: Database, by: Acts, given: FeedIn) -> Response:
    """Keep a question as a feed."""
    shelf = shelf_of(request)
    layer = sound(shelf, by, given)
    made = commands.keep_feed(session, by=by, layer=layer, layer_hash=shelf.catalog.hash_of(layer.id), given=given)
    kept = queries.feed_by_id(session, made.id, viewer=by.viewer)
    return _json(as_json(request, kept, today(session)), 201, {"Location": f"/feeds/{made.id}"})


@router.get("/{feed_id}")
def feed(request: Request, session: Database, viewer: Viewing, feed_id: str, version: Version = None) -> Response:
    """A feed with its versions and its use of the last days."""
    kept = queries.feed_by_id(session, feed_id, viewer=viewer, version=version)
    if not kept.is_own:
        answered_by(shelf_of(request), kept, viewer=viewer)
    told: dict[str, Any] = as_json(request, kept, today(session))
    told["versions"] = [version_as_json(one) for one in queries.versions(session, feed_id, viewer=viewer)]
    told["used"] = {day.isoformat(): used for day, used in queries.uses(session, feed_id, viewer=viewer)}
    return _json(told)


@router.put("/{feed_id}", dependencies=[PROVEN])
def change(request: Request, session: Database, by: Acts, feed_id: str, given: FeedChange) -> Response:
    """Another title or question, end or sharing."""
    shelf = shelf_of(request)
    layer = sound(shelf, by, given)
    commands.change_feed(
        session, by=by, feed_id=feed_id, layer=layer, layer_hash=shelf.catalog.hash_of(layer.id), given=given
    )
    return _json(as_json(request, queries.feed_by_id(session, feed_id, viewer=by.viewer), today(session)))


@router.delete("/{feed_id}", dependencies=[PROVEN], status_code=204)
def withdraw(session: Database, by: Acts, feed_id: str) -> Response:
    """Let it answer no more."""
    commands.withdraw_feed(session, by=by, feed_id=feed_id)
    return Response(status_code=204)


@router.post("/{feed_id}/restoration", dependencies=[PROVEN])
def restore(request: Request, session: Database, by: Acts, feed_id: str) -> Response:
    """Let one that was withdrawn answer again."""
    commands.restore_feed(session, by=by, feed_id=feed_id)
    return _json(as_json(request, queries.feed_by_id(session, feed_id, viewer=by.viewer), today(session)))


def _json(told: object, status: int = 200, more: dict[str, str] | None = None) -> Response:
    return JSONResponse(told, status, {**PRIVATE, **(more or {})})
