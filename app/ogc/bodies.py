"""What answers look like, as schemas of the API definition: enough that a client or a test can rely on each member."""

from __future__ import annotations

from typing import Any

from app.ogc.answers import GEOJSON
from gis.writers.formats import FORMATS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
NUMBER: Schema = {"type": "number"}
WHOLE: Schema = {"type": "integer", "minimum": 0}
HTML = "text/html"
PLAIN: Schema = {"type": "object"}
BYTES: Schema = {"type": "string", "format": "binary"}


def body(required: dict[str, Schema], **more: Schema) -> Schema:
    """An object with these members, of which some may be absent."""
    return {"type": "object", "required": [*required], "properties": {**required, **more}}


def listed(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


LINKS = ref("links")
NULL_OR_PLAIN: Schema = {"type": "object", "nullable": True}
SCHEMAS: dict[str, Schema] = {
    "link": body({"href": TEXT, "rel": TEXT}, type=TEXT, title=TEXT, templated={"type": "boolean"}),
    "links": listed(ref("link")),
    "landing": body({"title": TEXT, "description": TEXT, "links": LINKS}),
    "conformance": body({"conformsTo": listed(TEXT)}),
    "functions": body({"functions": listed(body({"name": TEXT, "returns": listed(TEXT)})), "links": LINKS}),
    "collection": body(
        {"id": TEXT, "title": TEXT, "itemType": TEXT, "crs": listed(TEXT), "links": LINKS},
        description=TEXT, keywords=listed(TEXT), storageCrs=TEXT, extent=PLAIN,
    ),
    "collections": body({"collections": listed(ref("collection")), "links": LINKS}),
    "queryables": body({"$schema": TEXT, "$id": TEXT, "type": {"type": "string", "enum": ["object"]}, "properties": PLAIN}),
    "feature": body(
        {"type": {"type": "string", "enum": ["Feature"]}, "geometry": NULL_OR_PLAIN, "properties": NULL_OR_PLAIN},
        id={"oneOf": [TEXT, {"type": "integer"}]}, links=LINKS,
    ),
    "record": body(
        {"id": TEXT, "type": {"type": "string", "enum": ["Feature"]}, "conformsTo": listed(TEXT), "geometry": NULL_OR_PLAIN,
         "time": NULL_OR_PLAIN, "properties": body({"type": TEXT, "title": TEXT}), "links": LINKS},
    ),
    "features": body(
        {"type": {"type": "string", "enum": ["FeatureCollection"]}, "features": listed(ref("feature")),
         "numberReturned": WHOLE},
        numberMatched=WHOLE, links=LINKS,
    ),
    "tileMatrixSets": body({"tileMatrixSets": listed(body({"id": TEXT, "links": LINKS}))}),
    "tileMatrixSet": body({"id": TEXT, "crs": TEXT, "tileMatrices": listed(PLAIN)}),
    "tileset": body(
        {"title": TEXT, "dataType": TEXT, "crs": TEXT, "tileMatrixSetURI": TEXT, "links": LINKS},
        layers=listed(PLAIN), boundingBox=PLAIN,
    ),
    "tilesets": body({"tilesets": listed(ref("tileset")), "links": LINKS}),
    "tilejson": body({"tilejson": TEXT, "tiles": listed(TEXT), "vector_layers": listed(PLAIN)}),
    "choropleth": body({"layer": TEXT, "version": TEXT, "values": PLAIN, "breaks": listed(NUMBER), "counts": listed(WHOLE)}),
    "stats": body({"layer": TEXT, "version": TEXT}),
    "places": body({"results": listed(body({"code": TEXT, "level": TEXT}))}),
    "problem": body({"type": TEXT, "title": TEXT, "status": WHOLE, "detail": TEXT}, instance=TEXT, parameter=TEXT),
}  # fmt: skip


def features() -> dict[str, Any]:
    """Features as a page of GeoJSON, as a page for people, or as a file."""
    files = {each.media: {"schema": BYTES} for each in FORMATS.values()}
    content = {GEOJSON: {"schema": ref("features")}, HTML: {"schema": TEXT}, **files}
    return {"description": "Features", "content": content}


def problem() -> dict[str, Any]:
    """For machines as RFC 9457 has it, for browsers a page."""
    told = {"application/problem+json": {"schema": ref("problem")}, HTML: {"schema": TEXT}}
    return {"description": "A problem (RFC 9457)", "content": told}
