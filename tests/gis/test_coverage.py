"""Coverages of squares of a hundredth of a degree: every gap and overlap is a rectangle drawn by hand."""

import numpy as np
import pytest
import shapely
from shapely.geometry import Polygon, box

from gis.coverage import (
    BANDS,
    cleaned,
    dissolve,
    exact,
    gaps,
    generalised,
    half_pixel_m,
    is_coverage,
    neighbourhood,
    overlaps,
    to_mercator,
)
from gis.geometry import Geometries, area_sqm, as_array

STEP = 0.01


def square(column: float, row: float, width: float = 1.0, height: float = 1.0) -> Polygon:
    west, south = 99 + column * STEP, 15 + row * STEP
    east, north = west + width * STEP, south + height * STEP
    return box(round(west, 6), round(south, 6), round(east, 6), round(north, 6))


ROW = as_array([square(0, 0), square(1, 0), square(2, 0)])


def ring_of_eight() -> Geometries:
    return as_array([square(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)])


def test_squares_in_a_row_are_a_coverage() -> None:
    assert is_coverage(ROW)
    assert overlaps(ROW) == []
    assert gaps(ROW) == []


def test_an_overlap_names_both_members_and_its_area() -> None:
    (overlap,) = overlaps(as_array([square(0, 0, width=1.1), square(1, 0), square(2, 0)]))
    assert (overlap.first, overlap.second) == (0, 1)
    assert overlap.sqm == pytest.approx(area_sqm(square(1, 0, width=0.1)), rel=1e-6)


def test_borders_with_different_vertices_are_no_overlap() -> None:
    tall = square(0, 0, height=2)
    assert overlaps(as_array([tall, square(1, 0), square(1, 1)])) == []


def test_a_missing_middle_is_a_gap_with_its_neighbours() -> None:
    (gap,) = gaps(ring_of_eight())
    assert gap.sqm == pytest.approx(area_sqm(square(1, 1)), rel=1e-9)
    assert gap.around == tuple(range(8))
    assert square(1, 1).contains(gap.at)


def test_a_ring_around_an_island_is_a_gap_without_the_island() -> None:
    island = square(1.2, 1.2, 0.6, 0.6)
    (gap,) = gaps(as_array([*ring_of_eight(), island]))
    assert gap.sqm == pytest.approx(area_sqm(square(1, 1)) - area_sqm(island), rel=1e-6)


def test_cleaning_closes_a_narrow_gap_and_an_overlap() -> None:
    # 0.01 of a step is 11 m
    row = [square(0, 0, width=1.01), square(1, 0), square(2.01, 0, width=0.99)]
    members = as_array([*row, square(0, 1, width=3)])
    mended = cleaned(members, gap_width_m=20)
    assert is_coverage(mended)
    assert area_sqm(shapely.union_all(mended)) == pytest.approx(area_sqm(shapely.union_all(members)), rel=1e-9)


def test_cleaning_leaves_a_wide_gap_alone() -> None:
    assert len(gaps(cleaned(ring_of_eight(), gap_width_m=50))) == 1


def test_dissolving_makes_one_area_per_key_of_exactly_its_members() -> None:
    united = dissolve(ROW, ["b", "a", "a"])
    assert list(united) == ["a", "b"]
    assert united["a"].equals(square(1, 0, width=2))
    assert len(united["a"].geoms) == 1


def test_dissolving_swallows_overlaps() -> None:
    united = dissolve(as_array([square(0, 0, width=1.5), square(1, 0)]), ["a", "a"])
    assert united["a"].equals(square(0, 0, width=2))


@pytest.mark.parametrize(("band", "metres"), [(4, 2445.98), (5, 1222.99), (7, 305.75), (9, 76.44), (11, 19.11)])
def test_a_band_is_drawn_to_half_a_pixel(band: int, metres: float) -> None:
    # 40,075,017 m of equator / (512 pixels x 2^band) / 2
    assert half_pixel_m(band) == pytest.approx(metres, abs=0.005)


def zigzag(row: int) -> Polygon:
    """A square whose upper and lower borders swing 20 m up and down."""
    xs = np.linspace(99, 99.2, 401)
    swing = np.where(np.arange(401) % 2, 0.0002, 0.0)
    low = np.column_stack([xs, 15 + row * 0.2 + swing])
    high = np.column_stack([xs, 15.2 + row * 0.2 + swing])[::-1]
    return Polygon(np.vstack([low, high]))


def test_neighbours_stay_neighbours_when_generalised() -> None:
    members = to_mercator(as_array([zigzag(0), zigzag(1), zigzag(2)]))
    for band in BANDS:
        simple = generalised(members, band)
        assert is_coverage(simple)
        assert all(geom.is_valid and geom.geom_type == "MultiPolygon" for geom in simple)
    assert shapely.get_num_coordinates(generalised(members, 5)).sum() < 30
    assert shapely.get_num_coordinates(generalised(members, 11)).sum() > 2000


def test_an_area_below_a_pixel_stays_as_a_tiny_polygon() -> None:
    speck = as_array([Polygon([(99, 15), (99.0001, 15), (99.0001, 15.0001)])])
    (kept,) = generalised(to_mercator(speck), 5)
    assert kept.is_valid
    assert 0 < kept.area < 200


def test_members_that_overlap_are_generalised_without_a_sliver() -> None:
    members = to_mercator(as_array([square(0, 0, width=1.2), square(1, 0), square(2, 0)]))
    assert not is_coverage(members)
    assert is_coverage(generalised(exact(members), 9))
    assert exact(to_mercator(ROW)).tolist() == to_mercator(ROW).tolist()


def test_the_neighbourhood_is_the_chosen_and_what_touches_them() -> None:
    members = as_array([square(x, 0) for x in range(5)])
    assert neighbourhood(members, np.array([1])).tolist() == [0, 1, 2]


def test_mercator_has_its_origin_where_the_equator_meets_greenwich() -> None:
    (moved,) = to_mercator(as_array([box(0, 0, 180, 1)]))
    assert moved.bounds == pytest.approx((0, 0, 20_037_508.34, 111_325.14), abs=0.01)
