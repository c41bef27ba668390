"""The tree of a filter: immutable, equal where the filters are the same, each node knowing where it was written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from gis.cql2.errors import At, Cql2Error

Position = tuple[float, ...]
Coordinates = Position | tuple["Coordinates", ...]

LOGICAL = ("and", "or", "not")
COMPARISONS = ("=", "<>", "<", ">", "<=", ">=")
SPATIAL = tuple(
    f"s_{name}" for name in ("intersects", "equals", "disjoint", "touches", "within", "overlaps", "crosses", "contains")
)
TEMPORAL = (
    *("t_after", "t_before", "t_contains", "t_disjoint", "t_during", "t_equals", "t_finishedBy", "t_finishes"),
    *("t_intersects", "t_meets", "t_metBy", "t_overlappedBy", "t_overlaps", "t_startedBy", "t_starts"),
)
ARRAYS = ("a_equals", "a_contains", "a_containedBy", "a_overlaps")
ARITHMETIC = ("+", "-", "*", "/", "^", "%", "div")
FOLDS = ("casei", "accenti")
OPERATORS: dict[str, int] = {
    "not": 1,
    "like": 2,
    "between": 3,
    "in": 2,
    "isNull": 1,
    **dict.fromkeys(FOLDS, 1),
    **dict.fromkeys((*COMPARISONS, *SPATIAL, *TEMPORAL, *ARRAYS, *ARITHMETIC), 2),
}
"""Every operator of the standard but ``and`` and ``or``, by its name in JSON, with the number of its arguments."""
DIMENSIONS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
"""How deep the lists of positions of a GeoJSON geometry are nested."""


@dataclass(frozen=True, slots=True)
class Node:
    at: At = field(default="", compare=False, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Text(Node):
    value: str


@dataclass(frozen=True, slots=True)
class Number(Node):
    value: int | float


@dataclass(frozen=True, slots=True)
class Truth(Node):
    value: bool


@dataclass(frozen=True, slots=True)
class Day(Node):
    value: date


@dataclass(frozen=True, slots=True)
class Instant(Node):
    """A moment, in UTC."""

    value: datetime


@dataclass(frozen=True, slots=True)
class Unbounded(Node):
    """``'..'``: the open end of an interval."""


@dataclass(frozen=True, slots=True)
class Interval(Node):
    start: Node
    end: Node


@dataclass(frozen=True, slots=True)
class Property(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Geometry(Node):
    """A geometry by its GeoJSON type; ``parts`` are the members of a GeometryCollection."""

    kind: str
    coordinates: Coordinates = ()
    parts: tuple[Geometry, ...] = ()


@dataclass(frozen=True, slots=True)
class Box(Node):
    """West, south, east, north; with lowest and highest between where there are six."""

    numbers: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Array(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Operation(Node):
    """An operator of the standard, by its name in JSON; ``and`` and ``or`` have two arguments or more."""

    op: str
    args: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Function(Node):
    """A function that the standard does not define."""

    name: str
    args: tuple[Node, ...]


@dataclass(frozen=True)
class Limits:
    """How large a filter may be. What it costs to read, check and compile one follows from these alone."""

    length: int = 8192
    depth: int = 40
    nodes: int = 500
    vertices: int = 2000


LIMITS = Limits()


def children(node: Node) -> tuple[Node, ...]:
    match node:
        case Operation(args=args) | Function(args=args):
            return args
        case Array(items=items):
            return items
        case Interval(start=start, end=end):
            return (start, end)
        case Geometry(parts=parts):
            return parts
    return ()


def positions(coordinates: Coordinates) -> Iterator[Position]:
    """Every position of a geometry.

    >>> list(positions(((1.0, 2.0), (3.0, 4.0))))
    [(1.0, 2.0), (3.0, 4.0)]
    """
    if coordinates and isinstance(coordinates[0], float):
        yield coordinates
        return
    for part in coordinates:
        yield from positions(part)  # type: ignore[arg-type]


def measured(root: Node, limits: Limits = LIMITS) -> Node:
    """The tree itself, where it is within the limits. Raises Cql2Error."""
    waiting, nodes, vertices = [(root, 1)], 0, 0
    while waiting:
        node, depth = waiting.pop()
        nodes += 1
        if isinstance(node, Geometry):
            vertices += sum(1 for _ in positions(node.coordinates))
        if depth > limits.depth:
            raise too_deep(node.at, limits)
        if nodes > limits.nodes or vertices > limits.vertices:
            raise too_large(node.at, limits)
        waiting.extend((child, depth + 1) for child in children(node))
    return root


def too_deep(at: At, limits: Limits = LIMITS) -> Cql2Error:
    return Cql2Error(
        at,
        f"เงื่อนไขซ้อนกันเกิน {limits.depth} ชั้น ให้แยกเป็นเงื่อนไขที่สั้นลง หรือใช้ IN แทน OR ที่ซ้อนกัน",
        f"nested more than {limits.depth} deep; split the filter, or write IN for nested ORs",
    )


def too_large(at: At, limits: Limits = LIMITS) -> Cql2Error:
    return Cql2Error(
        at,
        f"เงื่อนไขยาวเกินไป รับได้ {limits.nodes} พจน์ และ {limits.vertices} จุดพิกัด ให้ลดพจน์หรือทำรูปให้เรียบง่ายขึ้น",
        f"more than {limits.nodes} terms or {limits.vertices} vertices; drop terms or simplify the geometry",
    )
