"""How columns of a layer are named and typed in SQL. Identifiers come from layer files only, whose pattern admits no quote."""

from __future__ import annotations

from gis.layer import Layer

CASTS = {"text": "text", "integer": "bigint", "number": "double precision", "boolean": "boolean", "date": "date"}


def quoted(name: str) -> str:
    return f'"{name}"'


def type_of(layer: Layer, name: str) -> str:
    """The SQL type by which values of an attribute are bound."""
    attribute = layer.attribute(name)
    assert attribute is not None, name
    return CASTS[attribute.type]


def id_type(layer: Layer) -> str:
    return type_of(layer, layer.source.id)
