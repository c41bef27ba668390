"""The maps as data: every layer with its style and legend, for whoever draws them elsewhere."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from app.maps import asking, exports, queries, times
from app.maps.asking import MapIn
from app.maps.classing import CLASSES, catalog_of, parameter
from app.maps.values import rounded, shaded, values
from app.maps.workspace import configuration
from app.web.as_of import DAY, as_of_in
from app.web.dependencies import Database, Viewing
from app.web.templating import kept_by
from app.web.words import Language, language_of
from gis.classed import ClassedLayer
from gis.legend import LegendEntry
from gis.style import Choropleth

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


@router.get("/{layer_id}/values", dependencies=[DAY, CLASSES])
def values_of(
    request: Request,
    response: Response,
    session: Database,
    viewer: Viewing,
    layer_id: str,
    given: Annotated[MapIn, Query()],
) -> dict[str, Any]:
    """Value by area code of one year, with the breaks that all years share, and the legend with how many each class holds.

    As ``classes`` wants it; ``out`` are the areas of classes that are not shown, ``is_narrowed`` whether only the areas that
    answer a filter are told. Raises NotFound.
    """
    response.headers["Cache-Control"] = kept_by(request)
    layer = queries.layer_named(catalog_of(request), layer_id, viewer=viewer)
    style, attribute = shaded(layer)
    asked = asking.asked_of(session, layer, given, viewer=viewer, classes=parameter(request, layer), day=as_of_in(request))
    timeline, language = asked.timeline, language_of(request)
    with times.at(session, asked.year):
        found = values(session, layer, viewer=viewer, question=asked.question)
        legend = queries.entry(session, layer, viewer=viewer, question=asked.question).legend
    classed = layer if isinstance(layer, ClassedLayer) else None
    return {
        "layer": layer.id,
        "classes": classed.choice.address if classed else None,
        "year": timeline.shown.number if timeline else None,
        "years": [year.number for year in timeline.years] if timeline else [],
        "attribute": attribute.name,
        "unit": language.text(attribute.unit) if attribute.unit else None,
        "breaks": style.breaks,
        "notes": [language.text(note) for note in classed.notes] if classed else [],
        "legend": [_line(item, language) for item in legend],
        "is_narrowed": bool(asked.told),
        "values": found if classed else rounded(found, attribute),
        "out": classed.left_out if classed else (),
    }


@router.get("/{layer_id}/circles", dependencies=[DAY, CLASSES])
def circles(request: Request, response: Response, session: Database, viewer: Viewing, layer_id: str) -> dict[str, Any]:
    """The circles of a classified layer as GeoJSON, the greatest first; none where it has no circles. Raises NotFound."""
    response.headers["Cache-Control"] = kept_by(request)
    layer = queries.layer_named(catalog_of(request), layer_id, viewer=viewer)
    style = layer.style
    if not isinstance(layer, ClassedLayer) or not isinstance(style, Choropleth) or style.circles is None:
        return {"type": "FeatureCollection", "features": []}
    middles = queries.middles(session, layer, viewer=viewer)
    sized = ((style.circles.radius_of(layer.values.get(code)), code, at) for code, at in middles.items() if layer.holds(code))
    found = [_circle(code, radius, at) for radius, code, at in sorted(sized, reverse=True) if radius]
    return {"type": "FeatureCollection", "features": found}


def _circle(code: str, radius: float, at: tuple[float, float]) -> dict[str, Any]:
    point = {"type": "Point", "coordinates": [round(at[0], 6), round(at[1], 6)]}
    return {"type": "Feature", "id": code, "geometry": point, "properties": {"code": code, "radius": radius}}


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
