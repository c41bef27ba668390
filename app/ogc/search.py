"""A page of features by a filter in the body of a POST: for filters that are too long for an address.

The body is the filter in CQL2 JSON; everything else is asked as for items. Nothing is changed by it.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Invalid
from app.ogc import items
from app.ogc.parameters import COMMON, ITEMS, format_of, page_of, refuse_unknown
from app.ogc.posted import LONG, posted_filter
from app.ogc.shelf import shelf_of
from app.web.dependencies import Viewing
from gis.queryables import filterable

router = APIRouter(prefix="/ogc")
PARAMETERS = (COMMON | ITEMS) - {"filter"}


@router.post("/collections/{layer_id}/search")
async def search(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """A page of features as GeoJSON. Raises NotFound, Invalid, TooLarge and WrongKind."""
    shelf = shelf_of(request)
    layer = shelf.layer(layer_id, viewer)
    refuse_unknown(request, PARAMETERS | {attribute.name for attribute in filterable(layer)})
    given = dict(request.query_params)
    if format_of(request) != "json" and "f" in given:
        raise Invalid("การค้นหาตอบเป็น GeoJSON เท่านั้น", "A search answers with GeoJSON only.", place="f")
    told = await posted_filter(request)
    page = page_of(layer, {**given, **told}, LONG)
    return await items.searched(request, shelf, layer, viewer, page)
