"""Whether a filter makes sense of a layer: every property and function exists and is used as what it is."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from itertools import pairwise

from gis.cql2.errors import Cql2Error
from gis.cql2.functions import FUNCTIONS, Signature
from gis.cql2.literals import wrong_number
from gis.cql2.nodes import (
    ARITHMETIC,
    ARRAYS,
    COMPARISONS,
    FOLDS,
    LOGICAL,
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
    children,
)
from gis.cql2.schema import ARRAY_OF, INSTANTS, TITLES_TH, Kind, Queryable, Queryables

_OF_NODES: dict[type[Node], Kind] = {
    Text: Kind.TEXT,
    Number: Kind.NUMBER,
    Truth: Kind.BOOLEAN,
    Day: Kind.DATE,
    Instant: Kind.TIMESTAMP,
    Interval: Kind.INTERVAL,
    Geometry: Kind.GEOMETRY,
    Box: Kind.GEOMETRY,
}
_TAKES: dict[str, tuple[Kind, ...]] = {
    **dict.fromkeys(LOGICAL, (Kind.BOOLEAN,)),
    **dict.fromkeys(FOLDS, (Kind.TEXT,)),
    **dict.fromkeys(ARITHMETIC, (Kind.NUMBER,)),
    **dict.fromkeys(SPATIAL, (Kind.GEOMETRY,)),
    **dict.fromkeys(TEMPORAL, (*INSTANTS, Kind.INTERVAL)),
    **dict.fromkeys(ARRAYS, (*ARRAY_OF.values(), Kind.EMPTY)),
    **dict.fromkeys((*COMPARISONS, "between", "in"), (Kind.TEXT, Kind.NUMBER, *INSTANTS, Kind.BOOLEAN)),
    "like": (Kind.TEXT,),
    "isNull": tuple(kind for kind in Kind if kind is not Kind.INTERVAL),
}
_UNORDERED = ("<", ">", "<=", ">=", "between")
_PATTERN = re.compile(r"(?:[^\\]|\\.)*+", re.DOTALL)


def kind_of(node: Node, queryables: Queryables) -> Kind:
    """Of a node that has been checked. The root of a filter is a boolean."""
    match node:
        case Property(name=name):
            return queryables[name].kind
        case Function(name=name):
            return FUNCTIONS[name.lower()].gives
        case Array(items=items):
            return ARRAY_OF[kind_of(items[0], queryables)] if items else Kind.EMPTY
        case Operation(op=op) if op in FOLDS:
            return Kind.TEXT
        case Operation(op=op):
            return Kind.NUMBER if op in ARITHMETIC else Kind.BOOLEAN
    return _OF_NODES[type(node)]


def check(root: Node, queryables: Queryables) -> None:
    """Raises Cql2Error unless the tree is a filter over these queryables."""
    _check(root, queryables)
    if kind_of(root, queryables) is not Kind.BOOLEAN:
        raise _wrong_kind(root, kind_of(root, queryables), (Kind.BOOLEAN,), "ทั้งเงื่อนไข", "the filter as a whole")


def _check(node: Node, queryables: Queryables) -> None:
    """The parts first, then what they are to each other."""
    for child in children(node):
        _check(child, queryables)
    match node:
        case Property(name=name) if name not in queryables:
            raise _unknown_property(node, queryables)
        case Function():
            _check_function(node, queryables)
        case Array(items=items):
            _check_array(items, queryables)
        case Interval():
            _check_interval(node, queryables)
        case Operation():
            _check_operation(node, queryables)


def _check_operation(node: Operation, queryables: Queryables) -> None:
    takes = _TAKES[node.op]
    operands = _operands(node)
    for arg in operands:
        _require(arg, takes, node.op, queryables)
    kinds = [kind_of(arg, queryables) for arg in operands]
    if node.op in COMPARISONS or node.op in ("between", "in"):
        _alike(operands, kinds)
    if node.op in ARRAYS and Kind.EMPTY not in kinds:
        _alike(operands, kinds)
    if node.op in _UNORDERED and kinds[0] is Kind.BOOLEAN:
        raise Cql2Error(node.at, "ค่าจริงเท็จเทียบได้เฉพาะ = และ <>", "booleans compare by = and <> only")
    if node.op == "like":
        _check_pattern(node.args[1])
    if node.op == "isNull" and isinstance(node.args[0], Array):
        raise Cql2Error(node.at, "IS NULL ใช้กับรายการที่เขียนไว้ไม่ได้", "IS NULL takes no list that is written out")


def _operands(node: Operation) -> tuple[Node, ...]:
    """What must be of one kind: for ``in`` the value and every element of its list."""
    if node.op != "in":
        return node.args
    value, among = node.args
    if not isinstance(among, Array) or not among.items:
        raise Cql2Error(
            among.at,
            "IN ต้องมีรายการค่าอย่างน้อยหนึ่งค่า เช่น IN (1, 2)",
            "IN needs a list of one value at least, e.g. IN (1, 2)",
        )
    return (value, *among.items)


def _require(node: Node, takes: Iterable[Kind], name: str, queryables: Queryables) -> None:
    kind = kind_of(node, queryables)
    if kind not in takes:
        raise _wrong_kind(node, kind, takes, name, name)


def _alike(nodes: Iterable[Node], kinds: list[Kind]) -> None:
    for node, (one, other) in zip(list(nodes)[1:], pairwise(kinds), strict=True):
        if one is not other and not {one, other} <= set(INSTANTS):
            raise _unlike(node, other, kinds[0])


def _unlike(node: Node, kind: Kind, wanted: Kind) -> Cql2Error:
    remedy = " เขียน DATE('2026-01-31')" if wanted in INSTANTS else ""
    remedy_en = "; write DATE('2026-01-31')" if wanted in INSTANTS else ""
    return Cql2Error(
        node.at,
        f"เทียบ{TITLES_TH[wanted]}กับ{TITLES_TH[kind]}ไม่ได้ ต้องเป็น{TITLES_TH[wanted]}ทั้งคู่{remedy}",
        f"a {wanted} cannot be held against a {kind}; expected a {wanted}{remedy_en}",
    )


def _wrong_kind(node: Node, kind: Kind, takes: Iterable[Kind], th: str, en: str) -> Cql2Error:
    takes = tuple(takes)
    return Cql2Error(
        node.at,
        f"{th} ต้องการ{'หรือ'.join(TITLES_TH[each] for each in takes)} แต่ได้{TITLES_TH[kind]}",
        f"{en} takes {' or '.join(takes)}, but this is {kind}",
    )


def _check_pattern(pattern: Node) -> None:
    """A LIKE pattern is written out, and its last backslash escapes something, also when its accents are taken off."""
    inner = pattern
    while isinstance(inner, Operation) and inner.op in FOLDS:
        inner = inner.args[0]
    if not isinstance(inner, Text):
        raise Cql2Error(pattern.at, "แบบของ LIKE ต้องเป็นข้อความ เช่น 'บ้าน%'", "a LIKE pattern is a text such as 'Ban%'")
    bare = "".join(each for each in unicodedata.normalize("NFD", inner.value) if not "\u0300" <= each <= "\u036f")
    if not _PATTERN.fullmatch(bare):
        raise Cql2Error(
            inner.at,
            "แบบของ LIKE ลงท้ายด้วย \\ ไม่ได้ เขียน \\\\ หากหมายถึง \\ หนึ่งตัว",
            "a LIKE pattern cannot end in a lone \\; write \\\\ for one backslash",
        )


def _check_array(items: tuple[Node, ...], queryables: Queryables) -> None:
    for item in items:
        kind = kind_of(item, queryables)
        if kind not in ARRAY_OF:
            raise _wrong_kind(item, kind, ARRAY_OF, "รายการ", "an array")
        if kind is not kind_of(items[0], queryables):
            raise _unlike(item, kind, kind_of(items[0], queryables))


def _check_interval(node: Interval, queryables: Queryables) -> None:
    ends = [end for end in (node.start, node.end) if not isinstance(end, Unbounded)]
    for end in ends:
        _require(end, INSTANTS, "INTERVAL", queryables)
    start, end = node.start, node.end
    same = (isinstance(start, Day) and isinstance(end, Day)) or (
        isinstance(start, Instant) and isinstance(end, Instant)
    )
    if same and start.value > end.value:  # type: ignore[attr-defined]
        raise Cql2Error(node.at, "ช่วงเวลาเริ่มหลังจบ ให้สลับสองค่า", "the interval ends before it starts; swap its ends")


def _check_function(node: Function, queryables: Queryables) -> None:
    signature = FUNCTIONS.get(node.name.lower())
    if signature is None:
        names = ", ".join(sorted(FUNCTIONS))
        raise Cql2Error(
            node.at,
            f"ไม่มีฟังก์ชัน {node.name[:40]!r} ใช้ได้ {names}",
            f"there is no function {node.name[:40]!r}; use one of {names}",
        )
    _check_arguments(node, signature, queryables)


def _check_arguments(node: Function, signature: Signature, queryables: Queryables) -> None:
    if len(node.args) != len(signature.takes):
        raise wrong_number(signature.name, len(signature.takes), node.at)
    for arg, kind in zip(node.args, signature.takes, strict=True):
        _require(arg, (kind,), signature.name, queryables)


def _unknown_property(node: Property, queryables: Queryables) -> Cql2Error:
    near = difflib.get_close_matches(node.name[:64], queryables, n=3)
    names = ", ".join(near or list(queryables)[:20])
    return Cql2Error(
        node.at,
        f"ไม่มีคุณลักษณะ {node.name[:64]!r} ใช้ได้ เช่น {names} (ข้อความต้องอยู่ใน '…')",
        f"there is no property {node.name[:64]!r}; there is {names} (texts stand in '…')",
    )


def unmixed(node: Node, queryables: Queryables) -> Queryable | None:
    """The queryable of a property whose geometry may be a collection."""
    found = queryables[node.name] if isinstance(node, Property) else None
    return found if found is not None and found.is_mixed else None
