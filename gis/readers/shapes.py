"""Well-known binary into geometries, and the rows whose geometry is no geometry at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from gis.readers.refusal import RowRefusal
from gis.readers.sentences import note, row_refusal
from gis.readers.table import Note
from gis.readers.wire import RawLayer

#: shapely's type numbers: everything that OGC Simple Features 1.1 knows, no curves
_KNOWN = range(8)


@dataclass
class Shapes:
    """2-D geometries in native coordinates; kept: which of the raw rows (indexes) they are."""

    geometries: NDArray[np.object_]
    kept: NDArray[np.int64]
    rejected: list[RowRefusal]
    notes: list[Note]


@np.errstate(invalid="ignore")
def build(raw: RawLayer) -> Shapes:
    """The geometries of a raw layer; rows without a usable one are refused by name.

    NaN in a file is a reason to refuse its row, not to warn about arithmetic.
    """
    geometries = np.asarray(shapely.from_wkb(np.array(raw.wkb, dtype=object), on_invalid="fix"), dtype=object)
    rows = np.asarray(raw.rows, dtype=np.int64)
    high = _heights(geometries)
    geometries = np.asarray(shapely.force_2d(geometries), dtype=object)
    reasons = _reasons(geometries, raw)
    rejected = [row_refusal(int(rows[i]), reasons[i]) for i in sorted(reasons)]
    kept = np.array([i for i in range(len(rows)) if i not in reasons], dtype=np.int64)
    notes = [note("flattened", "repair", rows[high].tolist())] if high.any() else []
    return Shapes(geometries[kept], kept, rejected, notes)


def _heights(geometries: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which geometries say a height; KML writes 0 where it means none."""
    high = np.zeros(len(geometries), dtype=bool)
    coordinates, owner = shapely.get_coordinates(geometries, include_z=True, return_index=True)
    high[owner[np.nan_to_num(coordinates[:, 2]) != 0]] = True
    return high


def _reasons(geometries: NDArray[np.object_], raw: RawLayer) -> dict[int, str]:
    """Index -> why the geometry cannot be used; the first reason that holds."""
    kinds = shapely.get_type_id(geometries)
    missing = kinds == -1
    empty = shapely.is_empty(geometries) & ~missing
    broken = np.array([wkb is not None for wkb in raw.wkb], dtype=bool) & missing
    flat = _flat(geometries, kinds)
    reasons: dict[int, str] = {}
    for mask, code in (
        (broken, "degenerate-ring"),
        (missing, "no-geometry"),
        (~np.isin(kinds, _KNOWN), "unknown-geometry-type"),
        (empty, "empty-geometry"),
        (_not_finite(geometries), "coordinates-not-finite"),
        (flat, "zero-area"),
        (np.isin(kinds, (1, 2, 5)) & (shapely.length(geometries) == 0), "zero-length"),
    ):
        for index in np.flatnonzero(mask):
            reasons.setdefault(int(index), code)
    return reasons


def _not_finite(geometries: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which geometries have a NaN or infinite ordinate anywhere; bounds alone would pass over it."""
    found = np.zeros(len(geometries), dtype=bool)
    coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
    found[owner[~np.isfinite(coordinates).all(axis=1)]] = True
    return found


def _flat(geometries: NDArray[np.object_], kinds: NDArray[np.int32]) -> NDArray[np.bool_]:
    """Polygons all on one line. A bow-tie has area zero too, but its hull has not."""
    flat = np.isin(kinds, (3, 6)) & (shapely.area(geometries) == 0)
    flat[flat] = shapely.area(shapely.convex_hull(geometries[flat])) == 0
    return np.asarray(flat, dtype=bool)


def coarseness(geometries: NDArray[np.object_]) -> list[Note]:
    """A warning when all degrees are rounded to three decimals or fewer (from twenty vertices on)."""
    degrees = shapely.get_coordinates(geometries)
    for decimals in (0, 1, 2, 3):
        if len(degrees) >= 20 and np.array_equal(degrees, np.round(degrees, decimals)):
            return [note("coordinates-coarse", "warning", decimals=decimals, metres=round(111_000 / 10**decimals))]
    return []
