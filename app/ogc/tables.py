"""A layer as a table for people: CSV as it comes, and a workbook that tells what its columns mean and where it is from.

Nobody's words are run as a formula: in CSV they are quoted, in a workbook they are texts by their type.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from app.core.calendar import written_day
from app.core.spreadsheets import inert
from app.ogc.taking import Taking
from gis.crs import Reference
from gis.layer import Attribute, Text
from gis.values import NO, YES
from gis.writers.content import Content, Row, legible

BYTES_AT_ONCE = 1 << 18
MOST_ROWS, MOST_LETTERS = 1_048_575, 32_767
"""What a sheet of a workbook holds below its header, and a cell."""
FIRST_YEAR = 1901
"""Spreadsheets know no day before."""
BUDDHIST_DAY = "[$-107041E]dd/mm/yyyy"
"""A day in the Buddhist era with Arabic digits: the calendar 07 of the locale 041E."""
DAY = "dd/mm/yyyy"
DATA, COLUMNS, SOURCE = (
    Text(th="ข้อมูล", en="Data"), Text(th="คุณลักษณะ", en="Attributes"), Text(th="ที่มา", en="Source"),
)  # fmt: skip
COLUMNS_HEAD = (
    Text(th="คอลัมน์", en="Column"), Text(th="ชื่อในระบบ", en="Name"), Text(th="ชนิด", en="Type"),
    Text(th="หน่วย", en="Unit"), Text(th="รหัสและความหมาย", en="Codes"),
)  # fmt: skip


def header(taking: Taking) -> list[str]:
    """The titles of the columns, the two coordinates last."""
    return [*(a.title.in_language(taking.lang) for a in taking.attributes), *_coordinates(taking.crs, taking.lang)]


def _coordinates(crs: Reference, lang: str) -> tuple[str, str]:
    if crs.kind == "geographic":
        return ("longitude", "latitude") if lang == "en" else ("ลองจิจูด", "ละติจูด")
    return ("easting (m)", "northing (m)") if lang == "en" else ("พิกัดตะวันออก (ม.)", "พิกัดเหนือ (ม.)")


def csv_pieces(taking: Taking, rows: Iterator[Row]) -> Iterator[bytes]:
    """RFC 4180 in UTF-8 with a byte order mark, piece by piece."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    out.write("\ufeff")
    writer.writerow(header(taking))
    for row in rows:
        writer.writerow([_plain(value) for value in row])
        if out.tell() >= BYTES_AT_ONCE:
            yield _emptied(out)
    yield _emptied(out)


def _emptied(out: io.StringIO) -> bytes:
    text = out.getvalue()
    out.seek(0)
    out.truncate()
    return text.encode()


def _plain(value: object) -> object:
    return cell(legible(value)) if isinstance(value, str) else cell(value)


def cell(value: object) -> object:
    """A value as a spreadsheet may safely read it.

    >>> [cell(v) for v in ("=1+1", "-", -5, True, None)]
    ["'=1+1", "'-", -5, 'ใช่', '']
    """
    match value:
        case None:
            return ""
        case bool():
            return "ใช่" if value else "ไม่ใช่"
        case date():
            return value.isoformat()
        case _:
            return inert(value)


def write_xlsx(taking: Taking, content: Content, path: Path) -> None:
    """The data, what the columns mean, and where they are from, a sheet each; row by row, so that memory stays flat."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(DATA.in_language(taking.lang))
    sheet.freeze_panes = "A2"
    _write_head(sheet, header(taking))
    for row in content.rows:
        sheet.append([*map(lambda a, v: _cell(sheet, taking, a, v), taking.attributes, row), *row[-2:]])
    columns = book.create_sheet(COLUMNS.in_language(taking.lang))
    _write_head(columns, [each.in_language(taking.lang) for each in COLUMNS_HEAD])
    for attribute in taking.attributes:
        columns.append([_text(columns, word) for word in _explained(attribute, taking.lang)])
    source = book.create_sheet(SOURCE.in_language(taking.lang))
    for label, told in content.about:
        source.append([_text(source, label, bold=True), _text(source, told)])
    book.save(path)


def _write_head(sheet: Any, titles: list[str]) -> None:
    sheet.append([_text(sheet, title, bold=True) for title in titles])


def _explained(attribute: Attribute, lang: str) -> list[str]:
    codes = "; ".join(f"{code.value} = {code.title.in_language(lang)}" for code in attribute.codes)
    unit = attribute.unit.in_language(lang) if attribute.unit else ""
    return [attribute.title.in_language(lang), attribute.name, attribute.type, unit, codes]


def _cell(sheet: Any, taking: Taking, attribute: Attribute, value: object) -> object:
    """A value for people: codes in words, days in the Buddhist era, numbers as numbers."""
    match value:
        case bool():
            return _text(sheet, (YES if value else NO).in_language(taking.lang))
        case date() if value.year < FIRST_YEAR:
            return _text(sheet, written_day(value) if taking.lang == "th" else value.isoformat())
        case date():
            return _formatted(sheet, value, BUDDHIST_DAY if taking.lang == "th" else DAY)
        case float() if attribute.decimals:
            return _formatted(sheet, value, f"#,##0.{'0' * attribute.decimals}")
        case str():
            word = next((code.title.in_language(taking.lang) for code in attribute.codes if code.value == value), value)
            return _text(sheet, word)
    return value


def _formatted(sheet: Any, value: object, number_format: str) -> WriteOnlyCell:
    made = WriteOnlyCell(sheet, value=value)
    made.number_format = number_format
    return made


def _text(sheet: Any, text: str, *, bold: bool = False) -> WriteOnlyCell:
    """A text by its type, which no spreadsheet runs; quoted besides where it looks like a formula."""
    made = WriteOnlyCell(sheet, value=str(inert(legible(text)))[:MOST_LETTERS])
    made.data_type = "s"
    if bold:
        made.font = BOLD
    return made


BOLD = Font(bold=True)
