"""The form by which a project goes on to another state."""

from __future__ import annotations

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Acting
from app.core.errors import Conflict
from app.projects.commands.steps import move_project
from app.projects.models import Project
from app.projects.pages.addresses import ROOM, Reference, named, page_of
from app.projects.queries import project_by_reference
from app.projects.queries.completeness import dossier_of
from app.projects.records import resources_of
from app.projects.rules import STEPS, State
from app.projects.rules.dossier import missing
from app.projects.rules.states import ACTS, STATES
from app.projects.schemas import StepIn
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import Sheet, answered, passage, show, tried
from gis.layer import Text

router = APIRouter(prefix="/projects")
GRAVE = frozenset({State.REJECTED, State.CANCELLED, State.SUSPENDED})


@router.get("/{reference}/move/{to}")
def moving(request: Request, session: Database, by: Acts, reference: Reference, to: State) -> Response:
    """The form of a step, with what still stands against it."""
    return show(request, _sheet(session, by, reference, to), Form[StepIn]())


@router.post("/{reference}/move/{to}")
def move(
    request: Request, session: Database, by: Acts, given: Submitted, reference: Reference, to: State
) -> Response:  # fmt: skip
    """Take the step."""
    sheet = _sheet(session, by, reference, to)
    form = filled(StepIn, {**given, "to": to.value})
    form = tried(session, form, lambda value: move_project(session, by=by, reference=reference, given=value))
    place = form.errors.get("to")
    form = form.refused("", place.th, place.en) if place is not None else form
    return answered(request, sheet, form, sheet.back)


def _sheet(session: Session, by: Acting, reference: str, to: State) -> Sheet:
    project = project_by_reference(session, reference, viewer=by.viewer)
    before = State(project.state)
    step = STEPS.get((before, to))
    if step is None:
        raise Conflict("โครงการไม่ได้อยู่ในสถานะที่ไปขั้นนี้ได้", "The project does not stand where this step begins.")
    for resource in resources_of(project):
        by.must(step.permission, resource)
    lead = _lead(session, by, project, before, to)
    inputs = (passage("reason", "เหตุผล", "Reason", required=step.needs_reason),)
    return Sheet(ACTS[to], lead, inputs, ACTS[to], page_of(project), named(project), to in GRAVE, room="/projects",
                 room_title=ROOM)  # fmt: skip


def _lead(session: Session, by: Acting, project: Project, before: State, to: State) -> Text:
    """From where to where, and what is missing."""
    here, there = STATES[before], STATES[to]
    told = missing(to, dossier_of(session, project, viewer=by.viewer))
    th = f"{project.title_th}: {here.th} → {there.th}"
    en = f"{project.title_en or project.title_th}: {here.en} → {there.en}"
    if told:
        th += " · ยังขาด: " + " · ".join(one.th for one in told)
        en += ". Missing: " + " ".join(one.en for one in told)
    return Text(th=th, en=en)
