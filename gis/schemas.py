"""The attributes of a layer as JSON Schema (OGC API Features Part 5, 23-058r2): one way to tell them for every purpose."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from gis.layer import Attribute, Layer

Schema = dict[str, Any]
DIALECT = "https://json-schema.org/draft/2020-12/schema"
TYPES: dict[str, Schema] = {
    "text": {"type": "string"},
    "integer": {"type": "integer"},
    "number": {"type": "number"},
    "boolean": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
}
UCUM = {
    "%": "%", "percent": "%", "per cent": "%", "km": "km", "km²": "km2", "rai": "1600.m2", "years": "a", "days": "d",
    "people": "{person}", "households": "{household}", "projects": "{project}", "points": "{point}", "times": "1",
    "people/km²": "{person}/km2", "per 100,000 people": "{person}/(10*5.{person})", "baht": "{THB}",
    "million baht": "10*6.{THB}", "baht/person": "{THB}/{person}",
}  # fmt: skip
"""Units as layer files call them in English, as UCUM writes them (case sensitive); what it counts stands in braces."""


def schema_of(
    layer: Layer, lang: str, attributes: Collection[Attribute], *, placed: bool = True, written: Collection[str] | None = None
) -> Schema:
    """An object with these attributes and, where ``placed``, the geometry, in the order of the layer.

    ``written``: the names of what a client may write, where anything may be; everything else is then read only.
    """
    geometry, read_only = layer.source.geometry.column, written is not None
    found = {a.name: _property(layer, a, lang) for a in attributes}
    if placed:
        found[geometry] = _place(layer, lang)
    for number, (name, told) in enumerate(found.items(), 1):
        told["x-ogc-propertySeq"] = number
        if read_only and name not in (written or ()):
            told["readOnly"] = True
    return {
        "$schema": DIALECT,
        "type": "object",
        "title": layer.metadata.title.in_language(lang),
        "description": layer.metadata.notes.in_language(lang),
        "properties": found,
        "additionalProperties": False,
    }


def _place(layer: Layer, lang: str) -> Schema:
    kind = layer.source.geometry.type
    shape = "any" if kind == "Geometry" else kind.lower()
    title = "Geometry" if lang == "en" else "รูปเรขาคณิต"
    return {"title": title, "format": f"geometry-{shape}", "x-ogc-role": "primary-geometry"}


def _property(layer: Layer, attribute: Attribute, lang: str) -> Schema:
    """Its title, the title in the other language with the unit as people say it, type, codes, role and unit."""
    unit, other = attribute.unit, "th" if lang == "en" else "en"
    said = f" ({unit.in_language(lang)})" if unit else ""
    found: Schema = {
        "title": attribute.title.in_language(lang),
        "description": attribute.title.in_language(other) + said,
        **TYPES[attribute.type],
    }
    role = _role(layer, attribute)
    if role:
        found["x-ogc-role"] = role
    if unit and unit.en in UCUM and attribute.type in ("integer", "number"):
        found["x-ogc-unit"] = UCUM[unit.en]
    if attribute.codes:
        found["oneOf"] = [{"const": code.value, "title": code.title.in_language(lang)} for code in attribute.codes]
    return found


def _role(layer: Layer, attribute: Attribute) -> str | None:
    """The role in the vocabulary of the standard. The day from which something is valid begins an interval without an end."""
    if attribute.name == layer.source.id:
        return "id"
    return "primary-interval-start" if attribute.type == "date" and attribute is layer.by_role("time") else None


def limited(schema: Schema, limits: Mapping[str, Schema], required: Collection[str]) -> Schema:
    """The schema with more said of some of its properties, and which of them are needed."""
    properties = {name: {**told, **limits.get(name, {})} for name, told in schema["properties"].items()}
    return {**schema, "properties": properties, **({"required": sorted(required)} if required else {})}
