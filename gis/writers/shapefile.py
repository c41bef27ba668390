"""Shapefiles in a ZIP archive, with a dictionary that says what their short names mean and what did not fit.

The format allows ASCII names of ten letters, texts of 254 bytes (84 Thai letters), and one kind of shape in a file.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import shapely

from gis.layer import Attribute
from gis.writers.arrow import BATCH, batch_of, schema_of
from gis.writers.content import Content, Row
from gis.writers.vector import MIXED, written

MOST_BYTES, MOST_LETTERS = 254, 10
KINDS = {
    "Point": "point", "MultiPoint": "multipoint", "LineString": "line", "LinearRing": "line", "MultiLineString": "line",
    "Polygon": "polygon", "MultiPolygon": "polygon",
}  # fmt: skip
SHAPES = {"point": "Point", "multipoint": "MultiPoint", "line": "LineString", "polygon": "Polygon"}
DICTIONARY = ("field", "attribute", "title_th", "title_en", "type", "unit", "codes", "cut_values")


@dataclass
class Losses:
    """What the format could not hold: values cut, by attribute, and shapes left out."""

    cut: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    shapeless: int = 0


def write_shapefiles(content: Content, path: Path) -> None:
    """``<layer>.shp`` or, where the layer mixes kinds, one for each kind, with .cpg, .prj, dictionary and source."""
    names = short_names(content.attributes)
    folder = path.with_name(f"{path.name}.parts")
    folder.mkdir()
    losses = Losses()
    _write_parts(content, folder, names, losses)
    (folder / "dictionary.csv").write_bytes(_dictionary(content, names, losses))
    (folder / "about.csv").write_bytes(_table(content.about))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.iterdir()):
            archive.write(part, part.name)
            part.unlink()
    folder.rmdir()


def short_names(attributes: Sequence[Attribute]) -> list[str]:
    """Names of at most ten ASCII letters, each once, in the order of the attributes.

    >>> from gis.layer import Text
    >>> long = [Attribute(name=n, title=Text(th="ก", en="a"), type="text") for n in ("population_female", "population_fem", "id")]
    >>> short_names(long)
    ['population', 'populati_1', 'id']
    """
    taken: list[str] = []
    for attribute in attributes:
        name = re.sub(r"[^a-z0-9_]", "", attribute.name)[:MOST_LETTERS]
        number = 0
        while name in taken:
            number += 1
            name = f"{attribute.name[: MOST_LETTERS - 1 - len(str(number))]}_{number}"
        taken.append(name)
    return taken


def _write_parts(content: Content, folder: Path, names: list[str], losses: Losses) -> None:
    """Each batch goes to the files of its kinds; those without a shape to the first file there is."""
    schema = pa.schema([f.with_name(n) for f, n in zip(schema_of(content), [*names, content.geometry], strict=True)])
    kind = content.layer.source.geometry.type
    first = KINDS.get(kind, "point")
    waiting: dict[str, list[Row]] = {first: []}
    for row in content.rows:
        shown, place = _fitting(content.attributes, row, losses), row[-1]
        part = _part(place, losses) if kind == MIXED else first
        waiting.setdefault(part or first, []).append((*shown, place if part else None))
        if len(waiting[part or first]) == BATCH:
            _append(content, folder, part or first, waiting[part or first], schema)
            waiting[part or first] = []
    for part, rows in waiting.items():
        if rows or (part == first and kind != MIXED and not _path(content, folder, part).exists()):
            _append(content, folder, part, rows, schema)


def _append(content: Content, folder: Path, part: str, rows: list[Row], schema: pa.Schema) -> None:
    path = _path(content, folder, part)
    batch = batch_of(rows, schema) if rows else schema.empty_table().to_batches() or None
    given = [batch] if isinstance(batch, pa.RecordBatch) else list(batch or [])
    written(
        pa.RecordBatchReader.from_batches(schema, given), path, "ESRI Shapefile", layer=path.stem, crs=content.crs.code,
        geometry=content.geometry, kind=SHAPES[part], append=path.exists(), encoding="UTF-8",
    )  # fmt: skip


def _path(content: Content, folder: Path, part: str) -> Path:
    mixed = content.layer.source.geometry.type == MIXED
    return folder / f"{content.layer.id}{f'_{part}' if mixed else ''}.shp"


def _part(place: bytes | None, losses: Losses) -> str | None:
    """Which file a shape belongs to; none for a row without one, and for a collection of unlike shapes."""
    if place is None:
        return None
    part = KINDS.get(shapely.from_wkb(place).geom_type)
    losses.shapeless += part is None
    return part


def _fitting(attributes: Sequence[Attribute], row: Row, losses: Losses) -> list[Any]:
    """The values of a row, texts cut between two letters where they are too long."""
    shown = list(row[:-1])
    for place, (attribute, value) in enumerate(zip(attributes, shown, strict=True)):
        if isinstance(value, str) and len(value.encode()) > MOST_BYTES:
            shown[place] = value.encode()[:MOST_BYTES].decode("utf-8", "ignore")
            losses.cut[attribute.name] += 1
    return shown


def _dictionary(content: Content, names: list[str], losses: Losses) -> bytes:
    rows: list[Sequence[object]] = [DICTIONARY]
    for name, a in zip(names, content.attributes, strict=True):
        codes = "; ".join(f"{code.value} = {code.title.th}" for code in a.codes)
        unit = a.unit.th if a.unit else ""
        rows.append((name, a.name, a.title.th, a.title.en, a.type, unit, codes, losses.cut.get(a.name, 0)))
    if losses.shapeless:
        rows.append(("", "", f"รูปผสมที่เก็บไม่ได้ {losses.shapeless} รายการ", f"{losses.shapeless} mixed shapes left out"))
    return _table(rows)


def _table(rows: Sequence[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8-sig")
