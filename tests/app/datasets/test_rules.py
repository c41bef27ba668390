"""Which geometry a dataset takes, and where a feature lies."""

from __future__ import annotations

import pytest
from shapely import LineString, MultiPoint, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from app.core.errors import Invalid
from app.datasets.rules import Locator, fitted

A, B = box(100, 15, 101, 16), box(101, 15, 102, 16)


@pytest.fixture
def places() -> Locator:
    """Two squares of one degree side by side."""
    return Locator({"980101": A, "980102": B})


@pytest.mark.parametrize(
    ("geom", "geometry_type", "stored"),
    [
        (box(0, 0, 1, 1), "MultiPolygon", MultiPolygon([box(0, 0, 1, 1)])),
        (Point(1, 2, 3), "Point", Point(1, 2)),
        (LineString([(0, 0), (1, 1)]), "Geometry", LineString([(0, 0), (1, 1)])),
    ],
)
def test_a_geometry_is_stored_as_its_dataset_says(geom: BaseGeometry, geometry_type: str, stored: BaseGeometry) -> None:
    assert fitted(geom, geometry_type, "row 1").equals_exact(stored, 0)
    assert not fitted(geom, geometry_type, "row 1").has_z


@pytest.mark.parametrize(
    ("geom", "reason"),
    [
        (Point(100, 15), "holds MultiPolygon"),
        (Polygon(), "empty or invalid"),
        (Polygon([(0, 0), (1, 1), (1, 0), (0, 1)]), "Self-intersection"),
        (box(500_000, 1_700_000, 500_001, 1_700_001), "not longitude and latitude"),
    ],
)
def test_a_geometry_that_a_dataset_cannot_hold_is_refused_with_its_row(geom: BaseGeometry, reason: str) -> None:
    with pytest.raises(Invalid, match=reason) as refused:
        fitted(geom, "MultiPolygon", "row 7")
    assert refused.value.place == "row 7"


def test_a_line_of_four_parts_with_three_in_one_area_weighs_three_to_one(places: Locator) -> None:
    weights = places.weights(LineString([(100.25, 15.5), (101.25, 15.5)]))
    assert weights["980101"] / weights["980102"] == pytest.approx(3)


def test_a_polygon_weighs_by_area(places: Locator) -> None:
    weights = places.weights(box(100.8, 15.2, 101.2, 15.8))
    assert weights["980101"] == pytest.approx(weights["980102"])


def test_points_are_counted(places: Locator) -> None:
    assert places.weights(MultiPoint([(100.5, 15.5), (101.5, 15.5), (101.6, 15.5)])) == {"980101": 1, "980102": 2}


def test_a_line_that_only_touches_an_area_is_not_in_it(places: Locator) -> None:
    assert list(places.weights(LineString([(100.5, 15.5), (101, 15.5)]))) == ["980101"]


def test_what_lies_outside_all_areas_has_no_area(places: Locator) -> None:
    assert places.weights(Point(99, 15.5)) == {}
    assert places.main_area(Point(99, 15.5)) is None


def test_the_main_area_holds_most_and_of_equal_ones_has_the_lowest_code(places: Locator) -> None:
    assert places.main_area(LineString([(100.9, 15.5), (101.5, 15.5)])) == "980102"
    assert places.main_area(Point(101, 15.5)) == "980101"
