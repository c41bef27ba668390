"""GeoJSON (RFC 7946, and the crs member of 2008) into raw rows; every doubt names its feature."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gis import crs
from gis.readers import jsontext
from gis.readers.refusal import RowRefusal
from gis.readers.sentences import note, refusal, row_refusal
from gis.readers.table import Limits, Note, Value
from gis.readers.wire import Crs, RawLayer


class Unreadable(Exception):
    """A geometry that cannot be built; `code` is one of the row refusals."""

    def __init__(self, code: str, name: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.name = name


@dataclass
class _Rows:
    properties: list[dict[str, Any]] = field(default_factory=list)
    wkb: list[bytes | None] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    rejected: list[RowRefusal] = field(default_factory=list)
    happened: dict[str, list[int]] = field(default_factory=dict)


def read(document: Any, limits: Limits, *, constants: bool) -> RawLayer:
    """The rows of a parsed GeoJSON document. `constants` says that NaN or Infinity was met while parsing."""
    features = _features(document)
    if constants:
        raise refusal("json-not-number", f"feature {_first_not_number(features)}")
    if not features:
        raise refusal("no-features")
    if len(features) > limits.features:
        raise refusal("too-much", what_th="รายการ", what_en="features", count=len(features), limit=limits.features)
    kept = _rows(features)
    columns, notes = _columns(kept.properties, limits)
    notes += [note(code, "repair", rows) for code, rows in kept.happened.items()]
    return RawLayer(
        driver="GeoJSON",
        layer=str(document.get("name", "")) if isinstance(document, dict) else "",
        columns=columns,
        wkb=kept.wkb,
        rows=kept.rows,
        crs=_declared(document),
        degrees_by_standard=True,
        notes=notes,
        rejected=kept.rejected,
    )


def _features(document: Any) -> list[Any]:
    if isinstance(document, jsontext.Sequence):
        return list(document)
    if not isinstance(document, dict):
        raise refusal("not-geojson", reason="a bare array" if isinstance(document, list) else "a bare value")
    kind = document.get("type")
    if kind == "FeatureCollection":
        features = document.get("features")
        if features is None:
            raise refusal("no-features")
        if not isinstance(features, list):
            raise refusal("not-geojson", reason="features is not an array")
        return features
    if kind == "Feature" or kind in _BUILDERS or kind == "GeometryCollection":
        return [document]
    raise refusal("not-geojson", reason="Esri JSON" if "geometryType" in document else f"type is {str(kind)[:40]}")


def _first_not_number(features: list[Any]) -> int:
    for number, feature in enumerate(features, start=1):
        try:
            json.dumps(feature, allow_nan=False)
        except ValueError:
            return number
    return 0


def _rows(features: list[Any]) -> _Rows:
    kept = _Rows()
    for row, feature in enumerate(features, start=1):
        try:
            properties, geometry = _open(feature)
            builder = _Builder()
            wkb = None if geometry is None else builder.build(geometry)
        except Unreadable as doubt:
            kept.rejected.append(row_refusal(row, doubt.code, name=doubt.name))
            continue
        kept.properties.append(properties)
        kept.wkb.append(wkb)
        kept.rows.append(row)
        for code in builder.happened:
            kept.happened.setdefault(code, []).append(row)
    return kept


def _open(feature: Any) -> tuple[dict[str, Any], Any]:
    """Properties (with the source's id beside them) and geometry of one feature or bare geometry."""
    if not isinstance(feature, dict):
        raise Unreadable("not-a-feature")
    if feature.get("type") != "Feature":
        if "coordinates" in feature or "geometries" in feature:
            return {}, feature
        raise Unreadable("not-a-feature")
    properties = feature.get("properties")
    properties = dict(properties) if isinstance(properties, dict) else {}
    if "id" in feature:
        properties["feature_id" if "id" in properties else "id"] = feature["id"]
    return properties, feature.get("geometry")


@dataclass
class _Builder:
    """Well-known binary of one geometry, 2-D; `happened` has the codes of the notes on what was dropped from it."""

    happened: set[str] = field(default_factory=set)

    def build(self, geometry: Any) -> bytes:
        if not isinstance(geometry, dict):
            raise Unreadable("broken-coordinates")
        kind = geometry.get("type")
        if kind == "GeometryCollection":
            return self._collection(7, geometry.get("geometries"), self.build)
        if kind not in _BUILDERS:
            raise Unreadable("unknown-geometry-type", str(kind)[:40])
        return _BUILDERS[kind](self, geometry.get("coordinates"))

    def point(self, position: Any) -> bytes:
        if position == []:
            return struct.pack("<BIdd", 1, 1, np.nan, np.nan)
        return struct.pack("<BI", 1, 1) + self._line([position]).tobytes()

    def line(self, positions: Any) -> bytes:
        line = self._line(positions)
        if len(line) == 1:
            raise Unreadable("zero-length")
        return struct.pack("<BII", 1, 2, len(line)) + line.tobytes()

    def polygon(self, rings: Any) -> bytes:
        wkb = self._polygon(rings)
        if wkb is None:
            raise Unreadable("degenerate-ring")
        return wkb

    def _polygon(self, rings: Any) -> bytes | None:
        """A polygon without its degenerate holes; None when its shell is degenerate."""
        if not isinstance(rings, list):
            raise Unreadable("broken-coordinates")
        lines = [self._ring(ring) for ring in rings]
        if lines and lines[0] is None:
            return None
        whole = [line for line in lines if line is not None]
        parts = [struct.pack("<I", len(line)) + line.tobytes() for line in whole]
        return struct.pack("<BII", 1, 3, len(parts)) + b"".join(parts)

    def points(self, parts: Any) -> bytes:
        return self._collection(4, parts, self.point)

    def lines(self, parts: Any) -> bytes:
        return self._collection(5, parts, self.line)

    def polygons(self, parts: Any) -> bytes:
        """A multi-polygon without its degenerate parts, of which at least one must be left."""
        if not isinstance(parts, list):
            raise Unreadable("broken-coordinates")
        built = [wkb for wkb in map(self._polygon, parts) if wkb is not None]
        if parts and not built:
            raise Unreadable("degenerate-ring")
        return struct.pack("<BII", 1, 6, len(built)) + b"".join(built)

    def _collection(self, kind: int, parts: Any, build: Callable[[Any], bytes]) -> bytes:
        if not isinstance(parts, list):
            raise Unreadable("broken-coordinates")
        return struct.pack("<BII", 1, kind, len(parts)) + b"".join(build(part) for part in parts)

    def _ring(self, positions: Any) -> NDArray[np.float64] | None:
        """A closed ring; an unclosed one is closed, one of fewer than three different points is None."""
        ring = self._line(positions)
        if len(ring) and not np.array_equal(ring[0], ring[-1]):
            ring = np.vstack((ring, ring[:1]))
        if len(ring) < 4 or (len(ring) < 8 and len(np.unique(ring, axis=0)) < 3):
            self.happened.add("degenerate-dropped")
            return None
        return ring

    def _line(self, positions: Any) -> NDArray[np.float64]:
        """n x 2 little-endian coordinates."""
        if not isinstance(positions, list) or not all(type(p) is list and len(p) >= 2 for p in positions):
            raise Unreadable("broken-coordinates")
        if not positions:
            return np.empty((0, 2), dtype="<f8")
        if max(map(len, positions)) > 2:
            self.happened.add("flattened")
        flat = [ordinate for position in positions for ordinate in position[:2]]
        if any(type(ordinate) not in (float, int) for ordinate in flat):
            raise Unreadable("string-coordinates" if any(type(o) is str for o in flat) else "broken-coordinates")
        return _numbers(flat)


def _numbers(flat: list[float]) -> NDArray[np.float64]:
    try:
        line = np.array(flat, dtype="<f8").reshape(-1, 2)
    except OverflowError:
        raise Unreadable("coordinates-not-finite") from None
    if not np.isfinite(line).all():
        raise Unreadable("coordinates-not-finite")
    return line


_BUILDERS: dict[str, Callable[[_Builder, Any], bytes]] = {
    "Point": _Builder.point,
    "LineString": _Builder.line,
    "Polygon": _Builder.polygon,
    "MultiPoint": _Builder.points,
    "MultiLineString": _Builder.lines,
    "MultiPolygon": _Builder.polygons,
}


def _columns(properties: list[dict[str, Any]], limits: Limits) -> tuple[dict[str, list[Value]], list[Note]]:
    names = list(dict.fromkeys(name for each in properties for name in each))
    if len(names) > limits.columns:
        raise refusal("too-much", what_th="คอลัมน์", what_en="columns", count=len(names), limit=limits.columns)
    nested = {name for each in properties for name, value in each.items() if isinstance(value, list | dict)}
    columns = {name: [value_of(each.get(name)) for each in properties] for name in names}
    notes = [note("nested-values", "info", names=", ".join(sorted(nested)))] if nested else []
    return columns, notes


def value_of(value: Any) -> Value:
    """A JSON value as a column holds it: booleans are 0/1, nested values their JSON text, huge integers text."""
    if value is None or isinstance(value, str | float):
        return value
    if isinstance(value, int):
        return int(value) if -(2**63) <= value < 2**63 else str(value)
    return json.dumps(value, ensure_ascii=False)


def _declared(document: Any) -> Crs | None:
    """The crs member of GeoJSON 2008, which people still write when their coordinates are metres."""
    member = document.get("crs") if isinstance(document, dict) else None
    if not isinstance(member, dict):
        return None
    properties = member.get("properties")
    name = properties.get("name") if isinstance(properties, dict) else None
    if not isinstance(name, str):
        return Crs(str(properties)[:80], "unsupported", None)
    found = crs.identify(name[:200])
    return Crs(name[:80], found.status, found.code, found.candidates)
