"""Vector tiles. A cached tile and a 304 are answered in front of the framework; the rest is one statement.

``/tiles/<layer>/{z}/{x}/{y}.mvt?v=<tag>``: with the current tag the bytes never change and say so; without it, or with an
old one, the answer is the current tile and must be revalidated.

``filter`` narrows a tile to the features that answer it. Such a tile has an ETag of its own and is never remembered here:
under an address without the filter it would be given to whoever asks for the whole.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.ogc.answers import IMMUTABLE, address, control, of_bytes
from app.ogc.parameters import FILTER, filter_given, filter_of, refuse_unknown
from app.ogc.shelf import Shelf, shelf_of
from app.web.compression import compress, takes
from app.web.cross_origin import ALLOWED
from app.web.dependencies import Viewing
from app.web.headers import ALWAYS, RawHeaders, lines, raw
from app.web.identity import says_who
from gis import mvt
from gis.layer import Layer
from gis.question import Question
from gis.tiles import MAPBOX_VECTOR_TILE, Tile, tilejson

router = APIRouter()
ADDRESS = re.compile(r"^/tiles/([a-z][a-z0-9_]{0,62})/([0-9]{1,2})/([0-9]{1,7})/([0-9]{1,7})\.mvt\Z")
PARAMETERS = FILTER | {"v"}
TARGET = re.compile(rb"/tiles/([a-z][a-z0-9_]{0,62})/([0-9]{1,2})/([0-9]{1,7})/([0-9]{1,7})\.mvt\?v=([A-Za-z0-9._-]+)")
STAMP = re.compile(rb"^v=[A-Za-z0-9._-]+$")
FRONT = {**ALWAYS, **ALLOWED}
"""What the frame would add; a remembered tile is answered before it."""
FRONT_RAW = raw({**FRONT, "Cache-Control": IMMUTABLE, "Vary": "Accept-Encoding"})
FRONT_LINES = lines(FRONT_RAW)
TYPE = (b"content-type", MAPBOX_VECTOR_TILE.encode())


@router.get("/tiles/{layer_id}.json")
async def tile_json(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """The TileJSON of a layer; its tile address carries the tag of the content, and the filter where one is given."""
    refuse_unknown(request, FILTER | {"lang"})
    shelf = shelf_of(request)
    layer = shelf.layer(layer_id, viewer)
    filter_of(layer, request.query_params)
    # Without a tag for who has signed in: a browser must not show him what it has kept of the public's tiles.
    stamp = {"v": shelf.tag(layer, await shelf.state(layer))} if viewer.is_public else {}
    query = urlencode({**stamp, **filter_given(request.query_params)})
    template = address(request, f"/tiles/{layer.id}/{{z}}/{{x}}/{{y}}.mvt") + (f"?{query}" if query else "")
    document = tilejson(layer, template, await shelf.extent(layer, viewer))
    return JSONResponse(document, headers={"Cache-Control": control(viewer), "Vary": "Cookie"})


@router.get("/tiles/{layer_id}/{z}/{x}/{y}.mvt")
async def tile(request: Request, layer_id: str, z: int, x: int, y: int, viewer: Viewing) -> Response:
    """One tile, gzipped where the client takes it. Raises NotFound outside the tile matrix."""
    return await one_tile(request, shelf_of(request), viewer, layer_id, Tile(z, x, y))


async def one_tile(
    request: Request, shelf: Shelf, viewer: Viewer, layer_id: str, wanted: Tile, known: frozenset[str] = PARAMETERS
) -> Response:
    """A tile as it is now. Raises NotFound and Invalid."""
    refuse_unknown(request, known)
    layer, asked = shelf.layer(layer_id, viewer), request.query_params.get("v")
    question = filter_of(layer, request.query_params)
    if not wanted.exists:
        z, x, y = wanted.z, wanted.x, wanted.y
        raise NotFound(f"ไม่มีแผ่นแผนที่ {z}/{x}/{y}", f"There is no tile {z}/{x}/{y}.", place="tile")
    if not viewer.is_public:
        _, own = await _made(shelf, layer, viewer, wanted, question)
        return _answer(Headers(scope=request.scope), None, of_bytes(own).strip('"'), own, viewer)
    if question.filter:
        return await _filtered(request, shelf, viewer, layer, wanted, question)
    # Under the newest tag known the front has looked already, and the statement that makes the tile tells the version.
    current = asked is not None and asked == shelf.newest.get(layer_id)
    tag = asked if asked is not None and current else shelf.tag(layer, await shelf.state(layer))
    content = shelf.tiles.get(_key(layer_id, wanted, tag))
    if content is None:
        tag, content = await _made(shelf, layer, viewer, wanted, question)
        shelf.tiles.put(_key(layer.id, wanted, tag), content, len(content) + 200)
    return _answer(Headers(scope=request.scope), asked, tag, content, viewer)


async def _filtered(
    request: Request, shelf: Shelf, viewer: Viewer, layer: Layer, wanted: Tile, question: Question
) -> Response:
    """The public's tile of what answers a filter: made anew, unless the client has the one that it would be."""
    given, asked = Headers(scope=request.scope), request.query_params.get("v")
    mark = hashlib.sha256(repr(sorted(filter_given(request.query_params).items())).encode()).hexdigest()[:16]
    if "if-none-match" in given:
        tag = shelf.tag(layer, await shelf.state(layer))
        if given["if-none-match"] == f'"{tag}.{mark}"':
            return _answer(given, asked, tag, b"", viewer, mark)
    tag, content = await _made(shelf, layer, viewer, wanted, question)
    return _answer(given, asked, tag, content, viewer, mark)


async def _made(shelf: Shelf, layer: Layer, viewer: Viewer, wanted: Tile, question: Question) -> tuple[str, bytes]:
    """The tag and the gzipped bytes of a tile."""
    visible = viewer.visible()
    text = mvt.tile(layer, question.shape(visible), wanted.z)
    values = {**question.bound(layer, visible), "z": wanted.z, "x": wanted.x, "y": wanted.y}
    row = await shelf.one(viewer, text, values)
    assert row is not None
    return shelf.tag(layer, row[1]), compress(bytes(row[0]))


def _key(layer_id: str, wanted: Tile, tag: str) -> tuple[str, int, int, int, str]:
    return layer_id, wanted.z, wanted.x, wanted.y, tag


def _answer(given: Headers, asked: str | None, tag: str, content: bytes, viewer: Viewer, mark: str = "") -> Response:
    """``mark`` tells the ETags of filtered tiles of one content apart."""
    stamped, own = asked == tag, f'"{tag}.{mark}"' if mark else f'"{tag}"'
    kept = IMMUTABLE if stamped and viewer.is_public else control(viewer)
    headers = {**FRONT, "ETag": own, "Cache-Control": kept, "Vary": "Accept-Encoding"}
    if given.get("if-none-match") == own:
        return Response(status_code=304, headers=headers)
    if takes(given.get("accept-encoding", ""), "gzip"):
        return Response(content, headers={**headers, "Content-Encoding": "gzip"}, media_type=MAPBOX_VECTOR_TILE)
    return Response(gzip.decompress(content), headers=headers, media_type=MAPBOX_VECTOR_TILE)


class FastTiles:
    """A remembered tile under its stamped address, and its 304, for the public: in front of the framework, and of ASGI.

    What it does not hold, or what comes with credentials, goes on to the framework.
    """

    def __init__(self, app: ASGIApp, shelf: Shelf) -> None:
        self._app = app
        self._shelf = shelf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = self._remembered(scope) if scope["type"] == "http" and scope["method"] == "GET" else None
        if found is None:
            await self._app(scope, receive, send)
            return
        status, headers, body = found
        await send({"type": "http.response.start", "status": status, "headers": [*FRONT_RAW, *headers]})
        await send({"type": "http.response.body", "body": body})

    def ready(self, target: bytes, given: RawHeaders) -> tuple[int, bytes, bytes] | None:
        """The same answer for the server itself (``app.web.guard``), which knows only a GET's target and headers."""
        asked = TARGET.fullmatch(target)
        if asked is None:
            return None
        layer_id, z, x, y, stamp = asked.groups()
        found = self._held(layer_id.decode(), Tile(int(z), int(x), int(y)), stamp, given)
        return found and (found[0], FRONT_LINES + lines(found[1]), found[2])

    def _remembered(self, scope: Scope) -> tuple[int, RawHeaders, bytes] | None:
        """Status, headers and body as the framework would give them, without its objects: they cost more than the tile."""
        found, query = ADDRESS.match(scope["path"]), scope["query_string"]
        if found is None or not STAMP.match(query):
            return None
        return self._held(found[1], Tile(int(found[2]), int(found[3]), int(found[4])), query[2:], scope["headers"])

    def _held(
        self, layer_id: str, wanted: Tile, stamp: bytes, given: RawHeaders
    ) -> tuple[int, RawHeaders, bytes] | None:
        """Status, headers beside those that are always there, and body."""
        content = self._shelf.tiles.get(_key(layer_id, wanted, stamp.decode("latin-1")))
        if content is None or says_who(given):
            return None
        asked, tag = dict(given), b'"%b"' % stamp
        headers = [(b"etag", tag)]
        if asked.get(b"if-none-match") == tag:
            return 304, headers, b""
        if takes(asked.get(b"accept-encoding", b"").decode("latin-1"), "gzip"):
            headers.append((b"content-encoding", b"gzip"))
        else:
            content = gzip.decompress(content)
        return 200, [*headers, TYPE, (b"content-length", b"%d" % len(content))], content
