"""The one screen on which progress is reported, from a telephone at the site; and the form that verifies a report."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.core.authority import Acting
from app.core.calendar import written_day
from app.core.permissions import Permission
from app.core.records import today
from app.monitoring.commands.reports import report_progress, verify_report
from app.monitoring.imports.photos import MOST_PHOTOS, read_photos
from app.monitoring.imports.sending import parted
from app.monitoring.pages.addresses import Reference, allowed, sheet_of
from app.monitoring.queries import lights, reports
from app.monitoring.queries.reports import Told
from app.monitoring.records import resource_of
from app.monitoring.rules import VERDICTS, percent, planned_at
from app.monitoring.schemas import ReportIn, VerificationIn
from app.monitoring.words import WORDS, page_of
from app.organizations.queries import posts
from app.projects.models import Project
from app.web.dependencies import Acts, Database, Identified
from app.web.forms import Form, Submitted, filled
from app.web.sheets import Input, Sheet, answered, line, show, tried
from app.web.templating import render
from gis.layer import Text

router = APIRouter(prefix="/monitoring")
Round = Annotated[str | None, Query(max_length=8)]
RETURNED = Text(th="ไม่บังคับ ยกเว้นส่งคืน", en="optional, unless it is returned")


@router.get("/report/{reference}")
def report(
    request: Request, session: Database, by: Acts, identity: Identified, reference: Reference, round: Round = None
) -> Response:  # fmt: skip
    """The form of a report."""
    project = allowed(session, by, Permission.PROGRESS_REPORT, reference)
    return _screen(request, session, by, project, Form[ReportIn]({"round": round} if round else {}), identity.account)


@router.post("/report/{reference}")
def report_the_progress(
    request: Request, session: Database, by: Acts, identity: Identified, given: Submitted, reference: Reference
) -> Response:
    """Take it, with its photos."""
    project = allowed(session, by, Permission.PROGRESS_REPORT, reference)
    words, files = parted(given)
    form = filled(ReportIn, words)
    form = tried(session, form, lambda value: report_progress(
        session, by=by, reference=reference, given=value, photos=read_photos(files),
        folder=request.app.state.settings.files,
    ))  # fmt: skip
    if form.errors:
        return _screen(request, session, by, project, form, identity.account)
    return RedirectResponse(page_of(reference) + "#reports", 303)


@router.get("/reports/{report_id}/verify")
def verification(request: Request, session: Database, by: Acts, report_id: uuid.UUID) -> Response:
    """The form by which a supervisor verifies a report."""
    by.must(Permission.PROGRESS_REPORT)
    told, project = reports.report_at(session, report_id, viewer=by.viewer)
    by.must(Permission.PROGRESS_REPORT, resource_of(by, project))
    return show(request, _verify_sheet(project, told), Form[VerificationIn]())


@router.post("/reports/{report_id}/verify")
def verify_the_report(
    request: Request, session: Database, by: Acts, given: Submitted, report_id: uuid.UUID
) -> Response:  # fmt: skip
    """Verify it, or return it."""
    by.must(Permission.PROGRESS_REPORT)
    told, project = reports.report_at(session, report_id, viewer=by.viewer)
    form = tried(session, filled(VerificationIn, given),
                 lambda value: verify_report(session, by=by, report_id=report_id, given=value))  # fmt: skip
    sheet = _verify_sheet(project, told)
    return answered(request, sheet, form, sheet.back)


def _screen(
    request: Request, session: Session, by: Acting, project: Project, form: Form[ReportIn], account: str | None
) -> Response:  # fmt: skip
    curves, now = reports.curves_of(session, project, viewer=by.viewer), today(session)
    open_ones = reports.rounds_open(session, curves[0] if curves else None, viewer=by.viewer, on=now)
    told = [one for one in reports.reports_of(session, project, viewer=by.viewer) if one.is_latest]
    given = {one.report.round_code: one for one in told}
    first_owed = next((one.code for one in reversed(open_ones) if one.code not in given), None)
    chosen = str(form.given.get("round") or first_owed or (open_ones[0].code if open_ones else ""))
    named = next((one for one in open_ones if one.code == chosen), None)
    day = min(now, named.period_end - timedelta(days=1)) if named else now
    points = reports.points(session, curves[0], viewer=by.viewer) if curves else ()
    return render(
        request, "monitoring/report.html", status=422 if form.errors else 200, project=project, form=form,
        one=lights.standing_of(session, project.reference, viewer=by.viewer), rounds=open_ones, reported=given,
        chosen=chosen, day=written_day(day), planned=planned_at(points, day) if points else None, last=told[0] if told else None,
        problems=reports.problem_classes(session, viewer=by.viewer), helpers=_helpers(session, by),
        key=_key(form.given), account=account, most_photos=MOST_PHOTOS, **WORDS,
    )  # fmt: skip


def _key(given: Mapping[str, Any]) -> str:
    """The key of the first try, so that a form sent again after a refusal is the same request."""
    return str(given.get("request_key") or uuid.uuid4())


def _helpers(session: Session, by: Acting) -> list[tuple[str, Text]]:
    """Of whom help may be wanted: the heads of the province, and every organisation."""
    heads = [one for one in posts.posts(session, viewer=by.viewer) if one.is_executive]
    named = [(f"p:{one.number}", Text(th=one.title_th, en=one.title_en)) for one in heads]
    offices = posts.organizations(session, viewer=by.viewer)
    return [*named, *((f"o:{one.code}", Text(th=one.name_th, en=one.name_en)) for one in offices)]


def _verify_sheet(project: Project, told: Told) -> Sheet:
    one = told.report
    said = f"{one.round_code} · {percent(one.physical_pct)}%"
    lead = Text(th=f"รอบ {said} รายงานโดย {one.author_title}", en=f"Round {said}, reported by {one.author_title}")
    inputs = (
        Input(
            "verdict",
            Text(th="ผลการตรวจ", en="Verdict"),
            None,
            [(each.value, words) for each, words in VERDICTS.items()],
        ),
        line("remark", "ความเห็น", "Remark", required=False, more=RETURNED),
    )
    title = Text(th="ตรวจรายงานความก้าวหน้า", en="Verify a report")
    return sheet_of(project, title, lead, inputs, Text(th="บันทึกผลการตรวจ", en="Record the verdict"), at="#reports")
