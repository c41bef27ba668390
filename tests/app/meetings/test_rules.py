"""To which year a meeting counts."""

from __future__ import annotations

from datetime import date

import pytest

from app.meetings.rules import belongs_to, numbered


@pytest.mark.parametrize(
    ("year", "day", "belongs"),
    [
        (2569, date(2026, 1, 1), True),
        (2569, date(2026, 12, 31), True),
        (2569, date(2025, 10, 1), True),
        (2569, date(2025, 9, 30), False),
        (2569, date(2027, 1, 1), False),
        (2026, date(2026, 1, 1), False),
    ],
)
def test_a_meeting_counts_to_the_calendar_year_or_from_october_to_the_fiscal_year(
    year: int, day: date, belongs: bool
) -> None:
    assert belongs_to(year, day) is belongs


def test_a_meeting_is_cited_by_number_and_year() -> None:
    assert numbered(1, 2569) == "1/2569"
