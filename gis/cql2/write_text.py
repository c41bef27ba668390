"""The tree as CQL2 text, with every bracket that its meaning needs and few others."""

from __future__ import annotations

import re

from gis.cql2.errors import Cql2Error
from gis.cql2.nodes import (
    ARITHMETIC,
    COMPARISONS,
    Array,
    Box,
    Coordinates,
    Function,
    Geometry,
    Interval,
    Node,
    Number,
    Operation,
    Property,
    Text,
    Truth,
    children,
    positions,
)
from gis.cql2.words import PLAIN_NAME, RESERVED
from gis.cql2.write_json import written

QUOTE = re.compile(r"(\\?)'")
_PREDICATES = (*COMPARISONS, "like", "between", "in", "isNull")


def as_text(node: Node) -> str:
    """Read again it is the same tree. Raises Cql2Error for a text that ends in a backslash: CQL2 text cannot say it."""
    match node:
        case Text():
            return _text(node)
        case Number(value=value):
            return repr(value)
        case Truth(value=value):
            return "TRUE" if value else "FALSE"
        case Property(name=name):
            return _name(name)
        case Array(items=items):
            return f"({', '.join(as_text(item) for item in items)})"
        case Function(name=name, args=args):
            return f"{_name(name)}({', '.join(as_text(arg) for arg in args)})"
        case Operation():
            return _operation(node)
    return _spatial(node) or _temporal(node)


def _text(node: Text) -> str:
    if node.value.endswith("\\"):
        raise Cql2Error(
            node.at,
            "CQL2 แบบข้อความเขียนข้อความที่ลงท้ายด้วย \\ ไม่ได้ ให้ใช้ cql2-json",
            "CQL2 text cannot say a text that ends in a backslash; use cql2-json",
        )
    return "'" + QUOTE.sub(lambda found: "\\\\'" if found[1] else "''", node.value) + "'"


def _name(name: str) -> str:
    plain = PLAIN_NAME.fullmatch(name) and name.upper() not in RESERVED
    return name if plain else '"' + name.replace('"', '""') + '"'


def _operation(node: Operation) -> str:
    op, args = node.op, [_operand(node, arg) for arg in node.args]
    if op in ("and", "or"):
        return f" {op.upper()} ".join(args)
    if op in COMPARISONS or op in ARITHMETIC:
        return f"{args[0]} {op} {args[1]}"
    match op:
        case "not":
            return f"NOT {args[0]}"
        case "isNull":
            return f"{args[0]} IS NULL"
        case "like":
            return f"{args[0]} LIKE {args[1]}"
        case "between":
            return f"{args[0]} BETWEEN {args[1]} AND {args[2]}"
        case "in":
            return f"{args[0]} IN {args[1]}"
    return f"{op.upper()}({', '.join(as_text(arg) for arg in node.args)})"


def _operand(parent: Operation, node: Node) -> str:
    """In brackets wherever it is an operation written between its arguments."""
    infix = isinstance(node, Operation) and node.op in ("and", "or", "not", *_PREDICATES, *ARITHMETIC)
    bare = parent.op in ("and", "or") and isinstance(node, Operation) and node.op in _PREDICATES
    return f"({as_text(node)})" if infix and not bare else as_text(node)


def _temporal(node: Node) -> str:
    if isinstance(node, Interval):
        ends = (f"'{said}'" if (said := written(each)) else as_text(each) for each in children(node))
        return f"INTERVAL({', '.join(ends)})"
    said = written(node)
    return f"TIMESTAMP('{said}')" if "T" in said else f"DATE('{said}')"


def _spatial(node: Node) -> str:
    match node:
        case Box(numbers=numbers):
            return f"BBOX({', '.join(map(repr, numbers))})"
        case Geometry(parts=parts) if parts:
            return f"GEOMETRYCOLLECTION({', '.join(map(_spatial, parts))})"
        case Geometry(kind=kind, coordinates=coordinates):
            deep = " Z " if len(next(positions(coordinates))) > 2 else ""
            inner = _coordinates(coordinates)
            return f"{kind.upper()}{deep}({inner})" if kind == "Point" else f"{kind.upper()}{deep}{inner}"
    return ""


def _coordinates(coordinates: Coordinates) -> str:
    """
    >>> _coordinates(((1.0, 2.0), (3.0, 4.0)))
    '(1.0 2.0, 3.0 4.0)'
    """
    if isinstance(coordinates[0], float):
        return " ".join(map(repr, coordinates))
    return f"({', '.join(_coordinates(part) for part in coordinates)})"
