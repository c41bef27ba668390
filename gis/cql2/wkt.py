"""Geometries in CQL2 text: well-known text and BBOX, read from the stream of tokens."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from gis.cql2 import literals
from gis.cql2.errors import At
from gis.cql2.lexer import Stream
from gis.cql2.nodes import Box, Coordinates, Geometry, Position
from gis.cql2.words import GEOMETRIES

T = TypeVar("T")
Reading = Callable[[Stream], Coordinates]


def box(stream: Stream) -> Box:
    at = stream.take().at
    return literals.box(tuple(_in_brackets(stream, _coordinate)), at)


def geometry(stream: Stream) -> Geometry:
    """The geometry whose kind stands next."""
    token = stream.take()
    kind = GEOMETRIES[token.word]
    if stream.now.word == "Z":
        stream.take()
    return _collection(stream, token.at) if kind == "GeometryCollection" else _simple(stream, kind, token.at)


def _simple(stream: Stream, kind: str, at: At) -> Geometry:
    return literals.geometry(kind, _READINGS[kind](stream), at)


def _collection(stream: Stream, at: At) -> Geometry:
    stream.deeper()
    parts = _in_brackets(stream, _member)
    stream.shallower()
    return literals.collection(tuple(parts), at)


def _member(stream: Stream) -> Geometry:
    if stream.now.word not in GEOMETRIES:
        stream.fail("รูปเรขาคณิต เช่น POINT", "a geometry such as POINT")
    return geometry(stream)


def _in_brackets(stream: Stream, each: Callable[[Stream], T]) -> list[T]:
    stream.need("(")
    found = [each(stream)]
    while stream.took(","):
        found.append(each(stream))
    stream.need(")")
    return found


def _coordinate(stream: Stream) -> float:
    sign = stream.took("-", "+")
    if stream.now.kind != "number":
        stream.fail(
            "ตัวเลขพิกัด (พิกัดคั่นด้วยวรรค จุดคั่นด้วยจุลภาค)", "a coordinate (numbers apart by blanks, positions by commas)"
        )
    token = stream.take()
    value = float(literals.number(token.text, token.at).value)
    return -value if sign and sign.text == "-" else value


def _position(stream: Stream) -> Position:
    found = [_coordinate(stream), _coordinate(stream)]
    if stream.now.word not in (",", ")"):
        found.append(_coordinate(stream))
    return tuple(found)


def _point(stream: Stream) -> Coordinates:
    stream.need("(")
    found = _position(stream)
    stream.need(")")
    return found


def _point_or_position(stream: Stream) -> Coordinates:
    """Members of a MULTIPOINT, in brackets of their own or not."""
    return _point(stream) if stream.now.word == "(" else _position(stream)


def _many(each: Reading) -> Reading:
    return lambda stream: tuple(_in_brackets(stream, each))


_READINGS: dict[str, Reading] = {
    "Point": _point,
    "LineString": _many(_position),
    "Polygon": _many(_many(_position)),
    "MultiPoint": _many(_point_or_position),
    "MultiLineString": _many(_many(_position)),
    "MultiPolygon": _many(_many(_many(_position))),
}
