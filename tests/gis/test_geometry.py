"""Areas against the ellipsoid's own numbers; repairs of squares whose area is mental arithmetic."""

import pytest
import shapely
from shapely.geometry import GeometryCollection, LineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from gis.geometry import Degenerate, area_sqm, areas_sqm, multipolygon, repaired, wide_sqm

SQUARE = box(99.0, 15.0, 99.01, 15.01)
BOWTIE = Polygon([(99.0, 15.4), (99.01, 15.41), (99.01, 15.4), (99.0, 15.41)])
SPIKE = Polygon([(99, 15), (99.01, 15), (99.01, 15.005), (99.5, 15.005), (99.01, 15.005), (99.01, 15.01), (99, 15.01)])


def test_the_area_is_geodesic() -> None:
    # a degree of longitude at 15.005 N is 107,535 m, a degree of latitude there 110,655 m: 1/100 x 1/100 of that
    assert area_sqm(SQUARE) == pytest.approx(1_189_930, rel=2e-4)


def test_a_hole_is_not_area() -> None:
    hole = box(99.002, 15.002, 99.004, 15.004)
    holed = Polygon(SQUARE.exterior, [hole.exterior])
    assert area_sqm(holed) == pytest.approx(area_sqm(SQUARE) - area_sqm(hole), abs=1e-3)


def test_winding_does_not_change_an_area() -> None:
    assert area_sqm(shapely.reverse(SQUARE)) == area_sqm(SQUARE)


def test_points_and_lines_have_no_area() -> None:
    assert areas_sqm([Point(99, 15), LineString([(99, 15), (99.1, 15)]), SQUARE]).tolist()[:2] == [0.0, 0.0]


def test_a_valid_polygon_needs_no_repair() -> None:
    assert repaired(SQUARE) is None


def test_a_bow_tie_keeps_both_wings() -> None:
    repair = repaired(BOWTIE)
    assert repair is not None
    assert len(repair.geom.geoms) == 2
    assert repair.before_sqm == pytest.approx(0, abs=100)
    # two triangles: half of the square of the four corners
    assert repair.after_sqm == pytest.approx(area_sqm(box(99.0, 15.4, 99.01, 15.41)) / 2, rel=1e-3)
    assert repair.change_sqm == repair.after_sqm - repair.before_sqm


def test_a_spike_without_width_is_removed_and_the_area_stays() -> None:
    repair = repaired(SPIKE)
    assert repair is not None
    assert repair.geom.bounds == (99.0, 15.0, 99.01, 15.01)
    assert repair.after_sqm == pytest.approx(repair.before_sqm, rel=1e-9)


@pytest.mark.parametrize(
    "geom",
    [
        Polygon([(99, 15), (99.01, 15), (99, 15)]),
        Polygon([(99, 15), (99.01, 15), (99.02, 15), (99.01, 15)]),
        LineString([(99, 15), (99.01, 15)]),
        Polygon(),
    ],
    ids=["two points", "no width", "a line", "empty"],
)
def test_what_has_no_area_is_degenerate(geom: BaseGeometry) -> None:
    with pytest.raises(Degenerate):
        repaired(geom)


def test_a_collection_keeps_its_polygons() -> None:
    repair = repaired(GeometryCollection([Point(99, 15), SQUARE]))
    assert repair is not None
    assert repair.geom.equals(SQUARE)
    assert repair.reason == "GeometryCollection without area beside its polygons"


def test_heights_are_dropped_without_being_a_repair() -> None:
    high = Polygon([(99, 15, 7), (99.01, 15, 7), (99.01, 15.01, 7)])
    assert repaired(high) is None
    assert not multipolygon(high).has_z


def test_a_multipolygon_is_made_of_all_polygons() -> None:
    both = multipolygon(GeometryCollection([SQUARE, MultiPolygon([box(0, 0, 1, 1), box(2, 2, 3, 3)])]))
    assert len(both.geoms) == 3


def test_a_strip_is_as_wide_as_it_is() -> None:
    strip = box(99.0, 15.0, 99.1, 15.001)  # 10.7 km x 111 m
    assert wide_sqm(strip, 150) == 0.0
    assert wide_sqm(strip, 90) == pytest.approx(strip.area * 111_320**2 * 0.9659, rel=0.01)
    assert wide_sqm(Polygon(), 1) == 0.0
