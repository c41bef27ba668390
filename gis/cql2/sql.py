"""The tree as a condition of PostGIS. No literal stands in its text, only placeholders; identifiers are columns of queryables.

Every condition is in brackets of its own, so that nothing joined to it can change what it means.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import shapely

from gis import crs as systems
from gis.cql2.functions import FUNCTIONS
from gis.cql2.kinds import check, kind_of, unmixed
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
from gis.cql2.schema import Kind, Queryables
from gis.cql2.shapes import of_one_dimension, shape_of
from gis.cql2.sql_numbers import calculated
from gis.cql2.sql_time import Span, midnight, morning, never, related

BIGINT = 1 << 63
PLAIN = 'COLLATE "C"'
"""Texts compare by their code points, whatever the collation of the database."""
TYPES = {
    Kind.TEXT: "text",
    Kind.NUMBER: "double precision",
    Kind.BOOLEAN: "boolean",
    Kind.DATE: "date",
    Kind.TIMESTAMP: "timestamptz",
    Kind.TEXTS: "text[]",
    Kind.NUMBERS: "double precision[]",
    Kind.BOOLEANS: "boolean[]",
    Kind.DATES: "date[]",
    Kind.TIMESTAMPS: "timestamptz[]",
    Kind.EMPTY: "text[]",
}
CASEI = f'(upper(lower({{}} COLLATE "und-x-icu")) {PLAIN})'
ACCENTI = f"(normalize(regexp_replace(normalize({{}}, NFD), '[\\u0300-\\u036f]', '', 'g'), NFC) {PLAIN})"
PREDICATES = {op: f"ST_{op.removeprefix('s_').capitalize()}" for op in SPATIAL}


@dataclass(frozen=True)
class Condition:
    """SQL with ``%(name)s`` placeholders, and the value of each."""

    text: str
    values: dict[str, object]


def condition(
    node: Node, queryables: Queryables, *, crs: systems.Reference | None = None, prefix: str = "cql"
) -> Condition:
    """The condition of a filter. ``crs``: of its geometries, None for CRS84. Raises Cql2Error."""
    check(node, queryables)
    writer = _Writer(queryables, crs, prefix)
    return Condition(f"({writer.write(node)})", writer.values)


class _Writer:
    def __init__(self, queryables: Queryables, crs: systems.Reference | None, prefix: str) -> None:
        self._queryables = queryables
        self._crs = crs
        self._prefix = prefix
        self.values: dict[str, object] = {}

    def write(self, node: Node) -> str:
        match node:
            case Text(value=value) | Truth(value=value) | Day(value=value) | Instant(value=value):
                return self._bound(value, TYPES[self._kind(node)])
            case Number():
                return self._number(node)
            case Property(name=name):
                return f'"{self._queryables[name].column}"'
            case Geometry() | Box():
                return self._geometry(node, is_single=False)
            case Array():
                return self._array(node, self._kind(node))
            case Function(name=name, args=args):
                return FUNCTIONS[name.lower()].sql.format(*map(self.write, args))
        assert isinstance(node, Operation), node
        return self._operation(node)

    def _kind(self, node: Node) -> Kind:
        return kind_of(node, self._queryables)

    def _bound(self, value: object, type_: str) -> str:
        name = f"{self._prefix}{len(self.values)}"
        self.values[name] = value
        return f"CAST(%({name})s AS {type_})"

    def _number(self, node: Number) -> str:
        is_whole = isinstance(node.value, int) and -BIGINT <= node.value < BIGINT
        return self._bound(node.value, "bigint") if is_whole else self._bound(float(node.value), "double precision")

    def _operation(self, node: Operation) -> str:
        op, args = node.op, node.args
        for family, write in _FAMILIES:
            if op in family:
                return write(self, op, args)
        left = self.write(args[0])
        match op:
            case "not":
                return f"(NOT {left})"
            case "isNull":
                return f"({left} IS NULL)"
            case "casei":
                return CASEI.format(left)
            case "accenti":
                return ACCENTI.format(left)
        return f"({left} LIKE {self.write(args[1])})"

    def _logical(self, op: str, args: Sequence[Node]) -> str:
        return "(" + f" {op.upper()} ".join(map(self.write, args)) + ")"

    def _comparison(self, op: str, args: Sequence[Node]) -> str:
        left, right = self._alike(args)
        return f"({left} {op} {right})"

    def _between(self, _op: str, args: Sequence[Node]) -> str:
        value, low, high = self._alike(args)
        return f"({value} BETWEEN {low} AND {high})"

    def _in(self, _op: str, args: Sequence[Node]) -> str:
        """Among literals of one kind by one array, so that lists of any length are one statement."""
        value, among = args
        assert isinstance(among, Array)
        kinds = {self._kind(item) for item in among.items} | {self._kind(value)}
        if len(kinds) == 1 and all(isinstance(item, Text | Number | Day) for item in among.items):
            return f"({self.write(value)} = ANY ({self._listed(among)}))"
        first, *others = self._alike((value, *among.items))
        return f"({first} IN ({', '.join(others)}))"

    def _listed(self, among: Array) -> str:
        values = [item.value for item in among.items if isinstance(item, Text | Number | Day)]
        if all(isinstance(value, int) and -BIGINT <= value < BIGINT for value in values):
            return self._bound(values, "bigint[]")
        if self._kind(among) is Kind.NUMBER or isinstance(among.items[0], Number):
            return self._bound(
                [float(value) for value in values if isinstance(value, int | float)], TYPES[Kind.NUMBERS]
            )
        return self._bound(values, TYPES[self._kind(among)])

    def _alike(self, nodes: Sequence[Node]) -> list[str]:
        """Written so that they compare: days as moments where one of them is a moment, texts by code points."""
        kinds = [self._kind(node) for node in nodes]
        written = [self.write(node) for node in nodes]
        if len(set(kinds)) > 1:
            return [morning(each) if kind is Kind.DATE else each for each, kind in zip(written, kinds, strict=True)]
        return [f"({each} {PLAIN})" for each in written] if kinds[0] is Kind.TEXT else written

    def _arithmetic(self, op: str, args: Sequence[Node]) -> str:
        return calculated(op, self.write(args[0]), self.write(args[1]))

    def _arrays(self, op: str, args: Sequence[Node]) -> str:
        kind = next((found for arg in args if (found := self._kind(arg)) is not Kind.EMPTY), Kind.EMPTY)
        left, right = (self._array(arg, kind) for arg in args)
        match op:
            case "a_contains":
                return f"({left} @> {right})"
            case "a_containedBy":
                return f"({left} <@ {right})"
            case "a_overlaps":
                return f"({left} && {right})"
        return f"({left} @> {right} AND {left} <@ {right})"

    def _array(self, node: Node, kind: Kind) -> str:
        inner = f"ARRAY[{', '.join(map(self.write, node.items))}]" if isinstance(node, Array) else self.write(node)
        return f"CAST({inner} AS {TYPES[kind]})"

    def _spatial(self, op: str, args: Sequence[Node]) -> str:
        """With ``&&`` beside the predicate: only it passes the security barrier to the spatial index."""
        takes_all = op in ("s_intersects", "s_disjoint")
        left, right = (self._geometry(arg, is_single=not takes_all) for arg in args)
        if op == "s_disjoint":
            return f"(NOT ({left} && {right} AND ST_Intersects({left}, {right})))"
        exact = f"{PREDICATES[op]}({left}, {right})"
        mixed = [] if takes_all else [found.column for arg in args if (found := unmixed(arg, self._queryables))]
        if mixed:
            single = " AND ".join(f"ST_GeometryType(\"{column}\") <> 'ST_GeometryCollection'" for column in mixed)
            exact = f"CASE WHEN {single} THEN {exact} END"
        return f"({left} && {right} AND {exact})"

    def _geometry(self, node: Node, *, is_single: bool) -> str:
        """Literals as hexadecimal WKB: never text that a client wrote."""
        if not isinstance(node, Geometry | Box):
            return self.write(node)
        found = shape_of(node, self._crs)
        if is_single:
            found = of_one_dimension(found, node.at)
        return self._bound(
            shapely.to_wkb(shapely.set_srid(found, systems.STORAGE), hex=True, include_srid=True), "geometry"
        )

    def _temporal(self, op: str, args: Sequence[Node]) -> str:
        of_days = all(self._is_of_days(arg) for arg in args)
        one, other = (self._span(arg, of_days=of_days) for arg in args)
        return related(op, one, other)

    def _is_of_days(self, node: Node) -> bool:
        if isinstance(node, Interval):
            return self._is_of_days(node.start) and self._is_of_days(node.end)
        return isinstance(node, Unbounded) or self._kind(node) is Kind.DATE

    def _span(self, node: Node, *, of_days: bool) -> Span:
        if isinstance(node, Interval):
            return Span(
                self._end(node.start, is_start=True, of_days=of_days),
                self._end(node.end, is_start=False, of_days=of_days),
            )
        moment = self.write(node)
        if of_days or self._kind(node) is Kind.TIMESTAMP:
            return Span(moment, moment)
        return Span(morning(moment), midnight(moment))

    def _end(self, node: Node, *, is_start: bool, of_days: bool) -> str:
        if isinstance(node, Unbounded):
            return never(is_start=is_start, of_days=of_days)
        moment = self.write(node)
        if of_days or self._kind(node) is Kind.TIMESTAMP:
            return moment
        return morning(moment) if is_start else midnight(moment)


_FAMILIES: tuple[tuple[tuple[str, ...], Callable[[_Writer, str, Sequence[Node]], str]], ...] = (
    (("and", "or"), _Writer._logical),
    (COMPARISONS, _Writer._comparison),
    (("between",), _Writer._between),
    (("in",), _Writer._in),
    (ARITHMETIC, _Writer._arithmetic),
    (ARRAYS, _Writer._arrays),
    (SPATIAL, _Writer._spatial),
    (TEMPORAL, _Writer._temporal),
)
