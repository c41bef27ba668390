"""The provincial and cluster budget of FY2565 as scanned: 17.0 billion baht in, 17.0 billion out, located and unlocated."""

from collections import Counter
from pathlib import Path

import pytest

from app.budgets.bill import BudgetRow, BudgetTable, Unit, locate, read_budget_table, tally
from app.budgets.bill.locating import province_of
from app.places.naming import Gazetteer
from app.places.rules import Level
from tests.app.places.naming.gazetteers import thailand

BAHT = 100


@pytest.fixture(scope="module")
def volumes(shared: Path) -> tuple[BudgetTable, BudgetTable]:
    name = "provincial_cluster_budget_fy2565_vol13_{}_raw_ocr.csv"
    first, second = (read_budget_table(shared / "data" / "real" / "tables" / name.format(part)) for part in (1, 2))
    return first, second


@pytest.fixture(scope="module")
def rows(volumes: tuple[BudgetTable, BudgetTable]) -> list[BudgetRow]:
    return [row for volume in volumes for row in volume.rows]


@pytest.fixture(scope="module")
def gazetteer(shared: Path) -> Gazetteer:
    return thailand(shared)


def test_seventeen_billion_baht_come_in_and_go_out(volumes: tuple[BudgetTable, BudgetTable]) -> None:
    totals = [volume.totals for volume in volumes]
    assert [(one.rows_in, one.rows_out, one.unreadable) for one in totals] == [(910, 909, 1), (1041, 1041, 0)]
    assert sum(one.in_satang for one in totals) == 16_999_990_823 * BAHT
    assert sum(one.out_satang for one in totals) == 16_999_990_823 * BAHT
    assert all(one.reconciles for one in totals)
    assert {one.unit for one in totals} == {Unit.BAHT}


def test_the_one_province_whose_printed_sums_the_scan_kept_is_met_in_each_of_its_projects(
    volumes: tuple[BudgetTable, BudgetTable],
) -> None:
    printed = volumes[0].totals.printed
    assert [one.project == "" for one in printed] == [True, *[False] * 6]
    assert (printed[0].agency, printed[0].printed_satang) == ("จังหวัดสงขลา", 146_313_800 * BAHT)
    assert sum(one.printed_satang for one in printed[1:]) == printed[0].printed_satang
    assert all(one.agrees for one in printed)


def test_what_cannot_be_read_or_believed_is_named_by_its_row(volumes: tuple[BudgetTable, BudgetTable]) -> None:
    first, second = volumes
    told = {(one.code, one.row) for one in first.problems if one.code.startswith("amount")}
    assert told == {("amount-unreadable", 480), ("amount-odd", 868)}
    assert [one.row for one in second.problems if one.code.startswith("amount")] == []
    assert 480 not in {row.row for row in first.rows}
    codes = Counter(problem.code for volume in volumes for problem in volume.problems)
    assert (codes["item-is-heading"], codes["scan-doubts"], codes["plan-mended"], codes["class-mended"]) == (
        37,
        14,
        89,
        1,
    )
    assert all(str(one.row) in one.th and str(one.row) in one.en for volume in volumes for one in volume.problems)


def test_headings_broken_by_the_scan_are_mended(rows: list[BudgetRow]) -> None:
    assert len({row.plan for row in rows}) == 1
    assert {row.category[0] for row in rows} == {"งบดำเนินงาน", "งบลงทุน", "งบรายจ่ายอื่น"}
    assert len({row.category[1] for row in rows if len(row.category) > 1}) == 4
    assert {row.year for row in rows} == {2565}


def test_located_and_unlocated_are_the_total(rows: list[BudgetRow], gazetteer: Gazetteer) -> None:
    found = tally(rows, gazetteer)
    assert (found.total.rows, found.total.satang) == (1950, 16_999_990_823 * BAHT)
    shares = {level: (share.rows, share.satang // BAHT) for level, share in found.located.items()}
    assert shares == {
        Level.VILLAGE: (130, 2_412_163_300),
        Level.SUBDISTRICT: (299, 6_971_263_023),
        Level.DISTRICT: (85, 2_078_134_800),
        Level.PROVINCE: (11, 287_556_500),
    }
    assert (found.unlocated.rows, found.unlocated.satang) == (1425, 5_250_873_200 * BAHT)
    assert (found.to_settle.rows, found.to_settle.satang) == (26, 574_939_400 * BAHT)


def test_every_province_is_known_however_the_scan_spells_it(rows: list[BudgetRow], gazetteer: Gazetteer) -> None:
    agencies = {row.agency for row in rows}
    provinces = {agency: province_of(agency, gazetteer) for agency in agencies}
    assert (
        sum(code is None for code in provinces.values()) == sum(agency.startswith("กลุ่ม") for agency in agencies) == 12
    )
    assert len({code for code in provinces.values() if code}) == 74
    assert (provinces["จังหวัดสิงค์บุรี"], provinces["จังหวัดสุราษฎ์ธานี"]) == ("17", "84")


def test_an_item_of_services_has_no_place_although_its_agency_has(rows: list[BudgetRow], gazetteer: Gazetteer) -> None:
    services = [row for row in rows if row.item == "ค่าจ้างเหมาบริการ"]
    assert len(services) > 200
    assert not any(locate(row, gazetteer).mentions for row in services)


def test_the_excerpts_of_two_provinces_are_rows_of_the_volumes(shared: Path, rows: list[BudgetRow]) -> None:
    whole = Counter((row.agency, row.item, row.amount_satang) for row in rows)
    for pack, count, baht in (("pack_50_chiangmai", 40, 302_517_100), ("pack_40_khonkaen", 6, 217_767_100)):
        table = read_budget_table(shared / "data" / "real" / pack / "provincial_budget_fy2565_items.csv")
        assert (len(table.rows), table.totals.out_satang) == (count, baht * BAHT)
        assert Counter((row.agency, row.item, row.amount_satang) for row in table.rows) <= whole
