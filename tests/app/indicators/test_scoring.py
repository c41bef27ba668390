"""Percent, score, light, gap and trend by hand, and what holds of them for all numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.indicators.rules import Aggregation, Direction, Measure
from app.indicators.rules.crosswalk import Measured, combined, restated
from app.indicators.rules.scoring import (
    MOST,
    Band,
    Light,
    Thresholds,
    Trend,
    gap,
    is_reached,
    light,
    percent,
    score,
    trend,
    weighted_total,
)

RISING, FALLING = Band(60, 70, 90), Band(30, 20, 10)
RULE = Thresholds(100, 75)
UP, DOWN, RANGE, NONE = Direction.UP, Direction.DOWN, Direction.RANGE, Direction.NONE
NUMBER = st.floats(-1e6, 1e6)
STEP = st.floats(0.01, 1e5)


@pytest.mark.parametrize(
    ("value", "points"),
    [(60, 50), (65, 62.5), (70, 75), (80, 87.5), (90, 100), (91, 100), (50, 25), (40, 0), (39, 0), (-1000, 0)],
)
def test_more_is_better_on_straight_lines_through_50_75_and_100(value: float, points: float) -> None:
    """Below 60 the line from 60 to 70 goes on: 2.5 points for one; from 70 on 1.25 points for one."""
    assert score(value, RISING) == points


@pytest.mark.parametrize(
    ("value", "points"), [(30, 50), (25, 62.5), (20, 75), (15, 87.5), (10, 100), (0, 100), (40, 25), (50, 0), (99, 0)]
)
def test_less_is_better_the_other_way_round(value: float, points: float) -> None:
    assert score(value, FALLING) == points


@st.composite
def bands(draw: st.DrawFn) -> Band:
    low, first, second, rises = draw(NUMBER), draw(STEP), draw(STEP), draw(st.booleans())
    values = (low, low + first, low + first + second)
    return Band(*values) if rises else Band(*values[::-1])


@given(bands(), NUMBER, NUMBER)
def test_a_better_value_never_scores_less_and_no_score_leaves_0_to_100(band: Band, one: float, other: float) -> None:
    worse, better = sorted((one, other), reverse=band.v100 < band.v50)
    assert 0 <= score(worse, band) <= score(better, band) <= 100


@given(bands())
def test_the_three_values_score_50_75_and_100(band: Band) -> None:
    assert [score(value, band) for value in (band.v50, band.v75, band.v100)] == pytest.approx([50, 75, 100])


@pytest.mark.parametrize(
    ("direction", "actual", "target", "reached"),
    [
        (UP, 45, 60, 75), (UP, 60, 60, 100), (UP, 90, 60, 150), (UP, 0, 60, 0), (UP, 1e9, 1e-9, MOST),
        (DOWN, 20, 15, 75), (DOWN, 15, 15, 100), (DOWN, 10, 15, 150), (DOWN, 0, 15, MOST), (DOWN, 1, 0, 0), (DOWN, 0, 0, 100),
        (UP, -1, 60, 0), (UP, 3, -2, 100), (UP, -3, -2, 0), (NONE, 3, 4, None),
    ],
)  # fmt: skip
def test_percent_is_actual_over_target_or_the_other_way_round(
    direction: Direction, actual: float, target: float, reached: float | None
) -> None:
    assert percent(direction, actual, target) == reached


@pytest.mark.parametrize(("actual", "reached"), [(36.9, 0), (37, 100), (38, 100), (39, 100), (39.1, 0)])
def test_within_a_range_it_is_all_or_nothing(actual: float, reached: float) -> None:
    assert percent(RANGE, actual, 0, inside=(37, 39)) == reached
    assert percent(RANGE, actual, 0) is None, "no range is known"


def test_a_milestone_is_reached_or_not() -> None:
    assert percent(UP, 59, 60, measure=Measure.MILESTONE) == 0
    assert percent(UP, 60, 60, measure=Measure.MILESTONE) == 100
    assert percent(DOWN, 16, 15, measure=Measure.MILESTONE) == 0


@given(st.sampled_from([UP, DOWN]), st.floats(0, 1e6), st.floats(0.001, 1e6))
def test_at_least_100_percent_is_reached_and_less_is_not(direction: Direction, actual: float, target: float) -> None:
    told = percent(direction, actual, target)
    assert told is not None
    assert 0 <= told <= MOST
    if abs(actual - target) > 1e-9 * target:
        assert (told >= 100) is is_reached(direction, actual, target)
        assert (gap(direction, actual, target) <= 0) is is_reached(direction, actual, target)


@pytest.mark.parametrize(
    ("reached", "shown"),
    [(100, Light.GREEN), (MOST, Light.GREEN), (99.99, Light.YELLOW), (75, Light.YELLOW), (74.99, Light.RED),
     (0, Light.RED), (None, Light.GREY)],
)  # fmt: skip
def test_the_light_follows_its_rule_and_is_grey_without_data(reached: float | None, shown: Light) -> None:
    assert light(reached, RULE) is shown


def test_the_rule_is_told_with_its_numbers_in_both_languages() -> None:
    told = Thresholds(95, 60.5).rule
    assert all(number in text for number in ("95", "60.5") for text in (told.th, told.en))
    assert ("เทา ไม่มีข้อมูล" in told.th, "grey without data" in told.en) == (True, True)


@pytest.mark.parametrize(
    ("direction", "before", "now", "told"),
    [(UP, 1, 2, Trend.BETTER), (UP, 2, 1, Trend.WORSE), (DOWN, 1, 2, Trend.WORSE), (DOWN, 2, 1, Trend.BETTER),
     (UP, 2, 2, Trend.SAME), (NONE, 1, 2, Trend.UNKNOWN), (UP, None, 2, Trend.UNKNOWN), (UP, 2, None, Trend.UNKNOWN)],
)  # fmt: skip
def test_the_trend_says_whether_it_went_the_better_way(
    direction: Direction, before: float | None, now: float | None, told: Trend
) -> None:
    assert trend(direction, before, now) is told


def test_a_card_weighs_its_scores_and_has_no_total_while_one_is_missing() -> None:
    """30 % of 50 and 70 % of 100 are 15 + 70 = 85."""
    assert weighted_total([(30, 50), (70, 100)]) == 85
    assert weighted_total([(30, 50), (70, None)]) is None


def test_sums_add_up_and_means_are_recomputed() -> None:
    """1 of 2 and 1 of 10 are 2 of 12; weighted 20·100 + 50·300 over 400 are 42.5."""
    parts = [Measured(50, 1, 2), Measured(10, 1, 10)]
    assert combined(Aggregation.SUM, 1, parts) == 60
    assert combined(Aggregation.WEIGHTED_MEAN, 100, parts) == pytest.approx(100 * 2 / 12)
    weighed = [Measured(20, weight=100), Measured(50, weight=300)]
    assert combined(Aggregation.WEIGHTED_MEAN, 1, weighed) == 42.5
    assert combined(Aggregation.WEIGHTED_MEAN, 1, [Measured(20, weight=100), Measured(50)]) is None
    assert combined(Aggregation.WEIGHTED_MEAN, 1, [Measured(20, weight=0), Measured(50, weight=0)]) is None
    for never in (Aggregation.NONE, Aggregation.LATEST):
        assert combined(never, 1, parts) is None
    assert combined(Aggregation.SUM, 1, []) is None


RATIOS = st.lists(st.tuples(st.floats(0, 1e6), st.floats(0.01, 1e6)), min_size=1, max_size=8)


@given(RATIOS)
def test_a_mean_of_parts_lies_between_the_least_and_the_greatest(ratios: list[tuple[float, float]]) -> None:
    parts = [Measured(100 * over / under, over, under) for over, under in ratios]
    whole = combined(Aggregation.WEIGHTED_MEAN, 100, parts)
    assert whole is not None
    least, greatest = min(part.value for part in parts), max(part.value for part in parts)
    assert least * (1 - 1e-9) <= whole <= greatest * (1 + 1e-9)


@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=9), st.integers(1, 8))
def test_parts_added_up_in_any_grouping_are_the_whole(values: list[int], cut: int) -> None:
    parts = [Measured(float(value)) for value in values]
    groups = [group for group in (parts[:cut], parts[cut:]) if group]
    sums = [combined(Aggregation.SUM, 1, group) for group in groups]
    again = combined(Aggregation.SUM, 1, [Measured(each) for each in sums if each is not None])
    assert again == combined(Aggregation.SUM, 1, parts) == sum(values)


def test_a_split_divides_what_was_counted_and_a_share_stays_what_it_was() -> None:
    """Area 1 had 100; 3 tenths of it are area 11, the rest 12."""
    shares = {(1, 11): 0.3, (1, 12): 0.7}
    assert restated(Aggregation.SUM, 1, {1: Measured(100)}, shares) == {11: 30, 12: 70}
    share = restated(Aggregation.WEIGHTED_MEAN, 100, {1: Measured(25, 5, 20)}, shares)
    assert share == pytest.approx({11: 25, 12: 25})
    assert restated(Aggregation.WEIGHTED_MEAN, 100, {1: Measured(25)}, shares) == {11: 25, 12: 25}
    assert restated(Aggregation.NONE, 1, {1: Measured(25)}, shares) == {11: None, 12: None}


def test_a_merger_adds_what_was_counted_and_recomputes_shares() -> None:
    """5 of 20 and 20 of 30 are 25 of 50; without one of them the whole is not known."""
    shares = {(1, 9): 1.0, (2, 9): 1.0}
    former = {1: Measured(25, 5, 20), 2: Measured(66.7, 20, 30)}
    assert restated(Aggregation.WEIGHTED_MEAN, 100, former, shares) == {9: 50}
    assert restated(Aggregation.SUM, 1, {1: Measured(25), 2: Measured(5)}, shares) == {9: 30}
    assert restated(Aggregation.SUM, 1, {1: Measured(25)}, shares) == {9: None}


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=5), st.lists(st.integers(1, 100), min_size=1, max_size=5))
def test_nothing_that_was_counted_is_lost_or_won_by_a_change_of_boundaries(
    values: list[float], cuts: list[int]
) -> None:
    shares = {(n, 100 + m): cut / sum(cuts) for n in range(len(values)) for m, cut in enumerate(cuts)}
    after = restated(Aggregation.SUM, 1, {n: Measured(value) for n, value in enumerate(values)}, shares)
    assert sum(value for value in after.values() if value is not None) == pytest.approx(sum(values), abs=1e-6)
