"""GeoParquet 1.1: Parquet whose metadata say where the geometry is, in which coordinates, of which types, how far it lies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely
from pyarrow.parquet import ParquetWriter
from pyproj import CRS

from gis.crs import STORAGE
from gis.writers.arrow import BATCH, batches, schema_of
from gis.writers.content import Content

VERSION = "1.1.0"
BATCHES_IN_GROUP = 50_000 // BATCH
TYPES = {0: "Point", 1: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon",
         7: "GeometryCollection"}  # fmt: skip
NOWHERE = (np.inf, np.inf, -np.inf, -np.inf)


def write_parquet(content: Content, path: Path) -> None:
    """One file, zstd, in groups of some ten thousand rows."""
    schema = schema_of(content).with_metadata({"about": json.dumps(dict(content.about), ensure_ascii=False)})
    box, kinds = np.array(NOWHERE), set[int]()
    with ParquetWriter(path, schema, compression="zstd") as writer:
        group: list[pa.RecordBatch] = []
        for batch in batches(content):
            shapes = shapely.from_wkb(np.array(batch.column(content.geometry).to_pylist(), dtype=object))
            box, kinds = _wider(box, shapes), kinds | set(shapely.get_type_id(shapes).tolist())
            group.append(batch)
            if len(group) == BATCHES_IN_GROUP:
                writer.write_table(pa.Table.from_batches(group, schema))
                group.clear()
        writer.write_table(pa.Table.from_batches(group, schema))
        writer.add_key_value_metadata({"geo": json.dumps(_geo(content, box, kinds - {-1}))})


def _wider(box: np.ndarray[Any, Any], shapes: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """The box with these shapes in it; those without a place say nothing."""
    west, south, east, north = shapely.total_bounds(shapes)
    return np.array([
        np.fmin(box[0], west), np.fmin(box[1], south), np.fmax(box[2], east), np.fmax(box[3], north)
    ])  # fmt: skip


def _geo(content: Content, box: np.ndarray[Any, Any], kinds: set[int]) -> dict[str, Any]:
    """The metadata of the standard; coordinates without ``crs`` are longitude and latitude (OGC:CRS84)."""
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": sorted(TYPES[kind] for kind in kinds)}
    if np.isfinite(box).all():
        column["bbox"] = box.tolist()
    if content.crs.code != STORAGE:
        column["crs"] = CRS.from_epsg(content.crs.code).to_json_dict()
    return {"version": VERSION, "primary_column": content.geometry, "columns": {content.geometry: column}}
