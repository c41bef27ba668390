"""The rows of a content in Arrow, batch by batch: what GDAL and Parquet take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

import pyarrow as pa

from gis.writers.content import Content, Row

BATCH = 2000
ARROW_TYPES: dict[str, Callable[[], pa.DataType]] = {
    "text": pa.string,
    "integer": pa.int64,
    "number": pa.float64,
    "boolean": pa.bool_,
    "date": pa.date32,
}
WKB = {b"ARROW:extension:name": b"geoarrow.wkb"}


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
