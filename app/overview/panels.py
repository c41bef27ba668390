"""The parts of an area's page that need more than one slice: key figures, its projects, and the areas beside it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.core.calendar import fiscal_year
from app.core.records import today
from app.indicators.panels import measured
from app.indicators.queries.values import beside
from app.indicators.ranking import needs
from app.monitoring.rules import Light, counted
from app.monitoring.words import WORDS
from app.overview.queries import areas as asked_of
from app.overview.rules import Compared, standing
from app.places.queries import area_at
from app.projects.pages.addresses import WORDS as PROJECT_WORDS
from app.projects.queries.places import area_names
from app.web.as_of import as_of_in
from app.web.panels import Content, Panel, once

LISTED, KEYS = 12, 3
LEAST_PEERS, MANY_PEERS, TOP, BESIDE = 3, 20, 5, 3
"""Of fewer areas no bars are drawn; of more only the first and those around the area."""
MEASURES = ("people", "received", "per_head", "projects", "late")
FACETS = {2: "", 4: "district", 6: "subdistrict"}
"""By which facet the list of all projects is narrowed to an area, by the length of its code."""


def figures(request: Request, session: Session, viewer: Viewer, code: str) -> Content | None:
    """Projects of the year by light, what the area received of it, per head, and what is late."""
    year, found = _year(request, session), _around(request, session, viewer, code)
    if found is None:
        return None
    listed = _listed(request, session, viewer, code)
    here, peers = found.here, found.peers
    whole = sum(one.received for one in peers)
    people = [one.people for one in peers]
    known = sum(each for each in people if each is not None) if None not in people else None
    late = [one for one in listed if one.light is Light.LATE]
    lights = Counter(one.light for one in listed if one.light is not None and one.project.is_of(year))
    return {
        "year": year, "here": here, "share": 100 * here.received / whole if whole and len(peers) > 1 else None,
        "rank": standing(here.per_head, [one.per_head for one in peers]), "of_all": whole / known if known else None,
        "lights": lights, "tally": counted(lights.elements()), "late": late,
        "late_baht": sum(one.received for one in late), **WORDS,
    }  # fmt: skip


def projects(request: Request, session: Session, viewer: Viewer, code: str) -> Content | None:
    """The projects that touch the area, what needs eyes first."""
    if not code.isdecimal() or len(code) not in (2, 4, 6):
        return None
    listed = _listed(request, session, viewer, code)
    facet = FACETS[len(code)]
    return {
        "rows": listed[:LISTED], "count": len(listed), "tally": counted(one.light for one in listed if one.light is not None),
        "unlit": sum(one.light is None for one in listed), "href": f"/projects?{facet}={code}" if facet else "/projects",
        "names": area_names(session, {one.code for one in listed[:LISTED] if one.code}, viewer=viewer),
        "received": sum(one.received for one in listed), "project_words": PROJECT_WORDS, **WORDS,
    }  # fmt: skip


def compared(request: Request, session: Session, viewer: Viewer, code: str) -> Content | None:
    """The area, its neighbours and the middle of its peers in one table, with three indicators of its need."""
    found = _around(request, session, viewer, code)
    if found is None:
        return None
    ranked = needs(measured(request, session, viewer, code))
    keys = [one for one in ranked if one.now is not None and one.beside is not None][:KEYS]
    codes = [code, *(one.code for one in (*found.neighbours, *found.peers) if one.code != code)]
    periods = {one.indicator.code: one.now.period for one in keys if one.now is not None and one.now.period is not None}
    values = beside(session, periods, codes, viewer=viewer, known=as_of_in(request))
    peers = found.peers
    columns = {name: standing(getattr(found.here, name), [getattr(one, name) for one in peers]) for name in MEASURES}
    return {
        "found": found, "rows": [found.here, *found.neighbours], "keys": [one.indicator for one in keys],
        "value": lambda row, indicator: _value(values, row, indicator.code), "columns": columns, "year": _year(request, session),
        "ranks": {one.indicator.code: standing(_value(values, found.here, one.indicator.code),
                                               [_value(values, row, one.indicator.code) for row in peers]) for one in keys},
    }  # fmt: skip


def peers(request: Request, session: Session, viewer: Viewer, code: str) -> Content | None:
    """What each area of its level in the province received per head; of many the highest and those around this one."""
    found = _around(request, session, viewer, code)
    most = max((row.per_head or 0 for row in found.peers), default=0) if found else 0
    if found is None or len(found.peers) < LEAST_PEERS or not most:
        return None
    ordered = sorted(found.peers, key=lambda row: (row.per_head is None, -(row.per_head or 0), row.code))
    place = next(index for index, row in enumerate(ordered) if row.code == code)
    shown = [
        (index, row) for index, row in enumerate(ordered)
        if len(ordered) <= MANY_PEERS or index < TOP or abs(index - place) <= BESIDE
    ]  # fmt: skip
    return {"ordered": ordered, "shown": shown, "most": most, "code": code, "year": _year(request, session)}


def _value(values: Any, row: Compared, indicator: str) -> float | None:
    found = values.get(indicator, {}).get(row.code)
    return None if found is None or found.missing else found.value


def _year(request: Request, session: Session) -> int:
    return fiscal_year(as_of_in(request) or today(session))


def _around(request: Request, session: Session, viewer: Viewer, code: str) -> asked_of.Around | None:
    """The area beside others."""

    def ask() -> asked_of.Around | None:
        area = area_at(session, code, viewer=viewer, on=as_of_in(request))
        return asked_of.around(session, area, _year(request, session), viewer=viewer)

    return once(request, f"around {code}", ask)


def _listed(request: Request, session: Session, viewer: Viewer, code: str) -> list[asked_of.Listed]:
    return once(request, f"listed {code}", lambda: asked_of.projects_in(session, code, viewer=viewer))


PANELS = (
    Panel("places.place", 20, "overview/panels/figures.html", figures, place="top"),
    Panel("places.place", 30, "overview/panels/projects.html", projects),
    Panel("places.place", 50, "overview/panels/compared.html", compared),
    Panel("places.place", 30, "overview/panels/peers.html", peers, place="aside"),
)
