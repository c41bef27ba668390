"""Pages of saved maps: the list, the way into the workspace, a page about each, its forms, and the frame for other sites."""

from __future__ import annotations

from html import escape
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.core.authority import PUBLIC, Acting, Viewer
from app.core.errors import Conflict, Invalid, NotFound
from app.core.records import today
from app.core.settings import Settings
from app.core.short_ids import is_id
from app.core.viewing import show_to
from app.maps.classing import PARAMETER, show_classes
from app.maps.exports import home_of
from app.maps.pages import workspace
from app.maps.saved import commands, queries
from app.maps.saved.asking import Opened, as_seen, is_for_everybody, opened, sound
from app.maps.saved.drawings import drawing, frame_of, given_of, shown
from app.maps.saved.handover import MOST_AT_ONCE, HandOver, Held
from app.maps.saved.queries import NO_MAP, Kept
from app.maps.saved.rules import MOST_TITLE, not_drawn, written
from app.maps.saved.schemas import MapIn, TitlesIn
from app.web.as_of import DAY
from app.web.dependencies import Acts, Database, Viewing
from app.web.forms import Form, Submitted, filled
from app.web.headers import CONTENT_SECURITY_POLICY, SANDBOXED
from app.web.identity import NOBODY
from app.web.qr import picture
from app.web.sheets import tried
from app.web.templating import kept_by, render
from app.web.turns import DRAWING
from app.web.words import has_thai_digits, language_of
from gis.access import Read, joined
from gis.classes import NAMES

router = APIRouter(prefix="/maps/saved")
FRAMED_BY_NOBODY = "frame-ancestors 'none'"
PRINTED = ("layers", PARAMETER, "year", "filter", "box", "within")
"""What of the map's address a print follows."""


@router.get("")
def maps(request: Request, session: Database, viewer: Viewing) -> Response:
    """The maps of the position, each with its drawing."""
    catalog = request.app.state.catalog
    found = [(kept, as_seen(catalog, kept, viewer=viewer)) for kept in queries.maps(session, viewer=viewer)]
    return render(request, "maps/saved/maps.html", found=found, NAMES=NAMES)


@router.get("/new")
def new(
    request: Request, session: Database, by: Acts, layer: str = "", query: str = "", view: str = ""
) -> Response:  # fmt: skip
    """The form that keeps what the workspace shows."""
    values = {"layer": layer, "query": query, "view": view}
    return _form(request, session, by, Form(), values)


@router.post("/new")
def keep(request: Request, session: Database, by: Acts, given: Submitted) -> Response:
    """Keep a map, or another version of one."""
    made = list[str]()

    def act(value: MapIn) -> None:
        asked = sound(request.app.state.catalog, value, today(session), viewer=by.viewer)
        kept = commands.keep_map(
            session, by=by, given=asked.given, front=asked.front, class_=asked.class_, as_of=asked.as_of
        )
        made.append(kept.id)

    form = tried(session, filled(MapIn, given), act)
    return _form(request, session, by, form, dict(given)) if form.errors else _about(made[0])


@router.get("/{map_id}.svg")
def drawn(request: Request, session: Database, viewer: Viewing, map_id: str) -> Response:
    """The map as a drawing. Raises NotFound and Gone."""
    found = opened(session, request.app.state.catalog, map_id, viewer=viewer)
    body = drawing(request, session, viewer, found)
    return Response(body, media_type="image/svg+xml", headers=_headers(request))


@router.get("/{map_id}.html")
def one_file(request: Request, session: Database, viewer: Viewing, map_id: str) -> Response:
    """The map as one file that opens without a network. Raises NotFound, Gone, and Conflict for a large one."""
    found = opened(session, request.app.state.catalog, map_id, viewer=viewer)
    hand_over = _hand_over(request, viewer)
    if hand_over.count(session, found) > MOST_AT_ONCE:
        raise Conflict(
            f"แผนที่นี้มีเกิน {MOST_AT_ONCE:,} รายการ สั่งทำเป็นงานเบื้องหลังที่ /maps/saved/{map_id}/about",
            f"This map has more than {MOST_AT_ONCE:,} features; ask for it in the background at /maps/saved/{map_id}/about.",
        )
    with DRAWING.one():
        document = hand_over.document(session, found)
    # Who finds the file later sees by its name what it holds.
    above = "" if document.class_ is Read.PUBLIC else f"-{document.class_}"
    headers = {
        **_headers(request),
        "Content-Disposition": f'attachment; filename="map-{map_id}{above}.html"',
        "Content-Security-Policy": SANDBOXED,
    }
    return Response(document.html, media_type="text/html; charset=utf-8", headers=headers)


@router.get("/{map_id}")
def saved_map(request: Request, session: Database, viewer: Viewing, map_id: str) -> Response:
    """The way into the workspace, which shows the map. Raises NotFound and Gone."""
    found = opened(session, request.app.state.catalog, map_id, viewer=viewer)
    return RedirectResponse(found.address, 303, _headers(request))


@router.get("/{map_id}/about")
def about(request: Request, session: Database, viewer: Viewing, map_id: str) -> Response:
    """What the map is, whose, its versions, its QR code, and how it is printed and put into another site."""
    catalog, kept = request.app.state.catalog, _kept(session, map_id, viewer)
    seen = as_seen(catalog, kept, viewer=viewer) if kept.is_own else opened(session, catalog, map_id, viewer=viewer)
    there = f"{str(request.base_url).rstrip('/')}/maps/saved/{map_id}"
    versions = queries.versions(session, kept.map.first_id, viewer=viewer)
    held, refused = _held(request, session, viewer, seen)
    return render(
        request, "maps/saved/map.html", kept=kept, seen=seen, there=there, code=picture(there), versions=versions,
        layers=shown(session, catalog, viewer, seen)[::-1] if seen else [], NAMES=NAMES,
        left_out=not_drawn(seen.given) if seen else (), printed=_printed(request, session, viewer, seen),
        is_large=held.count > MOST_AT_ONCE, class_=_highest(kept, held), refused=refused,
        snippet=_snippet(there, language_of(request).text(kept.title)),
        is_for_everybody=is_for_everybody(catalog, kept), origins=_settings(request).embed_origins,
    )  # fmt: skip


@router.get("/{map_id}/edit")
def edit(request: Request, session: Database, by: Acts, map_id: str) -> Response:
    """The form of its titles."""
    kept = _kept(session, map_id, by.viewer)
    return _titles(request, kept, Form({"title_th": kept.map.title_th, "title_en": kept.map.title_en}))


@router.post("/{map_id}/edit")
def rename(request: Request, session: Database, by: Acts, map_id: str, given: Submitted) -> Response:
    """Other titles, under another id."""
    kept, made = _kept(session, map_id, by.viewer), list[str]()

    def act(value: TitlesIn) -> None:
        made.append(commands.rename_map(session, by=by, map_id=map_id, given=value).id)

    form = tried(session, filled(TitlesIn, given), act)
    return _titles(request, kept, form) if form.errors else _about(made[0])


@router.post("/{map_id}/withdrawal")
def withdraw(session: Database, by: Acts, map_id: str, _given: Submitted) -> Response:
    """Let it answer no more."""
    commands.withdraw_map(session, by=by, map_id=map_id)
    return _about(map_id)


@router.post("/{map_id}/restoration")
def restore(session: Database, by: Acts, map_id: str, _given: Submitted) -> Response:
    """Let one that was withdrawn answer again."""
    commands.restore_map(session, by=by, map_id=map_id)
    return _about(map_id)


@router.get("/{map_id}/embed", dependencies=[DAY])
def embed(request: Request, session: Database, _viewer: Viewing, map_id: str) -> Response:
    """The workspace alone, for a frame of another site, as the public sees it. Raises NotFound where a layer is not public."""
    found = opened(session, request.app.state.catalog, map_id, viewer=PUBLIC)
    if not is_for_everybody(request.app.state.catalog, found.kept):
        raise NO_MAP
    policy = {"Content-Security-Policy": _policy(_settings(request))}
    if "saved" not in request.query_params:
        return RedirectResponse(found.at(request.url.path), 303, _headers(request) | policy)
    request.state.identity = NOBODY
    show_to(session, PUBLIC)
    told = dict(found.given)
    given, front = given_of(found), found.front
    name, _, words = told.get(PARAMETER, "").rpartition(":")
    layer = request.app.state.catalog.get(name or front.id, PUBLIC.visible()) if words else None
    if layer is not None:
        in_front = layer.id == front.id
        classed = show_classes(request, session, layer, words, given.year if in_front else None, viewer=PUBLIC)
        front = classed if in_front else front
    page = workspace(
        request, session, PUBLIC, front, given, template="maps/saved/embed.html", saved=found.kept,
        drawn=None if found.kept.map.as_of else lambda: drawing(request, session, PUBLIC, found),
    )  # fmt: skip
    page.headers.update(policy | {"Cross-Origin-Resource-Policy": "cross-origin"})
    return page


def _kept(session: Session, map_id: str, viewer: Viewer) -> Kept:
    if not is_id(map_id):
        raise NO_MAP
    return queries.map_by_id(session, map_id, viewer=viewer)


def _hand_over(request: Request, viewer: Viewer) -> HandOver:
    return HandOver(request.app.state.catalog, viewer, language_of(request), home_of(request), has_thai_digits(request))


def _held(request: Request, session: Session, viewer: Viewer, seen: Opened | None) -> tuple[Held, Invalid | None]:
    """What the map holds; what its address asks for may be there no more, which its page tells."""
    try:
        return (_hand_over(request, viewer).held(session, seen) if seen else Held(0)), None
    except Invalid as error:
        return Held(0), error


def _highest(kept: Kept, held: Held) -> Read:
    """The class that the page names; to its owner a map is never below the layers with which it was kept."""
    return joined(held.class_, Read(kept.map.class_)) if kept.is_own else held.class_


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _policy(settings: Settings) -> str:
    """The policy of every page, but framed by the sites that the administrator names."""
    named = " ".join(each.strip() for each in settings.embed_origins.split(",") if each.strip())
    framed = f"frame-ancestors {named}" if named else FRAMED_BY_NOBODY
    return CONTENT_SECURITY_POLICY.replace(FRAMED_BY_NOBODY, framed)


def _headers(request: Request) -> dict[str, str]:
    return {"Cache-Control": kept_by(request), "Vary": "Cookie"}


def _about(map_id: str) -> Response:
    return RedirectResponse(f"/maps/saved/{map_id}/about", 303)


def _snippet(there: str, title: str) -> str:
    """The frame that another site puts into its page: HTML, so the title is escaped here, and the page shows it as text."""
    return f'<iframe src="{there}/embed" title="{escape(title)}" width="100%" height="480" loading="lazy"></iframe>'


def _printed(request: Request, session: Session, viewer: Viewer, seen: Opened | None) -> str:
    """The page that prints the map, with its code."""
    if seen is None:
        return ""
    box = ",".join(f"{each:.4f}" for each in frame_of(request, session, viewer, seen).bounds)
    told, day = dict(seen.given), seen.kept.map.as_of
    kept = [(name, told[name]) for name in PRINTED if told.get(name)]
    given = [("bbox", box), *kept, *([("as_of", day.isoformat())] if day else [])]
    return f"/maps/{seen.front.id}/print?{written([*given, ('saved', seen.id)])}"


def _form(request: Request, session: Session, by: Acting, form: Form[Any], values: dict[str, Any]) -> Response:
    layer = request.app.state.catalog.get(str(values.get("layer", "")), by.viewer.visible())
    of = str(values.get("of") or _came_from(str(values.get("query", ""))))
    before = _before(session, of, by) if is_id(of) else None
    return render(
        request, "maps/saved/form.html", status=422 if form.errors else 200, form=form, values=values, layer=layer,
        before=before, most_title=MOST_TITLE,
    )  # fmt: skip


def _came_from(query: str) -> str:
    """The saved map from which the workspace was opened."""
    return next((part.removeprefix("saved=") for part in query.split("&") if part.startswith("saved=")), "")


def _before(session: Session, map_id: str, by: Acting) -> Kept | None:
    """The own map that this may be another version of."""
    try:
        kept = queries.map_by_id(session, map_id, viewer=by.viewer)
    except NotFound:
        return None
    return kept if kept.is_own and kept.map.withdrawn_at is None else None


def _titles(request: Request, kept: Kept, form: Form[Any]) -> Response:
    return render(
        request, "maps/saved/titles.html", status=422 if form.errors else 200, form=form, kept=kept, most_title=MOST_TITLE
    )
