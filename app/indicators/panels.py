"""What indicators tell the pages of plans and places: targets beside what was reached, and an area beside those around it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Resource, Viewer
from app.core.permissions import Permission
from app.indicators.addresses import WORDS, period_named
from app.indicators.models import Indicator
from app.indicators.queries.definitions import indicators
from app.indicators.queries.targets import Track, bound_codes, rule_of_lights, tracks_of_indicator, tracks_of_plan
from app.indicators.queries.values import is_open, newest_values
from app.indicators.rules import PeriodKind, level_of
from app.indicators.rules.periods import year_of
from app.indicators.schemas import AreaValue
from app.plans.queries.plans import plan_at
from app.web.identity import Identity
from app.web.panels import Content, Panel
from app.web.words import language_of


@dataclass(frozen=True, slots=True)
class Beside:
    """An indicator in an area, and in the areas that this one lies in, in the same period."""

    indicator: Indicator
    here: AreaValue
    around: dict[str, AreaValue]
    target: float | None


def targets(request: Request, session: Session, viewer: Viewer, subject: str) -> Content | None:
    """The targets of a version of a plan, ``code/version``, with what was reached."""
    code, _, version = subject.partition("/")
    plan = plan_at(session, code, int(version), viewer=viewer)
    tracks = tracks_of_plan(session, plan, viewer=viewer)
    if not tracks:
        return None
    identity: Identity | None = getattr(request.state, "identity", None)
    by = identity.by if identity is not None else None
    resource = Resource(plan.organization, plan.area_code)
    return {
        "plan": plan, "tracks": tracks, "rule": rule_of_lights(session, viewer=viewer), "counts": _counts(tracks),
        "may_bind": by is not None and by.may(Permission.INDICATOR_DEFINE, resource), **WORDS,
    }  # fmt: skip


def area(request: Request, session: Session, viewer: Viewer, subject: str) -> Content | None:
    """The newest value of each indicator of an area, beside its district and province."""
    if not subject.isdecimal() or len(subject) not in (2, 4, 6, 8):
        return None
    above = [subject[:length] for length in range(2, len(subject), 2)]
    known = {
        one.code: one for one in indicators(session, viewer=viewer) if is_open(one, level_of(subject), viewer=viewer)
    }
    found = newest_values(session, [subject, *above], viewer=viewer)
    due = _due(session, viewer, [known[code] for code in found if code in known])
    rows = [
        Beside(
            known[code], of[subject], {each: of[each] for each in above if each in of}, _target(due, code, of[subject])
        )
        for code, of in sorted(found.items())
        if code in known and subject in of and of[subject].missing == 0
    ]
    language = language_of(request)
    if not rows:
        return None
    return {
        "rows": rows, "above": above, "code": subject,
        "named": {one.indicator.code: period_named(one.indicator, one.here.period, language)
                  for one in rows if one.here.period is not None}, **WORDS,
    }  # fmt: skip


def _due(session: Session, viewer: Viewer, asked: list[Indicator]) -> dict[str, list[Track]]:
    """The targets of plans by indicator."""
    bound = bound_codes(session, viewer=viewer)
    return {one.code: tracks_of_indicator(session, one, viewer=viewer) for one in asked if one.code in bound}


def _target(due: dict[str, list[Track]], code: str, here: AreaValue) -> float | None:
    """What the year of a value should reach, in the first plan that says so."""
    found = (
        float(year.target)
        for track in due.get(code, ())
        for year in track.years
        if track.indicator is not None
        and here.period is not None
        and year.year == year_of(PeriodKind(track.indicator.period_kind), here.period.span)
    )
    return next(found, None)


def _counts(tracks: list[Track]) -> dict[str, int]:
    """How many targets show each light in their latest year with data."""
    shown = [track.now.light.value for track in tracks if track.now is not None]
    return {light: shown.count(light) for light in dict.fromkeys(shown)}


PANELS = (
    Panel("plans.plan", 10, "indicators/panels/targets.html", targets),
    Panel("places.place", 25, "indicators/panels/area.html", area),
)
