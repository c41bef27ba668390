"""Composite indices of three places that a reader computes: poor 0, 5, 10 and income 30, 10, 20."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from gis.composite import Scale, index, ranks, scores, stability, thirds

PLACES = np.array([[0.0, 30.0], [5.0, 10.0], [10.0, 20.0]])
SCORED = scores(PLACES, [True, False])


def test_scores_follow_the_direction() -> None:
    assert SCORED.tolist() == [[0, 0], [0.5, 1], [1, 0.5]]
    assert scores(PLACES, [True, True])[:, 1].tolist() == [1, 0, 0.5]


def test_scores_in_standard_deviations() -> None:
    assert scores(np.array([[1.0], [3.0]]), [True], Scale.Z).tolist() == [[-1], [1]]


@pytest.mark.parametrize(("scale", "even"), [(Scale.MINMAX, 0.5), (Scale.Z, 0.0)])
def test_where_all_are_alike_nobody_needs_more(scale: Scale, even: float) -> None:
    assert scores(np.array([[7.0], [7.0]]), [False], scale).tolist() == [[even], [even]]


def test_the_index_is_the_weighted_mean() -> None:
    assert index(SCORED, [1, 1]).tolist() == [0, 0.75, 0.75]
    assert index(SCORED, [3, 1]).tolist() == [0, 0.625, 0.875]


def test_equal_numbers_share_the_better_rank_and_the_lower_third() -> None:
    assert ranks(np.array([0, 0.75, 0.75])).tolist() == [3, 1, 1]
    assert ranks(np.array([0.1 + 0.2, 0.3])).tolist() == [1, 1]
    assert thirds(np.array([1, 2, 3, 4, 5, 6])).tolist() == [1, 1, 2, 2, 3, 3]
    assert thirds(np.array([5, 5, 5])).tolist() == [1, 1, 1]
    assert thirds(np.array([1, 2, 3])).tolist() == [1, 2, 3]
    assert thirds(np.array([4])).tolist() == [1]


def test_who_is_behind_in_all_stays_behind_and_the_other_two_change_places() -> None:
    """(0.5, 1) is before (1, 0.5) where the first weight is below a half: half of all mixtures."""
    first, second, third = stability(SCORED, [1, 1])
    assert (first.top, first.low, first.high) == (0, 3, 3)
    assert (second.low, second.high) == (third.low, third.high) == (1, 2)
    assert second.top + third.top == pytest.approx(1)
    assert second.top == pytest.approx(0.5, abs=0.05)
    assert stability(SCORED, [1, 1]) == [first, second, third]


def test_one_indicator_leaves_nothing_to_weigh() -> None:
    assert [(one.top, one.low, one.high) for one in stability(SCORED, [1, 0])] == [(0, 3, 3), (0, 2, 2), (1, 1, 1)]


@pytest.mark.parametrize("weights", [[0, 0], [-1, 2], [float("nan"), 1]])
def test_weights_that_weigh_nothing_are_refused(weights: list[float]) -> None:
    with pytest.raises(ValueError, match="weights"):
        index(SCORED, weights)


@given(
    some.lists(some.tuples(some.integers(-99, 99), some.integers(-99, 99)), min_size=2, max_size=9), some.integers(2, 9)
)
def test_units_do_not_matter_and_ranks_stay_in_their_range(rows: list[tuple[int, int]], times: int) -> None:
    values = np.array(rows, float)
    for scale in Scale:
        scored = scores(values, [True, False], scale)
        assert scores(values * times + 3, [True, False], scale) == pytest.approx(scored, abs=1e-9)
        assert all(1 <= one.low <= one.high <= len(rows) and 0 <= one.top <= 1 for one in stability(scored, [1, 2], 50))
