"""CQL2 once more, in Python over rows and shapely: what the SQL of ``gis.cql2`` is held against. None is unknown.

Nothing here is shared with the compiler but the tree: the rules are written anew from the standard.
"""

from __future__ import annotations

import math
import operator
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

import shapely

from gis.cql2.nodes import (
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
from gis.cql2.write_json import document

Row = Mapping[str, Any]
COMPARED: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}
MOMENTS = ("since", "until")
"""The columns of moments: what is unknown of them is not unknown in days."""
DAWN, DUSK = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def evaluate(node: Node, row: Row) -> Any:
    """The value of a node for a row; of a predicate True, False or None."""
    match node:
        case Text(value=value) | Number(value=value) | Truth(value=value) | Day(value=value) | Instant(value=value):
            return value
        case Property(name=name):
            return row[name]
        case Geometry() | Box():
            return _shape(node)
        case Array(items=items):
            return [evaluate(item, row) for item in items]
        case Function(name=name, args=args):
            return _called(name.lower(), [evaluate(arg, row) for arg in args])
    assert isinstance(node, Operation), node
    return _operated(node, row)


def _operated(node: Operation, row: Row) -> Any:
    op = node.op
    if op.startswith("t_"):
        return _related(op, *(_span(arg, row) for arg in node.args))
    values = [evaluate(arg, row) for arg in node.args]
    match op:
        case "and":
            return every(values)
        case "or":
            return negated(every(map(negated, values)))
        case "not":
            return negated(values[0])
        case "isNull":
            return values[0] is None
        case "in":
            return negated(every(negated(_compared("=", values[0], each)) for each in values[1]))
        case "between":
            return every([_compared(">=", values[0], values[1]), _compared("<=", values[0], values[2])])
    return None if None in [v for v in values if not isinstance(v, list | shapely.Geometry)] else _strict(op, values)


def _strict(op: str, values: list[Any]) -> Any:
    """Of known values only."""
    if op in COMPARED:
        return _compared(op, *values)
    if op.startswith("s_"):
        return _spatial(op, *values)
    if op.startswith("a_"):
        return _arrays(op, *values)
    match op:
        case "like":
            return _like(*values)
        case "casei":
            return values[0].lower().upper()
        case "accenti":
            return _without_accents(values[0])
    return _calculated(op, float(values[0]), float(values[1]))


def every(values: Iterable[bool | None]) -> bool | None:
    """Kleene's AND."""
    found = list(values)
    if False in found:
        return False
    return None if None in found else True


def negated(value: bool | None) -> bool | None:
    return None if value is None else not value


def _compared(op: str, one: Any, other: Any) -> bool | None:
    if one is None or other is None:
        return None
    if isinstance(one, datetime) != isinstance(other, datetime):
        one, other = _moment(one), _moment(other)
    return COMPARED[op](one, other)


def _moment(value: date) -> datetime:
    return value if isinstance(value, datetime) else datetime.combine(value, time(), UTC)


def _like(text: str, pattern: str) -> bool:
    parts = re.findall(r"\\.|.", pattern, re.DOTALL)
    wild = {"%": ".*", "_": "."}
    return re.fullmatch("".join(wild.get(part) or re.escape(part[-1]) for part in parts), text, re.DOTALL) is not None


def _without_accents(text: str) -> str:
    bare = "".join(each for each in unicodedata.normalize("NFD", text) if not 0x300 <= ord(each) <= 0x36F)
    return unicodedata.normalize("NFC", bare)


def _calculated(op: str, x: float, y: float) -> float | None:
    if not all(value == 0 or 1e-150 <= abs(value) <= 1e150 for value in (x, y)):
        return None
    match op:
        case "+":
            return x + y
        case "-":
            return x - y
        case "*":
            return x * y
        case "^":
            return _power(x, y)
    if y == 0:
        return None
    quotient = x / y
    whole = float(math.trunc(quotient))
    return {"/": quotient, "div": whole, "%": x - y * whole}[op]


def _power(x: float, y: float) -> float | None:
    if x == 0:
        return None if y < 0 else float(y == 0)
    possible = (x > 0 or y == math.floor(y)) and abs(y * math.log(abs(x))) <= 345
    return float(x**y) if possible else None


def _called(name: str, values: list[Any]) -> Any:
    if None in values:
        return None
    value = values[0]
    match name:
        case "abs":
            return abs(value)
        case "floor":
            return math.floor(value)
        case "ceil":
            return math.ceil(value)
        case "length":
            return len(value)
        case "year":
            return value.year
        case "fiscal_year":
            return value.year + 543 + (value.month >= 10)
    raise AssertionError(name)


@lru_cache(maxsize=4096)
def _shape(node: Geometry | Box) -> shapely.Geometry:
    if isinstance(node, Geometry):
        return shapely.geometry.shape(document(node))
    west, south, east, north = node.numbers
    if west <= east:
        return shapely.box(west, south, east, north)
    return shapely.union(shapely.box(west, south, 180, north), shapely.box(-180, south, east, north))


def _spatial(op: str, one: Any, other: Any) -> bool | None:
    if one is None or other is None:
        return None
    return bool(getattr(shapely, op.removeprefix("s_"))(one, other))


def _arrays(op: str, one: Any, other: Any) -> bool | None:
    if one is None or other is None:
        return None
    match op:
        case "a_equals":
            return _holds(one, other) and _holds(other, one)
        case "a_contains":
            return _holds(one, other)
        case "a_containedBy":
            return _holds(other, one)
    return bool((set(one) & set(other)) - {None})


def _holds(whole: list[Any], part: list[Any]) -> bool:
    """An unknown element is in no array."""
    return None not in part and set(part) <= set(whole)


def _span(node: Node, row: Row) -> tuple[datetime | None, datetime | None, bool]:
    """First and last moment, and whether it is told in days. Two spans of days compare by their days."""
    if isinstance(node, Interval):
        (start, _, early), (_, end, late) = _end(node.start, row, DAWN), _end(node.end, row, DUSK)
        return start, end, early and late
    return _end(node, row, DAWN)


def _end(node: Node, row: Row, open_: datetime) -> tuple[datetime | None, datetime | None, bool]:
    if isinstance(node, Unbounded):
        return open_, open_, True
    value = evaluate(node, row)
    if value is None:
        return None, None, not (isinstance(node, Property) and node.name in MOMENTS)
    if isinstance(value, datetime):
        return value, value, False
    return _moment(value), _moment(value) + timedelta(days=1, microseconds=-1), True


def _related(op: str, one: Any, other: Any) -> bool | None:
    """By the picture of each relation in the standard."""
    if one[2] and other[2]:
        one, other = _in_days(one), _in_days(other)
    (a, b, _), (c, d, _) = one, other
    before, same, less = "<", "=", _compared
    return {
        "t_after": lambda: less(before, d, a),
        "t_before": lambda: less(before, b, c),
        "t_contains": lambda: every([less(before, a, c), less(before, d, b)]),
        "t_disjoint": lambda: negated(every([negated(less(before, d, a)), negated(less(before, b, c))])),
        "t_during": lambda: every([less(before, c, a), less(before, b, d)]),
        "t_equals": lambda: every([less(same, a, c), less(same, b, d)]),
        "t_finishedBy": lambda: every([less(before, a, c), less(same, b, d)]),
        "t_finishes": lambda: every([less(before, c, a), less(same, b, d)]),
        "t_intersects": lambda: every([negated(less(before, d, a)), negated(less(before, b, c))]),
        "t_meets": lambda: less(same, b, c),
        "t_metBy": lambda: less(same, a, d),
        "t_overlappedBy": lambda: every([less(before, c, a), less(before, a, d), less(before, d, b)]),
        "t_overlaps": lambda: every([less(before, a, c), less(before, c, b), less(before, b, d)]),
        "t_startedBy": lambda: every([less(same, a, c), less(before, d, b)]),
        "t_starts": lambda: every([less(same, a, c), less(before, b, d)]),
    }[op]()


def _in_days(span: Any) -> Any:
    start, end, told = span
    return start, end and datetime.combine(end.date(), time(), UTC), told
