"""Pages of maps: the workspace, the panel of one feature, and the maps to take along."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from starlette.responses import RedirectResponse, Response

from app.core.errors import NotFound
from app.maps import asking, exports, filters, onefile, queries, rules, times
from app.maps.asking import Asked, Front, MapIn
from app.maps.classing import CLASSES, catalog_of, parameter
from app.maps.schemas import Feature, Group, LayerEntry
from app.maps.workspace import configuration, readers, restyled
from app.web.as_of import DAY, as_of_in
from app.web.dependencies import Database, Viewing
from app.web.headers import SANDBOXED
from app.web.templating import kept_by, render, svg
from app.web.turns import DRAWING
from app.web.words import language_of
from gis.layer import Layer
from gis.queryables import filterable

router = APIRouter()

DRAWS_ITSELF = "webgl2"
Given = Annotated[MapIn, Query()]


@router.get("/maps", dependencies=[DAY, CLASSES])
def maps(request: Request, session: Database, viewer: Viewing, given: Given) -> Response:
    """The map workspace, opened with the first shaded layer."""
    layer = queries.first_layer(session, catalog_of(request), viewer=viewer)
    return workspace(request, session, viewer, layer, given)


@router.get("/maps/{layer_id}.svg", dependencies=[DAY, CLASSES])
def drawn_map(request: Request, session: Database, viewer: Viewing, layer_id: str, given: Given) -> Response:
    """The map of one layer as a drawing, of a year where it has years, narrowed where it is asked."""
    layer = queries.layer_named(catalog_of(request), layer_id, viewer=viewer)
    asked = asking.asked_of(session, layer, given, viewer=viewer, classes=parameter(request, layer), day=as_of_in(request))
    drawing = exports.drawing(request, session, viewer, layer, (), asked)
    return Response(drawing, media_type="image/svg+xml", headers={"Cache-Control": kept_by(request)})


@router.get("/maps/{layer_id}.html", dependencies=[DAY, CLASSES])
def one_file_map(request: Request, session: Database, viewer: Viewing, layer_id: str, given: Given) -> Response:
    """The map of one layer, of a year and narrowed as asked, as one file that opens without a network."""
    layer = queries.layer_named(catalog_of(request), layer_id, viewer=viewer)
    asked = asking.asked_of(session, layer, given, viewer=viewer, classes=parameter(request, layer), day=as_of_in(request))
    with DRAWING.one():
        page = onefile.webmap(request, session, viewer, layer, asked)
    headers = {
        "Content-Disposition": f'attachment; filename="{layer.id}.html"',
        "Content-Security-Policy": SANDBOXED,
        "Cache-Control": kept_by(request),
    }
    return Response(page, media_type="text/html; charset=utf-8", headers=headers)


@router.get("/maps/{layer_id}/features/{feature_id}", dependencies=[DAY, CLASSES])
def feature(
    request: Request, session: Database, viewer: Viewing, layer_id: str, feature_id: str, given: Given
) -> Response:
    """The panel of one feature, for the page that already stands; its links keep what the address asks for."""
    layer = queries.layer_named(catalog_of(request), layer_id, viewer=viewer)
    on = as_of_in(request)
    timeline = times.timeline(session, layer, viewer=viewer, year=given.year, on=on)
    asked = Asked(given, timeline, "", queries.EVERYTHING, parameter(request, layer), on)
    with times.at(session, asked.year):
        found = queries.feature(session, layer, feature_id, viewer=viewer)
    return render(
        request, "maps/fragment.html", feature=found, current=found, kept=asked.kept, **readers(layer, language_of(request))
    )


@router.get("/maps/{layer_id}/front", dependencies=[DAY, CLASSES])
def front(request: Request, session: Database, viewer: Viewing, layer_id: str, given: Given) -> Response:
    """Heading, legend and table of one layer as asked for, for the page that already stands."""
    layer, language = queries.layer_named(catalog_of(request), layer_id, viewer=viewer), language_of(request)
    asked = asking.asked_of(session, layer, given, viewer=viewer, classes=parameter(request, layer), day=as_of_in(request))
    found = asking.front(session, layer, asked, language, viewer=viewer)
    config = restyled(found, catalog_of(request), language, viewer=viewer) if asked.classes else None
    return render(request, "maps/front.html", **_told(found), feature=None, config=config, **readers(layer, language))


@router.get("/maps/{layer_id}", dependencies=[DAY, CLASSES])
def layer_map(request: Request, session: Database, viewer: Viewing, layer_id: str, given: Given) -> Response:
    """The map workspace with one layer in front."""
    layer = queries.layer_named(catalog_of(request), layer_id, viewer=viewer)
    return workspace(request, session, viewer, layer, given)


def workspace(
    request: Request, session: Database, viewer: Viewing, layer: Layer, given: MapIn,
    *, template: str = "maps/workspace.html", drawn: Callable[[], str] | None = None, **more: Any,
) -> Response:  # fmt: skip
    """The workspace with a layer in front, in its own page or in the frame of another site.

    ``drawn`` makes the drawing of a map that is more than a layer on its ground.
    """
    language, catalog = language_of(request), catalog_of(request)
    asked = asking.asked_of(session, layer, given, viewer=viewer, classes=parameter(request, layer), day=as_of_in(request))
    if given.where:
        return RedirectResponse(f"/maps/{layer.id}?{asked.kept}", 303)
    found = asking.front(session, layer, asked, language, viewer=viewer)
    groups = rules.with_entry(queries.groups(session, catalog, viewer=viewer), found.current)
    chosen = _chosen(session, catalog, viewer, layer, given.select, asked.year)
    bounds = queries.opening_view(session, catalog, viewer=viewer, home=exports.home_of(request))
    named = (chosen.layer.id, chosen.id) if chosen else None
    return render(
        request,
        template,
        groups=groups,
        **_told(found),
        feature=chosen,
        drawing=_drawing(request, session, viewer, groups, found, named, drawn),
        config=configuration(_entries(groups), bounds, layer.id, named, language, asked),
        **readers(layer, language) | {"columns": rules.columns_of(chosen.layer if chosen else layer, language)},
        **more,
    )


def _told(found: Front) -> dict[str, Any]:
    """What the templates of the layer in front are given."""
    asked, layer = found.asked, found.current.layer
    return {
        "current": found.current, "table": found.table, "total": found.total, "asked": asked, "timeline": asked.timeline,
        "kept": asked.kept, "classes": asked.classes, "attributes": filterable(layer), "comparisons": filters.COMPARISONS,
    }  # fmt: skip


def _drawing(
    request: Request, session: Database, viewer: Viewing, groups: list[Group], found: Front,
    named: tuple[str, str] | None, whole: Callable[[], str] | None,
) -> Markup | None:  # fmt: skip
    """The drawn map; None for a browser that draws the map itself (the island's cookie), and where it would be heavy.

    Without it the page still links the drawing for those who run no script, and the island fetches it when it must.
    """
    layer = found.current.layer
    drawn = exports.as_on_the_map(session, catalog_of(request), viewer, layer)
    heavy = sum(entry.count for entry in _entries(groups) if entry.id in drawn) > exports.MANY
    if heavy or (request.cookies.get(DRAWS_ITSELF) == "1" and found.asked.day is None):
        return None
    selected = named[1:] if named and named[0] == layer.id else ()
    made = whole() if whole else exports.drawing(request, session, viewer, layer, selected, found.asked)
    return svg(made) if exports.fits_a_page(made) else None


def _entries(groups: list[Group]) -> list[LayerEntry]:
    return [entry for group in groups for entry in group.entries]


def _chosen(
    session: Database, catalog: Any, viewer: Viewing, layer: Layer, select: str | None, year: times.Year | None
) -> Feature | None:
    """The feature of ``?select=<id>`` or ``?select=<layer>:<id>``; None when it is gone, for the page still stands.

    A code of an area that the layer does not hold is sought among the boundaries of its level; only of the layer itself in
    its year.
    """
    if not select:
        return None
    other, _, feature_id = select.rpartition(":")
    for layer_id in (other,) if other else (layer.id, rules.LEVEL_LAYERS.get(len(feature_id), layer.id)):
        try:
            named = queries.layer_named(catalog, layer_id, viewer=viewer)
            with times.at(session, year if layer_id == layer.id else None):
                return queries.feature(session, named, feature_id, viewer=viewer)
        except NotFound:
            continue
    return None
