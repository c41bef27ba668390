"""The maps as data: every layer with its style and legend, for whoever draws them elsewhere."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from app.maps import exports, queries
from app.maps.workspace import configuration
from app.web.dependencies import Database, Viewing
from app.web.templating import kept_by
from app.web.words import Language, language_of
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


@router.get("/{layer_id}")
def layer_described(request: Request, response: Response, viewer: Viewing, layer_id: str) -> dict[str, Any]:
    """The description of a layer as its file has it, reduced to what the viewer may see: for who draws it elsewhere."""
    response.headers["Cache-Control"] = kept_by(request)
    layer = queries.layer_named(request.app.state.catalog, layer_id, viewer=viewer)
    told: dict[str, Any] = layer.model_dump(
        mode="json", by_alias=True, exclude={"statistics": True, "access": {"rows", "declassified"}}
    )
    return told


def _line(item: LegendEntry, language: Language) -> dict[str, Any]:
    return {
        "title": language.text(item.title),
        "kind": item.kind,
        "colour": item.colour,
        "count": item.count,
        "value": item.value,
    }
