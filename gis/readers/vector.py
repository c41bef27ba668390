"""Layers by GDAL: one driver, named beforehand, is the only one that exists in this process (GDAL_SKIP)."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyogrio
from numpy.typing import NDArray
from pyogrio import raw
from pyogrio.errors import DataLayerError, DataSourceError

from gis import crs
from gis.readers import encoding
from gis.readers.refusal import Choice, Refusal
from gis.readers.sentences import note, question, refusal
from gis.readers.table import Limits, Note, Value
from gis.readers.wire import Crs, RawLayer

#: what pyogrio raises for a source that it cannot read; an IndexError stands for "no layer"
_FAILURES = (DataSourceError, DataLayerError, ValueError, RuntimeError, IndexError)


def layers(source: str | bytes) -> list[str]:
    """The names of the layers. Raises Refusal when the driver cannot open the source."""
    try:
        return [str(name) for name, _ in pyogrio.list_layers(source)]
    except _FAILURES as error:
        raise failed(error) from None


def choose(names: list[str], wanted: str | None) -> str:
    """The one layer that is meant. Raises Question when it has to be said, Refusal when there is none."""
    if not names:
        raise refusal("no-features")
    choices = [Choice("layer", name, f"ชั้น {name}", f"layer {name}") for name in names]
    if wanted is not None:
        if wanted not in names:
            raise question("layer-unknown", choices, name=wanted)
        return wanted
    if len(names) > 1:
        raise question("several-layers", choices)
    return names[0]


def read(source: str | bytes, driver: str, layer: str | int | None, limits: Limits, **options: str) -> RawLayer:
    """One layer of a source that GDAL opens. Raises Refusal when it cannot, or when it is too much."""
    try:
        _measure(source, layer, limits, options)
        meta, wkb, data, notes = _read(source, layer, options)
    except _FAILURES as error:
        raise failed(error) from None
    dropped = [str(name) for name, kind in zip(meta["fields"], meta["ogr_types"], strict=True) if kind == "OFTBinary"]
    if dropped:
        notes.append(note("values-dropped", "warning", names=", ".join(dropped)))
    return RawLayer(
        driver=driver,
        layer=layer if isinstance(layer, str) else "",
        columns=_columns(meta, data),
        wkb=[None if geometry is None else bytes(geometry) for geometry in wkb],
        rows=list(range(1, len(wkb) + 1)),
        crs=declared(meta["crs"]),
        notes=notes,
    )


def _read(
    source: str | bytes, layer: str | int | None, options: dict[str, str]
) -> tuple[dict[str, Any], NDArray[np.object_], list[NDArray[Any]], list[Note]]:
    try:
        meta, _, wkb, data = raw.read(source, layer=layer, datetime_as_string=True, **options)
        notes = []
    except UnicodeDecodeError:
        meta, _, wkb, data = raw.read(source, layer=layer, datetime_as_string=True, encoding="ISO-8859-1", **options)
        data, codec = _redecode(data)
        notes = [note("encoding-lied", "warning", declared="UTF-8", codec=codec)]
    return meta, np.empty(0, dtype=object) if wkb is None else wkb, data, notes


def _redecode(data: list[NDArray[Any]]) -> tuple[list[NDArray[Any]], str]:
    """Text that was read byte by byte as Latin-1, decoded by what the bytes are."""
    texts = {text for column in data if column.dtype == object for text in column if isinstance(text, str)}
    decision = encoding.decide([text.encode("latin-1") for text in texts], None)
    known = {text: encoding.decode(text.encode("latin-1"), decision.codec)[0] for text in texts}
    return [
        np.array([known.get(text, text) for text in column], dtype=object) if column.dtype == object else column
        for column in data
    ], decision.codec


def _measure(source: str | bytes, layer: str | int | None, limits: Limits, options: dict[str, str]) -> None:
    info = pyogrio.read_info(source, layer=layer, force_feature_count=True, encoding="ISO-8859-1", **options)
    for th, en, count, limit in (
        ("รายการ", "features", int(info["features"]), limits.features),
        ("คอลัมน์", "columns", len(info["fields"]), limits.columns),
    ):
        if count > limit:
            raise refusal("too-much", what_th=th, what_en=en, count=count, limit=limit)


def _columns(meta: dict[str, Any], data: list[NDArray[Any]]) -> dict[str, list[Value]]:
    columns: dict[str, list[Value]] = {}
    for name, kind, values in zip(meta["fields"], meta["ogr_types"], data, strict=True):
        columns[str(name)] = [None] * len(values) if kind == "OFTBinary" else _values(kind, values)
    return columns


def _values(kind: str, values: NDArray[Any]) -> list[Value]:
    """Plain values; GDAL hands integers with gaps as floats and booleans as such."""
    if values.dtype.kind == "f":
        whole = kind in ("OFTInteger", "OFTInteger64")
        return [None if value != value else int(value) if whole else value for value in values.tolist()]
    if values.dtype.kind in "biu":
        return [int(value) for value in values.tolist()]
    return [_plain(value) for value in values.tolist()]


def _plain(value: Any) -> Value:
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, np.ndarray):
        return json.dumps(value.tolist(), ensure_ascii=False)
    if isinstance(value, bytes):
        return None
    return str(value)


def declared(text: str | None) -> Crs | None:
    """What a declaration (EPSG:n or WKT) means, or None when there is none."""
    if not text:
        return None
    found = crs.identify(text)
    return Crs(found.name, found.status, found.code, found.candidates)


def failed(error: Exception) -> Refusal:
    """GDAL's own words, without the path of the quarantine."""
    if isinstance(error, IndexError):
        return refusal("reader-failed", reason="the driver finds no layer in it")
    words = str(error).replace("\n", " ").split("; It might help")[0]
    return refusal("reader-failed", reason=" ".join(w for w in words.split() if "/" not in w)[:200] or "unreadable")
