"""The tree as CQL2 JSON."""

from __future__ import annotations

import json
from typing import Any

from gis.cql2.nodes import (
    Array,
    Box,
    Coordinates,
    Day,
    Function,
    Geometry,
    Instant,
    Interval,
    Node,
    Number,
    Operation,
    Property,
    Text,
    Truth,
    Unbounded,
)


def as_json(node: Node) -> str:
    """Read again it is the same tree."""
    return json.dumps(document(node), ensure_ascii=False)


def document(node: Node) -> Any:
    """The tree as lists, dictionaries and scalars."""
    match node:
        case Text(value=value) | Number(value=value) | Truth(value=value):
            return value
        case Property(name=name):
            return {"property": name}
        case Array(items=items):
            return [document(item) for item in items]
        case Operation(op=op, args=args) | Function(name=op, args=args):
            return {"op": op, "args": [document(arg) for arg in args]}
    return _spatial(node) or _temporal(node)


def _temporal(node: Node) -> Any:
    match node:
        case Day():
            return {"date": written(node)}
        case Instant():
            return {"timestamp": written(node)}
        case Interval(start=start, end=end):
            return {"interval": [written(each) or document(each) for each in (start, end)]}
    raise AssertionError(node)


def _spatial(node: Node) -> Any:
    match node:
        case Box(numbers=numbers):
            return {"bbox": list(numbers)}
        case Geometry(kind=kind, parts=parts) if parts:
            return {"type": kind, "geometries": [_spatial(part) for part in parts]}
        case Geometry(kind=kind, coordinates=coordinates):
            return {"type": kind, "coordinates": _listed(coordinates)}
    return None


def _listed(coordinates: Coordinates) -> Any:
    return [each if isinstance(each, float) else _listed(each) for each in coordinates]


def written(node: Node) -> str:
    """A date, a time or an open end as it is written between quotes; nothing for any other node."""
    match node:
        case Unbounded():
            return ".."
        case Day(value=value):
            return value.isoformat()
        case Instant(value=value):
            return value.isoformat().replace("+00:00", "Z")
    return ""
