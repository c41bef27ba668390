"""Money and years without a database: what is written, what is meant, and what a ledger comes to."""

from __future__ import annotations

from datetime import date

import pytest

from app.budgets.columns import parsed_mapping
from app.budgets.rules import (
    NO_ALLOCATION,
    NO_LINE,
    NO_REQUEST,
    NO_SUBCLASS,
    Balance,
    Entry,
    Kind,
    Road,
    Table,
    balance,
    is_bound_in_time,
    lacking,
)
from app.core.calendar import fiscal_quarter, fiscal_year, last_day_of
from app.core.money import MOST_SATANG, Unit, divided, parse_satang, written_money
from app.projects.rules import State


@pytest.mark.parametrize(
    ("written", "unit", "satang"),
    [("538800.0000", Unit.BAHT, 53_880_000), ("0.5388", Unit.MILLION, 53_880_000), ("538.8", Unit.THOUSAND, 53_880_000),
     ("๑,๒๕๐.๕๐", Unit.BAHT, 125_050), ("(20)", Unit.BAHT, -2_000), (" 7 ", Unit.BAHT, 700), ("0", Unit.BAHT, 0)],
)  # fmt: skip
def test_an_amount_is_read_in_the_unit_that_is_said(written: str, unit: Unit, satang: int) -> None:
    assert parse_satang(written, unit) == satang


@pytest.mark.parametrize("written", ["", "ห้าบาท", "1.005", "NaN", "Infinity", "1e30", str(MOST_SATANG)])
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=" · "):
        parse_satang(written)


def test_538800_baht_taken_for_millions_is_not_plausible() -> None:
    """The trap seen on a page of a ministry."""
    with pytest.raises(ValueError, match="check its unit"):
        parse_satang("53880000.0000", Unit.MILLION)


def test_amounts_are_written_in_three_units_and_in_thai_digits() -> None:
    assert [written_money(1_240_000_000, unit) for unit in Unit] == ["12,400,000.00", "12,400.00", "12.4000"]
    assert written_money(125_050, thai_digits=True) == "๑,๒๕๐.๕๐"
    assert written_money(-2_000) == "-20.00"


@pytest.mark.parametrize(("satang", "weights"), [(-1, [1]), (1, []), (1, [0, 0]), (1, [2, -1])])
def test_nonsense_is_not_divided(satang: int, weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        divided(satang, weights)


@pytest.mark.parametrize(
    ("day", "year", "quarter"),
    [(date(2026, 9, 30), 2569, 4), (date(2026, 10, 1), 2570, 1), (date(2026, 12, 31), 2570, 1),
     (date(2027, 1, 1), 2570, 2), (date(2027, 4, 1), 2570, 3), (date(2027, 7, 1), 2570, 4)],
)  # fmt: skip
def test_a_fiscal_year_turns_on_1_october(day: date, year: int, quarter: int) -> None:
    assert (fiscal_year(day), fiscal_quarter(day)) == (year, quarter)
    assert day <= last_day_of(year)


def test_a_contract_of_the_last_day_is_in_time() -> None:
    assert is_bound_in_time(2568, date(2025, 9, 30))
    assert not is_bound_in_time(2568, date(2025, 10, 1))
    assert not is_bound_in_time(2568, None)


def test_a_ledger_of_100_with_60_bound_30_paid_and_20_moved_has_20_free() -> None:
    found = balance([
        Entry(Kind.ALLOCATED, 100), Entry(Kind.CONTRACTED, 60), Entry(Kind.DISBURSED, 30), Entry(Kind.TRANSFERRED_OUT, 20),
        Entry(Kind.AWARDED, 60), Entry(Kind.CLOSED, 0),
    ])  # fmt: skip
    assert (found.available, found.obligated, found.spent, found.free) == (80, 60, 30, 20)


def test_each_kind_moves_its_own_part() -> None:
    late = Entry(Kind.DISBURSED, 5, Road.DIRECT, late=True)
    assert balance([late]) == Balance(direct_paid=5, paid_late=5)
    assert balance([late, Entry(Kind.DISBURSED, -5, Road.DIRECT, late=True)]) == Balance()
    assert balance([Entry(Kind.LAPSED, 3, late=True)]) == Balance(lapsed=3, released_late=3)
    assert balance([Entry(Kind.CONTRACTED, 9), Entry(Kind.CONTRACT_REDUCED, 4)]) == Balance(contracted=5)


def test_nothing_is_asked_of_a_project_before_it_is_submitted() -> None:
    empty = (Balance(), False)
    for state in (State.DRAFT, State.RETURNED, State.REJECTED, State.CANCELLED):
        assert lacking(state, [empty]) == []
    assert lacking(State.SUBMITTED, []) == [NO_LINE]
    assert lacking(State.SUBMITTED, [empty]) == [NO_REQUEST, NO_SUBCLASS]
    assert lacking(State.FUNDED, [(Balance(requested=1), True)]) == [NO_ALLOCATION]
    assert lacking(State.FUNDED, [(Balance(requested=1, allocated=1), True)]) == []


def test_a_mapping_names_known_fields_only() -> None:
    assert parsed_mapping(Table.GFMIS, "external_code = รหัส\n\namount=ยอด") == {"external_code": "รหัส", "amount": "ยอด"}
    for wrong in ("colour = สี", "external_code", "amount ="):
        with pytest.raises(ValueError, match="names no field"):
            parsed_mapping(Table.GFMIS, wrong)
