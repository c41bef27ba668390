"""The API definition, OpenAPI 3.0.3, by hand and compact: paths are templates, so that it stays small with many layers."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request

from app.ogc.answers import GEOJSON, address
from app.ogc.parameters import CRS84, DEFAULT_LIMIT, FILTER_CRS, LANGUAGES, MAX_LIMIT, MAX_OFFSET
from gis.cql2.nodes import LIMITS
from gis.layer import Layer

JSON = "application/json"
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
            "/collections": _path("collections", "The collections", JSON),
            "/collections/{collectionId}": _path("collection", "One collection", JSON, [_ref("collectionId")]),
            **{f"/collections/{layer.id}/items": _items(layer) for layer in layers},
            "/collections/{collectionId}/queryables": _path(
                "queryables", "What a filter may ask", "application/schema+json", [_ref("collectionId")]
            ),
            "/collections/{collectionId}/items/{featureId}": _path(
                "item", "One feature", GEOJSON, [_ref("collectionId"), _ref("featureId")]
            ),
        },
        "components": {"parameters": _parameters(layers), "responses": {"Problem": _problem()}},
    }


def _items(layer: Layer) -> dict[str, Any]:
    paging = [
        _ref(name) for name in ("limit", "offset", "cursor", "bbox", "datetime", "filter", "filter-lang", "filter-crs")
    ]
    own = [
        {"name": a.name, "in": "query", "required": False, "description": a.title.en, "schema": TYPES[a.type]}
        for a in layer.attributes
        if a.filter
    ]
    return _path(f"items_{layer.id}", layer.metadata.title.en, GEOJSON, [*paging, *own])


def _path(operation: str, summary: str, kind: str, parameters: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    content = {kind: {"schema": {"type": "object"}}, "text/html": {"schema": {"type": "string"}}}
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": [*(parameters or []), _ref("f"), _ref("lang")],
            "responses": {
                "200": {"description": summary, "content": content},
                "304": {"description": "Not modified"},
                "default": {"$ref": "#/components/responses/Problem"},
            },
        }
    }


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": f"#/components/parameters/{name}"}


def _parameters(layers: list[Layer]) -> dict[str, Any]:
    box = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 6}
    whole = {"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0}
    limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
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
        "f": _query("f", {"type": "string", "enum": ["json", "html"]}),
        "lang": _query("lang", {"type": "string", "enum": ["th", "en"]}),
    }


def _query(name: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "required": False, "schema": schema}


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
