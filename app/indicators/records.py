"""What acts on and questions about indicators share: whose they are, as of when, and which values they cannot have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.authority import Resource
from app.core.errors import Invalid, NotFound
from app.indicators.models import Indicator, ScoreBand
from app.indicators.rules import PERIOD_KINDS, Aggregation, PeriodKind, digits, level_of, may_observe
from app.indicators.rules.periods import is_of
from app.indicators.rules.scoring import Band
from app.indicators.schemas import ObservationIn
from gis.access import Read

KNOWN = "phaen.known_on"


def resource_of(indicator: Indicator | None, area: str | None = None) -> Resource:
    """What an act on an indicator is about; of one that is not there nothing is known."""
    if indicator is None:
        return Resource()
    return Resource(indicator.organization, area, Read(indicator.class_))


def existing(indicator: Indicator | None, code: str) -> Indicator:
    """The indicator. Raises NotFound where there is none."""
    if indicator is None:
        raise NotFound(
            f"ไม่มีตัวชี้วัดรหัส {code} ตรวจรหัสหรือกำหนดตัวชี้วัดก่อน",
            f"There is no indicator {code}; check the code, or define it first.",
        )
    return indicator


@contextmanager
def as_known(session: Session, known: date | None) -> Iterator[None]:
    """Let the views answer as things were known at the end of a day; afterwards as they are known today."""
    if known is None:
        yield
        return
    session.execute(select(func.set_config(KNOWN, known.isoformat(), True)))
    yield
    session.execute(select(func.set_config(KNOWN, "", True)))


def band_on(bands: list[ScoreBand], day: date) -> Band | None:
    """The band that holds on a day."""
    held = (one for one in bands if one.valid_from <= day and (one.valid_to is None or day < one.valid_to))
    return next((Band(one.v50, one.v75, one.v100) for one in held), None)


def told_as(class_: str) -> Read:
    """The class of what the log tells of an indicator of this class."""
    return Read.INTERNAL if class_ == Read.PUBLIC else Read(class_)


def refuse_unsound(measured: Indicator, seen: ObservationIn) -> None:
    """Raises Invalid for a value that the indicator cannot have."""
    level = level_of(seen.area_code)
    if not may_observe(Aggregation(measured.aggregation), measured.min_level, level):
        raise Invalid(
            f"{measured.code}: บันทึกค่าของพื้นที่ {seen.area_code} ไม่ได้ ตัวชี้วัดนี้บันทึกที่ระดับรหัส {digits(measured.min_level)} หลัก",
            f"{measured.code}: no value is recorded for {seen.area_code}; this indicator is observed at "
            f"{measured.min_level} level.",
            place=seen.area_code,
        )
    kind = PeriodKind(measured.period_kind)
    if not is_of(kind, seen.period.span):
        raise Invalid(
            f"{measured.code}: รอบเวลาไม่ตรงกับ{PERIOD_KINDS[kind].th}",
            f"{measured.code}: the days are not those of a {PERIOD_KINDS[kind].en.lower()}.",
            place="period",
        )
    _refuse_other_ratio(measured, seen)


def _refuse_other_ratio(measured: Indicator, seen: ObservationIn) -> None:
    """Of what a ratio gives, the value may be as rounded as the indicator is shown."""
    if seen.numerator is None or seen.denominator is None:
        return
    given = measured.multiplier * seen.numerator / seen.denominator
    if abs(given - seen.value) > 0.500001 * 10**-measured.decimals:
        raise Invalid(
            f"{measured.code}: ค่า {seen.value:g} ไม่ตรงกับตัวตั้งและตัวหาร ซึ่งได้ {given:.6g}",
            f"{measured.code}: the value {seen.value:g} is not what its numerator and denominator give ({given:.6g}).",
            place="value",
        )
