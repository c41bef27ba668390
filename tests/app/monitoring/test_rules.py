"""The planned curve and earned schedule, by hand: 20, 50 and 100 % after 30, 61 and 91 days."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.monitoring.rules import (
    CONDITIONS,
    LIGHTS,
    MARKS,
    REASONS,
    Condition,
    Light,
    Point,
    Reason,
    Thresholds,
    due_after,
    earned_days,
    finish_of,
    month_later,
    next_month,
    planned_at,
    planned_satang_at,
    points_of,
    sentences,
    spi_t,
)
from tests.app.monitoring.toys import START

TOY = points_of(
    START,
    [(date(2025, 4, 1), 20, 20_000_000), (date(2025, 5, 1), 50, 50_000_000), (date(2025, 6, 1), 100, 100_000_000)],
)
FLAT = points_of(START, [(date(2025, 4, 1), 20, 0), (date(2025, 5, 1), 20, 0), (date(2025, 6, 1), 100, 0)])


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2025, 3, 31), 0), (date(2025, 4, 15), 10), (date(2025, 4, 30), 20), (date(2025, 5, 31), 50),
        (date(2025, 6, 15), 75), (date(2025, 6, 30), 100), (date(2026, 1, 1), 100), (date(2024, 1, 1), 0),
    ],
)  # fmt: skip
def test_a_day_counts_when_it_has_ended(day: date, expected: float) -> None:
    assert planned_at(TOY, day) == pytest.approx(expected)


def test_money_is_planned_on_the_same_lines() -> None:
    assert planned_satang_at(TOY, date(2025, 4, 15)) == 10_000_000, "half of April: 100,000 baht"
    assert planned_satang_at(TOY, date(2025, 6, 30)) == 100_000_000


@pytest.mark.parametrize(
    ("pct", "expected"), [(0, 0), (10, 15), (20, 30), (35, 45.5), (50, 61), (75, 76), (100, 91)]
)  # fmt: skip
def test_what_was_done_has_its_day_in_the_plan(pct: float, expected: float) -> None:
    assert earned_days(TOY, pct) == pytest.approx(expected)


def test_where_the_plan_rests_the_end_of_the_rest_is_earned() -> None:
    """At 20 % the plan stood still through May: nothing more was due until its end (Lipke: C is the last period reached)."""
    assert earned_days(FLAT, 20) == 61
    assert earned_days(FLAT, 19) == pytest.approx(28.5)


@pytest.mark.parametrize(
    ("pct", "day", "expected"),
    [
        (10, date(2025, 4, 30), 0.5), (20, date(2025, 4, 30), 1), (35, date(2025, 4, 30), 45.5 / 30),
        (50, date(2025, 6, 30), 61 / 91),
    ],
)  # fmt: skip
def test_the_index_of_time_is_earned_over_passed(pct: float, day: date, expected: float) -> None:
    assert spi_t(TOY, pct, day) == pytest.approx(expected)


def test_before_the_plan_begins_there_is_no_index() -> None:
    assert spi_t(TOY, 0, date(2025, 3, 31)) is None
    assert spi_t(TOY, 0, START) == 0


def test_the_plan_ends_with_the_last_day_of_its_last_month() -> None:
    assert finish_of(TOY) == date(2025, 6, 30)
    assert (next_month(date(2024, 12, 31)), next_month(date(2024, 2, 1))) == (date(2025, 1, 1), date(2024, 3, 1))


STEPS = st.lists(st.integers(0, 40), min_size=1, max_size=24)


@given(STEPS, st.integers(0, 100), st.dates(date(2020, 1, 1), date(2030, 1, 1)))
def test_done_as_planned_is_index_one_and_more_done_is_never_earlier(steps: list[int], pct: int, start: date) -> None:
    levels = [min(100, level) for level in accumulate(steps)]
    days = [start + timedelta(days=30 * (n + 1)) for n in range(len(levels))]
    line = (Point(start, 0.0), *(Point(day, float(level)) for day, level in zip(days, levels, strict=True)))
    assert earned_days(line, pct) <= earned_days(line, min(100, pct + 1)) <= 30 * len(levels)
    for day in (days[0] - timedelta(days=1), days[-1] - timedelta(days=1)):
        planned = planned_at(line, day)
        index = spi_t(line, planned, day)
        assert index is not None
        assert index >= 1 - 1e-9, "what is planned was earned by then, or later where the plan rests"


def test_inspections_are_due_after_half_a_year_a_year_and_two() -> None:
    assert due_after(date(2025, 8, 31)) == {6: date(2026, 2, 28), 12: date(2026, 8, 31), 24: date(2027, 8, 31)}
    assert month_later(date(2023, 8, 31), 6) == date(2024, 2, 29)


def test_the_rule_speaks_with_its_own_numbers() -> None:
    said = " ".join(one.en for one in sentences(Thresholds(START, Decimal("5.00"), Decimal("12.50"), 31, 92, 44)))
    assert all(word in said for word in ("5 points", "12.5 points", "31 days", "92 days", "44 days"))


def test_every_light_reason_and_condition_has_its_words_and_its_mark() -> None:
    assert (set(LIGHTS), set(MARKS), set(REASONS), set(CONDITIONS)) == (
        set(Light),
        set(Light),
        set(Reason),
        set(Condition),
    )
    assert len({shape for shape, _ in MARKS.values()}) == len(Light), "told apart without colour"
