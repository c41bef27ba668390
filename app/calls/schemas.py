"""Calls, criteria, briefs and scores on their way in: one model for the JSON body and the HTML form."""

from __future__ import annotations

import re
import uuid
from datetime import date, datetime, timedelta, timezone
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from app.budgets.rules import Class5, Road
from app.budgets.schemas import Amount as Baht
from app.budgets.schemas import Code as Source
from app.budgets.schemas import Year
from app.calls.rules.brief import Section
from app.calls.rules.ranking import WHOLE
from app.core.calendar import THAI_DIGITS, Day, parse_day
from app.core.money import Unit, parse_satang
from app.organizations.schemas import Code, Line
from app.projects.rules.dossier import Item
from gis.thai import normalise

BANGKOK = timezone(timedelta(hours=7))
RESERVED = frozenset({"new", "templates"})
ALWAYS = (Section.PLACE, Section.ACTIVITIES, Section.MONEY)
"""Sections that no call does without."""
CLOCK = re.compile(r"^(\S+)\s+(\d{1,2})[.:](\d{2})(?:\s*น\.?)?$")
HOW = "เขียนเป็น วัน/เดือน/ปี พ.ศ. เวลา เช่น 30/11/2569 16.30 · write day/month/year and the time, e.g. 30/11/2569 16.30"


def parse_moment(given: object) -> object:
    """A moment in Thailand from ``30/11/2569 16.30``, or as ISO has it. Raises ValueError.

    >>> parse_moment("30/11/2569 16.30").isoformat()
    '2026-11-30T16:30:00+07:00'
    """
    if not isinstance(given, str):
        return given
    written = given.strip().translate(THAI_DIGITS)
    found = CLOCK.match(written)
    if found is None:
        return _iso(written)
    day, hour, minute = parse_day(found[1]), int(found[2]), int(found[3])
    if not isinstance(day, date) or hour > 23 or minute > 59:
        raise ValueError(HOW)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=BANGKOK)


def _iso(written: str) -> datetime:
    try:
        given = datetime.fromisoformat(written)
    except ValueError:
        raise ValueError(HOW) from None
    if given.tzinfo is None or not 1941 <= given.year <= 2156:
        raise ValueError(HOW)
    return given


def _several(given: object) -> object:
    return [given] if isinstance(given, str) else given


def _plain(given: object) -> object:
    return normalise(given) if isinstance(given, str) else given


def _no_address(given: object) -> object:
    if given in RESERVED:
        raise ValueError("รหัสนี้ใช้เป็นที่อยู่ของหน้าอื่น · this code is the address of another page")
    return given


Moment = Annotated[datetime, BeforeValidator(parse_moment)]
Passage = Annotated[str, BeforeValidator(_plain), StringConstraints(min_length=1, max_length=4000)]
CallCode = Annotated[Code, BeforeValidator(_no_address)]
Whole = Annotated[int, Field(ge=0, le=WHOLE)]
Satang = Annotated[int, Field(ge=0, le=10**15)]


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CallChange(_Given):
    """What of a call may change until it is opened."""

    title_th: Line
    title_en: Line | None = None
    instructions_th: Passage | None = None
    opens_at: Moment
    closes_at: Moment
    ceiling: Baht
    sections: Annotated[tuple[Section, ...], BeforeValidator(_several)] = tuple(Section)
    files: Annotated[tuple[Item, ...], BeforeValidator(_several)] = ()

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.opens_at >= self.closes_at:
            raise ValueError("วันปิดรับต้องหลังวันเปิดรับ · it closes after it opens")
        return self

    def required(self) -> list[str]:
        """The sections, in the order of the form, with those that no call does without."""
        return [one.value for one in Section if one in self.sections or one in ALWAYS]


class CallIn(CallChange):
    """A call of an organisation for a fiscal year (B.E.) and a source of money."""

    code: CallCode
    fiscal_year: Year
    source: Source
    organization: Code


class CriterionIn(_Given):
    """A criterion with its weight in per cent."""

    code: Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,31}$")]
    title_th: Line
    title_en: Line | None = None
    weight: Annotated[int, Field(ge=1, le=WHOLE)]


class CriteriaIn(_Given):
    """All criteria of a call, in their order; their weights sum to 100."""

    criteria: Annotated[tuple[CriterionIn, ...], Field(min_length=1, max_length=20)]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        whole = sum(one.weight for one in self.criteria)
        if whole != WHOLE:
            raise ValueError(f"น้ำหนักรวมต้องเป็น 100 ตอนนี้รวม {whole} · the weights must sum to 100, not to {whole}")
        if len({one.code for one in self.criteria}) < len(self.criteria):
            raise ValueError("รหัสเกณฑ์ซ้ำกัน · a code is given twice")
        return self


class ExtensionIn(_Given):
    """A later deadline, for everybody or for one organisation, and why."""

    closes_at: Moment
    organization: Code | None = None
    reason: Line


class AmountIn(_Given):
    """The money of one activity and class, in satang."""

    activity: Annotated[int, Field(ge=1, le=32_000)]
    class5: Class5
    road: Road = Road.BY_CONTRACT
    amount: Annotated[Satang, Field(gt=0)]


MONEY = ("total", "q1", "q2", "q3", "q4")


class BriefIn(_Given):
    """What a brief says beside its project. Amounts come in ``unit`` and are held in satang."""

    starts_on: Day | None = None
    ends_on: Day | None = None
    supports: Passage | None = None
    dimensions: Passage | None = None
    risks: Passage | None = None
    evaluation: Passage | None = None
    unlocated_reason: Passage | None = None
    unit: Unit = Unit.BAHT
    total: Satang | None = None
    q1: Satang | None = None
    q2: Satang | None = None
    q3: Satang | None = None
    q4: Satang | None = None
    items: tuple[AmountIn, ...] = ()

    @model_validator(mode="before")
    @classmethod
    def _in_satang(cls, given: Any) -> Any:
        """Amounts as people write them, by the unit that is given beside them."""
        if not isinstance(given, dict):
            return given
        unit = Unit(given.get("unit") or Unit.BAHT)
        items = [
            one | {"amount": _satang(one.get("amount"), unit)} if isinstance(one, dict) else one
            for one in given.get("items", ())
        ]
        return given | {name: _satang(given[name], unit) for name in MONEY if name in given} | {"items": items}

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.starts_on and self.ends_on and self.ends_on < self.starts_on:
            raise ValueError("วันสิ้นสุดอยู่ก่อนวันเริ่ม · it ends before it starts")
        keys = [(one.activity, one.class5) for one in self.items]
        if len(set(keys)) < len(keys):
            raise ValueError("กิจกรรมและงบรายจ่ายซ้ำกัน · an activity has the same class twice")
        return self


def _satang(given: object, unit: Unit) -> object:
    return parse_satang(str(given), unit) if isinstance(given, str | int | float) else given


class ReasonIn(_Given):
    """Why."""

    reason: Line


class ScoresIn(_Given):
    """The score of every criterion, 0 to 100, and a note."""

    scores: dict[str, Whole]
    note: Line | None = None


class MoveIn(_Given):
    """Another rank than the scores say, and why."""

    rank: Annotated[int, Field(ge=1, le=9999)]
    reason: Line


class DecisionIn(_Given):
    """The resolution by which the call is decided."""

    resolution: uuid.UUID


class BeginIn(_Given):
    """The project that a brief is about."""

    project: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]


class ConfirmIn(_Given):
    """Nothing but that it be done."""
