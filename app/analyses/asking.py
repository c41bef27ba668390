"""What the pages of analyses are asked for: a fiscal year, a level, and the day as of which."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session

from app.analyses.rules import Level
from app.budgets.queries.reports import years
from app.core.authority import Viewer
from app.core.calendar import fiscal_year
from app.core.errors import Invalid
from app.core.records import today

Asked = Annotated[str, Query(max_length=40)]
FIRST_YEAR, LAST_YEAR = 2500, 2700


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
