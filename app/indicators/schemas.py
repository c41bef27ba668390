"""Indicators and observations on their way in, and values on their way out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, StringConstraints, model_validator

from app.indicators.rules import Aggregation, Direction, PeriodKind, Status

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
IndicatorLevel = Literal["province", "district", "subdistrict", "village"]
Day = Annotated[date, Field(lt=date(2400, 1, 1))]
"""A day of the Common Era; a Buddhist year is refused here, as it is by the table."""
AreaCode = Annotated[str, StringConstraints(pattern=r"^([0-9]{2}){1,4}$")]


class IndicatorIn(BaseModel):
    """A new indicator; `min_level` is the lowest level at which it is observed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z][A-Z0-9.-]{1,31}$")]
    name_th: Text
    name_en: Text
    definition_th: Text
    definition_en: Text
    unit_th: Text
    unit_en: Text
    decimals: int = Field(default=0, ge=0, le=6)
    direction: Direction
    aggregation: Aggregation
    min_level: IndicatorLevel
    period_kind: PeriodKind
    source: Text
    is_synthetic: bool = False


class Period(BaseModel):
    """From `start` (inclusive) to `end` (exclusive)."""

    model_config = ConfigDict(frozen=True)

    start: Day
    end: Day

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.end <= self.start:
            raise ValueError("รอบเวลาต้องสิ้นสุดหลังวันเริ่ม · a period ends after it starts")
        return self


class ObservationIn(BaseModel):
    """One value as known on `vintage_on`; a share comes with its numerator and denominator."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    area_code: AreaCode
    period: Period
    value: FiniteFloat
    vintage_on: Day
    status: Status = Status.FINAL
    numerator: FiniteFloat | None = None
    denominator: Annotated[FiniteFloat, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _whole_ratio(self) -> Self:
        if (self.numerator is None) != (self.denominator is None):
            raise ValueError("ตัวตั้งและตัวหารต้องมาคู่กัน · numerator and denominator come together")
        return self


class AreaValue(BaseModel):
    """The value of an area; `parts` observations are in it and `missing` areas below have none (missing is not 0)."""

    model_config = ConfigDict(frozen=True)

    area_code: str
    value: float
    parts: int
    missing: int
