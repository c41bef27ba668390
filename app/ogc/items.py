"""The items of a collection: one statement makes the features' bytes, this only puts the frame around them."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.ogc.answers import GEOJSON, answered, base, etag, link, link_to, not_modified, unchanged
from app.ogc.parameters import CRS84, Page, system_of
from app.ogc.reader import Row
from app.ogc.shelf import Shelf
from app.ogc.sorting import cursor
from gis import statement
from gis.crs import Reference
from gis.layer import Layer
from gis.question import Question

Links = Callable[[Request, Layer, Page, Row], str]


async def page(
    request: Request, shelf: Shelf, layer: Layer, viewer: Viewer, asked: Page, links: Links | None = None
) -> Response:
    """A FeatureCollection with exact counts and a keyset ``next`` link; 304 where nothing changed.

    ``links``: what makes the links of a page that stands at another address.
    """
    if viewer.is_public and "if-none-match" in request.headers:
        tag = etag(layer.id, shelf.tag(layer, await shelf.state(layer), asked.on), request)
        if unchanged(request, tag):
            return not_modified(viewer, tag)
    row = await _page_row(shelf, layer, viewer, asked)
    matched = await _matched(shelf, layer, viewer, asked, row)
    tag = etag(layer.id, shelf.tag(layer, row[4], asked.on), request)
    body = _framed(row, matched, (links or _links)(request, layer, asked, row))
    headers = {**told_in(asked.question.crs), "Link": _sortables(base(request), layer.id)}
    return answered(request, viewer, body, tag, GEOJSON, headers)


async def searched(request: Request, shelf: Shelf, layer: Layer, viewer: Viewer, asked: Page) -> Response:
    """The same FeatureCollection for a question that came in a body; ``next`` is sent with that body again."""
    row = await _page_row(shelf, layer, viewer, asked)
    matched = await _matched(shelf, layer, viewer, asked, row)
    path, given = f"/ogc/collections/{layer.id}", dict(request.query_params)
    links: list[dict[str, str]] = [
        {**link(request, f"{path}/search", "self", GEOJSON, "This page", given), "method": "POST"},
        link(request, path, "collection", "application/json", layer.metadata.title.en),
    ]
    if row[1]:
        given = {name: value for name, value in given.items() if name not in ("offset", "cursor")} | {
            "cursor": cursor(asked.question, asked.on, row[3])
        }
        links.append({**link(request, f"{path}/search", "next", GEOJSON, "Next page", given), "method": "POST"})
    headers = {"Cache-Control": "no-store", **told_in(asked.question.crs)}
    return Response(_framed(row, matched, json.dumps(links)), headers=headers, media_type=GEOJSON)


async def single(request: Request, shelf: Shelf, layer: Layer, viewer: Viewer, feature_id: str) -> Response:
    """One feature with its links. Raises NotFound and Invalid."""
    visible = viewer.visible()
    question = Question(crs=system_of(request.query_params))
    identifier = layer.attribute(layer.source.id)
    assert identifier is not None
    row: Row | None = None
    if _may_be_id(identifier.type, feature_id):
        text = statement.item(layer, question.shape(visible))
        row = await shelf.one(viewer, text, {**question.bound(layer, visible), "id": feature_id})
    if row is None:
        raise NotFound(f"ไม่มี {feature_id} ในชั้น {layer.id}", f"There is no {feature_id} in {layer.id}.", place="id")
    tag = etag(layer.id, shelf.tag(layer, row[1]), request)
    if viewer.is_public and unchanged(request, tag):
        return not_modified(viewer, tag)
    body = linked(request, layer, feature_id, bytes(row[0]))
    return answered(request, viewer, body, tag, GEOJSON, told_in(question.crs))


def linked(request: Request, layer: Layer, feature_id: str, feature: bytes) -> bytes:
    """A feature as the database makes it, with its links."""
    path = f"/ogc/collections/{layer.id}/items/{quote(feature_id, safe='')}"
    links = [
        link(request, path, "self", GEOJSON, "This feature"),
        link(request, path, "alternate", "text/html", "This feature as HTML", {"f": "html"}),
        link(request, f"/ogc/collections/{layer.id}", "collection", "application/json", layer.metadata.title.en),
    ]
    return feature[:-1] + b',"links":' + json.dumps(links).encode() + b"}"


def told_in(crs: Reference | None) -> dict[str, str]:
    return {"Content-Crs": f"<{crs.uri if crs else CRS84}>"}


@lru_cache(maxsize=256)
def _sortables(root: str, layer_id: str) -> str:
    """Where it stands by what the features may be sorted, as a header."""
    return f'<{root}/ogc/collections/{layer_id}/sortables>; rel="http://www.opengis.net/def/rel/ogc/1.0/sortables"'


def _may_be_id(kind: str, text: str) -> bool:
    if kind == "integer":
        return text.removeprefix("-").isascii() and text.removeprefix("-").isdigit() and len(text) < 19
    return "\0" not in text


async def _page_row(shelf: Shelf, layer: Layer, viewer: Viewer, asked: Page) -> Row:
    visible = viewer.visible()
    text = statement.items(layer, asked.question.shape(visible))
    values = {**asked.question.bound(layer, visible), "limit": asked.limit}
    row = await shelf.one(viewer, text, values, on=asked.on)
    assert row is not None
    return row


async def _matched(shelf: Shelf, layer: Layer, viewer: Viewer, asked: Page, row: Row) -> int:
    """A first page that is also the last has counted already."""
    more, returned = row[1:3]
    if not more and asked.question.after is None and asked.question.offset == 0:
        return int(returned)
    return await shelf.count(layer, viewer, asked.question, asked.on, state=row[4])


def _links(request: Request, layer: Layer, asked: Page, row: Row) -> str:
    """The links as JSON; ``next`` where more follow."""
    given = tuple(request.query_params.items())
    fixed, before, after = _fixed_links(base(request), layer.id, layer.metadata.title.en, given)
    return f"[{fixed}, {before}{cursor(asked.question, asked.on, row[3])}{after}]" if row[1] else f"[{fixed}]"


@lru_cache(maxsize=1024)
def _fixed_links(root: str, layer_id: str, title: str, given: tuple[tuple[str, str], ...]) -> tuple[str, str, str]:
    """The links that every page under this address has, and ``next`` before and after its cursor."""
    path, query = f"{root}/ogc/collections/{layer_id}/items", dict(given)
    following = {name: value for name, value in given if name not in ("offset", "cursor")}
    fixed = [
        link_to(path, "self", GEOJSON, "This page", query),
        link_to(path, "alternate", "text/html", "This page as HTML", {**query, "f": "html"}),
        link_to(path.removesuffix("/items"), "collection", "application/json", title),
    ]
    last = json.dumps(link_to(path, "next", GEOJSON, "Next page", {**following, "cursor": ""}))
    before, equals, after = last.partition('cursor="')
    return json.dumps(fixed)[1:-1], f"{before}{equals[:-1]}", f'"{after}'


def _framed(row: Row, matched: int, links: str) -> bytes:
    tail = f'],"numberMatched":{matched},"numberReturned":{row[2]},"links":{links}}}'
    return b"".join((b'{"type":"FeatureCollection","features":[', row[0], tail.encode()))
