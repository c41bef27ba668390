"""Acts on what is measured: define an indicator, and change how it is defined."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict, Invalid
from app.core.permissions import Permission
from app.core.records import change, refused_by
from app.indicators.models import Indicator, Observation
from app.indicators.records import existing, resource_of, told_as
from app.indicators.schemas import IndicatorChange, IndicatorIn
from app.organizations.models import Organization

FIXED = ("aggregation", "min_level", "period_kind", "multiplier")
"""What says how recorded values are read; with values there it stays."""


def define_indicator(session: Session, *, by: Acting, given: IndicatorIn) -> Indicator:
    """Add an indicator without values. Raises Conflict when its code is taken, NotFound for what it names in vain."""
    by.must(Permission.INDICATOR_DEFINE, Resource(given.organization, class_=given.class_))
    _refuse_unknown(session, given)
    made = Indicator(**given.model_dump())
    with refused_by(session, {"pk_indicator": lambda: _taken(given.code)}):
        session.add(made)
    audit.record(
        session, by, "indicator.defined", "indicator", given.code, class_=told_as(given.class_),
        is_synthetic=given.is_synthetic,
    )  # fmt: skip
    return made


def change_indicator(session: Session, *, by: Acting, code: str, given: IndicatorChange) -> Indicator:
    """Define an indicator anew; it is the office's own from then on.

    Raises Conflict where values or score bands stand in the way, NotFound.
    """
    by.must(Permission.INDICATOR_DEFINE, Resource(given.organization, class_=given.class_))
    row = session.get(Indicator, code)
    by.must(Permission.INDICATOR_DEFINE, resource_of(row))
    found = existing(row, code)
    _refuse_unknown(session, given)
    if given.weight_indicator == code:
        raise Invalid("ตัวชี้วัดถ่วงน้ำหนักด้วยตัวเองไม่ได้", "An indicator does not weigh itself.", place="weight_indicator")
    values = given.model_dump() | {"is_standard": False}
    fixed = [name for name in FIXED if getattr(found, name) != values[name]]
    observed = select(Observation.id).where(Observation.indicator_code == code).limit(1)
    if fixed and session.scalars(observed).first() is not None:
        raise Conflict(
            "มีค่าที่บันทึกแล้ว จึงเปลี่ยนวิธีรวมค่า ระดับ รอบเวลา และตัวคูณไม่ได้ กำหนดตัวชี้วัดใหม่แทน",
            "It has values: how they are combined, their level, period and multiplier stay. Define another indicator.",
            place=fixed[0],
        )
    with refused_by(session, {"fk_score_band_indicator": _scored}):
        told = change(found, values)
    audit.record(session, by, "indicator.changed", "indicator", code, class_=told_as(given.class_), **told)
    return found


def _refuse_unknown(session: Session, given: IndicatorChange) -> None:
    for place, table in (("weight_indicator", Indicator), ("organization", Organization)):
        name = getattr(given, place)
        if name is not None and session.get(table, name) is None:
            raise Invalid(f"ไม่มีรหัส {name}", f"There is no {name}.", place=place)


def _taken(code: str) -> Conflict:
    return Conflict(
        f"มีตัวชี้วัดรหัส {code} อยู่แล้ว ใช้รหัสอื่นหรือบันทึกค่าเพิ่มในตัวเดิม",
        f"The indicator {code} exists already; take another code, or record values for it.",
        place="code",
    )


def _scored() -> Conflict:
    return Conflict(
        "มีเกณฑ์การให้คะแนนแล้ว จึงเปลี่ยนทิศทางไม่ได้", "It has score bands: its direction stays.", place="direction"
    )
