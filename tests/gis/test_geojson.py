"""Rows that are in Python already, as GeoJSON that every reader takes."""

from __future__ import annotations

import json
from datetime import date

from shapely import Point

from gis.geojson import Feature, feature_collection


def refuse(constant: str) -> object:
    raise AssertionError(f"{constant} is no JSON")


def test_a_value_that_json_does_not_know_is_unknown() -> None:
    values = {"a": float("nan"), "b": float("-inf"), "c": 1.5, "d": date(2026, 1, 31), "e": "น้ำ", "f": None}
    found = feature_collection([Feature("1", "หนึ่ง", Point(100.123456789, 15), values)])
    (feature,) = json.loads(found, parse_constant=refuse)["features"]
    assert feature["properties"] == {"a": None, "b": None, "c": 1.5, "d": "2026-01-31", "e": "น้ำ", "f": None}
    assert feature["geometry"]["coordinates"] == [100.12346, 15.0]
    assert "น้ำ" in found


def test_nothing_is_a_collection_too() -> None:
    assert json.loads(feature_collection([])) == {"type": "FeatureCollection", "features": []}
