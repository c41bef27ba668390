"""Values from a table: each row is read or told what is wrong with it, in both languages; nothing is guessed.

A table is CSV, or the first sheet of a workbook. Columns are found by their Thai or English names. A B.E. ``year`` may
stand for the first and the last day.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from app.core.calendar import written_day
from app.core.errors import Invalid
from app.core.spreadsheets import inert
from app.core.workbooks import ZIP, first_sheet
from app.indicators.models import Indicator, Observation
from app.indicators.records import refuse_unsound
from app.indicators.rules import PeriodKind, Status
from app.indicators.rules.periods import FIRST_DAYS, whole_year
from app.indicators.schemas import ObservationForm, ObservationIn
from gis.layer import Text

COLUMNS: dict[str, Text] = {
    "area_code": Text(th="รหัสพื้นที่", en="area_code"),
    "first_day": Text(th="วันแรก", en="first_day"),
    "last_day": Text(th="วันสุดท้าย", en="last_day"),
    "value": Text(th="ค่า", en="value"),
    "vintage_on": Text(th="วันเผยแพร่", en="vintage_on"),
    "status": Text(th="สถานะ", en="status"),
    "numerator": Text(th="ตัวตั้ง", en="numerator"),
    "denominator": Text(th="ตัวหาร", en="denominator"),
    "lower": Text(th="ค่าต่ำ", en="lower"),
    "upper": Text(th="ค่าสูง", en="upper"),
    "source": Text(th="แหล่งข้อมูล", en="source"),
}
YEAR = Text(th="ปี", en="year")
NEEDED = ("area_code", "value", "vintage_on")
LETTERS = {"p": Status.PROVISIONAL, "r": Status.REVISED, "f": Status.FINAL, "e": Status.ESTIMATED, "i": Status.IMPUTED}
MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class RowError:
    """What is wrong with a row; the head of the table is row 1."""

    row: int
    column: str
    told: Text


@dataclass(frozen=True, slots=True)
class Reading:
    """What a table says of an indicator: sound rows, and what is wrong with the others."""

    observations: tuple[ObservationIn, ...] = ()
    errors: tuple[RowError, ...] = ()


def decoded(raw: bytes) -> str:
    """The text of a file: of a workbook its first sheet, else UTF-8, else the Thai encoding of older spreadsheets (cp874).

    Raises Invalid for a workbook that cannot be read.
    """
    if raw.startswith(ZIP):
        out = io.StringIO()
        csv.writer(out).writerows(first_sheet(raw))
        return out.getvalue()
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp874", "replace")


def read(measured: Indicator, text: str) -> Reading:
    """The rows of a table with a head. Raises Invalid for a table without the columns that are needed."""
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    lines = list(csv.reader(io.StringIO(text.removeprefix("\ufeff").strip()), delimiter=delimiter))
    if len(lines) < 2:
        raise Invalid(
            "ตารางว่าง ต้องมีหัวตารางและอย่างน้อยหนึ่งแถว", "The table is empty; it needs a head and a row.", place="rows"
        )
    if len(lines) > MOST_ROWS:
        raise Invalid(f"เกิน {MOST_ROWS:,} แถว แบ่งไฟล์", f"More than {MOST_ROWS:,} rows; split the file.", place="rows")
    names = _names(lines[0])
    found: list[ObservationIn] = []
    wrong: list[RowError] = []
    seen: dict[tuple[object, ...], int] = {}
    for number, cells in enumerate(lines[1:], start=2):
        if any(cell.strip() for cell in cells):
            _row(measured, number, dict(zip(names, cells, strict=False)), found, wrong, seen)
    return Reading(tuple(found), tuple(wrong))


def written(rows: list[Observation]) -> str:
    """The same table from what was recorded, for a spreadsheet: read back, it says the same."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow([words.en for words in COLUMNS.values()])
    for row in rows:
        told = {"first_day": written_day(row.period_start), "last_day": written_day(last_day(row)),
                "vintage_on": written_day(row.vintage_on)}  # fmt: skip
        table.writerow([_cell(told.get(name, getattr(row, name, None))) for name in COLUMNS])
    return out.getvalue()


def last_day(row: Observation) -> date:
    """The last day of the period; its end is the day after."""
    return date.fromordinal(row.period_end.toordinal() - 1)


def _cell(value: object) -> object:
    """A text that a spreadsheet would run as a formula is quoted."""
    if isinstance(value, float):
        return f"{value:.15g}"
    return inert(value)


def _names(head: list[str]) -> list[str]:
    known = {word: name for name, words in (COLUMNS | {"year": YEAR}).items() for word in (words.th, words.en)}
    names = [known.get(cell.strip().lower(), "") for cell in head]
    days = "year" in names or {"first_day", "last_day"} <= set(names)
    missing = [COLUMNS[name] for name in NEEDED if name not in names] + ([] if days else [YEAR])
    if missing:
        raise Invalid(
            f"ไม่พบคอลัมน์: {', '.join(words.th for words in missing)}",
            f"Columns are missing: {', '.join(words.en for words in missing)}.",
            place="rows",
        )
    return names


def _row(
    measured: Indicator, number: int, cells: Mapping[str, str], found: list[ObservationIn], wrong: list[RowError],
    seen: dict[tuple[object, ...], int],
) -> None:  # fmt: skip
    try:
        given = _given(measured, {name: cell.strip() for name, cell in cells.items() if name and cell.strip()})
        observation = ObservationForm.model_validate(given).observation()
        refuse_unsound(measured, observation)
        _refuse_twice(number, observation, seen)
    except ValidationError as error:
        first = error.errors()[0]
        wrong.append(RowError(number, str(first["loc"][0]) if first["loc"] else "", _told(first)))
    except Invalid as error:
        wrong.append(RowError(number, error.place or "", Text(th=error.th, en=error.en)))
    else:
        found.append(observation)


def _given(measured: Indicator, cells: dict[str, str]) -> dict[str, Any]:
    given: dict[str, Any] = dict(cells)
    if "status" in given:
        letter = str(given["status"]).lower()
        given["status"] = LETTERS.get(letter, letter)
    year = given.pop("year", None)
    if year is None:
        return given
    kind = PeriodKind(measured.period_kind)
    if kind not in FIRST_DAYS or not str(year).isdecimal() or not 2400 <= int(year) <= 2699:
        raise Invalid("ปีต้องเป็น พ.ศ. และใช้ได้กับตัวชี้วัดรายปี", "The year is a B.E. year of a yearly indicator.", place="year")
    start, end = whole_year(kind, int(year))
    return given | {"first_day": start, "last_day": end.fromordinal(end.toordinal() - 1)}


def _refuse_twice(number: int, one: ObservationIn, seen: dict[tuple[object, ...], int]) -> None:
    key = (one.area_code, one.period, one.vintage_on)
    before = seen.setdefault(key, number)
    if before != number:
        raise Invalid(f"ซ้ำกับแถว {before}", f"The same as row {before}.", place="area_code")


def _told(error: Any) -> Text:
    """What is wrong with a cell: our own words, else the column's."""
    if error["type"] == "value_error":
        th, _, en = str(error["ctx"]["error"]).partition(" · ")
        return Text(th=th, en=en or th)
    if error["type"] == "missing":
        return Text(th="ต้องมีค่า", en="A value is needed.")
    return Text(th="ค่านี้ใช้ไม่ได้", en="This value cannot be used.")
