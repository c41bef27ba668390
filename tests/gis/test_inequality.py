"""Inequality by hand: two groups of one person with 1 and 3 have Lorenz (½, ¼), so Gini 1 − (½·¼ + ½·1¼) = ¼."""

from __future__ import annotations

from math import log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as some

from gis.inequality import concentration, gini, lorenz, theil, theil_split

GROUPS = some.lists(
    some.tuples(some.integers(0, 10**9), some.integers(1, 10**6), some.sampled_from("abc")), min_size=1, max_size=12
)


def test_the_curve_begins_with_who_has_least_per_head() -> None:
    assert lorenz([3, 1], [1, 1]).tolist() == [[0, 0], [0.5, 0.25], [1, 1]]
    assert lorenz([30, 40], [1, 4]).tolist() == [[0, 0], [0.8, 4 / 7], [1, 1]]


def test_gini_of_groups_that_a_reader_computes() -> None:
    assert gini([1, 3], [1, 1]) == 0.25
    assert gini([0, 1], [1, 1]) == 0.5
    assert gini([0, 0, 0, 1], [1, 1, 1, 1]) == 0.75
    assert gini([5, 10, 20], [1, 2, 4]) == pytest.approx(0)


def test_five_persons_with_one_to_five_have_the_gini_of_the_formula() -> None:
    """Of 1, 2 … n it is (n − 1) / (3·n): mean difference (n + 1) / 3 · (n − 1) / n over twice the mean (n + 1) / 2."""
    assert gini([1, 2, 3, 4, 5], [1] * 5) == pytest.approx(4 / 15)


def test_theil_of_groups_that_a_reader_computes() -> None:
    assert theil([0, 1], [1, 1]) == pytest.approx(log(2))
    assert theil([1, 3], [1, 1]) == pytest.approx(log(1 / 2) / 4 + 3 * log(3 / 2) / 4)
    assert theil([2, 4], [1, 2]) == pytest.approx(0)


def test_the_split_of_two_sets_that_differ_and_are_even_inside_lies_between_them() -> None:
    split = theil_split([0, 0, 1, 1], [1, 1, 1, 1], ["a", "a", "b", "b"])
    assert (split.total, split.between, split.within) == pytest.approx((log(2), log(2), 0))
    assert (split.shares["a"].between, split.shares["b"].between) == pytest.approx((0, log(2)))


def test_the_split_of_two_like_sets_lies_within_them() -> None:
    split = theil_split([0, 1, 0, 1], [1, 1, 1, 1], ["a", "a", "b", "b"])
    assert (split.total, split.between, split.within) == pytest.approx((log(2), 0, log(2)))
    assert split.shares["a"].within == split.shares["b"].within == pytest.approx(log(2) / 2)


def test_money_at_the_neediest_is_negative_and_by_its_own_order_it_is_gini() -> None:
    assert concentration([3, 1], [1, 1], rank=[1, 2]) == -0.25
    assert concentration([3, 1], [1, 1], rank=[2, 1]) == 0.25 == gini([3, 1], [1, 1])
    assert concentration([3, 1], [1, 1], rank=[7, 7]) == 0


@pytest.mark.parametrize(
    ("amounts", "people"),
    [([0, 0], [1, 1]), ([1, 2], [1, 0]), ([-1, 2], [1, 1]), ([1], [1, 1]), ([], []), ([float("nan"), 1], [1, 1])],
)
def test_what_is_no_distribution_is_refused(amounts: list[float], people: list[float]) -> None:
    for measure in (gini, theil, lorenz):
        with pytest.raises(ValueError, match=r"people|shared"):
            measure(amounts, people)


@given(GROUPS)
def test_what_holds_for_every_distribution(groups: list[tuple[int, int, str]]) -> None:
    amounts, people, sets = (list(column) for column in zip(*groups, strict=True))
    assume(sum(amounts) > 0)
    of_gini, of_theil, split = gini(amounts, people), theil(amounts, people), theil_split(amounts, people, sets)
    assert -1e-12 <= of_gini < 1
    assert of_theil >= -1e-12
    assert split.between + split.within == pytest.approx(of_theil, abs=1e-12)
    assert all(one.within >= -1e-12 for one in split.shares.values())
    assert abs(concentration(amounts, people, list(range(len(amounts))))) <= of_gini + 1e-12


@given(GROUPS, some.integers(2, 5))
def test_neither_the_unit_nor_copies_of_everybody_matter(groups: list[tuple[int, int, str]], times: int) -> None:
    amounts, people, _sets = (list(column) for column in zip(*groups, strict=True))
    assume(sum(amounts) > 0)
    for measure in (gini, theil):
        known = pytest.approx(measure(amounts, people), abs=1e-9)
        assert measure([each * times for each in amounts], people) == known
        assert measure(amounts * times, people * times) == known
        assert measure([each / 7 for each in people], people) == pytest.approx(0, abs=1e-9)
