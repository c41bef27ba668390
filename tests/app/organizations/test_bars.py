"""Tenures along an axis of half-years."""

from __future__ import annotations

from datetime import date

import pytest

from app.organizations.bars import Axis, Bar, Span, gaps

TWO_YEARS = Axis(date(2024, 10, 1), date(2026, 10, 1))  # 730 days


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        (date(2026, 6, 22), date(2024, 10, 1), date(2027, 4, 1)),
        (date(2026, 10, 1), date(2025, 4, 1), date(2027, 4, 1)),
        (date(2026, 11, 25), date(2025, 4, 1), date(2027, 10, 1)),
    ],
)
def test_the_axis_runs_from_half_year_to_half_year_around_the_day(day: date, start: date, end: date) -> None:
    assert (Axis.around(day).start, Axis.around(day).end) == (start, end)


def test_its_ticks_are_the_firsts_of_april_and_october() -> None:
    assert TWO_YEARS.ticks() == [
        date(2024, 10, 1),
        date(2025, 4, 1),
        date(2025, 10, 1),
        date(2026, 4, 1),
        date(2026, 10, 1),
    ]


def test_a_bar_stands_where_its_days_are() -> None:
    # the second of two years: 365 of 730 days on each side
    held = Span("ก", "held", date(2020, 1, 1), date(2025, 9, 30))
    open_end = Span("ข", "acting", date(2025, 10, 1), None)
    over = Span("ค", "held", date(2019, 1, 1), date(2024, 9, 30))
    assert TWO_YEARS.bars([held, open_end, over]) == [Bar("ก", "held", 0.0, 50.0), Bar("ข", "acting", 50.0, 50.0)]


def test_the_days_between_holders_are_vacant() -> None:
    since = date(2020, 1, 1)
    first = Span("ก", "held", date(2020, 2, 1), date(2020, 3, 31))
    second = Span("ข", "held", date(2020, 4, 1), date(2020, 12, 31))
    found = [(gap.since, gap.until) for gap in gaps([second, first], since, "ว่าง")]
    assert found == [(date(2020, 1, 1), date(2020, 1, 31)), (date(2021, 1, 1), None)]
    assert gaps([Span("ก", "held", since, None)], since, "ว่าง") == []
    assert [(gap.since, gap.until) for gap in gaps([], since, "ว่าง")] == [(since, None)]
