"""The hot road: items for programs, tiles and values of choropleths, answered before the framework as its routes would.

The framework's routing and dependencies cost a small page more than its statement does. Whatever comes with credentials
or asks for a page for people goes on to the framework.
"""

from __future__ import annotations

import re

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.core.authority import PUBLIC, Viewer
from app.core.errors import PhaenError
from app.ogc import choropleth, items, tiles
from app.ogc.parameters import ITEMS, page_of, refuse_unknown
from app.ogc.shelf import Shelf
from app.ogc.taking import BY_MEDIA
from app.web import problems
from app.web.identity import carries_credentials
from gis.queryables import filterable
from gis.tiles import Tile

LED_ON = re.compile(b"text/html|" + b"|".join(re.escape(media.encode()) for media in BY_MEDIA))
"""What the framework's route negotiates: pages, and files of a layer."""
ITEMS_ADDRESS = re.compile(r"^/ogc/collections/(?!catalog/)([a-z][a-z0-9_]{0,62})/items\Z")


async def page_of_items(request: Request, shelf: Shelf, viewer: Viewer, layer_id: str) -> Response:
    """A page of features as GeoJSON. Raises NotFound and Invalid."""
    layer = shelf.layer(layer_id, viewer)
    refuse_unknown(request, ITEMS | {attribute.name for attribute in filterable(layer)})
    return await items.page(request, shelf, layer, viewer, page_of(layer, request.query_params))


class HotRoad:
    """ASGI in front of the framework, within the frame of headers and compression."""

    def __init__(self, app: ASGIApp, shelf: Shelf) -> None:
        self._app = app
        self._shelf = shelf

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        leads_on = scope["type"] != "http" or scope["method"] != "GET" or not _is_for_a_program(scope)
        await (self._app if leads_on else await self._answer(scope))(scope, receive, send)

    async def _answer(self, scope: Scope) -> ASGIApp:
        request = Request(scope)
        try:
            if items_of := ITEMS_ADDRESS.match(scope["path"]):
                return await page_of_items(request, self._shelf, PUBLIC, items_of[1])
            if tile_of := tiles.ADDRESS.match(scope["path"]):
                wanted = Tile(int(tile_of[2]), int(tile_of[3]), int(tile_of[4]))
                return await tiles.one_tile(request, self._shelf, PUBLIC, tile_of[1], wanted)
            if values_of := choropleth.ADDRESS.match(scope["path"]):
                return await choropleth.values_of(request, self._shelf, PUBLIC, values_of[1])
        except PhaenError as error:
            return problems.answer(request, problems.of_error(error))
        except Exception as error:
            return problems.unforeseen(request, error)
        return self._app


def _is_for_a_program(scope: Scope) -> bool:
    """Without credentials, and in the only format that needs no negotiation."""
    if b"f=" in scope["query_string"] or carries_credentials(scope):
        return False
    return not any(name == b"accept" and LED_ON.search(value) for name, value in scope["headers"])
