"""What the pages of analyses are asked for: a fiscal year, a level, and the day as of which."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session

from app.analyses.rules import MOST_WEIGHT, Level
from app.budgets.queries.reports import years
from app.core.authority import Viewer
from app.core.calendar import THAI_DIGITS, fiscal_year
from app.core.errors import Invalid
from app.core.records import today
from gis.composite import Scale

Asked = Annotated[str, Query(max_length=40)]
FIRST_YEAR, LAST_YEAR = 2500, 2700
WEIGHT = "w."
NUMBER = re.compile(r"(\d{1,3}(\.\d{1,4})?)?", re.ASCII)


def day_asked(session: Session, as_of: date | None) -> date:
    """The day on whose boundaries an analysis stands."""
    return as_of or today(session)


def year_asked(session: Session, asked: str, on: date, *, viewer: Viewer) -> tuple[int, Sequence[int]]:
    """The fiscal year, and the years with money to choose from; without one the latest that has begun. Raises Invalid."""
    known = years(session, viewer=viewer)
    if asked:
        return _year(asked), known
    return next((each for each in known if each <= fiscal_year(on)), fiscal_year(on)), known


def _year(asked: str) -> int:
    year = int(asked) if asked.isdecimal() else 0
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(
            f"ปีงบประมาณ “{asked}” ใช้ไม่ได้ พิมพ์ปี พ.ศ. สี่หลัก เช่น 2569",
            f"“{asked}” is no fiscal year; give a year of the Buddhist Era in four digits, as 2569.", place="year",
        )  # fmt: skip
    return year


def level_asked(asked: str) -> Level:
    """The level; districts where none is asked for. Raises Invalid."""
    if asked and asked not in tuple(Level):
        raise Invalid(
            f"ไม่มีระดับ “{asked}” เลือก district (อำเภอ) หรือ subdistrict (ตำบล)",
            f"There is no level “{asked}”; choose district or subdistrict.", place="level",
        )  # fmt: skip
    return Level(asked or Level.DISTRICT)


def scale_asked(asked: str) -> Scale:
    """How values are made comparable; between least and most where nothing is asked. Raises Invalid."""
    if asked and asked not in tuple(Scale):
        raise Invalid(
            f"ไม่มีวิธีให้คะแนน “{asked}” เลือก minmax หรือ z", f"There is no scale “{asked}”; choose minmax or z.", place="scale"
        )  # fmt: skip
    return Scale(asked or Scale.MINMAX)


def weights_asked(given: Mapping[str, str], codes: Sequence[str]) -> dict[str, float] | None:
    """The weight of each indicator, asked for as ``w.<code>``; what is left empty weighs nothing. None: nothing is asked.

    Raises Invalid at the field of the indicator, or at ``weights`` where nothing weighs anything.
    """
    asked = {code: given[f"{WEIGHT}{code}"].strip() for code in codes if f"{WEIGHT}{code}" in given}
    if not asked:
        return None
    weights = {code: _weight(code, asked.get(code, "")) for code in codes}
    if not any(weights.values()):
        raise Invalid(
            "ให้น้ำหนักมากกว่า 0 กับตัวชี้วัดอย่างน้อยหนึ่งตัว", "Give one indicator a weight above 0 at least.", place="weights"
        )  # fmt: skip
    return weights


def _weight(code: str, asked: str) -> float:
    asked = asked.translate(THAI_DIGITS)
    if not NUMBER.fullmatch(asked) or not 0 <= float(asked or 0) <= MOST_WEIGHT:
        raise Invalid(
            f"น้ำหนักของ {code} ต้องเป็นตัวเลขตั้งแต่ 0 ถึง {MOST_WEIGHT:g}",
            f"The weight of {code} must be a number from 0 to {MOST_WEIGHT:g}.", place=f"{WEIGHT}{code}",
        )  # fmt: skip
    return float(asked or 0)
