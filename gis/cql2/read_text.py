"""CQL2 text into the tree, by recursive descent over the grammar of OGC 21-065r2 (annex B)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from gis.cql2 import literals, wkt
from gis.cql2.lexer import Stream, Token
from gis.cql2.nodes import (
    ARRAYS,
    COMPARISONS,
    LIMITS,
    Array,
    Function,
    Interval,
    Limits,
    Node,
    Number,
    Operation,
    Property,
    Truth,
    measured,
)
from gis.cql2.words import CALLED, GEOMETRIES, WORDS


def read_text(source: str, limits: Limits = LIMITS) -> Node:
    """The tree of a filter in CQL2 text. Raises Cql2Error."""
    stream = Stream(source, limits)
    found = _either(stream)
    if stream.now.kind != "end":
        stream.fail("ตัวดำเนินการ เช่น AND หรือจบเงื่อนไข", "an operator such as AND, or the end of the filter")
    return measured(found, limits)


def _either(stream: Stream) -> Node:
    return _chain(stream, "or", lambda: _chain(stream, "and", lambda: _negated(stream)))


def _chain(stream: Stream, op: str, part: Callable[[], Node]) -> Node:
    """``a AND b AND c`` is one operation of three."""
    parts = [part()]
    while stream.took(op.upper()):
        parts.append(part())
    return parts[0] if len(parts) == 1 else Operation(op, tuple(parts), at=parts[0].at)


def _negated(stream: Stream) -> Node:
    token = stream.took("NOT")
    if token is None:
        return _predicate(stream)
    stream.deeper()
    inner = _negated(stream)
    stream.shallower()
    return Operation("not", (inner,), at=token.at)


def _predicate(stream: Stream) -> Node:
    left = _sum(stream)
    if token := stream.took(*COMPARISONS):
        return Operation(token.text, (left, _sum(stream)), at=left.at)
    if stream.took("IS"):
        return _null(stream, left)
    token = stream.took("NOT")
    found = _ranged(stream, left)
    if found is None and token:
        stream.fail(" LIKE, BETWEEN หรือ IN", "LIKE, BETWEEN or IN")
    if found is None:
        return left
    return Operation("not", (found,), at=left.at) if token else found


def _null(stream: Stream, left: Node) -> Node:
    token = stream.took("NOT")
    stream.need("NULL")
    found = Operation("isNull", (left,), at=left.at)
    return Operation("not", (found,), at=left.at) if token else found


def _ranged(stream: Stream, left: Node) -> Node | None:
    if stream.took("LIKE"):
        return Operation("like", (left, _sum(stream)), at=left.at)
    if stream.took("BETWEEN"):
        low = _sum(stream)
        stream.need("AND")
        return Operation("between", (left, low, _sum(stream)), at=left.at)
    if stream.took("IN"):
        at = stream.now.at
        return Operation("in", (left, Array(_list(stream, _sum), at=at)), at=left.at)
    return None


def _sum(stream: Stream) -> Node:
    return _left_to_right(stream, ("+", "-"), _product)


def _product(stream: Stream) -> Node:
    return _left_to_right(stream, ("*", "/", "%", "DIV"), _power)


def _left_to_right(stream: Stream, signs: tuple[str, ...], part: Callable[[Stream], Node]) -> Node:
    found = part(stream)
    while token := stream.took(*signs):
        found = Operation(token.text.lower(), (found, part(stream)), at=found.at)
    return found


def _power(stream: Stream) -> Node:
    base = _factor(stream)
    if not stream.took("^"):
        return base
    found = Operation("^", (base, _factor(stream)), at=base.at)
    if stream.now.word == "^":
        stream.fail("วงเล็บ เช่น (2 ^ 3) ^ 2 เพราะ ^ ต่อกันตรง ๆ ไม่ได้", "brackets, as in (2 ^ 3) ^ 2: powers do not chain")
    return found


def _factor(stream: Stream) -> Node:
    """A minus before a number is of the number; before anything else it is ``-1 *`` (as in the standard's examples)."""
    sign = stream.took("-", "+")
    if sign is None:
        return _primary(stream)
    if stream.now.kind == "number":
        token = stream.take()
        return literals.number(f"-{token.text}" if sign.text == "-" else token.text, sign.at)
    operand = _primary(stream)
    return Operation("*", (Number(-1, at=sign.at), operand), at=sign.at) if sign.text == "-" else operand


def _primary(stream: Stream) -> Node:
    token = stream.now
    stream.term()
    match token.kind:
        case "number":
            return literals.number(stream.take().text, token.at)
        case "text":
            return literals.text(stream.take().text, token.at)
        case "quoted":
            return _function(stream) if stream.then.word == "(" else _property(stream.take())
        case "name":
            return _named(stream)
    return _grouped(stream) if token.word == "(" else _nothing(stream)


def _nothing(stream: Stream) -> Node:
    stream.fail("ค่า ชื่อคุณลักษณะ หรือวงเล็บเปิด", "a value, a property name or an opening bracket")


def _grouped(stream: Stream) -> Node:
    at = stream.need("(").at
    stream.deeper()
    found = _either(stream)
    stream.shallower()
    stream.need(")")
    return replace(found, at=at)


def _property(token: Token) -> Property:
    return Property(literals.text(token.text, token.at).value, at=token.at)


def _named(stream: Stream) -> Node:
    """A word: a truth value, a literal with its keyword, an operator or function with its arguments, or a property."""
    word = stream.now.word
    if word in ("TRUE", "FALSE"):
        return Truth(word == "TRUE", at=stream.take().at)
    if word in WORDS:
        return _nothing(stream)
    if word in GEOMETRIES and (stream.then.word in ("(", "Z")):
        return wkt.geometry(stream)
    if stream.then.word != "(":
        return _property(stream.take())
    if word in _LITERALS:
        return _LITERALS[word](stream)
    return _operation(stream, CALLED[word]) if word in CALLED else _function(stream)


def _operation(stream: Stream, op: str) -> Node:
    at = stream.take().at
    args = _list(stream, _element if op in ARRAYS else _either)
    expected = 1 if op in ("casei", "accenti") else 2
    if len(args) != expected:
        raise literals.wrong_number(op, expected, at)
    return Operation(op, args, at=at)


def _function(stream: Stream) -> Node:
    token = stream.take()
    name = literals.text(token.text, token.at).value
    if stream.then.word == ")":
        stream.need("(")
        stream.need(")")
        return Function(name, (), at=token.at)
    return Function(name, _list(stream, _element), at=token.at)


def _list(stream: Stream, each: Callable[[Stream], Node]) -> tuple[Node, ...]:
    stream.need("(")
    stream.deeper()
    found = [each(stream)]
    while stream.took(","):
        found.append(each(stream))
    stream.shallower()
    stream.need(")")
    return tuple(found)


def _element(stream: Stream) -> Node:
    """An argument or an element of an array. What is wholly in brackets here is an array, not a grouping."""
    at = stream.now.at
    if stream.now.word != "(" or _is_grouping(stream):
        return _either(stream)
    if stream.then.word == ")":
        stream.take()
        stream.take()
        return Array((), at=at)
    return Array(_list(stream, _element), at=at)


def _is_grouping(stream: Stream) -> bool:
    """Whether something follows the closing bracket that belongs to the same argument."""
    return stream.after_brackets().word not in (",", ")", "")


def _quoted(stream: Stream) -> Token:
    stream.need("(")
    if stream.now.kind != "text":
        stream.fail("ข้อความใน '…'", "a text in '…'")
    token = stream.take()
    stream.need(")")
    return token


def _date(stream: Stream) -> Node:
    at = stream.take().at
    return replace(literals.day((token := _quoted(stream)).text, token.at), at=at)


def _timestamp(stream: Stream) -> Node:
    at = stream.take().at
    return replace(literals.instant((token := _quoted(stream)).text, token.at), at=at)


def _interval(stream: Stream) -> Node:
    at = stream.take().at
    ends = _list(stream, _end)
    if len(ends) != 2:
        raise literals.wrong_number("INTERVAL", 2, at)
    return Interval(*ends, at=at)


def _end(stream: Stream) -> Node:
    if stream.now.kind == "text":
        token = stream.take()
        return literals.bound(token.text, token.at)
    return _sum(stream)


_LITERALS: dict[str, Callable[[Stream], Node]] = {
    "DATE": _date,
    "TIMESTAMP": _timestamp,
    "INTERVAL": _interval,
    "BBOX": wkt.box,
}
