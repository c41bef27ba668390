"""The columns of each table that is brought in: ours are the same as those exported; the state's are mapped to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.budgets.rules import Table
from app.core.errors import Invalid
from app.core.workbooks import Line
from gis.layer import Text


@dataclass(frozen=True, slots=True)
class Column:
    """A column by the field that it fills."""

    field: str
    title: Text
    required: bool = False

    @property
    def header(self) -> str:
        """As an export writes it and an import finds it."""
        return f"{self.title.th} [{self.field}]"


def _column(field: str, th: str, en: str, required: bool = False) -> Column:
    return Column(field, Text(th=th, en=en), required)


_CODE = _column("external_code", "รหัสงบประมาณ", "Budget code")
_AMOUNT = _column("amount", "จำนวนเงิน", "Amount", True)
_DOCUMENT = _column("document_no", "เลขที่เอกสาร", "Document", True)
_YEAR = _column("fiscal_year", "ปีงบประมาณ", "Fiscal year", True)
COLUMNS: Mapping[Table, tuple[Column, ...]] = {
    Table.LINES: (
        _column("reference", "รหัสรายการ", "Line", True), _column("project", "รหัสโครงการ", "Project", True),
        _column("activity_number", "กิจกรรมที่", "Activity"), _YEAR, _column("source", "แหล่งเงิน", "Source", True),
        _column("class5", "งบรายจ่าย", "Class", True), _column("subclass", "ประเภทย่อย", "Subclass"),
        _column("road", "วิธีจ่าย", "Road", True), _CODE, _column("lead_days", "วันจัดซื้อจัดจ้าง", "Lead time, days"),
    ),
    Table.EVENTS: (
        _column("event", "เลขเหตุการณ์ (เว้นว่างเมื่อเพิ่มใหม่)", "Event (empty when new)"),
        _column("line", "รหัสรายการ", "Line", True), _column("kind", "เหตุการณ์", "Kind", True), _AMOUNT,
        _column("occurred_on", "วันที่", "Day", True), _DOCUMENT, _column("contract", "เลขที่สัญญา", "Contract"),
        _column("tier", "Y1/Y2", "Y1/Y2"), _column("priority", "ลำดับ", "Rank"), _column("note", "หมายเหตุ", "Note"),
    ),
    Table.GFMIS: (
        _column("external_code", "รหัสงบประมาณ", "Budget code", True), _YEAR, _AMOUNT,
        _column("occurred_on", "วันที่จ่าย", "Day of payment", True), _DOCUMENT,
        _column("contract_number", "เลขที่สัญญา/PO", "Contract or PO"),
    ),
    Table.EGP: (
        _column("external_code", "รหัสงบประมาณ", "Budget code", True), _YEAR,
        _column("egp_id", "เลขที่โครงการ e-GP", "e-GP number"),
        _column("contract_number", "เลขที่สัญญา", "Contract", True), _column("vendor", "คู่สัญญา", "Vendor", True),
        _AMOUNT, _column("signed_on", "วันที่ลงนาม", "Signed on", True),
        _column("valid_from", "วันเริ่มสัญญา", "Begins", True), _column("valid_to", "วันสิ้นสุดสัญญา", "Ends", True),
    ),
}  # fmt: skip
"""``external_code`` and ``contract_number`` are texts: they may begin with zeros."""


def titled(kind: Table, field: str) -> Text:
    """The column of a field as people know it; the field itself where it is none."""
    found = next((one.title for one in COLUMNS[kind] if one.field == field), None)
    return found or Text(th=field or "แถว", en=field or "row")


def fields(kind: Table, lines: list[Line], mapped: Mapping[str, str]) -> list[dict[str, str]]:
    """The rows by field, with ``row`` for the number in the file. ``mapped`` names the headers of another's table.

    Raises Invalid when a column that is needed is missing.
    """
    heads = {name for line in lines for name in line.cells}
    found = {one.field: _found(one, heads, mapped) for one in COLUMNS[kind]}
    missing = [one.title for one in COLUMNS[kind] if one.required and found[one.field] is None]
    if missing:
        raise Invalid(
            f"ไม่พบคอลัมน์ {', '.join(one.th for one in missing)} จับคู่คอลัมน์ก่อน",
            f"These columns are missing: {', '.join(one.en for one in missing)}; map them first.", place="columns",
        )  # fmt: skip
    return [
        {"row": str(line.number)}
        | {field: line.cells[head] for field, head in found.items() if head and head in line.cells}
        for line in lines
    ]


def _found(column: Column, heads: set[str], mapped: Mapping[str, str]) -> str | None:
    names = (mapped.get(column.field), column.header, column.field, column.title.th, column.title.en)
    return next((name for name in names if name is not None and name in heads), None)


def parsed_mapping(kind: Table, written: str) -> dict[str, str]:
    """``field = header`` on each line. Raises ValueError for a field that the table does not have."""
    known = {one.field for one in COLUMNS[kind]}
    found: dict[str, str] = {}
    for each in filter(None, (line.strip() for line in written.splitlines())):
        field, sign, head = (part.strip() for part in each.partition("="))
        if not sign or not head or field not in known:
            raise ValueError(f"บรรทัด “{each}” ไม่ถูกต้อง ใช้ {', '.join(sorted(known))} · the line “{each}” names no field")
        found[field] = head
    return found
