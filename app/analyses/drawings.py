"""Maps of analyses, drawn on the server with the same functions as every other map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.indicators.queries.shapes import Shape
from gis import svgmap
from gis.geojson import Feature, bounds_of
from gis.layer import Layer, Text
from gis.legend import LegendEntry, legend_of
from gis.style import Category, Choropleth
from gis.svgmap import Drawn, Frame
from gis.svgmap.legend import spoken

WIDTH, HEIGHT, PADDING = 640.0, 680.0, 14.0
LABEL = {"size": 13, "weight": 400, "min_zoom": 0}
NAMED = 40
"""Of more areas a picture has no room for the names, only for the marks of some."""
MARKED = {"kind": "area", "line": "#1b1f24", "width": 1.2, "order": 60, "label": LABEL | {"size": 12, "weight": 600}}


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture and what its colours mean."""

    svg: str
    legend: tuple[LegendEntry, ...]


def shaded(
    areas: Sequence[Shape],
    values: Mapping[str, float | None],
    like: Choropleth,
    title: Text,
    *,
    decimals: int,
    lang: str,
) -> Drawing | None:
    """Areas shaded by a value, with the class limits of another map; None where no area has a border."""
    style = like.model_dump() | {"attribute": "value", "label": LABEL}
    value = {"name": "value", "title": title, "type": "number", "role": "value", "decimals": decimals}
    return _drawn(areas, values, _layer(title, value, style), lang, {})


def classed(
    areas: Sequence[Shape], classes: Mapping[str, str | None], categories: Sequence[Category], title: Text, *, lang: str,
    marks: Mapping[str, str],
) -> Drawing | None:  # fmt: skip
    """Areas filled by their class; ``marks`` stand after the names, so that a class is not told by colour alone."""
    given = [each.model_dump(by_alias=True) for each in categories]
    style = {
        "kind": "symbol",
        "attribute": "value",
        "filled": True,
        "colour": "#d9dde0",
        "categories": given,
        "label": LABEL,
    }
    return _drawn(areas, classes, _layer(title, {"name": "value", "title": title, "type": "text"}, style), lang, marks)


def _drawn(
    areas: Sequence[Shape], values: Mapping[str, Any], layer: Layer, lang: str, marks: Mapping[str, str]
) -> Drawing | None:
    features = [
        Feature(one.code, _name(one, marks, lang), one.geom, {"value": values.get(one.code)})
        for one in areas
        if one.geom is not None
    ]
    if not features:
        return None
    frame, crowded = Frame.of(bounds_of(features), WIDTH, HEIGHT, PADDING), len(features) > NAMED
    drawn = [Drawn(layer, features, labelled=not crowded)]
    if crowded and marks:
        marked = [replace(one, title=marks[one.id]) for one in features if one.id in marks]
        drawn.append(Drawn(_layer(layer.metadata.title, None, MARKED, "analysis_marks"), marked))
    picture = svgmap.draw(drawn, size=(WIDTH, HEIGHT), frame=frame, lang=lang, prefix="analysis")
    tally = Counter(feature.properties["value"] for feature in features)
    name, items = picture.legends[-1]
    drawing = picture.for_web(layer.metadata.title.in_language(lang), spoken(name, items, lang))
    return Drawing(drawing, legend_of(layer, tally))


def _name(area: Shape, marks: Mapping[str, str], lang: str) -> str:
    name, mark = area.name_en if lang == "en" else area.name_th, marks.get(area.code)
    return f"{name} {mark}" if mark else name


def _layer(title: Text, value: dict[str, Any] | None, style: dict[str, Any], name: str = "analysis") -> Layer:
    """An analysis as a layer that no file holds."""
    code = {"name": "code", "title": title, "type": "text", "role": "id"}
    return Layer.model_validate({
        "id": name,
        "metadata": {
            "title": title, "notes": title, "group": "analyses", "owner_org": title, "maintainer": title,
            "maintainer_email": "-", "tags": ["-"], "update_frequency_unit": "-", "geo_coverage": "-", "data_source": title,
            "license_id": "-",
        },
        "source": {"view": name, "id": "code", "geometry": {"type": "MultiPolygon"}},
        "attributes": [code, value] if value else [code], "style": style, "access": {"read": "public"},
    })  # fmt: skip
