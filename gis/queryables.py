"""What may be asked of a layer: its filterable attributes and its geometry, as they are for who asks."""

from __future__ import annotations

from typing import Any

from gis.cql2.schema import Kind, Queryable
from gis.layer import Attribute, Layer

KINDS = {
    "text": Kind.TEXT,
    "integer": Kind.NUMBER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
}
TYPES: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}


def filterable(layer: Layer) -> list[Attribute]:
    """The attributes that may be asked for, by ``name=value`` and in filters."""
    return [attribute for attribute in layer.attributes if attribute.filter]


def queryables_of(layer: Layer) -> dict[str, Queryable]:
    """By name; the geometry by the name of its column. What the asker may not see is not in his layer, so not here."""
    found = {a.name: Queryable(a.name, KINDS[a.type], a.name) for a in filterable(layer)}
    geometry = layer.source.geometry
    column = geometry.column
    return found | {column: Queryable(column, Kind.GEOMETRY, column, is_mixed=geometry.type == "Geometry")}


def schema_of(layer: Layer, lang: str) -> dict[str, Any]:
    """The JSON Schema of the queryables (OGC API Features Part 3, 6.2), with both languages' titles."""
    geometry = layer.source.geometry
    shape = "any" if geometry.type == "Geometry" else geometry.type.lower()
    place = {"title": "รูปเรขาคณิต · Geometry", "x-ogc-role": "primary-geometry", "format": f"geometry-{shape}"}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "title": layer.metadata.title.in_language(lang),
        "description": layer.metadata.notes.in_language(lang),
        "properties": {**{a.name: _property(a, lang) for a in filterable(layer)}, geometry.column: place},
        "additionalProperties": False,
    }


def _property(attribute: Attribute, lang: str) -> dict[str, Any]:
    other = "th" if lang == "en" else "en"
    found = {
        "title": attribute.title.in_language(lang),
        "description": attribute.title.in_language(other),
        **TYPES[attribute.type],
    }
    if attribute.role == "id":
        found["x-ogc-role"] = "id"
    if attribute.unit:
        found["x-ogc-unit"] = attribute.unit.in_language(lang)
    if attribute.codes:
        found["oneOf"] = [{"const": code.value, "title": code.title.in_language(lang)} for code in attribute.codes]
    return found
