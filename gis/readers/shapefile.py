"""Shapefiles: the three parts must agree before GDAL sees the shapes; the attributes are read by our own hand."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from gis.readers import dbf, vector
from gis.readers.refusal import Refusal
from gis.readers.sentences import note, refusal
from gis.readers.wire import Job, RawLayer

_MAGIC = 9994


def read(job: Job) -> RawLayer:
    """The one layer of a shapefile: shapes by GDAL, attributes (kept under another name) by `gis.readers.dbf`."""
    table = dbf.parse(Path(job.files[".dbf"]).read_bytes(), job.limits.columns)
    _agree(job.files, rows=len(table.deleted))
    columns, notes = dbf.columns(table, _text(job, ".cpg"), job.encoding)
    raw = vector.read(job.files[".shp"], "ESRI Shapefile", None, job.limits)
    if len(raw.wkb) != len(table.deleted):
        raise _differ(shapes=len(raw.wkb), index=len(raw.wkb), rows=len(table.deleted))
    raw.columns = columns
    raw.crs = vector.declared(_text(job, ".prj"))
    raw.notes = notes
    return _without_deleted(raw, table.deleted) if table.deleted.any() else raw


def _text(job: Job, part: str) -> str | None:
    path = job.files.get(part)
    return None if path is None else Path(path).read_bytes()[:20000].decode("utf-8", "replace").strip("\ufeff \r\n\0")


def _agree(files: dict[str, str], *, rows: int) -> None:
    """Shapes, index and rows are whole and of one number. Raises Refusal."""
    shapes, index = Path(files[".shp"]).read_bytes(), Path(files[".shx"]).read_bytes()
    for part, data in ((".shp", shapes), (".shx", index)):
        if len(data) < 100 or struct.unpack(">i", data[:4])[0] != _MAGIC:
            raise refusal("shp-broken", part, reason=f"{part} has no shapefile header")
        declared = 2 * struct.unpack(">i", data[24:28])[0]
        if declared > len(data):
            raise refusal("shp-truncated", part, declared=declared, actual=len(data))
    entries = np.frombuffer(index, dtype=">i4", count=(len(index) - 100) // 8 * 2, offset=100).reshape(-1, 2)
    if len(entries) != rows:
        raise _differ(shapes=_count(shapes), index=len(entries), rows=rows)
    _fits(entries.astype(np.int64) * 2, len(shapes))


def _fits(entries: NDArray[np.int64], size: int) -> None:
    """Every record of the index lies in the .shp."""
    wrong = (entries[:, 0] < 100) | (entries[:, 1] < 0) | (entries[:, 0] + 8 + entries[:, 1] > size)
    if wrong.any():
        raise refusal("shp-broken", f"shape {int(np.argmax(wrong)) + 1}", reason="the index points outside the .shp")


def _count(shapes: bytes) -> int:
    """How many records stand in a .shp, counted one after the other."""
    count, at = 0, 100
    while at + 8 <= len(shapes):
        at += 8 + 2 * max(0, struct.unpack(">i", shapes[at + 4 : at + 8])[0])
        count += 1
    return count


def _differ(*, shapes: int, index: int, rows: int) -> Refusal:
    return refusal("shp-counts-differ", shapes=shapes, index=index, rows=rows)


def _without_deleted(raw: RawLayer, deleted: NDArray[np.bool_]) -> RawLayer:
    kept = np.flatnonzero(~deleted).tolist()
    raw.notes.append(note("deleted-rows", "info", [row + 1 for row in np.flatnonzero(deleted).tolist()]))
    raw.columns = {name: [values[row] for row in kept] for name, values in raw.columns.items()}
    raw.wkb = [raw.wkb[row] for row in kept]
    raw.rows = [raw.rows[row] for row in kept]
    return raw
