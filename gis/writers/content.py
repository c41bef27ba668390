"""What goes into a file: a layer, its attributes that are taken, and rows that come one after another.

Rows are never held all at once: they pass by in batches, so that a file of a million rows needs no more memory than one
of a thousand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pyarrow as pa

from gis.crs import Reference
from gis.layer import Attribute, Layer

Row = tuple[Any, ...]
BATCH = 2000
ARROW_TYPES: dict[str, Callable[[], pa.DataType]] = {
    "text": pa.string,
    "integer": pa.int64,
    "number": pa.float64,
    "boolean": pa.bool_,
    "date": pa.date32,
}
WKB = {b"ARROW:extension:name": b"geoarrow.wkb"}
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028\u2029\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that XML 1.0 or people cannot read; line ends and tabs may stay."""


@dataclass(frozen=True)
class Content:
    """``rows`` have the attributes in this order, then the geometry as WKB in ``crs``, or None.

    ``unplaced`` is how many of them have no geometry. ``about`` says, line by line, where the file comes from.
    """

    layer: Layer
    attributes: tuple[Attribute, ...]
    crs: Reference
    rows: Iterable[Row]
    unplaced: int
    about: tuple[tuple[str, str], ...]

    @property
    def geometry(self) -> str:
        """The name of the geometry column, which no attribute can have."""
        return self.layer.source.geometry.column


def legible(text: str) -> str:
    """The text without control characters.

    >>> legible("ถนน\\x0b\\x00สาย 1")
    'ถนนสาย 1'
    """
    return CONTROL.sub("", text)


def schema_of(content: Content) -> pa.Schema:
    """The columns in Arrow, each attribute with its titles, the geometry last."""
    fields = [
        pa.field(a.name, ARROW_TYPES[a.type](), metadata={"title": a.title.th, "title_en": a.title.en})
        for a in content.attributes
    ]
    return pa.schema([*fields, pa.field(content.geometry, pa.binary(), metadata=WKB)])


def batches(content: Content) -> Iterator[pa.RecordBatch]:
    """The rows in batches."""
    schema = schema_of(content)
    rows = iter(content.rows)
    while taken := list(islice(rows, BATCH)):
        yield batch_of(taken, schema)


def batch_of(rows: list[Row], schema: pa.Schema) -> pa.RecordBatch:
    """These rows as one batch."""
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, field.type) for column, field in zip(columns, schema, strict=True)]
    return pa.record_batch(arrays, schema=schema)
