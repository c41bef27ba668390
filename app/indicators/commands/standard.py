"""The act by which an installation gets, and keeps up to date, the catalogue of indicators and what judges them."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting, Resource
from app.core.permissions import Permission
from app.indicators.models import Grade, Indicator, LightRule
from app.indicators.standard import GRADES, INDICATORS, LIGHTS, UNCHECKED, StandardIndicator
from app.organizations.rules import ANYWHERE


def seed_indicators(session: Session, *, by: Acting) -> int:
    """Bring what is missing and what is still as an earlier version brought it; how many rows changed. No change, no event.

    Grades and the rule of the lights come only where there is none.
    """
    by.must(Permission.INDICATOR_DEFINE, Resource(organization=ANYWHERE))
    changed = sum(_indicator(session, given) for given in INDICATORS) + _grades(session) + _lights(session)
    if changed:
        audit.record(session, by, "indicator.seeded", "indicator", "*", rows=changed)
    return changed


def _indicator(session: Session, given: StandardIndicator) -> bool:
    values = asdict(given)
    row = session.get(Indicator, given.code)
    if row is None:
        session.add(Indicator(**values, is_standard=True))
        session.flush()
        return True
    if not row.is_standard or all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    session.flush()
    return True


def _grades(session: Session) -> int:
    if session.scalars(select(Grade.lowest).limit(1)).first() is not None:
        return 0
    session.add_all(Grade(lowest=lowest, name_th=th, name_en=en, source=UNCHECKED) for lowest, th, en in GRADES)
    session.flush()
    return len(GRADES)


def _lights(session: Session) -> int:
    if session.scalars(select(LightRule.valid_from).limit(1)).first() is not None:
        return 0
    since, green, yellow = LIGHTS
    session.add(LightRule(valid_from=since, green_from=green, yellow_from=yellow, source=UNCHECKED))
    session.flush()
    return 1
