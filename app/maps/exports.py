"""Maps that leave the page: drawings (SVG) for pages, print and readers without WebGL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import cos, radians
from types import MappingProxyType

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.core.settings import Settings
from app.maps import queries, rules, telling, times
from app.maps.asking import Asked
from app.maps.classing import catalog_of, parameter
from app.maps.drawings import remembered
from app.maps.schemas import Bounds
from app.web.turns import DRAWING
from app.web.words import Language, language_of
from gis import geojson, svgmap
from gis.catalog import Catalog
from gis.geojson import Feature as Drawable
from gis.layer import Layer
from gis.legend import LegendEntry, legend_of
from gis.question import Question
from gis.style import Symbol
from gis.svgmap import Drawn, Frame, Picture

GROUND = ("provinces", "districts", "rivers", "roads")
"""What every drawing stands on; the layer itself lies among these by the order of its style."""
WHOLE = (940.0, 800.0)
COLUMN = 468.0
"""Pixels: the column that an area's drawing fills."""
PROVINCE_DIGITS, SUBDISTRICT_DIGITS = 2, 6
HANDED_OVER = 10
"""The zoom for whose detail a handed-over map is made."""
MANY = 3000
"""From so many features on a drawing is too heavy to stand in a page, and has no room for their names."""
MOST_LETTERS = 200_000
"""A longer drawing (some 60 kB compressed) is linked, not put into the page, which most browsers draw anew at once."""


def home_of(request: Request) -> str | None:
    """The code of the home province; the demo's where none is set."""
    settings: Settings = request.app.state.settings
    return settings.home_province


def fits_a_page(drawn: str) -> bool:
    """Whether a drawing is short enough to stand in a page.

    >>> fits_a_page("x" * 200_000), fits_a_page("x" * 200_001)
    (True, False)
    """
    return len(drawn) <= MOST_LETTERS


def drawing(
    request: Request, session: Session, viewer: Viewer, layer: Layer, selected: tuple[str, ...] = (), asked: Asked | None = None
) -> str:
    """The map of a layer on its ground, as a standalone SVG: all of it of the year asked for, the layer as narrowed.

    A drawing of an older year, or of a part, says so in its corner.
    """
    year, question = (asked.year, asked.question) if asked else (None, queries.EVERYTHING)
    with times.at(session, year):
        if question.filter:  # anybody's own question is not worth remembering for others
            with DRAWING.one():
                return _draw_layer(request, session, viewer, layer, selected, asked)
        key = ("layer", layer.id, selected, parameter(request, layer), year and year.day, bool(asked and asked.given.year))
        return remembered(
            request, session, viewer, key, lambda: _draw_layer(request, session, viewer, layer, selected, asked)
        )


def _draw_layer(
    request: Request, session: Session, viewer: Viewer, layer: Layer, selected: tuple[str, ...], asked: Asked | None
) -> str:
    catalog, language = catalog_of(request), language_of(request)
    bounds = queries.opening_view(session, catalog, viewer=viewer, home=home_of(request))
    frame = Frame.of(bounds, *WHOLE, padding=20)
    names = as_on_the_map(session, catalog, viewer, layer)
    questions = {layer.id: asked.question} if asked else {}
    drawn = drawn_on(catalog, session, viewer, names, frame, language, {layer.id: selected}, asked=questions)
    said = telling.caption(session, layer, asked, language, viewer=viewer) if asked else ()
    picture = svgmap.draw(drawn, size=WHOLE, frame=frame, lang=language)
    return picture.for_web(language.text(layer.metadata.title), caption=said)


def as_on_the_map(session: Session, catalog: Catalog, viewer: Viewer, layer: Layer) -> list[str]:
    """The layer and all that a new map shows with it; only one layer may shade areas, and only by values."""
    shown = [other for other in catalog.visible(viewer.visible()) if other.style.shown]
    plain = [other.id for other in shown if not other.style.shades]
    if layer.style.shades:
        return [layer.id, *plain]
    shaded = (other for other in shown if other.style.shades)
    useful = (other.id for other in shaded if queries.entry(session, other, viewer=viewer).has_values)
    return [layer.id, *plain, *islice(useful, 1)]


def area_drawing(request: Request, session: Session, viewer: Viewer, layer: Layer, code: str) -> str:
    """One area with the layer that shades it, its neighbours dimmed, its project sites on top."""
    asked = ("area", layer.id, code)
    return remembered(request, session, viewer, asked, lambda: _draw_area(request, session, viewer, layer, code))


def _draw_area(request: Request, session: Session, viewer: Viewer, layer: Layer, code: str) -> str:
    catalog, language = catalog_of(request), language_of(request)
    picture = area_picture(catalog, session, viewer, layer, code, language)
    return picture.for_web(language.text(layer.metadata.title)) if picture else ""


def area_picture(
    catalog: Catalog, session: Session, viewer: Viewer, layer: Layer, code: str, language: Language, *,
    size: tuple[float, float] | None = None, sites: str = "projects", is_alone: bool = False,
) -> Picture | None:  # fmt: skip
    """The picture of one area with the layer of projects' ``sites`` on it; None where it has no outline.

    ``is_alone``: without the marks of its neighbours.
    """
    around = catalog.get(rules.LEVEL_LAYERS[len(code)], viewer.visible())
    area = queries.feature_drawn(session, around, code, viewer=viewer) if around else None
    if area is None:
        return None
    size = size or _part(area.geom.bounds)
    frame = Frame.of(area.geom.bounds, *size, padding=30)
    names = (layer.id, *_on_part(code, sites))
    drawn = drawn_on(catalog, session, viewer, names, frame, language, {}, unnamed=("provinces",))
    shown = [inside(each, area.geom) for each in drawn] if is_alone else drawn
    return svgmap.draw(shown, size=size, frame=frame, focus=area.geom, lang=language, prefix="area")


@dataclass(frozen=True, slots=True)
class SitesDrawn:
    """The sites of some projects as a drawing, with what it counts; ``first`` is one of them."""

    drawing: str
    sites: int
    projects: int
    legend: tuple[LegendEntry, ...]
    first: str


def inside(drawn: Drawn, geom: BaseGeometry | None) -> Drawn:
    """Of an area that is shown alone only the marks inside it; lines and areas around it lie below its veil."""
    if geom is None or not isinstance(drawn.layer.style, Symbol) or drawn.layer.style.filled:
        return drawn
    shapely.prepare(geom)
    return replace(drawn, features=[each for each in drawn.features if geom.intersects(middle_of(each))])


def middle_of(feature: Drawable) -> shapely.Point:
    """Where its mark stands."""
    return feature.geom.representative_point()


def sites_drawing(
    request: Request, session: Session, viewer: Viewer, layer: Layer, references: frozenset[str], *, near: bool
) -> SitesDrawn | None:
    """Sites of these projects on the ground: close to them, or on the map of the province. None where there is none."""
    catalog, language = catalog_of(request), language_of(request)
    found = [one for one in queries.all_drawn(session, layer, language, viewer=viewer)
             if one.properties["reference"] in references]  # fmt: skip
    if not found:
        return None
    size = (COLUMN, COLUMN * (0.75 if near else 1.05))
    home = queries.opening_view(session, catalog, viewer=viewer, home=home_of(request))
    frame = Frame.of(_around(found) if near else home, *size, padding=40 if near else 12)
    ground = (*GROUND, *(("subdistricts",) if near else ()))
    drawn = drawn_on(catalog, session, viewer, ground, frame, language, {}, unnamed=("provinces",))
    picture = svgmap.draw(
        [*drawn, Drawn(layer, found, labelled=False)], size=size, frame=frame, lang=language, prefix="sites"
    )
    counted = rules.counted_attribute(layer)
    tally = Counter(one.properties[counted.name] for one in found) if counted else {}
    projects = {one.properties["reference"] for one in found}
    legend = tuple(entry for entry in legend_of(layer, tally) if entry.count)
    return SitesDrawn(
        picture.for_web(language.text(layer.metadata.title)), len(found), len(projects), legend, found[0].id
    )


def shape_drawing(request: Request, session: Session, viewer: Viewer, geom: BaseGeometry, title: str) -> str:
    """A shape that somebody drew, with the subdistricts and sites of projects around it."""
    catalog, size = catalog_of(request), (COLUMN, COLUMN * 0.8)
    return shape_picture(catalog, session, viewer, geom, language_of(request), ("projects",), size=size).for_web(title)


def shape_picture(
    catalog: Catalog, session: Session, viewer: Viewer, geom: BaseGeometry, language: Language, layers: tuple[str, ...], *,
    size: tuple[float, float], is_alone: bool = False,
) -> Picture:  # fmt: skip
    """The picture of a shape on the ground and subdistricts with other layers, what lies outside it dimmed.

    ``is_alone``: without the marks around it.
    """
    frame = Frame.of(geom.bounds, *size, padding=24)
    names = (*GROUND, "subdistricts", *layers)
    drawn = drawn_on(catalog, session, viewer, names, frame, language, {}, unnamed=("provinces",))
    shown = [inside(each, geom) for each in drawn] if is_alone else drawn
    return svgmap.draw(shown, size=size, frame=frame, focus=geom, lang=language, prefix="shape")


def on_ground(request: Request, session: Session, viewer: Viewer, frame: Frame) -> list[Drawn]:
    """What every drawing stands on, as far as the frame shows it."""
    catalog: Catalog = catalog_of(request)
    return drawn_on(catalog, session, viewer, GROUND, frame, language_of(request), {}, unnamed=("provinces",))


def _around(found: Sequence[Drawable]) -> Bounds:
    """What holds the shapes, and at least some two kilometres of ground around a point."""
    west, south, east, north = geojson.bounds_of(found)
    room = max(0.012 - (east - west), 0.012 - (north - south), 0) / 2
    return west - room, south - room, east + room, north + room


def _part(bounds: Bounds) -> tuple[float, float]:
    """The size of an area's drawing: as wide as its column, as high as the area is in proportion."""
    west, south, east, north = bounds
    proportion = (north - south) / ((east - west) * cos(radians((north + south) / 2)))
    return COLUMN, min(max(COLUMN * proportion, 0.7 * COLUMN), 1.25 * COLUMN)


def _on_part(code: str, sites: str) -> tuple[str, ...]:
    """What lies on an area's drawing: a province has no room for roads and sites, a subdistrict shows its villages."""
    if len(code) == PROVINCE_DIGITS:
        return ("provinces", "districts", "rivers")
    return (*GROUND, "subdistricts", sites, *(("villages",) if len(code) == SUBDISTRICT_DIGITS else ()))


def is_named(layer: Layer, features: Sequence[Drawable], front: Layer) -> bool:
    """Whether a handed-over map has room for the names of a layer; that of a province would stand on its capital's."""
    return len(features) < MANY and (layer.id != "provinces" or layer.id == front.id)


def drawn_on(
    catalog: Catalog,
    session: Session,
    viewer: Viewer,
    names: Iterable[str],
    frame: Frame,
    language: Language,
    selected: dict[str, tuple[str, ...]],
    unnamed: tuple[str, ...] = (),
    asked: Mapping[str, Question] = MappingProxyType({}),
) -> list[Drawn]:
    """The layers with the features that the frame shows, of a layer that is ``asked`` those that answer."""
    found = (catalog.get(name, viewer.visible()) for name in dict.fromkeys(names))
    drawn = []
    for layer in (layer for layer in found if layer is not None):
        question = asked.get(layer.id, queries.EVERYTHING)
        features = queries.features_drawn(
            session, layer, frame.bounds, frame.zoom, language, viewer=viewer, question=question
        )
        named = len(features) < MANY and layer.id not in unnamed
        drawn.append(Drawn(layer, features, frozenset(selected.get(layer.id, ())), named))
    return drawn
