"""The maps as data: every layer with its style and legend, for whoever draws them elsewhere."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.maps import asking, exports, queries, times
from app.maps.asking import MapIn
from app.maps.values import rounded, shaded, values
from app.maps.workspace import configuration
from app.web.dependencies import Database, Viewing
from app.web.templating import kept_by
from app.web.words import Language, language_of
from gis import classify
from gis.legend import LegendEntry

router = APIRouter(prefix="/api/maps")


@router.get("")
def maps(request: Request, response: Response, session: Database, viewer: Viewing) -> dict[str, Any]:
    """Every layer that the viewer may see, from the lowest: titles, style, tiles and legend; and where a map opens."""
    response.headers["Cache-Control"] = kept_by(request)
    catalog, language = request.app.state.catalog, language_of(request)
    entries = [entry for group in queries.groups(session, catalog, viewer=viewer) for entry in group.entries]
    bounds = queries.opening_view(session, catalog, viewer=viewer, home=exports.home_of(request))
    first = queries.first_layer(session, catalog, viewer=viewer)
    told = configuration(entries, bounds, first.id, None, language)
    legends = {entry.id: [_line(item, language) for item in entry.legend] for entry in entries}
    return {
        "opens_with": told["current"],
        "bounds": told["bounds"],
        "layers": [
            {**layer, "tiles": f"/tiles/{layer['id']}.json", "legend": legends[layer["id"]]} for layer in told["layers"]
        ],
    }


@router.get("/{layer_id}/values")
def values_of(
    request: Request,
    response: Response,
    session: Database,
    viewer: Viewing,
    layer_id: str,
    given: Annotated[MapIn, Query()],
) -> dict[str, Any]:
    """Value by area code of one year, with the class breaks that all years share and how many areas each class holds.

    ``is_narrowed``: whether only the areas that answer a filter are told.
    """
    response.headers["Cache-Control"] = kept_by(request)
    layer = queries.layer_named(request.app.state.catalog, layer_id, viewer=viewer)
    style, attribute = shaded(layer)
    asked = asking.asked_of(session, layer, given, viewer=viewer)
    timeline = asked.timeline
    with times.at(session, asked.year):
        found = values(session, layer, viewer=viewer, question=asked.question)
    counts, missing = classify.counts(list(found.values()), style.breaks)
    return {
        "layer": layer.id,
        "year": timeline.shown.number if timeline else None,
        "years": [year.number for year in timeline.years] if timeline else [],
        "attribute": attribute.name,
        "breaks": style.breaks,
        "labels": classify.labels(style.breaks),
        "counts": counts,
        "no_data_count": missing,
        "is_narrowed": bool(asked.told),
        "values": rounded(found, attribute),
    }


def _line(item: LegendEntry, language: Language) -> dict[str, Any]:
    return {
        "title": language.text(item.title),
        "kind": item.kind,
        "colour": item.colour,
        "count": item.count,
        "value": item.value,
    }
