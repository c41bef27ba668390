"""Features out of the database and back into GeoJSON (RFC 7946), for drawn maps, exports and notebooks.

The service itself lets PostgreSQL write GeoJSON; this is for rows that are already in Python.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import isfinite
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.layer import Layer
from gis.style import Choropleth, Symbol

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees."""

DECIMALS = 5
"""About one metre: what a map shows at any zoom worth drawing."""


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a layer. ``geom`` is EPSG:4326, longitude first; ``properties`` are the layer's attributes."""

    id: str
    title: str
    geom: BaseGeometry
    properties: Mapping[str, Any]


def feature_of(layer: Layer, row: Mapping[str, Any]) -> Feature:
    """The feature of one row; its geometry is a shapely geometry, WKB bytes, hexadecimal WKB or GeoJSON text."""
    title = row.get(layer.title_attribute.name)
    identifier = row[layer.source.id]
    shown = {a.name: row[a.name] for a in layer.attributes if a.name in row}
    name = str(identifier if title is None else title)
    return Feature(str(identifier), name, _geometry(row[layer.source.geometry.column]), shown)


def features_of(layer: Layer, rows: Iterable[Mapping[str, Any]]) -> list[Feature]:
    """The features of the rows that have a geometry, in their order."""
    return [feature_of(layer, row) for row in rows if row[layer.source.geometry.column] is not None]


def _geometry(value: Any) -> BaseGeometry:
    if isinstance(value, BaseGeometry):
        return value
    is_json = isinstance(value, str) and value.lstrip().startswith("{")
    geom: BaseGeometry = shapely.from_geojson(value) if is_json else shapely.from_wkb(value)
    return geom


def styled_value(layer: Layer, feature: Feature) -> Any:
    """The value that decides the feature's colour or mark; None where the layer's style looks at no attribute."""
    style = layer.style
    name = style.attribute if isinstance(style, Choropleth | Symbol) else None
    return feature.properties.get(name) if name else None


def bounds_of(features: Sequence[Feature]) -> Bounds:
    """The box around the features. Raises ValueError when nothing has an extent."""
    seen = [feature.geom for feature in features if not feature.geom.is_empty]
    if not seen:
        raise ValueError("ไม่มีรายการใดมีตำแหน่ง จึงไม่มีอะไรให้วาด · no feature has a place: nothing to draw")
    west, south, east, north = shapely.total_bounds(seen)
    return float(west), float(south), float(east), float(north)


def rounded(geometries: NDArray[np.object_], decimals: int = DECIMALS) -> NDArray[np.object_]:
    """The geometries with coordinates rounded to ``decimals`` of a degree."""
    moved: NDArray[np.object_] = shapely.transform(geometries, lambda xy: np.round(xy, decimals))
    return moved


def feature_collection(features: Sequence[Feature], decimals: int = DECIMALS) -> str:
    """The FeatureCollection as text, Thai letters as they are."""
    geometries = np.empty(len(features), dtype=object)
    geometries[:] = [feature.geom for feature in features]
    shapes = shapely.to_geojson(rounded(geometries, decimals))
    members = (_member(feature, shape) for feature, shape in zip(features, shapes, strict=True))
    return '{"type":"FeatureCollection","features":[' + ",".join(members) + "]}"


def _member(feature: Feature, shape: str) -> str:
    known = {name: _known(value) for name, value in feature.properties.items()}
    properties = json.dumps(known, ensure_ascii=False, default=_plain, separators=(",", ":"), allow_nan=False)
    return f'{{"type":"Feature","id":{json.dumps(feature.id)},"properties":{properties},"geometry":{shape}}}'


def _known(value: Any) -> Any:
    """JSON knows neither NaN nor infinity: such a value is unknown."""
    return None if isinstance(value, float) and not isfinite(value) else value


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else str(value)
