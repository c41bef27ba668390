"""GeoPackage, FlatGeobuf and KML, by GDAL, which takes the rows batch by batch."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyogrio import write_arrow

from gis.writers.arrow import batches, schema_of
from gis.writers.content import Content

MIXED = "Geometry"


def write_gpkg(content: Content, path: Path) -> None:
    """OGC GeoPackage 1.4 with a spatial index."""
    title, notes = content.layer.metadata.title.th, content.layer.metadata.notes.th
    options = {"GEOMETRY_NAME": content.geometry, "IDENTIFIER": title, "DESCRIPTION": notes, "FID": "fid_"}
    _write(content, path, "GPKG", layer_options=options, layer_metadata=dict(content.about))


def write_fgb(content: Content, path: Path) -> None:
    """FlatGeobuf; its index can hold no row without a place, so there is none where one is without."""
    title, notes = content.layer.metadata.title.th, content.layer.metadata.notes.th
    index = "NO" if content.unplaced else "YES"
    _write(content, path, "FlatGeobuf", layer_options={"SPATIAL_INDEX": index, "TITLE": title, "DESCRIPTION": notes})


def write_kml(content: Content, path: Path) -> None:
    """OGC KML 2.2; the title attribute names the place marks."""
    title = content.layer.title_attribute.name
    named = {"NameField": title} if any(a.name == title for a in content.attributes) else {}
    _write(content, path, "KML", dataset_options=named)


def written(
    reader: pa.RecordBatchReader,
    path: Path,
    driver: str,
    *,
    layer: str,
    crs: int,
    geometry: str,
    kind: str,
    **more: Any,
) -> None:
    """Arrow batches as a file of GDAL's. ``kind`` is a type of geometry, ``Geometry`` where they are mixed."""
    with warnings.catch_warnings():
        # What GDAL thinks of names or lengths is decided before: nothing of it is news to who asked for the file.
        warnings.simplefilter("ignore", RuntimeWarning)
        write_arrow(
            reader, str(path), driver=driver, layer=layer, crs=f"EPSG:{crs}", geometry_name=geometry,
            geometry_type="Unknown" if kind == MIXED else kind, **more,
        )  # fmt: skip


def _write(content: Content, path: Path, driver: str, **more: Mapping[str, str]) -> None:
    written(
        pa.RecordBatchReader.from_batches(schema_of(content), batches(content)), path, driver,
        layer=content.layer.id, crs=content.crs.code, geometry=content.geometry,
        kind=content.layer.source.geometry.type, **more,
    )  # fmt: skip
