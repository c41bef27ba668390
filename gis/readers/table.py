"""What a reading gives: geometries in EPSG:4326, repaired columns, and a list of everything that was done to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gis.readers.refusal import RowRefusal

Value = str | int | float | None
Level = Literal["info", "repair", "warning"]


@dataclass(frozen=True)
class Note:
    """Something a person should know about the reading; `rows` are 1-based source rows (empty: the whole file)."""

    code: str
    level: Level
    th: str
    en: str
    rows: tuple[int, ...] = ()


@dataclass(frozen=True)
class Limits:
    """How much of a machine one file may take. Bytes, seconds and counts."""

    file_bytes: int = 512 << 20
    json_bytes: int = 100 << 20
    json_depth: int = 32
    members: int = 200
    unpacked_bytes: int = 1 << 30
    ratio: int = 100
    features: int = 1_000_000
    columns: int = 500
    answer_bytes: int = 512 << 20
    memory_bytes: int = 2 << 30
    cpu_seconds: int = 60
    wall_seconds: float = 120.0
    open_files: int = 64


@dataclass(frozen=True)
class Table:
    """The rows of one layer.

    geometries: n valid-or-not shapely geometries, 2-D, EPSG:4326, longitude latitude; never None, never empty
    columns:    n values each; text is normalised Thai (`gis.thai`), booleans are 0/1, nested values are JSON text
    rows:       the 1-based source row of each geometry (rows that were refused are missing)
    crs:        EPSG code that the source coordinates were read in
    source:     the driver's name, e.g. "ESRI Shapefile"; layer: the layer's name in the file ("" when it has none)
    sha256:     of the file as it was handed in
    """

    geometries: NDArray[np.object_]
    columns: dict[str, list[Value]]
    rows: list[int]
    crs: int
    source: str
    layer: str
    sha256: str
    notes: list[Note] = field(default_factory=list)
    rejected: list[RowRefusal] = field(default_factory=list)
