"""Periods of values: which days a year of a kind has, and in which B.E. year a period counts.

Fiscal years begin on 1 October and are named by the year in which they end (พ.ร.บ.วิธีการงบประมาณ พ.ศ. 2561 มาตรา 4);
academic years are taken from 16 May, crop years from 1 May (สศก.), both named by the year in which they begin.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from app.core.calendar import BUDDHIST_ERA
from app.indicators.rules import PeriodKind

Span = tuple[date, date]
"""The first day of a period and the day after its last."""
DAY = timedelta(days=1)
FIRST_DAYS = {
    PeriodKind.CALENDAR: (1, 1, 0), PeriodKind.FISCAL: (10, 1, -1), PeriodKind.ACADEMIC: (5, 16, 0),
    PeriodKind.CROP: (5, 1, 0),
}  # fmt: skip
"""Month and day on which a year begins, and how many calendar years before the one that it is named by."""
QUARTER_STARTS = (1, 4, 7, 10)
MONTHS = 12


def fiscal_year(day: date) -> int:
    """The B.E. fiscal year of a day.

    >>> fiscal_year(date(2024, 9, 30)), fiscal_year(date(2024, 10, 1))
    (2567, 2568)
    """
    return day.year + BUDDHIST_ERA + (day.month >= 10)


def whole_year(kind: PeriodKind, year: int) -> Span:
    """The days of a B.E. year of a kind that comes once a year.

    >>> whole_year(PeriodKind.FISCAL, 2568)
    (datetime.date(2024, 10, 1), datetime.date(2025, 10, 1))
    """
    month, day, before = FIRST_DAYS[kind]
    first = year - BUDDHIST_ERA + before
    return date(first, month, day), date(first + 1, month, day)


def year_of(kind: PeriodKind, span: Span) -> int:
    """The B.E. year in which a period counts: of shorter periods the fiscal year of their last day."""
    start, end = span
    if kind in FIRST_DAYS and kind is not PeriodKind.FISCAL:
        return start.year + BUDDHIST_ERA
    return fiscal_year(end - DAY)


def is_of(kind: PeriodKind, span: Span) -> bool:
    """Whether days are a period of the kind; of a round nothing is known but its days."""
    return FITS[kind](*span) if kind in FITS else True


def _year(kind: PeriodKind) -> Callable[[date, date], bool]:
    return lambda start, end: whole_year(kind, year_of(kind, (start, end))) == (start, end)


def _months(count: int, starts: tuple[int, ...]) -> Callable[[date, date], bool]:
    def fits(start: date, end: date) -> bool:
        return start.month in starts and start.day == 1 and end == _later(start, count)

    return fits


def _later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, MONTHS)
    return date(first.year + years, month + 1, 1)


FITS: dict[PeriodKind, Callable[[date, date], bool]] = {
    **{kind: _year(kind) for kind in FIRST_DAYS},
    PeriodKind.QUARTER: _months(3, QUARTER_STARTS),
    PeriodKind.MONTH: _months(1, tuple(range(1, MONTHS + 1))),
    PeriodKind.DAY: lambda start, end: end == start + DAY,
}
