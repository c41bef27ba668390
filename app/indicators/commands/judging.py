"""Acts on what values are worth: score bands, cards, and the rule of the lights. What held before keeps its dates."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict, Invalid
from app.core.permissions import Permission
from app.core.records import plain
from app.indicators.models import Indicator, LightRule, ScoreBand, Scorecard
from app.indicators.records import existing, resource_of, told_as
from app.indicators.rules import Direction
from app.indicators.schemas import LightRuleIn, ScoreBandIn, ScorecardIn


def set_score_band(
    session: Session, *, by: Acting, indicator: str, given: ScoreBandIn, is_synthetic: bool = False
) -> ScoreBand:
    """From a day on, what an indicator's values are worth; the band before ends. Raises Invalid, Conflict."""
    row = session.get(Indicator, indicator)
    by.must(Permission.INDICATOR_DEFINE, resource_of(row))
    measured = existing(row, indicator)
    _refuse_disorder(measured, given)
    bands = session.scalars(select(ScoreBand).where(ScoreBand.indicator_code == indicator)).all()
    _end_last(bands, given.valid_from)
    session.flush()
    made = ScoreBand(
        id=uuid.uuid4(), indicator_code=indicator, direction=measured.direction, is_synthetic=is_synthetic,
        **given.model_dump(),
    )  # fmt: skip
    session.add(made)
    session.flush()
    audit.record(session, by, "indicator.band_set", "indicator", indicator, class_=told_as(measured.class_),
                 after=plain(given.model_dump()))  # fmt: skip
    return made


def set_light_rule(session: Session, *, by: Acting, given: LightRuleIn) -> LightRule:
    """From a day on, when a light is green and yellow; the rule before ends. Raises Conflict."""
    by.must(Permission.INDICATOR_DEFINE)
    _end_last(session.scalars(select(LightRule)).all(), given.valid_from)
    session.flush()
    made = LightRule(**given.model_dump())
    session.add(made)
    session.flush()
    audit.record(
        session, by, "light_rule.set", "light_rule", given.valid_from.isoformat(), after=plain(given.model_dump())
    )
    return made


def set_scorecard(session: Session, *, by: Acting, given: ScorecardIn, is_synthetic: bool = False) -> Scorecard:
    """Judge indicators together, in place of the card of this code. Raises Invalid for an indicator that is not there."""
    by.must(Permission.INDICATOR_DEFINE)
    unknown = [code for code in given.weights if session.get(Indicator, code) is None]
    if unknown:
        raise Invalid(f"ไม่มีตัวชี้วัดรหัส {unknown[0]}", f"There is no indicator {unknown[0]}.", place="weights")
    values = given.model_dump(exclude={"code", "weights"}) | {
        "indicators": list(given.weights), "weights": list(given.weights.values()), "is_synthetic": is_synthetic,
    }  # fmt: skip
    made = session.get(Scorecard, given.code) or Scorecard(code=given.code)
    for name, value in values.items():
        setattr(made, name, value)
    session.add(made)
    session.flush()
    told = {code: str(weight) for code, weight in given.weights.items()}
    audit.record(session, by, "scorecard.set", "scorecard", given.code, year=given.fiscal_year, weights=told)
    return made


def _end_last(rows: Sequence[ScoreBand | LightRule], day: date) -> None:
    """The open row ends where the next begins. Raises Conflict where one begins on that day or later."""
    if any(one.valid_from >= day for one in rows):
        raise Conflict(
            "มีเกณฑ์ที่เริ่มใช้วันนั้นหรือหลังจากนั้นแล้ว เลือกวันที่หลังกว่า", "A rule begins on that day or later; choose a later day.",
            place="valid_from",
        )  # fmt: skip
    for one in rows:
        if one.valid_to is None or one.valid_to > day:
            one.valid_to = day


def _refuse_disorder(measured: Indicator, given: ScoreBandIn) -> None:
    values = (given.v50, given.v75, given.v100)
    if measured.direction not in (Direction.UP, Direction.DOWN):
        raise Invalid(
            "ตัวชี้วัดนี้ไม่มีทิศทางที่ดีกว่า จึงให้คะแนนไม่ได้",
            "Neither way is better for this indicator: it is not scored.",
            place="v50",
        )
    ordered = values if measured.direction == Direction.UP else values[::-1]
    if not ordered[0] < ordered[1] < ordered[2]:
        raise Invalid(
            "ค่าของ 50 75 และ 100 คะแนนต้องเรียงตามทิศทางของตัวชี้วัด",
            "The values of 50, 75 and 100 points go in the indicator's direction.",
            place="v75",
        )
