"""Projects for programs: the list, one whole, a draft, a step, a place looked at, and OC4IDS (JSON)."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Path, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.core.money import SATANG
from app.core.records import plain
from app.plans.rules import PHASES, Sum
from app.projects import oc4ids
from app.projects.commands.registering import draft_project
from app.projects.commands.steps import move_project
from app.projects.commands.views import change_view, delete_view, keep_view, replace_view, restore_view
from app.projects.models import Project, SavedView
from app.projects.queries import project_by_reference
from app.projects.queries.completeness import readiness_of
from app.projects.queries.detail import is_inside, state_on
from app.projects.queries.finding import sited
from app.projects.queries.listing import lines, owners
from app.projects.queries.past import unkept
from app.projects.queries.places import check_place
from app.projects.queries.snapshots import dossiers
from app.projects.queries.views import Kept, saved_view, saved_views
from app.projects.rules.dossier import score
from app.projects.rules.facets import Line, by_year, money_of, narrowed, page_of, pages, total
from app.projects.rules.views import opened, pairs, unknown
from app.projects.schemas import (
    Asked,
    LookedAt,
    ProjectDraft,
    StepIn,
    ViewAddress,
    ViewChange,
    ViewFilters,
    ViewIn,
    ViewPatch,
)
from app.web.as_of import AsOf
from app.web.dependencies import Acts, Database, Viewing
from app.web.forms import PROVEN
from gis.access import Read

router = APIRouter(prefix="/api/projects")
Reference = Annotated[str, Path(max_length=60)]


def tag_of(if_match: Annotated[str, Header()]) -> int:
    """The version that a tag names (RFC 9110, If-Match). Raises Invalid."""
    number = if_match.strip().strip('"')
    if not number.isdecimal():
        raise Invalid(
            'If-Match ต้องเป็นแท็กที่อ่านมา เช่น "7"', 'If-Match must be a tag as read, such as "7".', place="if-match"
        )
    return int(number)


Tag = Annotated[int, Depends(tag_of)]
NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a package without projects was published: what is published changed last when its newest project did."""
VIEW = ("id", "name", "address", "sharing", "is_default", "version", "position_number", "changed_at")
LINE = ("reference", "title_th", "title_en", "kind", "sector", "state", "agency", "first_year", "last_year", "sites",
        "districts", "main_area", "is_flagship", "is_synthetic")  # fmt: skip


@router.get("")
def projects(session: Database, viewer: Viewing, asked: Annotated[Asked, Query()], as_of: AsOf) -> Response:
    """The list, by the same words and facets as its page, 50 to a page; as of a day those that were there, as they were."""
    known = lines(session, viewer=viewer, asked=asked.q, then=as_of is not None)
    found = narrowed(known, asked.chosen)
    whole = total(found)
    return _json(viewer, {
        "total": whole.projects, "sites": whole.sites, "pages": pages(len(found)), "page": asked.page,
        "located": {place.value: count for place, count in whole.by_place.items()},
        "money": _money(money_of(found, asked.chosen)),
        "by_year": [{"year": year} | _money(each) for year, each in by_year(known, asked.chosen).items()],
        "projects": [_line(one) for one in page_of(found, asked.page)],
    } | _kept_from(session, as_of, viewer))  # fmt: skip


@router.post("", dependencies=[PROVEN], status_code=201)
def draft(session: Database, by: Acts, given: ProjectDraft) -> Response:
    """Begin a draft."""
    made = draft_project(session, by=by, given=given)
    return JSONResponse({"reference": made.reference, "state": made.state}, 201)


@router.get("/oc4ids")
def package(request: Request, session: Database, viewer: Viewing) -> Response:
    """Every project that the viewer may see, as an OC4IDS project package."""
    found = list(
        session.scalars(select(Project).where(Project.id.in_(_ids(session, viewer))).order_by(Project.reference))
    )
    projects = _in_oc4ids(request, session, viewer, found)
    office = request.app.state.office()
    publisher = office.th if office is not None else "สำนักงานจังหวัด"
    uri = str(request.url.replace(query="", scheme="https"))
    return _json(
        viewer,
        oc4ids.package(
            projects, uri=uri, publisher=publisher, now=max((one.changed_at for one in found), default=NEVER)
        ),
    )


@router.get("/check")
def check(request: Request, session: Database, by: Acts, place: Annotated[LookedAt, Query()]) -> Response:
    """What is known of a place before it is added: where it lies, what is near, what is there already."""
    geom = sited(session, place, viewer=by.viewer).geom
    if geom is None:
        return _json(by.viewer, {"found": False})
    seen = check_place(
        session,
        geom,
        viewer=by.viewer,
        home=request.app.state.settings.home_province,
        kind=place.kind,
        reference=place.reference,
    )
    return _json(by.viewer, {
        "found": True, "is_inside": seen.is_inside, "metres": round(seen.metres), "sqm": round(seen.sqm),
        "touched": [{"code": one.area.code, "name_th": one.area.th, "name_en": one.area.en} for one in seen.touched],
        "near": [{"code": one.area.code, "name_th": one.area.th, "name_en": one.area.en, "metres": round(one.metres)}
                 for one in seen.near],
        "doubles": [{"reference": one.reference, "title_th": one.title_th, "metres": round(one.metres)}
                    for one in seen.doubles],
    })  # fmt: skip


@router.get("/views")
def views(session: Database, by: Acts) -> Response:
    """The saved views of the position, then those that others share with it."""
    by.must_see(Read.INTERNAL)
    return _json(by.viewer, {"views": [_view(one.view, one) for one in saved_views(session, viewer=by.viewer)]})


@router.post("/views", dependencies=[PROVEN], status_code=201)
def keep(session: Database, by: Acts, given: ViewIn) -> Response:
    """Keep the filters of an address by a name."""
    return _kept(keep_view(session, by=by, given=given), 201)


@router.get("/views/{view_id}")
def view(session: Database, by: Acts, view_id: uuid.UUID) -> Response:
    """One view, with the tag that a change of it must name."""
    by.must_see(Read.INTERNAL)
    found = saved_view(session, view_id, viewer=by.viewer)
    headers = {"ETag": f'"{found.view.version}"', "Cache-Control": "private, no-store"}
    return JSONResponse(_view(found.view, found), headers=headers)


@router.patch("/views/{view_id}", dependencies=[PROVEN])
def change(session: Database, by: Acts, view_id: uuid.UUID, given: ViewPatch, if_match: Tag) -> Response:
    """Another name or sharing."""
    whole = ViewChange(version=if_match, **given.model_dump())
    return _kept(change_view(session, by=by, view_id=view_id, given=whole))


@router.put("/views/{view_id}/address", dependencies=[PROVEN])
def replace(session: Database, by: Acts, view_id: uuid.UUID, given: ViewAddress, if_match: Tag) -> Response:
    """Other filters."""
    whole = ViewFilters(version=if_match, address=given.address)
    return _kept(replace_view(session, by=by, view_id=view_id, given=whole))


@router.delete("/views/{view_id}", dependencies=[PROVEN], status_code=204)
def delete(session: Database, by: Acts, view_id: uuid.UUID) -> Response:
    """Take it away."""
    delete_view(session, by=by, view_id=view_id)
    return Response(status_code=204)


@router.post("/views/{view_id}/restore", dependencies=[PROVEN])
def restore(session: Database, by: Acts, view_id: uuid.UUID) -> Response:
    """Bring it back."""
    return _kept(restore_view(session, by=by, view_id=view_id))


@router.get("/{reference}")
def project(session: Database, viewer: Viewing, reference: Reference, as_of: AsOf) -> Response:
    """One project whole; as of a day as it was when that ended. Raises NotFound also where it had not begun to be."""
    found = project_by_reference(session, reference, viewer=viewer)
    state = state_on(session, found, as_of, viewer=viewer)
    ready = score(readiness_of(session, [found.id], viewer=viewer).get(found.id, ()))
    told = dossiers(session, [found.id], viewer=viewer)[found.id]
    more = {"readiness_percent": ready.percent, "changed_at": found.changed_at, "is_synthetic": found.is_synthetic,
            "class": found.class_, "is_inside": is_inside(session, found, viewer=viewer)}  # fmt: skip
    return _json(viewer, told | plain(more) | {"state": state} | _kept_from(session, as_of, viewer, reference))


@router.get("/{reference}/oc4ids")
def in_oc4ids(request: Request, session: Database, viewer: Viewing, reference: Reference) -> Response:
    """One project in the words of OC4IDS."""
    found = project_by_reference(session, reference, viewer=viewer)
    return _json(viewer, _in_oc4ids(request, session, viewer, [found])[0])


@router.post("/{reference}/transitions", dependencies=[PROVEN], status_code=201)
def move(session: Database, by: Acts, reference: Reference, given: StepIn) -> Response:
    """Take a step."""
    moved = move_project(session, by=by, reference=reference, given=given)
    return JSONResponse({"reference": moved.reference, "state": moved.state}, 201)



def _kept_from(session: Session, on: date | None, viewer: Viewer, reference: str | None = None) -> dict[str, Any]:
    """As of a day: since when it is kept what projects said, where that is later than the day."""
    if on is None:
        return {}
    found = unkept(session, on, viewer=viewer)
    told = {key: since.isoformat() for key, since in sorted(found.items()) if reference in (None, key)}
    return {"as_of": on.isoformat(), "kept_from": told}

def _ids(session: Session, viewer: Viewer) -> Any:
    references = [line.reference for line in lines(session, viewer=viewer)]
    return select(Project.id).where(Project.reference.in_(references))


def _in_oc4ids(request: Request, session: Session, viewer: Viewer, found: list[Project]) -> list[dict[str, Any]]:
    told = dossiers(session, [one.id for one in found], viewer=viewer)
    names = {code: one.name_th for code, one in owners(session, viewer=viewer).items()}
    prefix = f"oc4ids-th{request.app.state.settings.home_province or ''}"
    budget = getattr(request.app.state, "budget_of", lambda _session, _viewer: oc4ids.no_budget)(session, viewer)
    return [oc4ids.project_of(one, told[one.id], names, prefix=prefix, budget=budget) for one in found]


def _line(one: Line) -> dict[str, Any]:
    goals = {"first": sorted(one.goals.first & one.goals.named), "second": sorted(one.goals.second & one.goals.named)}
    money = {str(year): _money(each) for year, each in sorted(one.money.items())}
    more = {"located": one.located.value, "light": one.light, "sources": sorted(one.sources_in()), "goals": goals,
            "money": money}  # fmt: skip
    return plain({name: getattr(one, name) for name in LINE}) | more


def _kept(view: SavedView, status: int = 200) -> Response:
    """What was written, with its new tag."""
    return JSONResponse(_view(view), status, {"ETag": f'"{view.version}"', "Cache-Control": "private, no-store"})


def _view(view: SavedView, found: Kept | None = None) -> dict[str, Any]:
    told = plain({name: getattr(view, name) for name in VIEW})
    of = {"title_th": found.title.th, "title_en": found.title.en, "is_own": found.is_own} if found else {}
    return told | {"href": opened(view.address), "unknown": unknown(pairs(view.address))} | of


def _money(sums: Sum) -> dict[str, Any]:
    """Projects, and baht by phase."""
    return {"projects": sums.projects} | {f"{phase}_baht": getattr(sums, phase) / SATANG for phase in PHASES}


def _json(viewer: Viewer, told: dict[str, Any]) -> Response:
    """What somebody in office sees is for him alone."""
    kept = "no-cache" if viewer.is_public else "private, no-store"
    return JSONResponse(told, headers={"Cache-Control": kept, "Vary": "Cookie, Authorization"})
