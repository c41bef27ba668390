"""Where the pages of indicators stand, the words that they share, and the days that they are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from fastapi import Path, Query
from sqlalchemy.orm import Session

from app.core.authority import Acting
from app.core.calendar import BUDDHIST_ERA, parse_day
from app.core.errors import Invalid
from app.core.permissions import Permission
from app.indicators.models import Indicator
from app.indicators.records import existing, resource_of
from app.indicators.rules import (
    AGGREGATIONS,
    DIRECTIONS,
    LEVEL_NAMES,
    MEASURES,
    PERIOD_KINDS,
    STATUSES,
    THEMES,
    Aggregation,
    Direction,
    Measure,
    PeriodKind,
    Status,
    Theme,
)
from app.indicators.rules.periods import DAY, FIRST_DAYS, year_of
from app.indicators.rules.scoring import LIGHTS, TRENDS, Light, Trend
from app.indicators.schemas import Period
from app.web import words
from app.web.sheets import Input, Sheet
from app.web.words import Language
from gis.layer import Text

ROOM = Text(th="ตัวชี้วัด", en="Indicators")
Code = Annotated[str, Path(max_length=32)]
Asked = Annotated[str, Query(max_length=100)]
Known = Annotated[str, Query(max_length=10)]
SAVE = Text(th="บันทึก", en="Save")
NUMBER = {"inputmode": "decimal"}
SHAPES = {Light.GREEN: ("circle", "#1f7a4d"), Light.YELLOW: ("triangle", "#c98a00"), Light.RED: ("square", "#a12622"),
          Light.GREY: ("hatched", "#68727b")}  # fmt: skip
"""Mark and colour of each light: told apart without colour too."""
WORDS: dict[str, Any] = {
    "THEMES": THEMES, "DIRECTIONS": DIRECTIONS, "AGGREGATIONS": AGGREGATIONS, "PERIOD_KINDS": PERIOD_KINDS,
    "STATUSES": STATUSES, "LEVEL_NAMES": LEVEL_NAMES, "MEASURES": MEASURES, "LIGHTS": LIGHTS, "TRENDS": TRENDS,
    "SHAPES": SHAPES, "Theme": Theme, "Direction": Direction, "Aggregation": Aggregation, "PeriodKind": PeriodKind,
    "Status": Status, "Measure": Measure, "Light": Light, "Trend": Trend,
}  # fmt: skip


def page_of(code: str) -> str:
    """The address of an indicator."""
    return f"/indicators/{code}"


def named(indicator: Indicator) -> Text:
    return Text(th=indicator.name_th, en=indicator.name_en)


def sheet_of(
    indicator: Indicator, title: Text, lead: Text, inputs: Sequence[Input], submit: Text = SAVE, *, grave: bool = False
) -> Sheet:
    """A form about an indicator, which leads back to it."""
    back = page_of(indicator.code)
    return Sheet(title, lead, inputs, submit, back, named(indicator), grave, room="/indicators", room_title=ROOM)


def definable(session: Session, by: Acting, code: str) -> Indicator:
    """An indicator that the actor may define anew. Raises Forbidden, NotFound."""
    return _held(session, by, code, Permission.INDICATOR_DEFINE)


def recordable(session: Session, by: Acting, code: str) -> Indicator:
    """An indicator whose values the actor may record. Raises Forbidden, NotFound."""
    return _held(session, by, code, Permission.OBSERVATION_RECORD)


def may(by: Acting | None, permission: Permission, indicator: Indicator | None = None) -> bool:
    return by is not None and by.may(permission, resource_of(indicator))


def known_on(asked: str) -> date | None:
    """The day as of which is asked; None: today. Raises Invalid."""
    try:
        day = parse_day(asked)
    except ValueError as error:
        th, _, en = str(error).partition(" · ")
        raise Invalid(th, en or th, place="known") from None
    return day if isinstance(day, date) else None


def period_of(asked: str, known: Sequence[Period]) -> Period | None:
    """The period asked for by its first day and the day after its last, else the newest. Raises Invalid."""
    if not asked:
        return next(iter(known), None)
    start, _, end = asked.partition("/")
    try:
        return Period(start=date.fromisoformat(start), end=date.fromisoformat(end))
    except ValueError:
        raise Invalid(
            "รอบเวลาเขียนเป็น วันแรก/วันถัดจากวันสุดท้าย เช่น 2024-01-01/2025-01-01",
            "A period is its first day and the day after its last, e.g. 2024-01-01/2025-01-01.",
            place="period",
        ) from None


def period_key(period: Period) -> str:
    """A period as an address holds it."""
    return f"{period.start.isoformat()}/{period.end.isoformat()}"


def period_named(indicator: Indicator, period: Period, language: Language) -> str:
    """A period as people call it: 2567, or its days."""
    kind = PeriodKind(indicator.period_kind)
    if kind in FIRST_DAYS:
        return str(year_of(kind, period.span))
    first, last = period.start, period.end - DAY
    if kind is PeriodKind.QUARTER:
        return f"{language.say('ไตรมาส', 'Q')}{(first.month - 1) // 3 + 1}/{first.year + BUDDHIST_ERA}"
    if kind is PeriodKind.MONTH:
        return f"{first.month}/{first.year + BUDDHIST_ERA}"
    told = [words.short_date(day, language) for day in (first, last)]
    return told[0] if first == last else "–".join(told)


def _held(session: Session, by: Acting, code: str, permission: Permission) -> Indicator:
    row = session.get(Indicator, code)
    by.must(permission, resource_of(row))
    return existing(row, code)
