"""The documents of OGC API Features and Common: landing page, conformance, collections. Only what a test proves is declared."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from starlette.requests import Request

from app.ogc.answers import GEOJSON, address, link
from app.ogc.parameters import CRS84, FILTER_CRS
from app.ogc.shelf import Bounds
from gis.cql2.functions import Signature
from gis.cql2.schema import Kind
from gis.layer import Layer
from gis.tiles import MAPBOX_VECTOR_TILE
from gis.writers.formats import FORMATS

OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf"
COMMON = "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf"
PARTS = "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf"
"""OGC API Features Part 5 is OGC API Common Part 3 as well, and its classes are called so (23-058r2)."""
WRITING = "http://www.opengis.net/spec/ogcapi-features-4/1.0/conf"
SORTING = "http://www.opengis.net/spec/ogcapi-features-8/1.0/conf"
"""Of the drafts (20-002r1, 24-030)."""
FILTERING = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf"
CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf"
SCHEMAS = {
    name: f"http://www.opengis.net/def/rel/ogc/1.0/{name}" for name in ("schema", "queryables", "sortables")
}
"""Relations of the resources that say what a collection is made of."""
CATALOG = "http://www.opengis.net/def/rel/ogc/1.0/ogc-catalog"
TILESETS = "http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector"
TILING_SCHEMES = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes"
RECORDS = "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf"
TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf"
CRS = "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf"
FUNCTIONS = "http://www.opengis.net/def/rel/ogc/1.0/functions"
TYPES_OF_FUNCTIONS = {
    Kind.TEXT: "string",
    Kind.NUMBER: "number",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "datetime",
    Kind.TIMESTAMP: "datetime",
    Kind.GEOMETRY: "geometry",
}
"""The types of arguments as the schema of the functions resource names them (OGC 21-065r2)."""
CONFORMANCE = (
    f"{COMMON}/core",
    f"{COMMON}/landing-page",
    f"{COMMON}/json",
    f"{COMMON}/html",
    f"{COMMON}/oas30",
    "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/collections",
    f"{FEATURES}/core",
    f"{FEATURES}/geojson",
    f"{FEATURES}/html",
    f"{FEATURES}/oas30",
    f"{CRS}/crs",
    *(f"{PARTS}/{name}" for name in ("schemas", "advanced-property-roles", "returnables-and-receivables")),
    *(f"{PARTS}/{name}" for name in ("queryables", "sortables")),
    *(f"{SORTING}/{name}" for name in ("sortables", "sorting", "features-sorting")),
    *(f"{WRITING}/{name}" for name in ("create-replace-delete", "update", "features", "optimistic-locking-etags")),
    *(f"{FILTERING}/{name}" for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")),
    *(f"{CQL2}/{name}" for name in ("cql2-text", "cql2-json", "basic-cql2", "advanced-comparison-operators")),
    *(f"{CQL2}/{name}" for name in ("case-insensitive-comparison", "accent-insensitive-comparison")),
    *(f"{CQL2}/{name}" for name in ("basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions")),
    *(
        f"{CQL2}/{name}"
        for name in ("temporal-functions", "array-functions", "property-property", "functions", "arithmetic")
    ),
    *(f"{TILES}/{name}" for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt", "oas30")),
    *(f"{RECORDS}/{name}" for name in ("record-core", "record-core-query-parameters", "json", "html")),
)


def landing(request: Request, lang: str) -> dict[str, Any]:
    """Where everything else is found."""
    title, description = (
        ("Provincial geographic data", "Layers of the provincial information centre as OGC API Features.")
        if lang == "en"
        else ("ข้อมูลภูมิสารสนเทศจังหวัด", "ชั้นข้อมูลของศูนย์สารสนเทศจังหวัดตามมาตรฐาน OGC API Features")
    )
    links = [
        link(request, "/ogc", "self", "application/json", "This document"),
        link(request, "/ogc", "alternate", "text/html", "This document as HTML", {"f": "html"}),
        link(request, "/ogc/api", "service-desc", OPENAPI, "The API definition"),
        link(request, "/ogc/api", "service-doc", "text/html", "The API documentation", {"f": "html"}),
        link(request, "/ogc/conformance", "conformance", "application/json", "Conformance classes"),
        link(request, "/ogc/collections", "data", "application/json", "The collections"),
        link(request, "/ogc/collections/catalog", CATALOG, "application/json", "The catalogue"),
        link(request, "/ogc/tileMatrixSets", TILING_SCHEMES, "application/json", "Tile matrix sets"),
        link(request, "/ogc/functions", FUNCTIONS, "application/json", "Functions of filters"),
    ]
    return {"title": title, "description": description, "links": links}


def functions(request: Request, signatures: Iterable[Signature], lang: str) -> dict[str, Any]:
    """The functions of filters with what they take and give (OGC 21-065r2, functions)."""
    described = [
        {
            "name": each.name,
            "description": each.en if lang == "en" else each.th,
            "arguments": [{"type": [TYPES_OF_FUNCTIONS[kind]]} for kind in each.takes],
            "returns": [TYPES_OF_FUNCTIONS[each.gives]],
        }
        for each in signatures
    ]
    links = [
        link(request, "/ogc/functions", "self", "application/json", "This document"),
        link(request, "/ogc/functions", "alternate", "text/html", "This document as HTML", {"f": "html"}),
    ]
    return {"functions": described, "links": links}


def collections(request: Request, layers: list[tuple[Layer, Bounds | None]], lang: str) -> dict[str, Any]:
    links = [
        link(request, "/ogc/collections", "self", "application/json", "This document"),
        link(request, "/ogc/collections", "alternate", "text/html", "This document as HTML", {"f": "html"}),
    ]
    return {"links": links, "collections": [collection(request, layer, bounds, lang) for layer, bounds in layers]}


def collection(request: Request, layer: Layer, bounds: Bounds | None, lang: str) -> dict[str, Any]:
    """One collection: what it is, where it lies, where its data are."""
    extent = {"extent": {"spatial": {"bbox": [list(bounds)], "crs": CRS84}}} if bounds else {}
    return {
        "id": layer.id,
        "title": layer.metadata.title.in_language(lang),
        "description": layer.metadata.notes.in_language(lang),
        "keywords": list(layer.metadata.tags),
        "attribution": layer.metadata.data_source.th,
        "itemType": "feature",
        "crs": list(FILTER_CRS),
        "storageCrs": CRS84,
        "defaultSortOrder": [layer.source.id],
        **extent,
        "links": _collection_links(request, layer),
    }


def _collection_links(request: Request, layer: Layer) -> list[dict[str, str]]:
    path, title = f"/ogc/collections/{layer.id}", layer.metadata.title.en
    tiles = address(request, f"/tiles/{layer.id}") + ".json"
    return [
        link(request, path, "self", "application/json", title),
        link(request, path, "alternate", "text/html", title, {"f": "html"}),
        link(request, f"{path}/items", "items", GEOJSON, f"{title}: features"),
        link(request, f"{path}/items", "items", "text/html", f"{title}: features", {"f": "html"}),
        link(request, f"{path}/tiles", TILESETS, "application/json", f"{title}: vector tiles"),
        *(
            link(request, f"{path}/{name}", rel, "application/schema+json", f"{title}: {name}")
            for name, rel in SCHEMAS.items()
        ),
        link(request, f"{path}/changes", "monitor", GEOJSON, f"{title}: changes for mirrors", {"since": ""}),
        link(request, f"/feeds/{layer.id}.geojson", "enclosure", GEOJSON, f"{title}: everything as GeoJSON"),
        link(request, f"/feeds/{layer.id}.csv", "enclosure", "text/csv", f"{title}: everything as CSV"),
        *(
            link(request, f"{path}/items", "enclosure", each.media, f"{title}: {each.title.en}", {"f": each.id})
            for each in FORMATS.values()
        ),
        link(request, f"/api/stats/{layer.id}", "related", "application/json", f"{title}: counts and sums"),
        {
            "href": tiles,
            "rel": "describedby",
            "type": "application/json",
            "title": f"{title}: tiles ({MAPBOX_VECTOR_TILE})",
        },
    ]
