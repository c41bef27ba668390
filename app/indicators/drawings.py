"""The map of an indicator, drawn on the server with the same functions as every other map.

Class limits are those of the indicator's layer where it has one, else quantiles of all its periods: fixed, so that years
compare.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor

from app.indicators.models import Indicator
from app.indicators.queries.shapes import Shape
from gis import classify, svgmap
from gis.catalog import Catalog
from gis.geojson import Feature, bounds_of
from gis.layer import Layer
from gis.legend import LegendEntry, legend_of
from gis.style import Choropleth
from gis.svgmap import Drawn, Frame

LAYERS = {
    "SOC-ROAD": "road_deaths_districts", "SOC-TPMAP": "target_poor_districts", "ENV-PM25": "pm25_days_districts",
    "ENV-WASTE": "solid_waste_districts",
}  # fmt: skip
"""Indicators that have a layer of their own."""
CLASSES = 5
WIDTH, HEIGHT, PADDING = 640.0, 520.0, 14.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """The picture and what its classes mean; ``limits`` are the class limits."""

    svg: str
    legend: tuple[LegendEntry, ...]
    layer: Layer

    def colour_of(self, value: float | None) -> str | None:
        """The colour of a value; None without data."""
        style = self.layer.style
        assert isinstance(style, Choropleth)
        return style.colour_of(value)


def drawn(
    indicator: Indicator, areas: Sequence[Shape], values: Mapping[str, float], limits: tuple[float, ...], *, title: str,
    lang: str,
) -> Drawing | None:  # fmt: skip
    """The map of values by area code; None where no area has a border."""
    layer = _layer(indicator, limits)
    features = [
        Feature(one.code, one.name_en if lang == "en" else one.name_th, one.geom, {"value": values.get(one.code)})
        for one in areas
        if one.geom is not None
    ]
    if not features:
        return None
    tally = [feature.properties["value"] for feature in features]
    frame = Frame.of(bounds_of(features), WIDTH, HEIGHT, PADDING)
    picture = svgmap.draw([Drawn(layer, features)], size=(WIDTH, HEIGHT), frame=frame, lang=lang, prefix="indicator")
    counted = {value: tally.count(value) for value in tally}
    return Drawing(picture.for_web(title), legend_of(layer, counted), layer)


def limits_of(indicator: Indicator, known: Sequence[float], catalog: Catalog) -> tuple[float, ...]:
    """The class limits of an indicator for all of its periods."""
    name = LAYERS.get(indicator.code)
    layer = next((one for one in catalog if one.id == name), None)
    if layer is not None and isinstance(layer.style, Choropleth):
        return layer.style.breaks
    step = 10.0**-indicator.decimals
    if not known:
        return (0.0, step)
    inner = [round(limit, indicator.decimals) for limit in classify.quantile(known, CLASSES)[1:-1]]
    low, high = floor(min(known) / step) * step, ceil(max(known) / step) * step
    within = [limit for limit in sorted(set(inner)) if low < limit < high]
    return (low, *within, high if high > low else low + step)


def _layer(indicator: Indicator, limits: tuple[float, ...]) -> Layer:
    """The indicator as a layer that no file holds."""
    text = {"th": indicator.name_th, "en": indicator.name_en}
    return Layer.model_validate({
        "id": "indicator",
        "metadata": {
            "title": text, "notes": text, "group": indicator.theme, "owner_org": text, "maintainer": text,
            "maintainer_email": "-", "tags": ["-"], "update_frequency_unit": "-", "geo_coverage": "-", "data_source": text,
            "license_id": "-",
        },
        "source": {"view": "indicator", "id": "code", "geometry": {"type": "MultiPolygon"}},
        "attributes": [
            {"name": "code", "title": text, "type": "text", "role": "id"},
            {"name": "value", "title": text, "type": "number", "role": "value", "decimals": indicator.decimals,
             "unit": {"th": indicator.unit_th, "en": indicator.unit_en}},
        ],
        "style": {"kind": "choropleth", "attribute": "value", "breaks": limits,
                  "label": {"size": 13, "weight": 400, "min_zoom": 0}},
        "access": {"read": "public"},
    })  # fmt: skip
