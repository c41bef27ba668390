"""Buddhist years and fiscal years at their edges: what a form writes is read back, and a year turns on 1 October alone."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.core.calendar import FIRST, LAST, fiscal_quarter, fiscal_year, last_day_of, parse_day, written_day

DAYS = st.dates(FIRST, LAST)
DAY = timedelta(days=1)
THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@given(DAYS)
def test_a_day_that_is_written_is_read_back_in_whatever_digits_and_as_the_machine_writes_it(day: date) -> None:
    assert (
        parse_day(written_day(day)) == parse_day(written_day(day).translate(THAI)) == parse_day(day.isoformat()) == day
    )


@given(DAYS)
def test_a_fiscal_year_turns_on_1_october_and_on_no_other_day(day: date) -> None:
    turned = fiscal_year(day) - fiscal_year(day - DAY)
    assert turned == ((day.month, day.day) == (10, 1))
    assert last_day_of(fiscal_year(day) - 1) < day <= last_day_of(fiscal_year(day))


@given(DAYS)
def test_a_quarter_turns_with_its_month_and_four_of_them_are_a_year(day: date) -> None:
    quarter = fiscal_quarter(day)
    first = {1: 10, 2: 1, 3: 4, 4: 7}[quarter]
    assert first <= day.month < first + 3
    assert fiscal_quarter(last_day_of(fiscal_year(day))) == 4


@given(st.integers(-200, 5000), st.integers(1, 12), st.integers(1, 31))
def test_a_year_that_nobody_means_is_refused_and_no_other_day_is_read(year: int, month: int, day: int) -> None:
    """From 2400 on it is a Buddhist year, below a Christian one; both end in the same reasonable span."""
    try:
        read = parse_day(f"{day}/{month}/{year}")
    except ValueError:
        return
    assert isinstance(read, date)
    assert (read.day, read.month, FIRST <= read <= LAST) == (day, month, True)
    assert read.year in (year, year - 543)


@given(day=DAYS)
def test_the_database_turns_its_years_on_the_same_days(engine: Engine, day: date) -> None:
    asked = text("SELECT published.fiscal_year_of(:day), published.last_day_of(published.fiscal_year_of(:day))")
    with Session(engine) as session:
        assert tuple(session.execute(asked, {"day": day}).one()) == (fiscal_year(day), last_day_of(fiscal_year(day)))


@pytest.mark.parametrize("written", ["29/02/2566", "31/09/2568", "00/01/2568", "1/13/2568", "๒๙/๐๒/๒๕๖๖"])
def test_a_day_that_no_year_has_is_no_day(written: str) -> None:
    with pytest.raises(ValueError, match="22/06/2569"):
        parse_day(written)
