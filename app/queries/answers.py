"""Answers as they are kept and shown: values by their types, packed as one compressed JSON."""

from __future__ import annotations

import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from math import isfinite
from typing import Any

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from app.queries.console import Answer, Column
from gis import crs
from gis.geojson import Feature

WHOLE = frozenset({"smallint", "integer", "bigint", "oid"})
REAL = frozenset({"real", "double precision"})
EXACT, TRUTH = "numeric", "boolean"
GEOMETRIES = frozenset({"geometry", "geography"})
WGS84, EARTH = 4326, (-180.0, -90.0, 180.0, 90.0)
Value = str | int | float | bool | None


@dataclass(frozen=True)
class Table:
    """An answer that was kept: a geometry is hexadecimal EWKB, every other value what its type says."""

    columns: tuple[Column, ...]
    rows: Sequence[Sequence[Value]]

    @cached_property
    def geometry(self) -> int | None:
        """The number of the first column of geometries."""
        return next((n for n, column in enumerate(self.columns) if column.type in GEOMETRIES), None)

    @cached_property
    def shapes(self) -> tuple[BaseGeometry | None, ...]:
        """The geometry of each row in EPSG:4326; None for none, and for one in a system that is not known here."""
        if self.geometry is None:
            return ()
        return tuple(_on_earth(row[self.geometry]) for row in self.rows)

    def features(self) -> list[Feature]:
        """The rows that have a place, each with its other columns."""
        return [
            Feature(str(number), str(number), shape, self.properties(number - 1))
            for number, shape in enumerate(self.shapes, start=1)
            if shape is not None and not shape.is_empty
        ]

    def properties(self, number: int) -> dict[str, Value]:
        """A row without its geometry. Of columns of one name the last is kept, as JSON does."""
        return {column.name: self.rows[number][n] for n, column in enumerate(self.columns) if n != self.geometry}

    @staticmethod
    def kind_of(value: Value) -> str | None:
        """What a geometry is, in a word, with how many points it has."""
        if value is None:
            return None
        shape = shape_of(value)
        return f"{shape.geom_type} · {shapely.get_num_coordinates(shape):,}"

    def written(self) -> list[list[Value]]:
        """The rows for spreadsheets: geometries as text (WKT)."""
        places = {n for n, column in enumerate(self.columns) if column.type in GEOMETRIES}
        return [[_wkt(value) if n in places else value for n, value in enumerate(row)] for row in self.rows]


def packed(answer: Answer) -> bytes:
    """The table in the form in which it is kept."""
    rows = [
        [value_of(column.type, text) for column, text in zip(answer.columns, row, strict=True)] for row in answer.rows
    ]
    told = {"columns": [(column.name, column.type) for column in answer.columns], "rows": rows}
    return zlib.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 6)


def unpacked(kept: bytes) -> Table:
    told: dict[str, Any] = json.loads(zlib.decompress(kept))
    return Table(tuple(Column(*each) for each in told["columns"]), told["rows"])


def value_of(type_: str, text: str | None) -> Value:
    """A value by its type; a number that JSON or a spreadsheet cannot hold exactly stays as it is written.

    >>> [value_of(*each) for each in (("bigint", "7"), ("numeric", "2.50"), ("boolean", "t"), ("real", "NaN"), ("date", None))]
    [7, 2.5, True, 'NaN', None]
    """
    if text is None:
        return None
    if type_ in WHOLE:
        return int(text)
    if type_ == TRUTH:
        return text == "t"
    if type_ in REAL:
        return float(text) if isfinite(float(text)) else text
    return _exact(text) if type_ == EXACT else text


def _exact(text: str) -> Value:
    number = Decimal(text)
    if not number.is_finite():
        return text
    near = float(number)
    return near if Decimal(repr(near)) == number else text


def shape_of(value: Value) -> BaseGeometry:
    shape: BaseGeometry = shapely.from_wkb(str(value))
    return shape


def _on_earth(value: Value) -> BaseGeometry | None:
    if value is None:
        return None
    shape = shape_of(value)
    code = int(shapely.get_srid(shape))
    if code not in (0, *crs.REGISTRY):
        return None
    moved = crs.transform(np.array([shape], dtype=object), code or WGS84, WGS84)
    return moved[0] if crs.within(shapely.bounds(moved), EARTH)[0] else None


def _wkt(value: Value) -> Value:
    return None if value is None else str(shapely.to_wkt(shape_of(value), rounding_precision=7))
