"""Forms of the planned curve and of the steps of a project."""

from __future__ import annotations

import uuid

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting
from app.core.calendar import BUDDHIST_ERA, written_day
from app.core.errors import NotFound
from app.core.permissions import Permission
from app.monitoring.commands.planning import plan_curve, reach_milestone, set_milestone
from app.monitoring.models import Milestone
from app.monitoring.pages.addresses import Reference, allowed, sheet_of
from app.monitoring.queries import reports
from app.monitoring.queries.seeing import project_of
from app.monitoring.records import resource_of
from app.monitoring.rules import CADENCES, DAY, baht
from app.monitoring.schemas import CurveIn, MilestoneIn, Reaching
from app.projects.models import Project
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import Input, Sheet, answered, day, line, passage, show, tried
from gis.layer import Text

router = APIRouter(prefix="/monitoring")
MONTHS = Text(
    th="บรรทัดละเดือน: เดือน/ปี พ.ศ. ร้อยละสะสม บาทสะสม วางจากตารางคำนวณได้ เดือนสุดท้ายต้องครบ 100",
    en="a month in each line: month/year, cumulative per cent, cumulative baht; may be pasted from a spreadsheet; ends with 100",
)


@router.get("/projects/{reference}/curve")
def curve(request: Request, session: Database, by: Acts, reference: Reference) -> Response:
    """The form of the planned curve."""
    project = allowed(session, by, Permission.PROJECT_CARRY_OUT, reference)
    return show(request, _curve_sheet(session, by, project), Form[CurveIn](_present(session, by, project)))


@router.post("/projects/{reference}/curve")
def plan_the_curve(request: Request, session: Database, by: Acts, given: Submitted, reference: Reference) -> Response:
    """Set it, or revise it."""
    project = allowed(session, by, Permission.PROJECT_CARRY_OUT, reference)
    sheet = _curve_sheet(session, by, project)
    form = tried(session, filled(CurveIn, given),
                 lambda value: plan_curve(session, by=by, reference=reference, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


@router.get("/projects/{reference}/milestones")
def step(request: Request, session: Database, by: Acts, reference: Reference) -> Response:
    """The form of a step."""
    return show(
        request, _step_sheet(allowed(session, by, Permission.PROJECT_CARRY_OUT, reference)), Form[MilestoneIn]()
    )


@router.post("/projects/{reference}/milestones")
def set_the_step(request: Request, session: Database, by: Acts, given: Submitted, reference: Reference) -> Response:
    """Add it."""
    sheet = _step_sheet(allowed(session, by, Permission.PROJECT_CARRY_OUT, reference))
    form = tried(session, filled(MilestoneIn, given),
                 lambda value: set_milestone(session, by=by, reference=reference, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


@router.get("/milestones/{milestone_id}/reach")
def reaching(request: Request, session: Database, by: Acts, milestone_id: uuid.UUID) -> Response:
    """The form of the day on which a step was reached."""
    return show(request, _reach_sheet(*_step(session, by, milestone_id)), Form[Reaching]())


@router.post("/milestones/{milestone_id}/reach")
def reach_the_step(
    request: Request, session: Database, by: Acts, given: Submitted, milestone_id: uuid.UUID
) -> Response:  # fmt: skip
    """Record it."""
    sheet = _reach_sheet(*_step(session, by, milestone_id))
    form = tried(session, filled(Reaching, given),
                 lambda value: reach_milestone(session, by=by, milestone_id=milestone_id, given=value))  # fmt: skip
    return answered(request, sheet, form, sheet.back)


def _step(session: Session, by: Acting, milestone_id: uuid.UUID) -> tuple[Project, Milestone]:
    by.must(Permission.PROJECT_CARRY_OUT)
    found = session.get(Milestone, milestone_id)
    if found is None:
        raise NotFound("ไม่มีงวดงานนี้", "There is no such step.")
    project = project_of(session, found.project_id, viewer=by.viewer)
    by.must(Permission.PROJECT_CARRY_OUT, resource_of(by, project))
    return project, found


def _present(session: Session, by: Acting, project: Project) -> dict[str, str]:
    """The plan in force as the form reads it."""
    curves = reports.curves_of(session, project, viewer=by.viewer)
    if not curves:
        return {}
    lines = []
    for point in reports.points(session, curves[0], viewer=by.viewer)[1:]:
        month = (point.day - DAY).replace(day=1)
        lines.append(f"{month.month:02}/{month.year + BUDDHIST_ERA} {point.pct:g} {baht(point.satang)}")
    return {"starts_on": written_day(curves[0].starts_on), "cadence": curves[0].cadence, "months": "\n".join(lines)}


def _curve_sheet(session: Session, by: Acting, project: Project) -> Sheet:
    is_first = not reports.curves_of(session, project, viewer=by.viewer)
    inputs = (
        day("starts_on", "วันเริ่มตามแผน", "Planned start"),
        Input("cadence", Text(th="รายงาน", en="Reported"), None, [(each.value, words) for each, words in CADENCES.items()],
              value="month"),
        passage("months", "แผนสะสมรายเดือน", "Cumulative plan by month", more=MONTHS),
        *(() if is_first else (line("reason", "เหตุที่ปรับแผน", "Why it is revised"),)),
    )  # fmt: skip
    title = Text(th="กำหนดแผนผลงาน", en="Set the plan") if is_first else Text(th="ปรับแผนผลงาน", en="Revise the plan")
    lead = Text(th="แผนเดิมเก็บไว้พร้อมเหตุผล", en="Earlier plans stay with the reasons")
    return sheet_of(project, title, lead, inputs, Text(th="บันทึก", en="Save"), at="#curve")


def _step_sheet(project: Project) -> Sheet:
    inputs = (
        line("title_th", "งวดงาน", "Step (Thai)"), line("title_en", "ภาษาอังกฤษ", "Step (English)", required=False),
        day("planned_on", "กำหนดแล้วเสร็จ", "Planned day"),
    )  # fmt: skip
    title = Text(th="เพิ่มงวดงาน", en="Add a step")
    return sheet_of(project, title, Text(th="วันตามสัญญา", en="The day of the contract"), inputs,
                    Text(th="เพิ่ม", en="Add it"), at="#steps")  # fmt: skip


def _reach_sheet(project: Project, step: Milestone) -> Sheet:
    lead = Text(th=f"งวดที่ {step.number} {step.title_th}", en=f"Step {step.number}: {step.title_en or step.title_th}")
    inputs = (day("actual_on", "วันแล้วเสร็จจริง", "Day on which it was reached"),)
    title = Text(th="บันทึกงวดงานแล้วเสร็จ", en="Record that a step was reached")
    return sheet_of(project, title, lead, inputs, Text(th="บันทึก", en="Save"), at="#steps")
