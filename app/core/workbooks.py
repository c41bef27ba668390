"""Tables as files: XLSX and CSV in, cell by cell as text; XLSX and CSV out.

What comes in is not trusted. Of an XLSX only members of the archive are read, in memory, within limits; formulas count as
what they were last computed to; entities of XML are not expanded. What goes out is text that no spreadsheet takes for a
formula.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from app.core.errors import Invalid
from app.core.spreadsheets import inert

MOST_ROWS, MOST_COLUMNS = 20_000, 60
MOST_MEMBERS, MOST_BYTES = 200, 64 << 20
PROPERTIES = "docProps/core.xml"
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+Z")
ZIP = b"PK\x03\x04"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table by its number in the file; cells by the words of the first row, empty ones left out."""

    number: int
    cells: dict[str, str]


def read(content: bytes) -> list[Line]:
    """The rows under the first one. Raises Invalid for what is no table, or is too large for one."""
    rows = first_sheet(content) if content.startswith(ZIP) else _separated(content)
    header: list[str] | None = None
    found: list[Line] = []
    for number, cells in enumerate(rows, start=1):
        if number > MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise Invalid(
                f"ตารางใหญ่เกินไป: ได้ไม่เกิน {MOST_ROWS:,} แถว {MOST_COLUMNS} คอลัมน์",
                f"The table is too large: {MOST_ROWS:,} rows and {MOST_COLUMNS} columns at most.", place="file",
            )  # fmt: skip
        if header is None:
            header = cells if any(cells) else None
        elif any(cells):
            found.append(Line(number, {name: cell for name, cell in zip(header, cells, strict=False) if name and cell}))
    if not found:
        raise Invalid("ไม่พบแถวข้อมูลในแฟ้ม", "The file has no row of data.", place="file")
    return found


def first_sheet(content: bytes) -> list[list[str]]:
    """The cells of the first sheet as text. Raises Invalid for an archive that is too large or is no workbook."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > MOST_MEMBERS or sum(each.file_size for each in members) > MOST_BYTES:
                raise Invalid("แฟ้ม XLSX ใหญ่เกินไป", "The workbook is too large.", place="file")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        rows = book.worksheets[0].iter_rows(max_row=MOST_ROWS + 1, max_col=MOST_COLUMNS + 1, values_only=True)
        return [_without_tail([_text(cell) for cell in row]) for row in rows]
    except (zipfile.BadZipFile, KeyError, ValueError, IndexError, SyntaxError, OSError) as error:
        raise Invalid("แฟ้มนี้ไม่ใช่ XLSX ที่อ่านได้", "The file is no workbook that can be read.", place="file") from error


def _separated(content: bytes) -> list[list[str]]:
    """Rows of a CSV in UTF-8, or in the Thai code page of old spreadsheets."""
    for codec in ("utf-8-sig", "cp874"):
        try:
            text = content.decode(codec)
        except UnicodeDecodeError:
            continue
        rows = csv.reader(io.StringIO(text, newline=""))
        try:
            return [[cell.strip().removeprefix("'") for cell in row] for row in rows]
        except csv.Error:
            break
    raise Invalid("อ่านแฟ้มไม่ได้: ต้องเป็น XLSX หรือ CSV (UTF-8)", "The file is neither XLSX nor CSV in UTF-8.", place="file")


def _without_tail(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells.pop()
    return cells


def _text(cell: object) -> str:
    """A cell as it is written: whole numbers without a point, days as ISO."""
    match cell:
        case None:
            return ""
        case datetime():
            return cell.date().isoformat()
        case date():
            return cell.isoformat()
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
    return str(cell).strip().removeprefix("'")


def as_xlsx(title: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook of one sheet."""
    return as_workbook([(title, header, rows)])


def as_workbook(sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[object]]]]) -> bytes:
    """A workbook of sheets, each with its header; texts stay texts, so that codes keep their zeros."""
    book = Workbook(write_only=True)
    bold = Font(bold=True)
    for title, header, rows in sheets:
        sheet = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        sheet.append([_bold(sheet, name, bold) for name in header])
        for row in rows:
            sheet.append([_cell(value) for value in row])
    written = io.BytesIO()
    book.save(written)
    return _timeless(written)


def _timeless(written: io.BytesIO) -> bytes:
    """The same table is the same file whenever it is written, so that its tag holds: no member tells the time."""
    out = io.BytesIO()
    with zipfile.ZipFile(written) as made, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in made.namelist():
            content = made.read(name)
            if name == PROPERTIES:
                content = MOMENT.sub(b"1980-01-01T00:00:00Z", content)
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _bold(sheet: object, name: str, bold: Font) -> object:
    cell = WriteOnlyCell(sheet, value=name)
    cell.font = bold
    return cell


def as_csv(header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """RFC 4180 in UTF-8 with a byte order mark, as Thai Excel reads it."""
    written = io.StringIO(newline="")
    sheet = csv.writer(written)
    sheet.writerow(header)
    sheet.writerows([_cell(value) for value in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    """A text that a spreadsheet would take for a formula begins with an apostrophe."""
    if isinstance(value, date):
        return value.isoformat()
    return inert(value)
