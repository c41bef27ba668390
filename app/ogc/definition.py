"""The API definition, OpenAPI 3.0.3, by hand and compact: paths are templates, so that it stays small with many layers."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from app.core.workbooks import XLSX
from app.ogc import changes
from app.ogc.answers import GEOJSON, address, base
from app.ogc.changes import SEQUENCE
from app.ogc.parameters import CRS84, DEFAULT_LIMIT, FILTER_CRS, LANGUAGES, MAX_LIMIT, MAX_OFFSET
from gis.cql2.nodes import LIMITS
from gis.layer import Layer
from gis.statistics import TITLES
from gis.tiles import MAPBOX_VECTOR_TILE
from gis.writers.formats import FORMATS

JSON = "application/json"
FILTERS = ("filter", "filter-lang", "filter-crs")
TYPES = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}


def definition(request: Request, layers: list[Layer]) -> dict[str, Any]:
    """The whole document for the layers that the viewer may see."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Phaen OGC API",
            "version": "1.0.0",
            "description": "ชั้นข้อมูลของจังหวัด · Layers of the province",
        },
        "servers": [{"url": address(request, "/ogc")}],
        "paths": {
            "/": _path("landing", "The landing page", JSON),
            "/conformance": _path("conformance", "Conformance classes", JSON),
            "/functions": _path("functions", "Functions that a filter may call", JSON),
            "/collections": _path("collections", "The collections", JSON),
            "/collections/{collectionId}": _path("collection", "One collection", JSON, [_ref("collectionId")]),
            **{f"/collections/{layer.id}/items": _items(layer) for layer in layers},
            "/collections/{collectionId}/queryables": _path(
                "queryables", "What a filter may ask", "application/schema+json", [_ref("collectionId")]
            ),
            "/collections/{collectionId}/items/{featureId}": _path(
                "item", "One feature", GEOJSON, [_ref("collectionId"), _ref("featureId")]
            ),
            "/collections/{collectionId}/changes": _changes(),
            **_roads(request),
        },
        "components": {
            "parameters": _parameters(layers),
            "responses": {"Problem": _problem(), "Features": _features()},
        },
    }


def _items(layer: Layer) -> dict[str, Any]:
    paging = [_ref(name) for name in ("limit", "offset", "cursor", "bbox", "datetime", *FILTERS)]
    own = [
        {"name": a.name, "in": "query", "description": a.title.en, "schema": TYPES[a.type]}
        for a in layer.attributes
        if a.filter
    ]
    files = [_ref("properties"), _ref("crs")]
    found = _path(f"items_{layer.id}", layer.metadata.title.en, GEOJSON, [*paging, *files, *own])
    found["get"]["parameters"][-2:] = [_ref("f-of-items"), _ref("lang")]
    found["get"]["responses"]["200"] = {"$ref": "#/components/responses/Features"}
    return found


def _changes() -> dict[str, Any]:
    """What has changed since a token was given; what is gone has ``removed``."""
    own = [_ref(name) for name in ("collectionId", "since", "limit-of-changes", "f-of-changes", "lang")]
    content = {GEOJSON: {"schema": {"type": "object"}}, FORMATS[SEQUENCE].media: {"schema": {"type": "string"}}}
    found = _operation("changes", "What changed since a token; next is the token for the next time", content, own)
    found["responses"]["410"] = {"$ref": "#/components/responses/Problem"}
    return {"get": found}


def _roads(request: Request) -> dict[str, Any]:
    """The other roads on which a layer is read, each with the filter; they lie beside ``/ogc`` and negotiate no format."""
    tile = [_ref(name) for name in ("z", "x", "y", "v")]
    stats = [_ref("group_by"), _ref("bbox"), _ref("lang")]
    roads = {
        "/feeds/{collectionId}.geojson": ("feed_geojson", "All features as GeoJSON", GEOJSON, []),
        "/feeds/{collectionId}.csv": ("feed_csv", "All features as CSV", "text/csv", []),
        "/tiles/{collectionId}.json": ("tilejson", "What the tiles are (TileJSON)", JSON, [_ref("lang")]),
        "/tiles/{collectionId}/{z}/{x}/{y}.mvt": ("tile", "A vector tile", MAPBOX_VECTOR_TILE, tile),
        "/api/choropleth/{collectionId}": ("choropleth", "Values and classes of areas", JSON, [_ref("lang")]),
        "/api/stats/{collectionId}": ("stats", "Counts and sums by group", JSON, stats),
        "/api/stats/{collectionId}.csv": ("stats_csv", "Counts and sums as CSV", "text/csv", stats),
        "/api/stats/{collectionId}.xlsx": ("stats_xlsx", "Counts and sums as a workbook", XLSX, stats),
    }
    beside = [{"url": base(request)}]
    found = {path: {"servers": beside, **_road(*told)} for path, told in roads.items()}
    found["/api/stats/{collectionId}"]["post"] = _posted_stats(stats)
    return found


def _posted_stats(own: list[dict[str, Any]]) -> dict[str, Any]:
    """The same question with a filter that is too long for an address."""
    parameters = [_ref("collectionId"), _ref("filter-crs"), *own]
    asked = _operation("stats_posted", "Counts and sums by group", {JSON: {"schema": {"type": "object"}}}, parameters)
    del asked["responses"]["304"]
    body = {"description": "CQL2-JSON", "required": True, "content": {JSON: {"schema": {}}}}
    return {**asked, "requestBody": body}


def _road(operation: str, summary: str, kind: str, own: list[dict[str, Any]]) -> dict[str, Any]:
    schema = {"type": "object"} if kind in (JSON, GEOJSON) else {"type": "string"}
    parameters = [_ref("collectionId"), *(_ref(name) for name in FILTERS), *own]
    return {"get": _operation(operation, summary, {kind: {"schema": schema}}, parameters)}


def _path(operation: str, summary: str, kind: str, parameters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    content = {kind: {"schema": {"type": "object"}}, "text/html": {"schema": {"type": "string"}}}
    return {"get": _operation(operation, summary, content, [*(parameters or []), _ref("f"), _ref("lang")])}


def _operation(
    operation: str, summary: str, content: dict[str, Any], parameters: list[dict[str, Any]]
) -> dict[str, Any]:
    return {
        "operationId": operation,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": summary, "content": content},
            "304": {"description": "Not modified"},
            "default": {"$ref": "#/components/responses/Problem"},
        },
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/parameters/{name}"}


def _parameters(layers: list[Layer]) -> dict[str, Any]:
    box = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    whole = {"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0}
    limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
    groups = {"type": "array", "items": {"type": "string", "enum": list(TITLES)}, "uniqueItems": True}
    ids = {"type": "string", "enum": [layer.id for layer in layers]}
    return {
        "collectionId": {"name": "collectionId", "in": "path", "required": True, "schema": ids},
        "featureId": {"name": "featureId", "in": "path", "required": True, "schema": {"type": "string"}},
        "limit": _query("limit", limit),
        "offset": _query("offset", whole),
        "cursor": _query("cursor", {"type": "string"}),
        "bbox": {**_query("bbox", box), "style": "form", "explode": False},
        "datetime": _query("datetime", {"type": "string"}),
        "filter": _query("filter", {"type": "string", "maxLength": LIMITS.length}),
        "filter-lang": _query("filter-lang", {"type": "string", "enum": list(LANGUAGES), "default": "cql2-text"}),
        "filter-crs": _query("filter-crs", {"type": "string", "enum": list(FILTER_CRS), "default": CRS84}),
        "group_by": {**_query("group_by", groups), "style": "form", "explode": False},
        "v": _query("v", {"type": "string"}),
        **{name: {"name": name, "in": "path", "required": True, "schema": {"type": "integer"}} for name in "zxy"},
        "properties": {
            **_query("properties", {"type": "array", "items": {"type": "string"}}),
            "style": "form",
            "explode": False,
            "description": "Of files only: the attributes that they hold",
        },
        "crs": {
            **_query("crs", {"type": "string", "enum": list(FILTER_CRS), "default": CRS84}),
            "description": "Of files only, where the format allows another than CRS84",
        },
        "since": {
            **_query("since", {"type": "string", "default": ""}),
            "allowEmptyValue": True,
            "description": "next of the answer before; empty begins anew with everything",
        },
        "limit-of-changes": _query("limit", {**limit, "default": changes.DEFAULT_LIMIT, "maximum": changes.MAX_LIMIT}),
        "f-of-changes": _query("f", {"type": "string", "enum": list(changes.KINDS)}),
        "f-of-items": _query("f", {"type": "string", "enum": ["json", "html", *FORMATS]}),
        "f": _query("f", {"type": "string", "enum": ["json", "html"]}),
        "lang": _query("lang", {"type": "string", "enum": ["th", "en"]}),
    }


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema}


def _features() -> dict[str, Any]:
    """Features as a page of GeoJSON, as a page for people, or as a file."""
    files = {each.media: {"schema": {"type": "string", "format": "binary"}} for each in FORMATS.values()}
    content = {GEOJSON: {"schema": {"type": "object"}}, "text/html": {"schema": {"type": "string"}}, **files}
    return {"description": "Features", "content": content}


def _problem() -> dict[str, Any]:
    schema = {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
        },
    }
    return {"description": "A problem (RFC 9457)", "content": {"application/problem+json": {"schema": schema}}}
