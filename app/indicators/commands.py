"""Acts on indicators: define one, and record what was observed. Nothing recorded is ever overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import PUBLIC, Acting, Resource
from app.core.errors import Conflict, Invalid
from app.core.permissions import Permission
from app.indicators.models import Indicator, Observation
from app.indicators.queries import indicator_by_code
from app.indicators.rules import LEVELS, Aggregation, digits, may_observe
from app.indicators.schemas import IndicatorIn, ObservationIn
from app.places.models import Area

ONE_DAY = timedelta(days=1)
Version = tuple[int, date, date | None]
"""An area's identity and the first and the exclusive last day of its validity."""


def define_indicator(session: Session, *, by: Acting, given: IndicatorIn) -> Indicator:
    """Add an indicator without values. Raises Conflict when its code is taken."""
    by.must(Permission.INDICATOR_DEFINE)
    if session.get(Indicator, given.code) is not None:
        raise Conflict(
            f"มีตัวชี้วัดรหัส {given.code} อยู่แล้ว ใช้รหัสอื่นหรือบันทึกค่าเพิ่มในตัวเดิม",
            f"The indicator {given.code} exists already; take another code, or record values for it.",
        )
    indicator = Indicator(**given.model_dump())
    session.add(indicator)
    session.flush()
    audit.record(session, by, "indicator.defined", "indicator", given.code, is_synthetic=given.is_synthetic)
    return indicator


def record_observations(
    session: Session, *, by: Acting, indicator: str, observations: Sequence[ObservationIn], is_synthetic: bool = False
) -> int:
    """Add values, each to the version of its area in force on the period's last day, else to its earliest version.

    Raises NotFound for an unknown indicator, Invalid for an unknown area or a level at which the indicator is not
    observed, Conflict when a value of the same area, period and vintage stands already, Forbidden for an area outside
    the scope; then nothing is added.
    """
    by.must(Permission.OBSERVATION_RECORD)
    measured = indicator_by_code(session, indicator, viewer=PUBLIC)
    for seen in observations:
        by.must(Permission.OBSERVATION_RECORD, Resource(area=seen.area_code))
        _refuse_level(measured, seen)
    versions = _versions(session, {seen.area_code for seen in observations})
    rows = [_row(indicator, seen, versions) | {"is_synthetic": is_synthetic} for seen in observations]
    try:
        with session.begin_nested():
            if rows:
                session.execute(insert(Observation), rows)
    except IntegrityError as error:
        raise Conflict(
            f"{indicator}: มีค่าของพื้นที่ รอบเวลา และวันเผยแพร่เดียวกันอยู่แล้ว ใช้วันเผยแพร่ใหม่แทนการทับค่าเดิม",
            f"{indicator}: a value of the same area, period and vintage stands already; give the correction a new vintage.",
        ) from error
    audit.record(session, by, "indicator.observed", "indicator", indicator, observations=len(rows))
    return len(rows)


def remove_synthetic_indicators(session: Session, *, by: Acting) -> dict[str, int]:
    """Delete synthetic values and indicators; counts by table. An indicator with real values stays, as real."""
    by.must(Permission.DEMO_LOAD)
    gone = session.scalars(delete(Observation).where(Observation.is_synthetic).returning(Observation.id)).all()
    in_use = select(Observation.id).where(Observation.indicator_code == Indicator.code).exists()
    indicators = session.scalars(
        delete(Indicator).where(Indicator.is_synthetic, ~in_use).returning(Indicator.code)
    ).all()
    for kept in session.scalars(select(Indicator).where(Indicator.is_synthetic)):
        kept.is_synthetic = False
    counts = {"indicators": len(indicators), "observations": len(gone)}
    audit.record(session, by, "indicator.synthetic_removed", "indicator", "*", **counts)
    return counts


def _refuse_level(measured: Indicator, seen: ObservationIn) -> None:
    level = LEVELS[len(seen.area_code) // 2 - 1]
    if not may_observe(Aggregation(measured.aggregation), measured.min_level, level):
        raise Invalid(
            f"{measured.code}: บันทึกค่าของพื้นที่ {seen.area_code} ไม่ได้ ตัวชี้วัดนี้บันทึกที่ระดับรหัส {digits(measured.min_level)} หลัก",
            f"{measured.code}: no value is recorded for {seen.area_code}; this indicator is observed at "
            f"{measured.min_level} level.",
            place=seen.area_code,
        )


def _versions(session: Session, codes: Iterable[str]) -> dict[str, list[Version]]:
    """All versions of the areas with these codes, the earliest first."""
    pairs = [(LEVELS[len(code) // 2 - 1], code) for code in sorted(codes)]
    asked = select(Area.code, Area.id, Area.valid_from, Area.valid_to).where(tuple_(Area.level, Area.code).in_(pairs))
    versions: dict[str, list[Version]] = {}
    for code, key, start, end in session.execute(asked.order_by(Area.valid_from)):
        versions.setdefault(code, []).append((key, start, end))
    return versions


def _row(indicator: str, seen: ObservationIn, versions: dict[str, list[Version]]) -> dict[str, object]:
    if seen.area_code not in versions:
        raise Invalid(
            f"{indicator}: ไม่มีพื้นที่รหัส {seen.area_code} นำเข้าขอบเขตก่อนหรือแก้รหัส",
            f"{indicator}: there is no area {seen.area_code}; import its boundary first, or correct the code.",
            place=seen.area_code,
        )
    known, last_day = versions[seen.area_code], seen.period.end - ONE_DAY
    in_force = (key for key, start, end in known if start <= last_day and (end is None or last_day < end))
    return {
        "indicator_code": indicator, "area_id": next(in_force, known[0][0]), "area_code": seen.area_code,
        "period_start": seen.period.start, "period_end": seen.period.end, "vintage_on": seen.vintage_on,
        **seen.model_dump(include={"value", "numerator", "denominator", "status"}),
    }  # fmt: skip
