"""An indicator as a workbook: what was recorded, as an import reads it; its targets beside what was reached; what it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.core.calendar import written_day
from app.core.workbooks import as_workbook
from app.indicators.imports import COLUMNS, last_day
from app.indicators.models import Indicator, Observation
from app.indicators.queries.targets import Track, Year
from app.indicators.rules import (
    AGGREGATIONS,
    DIRECTIONS,
    LEVEL_NAMES,
    PERIOD_KINDS,
    THEMES,
    Aggregation,
    Direction,
    PeriodKind,
    Theme,
)
from app.indicators.rules.scoring import LIGHTS

TARGETS = ("แผน", "ฉบับที่", "ประเด็นการพัฒนา", "รหัสองค์ประกอบ", "องค์ประกอบของแผน", "ค่าเป้าหมายของ", "หน่วย", "ปีฐาน", "ค่าฐาน",
           "ปี", "ค่าเป้าหมาย", "ผล", "ร้อยละของเป้า", "คะแนน", "สัญญาณ")  # fmt: skip


def workbook(found: Indicator, rows: Sequence[Observation], tracks: Sequence[Track], *, known: date) -> bytes:
    """Three sheets; the first one comes in again as it went out. Days are written in the Buddhist era."""
    return as_workbook([
        ("ค่า", [words.th for words in COLUMNS.values()], [_value(row) for row in rows]),
        ("เป้าหมาย", TARGETS, [_target(track, year) for track in tracks for year in track.years]),
        ("ข้อมูลกำกับ", ("รายการ", "ค่า"), _about(found, known, rows)),
    ])  # fmt: skip


def _value(row: Observation) -> list[object]:
    days = {"first_day": row.period_start, "last_day": last_day(row), "vintage_on": row.vintage_on}
    told = {name: written_day(day) for name, day in days.items()}
    return [told.get(name, getattr(row, name, None)) for name in COLUMNS]


def _target(track: Track, year: Year) -> list[object]:
    base_year, base = track.target.baseline or (None, None)
    return [
        track.plan.code, track.plan.version, track.issue and f"{track.issue.code} {track.issue.title_th}", track.node.code,
        track.node.title_th, track.target.indicator, track.target.unit, base_year, None if base is None else float(base),
        year.year, float(year.target), year.actual, year.reached, year.score, LIGHTS[year.light].th,
    ]  # fmt: skip


def _about(found: Indicator, known: date, rows: Sequence[Observation]) -> list[tuple[str, object]]:
    return [
        ("รหัส", found.code), ("ชื่อ", found.name_th), ("Name", found.name_en), ("หมวด", THEMES[Theme(found.theme)].th),
        ("หน่วย", found.unit_th), ("นิยาม", found.definition_th), ("สูตร", found.formula_th),
        ("ตัวตั้ง", found.numerator_th), ("ตัวหาร", found.denominator_th),
        ("ทิศทางที่ดี", DIRECTIONS[Direction(found.direction)].th),
        ("การรวมค่า", AGGREGATIONS[Aggregation(found.aggregation)].th), ("ระดับต่ำสุด", LEVEL_NAMES[found.min_level].th),
        ("รอบเวลา", PERIOD_KINDS[PeriodKind(found.period_kind)].th), ("ที่มา", found.source),
        ("ตรวจกับต้นฉบับแล้ว", "ใช่" if found.is_verified else "ยัง"), ("ข้อควรระวัง", found.caution_th),
        ("ชั้นข้อมูล", found.class_), ("ตามที่ทราบ ณ วันที่", written_day(known)), ("จำนวนค่าที่บันทึก", len(rows)),
        ("มีค่าสมมุติ", "ใช่" if any(row.is_synthetic for row in rows) else "ไม่มี"),
        ("วันที่", "วัน/เดือน/ปี พ.ศ. ค่าที่แก้ไขเป็นฉบับใหม่ ฉบับเดิมคงอยู่"),
    ]  # fmt: skip
