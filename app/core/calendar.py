"""Days as people write them: the Buddhist era in, the Common Era stored.

Years from 2400 are Buddhist (พ.ศ. = ค.ศ. + 543). Before 1 January 2484 B.E. the Thai year began in April: refused.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import BeforeValidator

BUDDHIST_ERA = 543
FIRST, LAST = date(1941, 1, 1), date(2156, 12, 31)
THAI_DIGITS = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789")
WRITTEN = re.compile(r"^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$", re.ASCII)
ISO = re.compile(r"^(\d{4})-(\d{1,2})-(\d{1,2})$", re.ASCII)
HOW = "เขียนวันที่เป็น วัน/เดือน/ปี พ.ศ. เช่น 22/06/2569 · write the day as day/month/year, e.g. 22/06/2569"


def parse_day(given: object) -> object:
    """A day from ``22/06/2569``, ``๒๒/๐๖/๒๕๖๙`` or ISO; anything but text is passed through. Raises ValueError.

    >>> parse_day("29/02/2567"), parse_day("2026-06-22")
    (datetime.date(2024, 2, 29), datetime.date(2026, 6, 22))
    """
    if not isinstance(given, str):
        return given
    text = given.strip().translate(THAI_DIGITS)
    if not text:
        return None
    if found := WRITTEN.match(text):
        day, month, year = map(int, found.groups())
    elif found := ISO.match(text):
        year, month, day = map(int, found.groups())
    else:
        raise ValueError(HOW)
    return _within_reason(_day(year - BUDDHIST_ERA if year >= 2400 else year, month, day))


def written_day(day: date | None) -> str:
    """As a form shows it: ``22/06/2569``; empty where there is none."""
    return "" if day is None else f"{day.day:02}/{day.month:02}/{day.year + BUDDHIST_ERA}"


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:
        raise ValueError(HOW) from None


def _within_reason(day: date) -> date:
    if not FIRST <= day <= LAST:
        raise ValueError(f"ปี พ.ศ. {day.year + BUDDHIST_ERA} ไม่น่าเป็นไปได้ · the year {day.year} is not plausible")
    return day


Day = Annotated[date, BeforeValidator(parse_day)]
"""A day in a form or a JSON body."""

FIRST_MONTH, QUARTER_MONTHS = 10, 3


def fiscal_year(day: date) -> int:
    """The B.E. fiscal year of a day: it begins on 1 October of the year before (พ.ร.บ.วิธีการงบประมาณ พ.ศ. 2561 ม. 4).

    >>> fiscal_year(date(2026, 9, 30)), fiscal_year(date(2026, 10, 1))
    (2569, 2570)
    """
    return day.year + BUDDHIST_ERA + (1 if day.month >= FIRST_MONTH else 0)


def fiscal_quarter(day: date) -> int:
    """1 from October, 2 from January, 3 from April, 4 from July."""
    return (day.month - FIRST_MONTH) % 12 // QUARTER_MONTHS + 1


def last_day_of(year: int) -> date:
    """30 September of a B.E. fiscal year: money that is neither bound nor reserved by then lapses."""
    return date(year - BUDDHIST_ERA, 9, 30)
