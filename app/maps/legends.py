"""The legend of a print: of each layer that shows anything its classes, with how many features the print shows."""

from __future__ import annotations

from dataclasses import replace

import shapely
from shapely.geometry.base import BaseGeometry

from app.maps import exports
from app.maps.headings import unit_of
from app.maps.showing import Shown
from app.web.words import Language
from gis.geojson import Feature as Drawable
from gis.layer import Layer
from gis.mapsheet import Legend
from gis.style import Symbol
from gis.svgmap import Drawn, LegendItem, legend_of

AREAS = "area_overview"
"""Layers whose features are areas of the administration, with their codes, are drawn from this view."""


def legends(what: Shown, language: Language) -> tuple[Legend, ...]:
    """Of each layer that shows anything, the topmost first; counted is what lies inside an area that is shown alone."""
    told = ((each.layer, _signed(what, each, _counted(each, what), language)) for each in reversed(_ordered(what)))
    return tuple(
        _legend(what, layer, items, language)
        for layer, items in told
        if layer.id == what.layer.id or any(item.count for item in items)
    )


def _legend(what: Shown, layer: Layer, items: tuple[LegendItem, ...], language: Language) -> Legend:
    made_of = what.bases.get(layer.id)
    note = language.text(made_of) if made_of else ""
    return Legend(language.text(layer.metadata.title), _bracketed(unit_of(layer, language)), _kept(items), note)


def _signed(what: Shown, drawn: Drawn, counted: list[Drawable], language: Language) -> tuple[LegendItem, ...]:
    """The legend; that of a difference has signs, as on its page."""
    items = legend_of(drawn.layer, counted, language)
    if what.differing is None or drawn.layer.id != what.layer.id:
        return items
    titles = [language.text(entry.title) for entry in what.differing.entry.legend]
    return tuple(replace(item, label=title) for item, title in zip(items, titles, strict=True))


def _ordered(what: Shown) -> list[Drawn]:
    return sorted(what.drawn, key=lambda drawn: (drawn.layer.style.order, drawn.layer.id))


def _counted(drawn: Drawn, what: Shown) -> list[Drawable]:
    """The features that the frame shows; of an area shown alone those of which something is seen in it."""
    box = shapely.box(*what.frame.bounds)
    within = shapely.intersection(box, what.area.geom) if what.area else box
    shapely.prepare(within)
    seen = [each for each in drawn.features if within.intersects(each.geom)]
    return seen if what.area is None else [each for each in seen if _lies(drawn.layer, each, what.area, within, what)]


def _lies(layer: Layer, feature: Drawable, area: Drawable, within: BaseGeometry, what: Shown) -> bool:
    """Areas lie in others by their codes, marks where they stand; lines and other shapes with all that is more than a touch."""
    if layer.source.generalised and layer.source.generalised.view == AREAS:
        return feature.id.startswith(area.id) or (layer.style.shades and area.id.startswith(feature.id))
    if isinstance(layer.style, Symbol) and not layer.style.filled:
        return bool(area.geom.intersects(exports.middle_of(feature)))
    return _is_seen(feature.geom, within, what)


def _is_seen(geom: BaseGeometry, within: BaseGeometry, what: Shown) -> bool:
    """Whether a pixel of it lies inside: what runs along the border touches it, and is not in it."""
    west, _, east, _ = what.frame.bounds
    pixel = (east - west) / what.frame.width
    part = shapely.intersection(shapely.make_valid(geom), within)
    return bool(part.area >= pixel**2 if shapely.get_dimensions(geom) == 2 else part.length >= pixel)


def _kept(items: tuple[LegendItem, ...]) -> tuple[LegendItem, ...]:
    """All classes of a shaded layer; of marks and of the absence of data only what is there, for paper has an end."""
    kept = tuple(item for item in items if item.pattern == "solid" or item.count)
    return kept or items[:1]


def _bracketed(unit: str) -> str:
    return f"({unit})" if unit else ""
