"""What indicators tell the pages of plans and places: targets beside what was reached, and an area beside those around it."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Resource, Viewer
from app.core.permissions import Permission
from app.indicators.addresses import WORDS, period_named
from app.indicators.charts import spark
from app.indicators.queries.areas import Measured, measured_in
from app.indicators.queries.targets import Track, rule_of_lights, tracks_of_plan
from app.indicators.ranking import needs
from app.plans.queries.plans import plan_at
from app.web.as_of import as_of_in
from app.web.identity import Identity
from app.web.panels import Content, Panel, once
from app.web.words import language_of

NEEDS, YEARS = 8, 5
"""How many needs a page shows, and how many years."""


def targets(request: Request, session: Session, viewer: Viewer, subject: str) -> Content | None:
    """The targets of a version of a plan, ``code/version``, with what was reached."""
    code, _, version = subject.partition("/")
    plan = plan_at(session, code, int(version), viewer=viewer)
    tracks = tracks_of_plan(session, plan, viewer=viewer, known=as_of_in(request))
    if not tracks:
        return None
    identity: Identity | None = getattr(request.state, "identity", None)
    by = identity.by if identity is not None else None
    resource = Resource(plan.organization, plan.area_code)
    return {
        "plan": plan, "tracks": tracks, "rule": rule_of_lights(session, viewer=viewer), "counts": _counts(tracks),
        "may_bind": as_of_in(request) is None and by is not None
        and by.may(Permission.INDICATOR_DEFINE, resource), **WORDS,
    }  # fmt: skip


def need(request: Request, session: Session, viewer: Viewer, subject: str) -> Content | None:
    """What an area needs most: indicators furthest from their target or behind the province, the worst first."""
    if not _is_official(subject):
        return None
    ranked = needs(measured(request, session, viewer, subject))
    return {"rows": ranked[:NEEDS], "count": len(ranked), "rule": rule_of_lights(session, viewer=viewer),
            **_beside(request, subject, ranked)}  # fmt: skip


def area(request: Request, session: Session, viewer: Viewer, subject: str) -> Content | None:
    """What is measured in an area year by year, beside its targets."""
    if not _is_official(subject):
        return None
    found = measured(request, session, viewer, subject)
    years = sorted({year for one in found for year in one.years})[-YEARS:]
    return {"rows": [one for one in found if one.years], "years": years, **_beside(request, subject, found)}


def measured(request: Request, session: Session, viewer: Viewer, code: str) -> list[Measured]:
    """All that is measured in the area of the page, as known on the day that it is asked for."""
    day = as_of_in(request)
    return once(request, f"measured {code}", lambda: measured_in(session, code, viewer=viewer, known=day, on=day))


def _beside(request: Request, code: str, found: list[Measured]) -> Content:
    language = language_of(request)
    named = {
        one.indicator.code: period_named(one.indicator, one.now.period, language)
        for one in found
        if one.now is not None and one.now.period is not None
    }
    return {"code": code, "named": named, "spark": lambda one: spark([each.value for _, each in sorted(one.years.items())]),
            **WORDS}  # fmt: skip


def _is_official(code: str) -> bool:
    return code.isdecimal() and len(code) in (2, 4, 6, 8)


def _counts(tracks: list[Track]) -> dict[str, int]:
    """How many targets show each light in their latest year with data."""
    shown = [track.now.light.value for track in tracks if track.now is not None]
    return {light: shown.count(light) for light in dict.fromkeys(shown)}


PANELS = (
    Panel("plans.plan", 10, "indicators/panels/targets.html", targets),
    Panel("places.place", 10, "indicators/panels/needs.html", need),
    Panel("places.place", 40, "indicators/panels/area.html", area),
)
