"""At which levels a value is recorded and where it may be added up."""

from __future__ import annotations

from datetime import date

import pytest

from app.indicators.rules import (
    AGGREGATIONS,
    DIRECTIONS,
    LEVELS,
    MEASURES,
    PERIOD_KINDS,
    STATUSES,
    THEMES,
    Aggregation,
    Direction,
    Measure,
    PeriodKind,
    Status,
    Theme,
    digits,
    level_of,
    may_add_up,
    may_observe,
)
from app.indicators.rules.periods import FIRST_DAYS, fiscal_year, is_of, whole_year, year_of


@pytest.mark.parametrize(
    ("aggregation", "level", "observed", "added"),
    [
        (Aggregation.SUM, "province", False, True),
        (Aggregation.SUM, "district", False, True),
        (Aggregation.SUM, "subdistrict", True, False),
        (Aggregation.SUM, "village", False, False),
        (Aggregation.SUM, "planet", False, False),
        (Aggregation.WEIGHTED_MEAN, "province", True, False),
        (Aggregation.WEIGHTED_MEAN, "subdistrict", True, False),
        (Aggregation.WEIGHTED_MEAN, "village", False, False),
        (Aggregation.NONE, "district", True, False),
        (Aggregation.LATEST, "district", True, False),
    ],
)
def test_only_sums_are_added_up_and_only_from_their_lowest_level(
    aggregation: Aggregation, level: str, observed: bool, added: bool
) -> None:
    assert may_observe(aggregation, "subdistrict", level) is observed
    assert may_add_up(aggregation, "subdistrict", level) is added


def test_a_code_has_two_digits_more_at_each_level() -> None:
    assert [digits(level) for level in ("province", "district", "subdistrict", "village")] == [2, 4, 6, 8]


@pytest.mark.parametrize("kind", list(PeriodKind))
def test_every_word_of_an_indicator_stands_in_both_languages(kind: PeriodKind) -> None:
    listed = (THEMES, DIRECTIONS, AGGREGATIONS, STATUSES, MEASURES)
    enums = (Theme, Direction, Aggregation, Status, Measure)
    assert PERIOD_KINDS[kind].th != PERIOD_KINDS[kind].en
    assert [set(words) for words in listed] == [set(enum) for enum in enums]


def test_a_level_is_told_by_its_code() -> None:
    assert [level_of(code) for code in ("98", "9801", "980101", "98010101")] == list(LEVELS)


@pytest.mark.parametrize(
    ("day", "year"),
    [(date(2024, 9, 30), 2567), (date(2024, 10, 1), 2568), (date(2024, 12, 31), 2568), (date(2025, 1, 1), 2568)],
)
def test_a_fiscal_year_begins_on_the_first_of_october(day: date, year: int) -> None:
    assert fiscal_year(day) == year


@pytest.mark.parametrize(
    ("kind", "start", "end", "year"),
    [
        (PeriodKind.CALENDAR, date(2024, 1, 1), date(2025, 1, 1), 2567),
        (PeriodKind.FISCAL, date(2023, 10, 1), date(2024, 10, 1), 2567),
        (PeriodKind.ACADEMIC, date(2024, 5, 16), date(2025, 5, 16), 2567),
        (PeriodKind.CROP, date(2024, 5, 1), date(2025, 5, 1), 2567),
        (PeriodKind.QUARTER, date(2024, 7, 1), date(2024, 10, 1), 2567),
        (PeriodKind.QUARTER, date(2024, 10, 1), date(2025, 1, 1), 2568),
        (PeriodKind.MONTH, date(2024, 9, 1), date(2024, 10, 1), 2567),
        (PeriodKind.MONTH, date(2024, 12, 1), date(2025, 1, 1), 2568),
        (PeriodKind.DAY, date(2024, 9, 30), date(2024, 10, 1), 2567),
        (PeriodKind.DAY, date(2024, 10, 1), date(2024, 10, 2), 2568),
        (PeriodKind.ROUND, date(2024, 3, 1), date(2024, 4, 17), 2567),
    ],
)
def test_a_period_counts_in_one_year(kind: PeriodKind, start: date, end: date, year: int) -> None:
    assert is_of(kind, (start, end))
    assert year_of(kind, (start, end)) == year
    if kind in FIRST_DAYS:
        assert whole_year(kind, year) == (start, end)


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [
        (PeriodKind.CALENDAR, date(2023, 10, 1), date(2024, 10, 1)), (PeriodKind.FISCAL, date(2024, 1, 1), date(2025, 1, 1)),
        (PeriodKind.FISCAL, date(2023, 10, 1), date(2024, 9, 30)), (PeriodKind.MONTH, date(2024, 1, 1), date(2024, 3, 1)),
        (PeriodKind.MONTH, date(2024, 1, 2), date(2024, 2, 1)), (PeriodKind.QUARTER, date(2024, 2, 1), date(2024, 5, 1)),
        (PeriodKind.DAY, date(2024, 1, 1), date(2024, 1, 3)),
    ],
)  # fmt: skip
def test_other_days_are_no_period_of_the_kind(kind: PeriodKind, start: date, end: date) -> None:
    assert not is_of(kind, (start, end))
