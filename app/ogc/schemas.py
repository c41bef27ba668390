"""What a collection is made of, as JSON Schema and as a page (OGC API Features Parts 3, 5 and 8).

``schema``: what its features have, and what of it may be written (returnables and receivables). ``queryables``: what a
filter may ask. ``sortables``: what ``sortby`` may name. All three are told by ``gis.schemas``.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.datasets.rules import WRITABLE
from app.ogc.answers import address
from app.ogc.negotiation import negotiated
from app.ogc.parameters import COMMON, refuse_unknown
from app.ogc.received import limits_of, needed, receivable
from app.ogc.shelf import shelf_of
from app.web.dependencies import Viewing
from app.web.words import language_of
from gis.cql2.functions import FUNCTIONS
from gis.layer import Layer, Text
from gis.queryables import filterable, searchable, sortable
from gis.schemas import limited, schema_of

router = APIRouter(prefix="/ogc/collections/{layer_id}")
SCHEMA_JSON = "application/schema+json"
Document = dict[str, Any]
TITLES = {
    "schema": Text(th="โครงสร้างข้อมูล", en="What features have"),
    "queryables": Text(th="ถามอะไรได้", en="What can be asked"),
    "sortables": Text(th="เรียงตามอะไรได้", en="What can be sorted by"),
}


@router.get("/schema")
async def schema(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """What features of a collection have, and what may be written."""
    return _told(request, layer_id, viewer, "schema", written_schema)


@router.get("/queryables")
async def queryables(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """What a filter may ask of a collection."""
    return _told(request, layer_id, viewer, "queryables", asked_schema)


@router.get("/sortables")
async def sortables(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """What features of a collection may be sorted by."""
    return _told(
        request, layer_id, viewer, "sortables", lambda layer, lang: schema_of(layer, lang, sortable(layer), placed=False)
    )


def asked_schema(layer: Layer, lang: str) -> Document:
    """What a filter may ask; in what is marked ``q`` looks for words as well."""
    marked = {attribute.name: {"x-searched-by-q": True} for attribute in searchable(layer)}
    return limited(schema_of(layer, lang, filterable(layer)), marked, ())


def written_schema(layer: Layer, lang: str) -> Document:
    """Everything that a feature has; of a layer that nobody writes to all of it is read only."""
    if layer.id not in WRITABLE:
        return schema_of(layer, lang, layer.attributes, written=())
    geometry = layer.source.geometry.column
    names = {geometry, *(each.name for each in receivable(layer))}
    return limited(schema_of(layer, lang, layer.attributes, written=names), limits_of(layer), {geometry, *needed(layer)})


def _told(
    request: Request, layer_id: str, viewer: Viewing, name: str, made: Callable[[Layer, str], Document]
) -> Response:
    refuse_unknown(request, COMMON)
    layer = shelf_of(request).layer(layer_id, viewer)
    document = made(layer, language_of(request))
    document["$id"] = address(request, f"/ogc/collections/{layer.id}/{name}")
    return negotiated(
        request, viewer, document, "ogc/schema.html", kind=SCHEMA_JSON, layer=layer, kind_of=name, titles=TITLES,
        functions=FUNCTIONS.values(), is_written=name == "schema" and layer.id in WRITABLE,
    )  # fmt: skip
