"""The toy money (tests/ledger.py) in views and on maps: 1,590,000.01 baht in FY2569, every satang of it somewhere."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, PUBLIC
from app.core.money import divided
from app.core.viewing import show_to
from tests.ledger import AFTER, DURING

ALL = 1_590_000.01


@pytest.fixture
def during(session: Session) -> Session:
    return on(session, DURING)


def on(session: Session, day: date) -> Session:
    session.execute(text("SELECT set_config('phaen.true_on', :day, true)"), {"day": day.isoformat()})
    return session


def rows(session: Session, columns: str, view: str, where: str = "true") -> list[Any]:
    return [
        tuple(row) for row in session.execute(text(f"SELECT {columns} FROM published.{view} WHERE {where} ORDER BY 1"))
    ]


def test_each_project_has_its_money_by_phase(during: Session) -> None:
    columns = (
        "project_reference, source, class5, allocated_baht, received_baht, obligated_baht, disbursed_baht, free_baht"
    )
    assert rows(during, columns, "budget_phases") == [
        ("P-1", "province", "investment", 1_000_000, 1_000_000, 800_000, 800_000, 200_000),
        ("P-2", "cluster", "investment", 500_000.01, 500_000.01, 0, 0, 500_000.01),
        ("P-3", "province", "operating", 90_000, 90_000, 90_000, 90_000, 0),
    ]


def test_before_the_first_event_there_is_a_line_and_no_money(session: Session) -> None:
    on(session, date(2026, 3, 2))
    assert rows(session, "sum(received_baht)", "budget_lines") == [(0,)]


def test_what_is_not_yet_known_does_not_count(session: Session) -> None:
    session.execute(text("SELECT set_config('phaen.known_on', '2026-01-01', true)"))
    assert rows(session, "sum(received_baht)", "budget_lines") == [(0,)]


def test_march_is_the_second_quarter(during: Session) -> None:
    assert rows(
        during, "quarter, sum(obligated_baht), sum(disbursed_baht)", "budget_quarters", "true GROUP BY quarter"
    ) == [(2, 890_000, 890_000)]


@pytest.mark.parametrize(
    ("day", "quarter"),
    [("2025-09-30", 0), ("2025-10-01", 1), ("2025-12-31", 1), ("2026-01-01", 2), ("2026-06-30", 3), ("2026-07-01", 4),
     ("2026-09-30", 4), ("2026-10-01", 5)],
)  # fmt: skip
def test_quarters_turn_with_the_fiscal_year(session: Session, day: str, quarter: int) -> None:
    session.execute(text("""
        INSERT INTO budgets.ledger_event (id, line_id, project_id, appropriation_year, road, kind, amount_satang, occurred_on,
            document_no, by_position, by_title, contract_id, contract_signed_on)
        SELECT gen_random_uuid(), line_id, project_id, 2569, road, 'contracted', 1, :day, 'x', 'O-2', 't', contract_id,
            contract_signed_on FROM budgets.ledger_event WHERE kind = 'contracted' LIMIT 1"""), {"day": day})  # fmt: skip
    on(session, date(2026, 11, 1))
    assert rows(session, "quarter", "budget_quarters", "obligated_baht > floor(obligated_baht)") == [(quarter,)]


def test_located_unlocated_and_whole_province_make_up_all_of_it(during: Session) -> None:
    assert rows(during, "area_code, placement, round(sum(received_baht)::numeric, 2)::double precision", "budget_places",
                "true GROUP BY area_code, placement") == [
        ("980102", "located", 1_250_000.01), ("980201", "located", 250_000), (None, "unlocated", 90_000),
    ]  # fmt: skip
    assert rows(during, "round(sum(received_baht)::numeric, 2)::double precision", "budget_places") == [(ALL,)]


def test_what_is_said_to_be_for_the_whole_province_is_and_what_only_has_no_place_is_not(during: Session) -> None:
    during.execute(text("UPDATE projects.site SET role = 'beneficiary' WHERE geom IS NULL"))
    assert rows(during, "DISTINCT placement", "budget_places", "area_code IS NULL") == [("unlocated",)]
    during.execute(text("UPDATE projects.site SET is_province_wide = true WHERE geom IS NULL"))
    assert rows(during, "placement, sum(received_baht)", "budget_places", "area_code IS NULL GROUP BY placement") == [
        ("province_wide", 90_000)
    ]


def test_the_odd_satang_goes_to_the_first_of_equal_parts(during: Session) -> None:
    """50,000,001 satang in halves: 25,000,001 and 25,000,000."""
    assert rows(during, "area_code, received_baht", "budget_places", "project_reference = 'P-2'") == [
        ("980102", 250_000.01), ("980201", 250_000),
    ]  # fmt: skip


def test_districts_have_what_their_subdistricts_have(during: Session) -> None:
    columns = "code, received_million, province_million, cluster_million, other_million"
    assert rows(during, columns, "budget_districts") == [
        ("9801", 1.25000001, 1, 0.25000001, 0),
        ("9802", 0.25, 0, 0.25, 0),
        ("9803", 0, 0, 0, 0),
    ]
    found = dict(rows(during, "code, received_million", "budget_subdistricts", "received_million > 0"))
    assert found == {"980102": 1.25000001, "980201": 0.25}


def test_in_another_year_there_is_nothing_on_the_map(session: Session) -> None:
    on(session, date(2025, 9, 30))
    assert {row[1] for row in rows(session, "code, received_million", "budget_districts")} == {0}


def test_a_district_of_300_people_has_4167_baht_a_head_and_one_of_100_has_2500(during: Session) -> None:
    found = {
        code: round(float(str(value)))
        for code, value in rows(during, "code, baht_per_head", "budget_per_head_districts")
    }
    assert found == {"9801": 4167, "9802": 2500, "9803": 0}


def test_a_project_that_is_not_public_is_in_no_sum_of_the_map(during: Session) -> None:
    during.execute(text("UPDATE projects.project SET class = 'internal' WHERE reference = 'P-2'"))
    assert dict(rows(during, "code, received_million", "budget_districts")) == {"9801": 1, "9802": 0, "9803": 0}


def test_how_much_is_bound_and_paid_stands_at_the_site(during: Session) -> None:
    columns = "reference, obligated_pct, disbursed_pct, stage"
    assert rows(during, columns, "budget_execution") == [("P-1", 80, 80, "paying"), ("P-2", 0, 0, "free")]


def test_money_without_contract_lapses_when_100_days_are_left_and_150_are_needed(during: Session) -> None:
    assert rows(during, "project_reference, status, days_left, at_risk_baht", "budget_lapse") == [
        ("P-1", "will_lapse", 100, 200_000),
        ("P-2", "will_lapse", 100, 500_000.01),
    ]
    assert rows(during, "reference, status, at_risk_million", "lapse_risk") == [
        ("P-1", "will_lapse", 0.2),
        ("P-2", "will_lapse", 0.50000001),
    ]


@pytest.mark.parametrize(
    ("day", "status"),
    [(date(2026, 3, 4), "in_time"), (date(2026, 3, 5), "watch"), (date(2026, 5, 3), "watch"),
     (date(2026, 5, 4), "will_lapse"), (date(2026, 9, 30), "will_lapse"), (AFTER, "past")],
)  # fmt: skip
def test_the_list_turns_on_its_days(session: Session, day: date, status: str) -> None:
    """150 days of lead time: 149 are left on 4 May, 210 on 4 March."""
    on(session, day)
    assert rows(session, "status", "budget_lapse", "project_reference = 'P-1'") == [(status,)]


def test_what_a_contract_binds_is_at_risk_from_1_october_unless_it_was_carried_over(session: Session) -> None:
    session.execute(text("""
        INSERT INTO budgets.ledger_event (id, line_id, project_id, appropriation_year, road, kind, amount_satang, occurred_on,
            document_no, by_position, by_title, contract_id, contract_signed_on)
        SELECT gen_random_uuid(), line_id, project_id, 2569, road, 'contracted', 20000000, '2026-03-03', 'x', 'O-2', 't',
            contract_id, contract_signed_on FROM budgets.ledger_event WHERE kind = 'contracted' LIMIT 1"""))  # fmt: skip
    asked = "project_reference = 'P-1'"
    assert rows(on(session, date(2026, 9, 30)), "status, at_risk_baht", "budget_lapse", asked) == []
    assert rows(on(session, AFTER), "status, at_risk_baht", "budget_lapse", asked) == [("past", 200_000)]


def test_the_public_sees_only_the_money_of_public_projects(during: Session) -> None:
    during.execute(text("UPDATE projects.project SET class = 'internal' WHERE reference = 'P-1'"))
    views = ("budget_lines", "budget_phases", "budget_lapse", "budget_places", "budget_execution")
    seen = {view: {row[0] for row in rows(during, name(view), view)} for view in views}
    assert all("P-1" in found for found in seen.values())
    show_to(during, PUBLIC)
    assert all("P-1" not in {row[0] for row in rows(during, name(view), view)} for view in views)


def name(view: str) -> str:
    return "reference" if view == "budget_execution" else "project_reference"


@given(st.integers(0, 10**13), st.lists(st.integers(0, 10**6), min_size=1, max_size=6))
def test_a_division_sums_exactly_and_no_part_is_a_satang_off(satang: int, weights: list[int]) -> None:
    if sum(weights):
        parts = divided(satang, weights)
        assert sum(parts) == satang
        assert all(abs(part * sum(weights) - satang * weight) < sum(weights)
                   for part, weight in zip(parts, weights, strict=True))  # fmt: skip


@settings(deadline=None)  # a busy machine is no wrong division
@given(satang=st.integers(0, 10**12), cut=st.integers(1, 999_999), share=st.integers(1, 999_999))
def test_the_database_divides_as_python_does(engine: Engine, satang: int, cut: int, share: int) -> None:
    """P-2 over two sites: one of `share` in one subdistrict, the other cut between two."""
    weights = {"980101": share * 10**6, "980201": (10**6 - share) * cut, "980202": (10**6 - share) * (10**6 - cut)}
    with Session(engine) as session:
        show_to(session, EVERYTHING)
        _place(session, share, cut, satang)
        found = {
            row[0]: round(float(str(row[1])) * 100)
            for row in rows(session, "area_code, received_baht", "budget_places", "project_reference = 'P-2'")
        }
        session.rollback()
    assert found == dict(zip(weights, divided(satang + 50_000_001, list(weights.values())), strict=True))


def _place(session: Session, share: int, cut: int, satang: int) -> None:
    of = "(SELECT id FROM projects.project WHERE reference = 'P-2')"
    point = "st_setsrid(st_makepoint(100.1, 15.5), 4326)"
    for statement in (
        f"DELETE FROM projects.site WHERE project_id = {of}",
        "INSERT INTO projects.site (id, project_id, geom, role, precision, share_ppm) VALUES"
        f" ('00000000-0000-0000-0000-000000000001', {of}, {point}, 'site', 'gps', {share}),"
        f" ('00000000-0000-0000-0000-000000000002', {of}, {point}, 'site', 'gps', {10**6 - share})",
        "INSERT INTO projects.site_area (site_id, project_id, area_code, share_ppm) VALUES"
        f" ('00000000-0000-0000-0000-000000000001', {of}, '980101', 1000000),"
        f" ('00000000-0000-0000-0000-000000000002', {of}, '980201', {cut}),"
        f" ('00000000-0000-0000-0000-000000000002', {of}, '980202', {10**6 - cut})",
    ):
        session.execute(text(statement))
    if satang:
        session.execute(text("""
            INSERT INTO budgets.ledger_event (id, line_id, project_id, appropriation_year, road, kind, amount_satang,
                occurred_on, document_no, by_position, by_title)
            SELECT gen_random_uuid(), line_id, project_id, 2569, road, 'allocated', :satang, occurred_on, 'x', 'O-2', 't'
            FROM budgets.ledger_event WHERE amount_satang = 50000001"""), {"satang": satang})  # fmt: skip


def test_a_district_with_five_sixths_of_the_money_and_three_fifths_of_the_people_has_more_than_its_share(
    during: Session,
) -> None:
    """1,250,000 of 1,500,000 baht for 300 of 500 people: 5/6 over 3/5; 250,000 for 100: 1/6 over 1/5; nothing for 100."""
    found = rows(during, "code, round(equity_index::numeric, 3), round(money_percent::numeric, 1), people_percent",
                 "budget_equity_districts")  # fmt: skip
    assert found == [
        ("9801", Decimal("1.389"), Decimal("83.3"), 60), ("9802", Decimal("0.833"), Decimal("16.7"), 20),
        ("9803", 0, 0, 20),
    ]  # fmt: skip


def test_where_the_people_of_one_district_are_not_known_no_share_is(during: Session) -> None:
    during.execute(text("UPDATE places.area SET valid_to = '2026-01-01' WHERE code = '980301'"))
    during.execute(text(
        "INSERT INTO places.area (level, code, parent_id, parent_code, name_th, valid_from, geom, area_sqm)"
        " SELECT level, '980303', parent_id, parent_code, 'ใหม่', '2026-01-01', geom, area_sqm FROM places.area"
        " WHERE code = '980301'"
    ))  # fmt: skip
    assert {each for (each,) in rows(during, "equity_index", "budget_equity_districts")} == {None}


def test_need_and_money_stand_in_thirds_against_each_other(during: Session) -> None:
    """5 % poor with 4,167 baht a head, 12 % with 2,500: the needier has less. What is not known of ใต้ is not guessed."""
    columns = "code, pair, need_third, money_third, gap"
    assert rows(during, columns, "need_money_districts") == [
        ("9801", "n1m3", 1, 3, -2), ("9802", "n3m1", 3, 1, 2), ("9803", "unknown", None, None, None),
    ]  # fmt: skip


def test_a_site_that_is_said_to_lie_in_a_district_without_a_position_counts_there(during: Session) -> None:
    """P-1 lies in 9801, P-2 in 9801 and 9802, P-3 nowhere that anybody says; then the office says 980301 of it."""
    columns = "code, projects, unlocated, unlocated_percent"
    assert rows(during, columns, "unlocated_districts") == [
        ("9801", 2, 0, 0), ("9802", 1, 0, 0), ("9803", 0, 0, None),
    ]  # fmt: skip
    during.execute(text(
        "UPDATE projects.site SET declared_areas = '{980301,980102}' WHERE project_id ="
        " (SELECT id FROM projects.project WHERE reference = 'P-3')"
    ))  # fmt: skip
    assert rows(during, columns, "unlocated_districts") == [
        ("9801", 3, 1, 100 / 3), ("9802", 1, 0, 0), ("9803", 1, 1, 100),
    ]  # fmt: skip
