"""The routes of the standards' part. ``/ogc`` is the only place that negotiates a format."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial

from fastapi import APIRouter, Request
from starlette.datastructures import QueryParams
from starlette.responses import Response

from app.datasets.rules import WRITABLE
from app.ogc import documents, items, records
from app.ogc.answers import control
from app.ogc.definition import definition
from app.ogc.downloads import download
from app.ogc.hot_road import page_of_items
from app.ogc.negotiation import negotiated
from app.ogc.opening import may_change
from app.ogc.parameters import COMMON, format_of, refuse_unknown
from app.ogc.received import PATCH, WHOLE
from app.ogc.shelf import shelf_of
from app.ogc.sought import MOST_LETTERS
from app.ogc.taking import PAGING, wanted
from app.ogc.values import chosen
from app.web.dependencies import Viewing
from app.web.templating import render
from app.web.words import language_of, reads
from gis.cql2.functions import FUNCTIONS
from gis.layer import Attribute, Layer
from gis.queryables import searchable, sortable
from gis.writers.formats import FORMATS

router = APIRouter(prefix="/ogc")
READ = ("GET", "HEAD", "OPTIONS")
METHODS: dict[bool, tuple[tuple[str, ...], dict[str, str]]] = {
    True: (("POST",), {"Accept-Post": ", ".join(sorted(WHOLE))}),
    False: (("PUT", "PATCH", "DELETE"), {"Accept-Patch": ", ".join(sorted(PATCH))}),
}
"""By which methods a collection (True) and a feature of it are written, and in which kinds of content."""


@router.get("")
@router.get("/", include_in_schema=False)
async def landing(request: Request, viewer: Viewing) -> Response:
    """The landing page."""
    refuse_unknown(request, COMMON)
    layers = shelf_of(request).catalog.visible(viewer.visible())
    document = documents.landing(request, language_of(request))
    return negotiated(request, viewer, document, "ogc/landing.html", layers=layers)


@router.get("/conformance")
async def conformance(request: Request, viewer: Viewing) -> Response:
    """The conformance classes."""
    refuse_unknown(request, COMMON)
    return negotiated(request, viewer, {"conformsTo": documents.CONFORMANCE}, "ogc/conformance.html")


@router.get("/api")
async def api(request: Request, viewer: Viewing) -> Response:
    """The API definition."""
    refuse_unknown(request, COMMON)
    document = definition(request, shelf_of(request).catalog.visible(viewer.visible()))
    return negotiated(request, viewer, document, "ogc/definition.html", kind=documents.OPENAPI)


@router.get("/functions")
async def functions(request: Request, viewer: Viewing) -> Response:
    """The functions that a filter may call beside those of the standard."""
    refuse_unknown(request, COMMON)
    document = documents.functions(request, FUNCTIONS.values(), language_of(request))
    return negotiated(request, viewer, document, "ogc/functions.html", functions=FUNCTIONS.values())


@router.get("/collections")
async def collections(request: Request, viewer: Viewing) -> Response:
    """All collections that the viewer may see."""
    refuse_unknown(request, COMMON)
    shelf = shelf_of(request)
    layers = [(layer, await shelf.extent(layer, viewer)) for layer in shelf.catalog.visible(viewer.visible())]
    document = documents.collections(request, layers, language_of(request))
    document["collections"].append(
        records.catalog(request, language_of(request), records.around(box for _, box in layers))
    )
    return negotiated(request, viewer, document, "ogc/collections.html", layers=[layer for layer, _ in layers])


@router.get("/collections/{layer_id}")
async def collection(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """One collection."""
    refuse_unknown(request, COMMON)
    shelf = shelf_of(request)
    layer = shelf.layer(layer_id, viewer)
    bounds = await shelf.extent(layer, viewer)
    document = documents.collection(request, layer, bounds, language_of(request))
    return negotiated(
        request, viewer, document, "ogc/collection.html", layer=layer, bounds=bounds, formats=FORMATS.values()
    )


@router.get("/collections/{layer_id}/items")
async def collection_items(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """A page of features, or a file of them."""
    shelf = shelf_of(request)
    if (file_format := wanted(request)) is not None:
        return await download(request, shelf, viewer, layer_id, file_format)
    answer = await page_of_items(request, shelf, viewer, layer_id)
    if format_of(request) == "json" or answer.status_code != 200:
        return answer
    layer = shelf.layer(layer_id, viewer)
    return _items_page(request, layer, answer, may_edit=await may_change(request, layer))


@router.get("/collections/{layer_id}/items/{feature_id}")
async def collection_item(request: Request, layer_id: str, feature_id: str, viewer: Viewing) -> Response:
    """One feature."""
    refuse_unknown(request, COMMON | {"crs"})
    shelf = shelf_of(request)
    layer = shelf.layer(layer_id, viewer)
    answer = await items.single(request, shelf, layer, viewer, feature_id)
    if format_of(request) == "json" or answer.status_code != 200:
        return answer
    feature, may_edit = json.loads(bytes(answer.body)), await may_change(request, layer, feature_id)
    return render(request, "ogc/item.html", layer=layer, feature=feature, reads=_reads(request), may_edit=may_edit)


@router.options("/collections/{layer_id}/items")
@router.options("/collections/{layer_id}/items/{feature_id}")
async def methods(request: Request, layer_id: str, viewer: Viewing, feature_id: str | None = None) -> Response:
    """By which methods features are read and written (OGC API Features Part 4). Raises NotFound for no such collection."""
    refuse_unknown(request, COMMON)
    layer = shelf_of(request).layer(layer_id, viewer)
    written, kinds = ((), {}) if layer.id not in WRITABLE else METHODS[feature_id is None]
    return Response(headers={"Allow": ", ".join((*READ, *written)), "Cache-Control": control(viewer), **kinds})


def _items_page(request: Request, layer: Layer, answer: Response, *, may_edit: bool) -> Response:
    found = json.loads(bytes(answer.body))
    following = next((link["href"] for link in found["links"] if link["rel"] == "next"), None)
    given = request.query_params
    shown = chosen(layer, given)
    columns = layer.attributes if shown is None else shown
    return render(
        request,
        "ogc/items.html",
        layer=layer,
        columns=[a for a in layer.attributes if a in columns or a.name == layer.source.id],
        found=found,
        next=following,
        reads=_reads(request),
        may_edit=may_edit,
        filter=given.get("filter", ""),
        formats=FORMATS.values(),
        asked=[(name, value) for name, value in given.items() if name not in PAGING | COMMON],
        orders=_orders(request, layer),
        kept=_beside(given, "filter"),
        q=given.get("q", ""),
        searched=searchable(layer),
        most_letters=MOST_LETTERS,
        beside_words=_beside(given, "q"),
        without_words=request.url.remove_query_params(["q", "cursor", "offset"]),
        example=f"{layer.title_attribute.name} LIKE '%ก%'",
    )


def _beside(given: QueryParams, name: str) -> list[tuple[str, str]]:
    """What is asked beside that parameter, from the first page on."""
    return [(each, value) for each, value in given.items() if each not in ("f", name, "cursor", "offset")]


def _orders(request: Request, layer: Layer) -> dict[str, tuple[str, str]]:
    """Of each attribute that sorts: whether it does so now (as ``aria-sort`` says it), and the address where it does next."""
    first = request.query_params.get("sortby", "").split(",")[0]
    found = {}
    for name in (attribute.name for attribute in sortable(layer)):
        now = {name: "ascending", f"+{name}": "ascending", f"-{name}": "descending"}.get(first, "none")
        then = f"-{name}" if now == "ascending" else name
        address = request.url.include_query_params(sortby=then, f="html").remove_query_params(["cursor", "offset"])
        found[name] = (now, str(address))
    return found


def _reads(request: Request) -> Callable[[Attribute, object], str]:
    return partial(reads, language=language_of(request))
