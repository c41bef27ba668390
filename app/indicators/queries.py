"""Questions about indicators. Of each observation the newest vintage counts; the older ones stay stored."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Subquery, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import Invalid, NotFound
from app.indicators.models import Indicator, Observation
from app.indicators.rules import Aggregation, digits, may_add_up
from app.indicators.schemas import AreaValue, Period
from app.places.models import Area


def indicator_by_code(session: Session, code: str, *, viewer: Viewer) -> Indicator:
    """The indicator. Raises NotFound."""
    del viewer
    indicator = session.get(Indicator, code)
    if indicator is None:
        raise NotFound(
            f"ไม่มีตัวชี้วัดรหัส {code} ตรวจรหัสหรือกำหนดตัวชี้วัดก่อน",
            f"There is no indicator {code}; check the code, or define it first.",
        )
    return indicator


def periods(session: Session, *, viewer: Viewer, indicator: str) -> list[Period]:
    """The periods for which any value is known, the newest first."""
    del viewer
    known = select(Observation.period_start, Observation.period_end).where(Observation.indicator_code == indicator)
    newest = known.distinct().order_by(Observation.period_end.desc(), Observation.period_start.desc())
    return [Period(start=start, end=end) for start, end in session.execute(newest)]


def values(session: Session, *, viewer: Viewer, indicator: str, level: str, period: Period) -> list[AreaValue]:
    """The value of each area of a level that has one, by code.

    Above the lowest level, sums are added up; anything else is what was recorded at that level. Raises Invalid when
    the values of parts would have to be averaged, NotFound for an unknown indicator.
    """
    measured = indicator_by_code(session, indicator, viewer=viewer)
    if may_add_up(Aggregation(measured.aggregation), measured.min_level, level):
        return _sums(session, measured, level, period)
    recorded = _newest(indicator, level, period)
    rows = session.execute(select(recorded.c.area_code, recorded.c.value).order_by(recorded.c.area_code)).all()
    if not rows and digits(level) < digits(measured.min_level):
        raise Invalid(
            f"ค่า {measured.name_th} รวมเป็นระดับนี้ไม่ได้ ต้องบันทึกค่าของระดับนี้โดยตรง",
            f"{measured.name_en} cannot be added up to this level; its value must be recorded there.",
        )
    return [AreaValue(area_code=code, value=value, parts=1, missing=0) for code, value in rows]


def _sums(session: Session, measured: Indicator, level: str, period: Period) -> list[AreaValue]:
    newest = _newest(measured.code, measured.min_level, period)
    length = digits(level)
    above = func.left(newest.c.area_code, length).label("code")
    summed = select(above, func.sum(newest.c.value), func.count()).group_by(above).order_by(above)
    expected = _open_areas(session, measured.min_level, length)
    return [
        AreaValue(area_code=code, value=value, parts=parts, missing=max(0, expected.get(code, 0) - parts))
        for code, value, parts in session.execute(summed)
    ]


def _newest(indicator: str, level: str, period: Period) -> Subquery:
    """One row per code: its newest vintage, whichever version of the area it was recorded for."""
    asked: tuple[ColumnElement[bool], ...] = (
        Observation.indicator_code == indicator,
        Observation.period_start == period.start,
        Observation.period_end == period.end,
        func.length(Observation.area_code) == digits(level),
    )
    return (
        select(Observation.area_code, Observation.value)
        .ext(distinct_on(Observation.area_code))
        .where(*asked)
        .order_by(Observation.area_code, Observation.vintage_on.desc(), Observation.id.desc())
        .subquery()
    )


def _open_areas(session: Session, level: str, length: int) -> dict[str, int]:
    """How many open areas of a level lie under each code of so many digits."""
    above = func.left(Area.code, length)
    counted = select(above, func.count()).where(Area.level == level, Area.valid_to.is_(None)).group_by(above)
    return dict(session.execute(counted).all())
