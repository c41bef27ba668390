"""CQL2 JSON into the tree. What stands where is told by JSON pointer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any, NoReturn

from gis.cql2 import literals
from gis.cql2.errors import Cql2Error
from gis.cql2.nodes import (
    DIMENSIONS,
    LIMITS,
    LOGICAL,
    OPERATORS,
    Array,
    Coordinates,
    Function,
    Geometry,
    Interval,
    Limits,
    Node,
    Operation,
    Property,
    Truth,
    measured,
    too_deep,
)


class _Written(str):
    """A number as it is written: digits become a number only after their size is known."""


def read_json(source: str, limits: Limits = LIMITS) -> Node:
    """The tree of a filter in CQL2 JSON. Raises Cql2Error."""
    if len(source) > limits.length:
        raise Cql2Error(
            "",
            f"เงื่อนไขยาวเกิน {limits.length} ตัวอักษร ให้แยกเป็นหลายคำขอ",
            f"longer than {limits.length} characters; split it over several requests",
        )
    return measured(_Reader(limits).node(_parsed(source), "", 1), limits)


def _parsed(source: str) -> Any:
    try:
        return json.loads(
            source,
            parse_int=_Written,
            parse_float=_Written,
            parse_constant=_no_constant,
            object_pairs_hook=_once,
        )
    except json.JSONDecodeError as error:
        raise Cql2Error(
            (error.lineno, error.colno),
            "ไม่ใช่ JSON ที่ถูกต้อง ให้ตรวจวงเล็บและเครื่องหมายคำพูด",
            f"not JSON: {error.msg}; look at the brackets and quotes",
        ) from None
    except RecursionError:
        raise too_deep("") from None


def _no_constant(name: str) -> NoReturn:
    raise Cql2Error("", f"{name} ไม่ใช่ตัวเลขของ JSON", f"{name} is no number of JSON")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Cql2Error("", "คีย์ใน JSON ซ้ำกัน ให้เหลือคีย์ละหนึ่ง", "a key of a JSON object is given twice; keep one")
    return found


class _Reader:
    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def node(self, given: Any, at: str, depth: int) -> Node:
        if depth > self._limits.depth:
            raise too_deep(at, self._limits)
        match given:
            case bool():
                return Truth(given, at=at)
            case _Written():
                return literals.number(given, at)
            case str():
                return literals.text(given, at)
            case list():
                return Array(self._nodes(given, at, depth), at=at)
            case dict():
                return self._object(given, at, depth)
        raise _unexpected(at)

    def _nodes(self, given: list[Any], at: str, depth: int) -> tuple[Node, ...]:
        return tuple(self.node(each, f"{at}/{number}", depth + 1) for number, each in enumerate(given))

    def _object(self, given: dict[str, Any], at: str, depth: int) -> Node:
        if "op" in given:
            _only(given, at, "op", "args")
            return self._operation(given, at, depth)
        if "type" in given:
            return self._geometry(given, at, depth)
        if len(given) != 1:
            raise _unexpected(at)
        [(key, value)] = given.items()
        if key == "interval":
            return self._interval(value, f"{at}/interval", depth)
        read = _LITERALS.get(key)
        if read is None:
            raise _unexpected(at)
        return replace(read(value, f"{at}/{key}"), at=at)

    def _operation(self, given: dict[str, Any], at: str, depth: int) -> Node:
        op, args = _text(given["op"], f"{at}/op"), _list(given.get("args"), f"{at}/args")
        if op == "in" and len(args) == 2:
            _list(args[1], f"{at}/args/1")
        nodes = self._nodes(args, f"{at}/args", depth)
        if op not in OPERATORS and op not in LOGICAL:
            return Function(literals.text(op, at).value, nodes, at=at)
        if op in ("and", "or") and len(nodes) < 2:
            raise Cql2Error(f"{at}/args", f"{op} ต้องมีอย่างน้อยสองเงื่อนไข", f"{op} takes two filters at least")
        if op in OPERATORS and len(nodes) != OPERATORS[op]:
            raise literals.wrong_number(op, OPERATORS[op], f"{at}/args")
        return Operation(op, nodes, at=at)

    def _interval(self, given: Any, at: str, depth: int) -> Node:
        ends = _list(given, at)
        if len(ends) != 2:
            raise literals.wrong_number("interval", 2, at)
        start, end = (
            literals.bound(each, f"{at}/{number}")
            if isinstance(each, str) and not isinstance(each, _Written)
            else self.node(each, f"{at}/{number}", depth + 1)
            for number, each in enumerate(ends)
        )
        return Interval(start, end, at=at)

    def _geometry(self, given: dict[str, Any], at: str, depth: int) -> Geometry:
        kind = _text(given["type"], f"{at}/type")
        if kind == "GeometryCollection":
            _only(given, at, "type", "geometries", "bbox")
            members = _list(given.get("geometries"), f"{at}/geometries")
            parts = tuple(self._part(each, f"{at}/geometries/{n}", depth + 1) for n, each in enumerate(members))
            return literals.collection(parts, at)
        if kind not in DIMENSIONS:
            kinds = ", ".join((*DIMENSIONS, "GeometryCollection"))
            raise Cql2Error(
                f"{at}/type", f"ไม่รู้จักรูป {kind[:40]!r} ใช้ได้ {kinds}", f"no geometry {kind[:40]!r}; use one of {kinds}"
            )
        _only(given, at, "type", "coordinates", "bbox")
        place = f"{at}/coordinates"
        return replace(
            literals.geometry(kind, _nested(given.get("coordinates"), DIMENSIONS[kind], place), place), at=at
        )

    def _part(self, given: Any, at: str, depth: int) -> Geometry:
        if depth > self._limits.depth:
            raise too_deep(at, self._limits)
        if not isinstance(given, dict) or "type" not in given:
            raise Cql2Error(at, "ต้องเป็นรูปเรขาคณิต GeoJSON", "expected a GeoJSON geometry")
        return self._geometry(given, at, depth)


def _nested(given: Any, level: int, at: str) -> Coordinates:
    parts = _list(given, at)
    if level == 0:
        return _numbers(parts, at)
    return tuple(_nested(each, level - 1, f"{at}/{number}") for number, each in enumerate(parts))


def _numbers(given: Any, at: str) -> tuple[float, ...]:
    parts = _list(given, at)
    if not all(isinstance(each, _Written) for each in parts):
        raise Cql2Error(at, "พิกัดต้องเป็นตัวเลข [ลองจิจูด, ละติจูด]", "positions are numbers: [longitude, latitude]")
    return tuple(float(literals.number(each, f"{at}/{number}").value) for number, each in enumerate(parts))


def _text(given: Any, at: str) -> str:
    if not isinstance(given, str) or isinstance(given, _Written):
        raise Cql2Error(at, "ต้องเป็นข้อความ", "expected a string")
    return given


def _list(given: Any, at: str) -> list[Any]:
    if not isinstance(given, list):
        raise Cql2Error(at, "ต้องเป็นรายการ [ … ]", "expected an array [ … ]")
    return given


def _only(given: dict[str, Any], at: str, *keys: str) -> None:
    unknown = sorted(set(given) - set(keys))
    if unknown:
        raise Cql2Error(
            at,
            f"ไม่รู้จักคีย์ {unknown[0][:40]!r} ตรงนี้ใช้ได้ {', '.join(keys)}",
            f"the key {unknown[0][:40]!r} has no place here; use {', '.join(keys)}",
        )


def _unexpected(at: str) -> Cql2Error:
    return Cql2Error(
        at,
        "ตรงนี้ต้องเป็นค่า หรือวัตถุที่มี op, property, date, timestamp, interval, bbox หรือ type",
        "expected a value, or an object with op, property, date, timestamp, interval, bbox or type",
    )


_LITERALS: dict[str, Callable[[Any, str], Node]] = {
    "property": lambda given, at: Property(literals.text(_text(given, at), at).value, at=at),
    "date": lambda given, at: literals.day(_text(given, at), at),
    "timestamp": lambda given, at: literals.instant(_text(given, at), at),
    "bbox": lambda given, at: literals.box(_numbers(given, at), at),
}
