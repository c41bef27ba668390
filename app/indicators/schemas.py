"""Indicators, observations and what judges them on their way in, and values on their way out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, FiniteFloat, StringConstraints, model_validator

from app.core.calendar import Day
from app.indicators.rules import Aggregation, Direction, Measure, PeriodKind, Status, Theme
from app.organizations.schemas import Code
from gis.access import Read

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]
IndicatorLevel = Literal["province", "district", "subdistrict", "village"]
IndicatorClass = Literal[Read.PUBLIC, Read.INTERNAL, Read.CONFIDENTIAL]
CommonDay = Annotated[date, Field(lt=date(2400, 1, 1))]
"""A day of the Common Era; a Buddhist year is refused here, as it is by the table."""
AreaCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}){1,4}$")]
IndicatorCode = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[A-Z][A-Z0-9.-]{1,31}$")]


def _grouped(given: object) -> object:
    """Thousands may be set apart by commas."""
    return given.replace(",", "").strip() if isinstance(given, str) else given


Number = Annotated[FiniteFloat, BeforeValidator(_grouped)]


class _Given(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class IndicatorChange(_Given):
    """How an indicator is called, computed and kept; `min_level` is the lowest level at which it is observed."""

    theme: Theme = Theme.OTHER
    name_th: Words
    name_en: Words
    definition_th: Words
    definition_en: Words
    formula_th: Words | None = None
    formula_en: Words | None = None
    numerator_th: Words | None = None
    numerator_en: Words | None = None
    denominator_th: Words | None = None
    denominator_en: Words | None = None
    unit_th: Words
    unit_en: Words
    multiplier: Annotated[Number, Field(gt=0)] = 1
    decimals: int = Field(default=0, ge=0, le=6)
    direction: Direction
    range_lo: Number | None = None
    range_hi: Number | None = None
    aggregation: Aggregation
    weight_indicator: IndicatorCode | None = None
    min_level: IndicatorLevel
    period_kind: PeriodKind
    source: Words
    release_lag_days: Annotated[int, Field(ge=0, le=3650)] | None = None
    caution_th: Words | None = None
    caution_en: Words | None = None
    organization: Code | None = None
    class_: Annotated[IndicatorClass, Field(alias="class")] = Read.PUBLIC
    is_about_persons: bool = False
    is_verified: bool = False

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @model_validator(mode="after")
    def _range_where_it_counts(self) -> Self:
        if self.direction is not Direction.RANGE:
            if (self.range_lo, self.range_hi) != (None, None):
                raise ValueError("ระบุช่วงได้เฉพาะตัวชี้วัดแบบช่วง · only an indicator with a range has its limits")
        elif self.range_lo is None or self.range_hi is None or self.range_lo >= self.range_hi:
            raise ValueError("ตัวชี้วัดแบบช่วงต้องมีค่าต่ำและค่าสูงตามลำดับ · a range needs its lower and upper limit, in order")
        return self

    @model_validator(mode="after")
    def _weight_of_a_mean(self) -> Self:
        if self.weight_indicator is not None and self.aggregation is not Aggregation.WEIGHTED_MEAN:
            raise ValueError("ตัวถ่วงน้ำหนักใช้กับค่าเฉลี่ยถ่วงน้ำหนักเท่านั้น · only a weighted mean has an indicator of weights")
        return self


class IndicatorIn(IndicatorChange):
    """A new indicator."""

    code: IndicatorCode
    is_synthetic: bool = False

    @model_validator(mode="after")
    def _weighed_by_another(self) -> Self:
        if self.weight_indicator == self.code:
            raise ValueError("ตัวชี้วัดถ่วงน้ำหนักด้วยตัวเองไม่ได้ · an indicator does not weigh itself")
        return self


class Period(BaseModel):
    """From `start` (inclusive) to `end` (exclusive)."""

    model_config = ConfigDict(frozen=True)

    start: CommonDay
    end: CommonDay

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start:
            raise ValueError("รอบเวลาต้องสิ้นสุดหลังวันเริ่ม · a period ends after it starts")
        return self

    @property
    def span(self) -> tuple[date, date]:
        return self.start, self.end


class ObservationIn(_Given):
    """One value as known on `vintage_on`; a share comes with its numerator and denominator."""

    area_code: AreaCode
    period: Period
    value: Number
    vintage_on: CommonDay
    status: Status = Status.FINAL
    lower: Number | None = None
    upper: Number | None = None
    numerator: Number | None = None
    denominator: Annotated[Number, Field(gt=0)] | None = None
    source: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)] | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.numerator is None) != (self.denominator is None):
            raise ValueError("ตัวตั้งและตัวหารต้องมาคู่กัน · numerator and denominator come together")
        if (self.lower is None) != (self.upper is None):
            raise ValueError("ค่าต่ำและค่าสูงต้องมาคู่กัน · the lower and the upper bound come together")
        if self.lower is not None and self.upper is not None and not self.lower <= self.value <= self.upper:
            raise ValueError("ค่าต้องอยู่ระหว่างค่าต่ำและค่าสูง · the value lies between its bounds")
        return self


class ObservationForm(_Given):
    """The same as it is filled in: the first and the last day of the period, days in the Buddhist era."""

    area_code: AreaCode
    first_day: Day
    last_day: Day
    value: Number
    vintage_on: Day
    status: Status = Status.FINAL
    lower: Number | None = None
    upper: Number | None = None
    numerator: Number | None = None
    denominator: Annotated[Number, Field(gt=0)] | None = None
    source: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)] | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        if self.last_day < self.first_day:
            raise ValueError("วันสุดท้ายต้องไม่ก่อนวันแรก · the last day is not before the first")
        self.observation()
        return self

    def observation(self) -> ObservationIn:
        """What it says."""
        given: dict[str, Any] = self.model_dump(exclude={"first_day", "last_day"})
        end = date.fromordinal(self.last_day.toordinal() + 1)
        return ObservationIn(period=Period(start=self.first_day, end=end), **given)


class ScoreBandIn(_Given):
    """The values that are worth 50, 75 and 100 points from a day on, until the next band begins."""

    valid_from: Day
    v50: Number
    v75: Number
    v100: Number
    source: Words


class LightRuleIn(_Given):
    """The percentages of a target from which its light is green and yellow, from a day on."""

    valid_from: Day
    green_from: Annotated[Decimal, BeforeValidator(_grouped), Field(gt=0, le=200)]
    yellow_from: Annotated[Decimal, BeforeValidator(_grouped), Field(gt=0)]
    source: Words

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.yellow_from >= self.green_from:
            raise ValueError("เกณฑ์เหลืองต้องต่ำกว่าเกณฑ์เขียว · yellow begins below green")
        return self


class ScorecardIn(_Given):
    """Indicators judged together in a B.E. fiscal year, with weights in percent."""

    code: Code
    title_th: Words
    title_en: Words
    fiscal_year: Annotated[int, Field(ge=2500, le=2700)]
    area_code: AreaCode
    weights: dict[IndicatorCode, Annotated[Decimal, Field(gt=0, le=100)]] = Field(min_length=1)

    @model_validator(mode="after")
    def _whole(self) -> Self:
        total = sum(self.weights.values())
        if total != 100:
            raise ValueError(f"น้ำหนักรวมต้องเท่ากับ 100 แต่ได้ {total} · the weights sum to {total}, not to 100")
        return self


class TargetBinding(_Given):
    """By which indicator a target is measured, how, and in which area; without one in that of the plan."""

    target: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
    indicator_code: IndicatorCode
    measure: Measure = Measure.POINT
    area_code: AreaCode | None = None


class TargetRelease(_Given):
    """Which target is no longer measured by an indicator."""

    target: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]


class AreaValue(BaseModel):
    """The value of an area; `parts` observations are in it and `missing` areas below have none (missing is not 0).

    `is_recorded`: recorded for the area itself, not computed. `is_restated`: carried over from former boundaries.
    """

    model_config = ConfigDict(frozen=True)

    area_code: str
    value: float
    parts: int = 1
    missing: int = 0
    period: Period | None = None
    numerator: float | None = None
    denominator: float | None = None
    lower: float | None = None
    upper: float | None = None
    status: Status = Status.FINAL
    vintage_on: date | None = None
    source: str | None = None
    is_recorded: bool = True
    is_restated: bool = False
    is_synthetic: bool = False
