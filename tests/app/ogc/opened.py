"""Files as their readers open them: GDAL, Arrow, openpyxl, or the standard library; never code of ours."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as parquet
import pyogrio
import shapely
from openpyxl import load_workbook

Rows = list[dict[str, Any]]
GEOMETRY = "geometry"
OF_KML = {"Name", "description", "timestamp", "begin", "end", "altitudeMode", "tessellate", "extrude", "visibility",
          "drawOrder", "icon"}  # fmt: skip
"""What GDAL adds to every place mark that it reads."""


def opened(kind: str, content: bytes, folder: Path) -> Rows:
    """The rows by the names of their columns; the shape as ``geometry``, x and y of a table as they are called."""
    match kind:
        case "geojsonseq":
            return _sequence(content)
        case "csv":
            return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        case "xlsx":
            head, *rows = load_workbook(io.BytesIO(content)).worksheets[0].iter_rows(values_only=True)
            return [dict(zip(map(str, head), row, strict=True)) for row in rows]
        case "parquet":
            return _parquet(content)
        case "shp":
            return _shapefiles(content, folder)
    path = folder / f"taken.{kind}"
    path.write_bytes(content)
    return read(path)


def read(path: Path) -> Rows:
    """Every layer of a file, as GDAL reads it."""
    rows: Rows = []
    for layer, _ in pyogrio.list_layers(path):
        meta, _, shapes, columns = pyogrio.raw.read(path, layer=layer)
        names = [*meta["fields"]]
        shapes = [None] * len(columns[0]) if shapes is None else list(shapes)
        for number, shape in enumerate(shapes):
            values = {name: _value(column[number]) for name, column in zip(names, columns, strict=True)}
            shown = {name: value for name, value in values.items() if path.suffix != ".kml" or name not in OF_KML}
            if path.suffix == ".kml":
                shown["Name"] = values["Name"]
            rows.append({**shown, GEOMETRY: None if shape is None else shapely.from_wkb(shape)})
    return rows


def crs_of(path: Path) -> str:
    return str(pyogrio.read_info(path)["crs"])


def geometries(rows: Rows) -> list[Any]:
    return [row[GEOMETRY] for row in rows]


def _value(value: Any) -> Any:
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else value.astype("datetime64[D]").item()
    return value.item() if isinstance(value, np.generic) else value


def _sequence(content: bytes) -> Rows:
    """RFC 8142: each text after a record separator, before a line end."""
    texts = content.split(b"\x1e")
    assert texts[0] == b""
    assert all(text.endswith(b"\n") for text in texts[1:])
    features = [json.loads(text) for text in texts[1:]]
    shapes = [each["geometry"] and shapely.from_geojson(json.dumps(each["geometry"])) for each in features]
    return [
        {"id": each["id"], **each["properties"], GEOMETRY: shape} for each, shape in zip(features, shapes, strict=True)
    ]


def _parquet(content: bytes) -> Rows:
    table = parquet.read_table(io.BytesIO(content))
    geo = geo_of(content)
    column = geo["primary_column"]
    assert geo["version"] == "1.1.0"
    assert geo["columns"][column]["encoding"] == "WKB"
    return [
        {**{name: value for name, value in row.items() if name != column},
         GEOMETRY: None if row[column] is None else shapely.from_wkb(row[column])}
        for row in table.to_pylist()
    ]  # fmt: skip


def geo_of(content: bytes) -> dict[str, Any]:
    """What GeoParquet says of itself in the metadata of the file."""
    told: dict[str, Any] = json.loads(parquet.read_metadata(io.BytesIO(content)).metadata[b"geo"])
    return told


def _shapefiles(content: bytes, folder: Path) -> Rows:
    room = folder / f"unpacked-{len(list(folder.iterdir()))}"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert all(name.isascii() for name in archive.namelist())
        archive.extractall(room)
    return [row for path in sorted(room.glob("*.shp")) for row in read(path)]
