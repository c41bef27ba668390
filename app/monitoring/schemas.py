"""Rounds, plans, reports, assets and inspections on their way in: one model for the JSON body and the HTML form."""

from __future__ import annotations

import re
import uuid
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import pairwise
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from app.core.calendar import BUDDHIST_ERA, THAI_DIGITS, Day
from app.monitoring.rules import Cadence, Condition, Verdict, next_month
from app.organizations.schemas import Code, Line

MONTH = re.compile(r"^(\d{1,2})/(\d{4})$|^(\d{4})-(\d{2})(?:-01)?$", re.ASCII)
HOW = (
    "แต่ละบรรทัดเขียน เดือน/ปี พ.ศ. ร้อยละสะสม บาทสะสม เช่น 10/2568 5 120000"
    " · write in each line month/year, cumulative per cent, cumulative baht, e.g. 10/2568 5 120000"
)
LOW, HIGH = "ร้อยละต้องไม่ติดลบ · not below 0 per cent", "ร้อยละต้องไม่เกิน 100 · not above 100 per cent"
MOST_SATANG = 10**16


def _number(given: object) -> object:
    """Thousands may be set apart by commas, digits may be Thai."""
    return given.strip().replace(",", "").translate(THAI_DIGITS) if isinstance(given, str) else given


def _of_hundred(value: Decimal) -> Decimal:
    if value < 0 or value > 100:
        raise ValueError(LOW if value < 0 else HIGH)
    return value.quantize(Decimal("0.01"))


def _whole_satang(value: Decimal) -> Decimal:
    if value < 0 or value != value.quantize(Decimal("0.01")) or value * 100 > MOST_SATANG:
        raise ValueError("จำนวนเงินเป็นบาท ไม่ติดลบ ไม่เกินสองตำแหน่ง · baht, not negative, two decimals at most")
    return value


Pct = Annotated[Decimal, BeforeValidator(_number), Field(allow_inf_nan=False), AfterValidator(_of_hundred)]
Baht = Annotated[Decimal, BeforeValidator(_number), Field(allow_inf_nan=False), AfterValidator(_whole_satang)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
RoundCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2]|Q[1-4])$")]
Days = Annotated[int, Field(ge=1, le=3650)]
HelpFrom = Annotated[str, StringConstraints(pattern=r"^[op]:.{1,63}$")]
"""``o:`` and the code of an organisation, or ``p:`` and the number of a position."""


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RoundsIn(_Given):
    """The rounds of a fiscal year; a report is due so many days after the period."""

    fiscal_year: Annotated[int, Field(ge=2500, le=2700)]
    kind: Cadence
    due_days: Annotated[int, Field(ge=0, le=60)] = 5


class LightRuleIn(_Given):
    """From which numbers on a light changes."""

    valid_from: Day
    watch_points: Pct
    late_points: Pct
    watch_days: Days
    late_days: Days
    stale_days: Days
    reason: Line

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not 0 < self.watch_points <= self.late_points or self.watch_days > self.late_days:
            raise ValueError(
                "เกณฑ์เฝ้าระวังต้องมากกว่า 0 และไม่เกินเกณฑ์ล่าช้า · watch is above 0 and not above late, in points and in days"
            )
        return self


class PlannedMonth(_Given):
    """What shall be done at the end of a month, cumulative."""

    month: date
    pct: Pct
    baht: Baht = Decimal(0)


def _lines(given: object) -> object:
    """The months of a text: one in each line, apart by blanks or tabs as a spreadsheet gives them."""
    if not isinstance(given, str):
        return given
    return [_line(line.split()) for line in given.splitlines() if line.strip()]


def _line(words: list[str]) -> PlannedMonth:
    found = MONTH.match(words[0].translate(THAI_DIGITS))
    if found is None or len(words) not in (2, 3):
        raise ValueError(HOW)
    month, year, iso_year, iso_month = (int(part) if part else 0 for part in found.groups())
    year, month = year or iso_year, month or iso_month
    try:
        day = date(year - BUDDHIST_ERA if year >= 2400 else year, month, 1)
        numbers = [Decimal(str(_number(word))) for word in words[1:]]
    except (ValueError, InvalidOperation):
        raise ValueError(HOW) from None
    if not all(number.is_finite() for number in numbers) or not 0 <= numbers[0] <= 100 or min(numbers) < 0:
        raise ValueError(HOW)
    return PlannedMonth(month=day, pct=numbers[0], baht=numbers[1] if len(numbers) > 1 else Decimal(0))


class CurveIn(_Given):
    """The planned curve of a project: from its first day, month by month, to the whole."""

    starts_on: Day
    cadence: Cadence = Cadence.MONTH
    months: Annotated[tuple[PlannedMonth, ...], BeforeValidator(_lines), Field(min_length=1, max_length=120)]
    reason: Line | None = None

    @model_validator(mode="after")
    def _rises_to_the_whole(self) -> Self:
        months = [one.month for one in self.months]
        if months[0] != self.starts_on.replace(day=1) or any(b != next_month(a) for a, b in pairwise(months)):
            raise ValueError("เดือนต้องต่อเนื่องตั้งแต่เดือนที่เริ่ม · months follow one another from the month of the start")
        if any(b.pct < a.pct or b.baht < a.baht for a, b in pairwise(self.months)):
            raise ValueError("ค่าสะสมลดลงไม่ได้ · what is cumulative does not fall")
        if self.months[-1].pct != 100:
            raise ValueError("เดือนสุดท้ายต้องครบร้อยละ 100 · the last month reaches 100 per cent")
        return self


class ReportIn(_Given):
    """A progress report. ``request_key`` is the same in every try to send it."""

    round: RoundCode
    observed_on: Day
    physical_pct: Pct
    reported_baht: Baht | None = None
    done_th: Words
    problem_class: Code | None = None
    problem_th: Words | None = None
    remedy_th: Words | None = None
    help_from: HelpFrom | None = None
    help_th: Words | None = None
    reason: Line | None = None
    lon: Annotated[float, Field(ge=-180, le=180, allow_inf_nan=False)] | None = None
    lat: Annotated[float, Field(ge=-90, le=90, allow_inf_nan=False)] | None = None
    request_key: uuid.UUID = Field(default_factory=uuid.uuid4)

    @model_validator(mode="after")
    def _whole_pairs(self) -> Self:
        if (self.problem_class is None) != (self.problem_th is None):
            raise ValueError("ปัญหาต้องมีทั้งประเภทและรายละเอียด · a problem has its kind and its words")
        if self.remedy_th is not None and self.problem_class is None:
            raise ValueError("แนวทางแก้ไขต้องมีปัญหา · a remedy needs its problem")
        if (self.help_from is None) != (self.help_th is None):
            raise ValueError("ระบุทั้งผู้ที่ขอให้ช่วยและเรื่องที่ขอ · say both of whom help is wanted and which")
        if (self.lon is None) != (self.lat is None):
            raise ValueError("พิกัดต้องมีทั้งสองค่า · a position has both values")
        return self


class VerificationIn(_Given):
    """What a supervisor says of a report; what is returned is returned with a remark."""

    verdict: Verdict
    remark: Line | None = None

    @model_validator(mode="after")
    def _told_why(self) -> Self:
        if self.verdict is Verdict.RETURNED and self.remark is None:
            raise ValueError("ส่งคืนต้องบอกเหตุผล · say why it is returned")
        return self


class MilestoneIn(_Given):
    """A step with its planned day."""

    title_th: Line
    title_en: Line | None = None
    planned_on: Day


class Reaching(_Given):
    """The day on which a step was reached."""

    actual_on: Day


class AssetIn(_Given):
    """An asset of a project."""

    name_th: Line
    name_en: Line | None = None
    value_baht: Baht


class HandOver(_Given):
    """Who takes an asset over, by which document, on which day."""

    owner_th: Line
    owner_organization: Code | None = None
    document: Line
    handed_over_on: Day


class NoAssetIn(_Given):
    """Why a project leaves nothing behind."""

    reason: Line


class InspectionIn(_Given):
    """What was found of an asset; ``months`` for the inspections that are due after hand-over, none for one between."""

    months: Annotated[int, Field(ge=6, le=24)] | None = None
    inspected_on: Day
    condition: Condition
    remark: Line | None = None

    @model_validator(mode="after")
    def _told_what_is_wrong(self) -> Self:
        if self.months not in (None, 6, 12, 24):
            raise ValueError("ตรวจเมื่อครบ 6, 12 หรือ 24 เดือน · inspections are due after 6, 12 and 24 months")
        if self.condition is not Condition.IN_USE and self.remark is None:
            raise ValueError("ชำรุดหรือไม่ใช้ประโยชน์ต้องบอกเหตุ · say what is wrong")
        return self
