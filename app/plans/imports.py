"""A member province's list as it is copied from a spreadsheet or a CSV file: rows out, or the row and column that is wrong."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from pydantic import ValidationError

from app.core.calendar import THAI_DIGITS
from app.core.errors import Invalid
from app.core.money import Unit, parse_satang
from app.plans.schemas import ClusterItemIn

COLUMNS = {
    "reference": ("รหัสโครงการ", "รหัส", "reference"),
    "title_th": ("ชื่อโครงการ", "โครงการ", "title"),
    "organization": ("หน่วยงาน", "หน่วยงานดำเนินการ", "organisation"),
    "amount": ("งบประมาณ", "วงเงิน", "amount"),
    "area_codes": ("รหัสพื้นที่", "พื้นที่", "areas"),
}
"""What a column may be called in the first row."""
NEEDED = ("reference", "title_th", "amount")
MOST_ROWS = 5_000
SEPARATORS = str.maketrans(",;|", "   ")


def read_list(pasted: str, unit: Unit) -> list[ClusterItemIn]:
    """The projects of a list whose first row names its columns; cells are apart by tabs or commas, amounts in ``unit``.

    Raises Invalid with the number of the row, as a spreadsheet counts it, and the column.
    """
    text = pasted.strip("\ufeff\r\n ")
    first = text.partition("\n")[0]
    rows = list(csv.reader(text.splitlines(), delimiter="\t" if "\t" in first else ","))
    if len(rows) < 2 or len(rows) > MOST_ROWS:
        raise _wrong("ต้องมีหัวตารางและอย่างน้อยหนึ่งแถว ไม่เกิน 5,000 แถว",
                     "A header and 1 to 5,000 rows are needed.")  # fmt: skip
    columns = _columns(rows[0])
    return [_item(number, row, columns, unit) for number, row in enumerate(rows[1:], 2) if any(map(str.strip, row))]


def _columns(header: list[str]) -> dict[str, int]:
    told = {cell.strip().lower(): number for number, cell in enumerate(header)}
    found = {name: told[word] for name, words in COLUMNS.items() for word in words if word in told}
    for name in NEEDED:
        if name not in found:
            words = COLUMNS[name]
            raise _wrong(f"ไม่พบคอลัมน์ {words[0]} ในแถวแรก", f"The first row has no column {words[-1]}.")
    return found


def _item(number: int, row: list[str], columns: dict[str, int], unit: Unit) -> ClusterItemIn:
    cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
    column = "amount"
    try:
        satang = parse_satang(cells["amount"], unit)
        return ClusterItemIn(
            reference=cells["reference"], title_th=cells["title_th"], organization=cells.get("organization") or None,
            amount_satang=satang, area_codes=list(_codes(cells.get("area_codes", ""))),
        )  # fmt: skip
    except ValidationError as error:
        column, words = str(error.errors()[0]["loc"][0]), "ค่านี้ใช้ไม่ได้ · this value cannot be used"
    except ValueError as error:
        words = str(error)
    th, _, en = words.partition(" · ")
    name = COLUMNS.get("amount" if column == "amount_satang" else column, COLUMNS["reference"])
    raise _wrong(f"แถว {number} คอลัมน์ {name[0]}: {th}", f"Row {number}, column {name[-1]}: {en}")


def _codes(cell: str) -> Iterator[str]:
    yield from cell.translate(THAI_DIGITS).translate(SEPARATORS).split()


def _wrong(th: str, en: str) -> Invalid:
    return Invalid(th, en, place="rows")
