"""Which indicators there are, and what their values are worth. One of a class above the viewer's does not exist for him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select, true, tuple_
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.core.searching import holds
from app.indicators.models import Grade, Indicator, LightRule, Observation, ScoreBand, Scorecard
from app.indicators.rules import Theme
from app.indicators.rules.scoring import Thresholds
from app.indicators.schemas import Period
from gis.access import Read

SEARCHED = (Indicator.code, Indicator.name_th, Indicator.name_en, Indicator.definition_th, Indicator.definition_en)


@dataclass(frozen=True, slots=True)
class Entry:
    """An indicator of the catalogue with its newest period and how many values it has."""

    indicator: Indicator
    newest: Period | None
    values: int


def indicator_by_code(session: Session, code: str, *, viewer: Viewer) -> Indicator:
    """The indicator. Raises NotFound."""
    indicator = session.scalars(select(Indicator).where(Indicator.code == code, may_see(viewer=viewer))).one_or_none()
    if indicator is None:
        raise NotFound(
            f"ไม่มีตัวชี้วัดรหัส {code} ตรวจรหัสหรือกำหนดตัวชี้วัดก่อน",
            f"There is no indicator {code}; check the code, or define it first.",
        )
    return indicator


def indicators(session: Session, *, viewer: Viewer) -> list[Indicator]:
    """All that the viewer may know, by code."""
    return list(session.scalars(select(Indicator).where(may_see(viewer=viewer)).order_by(Indicator.code)))


def catalogue(session: Session, *, viewer: Viewer, theme: Theme | None = None, text: str = "") -> list[Entry]:
    """The indicators of a theme whose names, codes or definitions hold the text, those with values first of all."""
    counted = (
        select(Observation.indicator_code, func.count().label("count"), func.max(Observation.period_end).label("end"))
        .group_by(Observation.indicator_code)
        .subquery()
    )
    asked = select(Indicator, counted.c.count, counted.c.end).outerjoin(
        counted, counted.c.indicator_code == Indicator.code
    )
    asked = asked.where(may_see(viewer=viewer), true() if theme is None else Indicator.theme == theme.value)
    if text:
        asked = asked.where(holds(text, *SEARCHED))
    rows = session.execute(asked.order_by(Indicator.theme, Indicator.code)).all()
    starts = _starts(session, {row[0].code: row[2] for row in rows if row[2] is not None})
    newest = {
        code: Period(start=starts[code], end=end) for code, _, end in ((r[0].code, r[1], r[2]) for r in rows) if end
    }
    themes = list(Theme)
    entries = [Entry(row[0], newest.get(row[0].code), row[1] or 0) for row in rows]
    return sorted(entries, key=lambda one: (themes.index(Theme(one.indicator.theme)), one.indicator.code))


def named(session: Session, text: str, *, viewer: Viewer, limit: int) -> list[Indicator]:
    """Those that ``catalogue`` would find, by code, at most so many; no value is looked at."""
    asked = select(Indicator).where(may_see(viewer=viewer), holds(text, *SEARCHED))
    return list(session.scalars(asked.order_by(Indicator.code).limit(limit)))


def _starts(session: Session, ends: dict[str, date]) -> dict[str, date]:
    """The first day of the period of each indicator that ends on its newest day."""
    pairs = tuple_(Observation.indicator_code, Observation.period_end).in_(list(ends.items()))
    asked = select(Observation.indicator_code, func.max(Observation.period_start)).where(pairs)
    return dict(session.execute(asked.group_by(Observation.indicator_code)).all())


def score_bands(session: Session, indicator: str, *, viewer: Viewer) -> list[ScoreBand]:
    """The bands of an indicator, the newest first."""
    indicator_by_code(session, indicator, viewer=viewer)
    asked = select(ScoreBand).where(ScoreBand.indicator_code == indicator).order_by(ScoreBand.valid_from.desc())
    return list(session.scalars(asked))


def light_rules(session: Session, *, viewer: Viewer) -> list[LightRule]:
    """The rules of the lights, the newest first."""
    del viewer
    return list(session.scalars(select(LightRule).order_by(LightRule.valid_from.desc())))


def thresholds_on(session: Session, day: date, *, viewer: Viewer) -> Thresholds | None:
    """The rule of the lights that holds on a day."""
    held = (
        one
        for one in light_rules(session, viewer=viewer)
        if one.valid_from <= day and (one.valid_to is None or day < one.valid_to)
    )
    return next((Thresholds(float(one.green_from), float(one.yellow_from)) for one in held), None)


def grades(session: Session, *, viewer: Viewer) -> list[Grade]:
    """What scores are called, the best first."""
    del viewer
    return list(session.scalars(select(Grade).order_by(Grade.lowest.desc())))


def scorecards(session: Session, *, viewer: Viewer) -> list[Scorecard]:
    """The cards, the newest year first."""
    del viewer
    return list(session.scalars(select(Scorecard).order_by(Scorecard.fiscal_year.desc(), Scorecard.code)))


def scorecard_by_code(session: Session, code: str, *, viewer: Viewer) -> Scorecard:
    """The card. Raises NotFound."""
    del viewer
    found = session.get(Scorecard, code)
    if found is None:
        raise NotFound(f"ไม่มีแบบประเมิน {code}", f"There is no scorecard {code}.")
    return found


def may_see(*, viewer: Viewer) -> ColumnElement[bool]:
    """What is public, and of other classes what the viewer is cleared for within his organisations."""
    cleared = Indicator.class_.in_([each.value for each in viewer.classes])
    kept = true() if viewer.agencies is None else Indicator.organization.in_(viewer.agencies)
    return or_(Indicator.class_ == Read.PUBLIC.value, and_(cleared, kept))
