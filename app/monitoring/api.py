"""Monitoring for programs: lights, reports that are owed, everything of one project (JSON, CSV, ZIP); reports come in here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from app.core.authority import Viewer
from app.core.records import plain as as_words
from app.core.records import today
from app.indicators.queries.definitions import indicator_by_code
from app.monitoring.asking import Asked
from app.monitoring.commands.reports import report_progress
from app.monitoring.exports import reports_table, sao_pack
from app.monitoring.imports.photos import read_photos
from app.monitoring.imports.sending import parted
from app.monitoring.models import Asset, Curve, Inspection, Milestone, ProgressReport, Round
from app.monitoring.queries import assets as asked_assets
from app.monitoring.queries import lights, reports
from app.monitoring.queries.assets import Held
from app.monitoring.queries.contributions import Contribution, contributions
from app.monitoring.queries.reports import Picture, Told
from app.monitoring.rules import Light, counted, sentences
from app.monitoring.schemas import ReportIn
from app.monitoring.words import page_of
from app.projects.queries import project_by_reference
from app.web.as_of import AsOf
from app.web.dependencies import Acts, Database, Viewing
from app.web.forms import PROVEN, Submitted, filled
from app.web.sheets import tried

router = APIRouter(prefix="/api/monitoring")
Reference = Annotated[str, Path(max_length=100)]
IndicatorCode = Annotated[str, Path(max_length=60)]
Chosen = Annotated[Light | None, Query()]
REPORT = ("id", "round_code", "revision", "observed_on", "physical_pct", "previous_pct", "reported_satang", "done_th",
          "problem_class", "problem_th", "remedy_th", "help_th", "help_organization", "help_position", "reason",
          "reported_at", "author_position", "author_title")  # fmt: skip
ROUND = ("code", "kind", "period_start", "period_end", "due_on")
STEP = ("number", "title_th", "title_en", "planned_on", "actual_on")
ASSET = ("id", "number", "name_th", "name_en", "value_satang", "area_code", "owner_th", "owner_organization",
         "handed_over_on", "document")  # fmt: skip
INSPECTION = ("months", "inspected_on", "condition", "remark", "inspector_title")
CURVE = ("revision", "cadence", "starts_on", "reason", "made_at", "maker_title")


@router.get("")
def standings(session: Database, viewer: Viewing, asked: Asked, light: Chosen = None) -> Response:
    """How every project stands that the viewer may see, with the rule that decides."""
    every = lights.standings(session, viewer=viewer, scope=asked.scope)
    rule = lights.thresholds(session, viewer=viewer, on=asked.as_of or today(session))
    return _json(viewer, {
        "counts": {one.value: count for one, count in counted(one.light for one in every).items()}, "total": len(every),
        "rule": None if rule is None else _plain(asdict(rule)) | {"sentences": [one.th for one in sentences(rule)]},
        "projects": [_plain(asdict(one)) for one in every if light is None or one.light is light],
    })  # fmt: skip


@router.get("/late")
def late(session: Database, viewer: Viewing, asked: Asked) -> Response:
    """Projects that are late, and reports that are overdue."""
    found = lights.standings(session, viewer=viewer, light=Light.LATE, scope=asked.scope)
    overdue = lights.owed(session, viewer=viewer, standing="late", scope=asked.scope)
    return _json(viewer, {
        "projects": [_plain(asdict(one)) for one in found], "reports": [_plain(asdict(one)) for one in overdue],
    })  # fmt: skip


@router.get("/rounds")
def rounds(session: Database, viewer: Viewing, as_of: AsOf) -> Response:
    """The calendar of reports."""
    return _json(viewer, {"rounds": [_picked(one, ROUND) for one in reports.rounds(session, viewer=viewer, on=as_of)]})


@router.get("/assets")
def assets(session: Database, viewer: Viewing) -> Response:
    """Assets with their inspections, made and due."""
    return _json(viewer, {"assets": [_held(one) for one in asked_assets.assets(session, viewer=viewer)]})


@router.get("/contributions/{code}")
def claims(session: Database, viewer: Viewing, code: IndicatorCode, as_of: AsOf) -> Response:
    """The projects that claim to contribute to an indicator, the dearest first; money of all years, in satang."""
    indicator_by_code(session, code, viewer=viewer)
    found = contributions(session, code, viewer=viewer, then=as_of is not None)
    return _json(viewer, {"indicator": code, "projects": [_claim(one) for one in found]})


@router.get("/projects/{reference}")
def project(session: Database, viewer: Viewing, reference: Reference, as_of: AsOf) -> Response:
    """All that is monitored of one project."""
    found = project_by_reference(session, reference, viewer=viewer)
    one = lights.standing_of(session, reference, viewer=viewer)
    return _json(viewer, {
        "reference": reference, "standing": None if one is None else _plain(asdict(one)),
        "curves": [_curve(session, viewer, each) for each in reports.curves_of(session, found, viewer=viewer, on=as_of)],
        "reports": [_told(each) for each in reports.reports_of(session, found, viewer=viewer, on=as_of)],
        "milestones": [_step(each, as_of) for each in reports.milestones_of(session, found, viewer=viewer)],
        "assets": [_held(each) for each in asked_assets.assets(session, viewer=viewer, project=found, on=as_of)],
    })  # fmt: skip


@router.get("/projects/{reference}/reports.csv")
def reports_as_csv(session: Database, viewer: Viewing, reference: Reference, as_of: AsOf) -> Response:
    """Every report of a project for a spreadsheet."""
    found = project_by_reference(session, reference, viewer=viewer)
    headers = _caching(viewer) | {"Content-Disposition": 'attachment; filename="reports.csv"'}
    table = reports_table(session, found, viewer=viewer, on=as_of)
    return Response(table, headers=headers, media_type="text/csv; charset=utf-8")


@router.get("/projects/{reference}/sao.zip")
def pack(session: Database, viewer: Viewing, reference: Reference) -> Response:
    """The evidence of one project for the State Audit Office."""
    found = project_by_reference(session, reference, viewer=viewer)
    headers = _caching(viewer) | {"Content-Disposition": 'attachment; filename="sao.zip"'}
    return Response(sao_pack(session, found, viewer=viewer), headers=headers, media_type="application/zip")


@router.post("/projects/{reference}/reports", dependencies=[PROVEN], status_code=201)
def report(session: Database, by: Acts, given: ReportIn, reference: Reference) -> Response:
    """Report progress without photos; sent again with the same ``request_key`` it answers the same report."""
    return JSONResponse(_made(report_progress(session, by=by, reference=reference, given=given)), 201)


@router.post("/report/{reference}", status_code=201, responses={422: {"description": "What is wrong, by field"}})
def report_with_photos(
    request: Request, session: Database, by: Acts, given: Submitted, reference: Reference
) -> Response:  # fmt: skip
    """The form of a report with its photos, as a telephone sends it when the connection is back."""
    words, files = parted(given)
    form = tried(session, filled(ReportIn, words), lambda value: report_progress(
        session, by=by, reference=reference, given=value, photos=read_photos(files),
        folder=request.app.state.settings.files,
    ))  # fmt: skip
    if form.errors:
        told = {name: {"th": one.th, "en": one.en} for name, one in form.errors.items()}
        return JSONResponse({"errors": told}, 422)
    assert form.value is not None
    made = reports.report_by_key(session, form.value.request_key, viewer=by.viewer)
    assert made is not None
    return JSONResponse(_made(made) | {"location": page_of(reference) + "#reports"}, 201)


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """As JSON holds it; numbers stay numbers."""
    numbers = {name: float(value) for name, value in values.items() if isinstance(value, float | Decimal)}
    return as_words(values) | numbers


def _made(one: ProgressReport) -> dict[str, Any]:
    return {"id": str(one.id), "round": one.round_code, "revision": one.revision}


def _curve(session: Session, viewer: Viewer, one: Curve) -> dict[str, Any]:
    points = reports.points(session, one, viewer=viewer)
    return _picked(one, CURVE) | {"points": [_plain(asdict(point)) for point in points]}


def _told(one: Told) -> dict[str, Any]:
    said = one.verification
    verified = None if said is None else _plain({
        "verdict": said.verdict, "remark": said.remark, "verifier": said.verifier_title, "at": said.verified_at,
    })  # fmt: skip
    photos = [_picture(each) for each in one.photos]
    return _picked(one.report, REPORT) | {"is_latest": one.is_latest, "verification": verified, "photos": photos}


def _picture(one: Picture) -> dict[str, Any]:
    photo = one.photo
    return _plain({
        "href": f"/monitoring/photos/{photo.id}", "sha256": photo.sha256, "taken_at": photo.taken_at,
        "position_source": photo.position_source,
    }) | {"lon": one.lon, "lat": one.lat, "distance_m": photo.distance_m}  # fmt: skip


def _held(one: Held) -> dict[str, Any]:
    due = [
        _plain({"months": each.months, "due_on": each.due_on, "made": each.inspection is not None}) for each in one.due
    ]
    unowned = {} if one.is_handed_over else dict.fromkeys(("owner_th", "owner_organization", "handed_over_on", "document"))
    return _picked(one.asset, ASSET) | unowned | {
        "reference": one.reference,
        "due": due,
        "inspections": [_picked(each, INSPECTION) for each in one.inspections],
    }  # fmt: skip


def _step(one: Milestone, as_of: date | None) -> dict[str, Any]:
    """A step that was not reached yet on the day is not reached."""
    later = as_of is not None and one.actual_on is not None and one.actual_on > as_of
    return _picked(one, STEP) | ({"actual_on": None} if later else {})


def _claim(one: Contribution) -> dict[str, Any]:
    return {
        "project": one.line.reference, "title_th": one.line.title_th, "title_en": one.line.title_en,
        "state": one.line.state, "light": None if one.light is None else one.light.value,
        "nodes": {key: role.value for key, role in one.nodes.items()},
        "own": None if one.own is None else _plain(asdict(one.own)), "received_satang": one.money.received,
        "disbursed_satang": one.money.disbursed,
    }  # fmt: skip


def _picked(
    row: ProgressReport | Round | Milestone | Asset | Inspection | Curve, names: Iterable[str]
) -> dict[str, Any]:
    return _plain({name: getattr(row, name) for name in names})


def _json(viewer: Viewer, told: Mapping[str, Any]) -> Response:
    return JSONResponse(told, headers=_caching(viewer))


def _caching(viewer: Viewer) -> dict[str, str]:
    """What somebody in office sees is for him alone."""
    return {"Cache-Control": "no-cache" if viewer.is_public else "private, no-store", "Vary": "Cookie, Authorization"}
