"""Pages of saved views: those of the position and those shared with it, kept, changed, replaced, deleted, brought back."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from pydantic import ValidationError
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.core.authority import Acting, Viewer
from app.core.errors import NotFound
from app.plans.queries.plans import frames
from app.projects.commands.views import change_view, delete_view, keep_view, replace_view, restore_view
from app.projects.pages.addresses import WORDS
from app.projects.queries.cascade import named_nodes
from app.projects.queries.listing import owners
from app.projects.queries.places import area_names
from app.projects.queries.standing import named_sources
from app.projects.queries.views import Kept, deleted_views, saved_view, saved_views
from app.projects.rules.facets import Choice
from app.projects.rules.views import MOST_LETTERS, MOST_VIEWS, SHARINGS, kept, opened, pairs, unknown
from app.projects.schemas import Asked, ViewChange, ViewFilters, ViewIn
from app.web.dependencies import Acts, Database
from app.web.forms import Form, Submitted, filled
from app.web.sheets import tried
from app.web.templating import render
from gis.access import Read
from gis.layer import Text

router = APIRouter(prefix="/projects/views")
DELETED = "deleted"
MOST_SHOWN = 12
"""So many stand at the head of the list; the page of views holds all."""
AREAS = ("district", "subdistrict")
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Filters:
    """What an address chooses; ``strange`` are filters that the list does not know."""

    address: str
    asked: str
    chosen: Choice
    strange: list[str]


@router.get("")
def views(request: Request, session: Database, by: Acts) -> Response:
    """The views of the position and those shared with it; ``deleted`` is one that was just taken away."""
    by.must_see(Read.INTERNAL)
    found, gone = saved_views(session, viewer=by.viewer), deleted_views(session, viewer=by.viewer)
    now = _filters(_current(request))
    told = {one.view.id: _filters(one.view.address) for one in (*found, *gone)}
    just = [one for one in gone if str(one.view.id) == request.query_params.get(DELETED)]
    return render(
        request, "projects/views.html", own=[one for one in found if one.is_own], now=now, told_of=told, gone=gone,
        shared=[one for one in found if not one.is_own], just=just, most=MOST_VIEWS,
        **_named(session, by.viewer, [now, *told.values()]), **WORDS,
    )  # fmt: skip


@router.get("/new")
def keeping(request: Request, session: Database, by: Acts) -> Response:
    """The form that names the filters of its address."""
    by.must_see(Read.INTERNAL)
    if not _current(request):
        return RedirectResponse("/projects/views", 303)
    return _form(request, session, by, Form[ViewIn](), _current(request))


@router.post("/new")
def keep(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Keep them."""
    address = _current(request)
    if not address:
        return RedirectResponse("/projects/views", 303)
    form = tried(session, _whole(filled(ViewIn, {**given, "address": address})),
                 lambda value: keep_view(session, by=by, given=value))  # fmt: skip
    return _form(request, session, by, form, address) if form.errors else RedirectResponse(opened(address), 303)


@router.get("/{view_id}")
def view(session: Database, by: Acts, view_id: uuid.UUID) -> Response:
    """The list as the view has it now: an address that lasts."""
    by.must_see(Read.INTERNAL)
    return RedirectResponse(opened(saved_view(session, view_id, viewer=by.viewer).view.address), 303)


@router.get("/{view_id}/edit")
def editing(request: Request, session: Database, by: Acts, view_id: uuid.UUID) -> Response:
    """The form of its name, its sharing, and whether the list opens with it."""
    found = _own(session, by, view_id)
    return _form(request, session, by, Form[ViewChange](), found.view.address, found)


@router.post("/{view_id}/edit")
def change(request: Request, session: Database, by: Acts, given: Submitted, view_id: uuid.UUID) -> Response:
    """Change it."""
    form = tried(session, filled(ViewChange, given),
                 lambda value: change_view(session, by=by, view_id=view_id, given=value))  # fmt: skip
    if not form.errors:
        return RedirectResponse("/projects/views", 303)
    found = _own(session, by, view_id)
    return _form(request, session, by, form, found.view.address, found)


@router.get("/{view_id}/replace")
def replacing(request: Request, session: Database, by: Acts, view_id: uuid.UUID) -> Response:
    """The filters as they are and as they would be."""
    found = _own(session, by, view_id)
    if not _current(request):
        return RedirectResponse("/projects/views", 303)
    return _form(request, session, by, Form[ViewFilters](), _current(request), found, replaces=True)


@router.post("/{view_id}/replace")
def replace(request: Request, session: Database, by: Acts, given: Submitted, view_id: uuid.UUID) -> Response:
    """Replace them."""
    address = _current(request)
    if not address:
        return RedirectResponse("/projects/views", 303)
    form = tried(session, _whole(filled(ViewFilters, {**given, "address": address})),
                 lambda value: replace_view(session, by=by, view_id=view_id, given=value))  # fmt: skip
    if not form.errors:
        return RedirectResponse(opened(address), 303)
    return _form(request, session, by, form, address, _own(session, by, view_id), replaces=True)


@router.post("/{view_id}/delete")
def delete(session: Database, by: Acts, _proof: Submitted, view_id: uuid.UUID) -> Response:
    """Take it away; the page that follows offers to bring it back."""
    delete_view(session, by=by, view_id=view_id)
    return RedirectResponse(f"/projects/views?{DELETED}={view_id}", 303)


@router.post("/{view_id}/restore")
def restore(session: Database, by: Acts, _proof: Submitted, view_id: uuid.UUID) -> Response:
    """Bring it back."""
    restore_view(session, by=by, view_id=view_id)
    return RedirectResponse("/projects/views", 303)


def kept_views(request: Request, session: Session, viewer: Viewer, by: Acting | None) -> dict[str, Any]:
    """What the head of the list tells of saved views, and the filters of its address that it does not know."""
    given = request.query_params.multi_items()
    may_keep = by is not None and Read.INTERNAL in by.viewer.classes
    return {
        "saved": saved_views(session, viewer=viewer) if may_keep else [], "may_keep": may_keep, "opened": opened,
        "most_shown": MOST_SHOWN,
        "address": kept(given), "strange": unknown(given),
    }  # fmt: skip


def _form(
    request: Request, session: Session, by: Acting, form: Form[Any], address: str, found: Kept | None = None, *,
    replaces: bool = False,
) -> Response:  # fmt: skip
    now, before = _filters(address), _filters(found.view.address if found else "")
    return render(
        request, "projects/view.html", status=422 if form.errors else 200, form=form, now=now, before=before,
        view=found.view if found else None, replaces=replaces, most=MOST_LETTERS,
        **_named(session, by.viewer, [now, before]), **WORDS,
    )  # fmt: skip


def _own(session: Session, by: Acting, view_id: uuid.UUID) -> Kept:
    """A view that the position may change. Raises NotFound for others, too: there is no form of what is not one's own."""
    by.must_see(Read.INTERNAL)
    found = saved_view(session, view_id, viewer=by.viewer, to_act=True)
    if not found.is_own:
        raise NotFound("ไม่มีมุมมองนี้", "There is no such view.")
    return found


def _whole(form: Form[Any]) -> Form[Any]:
    """The form with what is wrong with its address told at its head: the address is no field of it."""
    told: dict[str, Text] = {"" if name == "address" else name: text for name, text in form.errors.items()}
    return Form(form.given, told, form.value)


def _current(request: Request) -> str:
    """The filters that the address of the page carries along."""
    return kept((name, value) for name, value in request.query_params.multi_items() if name != DELETED)


def _filters(address: str) -> Filters:
    try:
        asked = Asked.of(address)
    except ValidationError:
        asked = Asked.model_validate({})
    return Filters(address, asked.q, asked.chosen, unknown(pairs(address)))


def _named(session: Session, viewer: Viewer, told: Iterable[Filters]) -> dict[str, Any]:
    """What the values of these filters are called."""
    values = [(facet, value) for one in told for facet, of in one.chosen.values.items() for value in of]
    nodes = [uuid.UUID(value) for facet, value in values if facet == "node" and KEY.fullmatch(value)]
    return {
        "goals": {f"{one.system}:{one.code}": one for one in frames(session, viewer=viewer)},
        "nodes": named_nodes(session, nodes, viewer=viewer), "owners": owners(session, viewer=viewer),
        "names": area_names(session, {value for facet, value in values if facet in AREAS}, viewer=viewer),
        "source_names": named_sources(session, viewer=viewer), "opened": opened, "SHARINGS": SHARINGS,
    }  # fmt: skip
