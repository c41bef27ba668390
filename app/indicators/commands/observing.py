"""Acts on what was measured: record values. A correction is a new vintage; nothing recorded is overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from sqlalchemy import insert, select, tuple_
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict, Invalid
from app.core.permissions import Permission
from app.indicators.models import Indicator, Observation
from app.indicators.records import existing, refuse_unsound, resource_of, told_as
from app.indicators.rules import level_of
from app.indicators.schemas import ObservationIn
from app.places.models import Area

ONE_DAY = timedelta(days=1)
Version = tuple[int, date, date | None]
"""An area's identity and the first and the exclusive last day of its validity."""


def record_observations(
    session: Session, *, by: Acting, indicator: str, observations: Sequence[ObservationIn], is_synthetic: bool = False
) -> int:
    """Add values, each to the version of its area in force on the period's last day, else to its earliest version.

    Raises NotFound for an unknown indicator; Invalid for an unknown area, a level or a period at which the indicator is not
    observed, a value that its numerator and denominator do not give; Conflict when a value of the same area, period and
    vintage stands already; Forbidden for an area outside the scope. Then nothing is added.
    """
    row = session.get(Indicator, indicator)
    by.must(Permission.OBSERVATION_RECORD, resource_of(row))
    measured = existing(row, indicator)
    for seen in observations:
        by.must(Permission.OBSERVATION_RECORD, resource_of(measured, seen.area_code))
        refuse_unsound(measured, seen)
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
            place="vintage_on",
        ) from error
    audit.record(
        session,
        by,
        "indicator.observed",
        "indicator",
        indicator,
        class_=told_as(measured.class_),
        observations=len(rows),
    )
    return len(rows)


def _versions(session: Session, codes: Iterable[str]) -> dict[str, list[Version]]:
    """All versions of the areas with these codes, the earliest first."""
    pairs = [(level_of(code), code) for code in sorted(codes)]
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
        "indicator_code": indicator, "area_id": next(in_force, known[0][0]),
        "period_start": seen.period.start, "period_end": seen.period.end, **seen.model_dump(exclude={"period"}),
    }  # fmt: skip
