from itertools import combinations
from math import inf, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.classify import ascending, class_of, counts, deviation, equal, labels, natural, pretty, quantile


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, 0), (9.99, 0), (10, 1), (20, 1), (25, 1), (-5, 0), (None, -1), (float("nan"), -1)],
)
def test_a_value_falls_into_the_class_whose_lower_limit_it_reaches(value: float | None, expected: int) -> None:
    assert class_of(value, (0, 10, 20)) == expected


def test_classes_are_counted_and_unknown_values_apart() -> None:
    assert counts([1, 2, 11, None, 19], (0, 10, 20)) == ([2, 2], 1)


def test_quantiles_put_equally_many_into_each_class() -> None:
    limits = quantile([1, 2, 3, 4, 5, 6, 7, 8, 9], 2)
    assert list(limits) == [1, 5, 9]
    assert counts([1, 2, 3, 4, 5, 6, 7, 8], limits) == ([4, 4], 0)


def test_quantiles_of_as_many_values_as_classes_hold_one_each() -> None:
    assert counts([7, 8, 9], quantile([9, 7, 8], 3)) == ([1, 1, 1], 0)
    assert counts(list(range(9)), quantile(list(range(9)), 3)) == ([3, 3, 3], 0)
    assert quantile([1, 1, 1, 1, 2], 3) == (1, 2)


def test_equal_steps_part_the_range_evenly() -> None:
    assert equal([0, 3, 12], 4) == (0, 3, 6, 9, 12)


def test_the_legend_groups_thousands_and_tells_neighbouring_limits_apart() -> None:
    assert labels((0, 50, 1200)) == ["0–50", "50–1,200"]
    assert labels((0, 0.25, 0.5, 12)) == ["0.00–0.25", "0.25–0.50", "0.50–12.00"]
    assert labels((0, 0.5), 1) == ["0.0–0.5"]


def test_natural_breaks_part_where_values_lie_apart() -> None:
    assert natural([21, 2, 11, 1, 20, 10], 3) == (1, 10, 20, 21)
    assert natural([1, 2, 3, 100], 2) == (1, 100, nextafter(100, inf)), "100 is a class by itself"


def test_natural_breaks_never_part_equal_values() -> None:
    assert natural([1, 1, 1, 1, 2], 3) == (1, 2, nextafter(2, inf))


@given(st.lists(st.integers(0, 30), min_size=3, max_size=9), st.integers(2, 4))
def test_no_other_limits_leave_less_deviation_than_natural_breaks(values: list[int], classes: int) -> None:
    """Every other parting of so few values can be tried."""

    def left(limits: tuple[float, ...]) -> float:
        held: dict[int, list[int]] = {}
        for value in values:
            held.setdefault(class_of(value, limits), []).append(value)
        return sum(sum((v - sum(c) / len(c)) ** 2 for v in c) for c in held.values())

    unique = sorted(set(values))
    many = min(classes, len(unique))
    others = ((unique[0], *inner, unique[-1] + 1) for inner in combinations(unique[1:], many - 1))
    assert left(natural(values, classes)) == pytest.approx(min(map(left, others)), abs=1e-6)


@pytest.mark.parametrize(
    ("values", "classes", "expected"),
    [
        ((3, 47), 5, (0, 10, 20, 30, 40, 50)),
        ((0, 100), 5, (0, 20, 40, 60, 80, 100)),
        ((-7, 5), 4, (-10, -5, 0, 5)),
        ((0.2, 0.9), 4, (0.2, 0.4, 0.6, 0.8, 1.0)),
    ],
)
def test_pretty_limits_are_round_numbers(values: tuple[float, ...], classes: int, expected: tuple[float, ...]) -> None:
    assert pretty(values, classes) == expected


def test_deviations_lie_about_the_mean() -> None:
    """Mean 5, standard deviation 2: an odd number of classes has one from 4 to 6."""
    values = (2, 4, 4, 4, 5, 5, 7, 9)
    assert deviation(values, 4) == (2, 3, 5, 7, 9)
    assert deviation(values, 3) == (2, 4, 6, 9)
    assert deviation(values, 7) == (2, 4, 6, 8, 9), "what would lie beyond the values is left out"


def test_one_value_alone_is_one_class() -> None:
    assert ascending((5, 5)) == (5, nextafter(5, inf))
    for method in (natural, pretty, deviation):
        assert counts([5, 5], method([5, 5], 3)) == ([2], 0)
    assert labels(ascending((5, 5))) == ["5"]


def test_beyond_strict_limits_lies_no_class() -> None:
    assert [class_of(v, (0, 10, 20), strict=True) for v in (-1, 0, 20, 21, None)] == [-2, 0, 1, -2, -1]
