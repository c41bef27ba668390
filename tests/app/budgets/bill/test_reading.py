"""The reader on tables made for the purpose: units, commas, headings, sums, and what it refuses."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.budgets.bill import BudgetTable, Unit, locate, read_budget_table, tally
from app.budgets.bill.amounts import figure, satang
from app.core.errors import Invalid
from app.places.rules import Level
from tests.app.places.naming.gazetteers import small

HEAD = "BUDGETARY_UNIT,BUDGET_PLAN,PROJECT,CATEGORY_LV1,ITEM_DESCRIPTION,FISCAL_YEAR,AMOUNT"
PLAN = "แผนงานยุทธศาสตร์ส่งเสริมการพัฒนาจังหวัดและกลุ่มจังหวัดแบบบูรณาการ"


def table(folder: Path, *lines: str, head: str = HEAD, unit: Unit | None = None) -> BudgetTable:
    path = folder / "bill.csv"
    path.write_text("\n".join((head, *lines)), encoding="utf-8-sig")
    return read_budget_table(path, unit=unit)


def line(item: str, amount: str, *, plan: str = PLAN, project: str = "โครงการหนึ่ง", kind: str = "งบลงทุน") -> str:
    return f'จังหวัดเชียงใหม่,{plan},{project},{kind},{item},2022,"{amount}"'


def test_rows_come_out_with_satang_the_year_of_the_buddhist_era_and_their_number(tmp_path: Path) -> None:
    read = table(tmp_path, line("ฝาย ตำบลแม่สา", "1,500,000"), line("ถนน", "๒๐๐,๐๐๐ บาท"))
    assert [(row.row, row.amount_satang, row.year) for row in read.rows] == [
        (1, 150_000_000, 2565),
        (2, 20_000_000, 2565),
    ]
    assert read.problems == ()
    assert read.totals.reconciles
    assert (
        read.sanity()[1] == "Amounts were read as baht: the middle item is 1,500,000 baht, all together 1,700,000 baht."
    )


@pytest.mark.parametrize(
    ("amounts", "unit", "baht"),
    [
        (("538,800", "1,200"), Unit.BAHT, 540_000),
        (("538,800.00", "1,200.50"), Unit.BAHT, 540_000.5),
        (("538.8", "1.2"), Unit.THOUSAND, 540_000),
        (("0.5388", "0.0012"), Unit.MILLION, 540_000),
    ],
)
def test_figures_tell_their_unit(tmp_path: Path, amounts: tuple[str, str], unit: Unit, baht: float) -> None:
    read = table(tmp_path, *(line("ถนน", amount) for amount in amounts))
    assert (read.totals.unit, read.totals.out_satang) == (unit, baht * 100)


def test_a_heading_that_names_the_unit_wins_over_the_figures(tmp_path: Path) -> None:
    read = table(tmp_path, line("ถนน", "1,200"), head=HEAD + " (พันบาท)")
    assert read.totals.out_satang == 1_200_000 * 100


def test_figures_that_tell_no_unit_are_asked_about_and_not_guessed(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="choose the unit"):
        table(tmp_path, line("ถนน", "12"), line("ฝาย", "7"))
    assert table(tmp_path, line("ถนน", "12"), line("ฝาย", "7"), unit=Unit.MILLION).totals.out_satang == 19_000_000 * 100


def test_an_amount_that_cannot_be_read_keeps_its_row_out_and_says_so(tmp_path: Path) -> None:
    read = table(tmp_path, line("ถนน", "100,000"), line("ฝาย", "300,0"), line("ท่อ", ""), line("คลอง", "1OO,000"))
    assert [row.row for row in read.rows] == [1]
    assert [(one.row, one.severity, one.code) for one in read.problems] == [
        (row, "error", "amount-unreadable") for row in (2, 3, 4)
    ]
    assert "“300,0” cannot be read; correct it" in read.problems[0].en
    totals = read.totals
    assert (totals.rows_in, totals.rows_out, totals.unreadable) == (4, 1, 3)
    assert totals.reconciles


def test_doubtful_rows_are_taken_and_named(tmp_path: Path) -> None:
    lines = [line("ถนน", "100,000")] * 20
    odd = [line("ฝาย", "23"), line("ค่าที่ดินและสิ่ก่อสร้าง", "900,000"), line("", "500,000")]
    broken = [line("ท่อ", "500,000", kind="งบรายจ่ายอิ่น"), line("ท่อ", "500,000", plan=PLAN + "6ญ")]
    read = table(tmp_path, *lines, *odd, *broken)
    assert [(one.row, one.severity, one.code) for one in read.problems] == [
        (21, "warning", "amount-odd"),
        (22, "warning", "item-is-heading"),
        (23, "warning", "item-empty"),
        (24, "repair", "class-mended"),
        (25, "repair", "plan-mended"),
    ]
    assert read.rows[23].category == ("งบรายจ่ายอื่น",)
    assert read.rows[24].plan == PLAN


def test_a_line_that_sums_up_small_items_says_how_many(tmp_path: Path) -> None:
    read = table(tmp_path, line("ค่าปรับปรุงทางที่มีราคาต่อหน่วยต่ำกว่า 10 ล้านบาท รวม 20 รายการ (รวม 31 หน่วย)", "100,000"))
    assert read.rows[0].bundle == 20


def test_sums_printed_in_millions_are_held_against_the_rows(tmp_path: Path) -> None:
    summary = "รวมทั้งสิ้น 1.5000 0.5000 2.0000 โครงการที่ 1 : หนึ่ง 1.5000 1.5000 โครงการที่ 2 : สอง 0.5000 0.5000 " + PLAN
    rows = [line("ฝาย", "1,500,000", plan=summary), line("ถนน", "500,000", project="โครงการสอง")]
    read = table(tmp_path, *rows)
    assert [(one.project, one.printed_satang // 100, one.agrees) for one in read.totals.printed] == [
        ("", 2_000_000, True),
        ("โครงการหนึ่ง", 1_500_000, True),
        ("โครงการสอง", 500_000, True),
    ]
    short = table(tmp_path, rows[0], line("ถนน", "400,000", project="โครงการสอง"))
    assert [one.agrees for one in short.totals.printed] == [False, True, False]
    assert not short.totals.reconciles


def test_a_file_that_is_no_such_table_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="no column ITEM_DESCRIPTION, AMOUNT"):
        table(tmp_path, "x", head="BUDGETARY_UNIT")
    (tmp_path / "binary.csv").write_bytes(b"\x81\xff\xfe\xdb\xfc")
    with pytest.raises(Invalid, match="UTF-8"):
        read_budget_table(tmp_path / "binary.csv")
    (tmp_path / "wide.csv").write_text(HEAD + "\n" + "x" * 200_000)
    with pytest.raises(Invalid, match="line 2"):
        read_budget_table(tmp_path / "wide.csv")


def test_a_table_in_the_old_thai_encoding_is_read(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_bytes((HEAD + "\n" + line("ฝาย", "1,500,000")).encode("cp874"))
    assert read_budget_table(tmp_path / "old.csv").rows[0].item == "ฝาย"


def test_rows_are_located_by_their_item_and_summed_once(tmp_path: Path) -> None:
    items = ("ฝาย ต.แม่สา อ.แม่ริม", "ถนน อำเภอเมือง", "ค่าจ้าง", "ป้าย ตำบลท่าศาลา", "บ่อ ต.แม่สา อ.แม่ริม และ อ.สันทราย")
    read = table(tmp_path, *(line(item, f"{at}00,000") for at, item in enumerate(items, 1)))
    assert [locate(row, small()).codes for row in read.rows] == [("500705",), ("5001",), (), (), ("500705", "5014")]
    found = tally(read.rows, small())
    assert {level: (share.rows, share.satang // 100) for level, share in found.located.items()} == {
        Level.SUBDISTRICT: (1, 100_000),
        Level.DISTRICT: (2, 700_000),
    }
    assert (found.unlocated.rows, found.unlocated.satang // 100) == (2, 700_000)
    assert found.to_settle.rows == 1
    assert found.total.satang == read.totals.out_satang


@given(st.integers(0, 10**12), st.sampled_from(list(Unit)))
def test_what_is_printed_in_a_unit_is_read_back_to_the_satang(amount: int, unit: Unit) -> None:
    whole, part = divmod(amount, unit.satang)
    decimals = len(str(unit.satang)) - 1
    number = figure(f"{whole:,}.{part:0{decimals}d}")
    assert number is not None
    assert satang(number, unit) == amount


@given(st.text())
def test_no_cell_makes_a_figure_raise(text: str) -> None:
    number = figure(text)
    assert number is None or satang(number, Unit.MILLION) is None or number >= 0
