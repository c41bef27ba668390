"""A page of features by a filter in the body of a POST: for filters that are too long for an address.

The body is the filter in CQL2 JSON; everything else is asked as for items. Nothing is changed by it.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Invalid, TooLarge, WrongKind
from app.ogc import items
from app.ogc.parameters import COMMON, ITEMS, format_of, page_of, refuse_unknown
from app.ogc.shelf import shelf_of
from app.web.dependencies import Viewing
from gis.cql2.nodes import Limits
from gis.queryables import filterable

router = APIRouter(prefix="/ogc")
PARAMETERS = (COMMON | ITEMS) - {"filter"}
KINDS = ("application/json", "application/cql2+json")
LIMITS = Limits(length=262_144, nodes=2_000, vertices=10_000)
"""How large a filter in a body may be: a municipality's boundary as it was surveyed."""
IN_JSON = "cql2-json"


@router.post("/collections/{layer_id}/search")
async def search(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """A page of features as GeoJSON. Raises NotFound, Invalid, TooLarge and WrongKind."""
    shelf = shelf_of(request)
    layer = shelf.layer(layer_id, viewer)
    refuse_unknown(request, PARAMETERS | {attribute.name for attribute in filterable(layer)})
    given = dict(request.query_params)
    if format_of(request) != "json" and "f" in given:
        raise Invalid("การค้นหาตอบเป็น GeoJSON เท่านั้น", "A search answers with GeoJSON only.", place="f")
    if given.get("filter-lang", IN_JSON) != IN_JSON:
        raise Invalid(f"filter-lang ของ body คือ {IN_JSON}", f"A body is in {IN_JSON}.", place="filter-lang")
    text = await _body(request)
    page = page_of(layer, {**given, "filter": text, "filter-lang": IN_JSON}, LIMITS)
    return await items.searched(request, shelf, layer, viewer, page)


async def _body(request: Request) -> str:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in KINDS:
        names = ", ".join(KINDS)
        raise WrongKind(f"body ต้องเป็น {names}", f"The body must be {names}.", place="body")
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > LIMITS.length * 4:
            raise TooLarge("เงื่อนไขยาวเกินไป", f"The filter is longer than {LIMITS.length} characters.", place="body")
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise Invalid("body ต้องเป็น UTF-8", "The body must be UTF-8.", place="body") from None
    if len(text) > LIMITS.length:
        raise TooLarge(
            f"เงื่อนไขยาวเกิน {LIMITS.length:,} ตัวอักษร",
            f"The filter is longer than {LIMITS.length:,} characters.",
            place="body",
        )
    return text
