"""The data of a feed, in every format of items and as vector tiles, under its own stable address.

The answers are made by what answers items: a feed only says which question it is. ETags follow the layer and the question,
so that an edit of either is never answered by 304.
"""

from __future__ import annotations

import json
from dataclasses import replace
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.core.short_ids import is_id
from app.core.viewing import show_to
from app.feeds.asking import narrowed, standing
from app.feeds.queries import Kept
from app.feeds.rules import OF_READERS
from app.feeds.usage import count
from app.ogc import items
from app.ogc.answers import GEOJSON, address, answered, control, etag_of, link, not_modified, unchanged
from app.ogc.downloads import download
from app.ogc.parameters import MAX_LIMIT, Page, page_of, refuse_unknown, whole_of
from app.ogc.reader import Row
from app.ogc.shelf import Shelf, shelf_of
from app.ogc.sorting import cursor
from app.ogc.taking import Taking
from app.web.dependencies import Viewing
from gis import mvt
from gis.layer import Layer
from gis.tiles import MAPBOX_VECTOR_TILE, Tile, tilejson
from gis.writers.formats import FORMATS

router = APIRouter(prefix="/feeds")
SUFFIXES = {each.suffix: each for each in FORMATS.values()}
PLAIN = "geojson"
MOST_VERSIONS = 1_000_000


@router.get("/{feed_id}/items.{form}")
async def feed_items(request: Request, feed_id: str, form: str, viewer: Viewing) -> Response:
    """The features: as GeoJSON page by page, in the other formats as one file. Raises NotFound, Gone, Conflict, Invalid."""
    refuse_unknown(request, {*OF_READERS, "version"})
    if form != PLAIN and form not in SUFFIXES:
        names = ", ".join((PLAIN, *SUFFIXES))
        raise NotFound(f"ไม่มีรูปแบบ {form} ใช้ {names}", f"No format {form}; use one of {names}.", place="form")
    kept, taken = await answering(request, feed_id, viewer, counted=True)
    merged = _merged(request, kept)
    shelf = shelf_of(request)
    if form == PLAIN:
        answer = await _page(merged, shelf, viewer, kept, taken)
    else:
        answer = await download(merged, shelf, viewer, kept.version.layer, SUFFIXES[form])
        answer.headers["Content-Disposition"] = f'attachment; filename="{feed_id}.v{kept.version.number}.{form}"'
    if answer.status_code == 200:
        answer.headers["Link"] = f'<{cited(request, kept)}>; rel="cite-as"'
    return answer


@router.get("/{feed_id}/tiles.json")
async def feed_tilejson(request: Request, feed_id: str, viewer: Viewing) -> Response:
    """The TileJSON of a feed."""
    refuse_unknown(request, ("version", "lang"))
    _, taken = await answering(request, feed_id, viewer, counted=True)
    shelf, version = shelf_of(request), _version(request)
    query = f"?version={version}" if version else ""
    template = address(request, f"/feeds/{feed_id}/tiles/{{z}}/{{x}}/{{y}}.mvt") + query
    layer, _ = narrowed(taken)
    document = tilejson(layer, template, await shelf.extent(taken.layer, viewer))
    return JSONResponse(document, headers={"Cache-Control": control(viewer), "Vary": "Cookie"})


@router.get("/{feed_id}/tiles/{z}/{x}/{y}.mvt")
async def feed_tile(request: Request, feed_id: str, z: int, x: int, y: int, viewer: Viewing) -> Response:
    """One vector tile of what answers the feed; like a filtered tile of the layer it is never remembered here."""
    refuse_unknown(request, ("version",))
    wanted = Tile(z, x, y)
    if not wanted.exists:
        raise NotFound(f"ไม่มีแผ่นแผนที่ {z}/{x}/{y}", f"There is no tile {z}/{x}/{y}.", place="tile")
    kept, taken = await answering(request, feed_id, viewer, counted=False)
    merged, shelf = _merged(request, kept), shelf_of(request)
    layer, question = narrowed(taken)
    if viewer.is_public and "if-none-match" in request.headers:
        tag = etag_of(layer.id, shelf.tag(layer, await shelf.state(layer), taken.on), merged, "mvt")
        if unchanged(request, tag):
            return not_modified(viewer, tag)
    visible = viewer.visible()
    text = mvt.tile(layer, question.shape(visible), z)
    row = await shelf.one(viewer, text, {**question.bound(layer, visible), "z": z, "x": x, "y": y}, on=taken.on)
    assert row is not None
    tag = etag_of(layer.id, shelf.tag(layer, row[1], taken.on), merged, "mvt")
    return answered(request, viewer, bytes(row[0]), tag, MAPBOX_VECTOR_TILE)


def cited(request: Request, kept: Kept) -> str:
    """The address under which this version is cited."""
    return address(request, f"/feeds/{kept.feed.id}", {"version": kept.version.number})


async def answering(request: Request, feed_id: str, viewer: Viewer, *, counted: bool) -> tuple[Kept, Taking]:
    """The feed and its question, as this viewer may ask it; read, and counted, before anything is made."""
    if not is_id(feed_id):
        raise NotFound("ไม่มีฟีดนี้", "There is no such feed.", place="feed")
    version, shelf, engine = _version(request), shelf_of(request), request.app.state.engine
    return await run_in_threadpool(_read, engine, shelf, feed_id, version, viewer, counted)


def _version(request: Request) -> int | None:
    return whole_of(request.query_params, "version", 0, 1, MOST_VERSIONS) or None


def _read(
    engine: Engine, shelf: Shelf, feed_id: str, version: int | None, viewer: Viewer, counted: bool
) -> tuple[Kept, Taking]:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        if not viewer.is_public:
            show_to(session, viewer)
        found = standing(session, shelf, feed_id, version, viewer=viewer)
        if counted:
            count(session, feed_id)
        return found


def _merged(request: Request, kept: Kept) -> Request:
    """The request as if it had asked the question itself, beside what its reader chose."""
    readers = {name: value for name, value in request.query_params.items() if name in OF_READERS}
    query = urlencode(sorted({**kept.version.parameters, **readers}.items()))
    return Request({**request.scope, "query_string": query.encode("latin-1")}, request.receive)


async def _page(merged: Request, shelf: Shelf, viewer: Viewer, kept: Kept, taken: Taking) -> Response:
    """A page of features, as large as items give at all unless its reader asks for less."""
    given = {"limit": str(MAX_LIMIT), **merged.query_params}
    page = page_of(taken.layer, given)
    layer, question = narrowed(replace(taken, question=page.question))

    def links(request: Request, _layer: Layer, asked: Page, row: Row) -> str:
        return json.dumps(_links(request, kept, asked, row), ensure_ascii=False)

    return await items.page(merged, shelf, layer, viewer, Page(question, page.limit, page.on), links)


def _links(merged: Request, kept: Kept, asked: Page, row: Row) -> list[dict[str, str]]:
    """The page itself, the version to cite, the layer, and what follows; a version that was asked for stays asked for."""
    own = {name: value for name, value in merged.query_params.items() if name in OF_READERS}
    own |= {"version": str(kept.version.number)} if kept.version.number != kept.newest else {}
    path, layer = merged.url.path, kept.version.layer
    found = [
        link(merged, path, "self", GEOJSON, "This page", own),
        {"href": cited(merged, kept), "rel": "cite-as", "type": "text/html", "title": kept.title.en},
        link(merged, f"/ogc/collections/{layer}", "collection", "application/json", layer),
    ]
    if row[1]:
        after = {name: value for name, value in own.items() if name not in ("offset", "cursor")}
        after["cursor"] = cursor(asked.question, asked.on, row[3])
        found.append(link(merged, path, "next", GEOJSON, "Next page", after))
    return found
