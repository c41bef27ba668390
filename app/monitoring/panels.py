"""What monitoring shows on the page of a project: its light with the working, the S-curve, reports, steps and assets."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Acting, Viewer
from app.core.errors import NotFound
from app.core.permissions import Permission
from app.core.records import today
from app.monitoring.drawings import Course, Reported, s_curve
from app.monitoring.queries import assets as asked_assets
from app.monitoring.queries import lights, reports
from app.monitoring.queries.contributions import contributions, measured_nodes
from app.monitoring.queries.reports import Told
from app.monitoring.records import resource_of
from app.monitoring.rules import Light, Point, counted, earned_days, planned_at, planned_satang_at, sentences, spi_t
from app.monitoring.words import WORDS
from app.plans.rules import PHASES, LinkRole, Sum
from app.projects.models import Project
from app.projects.queries import project_by_reference
from app.projects.queries.places import area_names
from app.projects.rules import State
from app.projects.rules.states import STATES
from app.web.as_of import as_of_in
from app.web.identity import NOBODY, Identity
from app.web.panels import Content, Panel, Place
from app.web.templating import svg
from app.web.words import language_of

SHOWN = 20
"""How many contributions a page lists; the list of projects has all."""


def light(request: Request, session: Session, viewer: Viewer, reference: str) -> Content | None:
    """The light with the numbers and the rule that decided it."""
    found = lights.standing_of(session, reference, viewer=viewer)
    if found is None:
        return None
    rule = lights.thresholds(session, viewer=viewer, on=_now(request, session))
    return {"one": found, "rule": rule, "sentences": sentences(rule) if rule else (), **WORDS}


def curve(request: Request, session: Session, viewer: Viewer, reference: str) -> Content | None:
    """The S-curve with its table; a project without a plan has none."""
    project = _project(session, reference, viewer)
    planned = reports.curves_of(session, project, viewer=viewer, on=as_of_in(request)) if project else []
    if project is None or not planned:
        return None
    points = reports.points(session, planned[0], viewer=viewer)
    told = [one for one in _reports(request, session, project, viewer) if one.is_latest]
    told.sort(key=lambda one: one.report.observed_on)
    standing, now = lights.standing_of(session, reference, viewer=viewer), _now(request, session)
    course = Course(
        points, [Reported(one.report.observed_on, float(one.report.physical_pct)) for one in told], now,
        standing.forecast_on if standing else None, standing.light if standing else Light.UNKNOWN, as_of_in(request) is not None,
    )  # fmt: skip
    return {
        "drawing": svg(s_curve(course, language_of(request))), "curve": planned[0], "revisions": planned,
        "rows": _rows(points, told), "measured": [_measured(points, one) for one in told], "one": standing,
        "reference": reference, "may_plan": _may(request, Permission.PROJECT_CARRY_OUT, project), **WORDS,
    }  # fmt: skip


def progress(request: Request, session: Session, viewer: Viewer, reference: str) -> Content | None:
    """The reports with their photos, the latest first."""
    project = _project(session, reference, viewer)
    if project is None or lights.standing_of(session, reference, viewer=viewer) is None:
        return None
    told = _reports(request, session, project, viewer)
    identity: Identity = getattr(request.state, "identity", NOBODY)
    return {
        "reports": told, "reference": reference, "problems": _problems(session, viewer),
        "owed": [one for one in lights.owed(session, viewer=viewer, reference=reference) if one.standing == "late"],
        "may_report": _may(request, Permission.PROGRESS_REPORT, project),
        "verifiable": _verifiable(session, identity.by if as_of_in(request) is None else None, project, told), **WORDS,
    }  # fmt: skip


def steps(request: Request, session: Session, viewer: Viewer, reference: str) -> Content | None:
    """The steps of a project, planned and reached."""
    project = _project(session, reference, viewer)
    found = reports.milestones_of(session, project, viewer=viewer) if project else []
    may_plan = project is not None and _may(request, Permission.PROJECT_CARRY_OUT, project)
    if not found and not may_plan:
        return None
    return {"steps": found, "reference": reference, "may_plan": may_plan, "now": _now(request, session), **WORDS}


def left_behind(request: Request, session: Session, viewer: Viewer, reference: str) -> Content | None:
    """The assets of a project with their owners and inspections."""
    project = _project(session, reference, viewer)
    standing = lights.standing_of(session, reference, viewer=viewer)
    if project is None or standing is None:
        return None
    held = asked_assets.assets(session, viewer=viewer, project=project, on=as_of_in(request))
    none = asked_assets.without_asset(session, project, viewer=viewer, on=as_of_in(request))
    may_accept = _may(request, Permission.PROJECT_ACCEPT, project)
    if not held and none is None and not may_accept and standing.has_owner:
        return None
    return {
        "held": held, "none": none, "reference": reference, "now": _now(request, session), "may_accept": may_accept,
        "may_inspect": _may(request, Permission.ASSET_INSPECT, project), "one": standing, **WORDS,
    }  # fmt: skip


def contributing(request: Request, session: Session, viewer: Viewer, code: str) -> Content | None:
    """The projects that claim to contribute to an indicator, with state, money, light and place."""
    found = contributions(session, code, viewer=viewer, then=as_of_in(request) is not None)
    if not found:
        return None
    areas = area_names(session, {one.line.main_area for one in found if one.line.main_area}, viewer=viewer)
    return {
        "code": code, "found": found, "shown": found[:SHOWN], "areas": areas,
        "nodes": measured_nodes(session, found, viewer=viewer),
        "total": sum((replace(one.money, projects=1) for one in found), Sum()), "MONEY": PHASES, "STATES": STATES,
        "State": State, "LinkRole": LinkRole, "unlit": sum(one.light is None for one in found),
        "tally": counted(one.light for one in found if one.light is not None), **WORDS,
    }  # fmt: skip


def _project(session: Session, reference: str, viewer: Viewer) -> Project | None:
    try:
        return project_by_reference(session, reference, viewer=viewer)
    except NotFound:
        return None


def _now(request: Request, session: Session) -> date:
    """The day as of which the page is made."""
    return as_of_in(request) or today(session)


def _reports(request: Request, session: Session, project: Project, viewer: Viewer) -> list[Told]:
    """The reports that had been filed by the day as of which the page is made."""
    return reports.reports_of(session, project, viewer=viewer, on=as_of_in(request))


def _may(request: Request, permission: Permission, project: Project) -> bool:
    """Whether the actor may, on a page of today: nothing is done to the past."""
    identity: Identity = getattr(request.state, "identity", NOBODY)
    by = identity.by if as_of_in(request) is None else None
    return by is not None and by.may(permission, resource_of(by, project))


def _verifiable(session: Session, by: Acting | None, project: Project, told: list[Told]) -> frozenset[object]:
    """The reports that whoever asks may verify: unverified, the latest of their round, of another person below him."""
    if by is None or not by.may(Permission.PROGRESS_REPORT, resource_of(by, project)):
        return frozenset()
    waiting = [one.report for one in told if one.is_latest and one.verification is None]
    return frozenset(
        report.id
        for report in waiting
        if report.author_person != by.person_id
        and by.position in reports.superiors(session, report.author_position, viewer=by.viewer)
    )


def _problems(session: Session, viewer: Viewer) -> dict[str, Any]:
    return {one.code: one for one in reports.problem_classes(session, viewer=viewer)}


def _rows(points: tuple[Point, ...], told: list[Told]) -> list[dict[str, Any]]:
    """Month by month: what is planned, and the report that describes the month."""
    rows = []
    for start, end in pairwise(points):
        within = [one.report for one in told if start.day <= one.report.observed_on < end.day]
        rows.append(
            {"month": start.day, "pct": end.pct, "satang": end.satang, "report": within[-1] if within else None}
        )
    return rows


def _measured(points: tuple[Point, ...], one: Told) -> dict[str, Any]:
    """A report against the plan of its day."""
    pct, day = float(one.report.physical_pct), one.report.observed_on
    return {
        "report": one.report, "planned": planned_at(points, day), "satang": planned_satang_at(points, day),
        "earned": earned_days(points, pct), "spi": spi_t(points, pct, day),
    }  # fmt: skip


_OFFERED: tuple[tuple[int, str, Any, Place], ...] = (
    (10, "light", light, "top"), (20, "curve", curve, "main"), (30, "reports", progress, "main"),
    (40, "steps", steps, "main"), (50, "assets", left_behind, "main"),
)  # fmt: skip
PANELS = (
    *(
        Panel(page, order, f"monitoring/panels/{name}.html", query, place)
        for page in ("projects.detail", "monitoring.project")
        for order, name, query, place in _OFFERED
    ),
    Panel("indicators.indicator", 10, "monitoring/panels/contributions.html", contributing),
)
