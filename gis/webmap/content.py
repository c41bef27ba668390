"""What the file's script draws: features, looks, marks and names of each layer, as JSON that no value can break out of.

Texts travel as data and reach the page as text nodes, never as markup.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from math import log2
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.classify import NO_CLASS, OUTSIDE
from gis.geojson import Bounds, Feature, rounded, styled_value
from gis.layer import Attribute, Layer
from gis.style import OUTSIDE as OUTSIDE_COLOUR
from gis.style import Area, Choropleth, Circles, Line, Symbol
from gis.svgmap.legend import category_at, category_of
from gis.svgmap.marks import RADIUS, shape
from gis.svgmap.names import largest_polygon, middle_of
from gis.svgmap.picture import LAND, TITLE_SHARE
from gis.svgmap.sheets import BETWEEN_CIRCLES, SHAPES_FROM_ZOOM, Drawn
from gis.values import reads

CLOSER = 3
"""Geometry is fine enough for this many zooms beyond the view in which the file opens."""
SCREEN_PX = 1000
LABEL_ZOOM = 1
"""Leaflet's zooms count tiles of 256 px, the layer files' those of 512."""

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})

Json = dict[str, Any]


def script_json(value: Any) -> str:
    """JSON that may stand inside a script element.

    >>> script_json("</script>")
    '"\\\\u003c/script\\\\u003e"'
    """
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def opening_zoom(bounds: Bounds) -> float:
    """Leaflet's zoom at which the bounds fill a screen."""
    span = max(bounds[2] - bounds[0], bounds[3] - bounds[1], 0.002)
    return log2(SCREEN_PX / 256 * 360 / span)


def layer_json(
    drawn: Drawn, bounds: Bounds, *, place: int, main: bool, ground: bool, lang: str, opacity: float = 1.0
) -> str:  # fmt: skip
    """One layer: how it looks, and its features with their popups.

    ``place`` counts the layers from below; ``main`` is the layer that the file is about; ``ground`` lays its areas
    under everything as land.
    """
    layer = drawn.layer
    head = script_json(
        {
            "title": layer.metadata.title.in_language(lang),
            "place": place,
            "order": layer.style.order,
            "opacity": opacity,
            "main": main,
            "touch": main or not _only_outlines(layer),
            "ground": LAND if ground else None,
            "looks": _looks(layer, main, min(1.0, max(0.4, (opening_zoom(bounds) - 5) / 3.5))),
            "marks": _marks(layer),
            "circle": circles.colour if (circles := circles_of(layer)) else None,
            "shapes_zoom": SHAPES_FROM_ZOOM + LABEL_ZOOM,
            "label": _label(layer),
        }
    )
    return f'{head[:-1]},"features":[{",".join(_members(drawn, bounds, lang))}]}}'


def _only_outlines(layer: Layer) -> bool:
    return isinstance(layer.style, Area) and layer.style.fill is None


def circles_of(layer: Layer) -> Circles | None:
    """The circles by which the layer tells its values, if it does."""
    return layer.style.circles if isinstance(layer.style, Choropleth) else None


def _looks(layer: Layer, touched: bool, thin: float) -> list[Json]:
    """Leaflet's path options for each look that a feature may refer to; what is ``touched`` answers all over.

    ``thin`` narrows outlines where a whole country is shown.
    """
    style = layer.style
    if isinstance(style, Choropleth) and style.circles:
        return [_shaded(LAND, thin) | {"color": BETWEEN_CIRCLES}, _shaded("url(#none)", thin)]
    if isinstance(style, Choropleth):
        return [_shaded(colour, thin) for colour in (*style.colours(), "url(#none)", OUTSIDE_COLOUR)]
    if isinstance(style, Area):
        fill = {"fill": bool(style.fill) or touched, "fillColor": style.fill or LAND}
        return [
            {
                "color": style.line,
                "weight": round(style.width * thin, 2),
                **fill,
                "fillOpacity": style.opacity if style.fill else 0,
            }
        ]
    if isinstance(style, Line):
        return [{"color": style.colour, "weight": style.width, "fill": False}]
    categories = [category_at(style, i) for i in range(len(style.categories) + 1)]
    if style.filled:
        return [_shaded(each.colour, thin) for each in categories]
    return [{"color": c.colour, "weight": 2.4, "fillColor": c.colour, "fillOpacity": 0.12} for c in categories]


def _shaded(colour: str, thin: float) -> Json:
    return {"color": "#ffffff", "weight": round(0.8 * thin, 2), "fillColor": colour, "fillOpacity": 1}


def _marks(layer: Layer) -> Json | None:
    style = layer.style
    if not isinstance(style, Symbol) or style.filled:
        return None
    categories = (category_at(style, i) for i in range(len(style.categories) + 1))
    size = round(style.size * 32 / RADIUS)
    return {"size": size, "shapes": [shape(c.shape, c.colour) for c in categories]}


def _label(layer: Layer) -> Json | None:
    label = layer.style.label
    if label is None or isinstance(layer.style, Line):
        return None
    zoom = label.min_zoom + LABEL_ZOOM - 0.5
    return {"size": label.size, "weight": label.weight, "colour": label.colour, "zoom": zoom}


def _members(drawn: Drawn, bounds: Bounds, lang: str) -> list[str]:
    layer, features = drawn.layer, drawn.features
    geometries = _fine_enough(features, bounds)
    shapes = shapely.to_geojson(geometries)
    popup = [a for a in layer.attributes if a.popup and a.name != layer.title_attribute.name]
    members = []
    for feature, geom, shape_text in zip(features, geometries, shapes, strict=True):
        placed = {"spot": _spot(geom), "named": drawn.labelled and not _fills(geom, bounds), "room": round(geom.area, 4)}
        said = script_json(_said(layer, feature, popup, lang) | placed)
        members.append(f'{{"type":"Feature","properties":{said},"geometry":{"null" if geom.is_empty else shape_text}}}')
    return members


def _fills(geom: BaseGeometry, bounds: Bounds) -> bool:
    """Whether the feature is the subject of the whole file, which the title names already."""
    west, south, east, north = geom.bounds
    wide, high = (bounds[2] - bounds[0]) * TITLE_SHARE, (bounds[3] - bounds[1]) * TITLE_SHARE
    return geom.area > 0 and east - west > wide and north - south > high


def _said(layer: Layer, feature: Feature, popup: Sequence[Attribute], lang: str) -> Json:
    shown = (a for a in popup if a.name in feature.properties)
    rows = [[a.title.in_language(lang), reads(a, feature.properties[a.name], lang), *_foreign(a, lang)] for a in shown]
    circles = circles_of(layer)
    sized = {"radius": circles.radius_of(styled_value(layer, feature))} if circles else {}
    return {"id": feature.id, "title": feature.title, "codes": _codes(layer, feature), "look": _look(layer, feature),
            "rows": rows, "brief": _brief(layer, feature, lang), **sized}  # fmt: skip


def _foreign(attribute: Attribute, lang: str) -> list[str]:
    """The language of a value that is not in that of the file."""
    return ["en"] if attribute.role == "title_en" and lang != "en" else []


def _codes(layer: Layer, feature: Feature) -> list[str]:
    """By which codes people ask for the feature; a key that only machines know is none."""
    read = (a for a in layer.attributes if a.role == "reference" or (a.name == layer.source.id and a.popup))
    return [str(value) for a in read if (value := feature.properties.get(a.name)) is not None]


def _look(layer: Layer, feature: Feature) -> int:
    style, value = layer.style, styled_value(layer, feature)
    if isinstance(style, Choropleth):
        if style.circles:
            return int(value is None)
        index = style.class_of(value)
        return {NO_CLASS: style.classes, OUTSIDE: style.classes + 1}.get(index, index)
    return category_of(style, value) if isinstance(style, Symbol) else 0


def _brief(layer: Layer, feature: Feature, lang: str) -> str:
    """What the tooltip adds to the title: the value that the map shows."""
    style = layer.style
    attribute = layer.attribute(style.attribute) if isinstance(style, Choropleth | Symbol) and style.attribute else None
    return reads(attribute, styled_value(layer, feature), lang) if attribute else ""


def _fine_enough(features: Sequence[Feature], bounds: Bounds) -> NDArray[np.object_]:
    """Geometries to half a pixel of the closest zoom; neighbouring areas keep one common border."""
    geometries = np.empty(len(features), dtype=object)
    geometries[:] = [shapely.force_2d(feature.geom) for feature in features]
    half_pixel = 180 / 256 / 2 ** (opening_zoom(bounds) + CLOSER)
    kinds = set(shapely.get_type_id(geometries).tolist())
    if kinds <= {3, 6}:
        return rounded(shapely.coverage_simplify(geometries, half_pixel * 1.5))
    return rounded(shapely.simplify(geometries, half_pixel))


def _spot(geom: BaseGeometry) -> list[float] | None:
    """Where the name and the mark stand: latitude, longitude."""
    if geom.is_empty:
        return None
    if geom.geom_type.endswith("Polygon"):
        largest = largest_polygon(geom)
        x, y = middle_of(largest, largest.length / 400)
    else:
        point = shapely.point_on_surface(geom)
        x, y = point.x, point.y
    return [round(y, 5), round(x, 5)]
