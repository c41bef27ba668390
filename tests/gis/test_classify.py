import pytest

from gis.classify import class_of, counts, equal, labels, quantile


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


def test_equal_steps_part_the_range_evenly() -> None:
    assert equal([0, 3, 12], 4) == (0, 3, 6, 9, 12)


def test_the_legend_groups_thousands_and_tells_neighbouring_limits_apart() -> None:
    assert labels((0, 50, 1200)) == ["0–50", "50–1,200"]
    assert labels((0, 0.25, 0.5, 12)) == ["0.00–0.25", "0.25–0.50", "0.50–12.00"]
    assert labels((0, 0.5), 1) == ["0.0–0.5"]
