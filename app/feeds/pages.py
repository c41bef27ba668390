"""Pages of feeds: the list, one feed with its address and formats, and the forms that keep, edit and withdraw one."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.core.authority import Acting
from app.core.permissions import Permission
from app.core.records import today
from app.feeds import commands, queries
from app.feeds.asking import answered_by, fault, is_for, sound
from app.feeds.queries import Kept
from app.feeds.reading import MOST_VERSIONS, PLAIN
from app.feeds.rules import (
    MOST_LETTERS,
    MOST_TITLE,
    NAMES,
    NARROWING,
    SHARINGS,
    STATES,
    USUAL_DAYS,
    Change,
    Sharing,
    as_address,
    changes,
)
from app.feeds.schemas import ASKED, FeedChange, FeedIn, from_form
from app.feeds.telling import addresses, citation
from app.ogc.shelf import shelf_of
from app.web.dependencies import Acts, Database, Viewing
from app.web.forms import Form, Submitted, filled
from app.web.sheets import tried
from app.web.templating import render
from gis.queryables import filterable
from gis.writers.formats import FORMATS

router = APIRouter(prefix="/feeds")
Version = Annotated[int | None, Query(ge=1, le=MOST_VERSIONS)]
FIELDS = ("filter", "bbox", "datetime", "properties")
"""Parameters that the form has a field for; others are kept as they came."""
SHOWN = 5
"""Features on the page of a feed, as a taste."""


@router.get("")
def feeds(request: Request, session: Database, viewer: Viewing) -> Response:
    """What whoever looks finds: his own, and those of others."""
    shelf = shelf_of(request)
    found = [one for one in queries.feeds(session, viewer=viewer) if is_for(shelf, one, viewer=viewer)]
    return render(
        request, "feeds/feeds.html", own=[one for one in found if one.is_own],
        others=[one for one in found if not one.is_own], titles=_titles(request, viewer), SHARINGS=SHARINGS, STATES=STATES,
    )  # fmt: skip


@router.get("/new")
def new(request: Request, session: Database, by: Acts, layer: str = "") -> Response:
    """The form of a question to keep; with a layer, and its parameters, from wherever it was asked."""
    found = shelf_of(request).layer(layer, by.viewer)
    asked = {*NARROWING, *(attribute.name for attribute in filterable(found))}
    given = {name: value for name, value in request.query_params.items() if name in asked and name != "layer" and value}
    last = today(session) + timedelta(days=USUAL_DAYS)
    values = {"layer": layer, "expires_on": _written(last), "sharing": Sharing.OWN}
    return _form(request, by, Form(), {**values, **_fields(given)})


@router.post("/new")
def keep(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Keep a question."""
    shelf, made = shelf_of(request), list[str]()

    def act(value: FeedIn) -> None:
        layer = sound(shelf, by, value)
        known = shelf.catalog.hash_of(layer.id)
        made.append(commands.keep_feed(session, by=by, layer=layer, layer_hash=known, given=value).id)

    form = tried(session, _filled(FeedIn, given), act)
    return _form(request, by, form, dict(given)) if form.errors else RedirectResponse(f"/feeds/{made[0]}", 303)


@router.get("/{feed_id}")
def feed(request: Request, session: Database, viewer: Viewing, feed_id: str, version: Version = None) -> Response:
    """A feed: what it asks, where its data are, how it is cited, how often it is read, and what edits changed."""
    kept, shelf = queries.feed_by_id(session, feed_id, viewer=viewer, version=version), shelf_of(request)
    if not kept.is_own:
        answered_by(shelf, kept, viewer=viewer)
    layer = shelf.catalog.get(kept.version.layer, viewer.visible())
    used = queries.uses(session, feed_id, viewer=viewer)
    there = addresses(request, kept)
    return render(
        request, "feeds/feed.html", kept=kept, layer=layer, broken=fault(shelf, kept, viewer=viewer),
        moved=layer is not None and shelf.catalog.hash_of(layer.id) != kept.version.layer_hash, used=used,
        most=max((number for _, number in used), default=1), addresses=there, main=there[PLAIN],
        citation=citation(request, kept, today(session)), history=_history(session, feed_id, viewer), NAMES=NAMES,
        formats=FORMATS.values(), SHARINGS=SHARINGS, STATES=STATES, items=as_address(kept.version.parameters),
    )  # fmt: skip


@router.get("/{feed_id}/edit")
def edit(request: Request, session: Database, by: Acts, feed_id: str) -> Response:
    """The form of a feed."""
    kept = queries.feed_by_id(session, feed_id, viewer=by.viewer)
    return _form(request, by, Form(), _values(kept), kept)


@router.post("/{feed_id}/edit")
def change(request: Request, session: Database, by: Acts, feed_id: str, given: Submitted) -> Response:
    """Edit a feed."""
    shelf, kept = shelf_of(request), queries.feed_by_id(session, feed_id, viewer=by.viewer)

    def act(value: FeedChange) -> None:
        layer = sound(shelf, by, value)
        known = shelf.catalog.hash_of(layer.id)
        commands.change_feed(session, by=by, feed_id=feed_id, layer=layer, layer_hash=known, given=value)

    form = tried(session, _filled(FeedChange, given), act)
    if form.errors:
        return _form(request, by, form, dict(given), kept)
    return RedirectResponse(f"/feeds/{feed_id}", 303)


@router.post("/{feed_id}/withdrawal")
def withdraw(session: Database, by: Acts, feed_id: str, _given: Submitted) -> Response:
    """Let it answer no more."""
    commands.withdraw_feed(session, by=by, feed_id=feed_id)
    return RedirectResponse(f"/feeds/{feed_id}", 303)


@router.post("/{feed_id}/restoration")
def restore(session: Database, by: Acts, feed_id: str, _given: Submitted) -> Response:
    """Let one that was withdrawn answer again."""
    commands.restore_feed(session, by=by, feed_id=feed_id)
    return RedirectResponse(f"/feeds/{feed_id}", 303)


def _filled(model: type[Any], given: Any) -> Form[Any]:
    """The form, with the fields as they came."""
    form = filled(model, from_form(given))
    return Form(dict(given), form.errors, form.value)


def _form(
    request: Request, by: Acting, form: Form[Any], values: dict[str, Any], kept: Kept | None = None
) -> Response:  # fmt: skip
    layer = shelf_of(request).catalog.get(str(values.get("layer", "")), by.viewer.visible())
    hidden = [
        (name, value) for name, value in values.items()
        if name.startswith(ASKED) and name.removeprefix(ASKED) not in FIELDS
    ]  # fmt: skip
    options = [(each.value, words) for each, words in SHARINGS.items()
               if each is not Sharing.PUBLIC or by.may(Permission.FEED_PUBLISH) or values.get("sharing") == each]  # fmt: skip
    return render(
        request, "feeds/form.html", status=422 if form.errors else 200, form=form, values=values, kept=kept, layer=layer,
        hidden=hidden, options=options, most_title=MOST_TITLE, most_letters=MOST_LETTERS, ASKED=ASKED,
    )  # fmt: skip


def _values(kept: Kept) -> dict[str, Any]:
    version = kept.version
    own = {"title_th": version.title_th, "title_en": version.title_en, "layer": version.layer, "version": kept.newest}
    last = {"sharing": kept.feed.sharing, "expires_on": _written(kept.feed.expires_on)}
    return {**own, **last, **_fields(version.parameters)}


def _fields(parameters: dict[str, str]) -> dict[str, str]:
    return {f"{ASKED}{name}": value for name, value in parameters.items()}


def _written(day: Any) -> str:
    """A day as a form takes it: day/month/year of the Buddhist era."""
    return f"{day.day:02}/{day.month:02}/{day.year + 543}"


def _history(session: Session, feed_id: str, viewer: Any) -> list[tuple[Any, list[Change]]]:
    """Each version, the newest first, with what it changed of the one before."""
    found = queries.versions(session, feed_id, viewer=viewer)
    told = [
        {**one.parameters, "title_th": one.title_th, "title_en": one.title_en, "layer": one.layer, "sharing": one.sharing}
        for one in found
    ]  # fmt: skip
    return [(one, list(changes(told[n + 1], told[n])) if n + 1 < len(found) else []) for n, one in enumerate(found)]


def _titles(request: Request, viewer: Any) -> dict[str, Any]:
    return {layer.id: layer.metadata.title for layer in shelf_of(request).catalog.visible(viewer.visible())}
