"""Whole layers under one stable address each, for offices that mirror: GeoJSON, and CSV that opens right in Excel."""

from __future__ import annotations

import json
from collections.abc import Iterable

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.authority import Viewer
from app.core.spreadsheets import as_csv as table
from app.ogc.answers import GEOJSON, answered, etag, not_modified, unchanged
from app.ogc.parameters import FILTER, filter_of, refuse_unknown
from app.ogc.reader import Row
from app.ogc.shelf import Shelf, shelf_of
from app.ogc.tables import cell
from app.web.dependencies import Viewing
from gis import statement
from gis.layer import Layer
from gis.question import Question

router = APIRouter(prefix="/feeds")
WHOLE = 2_000_000_000


@router.get("/{layer_id}.geojson")
async def geojson_feed(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """The whole layer, or what of it answers the filter, as one FeatureCollection."""
    shelf, layer, question = _asked(request, layer_id, viewer)
    if tag := await _held(request, shelf, layer, viewer):
        return not_modified(viewer, tag)
    visible = viewer.visible()
    text = statement.items(layer, question.shape(visible))
    row = await shelf.one(viewer, text, {**question.bound(layer, visible), "limit": WHOLE})
    assert row is not None
    head = {"type": "FeatureCollection", "name": layer.id, "title": layer.metadata.title.th, "numberReturned": row[2]}
    body = json.dumps(head, ensure_ascii=False).encode()[:-1] + b',"features":[' + row[0] + b"]}"
    return answered(request, viewer, body, etag(layer.id, shelf.tag(layer, row[4]), request), GEOJSON)


@router.get("/{layer_id}.csv")
async def csv_feed(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """The attributes of the same features; UTF-8 with the mark that Excel needs, titles in Thai."""
    shelf, layer, question = _asked(request, layer_id, viewer)
    tag = etag(layer.id, shelf.tag(layer, await shelf.state(layer)), request) if viewer.is_public else ""
    if viewer.is_public and unchanged(request, tag):
        return not_modified(viewer, tag)
    visible = viewer.visible()
    rows = await shelf.all(viewer, statement.rows(layer, question.shape(visible)), question.bound(layer, visible))
    name = {"Content-Disposition": f'attachment; filename="{layer.id}.csv"'}
    return answered(request, viewer, as_csv(layer, rows), tag, "text/csv; charset=utf-8", name)


def _asked(request: Request, layer_id: str, viewer: Viewer) -> tuple[Shelf, Layer, Question]:
    """Raises Invalid for any parameter but a filter and for a wrong filter, NotFound for no such layer."""
    refuse_unknown(request, FILTER)
    shelf = shelf_of(request)
    layer = shelf.layer(layer_id, viewer)
    return shelf, layer, filter_of(layer, request.query_params)


async def _held(request: Request, shelf: Shelf, layer: Layer, viewer: Viewer) -> str | None:
    """The public's tag of the layer as it is now, where the client has that already."""
    if not viewer.is_public or "if-none-match" not in request.headers:
        return None
    tag = etag(layer.id, shelf.tag(layer, await shelf.state(layer)), request)
    return tag if unchanged(request, tag) else None


def as_csv(layer: Layer, rows: Iterable[Row]) -> bytes:
    """RFC 4180 with a byte order mark. A cell that a spreadsheet would run as a formula is quoted with ``'``."""
    head = [attribute.title.th for attribute in layer.attributes]
    return table([head, *([cell(value) for value in row] for row in rows)])
