"""The form of a project as a stepper: each step is a page that saves what it asks, so that nothing is lost."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Request
from geoalchemy2.shape import to_shape
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile
from starlette.responses import RedirectResponse, Response

from app.core.authority import Acting
from app.core.errors import Conflict, Invalid, NotFound, TooLarge
from app.core.permissions import Permission
from app.datasets.queries import values_named
from app.organizations.queries import posts
from app.places.queries import areas_of_level
from app.places.rules import Level
from app.plans.queries.plans import frames
from app.projects.commands.registering import draft_project
from app.projects.evidence import TAKEN
from app.projects.models.parts import MOST_BYTES
from app.projects.pages.acting import ACTIONS, Context
from app.projects.pages.addresses import WORDS, Reference, home_of, may_change, page_of, steps_for
from app.projects.queries.cascade import goals_of, linkable, links_of
from app.projects.queries.completeness import dossier_of
from app.projects.queries.detail import Detail, detail
from app.projects.queries.finding import ROADS, sited
from app.projects.queries.listing import owners
from app.projects.queries.places import PlaceCheck, area_names, check_place, sites_told
from app.projects.rules import State
from app.projects.rules.dossier import missing
from app.projects.rules.states import Part
from app.projects.schemas import PlaceIn, ProjectDraft
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Given, Submitted, filled
from app.web.sheets import tried
from app.web.templating import render
from gis.crs import REGISTRY
from gis.layer import Text

router = APIRouter(prefix="/projects")


class Step(StrEnum):
    """The steps of the form, in their order."""

    GENERAL = "general"
    PLAN = "plan"
    PLACES = "places"
    ACTIVITIES = "activities"
    READINESS = "readiness"
    CHECK = "check"


TITLES: dict[Step, Text] = {
    Step.GENERAL: Text(th="ข้อมูลทั่วไป", en="General"),
    Step.PLAN: Text(th="เชื่อมโยงแผน", en="Plan links"),
    Step.PLACES: Text(th="ที่ตั้ง", en="Places"),
    Step.ACTIVITIES: Text(th="กิจกรรมและผู้รับประโยชน์", en="Activities and beneficiaries"),
    Step.READINESS: Text(th="ความพร้อม", en="Readiness"),
    Step.CHECK: Text(th="ตรวจและเสนอ", en="Check and submit"),
}
PARTS = {Step.PLACES: Part.PLACES, Step.READINESS: Part.READINESS}
"""What of a project a step changes; the others its content."""
Forms = dict[str, Form[Any]]


@router.get("/new")
def new_project(request: Request, session: Database, by: Acts) -> Response:
    """The first step of a project that is not there yet."""
    by.must(Permission.PROJECT_REGISTER)
    return _new(request, session, by, Form[ProjectDraft]())


@router.post("/new")
def draft_the_project(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Begin it; from now on every step is saved."""
    form = filled(ProjectDraft, given)
    form = _tried(session, form, lambda value: draft_project(session, by=by, given=value))
    if form.errors or form.value is None:
        return _new(request, session, by, form)
    return RedirectResponse(f"/projects/{form.value.reference}/form/{Step.PLAN.value}", 303)


@router.get("/{reference}/form/{step}")
def step_of_form(request: Request, session: Database, by: Acts, reference: Reference, step: Step) -> Response:
    """A step as it stands."""
    return _show(request, session, by, _opened(session, by, reference, step), step, {}, None)


@router.post("/{reference}/form/{step}")
def save_step(
    request: Request, session: Database, by: Acts, given: Submitted, reference: Reference, step: Step
) -> Response:  # fmt: skip
    """Save what one form of a step says; ``look`` only looks at a place."""
    try:
        return _saved(request, session, by, given, reference, step)
    finally:
        for value in given.values():
            if isinstance(value, UploadFile):
                value.file.close()


def _saved(request: Request, session: Session, by: Acting, given: Given, reference: str, step: Step) -> Response:
    found = _opened(session, by, reference, step)
    name = str(given.get("action", ""))
    action = ACTIONS.get((step.value, name))
    if action is None:
        raise Invalid("ไม่รู้จักคำสั่งนี้", "There is no such act.", place="action")
    fields = {key: value for key, value in given.items() if key not in ("action", "then")}
    if name == "look":
        return _look(request, session, by, found, fields)
    form = action.read(fields)
    context = Context(session, by, reference, request.app.state.settings)
    form = _tried(session, form, lambda value: action.act(context, value))
    if form.errors:
        return _show(request, session, by, _opened(session, by, reference, step), step, {name: form}, None)
    then = str(given.get("then", ""))
    if name == "submit":
        return RedirectResponse(page_of(found.project), 303)
    return RedirectResponse(f"/projects/{reference}/form/{then if then in tuple(Step) else step.value}", 303)


def _look(request: Request, session: Session, by: Acting, found: Detail, fields: Given) -> Response:
    """What is known of a place at once, before it is added."""
    form = filled(PlaceIn, fields)
    seen = list[PlaceCheck]()

    def look(place: PlaceIn) -> None:
        geom = sited(session, place, viewer=by.viewer).geom
        if geom is not None:
            asked = {"home": home_of(request), "kind": found.project.kind, "reference": found.project.reference}
            seen.append(check_place(session, geom, viewer=by.viewer, **asked))

    form = _tried(session, form, look)
    return _show(request, session, by, found, Step.PLACES, {"add": form}, seen[0] if seen else None)


def _tried(session: Session, form: Form[Any], act: Any) -> Form[Any]:
    """As ``tried``, and what is not there is told at its field too."""

    def noticed(value: Any) -> None:
        try:
            act(value)
        except (NotFound, TooLarge) as error:
            raise Invalid(error.th, error.en, place=error.place) from None

    return tried(session, form, noticed)


def _opened(session: Session, by: Acting, reference: str, step: Step) -> Detail:
    """The project, if whoever acts may change something of this step now. Raises Forbidden, Conflict."""
    if not by.may(Permission.PROJECT_CARRY_OUT):
        by.must(Permission.PROJECT_REGISTER)
    found = detail(session, reference, viewer=by.viewer)
    parts = tuple(Part) if step is Step.CHECK else (PARTS.get(step, Part.CONTENT),)
    if not any(may_change(by, found.project, part) for part in parts):
        raise Conflict(
            "สถานะหรือตำแหน่งนี้แก้ไขส่วนนี้ของโครงการไม่ได้", "In this state, or in this position, this part is not changed."
        )
    return found


def _new(request: Request, session: Session, by: Acting, form: Form[ProjectDraft]) -> Response:
    return render(
        request, "projects/form.html", status=422 if form.errors else 200, step=Step.GENERAL, Step=Step, TITLES=TITLES,
        project=None, told=None, forms={"change": form}, owners=_agencies(session, by), open_steps=(Step.GENERAL,), **WORDS,
    )  # fmt: skip


def _show(
    request: Request, session: Session, by: Acting, found: Detail, step: Step, forms: Forms, check: PlaceCheck | None
) -> Response:
    errors = any(form.errors for form in forms.values())
    return render(
        request, "projects/form.html", status=422 if errors else 200, step=step, Step=Step, TITLES=TITLES,
        project=found.project, told=found, forms=forms, check=check, owners=_agencies(session, by),
        open_steps=[each for each in Step if may_change(by, found.project, PARTS.get(each, Part.CONTENT))],
        **CONTEXTS[step](request, session, by, found), **WORDS,
    )  # fmt: skip


def _agencies(session: Session, by: Acting) -> dict[str, Any]:
    """The organisations that whoever acts may register for."""
    mine = by.powers.agencies
    return {code: one for code, one in owners(session, viewer=by.viewer).items() if mine is None or code in mine}


def _general(_request: Request, session: Session, by: Acting, found: Detail) -> dict[str, Any]:
    own = posts.posts(session, viewer=by.viewer, organization=found.project.agency)
    return {"posts": own, "everybody": posts.posts(session, viewer=by.viewer)}


def _plan(_request: Request, session: Session, by: Acting, found: Detail) -> dict[str, Any]:
    return {
        "linkable": linkable(session, viewer=by.viewer), "linked": links_of(session, found.project, viewer=by.viewer),
        "frames": frames(session, viewer=by.viewer),
        "framed": {f"{one.system}:{one.code}" for one in goals_of(session, found.project, viewer=by.viewer)},
    }  # fmt: skip


def _places(request: Request, session: Session, by: Acting, found: Detail) -> dict[str, Any]:
    sites = sites_told(session, found.project, viewer=by.viewer)
    home = home_of(request) or ""
    codes = {code for one in sites for code in (*one.site.declared_areas, *one.mismatch.missing, *one.mismatch.unsaid)}

    def of(level: Level) -> list[Any]:
        return [one for one in areas_of_level(session, level, viewer=by.viewer) if one.code.startswith(home)]

    return {
        "sites": sites, "areas": area_names(session, codes, viewer=by.viewer), "subdistricts": of(Level.SUBDISTRICT),
        "villages": of(Level.VILLAGE), "roads": values_named(session, *ROADS, viewer=by.viewer),
        "systems": [one for code, one in REGISTRY.items() if code != 3857], "center": _middle(session, by, home),
    }  # fmt: skip


def _middle(session: Session, by: Acting, home: str) -> list[float]:
    """West, south, east, north of the home province, for the map that is drawn on."""
    areas = [one for one in areas_of_level(session, Level.PROVINCE, viewer=by.viewer) if one.code.startswith(home)]
    boxes = [to_shape(one.geom).bounds for one in areas if one.geom is not None]
    return list(boxes[0]) if boxes else [97.3, 5.6, 105.7, 20.5]


def _activities(_request: Request, session: Session, by: Acting, _found: Detail) -> dict[str, Any]:
    return {"all_owners": owners(session, viewer=by.viewer)}


def _readiness(request: Request, _session: Session, _by: Acting, _found: Detail) -> dict[str, Any]:
    settings = request.app.state.settings
    return {"most_mb": min(MOST_BYTES >> 20, max(settings.body_kb >> 10, 1)), "TAKEN": TAKEN}


def _check(_request: Request, session: Session, by: Acting, found: Detail) -> dict[str, Any]:
    told = missing(State.SUBMITTED, dossier_of(session, found.project, viewer=by.viewer))
    return {
        "missing": told,
        "may_submit": State.SUBMITTED in steps_for(by, found.project),
        "back": page_of(found.project),
    }


CONTEXTS = {
    Step.GENERAL: _general, Step.PLAN: _plan, Step.PLACES: _places, Step.ACTIVITIES: _activities,
    Step.READINESS: _readiness, Step.CHECK: _check,
}  # fmt: skip
