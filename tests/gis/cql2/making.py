"""Random filters of every operator, well typed, over one table whose rows are few, awkward and full of NULLs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

from gis.cql2.nodes import (
    ARITHMETIC,
    ARRAYS,
    COMPARISONS,
    SPATIAL,
    TEMPORAL,
    Array,
    Box,
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
from gis.cql2.schema import Kind, Queryable

COLUMNS = {
    "whole": ("bigint", Kind.NUMBER),
    "part": ("double precision", Kind.NUMBER),
    "ชื่อ": ("text", Kind.TEXT),
    "note": ("text", Kind.TEXT),
    "is_open": ("boolean", Kind.BOOLEAN),
    "begins": ("date", Kind.DATE),
    "ends": ("date", Kind.DATE),
    "since": ("timestamptz", Kind.TIMESTAMP),
    "until": ("timestamptz", Kind.TIMESTAMP),
    "tags": ("text[]", Kind.TEXTS),
    "counts": ("double precision[]", Kind.NUMBERS),
    "geom": ("geometry", Kind.GEOMETRY),
}
QUERYABLES = {name: Queryable(name, kind, name) for name, (_, kind) in COLUMNS.items()}
WORDS = (
    "",
    "a",
    "A",
    "ab",
    "Straße",
    "STRASSE",
    "é",
    "É",
    "E",
    "กข",
    "ก่ข้า",
    "กำ",
    "50%",
    "a_b",
    "it's",
    "\\",
    "Ὀδός",
    "\u0130x",
)
PATTERNS = ("%", "a%", "_", "%ข%", "stra%", "STRA__E", "\\%", "50\\%", "%\\_%", "\\\\", "É", "%'%", "", "ก_", "ὀδό%")
NUMBERS: tuple[int | float, ...] = (0, 1, -1, 2, 3, 7, 10, 0.5, -2.25, 1e10, 1e200, 1e-200, 2**40)


class Maker:
    """Filters from one source of chance."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def filter(self, depth: int = 3) -> Node:
        """A predicate."""
        if depth > 0 and self._random.random() < 0.5:
            op = self._random.choice(("and", "or", "not"))
            count = 1 if op == "not" else self._random.randint(2, 3)
            return Operation(op, tuple(self.filter(depth - 1) for _ in range(count)))
        made: Node = self._random.choice(self._predicates())(depth)
        return made

    def _predicates(self) -> tuple[Callable[[int], Node], ...]:
        return (self._comparison, self._among, self._like, self._null, self._spatial, self._temporal, self._arrays)

    def _pick(self, *choices: Callable[[int], Node]) -> Callable[[int], Node]:
        return self._random.choice(choices)

    def _comparison(self, depth: int) -> Node:
        if self._random.random() < 0.1:
            return Operation(self._random.choice(("=", "<>")), (self.truth(depth), self.truth(depth)))
        each = self._pick(self.number, self.number, self.text, self.instant)
        if self._random.random() < 0.25:
            return Operation("between", (each(depth), each(depth), each(depth)))
        return Operation(self._random.choice(COMPARISONS), (each(depth), each(depth)))

    def _among(self, depth: int) -> Node:
        each = self._pick(self.number, self.text, self._day, self._moment, self.truth)
        items = tuple(each(0) for _ in range(self._random.randint(1, 4)))
        return Operation("in", (each(depth), Array(items)))

    def _like(self, depth: int) -> Node:
        pattern: Node = Text(self._random.choice(PATTERNS))
        while self._random.random() < 0.4:
            pattern = Operation(self._random.choice(("casei", "accenti")), (pattern,))
        return Operation("like", (self.text(depth), pattern))

    def _null(self, depth: int) -> Node:
        each = self._pick(self.number, self.text, self.instant, self.truth, self.geometry, self.filter, self._listed)
        return Operation("isNull", (each(depth - 1),))

    def _spatial(self, depth: int) -> Node:
        return Operation(self._random.choice(SPATIAL), (self.geometry(depth), self.geometry(depth)))

    def _temporal(self, depth: int) -> Node:
        return Operation(self._random.choice(TEMPORAL), (self._span(depth), self._span(depth)))

    def _arrays(self, depth: int) -> Node:
        each = self._pick(self._tags, self._counts)
        return Operation(self._random.choice(ARRAYS), (each(depth), each(depth)))

    def number(self, depth: int) -> Node:
        chance = self._random.random()
        if depth > 0 and chance < 0.35:
            return Operation(self._random.choice(ARITHMETIC), (self.number(depth - 1), self.number(depth - 1)))
        if depth > 0 and chance < 0.5:
            name = self._random.choice(("abs", "floor", "ceil", "length", "year", "fiscal_year"))
            each = {"length": self.text, "year": self._day, "fiscal_year": self._day}.get(name, self.number)
            return Function(name, (each(depth - 1),))
        if chance < 0.75:
            return Property(self._random.choice(("whole", "part")))
        return Number(self._random.choice(NUMBERS))

    def text(self, depth: int) -> Node:
        if depth > 0 and self._random.random() < 0.4:
            return Operation(self._random.choice(("casei", "accenti")), (self.text(depth - 1),))
        if self._random.random() < 0.6:
            return Property(self._random.choice(("ชื่อ", "note")))
        return Text(self._random.choice(WORDS))

    def truth(self, _depth: int) -> Node:
        return Property("is_open") if self._random.random() < 0.6 else Truth(self._random.random() < 0.5)

    def _day(self, _depth: int) -> Node:
        if self._random.random() < 0.6:
            return Property(self._random.choice(("begins", "ends")))
        return Day(day_of(self._random))

    def _moment(self, _depth: int) -> Node:
        if self._random.random() < 0.6:
            return Property(self._random.choice(("since", "until")))
        return Instant(moment_of(self._random))

    def instant(self, depth: int) -> Node:
        return self._pick(self._day, self._moment)(depth)

    def _span(self, depth: int) -> Node:
        if self._random.random() < 0.3:
            return self.instant(depth)
        start, end = (Unbounded() if self._random.random() < 0.15 else self.instant(depth) for _ in range(2))
        if isinstance(start, Day | Instant) and type(start) is type(end) and start.value > end.value:
            start, end = end, start
        return Interval(start, end)

    def _tags(self, _depth: int) -> Node:
        return self._list("tags", lambda: self.text(0))

    def _counts(self, _depth: int) -> Node:
        return self._list("counts", lambda: self.number(0))

    def _listed(self, _depth: int) -> Node:
        return Property(self._random.choice(("tags", "counts")))

    def _list(self, column: str, each: Callable[[], Node]) -> Node:
        if self._random.random() < 0.5:
            return Property(column)
        return Array(tuple(each() for _ in range(self._random.randint(0, 3))))

    def geometry(self, _depth: int) -> Node:
        chance = self._random.random()
        if chance < 0.5:
            return Property("geom")
        if chance < 0.6:
            south = self._random.randint(-4, 4)
            return Box((float(self._random.randint(150, 170)), float(south), -175.0, float(south + 4)))
        return shape_of(self._random)


def day_of(random: Random) -> date:
    return date(2025, 9, 28) + timedelta(days=random.randint(0, 6))


def moment_of(random: Random) -> datetime:
    base = datetime(2025, 9, 28, tzinfo=UTC)
    return base + timedelta(
        days=random.randint(0, 6), hours=random.choice((0, 0, 12)), microseconds=random.choice((0, 0, -1))
    )


def shape_of(random: Random) -> Geometry | Box:
    """A simple shape on whole degrees: on these GEOS is exact."""
    x, y = float(random.randint(-4, 4)), float(random.randint(-4, 4))
    wide, high = float(random.randint(1, 4)), float(random.randint(1, 4))
    ring = ((x, y), (x + wide, y), (x, y + high), (x, y))
    return random.choice(
        (
            Geometry("Point", (x, y)),
            Geometry("LineString", ((x, y), (x + wide, y + high))),
            Geometry("Polygon", (ring,)),
            Geometry("MultiPoint", ((x, y), (x + wide, y))),
            Geometry("MultiLineString", (((x, y), (x + wide, y)), ((x, y + high), (x, y + high + 1)))),
            Geometry("MultiPolygon", ((ring,), (((x + 9, y), (x + 10, y), (x + 9, y + 1), (x + 9, y)),))),
            Box((x, y, x + wide, y + high)),
        )
    )


def row_of(random: Random) -> dict[str, Any]:
    """A row; each value is absent one time in five. The geometry is a tree, for both sides to build."""

    def maybe(value: Any) -> Any:
        return None if random.random() < 0.2 else value

    return {
        "whole": maybe(random.choice((0, 1, 2, 3, -7, 10, 2**40))),
        "part": maybe(random.choice((0.0, 0.5, 1.0, -2.25, 3.0, 1e10, 1e160, 1e-300))),
        "ชื่อ": maybe(random.choice(WORDS)),
        "note": maybe(random.choice(WORDS)),
        "is_open": maybe(random.random() < 0.5),
        "begins": maybe(day_of(random)),
        "ends": maybe(day_of(random)),
        "since": maybe(moment_of(random)),
        "until": maybe(moment_of(random)),
        "tags": maybe([maybe(random.choice(WORDS)) for _ in range(random.randint(0, 3))]),
        "counts": maybe([maybe(float(random.choice((0, 1, 2, 3)))) for _ in range(random.randint(0, 3))]),
        "geom": maybe(shape_of(random)),
    }
