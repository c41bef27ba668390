"""`read`: the one road from a file on disk to a `Table`."""

from __future__ import annotations

from pathlib import Path

from gis.readers.table import Limits, Table


def read(
    path: Path,
    *,
    layer: str | None = None,
    crs: int | None = None,
    encoding: str | None = None,
    swap_axes: bool = False,
    limits: Limits | None = None,
) -> Table:
    """Read one layer of an untrusted vector file.

    GeoPackage, FlatGeobuf, GeoJSON (also text sequences, bare geometry, UTF-16), TopoJSON, KML, KMZ, and zipped
    shapefiles or one of the former in a zip. `layer`, `crs` (an EPSG code of `gis.crs.REGISTRY`), `encoding` and
    `swap_axes` answer a `Question`.

    Raises Refusal (with the remedy) when the file cannot be taken, Question when an answer would let it in.
    """
    raise NotImplementedError(path, layer, crs, encoding, swap_axes, limits)
