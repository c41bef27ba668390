"""Deadlines, sums and ranks without a database."""

from __future__ import annotations

import doctest
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.budgets.rules import Tier
from app.calls import schemas
from app.calls.rules import brief, calls, ranking
from app.calls.rules.ranking import by_score, drawn, moved, total, weighted
from app.calls.schemas import CallIn, parse_moment

NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("module", [brief, calls, ranking, schemas])
def test_examples_hold(module: object) -> None:
    told = doctest.testmod(module)  # type: ignore[arg-type]
    assert told.failed == 0


@pytest.mark.parametrize(("at", "in_time"), [(NOON - SECOND, True), (NOON, True), (NOON + SECOND, False)])
def test_a_brief_comes_in_time_up_to_the_second_of_the_deadline(at: datetime, in_time: bool) -> None:
    assert calls.is_in_time(at, NOON) is in_time


def test_the_latest_extension_holds() -> None:
    assert calls.deadline_of(NOON, [NOON + 2 * SECOND, NOON + SECOND]) == NOON + 2 * SECOND
    assert calls.deadline_of(NOON, []) == NOON


@pytest.mark.parametrize(("at", "th", "en", "urgent"), [
    (NOON - timedelta(days=5, hours=3), "เหลือ 5 วัน 3 ชั่วโมง", "5 d 3 h left", False),
    (NOON - timedelta(hours=2, minutes=5), "เหลือ 2 ชั่วโมง 5 นาที", "2 h 5 min left", True),
    (NOON + timedelta(days=1), "เลยกำหนด 1 วัน 0 ชั่วโมง", "1 d 0 h late", False),
])  # fmt: skip
def test_the_clock_says_how_long_there_is_still_time(at: datetime, th: str, en: str, urgent: bool) -> None:
    told = calls.remaining(at, NOON)
    assert (told.th, told.en, calls.is_urgent(at, NOON)) == (th, en, urgent)


@pytest.mark.parametrize(
    "written", ["30/11/2569 16.30", "๓๐/๑๑/๒๕๖๙ ๑๖:๓๐", "30/11/2569 16.30 น.", "2026-11-30T16:30:00+07:00"]
)
def test_a_moment_is_read_in_the_time_of_thailand(written: str) -> None:
    assert parse_moment(written) == datetime(2026, 11, 30, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "written", ["30/11/2569", "30/11/2569 25.00", "2026-11-30T16:30:00", "tomorrow", "2569-11-30T16:30:00+07:00"]
)
def test_what_is_no_moment_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="write day"):
        parse_moment(written)


def test_a_call_closes_after_it_opens_and_has_no_code_of_a_page() -> None:
    values = {"code": "c", "fiscal_year": 2571, "source": "province", "organization": "office", "title_th": "ก",
              "opens_at": "30/11/2569 16.30", "closes_at": "30/11/2569 16.30", "ceiling": "1"}  # fmt: skip
    with pytest.raises(ValidationError, match="closes after it opens"):
        CallIn.model_validate(values)
    with pytest.raises(ValidationError, match="address of another page"):
        CallIn.model_validate(values | {"code": "new", "closes_at": "01/12/2569 16.30"})


def test_thirds_are_not_rounded_before_they_are_compared() -> None:
    """(1 + 0 + 0) / 3 and 1/3 of a point are the same."""
    assert total({"a": 100}, [{"a": 1}, {"a": 0}, {"a": 0}]) == Fraction(1, 3)
    assert total({"a": 100}, [{}]) is None


SHEET = st.dictionaries(st.sampled_from("abc"), st.integers(0, 100), min_size=3)


@given(SHEET)
def test_a_weighted_score_lies_between_the_lowest_and_the_highest(sheet: dict[str, int]) -> None:
    told = weighted({"a": 20, "b": 30, "c": 50}, sheet)
    assert min(sheet.values()) <= told <= max(sheet.values())


@given(st.lists(st.integers(0, 1000)), st.integers(0, 5000))
def test_the_line_divides_once_and_y1_never_passes_the_ceiling(requests: list[int], ceiling: int) -> None:
    told = drawn(requests, ceiling)
    tiers = [one.tier for one in told]
    inside = tiers.count(Tier.Y1)
    assert tiers == [Tier.Y1] * inside + [Tier.Y2] * (len(told) - inside)
    assert sum(requests[:inside]) <= ceiling
    assert inside == len(requests) or sum(requests[: inside + 1]) > ceiling


@given(st.permutations(list("abcdef")), st.sampled_from("abcdef"), st.integers(1, 6))
def test_moving_one_keeps_all_and_puts_it_at_its_rank(order: list[str], key: str, to: int) -> None:
    told = moved(order, key, to)
    assert sorted(told) == sorted(order)
    assert told[to - 1] == key
    assert [one for one in told if one != key] == [one for one in order if one != key]


def test_equal_totals_go_by_readiness_then_by_the_smaller_request() -> None:
    given = [ranking.Candidate("a", Fraction(5), 10, 3), ranking.Candidate("b", Fraction(5), 90, 9),
             ranking.Candidate("c", Fraction(5), 10, 2), ranking.Candidate("d", None, 100, 1)]  # fmt: skip
    assert by_score(given) == ["b", "c", "a", "d"]
