"""The API definition, OpenAPI 3.0.3, by hand and compact: paths are templates, so that it stays small with many layers.

Refusals are ``4XX``, each told as a problem: 400 what cannot be asked, 404 what is not there, 410 what is no more, 413 and
415 what a body cannot be, 429 too much at once. 304 is answered by any road to who has the answer already. What is not named
is a failure of ours. How features are written is told by ``app.ogc.definition_of_writing``. The names of operations
are those that OGC API Tiles gives them (20-057, table 11).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from starlette.requests import Request

from app.core.workbooks import XLSX
from app.datasets.rules import WRITABLE
from app.ogc import changes
from app.ogc.answers import GEOJSON, address, base
from app.ogc.bodies import BYTES, HTML, PLAIN, SCHEMAS, TEXT, Schema, features, problem, ref
from app.ogc.changes import SEQUENCE
from app.ogc.definition_of_writing import (
    REFUSED,
    added_feature,
    parameters_of_writing,
    response_of_writing,
    written_feature,
)
from app.ogc.parameters import CRS84, DEFAULT_LIMIT, FILTER_CRS, LANGUAGES, MAX_LIMIT, MAX_OFFSET
from app.ogc.records import JSON_LD
from app.ogc.schemas import SCHEMA_JSON
from app.ogc.schemas import TITLES as SCHEMAS_OF
from gis.cql2.nodes import LIMITS
from gis.layer import Layer
from gis.queryables import filterable
from gis.schemas import TYPES
from gis.statistics import TITLES
from gis.tiles import MAPBOX_VECTOR_TILE, QUAD
from gis.writers.formats import FORMATS

JSON, CSV = "application/json", "text/csv"
FILTERS = ("filter", "filter-lang", "filter-crs")
PAGING = ("limit", "offset", "cursor", "bbox", "bbox-crs", "crs", "datetime", "sortby", *FILTERS, "ids", "q", "properties",
          "exclude-properties")  # fmt: skip
GROUPED = ("group_by", "bbox", "lang")
PATH = "/collections/catalog"
OF_LAYER, OF_SET = "/collections/{collectionId}", "/tiles/{tileMatrixSetId}"
TILE = "/{tileMatrix}/{tileRow}/{tileCol}"
Operation = dict[str, Any]
Named = dict[tuple[str, str], str]


def definition(request: Request, layers: list[Layer]) -> dict[str, Any]:
    """The whole document for the layers that the viewer may see."""
    return {
        "openapi": "3.0.3",
        "info": {
            "title": "Phaen OGC API",
            "version": "1.0.0",
            "description": "ชั้นข้อมูลของจังหวัด · Layers of the province. A GET with If-None-Match may be answered by 304.",
        },
        "servers": [{"url": address(request, "/ogc")}],
        "paths": {**_documents(), **_collections(layers), **_catalogue(), **_tiles(), **_roads(request)},
        "components": {
            "parameters": _parameters(layers),
            "responses": {
                "Problem": problem(),
                "Features": features(),
                "Written": response_of_writing(),
            },
            "schemas": {
                **SCHEMAS,
                "crs": {"type": "string", "enum": list(FILTER_CRS), "default": CRS84},
                "layer": {"type": "string", "enum": [layer.id for layer in layers]},
            },
        },
    }


def _documents() -> dict[str, Any]:
    return {
        "/": _document("getLandingPage", "The landing page", "landing"),
        "/conformance": _document("getConformance", "Conformance classes", "conformance"),
        "/functions": _document("getFunctions", "Functions that a filter may call", "functions"),
        "/collections": _document("getCollectionsList", "The collections", "collections"),
        "/tileMatrixSets": _document("getTileMatrixSetsList", "Tile matrix sets", "tileMatrixSets"),
        "/tileMatrixSets/{tileMatrixSetId}": _document(
            "getTileMatrixSet", "A tile matrix set", "tileMatrixSet", ("tileMatrixSetId",)
        ),
    }


def _collections(layers: list[Layer]) -> dict[str, Any]:
    named = _named(layers)
    one = _document("getFeature", "One feature", "feature", ("collectionId", "featureId", "crs"), kind=GEOJSON)
    return {
        OF_LAYER: _document("getCollection", "One collection", "collection", ("collectionId",)),
        **{f"/collections/{layer.id}/items": _items(layer, named) for layer in layers},
        f"{OF_LAYER}/items/{{featureId}}": {**one, **written_feature()},
        f"{OF_LAYER}/search": _search(),
        f"{OF_LAYER}/changes": _changes(),
        **{f"{OF_LAYER}/{name}": _schema(name) for name in SCHEMAS_OF},
    }


def _schema(name: str) -> dict[str, Any]:
    """What a collection is made of, for one purpose."""
    return _document(f"get{name.title()}", SCHEMAS_OF[name].en, "queryables", ("collectionId",), kind=SCHEMA_JSON)


def _catalogue() -> dict[str, Any]:
    given = ("q", "type", "keywords", "ids", "externalIds", "bbox", "bbox-crs-of-records", "crs-of-records", "datetime",
             "limit-of-records", "offset")  # fmt: skip
    paths = {
        PATH: _document("getCatalog", "The catalogue", "collection"),
        f"{PATH}/items": _document("getRecords", "Records of layers", "features", given, kind=GEOJSON),
        f"{PATH}/items/{{recordId}}": _document("getRecord", "One record", "record", ("recordId",), kind=GEOJSON),
    }
    for path in (f"{PATH}/items", f"{PATH}/items/{{recordId}}"):
        found = paths[path]["get"]
        found["parameters"] = [*found["parameters"][:-2], *_parameters_of("f-of-records", "lang")]
        found["responses"]["200"]["content"][JSON_LD] = {"schema": PLAIN}
    return paths


def _search() -> dict[str, Any]:
    """A filter too long for an address, in a body; everything else as for items, but for the values of attributes."""
    names = tuple(name for name in PAGING if name not in ("filter", "filter-lang"))
    content = {GEOJSON: ref("features")}
    found = _got("search", "Features by a filter in the body", content, _parameters_of("collectionId", *names))["get"]
    body = {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
    return {"post": {**found, "requestBody": body}}


def _changes() -> dict[str, Any]:
    """What has changed since a token was given; what is gone has ``removed``."""
    own = _parameters_of("collectionId", "since", "limit-of-changes", "f-of-changes", "lang")
    content = {GEOJSON: PLAIN, FORMATS[SEQUENCE].media: TEXT}
    return _got("changes", "What changed since a token; next is the token for the next time", content, own)


def _tiles() -> dict[str, Any]:
    vector, tileset = ".collection.vector", ("collectionId", "tileMatrixSetId")
    tile = _parameters_of(*tileset, "tileMatrix", "tileRow", "tileCol", *FILTERS, "v", "f-of-tiles")
    return {
        f"{OF_LAYER}/tiles": _document(f"{vector}.getTileSetsList", "Tilesets", "tilesets", ("collectionId",)),
        OF_LAYER + OF_SET: _document(f"{vector}.getTileSet", "One tileset", "tileset", tileset),
        OF_LAYER + OF_SET + TILE: _got(f"{vector}.getTile", "A vector tile", {MAPBOX_VECTOR_TILE: BYTES}, tile),
    }


def _items(layer: Layer, named: Named) -> dict[str, Any]:
    given = _parameters_of(*PAGING, *(named[a.name, a.type] for a in filterable(layer)), "f-of-items", "lang")
    found = _got(f"{layer.id}.getFeatures", layer.metadata.title.en, {}, given)
    found["get"]["responses"]["200"] = {"$ref": "#/components/responses/Features"}
    return {**found, **(added_feature(layer.id) if layer.id in WRITABLE else {})}


def _named(layers: list[Layer]) -> Named:
    """What the parameters of attributes are called among the components: layers that name one alike and of one type share it.

    No other parameter begins so. Only where layers differ in the type does the name say it.
    """
    told = sorted({(a.name, a.type) for layer in layers for a in filterable(layer)})
    several = {name for (name, _), (other, _) in pairwise(told) if name == other}
    return {(name, kind): f"_{name}.{kind}" if name in several else f"_{name}" for name, kind in told}


def _roads(request: Request) -> dict[str, Any]:
    """The other roads on which a layer is read, each with the filter; they lie beside ``/ogc`` and negotiate no format."""
    roads: dict[str, tuple[str, str, dict[str, Schema], tuple[str, ...]]] = {
        "/feeds/{collectionId}.geojson": ("feed_geojson", "All as GeoJSON", {GEOJSON: ref("features")}, ()),
        "/feeds/{collectionId}.csv": ("feed_csv", "All as CSV", {CSV: TEXT}, ()),
        "/tiles/{collectionId}.json": ("tilejson", "What the tiles are (TileJSON)", {JSON: ref("tilejson")}, ("lang",)),
        "/tiles/{collectionId}/{z}/{x}/{y}.mvt": (
            "tile", "A vector tile", {MAPBOX_VECTOR_TILE: BYTES}, ("z", "x", "y", "v"),
        ),
        "/api/choropleth/{collectionId}": ("choropleth", "Values of areas", {JSON: ref("choropleth")}, ("lang",)),
        "/api/stats/{collectionId}": ("stats", "Counts and sums by group", {JSON: ref("stats")}, GROUPED),
        "/api/stats/{collectionId}.csv": ("stats_csv", "The same as CSV", {CSV: TEXT}, GROUPED),
        "/api/stats/{collectionId}.xlsx": ("stats_xlsx", "The same as a workbook", {XLSX: BYTES}, GROUPED),
    }  # fmt: skip
    beside = [{"url": base(request)}]
    found = {
        path: {"servers": beside, **_got(name, summary, content, _parameters_of("collectionId", *FILTERS, *own))}
        for path, (name, summary, content, own) in roads.items()
    }
    found["/api/stats/{collectionId}"]["post"] = _posted_stats()
    return found


def _posted_stats() -> Operation:
    """The same question with a filter that is too long for an address."""
    given = _parameters_of("collectionId", "filter-crs", *GROUPED)
    found: Operation = _got("stats_posted", "Counts and sums by group", {JSON: ref("stats")}, given)["get"]
    body = {"description": "CQL2-JSON", "required": True, "content": {JSON: {"schema": PLAIN}}}
    return {**found, "requestBody": body}


def _document(
    operation: str, summary: str, schema: str, parameters: tuple[str, ...] = (), *, kind: str = JSON
) -> dict[str, Any]:
    """A document that is a page as well."""
    return _got(operation, summary, {kind: ref(schema), HTML: TEXT}, _parameters_of(*parameters, "f", "lang"))


def _got(operation: str, summary: str, content: dict[str, Schema], parameters: list[Operation]) -> dict[str, Any]:
    told = {kind: {"schema": schema} for kind, schema in content.items()}
    return {
        "get": {
            "operationId": operation,
            "summary": summary,
            "parameters": parameters,
            "responses": {
                "200": {"description": "OK", "content": told},
                **{status: {"$ref": "#/components/responses/Problem"} for status in REFUSED},
            },
        }
    }


def _parameters_of(*names: str) -> list[Operation]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _parameters(layers: list[Layer]) -> dict[str, Any]:
    systems = ref("crs")
    whole = {"type": "integer", "minimum": 0}
    ids = ref("layer")
    return {
        "collectionId": _at("collectionId", ids),
        "recordId": _at("recordId", ids),
        "featureId": _at("featureId", TEXT),
        "tileMatrixSetId": _at("tileMatrixSetId", {"type": "string", "enum": [QUAD]}),
        **{name: _at(name, whole) for name in ("tileMatrix", "tileRow", "tileCol", "z", "x", "y")},
        **_paging(systems),
        **parameters_of_writing([layer.id for layer in layers if layer.id in WRITABLE]),
        "sortby": {
            **_among("sortby", {"type": "string", "pattern": r"^[+-]?[^+\-\s].*$"}, minItems=1),
            "description": "- before a name: downwards",
        },
        **{known: _query(name, TYPES[kind]) for (name, kind), known in _named(layers).items()},
        "filter": _query("filter", {"type": "string", "maxLength": LIMITS.length}),
        "filter-lang": _query("filter-lang", {"type": "string", "enum": list(LANGUAGES), "default": "cql2-text"}),
        "filter-crs": _query("filter-crs", systems),
        "group_by": _among("group_by", {"type": "string", "enum": list(TITLES)}, uniqueItems=True),
        "v": _query("v", TEXT),
        "properties": {**_among("properties", TEXT), "description": "The attributes that are told"},
        "exclude-properties": _among("exclude-properties", TEXT),
        "since": {
            **_query("since", {"type": "string", "default": ""}),
            "allowEmptyValue": True,
            "description": "next of the answer before; empty begins anew with everything",
        },
        "limit-of-changes": _query(
            "limit", {"type": "integer", "minimum": 1, "maximum": changes.MAX_LIMIT, "default": changes.DEFAULT_LIMIT}
        ),
        "f-of-changes": _query("f", {"type": "string", "enum": list(changes.KINDS)}),
        "f-of-items": _query("f", {"type": "string", "enum": ["json", "html", *FORMATS]}),
        **{name: _among(name, TEXT, minItems=1) for name in ("type", "keywords", "ids", "externalIds")},
        "q": {
            **_among("q", TEXT, minItems=1),
            "description": "What holds one of these, in any case; features: in the texts that queryables mark x-searched-by-q",
        },
        "bbox-crs-of-records": _query("bbox-crs", {"type": "string", "enum": [CRS84]}),
        "crs-of-records": _query("crs", {"type": "string", "enum": [CRS84]}),
        "limit-of-records": _query("limit", {"type": "integer", "minimum": 1, "maximum": 1_000, "default": 100}),
        "f-of-records": _query("f", {"type": "string", "enum": ["json", "html", "jsonld"]}),
        "f-of-tiles": _query("f", {"type": "string", "enum": ["mvt"]}),
        "f": _query("f", {"type": "string", "enum": ["json", "html"]}),
        "lang": _query("lang", {"type": "string", "enum": ["th", "en"]}),
    }


def _paging(systems: Schema) -> dict[str, Any]:
    limit = {"type": "integer", "minimum": 1, "maximum": MAX_LIMIT, "default": DEFAULT_LIMIT}
    return {
        "limit": _query("limit", limit),
        "offset": _query("offset", {"type": "integer", "minimum": 0, "maximum": MAX_OFFSET, "default": 0}),
        "cursor": _query("cursor", TEXT),
        "bbox": _among("bbox", {"type": "number"}, minItems=4, maxItems=6),
        "bbox-crs": _query("bbox-crs", systems),
        "crs": _query("crs", systems),
        "datetime": _query("datetime", TEXT),
    }


def _at(name: str, schema: Schema) -> Operation:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _query(name: str, schema: Schema) -> Operation:
    return {"name": name, "in": "query", "schema": schema}


def _among(name: str, items: Schema, **more: Any) -> Operation:
    """A list with commas."""
    schema = {"type": "array", "items": items, **more}
    return {**_query(name, schema), "style": "form", "explode": False}
