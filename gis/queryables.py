"""What may be asked of a layer: its filterable attributes and its geometry, as they are for who asks."""

from __future__ import annotations

from gis.cql2.schema import Kind, Queryable
from gis.layer import Attribute, Layer

KINDS = {
    "text": Kind.TEXT,
    "integer": Kind.NUMBER,
    "number": Kind.NUMBER,
    "boolean": Kind.BOOLEAN,
    "date": Kind.DATE,
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


def searchable(layer: Layer) -> list[Attribute]:
    """The attributes in which words are sought: texts that may be asked for, without those that only hold a code."""
    return [attribute for attribute in filterable(layer) if attribute.type == "text" and not attribute.codes]


def sortable(layer: Layer) -> list[Attribute]:
    """The attributes that features may be sorted by."""
    return filterable(layer)
