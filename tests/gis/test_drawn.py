"""Shapes that people draw or type: what is taken, what is refused and how it is said."""

from __future__ import annotations

import json

import pytest
import shapely
from shapely.geometry import mapping

from gis.drawn import MOST_RADIUS_M, NotDrawn, drawn, typed, zone

SQUARE = shapely.box(100, 15, 100.25, 15.25)


def refused(text: str) -> str:
    with pytest.raises(NotDrawn) as told:
        zone(drawn(text))
    return told.value.en


def test_a_geometry_and_a_feature_are_the_same_shape() -> None:
    geometry = mapping(SQUARE)
    feature = {"type": "Feature", "properties": {}, "geometry": geometry}
    assert drawn(json.dumps(geometry)).equals(drawn(json.dumps(feature)))
    assert zone(drawn(json.dumps(geometry))).radius_m == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Draw a point"), ("{", "cannot be read"), ("[]", "cannot be read"), ("null", "cannot be read"),
        ('{"type":"Polygon","coordinates":[[[1,2]]]}', "cannot be read"), ("[" * 5000, "cannot be read"),
        ('{"type":"Point","coordinates":[2.35,48.85]}', "not in Thailand"),
        ('{"type":"Point","coordinates":[1e400,15]}', "cannot be read"),
        ('{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[100,15]}]}', "one kind of shape"),
        ('{"type":"Polygon","coordinates":[[[100,15],[101,16],[101,15],[100,16],[100,15]]]}', "crossing itself"),
        ('{"type":"Polygon","coordinates":[[[98,7],[105,7],[105,20],[98,20],[98,7]]]}', "larger than"),
        (shapely.to_geojson(shapely.Point(100, 15).buffer(0.1, quad_segs=2000)), "more than 5,000 points"),
    ],
)  # fmt: skip
def test_what_is_no_shape_is_told_why(text: str, told: str) -> None:
    assert told in refused(text)


def test_one_position_is_a_point_two_a_line_three_a_ring() -> None:
    assert typed("15.5, 100.25").geom_type == "Point"
    assert typed("15.5, 100.25\n15.6, 100.25").geom_type == "LineString"
    assert typed("15.5, 100.25\n15.6, 100.25\n15.6, 100.35").geom_type == "Polygon"
    with pytest.raises(NotDrawn, match="Line 2"):
        typed("15.5, 100.25\nไม่ใช่พิกัด")


def test_what_lies_within_some_metres_of_a_point_is_round() -> None:
    """A circle of 1,000 m holds 3.14 km²; its polygon of 128 corners misses 0.04 % of it."""
    assert zone(shapely.Point(100.25, 15.5)).sqm == pytest.approx(3_141_593, rel=0.002)
    assert zone(shapely.Point(103, 15.5), 2_000).sqm == pytest.approx(4 * 3_141_593, rel=0.002)


def test_an_area_is_widened_only_when_asked() -> None:
    assert zone(SQUARE).geom is SQUARE
    assert zone(SQUARE, 100).geom.contains(SQUARE)
    with pytest.raises(NotDrawn, match="larger than"):
        zone(shapely.box(99, 14, 101, 16), MOST_RADIUS_M)
