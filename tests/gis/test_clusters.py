"""Local Moran's I on a row of squares: 1, 1, 1, 9, 9, 9 are -1, -1, -1, 1, 1, 1 standard deviations from their mean of 5.

The first has one neighbour at -1, so I = 1; the third has one at -1 and one at 1, so its lag and I are 0.
"""

from __future__ import annotations

from itertools import combinations
from statistics import mean

import numpy as np
import pytest
import shapely

from gis.clusters import Spot, adjusted, contiguity, global_moran, local_moran

ROW = [shapely.box(x, 0, x + 1, 1) for x in range(6)]
VALUES = [1, 1, 1, 9, 9, 9]


def test_a_row_touches_to_the_left_and_right() -> None:
    assert contiguity(ROW) == ((1,), (0, 2), (1, 3), (2, 4), (3, 5), (4,))


def test_a_corner_is_enough_and_a_gap_is_an_island() -> None:
    corner, far = shapely.box(1, 1, 2, 2), shapely.box(5, 5, 6, 6)
    assert contiguity([shapely.box(0, 0, 1, 1), corner, far]) == ((1,), (0,), ())
    nearly = shapely.box(1 + 5e-7, 0, 2, 1)
    assert contiguity([shapely.box(0, 0, 1, 1), nearly]) == ((1,), (0,))


def test_the_figures_of_a_row() -> None:
    found = local_moran(VALUES, contiguity(ROW))
    assert [one.z for one in found] == [-1, -1, -1, 1, 1, 1]
    assert [one.lag for one in found] == [-1, -1, 0, 0, 1, 1]
    assert [one.moran for one in found] == [1, 1, 0, 0, 1, 1]
    assert global_moran(found) == pytest.approx(4 / 6)


def test_the_pseudo_p_comes_near_the_share_of_all_draws() -> None:
    """The neighbour of the first is -1 in 2 of the 5 others; both neighbours of the second in 1 of the 10 pairs."""
    first, second, *_ = local_moran(VALUES, contiguity(ROW))
    assert first.p == pytest.approx(2 / 5, abs=0.05)
    others = [-1, -1, 1, 1, 1]
    share = mean(sum(pair) / 2 <= -1 for pair in combinations(others, 2))
    assert share == 0.1
    assert second.p == pytest.approx(share, abs=0.03)
    assert local_moran(VALUES, contiguity(ROW))[0] == first


def test_two_far_ends_of_a_long_row_are_hot_and_cold() -> None:
    """Eight by eight squares: one corner of nine holds 9, the opposite one 1, all between them 5."""
    grid = [shapely.box(x, y, x + 1, y + 1) for x in range(8) for y in range(8)]
    values = [9 if max(x, y) < 3 else 1 if min(x, y) > 4 else 5 for x in range(8) for y in range(8)]
    found = local_moran(values, contiguity(grid))
    assert (found[0].spot, found[9].spot, found[63].spot, found[54].spot) == ("hh", "hh", "ll", "ll")
    assert found[7].spot is Spot.NONE
    assert {one.spot for one in found} == {Spot.HIGH_HIGH, Spot.LOW_LOW, Spot.NONE}


def test_one_that_differs_from_all_around_it_is_an_outlier() -> None:
    grid = [shapely.box(x, y, x + 1, y + 1) for x in range(9) for y in range(9)]
    values = np.array([9.0 if x < 4 else 1.0 for x in range(9) for y in range(9)])
    values[1 * 9 + 4], values[7 * 9 + 4] = 0.0, 10.0
    found = local_moran(values, contiguity(grid))
    assert (found[13].spot, found[67].spot) == (Spot.LOW_HIGH, Spot.HIGH_LOW)


def test_noise_is_not_told_as_findings() -> None:
    """Of 900 squares without any pattern about one in ten has a one-sided p up to 0.05; none is called a spot."""
    grid = [shapely.box(x, y, x + 1, y + 1) for x in range(30) for y in range(30)]
    found = local_moran(np.random.default_rng(1).random(900), contiguity(grid))
    assert 50 < sum(one.p is not None and one.p <= 0.05 for one in found) < 150
    assert {one.spot for one in found} == {Spot.NONE}


def test_an_island_is_named_and_takes_no_part_in_the_tests() -> None:
    found = local_moran([*VALUES, 9], contiguity([*ROW, shapely.box(9, 9, 10, 10)]))
    assert (found[6].spot, found[6].moran, found[6].p) == (Spot.ISLAND, None, None)


def test_many_tests_are_adjusted_by_the_false_discovery_rate() -> None:
    assert adjusted([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert adjusted([0.9, 0.8]) == pytest.approx([0.9, 0.9])
    assert adjusted([]) == []


@pytest.mark.parametrize("values", [[5] * 6, [1, 2, 3, 4, 5, float("nan")], []])
def test_where_nothing_varies_or_is_known_there_is_no_spot(values: list[float]) -> None:
    with pytest.raises(ValueError, match="values"):
        local_moran(values, contiguity(ROW[: len(values)]))
