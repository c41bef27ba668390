"""Values of indicators, recorded or computed from their parts, in the newest vintage known on a day.

Every figure comes from ``published.indicator_values``, from which the layers come too. What is derived from data about
persons is told below the district only to those in office.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, column, func, or_, select, table, true, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.core.authority import Viewer
from app.core.errors import Forbidden, Invalid
from app.indicators.models import Indicator, Observation
from app.indicators.queries.definitions import indicator_by_code, may_see
from app.indicators.records import as_known
from app.indicators.rules import LEVELS, OPEN_LEVELS, Aggregation, digits, level_of
from app.indicators.schemas import AreaValue, Period
from gis.access import Read

COLUMNS = ("indicator_code", "area_code", "digits", "period_start", "period_end", "value", "numerator", "denominator",
           "lower", "upper", "status", "vintage_on", "source", "is_recorded", "parts", "missing", "is_synthetic")  # fmt: skip
VALUES = table("indicator_values", *(column(name) for name in COLUMNS), schema="published")


def periods(
    session: Session, *, viewer: Viewer, indicator: str, level: str | None = None, known: date | None = None
) -> list[Period]:
    """The periods for which any value is known (at a level, also by its parts), the newest first."""
    indicator_by_code(session, indicator, viewer=viewer)
    asked = select(VALUES.c.period_start, VALUES.c.period_end).where(VALUES.c.indicator_code == indicator)
    if level is not None:
        asked = asked.where(VALUES.c.digits == digits(level))
    newest = asked.distinct().order_by(VALUES.c.period_end.desc(), VALUES.c.period_start.desc())
    with as_known(session, known):
        return [Period(start=start, end=end) for start, end in session.execute(newest)]


def levels(session: Session, *, viewer: Viewer, indicator: str, known: date | None = None) -> list[str]:
    """The levels at which the viewer may read a value, from above."""
    measured = indicator_by_code(session, indicator, viewer=viewer)
    asked = select(VALUES.c.digits).where(VALUES.c.indicator_code == indicator).distinct()
    with as_known(session, known):
        found = {LEVELS[number // 2 - 1] for number in session.scalars(asked)}
    return [level for level in sorted(found, key=digits) if is_open(measured, level, viewer=viewer)]


def values(
    session: Session, *, viewer: Viewer, indicator: str, level: str, period: Period, known: date | None = None
) -> list[AreaValue]:
    """The value of each area of a level that has one, by code.

    Raises Invalid when the values of parts may not be combined, Forbidden for what is about persons, NotFound for an unknown
    indicator.
    """
    measured = indicator_by_code(session, indicator, viewer=viewer)
    _must_be_open(measured, level, viewer)
    asked = _of(viewer, measured).where(
        VALUES.c.digits == digits(level), VALUES.c.period_start == period.start, VALUES.c.period_end == period.end
    )
    with as_known(session, known):
        found = [_value(row) for row in session.execute(asked.order_by(VALUES.c.area_code)).mappings()]
    if not found and digits(level) < digits(measured.min_level):
        _refuse_combining(measured)
    return found


def series(
    session: Session, *, viewer: Viewer, indicator: str, area_code: str, known: date | None = None
) -> list[AreaValue]:
    """The values of one area through its periods, the oldest first. Raises Forbidden for what is about persons."""
    measured = indicator_by_code(session, indicator, viewer=viewer)
    _must_be_open(measured, level_of(area_code), viewer)
    asked = _of(viewer, measured).where(VALUES.c.area_code == area_code)
    with as_known(session, known):
        rows = session.execute(asked.order_by(VALUES.c.period_end, VALUES.c.period_start)).mappings()
        return [_value(row) for row in rows]


def all_values(
    session: Session, *, viewer: Viewer, indicator: str, level: str, known: date | None = None
) -> list[float]:  # fmt: skip
    """The values of a level in all periods: what class limits that hold for all years are made of."""
    measured = indicator_by_code(session, indicator, viewer=viewer)
    _must_be_open(measured, level, viewer)
    asked = _of(viewer, measured).where(VALUES.c.digits == digits(level), VALUES.c.missing == 0)
    with as_known(session, known):
        return list(session.scalars(asked.with_only_columns(VALUES.c.value)))


def first_area(session: Session, *, viewer: Viewer, indicator: str, known: date | None = None) -> str | None:
    """The first area of the highest level that has values."""
    measured = indicator_by_code(session, indicator, viewer=viewer)
    asked = _of(viewer, measured).order_by(VALUES.c.digits, VALUES.c.area_code).limit(1)
    with as_known(session, known):
        code: str | None = session.scalar(asked.with_only_columns(VALUES.c.area_code))
    return code if code is None or is_open(measured, level_of(code), viewer=viewer) else None


def beside(
    session: Session, periods: Mapping[str, Period], codes: Sequence[str], *, viewer: Viewer, known: date | None = None
) -> dict[str, dict[str, AreaValue]]:
    """By indicator: the values of some areas in the period named for it; an area without a value is left out."""
    seen = select(Indicator.code).where(may_see(viewer=viewer))
    spans = [(code, one.start, one.end) for code, one in periods.items()]
    asked = select(VALUES).where(
        VALUES.c.indicator_code.in_(list(periods)), VALUES.c.indicator_code.in_(seen), VALUES.c.area_code.in_(codes),
        tuple_(VALUES.c.indicator_code, VALUES.c.period_start, VALUES.c.period_end).in_(spans), _reach(viewer),
    )  # fmt: skip
    found: dict[str, dict[str, AreaValue]] = {}
    with as_known(session, known):
        for row in session.execute(asked).mappings() if spans else ():
            found.setdefault(row["indicator_code"], {})[row["area_code"]] = _value(row)
    return found


def through_time(
    session: Session, codes: Sequence[str], *, viewer: Viewer, known: date | None = None
) -> dict[str, dict[str, list[AreaValue]]]:
    """By indicator and area: the values of all periods, the oldest first."""
    seen = select(Indicator.code).where(may_see(viewer=viewer))
    asked = select(VALUES).where(VALUES.c.area_code.in_(codes), VALUES.c.indicator_code.in_(seen), _reach(viewer))
    found: dict[str, dict[str, list[AreaValue]]] = {}
    with as_known(session, known):
        for row in session.execute(asked.order_by(VALUES.c.period_end, VALUES.c.period_start)).mappings():
            found.setdefault(row["indicator_code"], {}).setdefault(row["area_code"], []).append(_value(row))
    return found


def _reach(viewer: Viewer) -> ColumnElement[bool]:
    """Areas narrow only what is not public."""
    if viewer.areas is None:
        return true()
    public = select(Indicator.code).where(Indicator.class_ == Read.PUBLIC.value)
    return or_(VALUES.c.indicator_code.in_(public), _within(viewer, VALUES.c.area_code))


def vintages(session: Session, *, viewer: Viewer, indicator: str, area_code: str) -> list[Observation]:
    """Everything ever recorded for an area itself, period by period, the oldest vintage first."""
    measured = indicator_by_code(session, indicator, viewer=viewer)
    _must_be_open(measured, level_of(area_code), viewer)
    asked = select(Observation).where(Observation.indicator_code == indicator, Observation.area_code == area_code)
    if not _reads_all(viewer, measured):
        asked = asked.where(_within(viewer, Observation.area_code))
    return list(session.scalars(asked.order_by(Observation.period_end, Observation.vintage_on, Observation.id)))


def observations(
    session: Session, *, viewer: Viewer, indicator: str, known: date | None = None
) -> list[Observation]:  # fmt: skip
    """All vintages of all areas that the viewer may read, by area and period: what a file of the indicator holds."""
    measured = indicator_by_code(session, indicator, viewer=viewer)
    asked = select(Observation).where(Observation.indicator_code == indicator)
    if known is not None:
        asked = asked.where(Observation.vintage_on <= known)
    if not _reads_all(viewer, measured):
        asked = asked.where(_within(viewer, Observation.area_code))
    if not is_open(measured, "village", viewer=viewer):
        asked = asked.where(func.length(Observation.area_code) <= digits(OPEN_LEVELS[-1]))
    order = (Observation.area_code, Observation.period_end, Observation.vintage_on, Observation.id)
    return list(session.scalars(asked.order_by(*order)))


def is_open(measured: Indicator, level: str, *, viewer: Viewer) -> bool:
    """Whether the viewer may read values of a level."""
    return not measured.is_about_persons or level in OPEN_LEVELS or Read.INTERNAL in viewer.classes


def _of(viewer: Viewer, measured: Indicator) -> Select[Any]:
    asked = select(VALUES).where(VALUES.c.indicator_code == measured.code)
    return asked if _reads_all(viewer, measured) else asked.where(_within(viewer, VALUES.c.area_code))


def _reads_all(viewer: Viewer, measured: Indicator) -> bool:
    """Areas narrow only what is not public."""
    return measured.class_ == Read.PUBLIC or viewer.areas is None


def _within(viewer: Viewer, code: ColumnElement[Any] | InstrumentedAttribute[str]) -> ColumnElement[bool]:
    areas = viewer.areas or frozenset()
    return or_(~true(), *(code.startswith(each, autoescape=True) for each in areas))


def _must_be_open(measured: Indicator, level: str, viewer: Viewer) -> None:
    if not is_open(measured, level, viewer=viewer):
        raise Forbidden(
            f"{measured.name_th} มาจากข้อมูลของบุคคล เปิดเผยทั่วไปถึงระดับอำเภอ",
            f"{measured.name_en} is derived from data about persons; it is open to all down to the district.",
        )


def _refuse_combining(measured: Indicator) -> None:
    if measured.aggregation == Aggregation.WEIGHTED_MEAN:
        raise Invalid(
            f"ค่า {measured.name_th} รวมเป็นระดับนี้ไม่ได้ เพราะไม่มีตัวตั้งและตัวหารหรือน้ำหนักครบ ต้องบันทึกค่าของระดับนี้โดยตรง",
            f"{measured.name_en} cannot be added up to this level without all numerators and denominators, or weights; its "
            "value must be recorded there.",
        )
    raise Invalid(
        f"ค่า {measured.name_th} รวมเป็นระดับนี้ไม่ได้ ต้องบันทึกค่าของระดับนี้โดยตรง",
        f"{measured.name_en} cannot be added up to this level; its value must be recorded there.",
    )


def _value(row: Mapping[Any, Any]) -> AreaValue:
    known = {name: row[name] for name in COLUMNS if name in AreaValue.model_fields}
    return AreaValue(period=Period(start=row["period_start"], end=row["period_end"]), **known)
