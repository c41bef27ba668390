"""``read_budget_table``: the road from a file of the bill to rows, problems and totals."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from app.budgets.bill import words
from app.budgets.bill.amounts import STEP_SATANG, figure, satang, unit_of
from app.budgets.bill.printed import printed_totals
from app.budgets.bill.table import BudgetRow, BudgetTable, Problem, Severity, Totals, Unit
from app.core.errors import Invalid, TooLarge
from gis import thai

LARGEST_FILE = 32 << 20
LARGEST_TABLE = 200_000
_COLUMNS = {
    "agency": ("BUDGETARY_UNIT", "หน่วยรับงบประมาณ"),
    "plan": ("BUDGET_PLAN", "แผนงาน"),
    "project": ("PROJECT", "โครงการ"),
    "class": ("CATEGORY_LV1", "งบรายจ่าย"),
    "group": ("CATEGORY_LV2", "หมวดรายจ่าย"),
    "kind": ("CATEGORY_LV3", "ประเภทรายจ่าย"),
    "detail": ("CATEGORY_LV4", "รายละเอียดรายจ่าย"),
    "item": ("ITEM_DESCRIPTION", "รายการ"),
    "amount": ("AMOUNT", "จำนวนเงิน"),
    "year": ("FISCAL_YEAR", "ปีงบประมาณ"),
    "page": ("REF_PAGE_NO", "หน้า"),
    "id": ("ITEM_ID", "รหัสในเล่ม"),
    "log": ("DEBUG_LOG",),
}
_NEEDED = ("agency", "item", "amount")
Cells = dict[str, str]


def read_budget_table(path: Path, *, unit: Unit | None = None) -> BudgetTable:
    """Read a file of the bill; see ``read_budget_bytes``. Raises TooLarge before it reads what is too big."""
    if path.stat().st_size > LARGEST_FILE:
        raise _too_large(path.name)
    return read_budget_bytes(path.read_bytes(), path.name, unit=unit)


def read_budget_bytes(content: bytes, name: str, *, unit: Unit | None = None) -> BudgetTable:
    """Read a table of the bill (CSV; UTF-8 or cp874). ``unit`` answers where the figures do not tell their unit.

    Raises Invalid (with the remedy) when it is no such table or its unit cannot be told, TooLarge when it is too big.
    """
    if len(content) > LARGEST_FILE:
        raise _too_large(name)
    headings, records = _records(content, name)
    unit = unit or unit_of([cells["amount"] for cells in records], headings["amount"])
    if unit is None:
        raise Invalid(
            "บอกไม่ได้ว่าจำนวนเงินเป็นบาท พันบาท หรือล้านบาท โปรดเลือกหน่วยแล้วอ่านใหม่",
            "The figures do not tell whether they are baht, thousands or millions; choose the unit and read again.",
            place=headings["amount"],
        )
    rows: list[BudgetRow] = []
    problems: list[Problem] = []
    found: list[int] = []
    for number, cells in enumerate(records, 1):
        amount = _amount(cells, unit)
        if amount is None:
            problems.append(_unreadable(number, headings["amount"], cells["amount"]))
            continue
        found.append(amount)
        row = _row(number, cells, amount)
        rows.append(row)
        problems += _doubts(row, cells, headings)
    texts = {number: " ".join(cells["plan"].split()) for number, cells in enumerate(records, 1)}
    totals = Totals(
        unit=unit,
        rows_in=len(records),
        rows_out=len(rows),
        unreadable=len(records) - len(found),
        in_satang=_summed(records, unit),
        out_satang=sum(row.amount_satang for row in rows),
        printed=printed_totals(rows, texts),
    )
    return BudgetTable(tuple(rows), tuple(problems), totals)


def _too_large(name: str) -> TooLarge:
    return TooLarge("แฟ้มใหญ่เกิน 32 MB โปรดแบ่งแฟ้ม", "The file is larger than 32 MB; split it.", place=name)


def _records(content: bytes, name: str) -> tuple[dict[str, str], list[Cells]]:
    """The file's own headings by our names, and its rows by our names; a column that is not there is empty."""
    lines = csv.reader(io.StringIO(_text(content, name), newline=""))
    try:
        first = next(lines, [])
        headings = _headings(first)
        at = {ours: first.index(theirs) for ours, theirs in headings.items()}
        records = []
        for line in lines:
            if any(cell.strip() for cell in line):
                records.append(
                    {ours: line[at[ours]] if ours in at and at[ours] < len(line) else "" for ours in _COLUMNS}
                )
            if len(records) > LARGEST_TABLE:
                raise TooLarge("ตารางเกิน 200,000 แถว โปรดแบ่งแฟ้ม", "More than 200,000 rows; split the file.")
    except csv.Error as error:
        raise Invalid(
            f"อ่านตารางไม่ได้ที่บรรทัด {lines.line_num} โปรดบันทึกเป็น CSV ใหม่",
            f"The table cannot be read at line {lines.line_num}; save it as CSV again.",
            place=str(lines.line_num),
        ) from error
    return headings, records


def _text(content: bytes, name: str) -> str:
    for encoding in ("utf-8-sig", "cp874"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Invalid(
        "แฟ้มไม่ใช่ข้อความ UTF-8 หรือ cp874 โปรดบันทึกเป็น CSV UTF-8",
        "The file is text neither in UTF-8 nor in cp874; save it as CSV UTF-8.",
        place=name,
    )


def _headings(first: list[str]) -> dict[str, str]:
    """Which heading of the file is which of ours; what stands in brackets after a name is its unit."""
    bare = {re.sub(r"\s*\(.*", "", cell).strip(): cell for cell in first}
    found = {ours: bare[name] for ours, names in _COLUMNS.items() for name in names[::-1] if name in bare}
    missing = [_COLUMNS[ours][0] for ours in _NEEDED if ours not in found]
    if missing:
        raise Invalid(
            f"ไม่พบคอลัมน์ {', '.join(missing)} โปรดตั้งชื่อคอลัมน์ในแถวแรก",
            f"There is no column {', '.join(missing)}; name the columns in the first row.",
            place=", ".join(missing),
        )
    return found


def _amount(cells: Cells, unit: Unit) -> int | None:
    number = figure(cells["amount"])
    return None if number is None else satang(number, unit)


def _summed(records: list[Cells], unit: Unit) -> int:
    """The cells' own sum, in exact decimals and apart from the rows, so that a lost or doubled row shows."""
    numbers = (figure(cells["amount"]) for cells in records if _amount(cells, unit) is not None)
    return int(sum((number for number in numbers if number is not None), Decimal(0)) * unit.satang)


def _row(number: int, cells: Cells, amount: int) -> BudgetRow:
    category = (
        words.mended(cells["class"], words.CLASSES),
        *(words.mended(cells[level], words.GROUPS) for level in ("group", "kind")),
        words.spelt(cells["detail"]),
    )
    year = figure(cells["year"])
    return BudgetRow(
        row=number,
        agency=words.spelt(cells["agency"]),
        plan=_plan(cells["plan"]),
        project=words.spelt(cells["project"]),
        category=tuple(level for level in category if level),
        item=words.spelt(cells["item"]),
        amount_satang=amount,
        year=None if year is None or not 1900 <= year <= 2700 else int(year) + (543 if year < 2400 else 0),
        page=cells["page"].strip(),
        bundle=words.bundled(cells["item"]),
        identity=cells["id"].strip(),
    )


def _plan(cell: str) -> str:
    """The plan's name, also where a scan poured half a page before it."""
    text = words.spelt(cell)
    return words.PLAN if words.PLAN in text else words.mended(text, (words.PLAN,))


def _unreadable(number: int, column: str, cell: str) -> Problem:
    shown = cell.strip()[:40] or "–"
    return Problem(
        number, column, "error", "amount-unreadable",
        f"แถว {number}: อ่านจำนวนเงิน “{shown}” ไม่ได้ แก้ตามเอกสารต้นฉบับแล้วนำเข้าแถวนี้ใหม่",
        f"Row {number}: the amount “{shown}” cannot be read; correct it from the printed page and import the row again.",
    )  # fmt: skip


def _doubts(row: BudgetRow, cells: Cells, headings: dict[str, str]) -> Iterator[Problem]:
    """What a person should look at, and what was mended, in a row that was taken."""
    where = f"หน้า {row.page}" if row.page else "ต้นฉบับ", f"page {row.page}" if row.page else "the original"

    def problem(column: str, severity: Severity, code: str, th: str, en: str) -> Problem:
        return Problem(
            row.row, headings.get(column, column), severity, code, f"แถว {row.row}: {th}", f"Row {row.row}: {en}"
        )

    if row.amount_satang == 0 or row.amount_satang % STEP_SATANG:
        yield problem("amount", "warning", "amount-odd", f"จำนวนเงินไม่ลงร้อยบาท ตรวจกับ{where[0]}",
                      f"the amount is no whole number of hundreds of baht; compare it with {where[1]}.")  # fmt: skip
    if words.is_heading(row.item):
        yield problem("item", "warning", "item-is-heading", f"ข้อความเป็นหัวข้อ ไม่ใช่รายการ ใส่ชื่อรายการจาก{where[0]}",
                      f"the text is a heading, not an item; enter the item's name from {where[1]}.")  # fmt: skip
    if not row.item:
        yield problem("item", "warning", "item-empty", f"ไม่มีชื่อรายการ ใส่จาก{where[0]}",
                      f"the item has no name; enter it from {where[1]}.")  # fmt: skip
    if cells["log"].strip():
        yield problem("log", "warning", "scan-doubts", f"โปรแกรมอ่านเอกสารไม่แน่ใจหมวดรายจ่าย ตรวจกับ{where[0]}",
                      f"the scan was not sure of the heading above; compare it with {where[1]}.")  # fmt: skip
    for column, result in (("plan", row.plan), ("class", row.category[0] if row.category else "")):
        if cells[column] and thai.normalise(cells[column]) != result:
            yield problem(column, "repair", f"{column}-mended", f"แก้เป็น “{result}”", f"mended to “{result}”.")
