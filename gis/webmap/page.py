"""The file to hand over: the map, and the words around it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path

from gis.access import Read, joined
from gis.geojson import Bounds, Feature, bounds_of
from gis.layer import Layer
from gis.style import Area, Choropleth
from gis.svgmap.legend import LegendItem, legend_of
from gis.svgmap.marks import hatch, shape
from gis.svgmap.sheets import Drawn
from gis.told import class_told
from gis.webmap.chart import OfflineMap, Settings, document
from gis.webmap.content import layer_json
from gis.webmap.head import head, measured, told
from gis.webmap.words import WORDS


def to_html(
    layer: Layer,
    features: Sequence[Feature],
    *,
    overlays: Sequence[Drawn] = (),
    leaflet_dir: Path,
    made_on: date,
    true_on: date | None = None,
    font_dir: Path | None = None,
    lang: str = "th",
    title: str = "",
    bounds: Bounds | None = None,
    opacities: Mapping[str, float] | None = None,
    said: Sequence[str] = (),
    class_: Read = Read.PUBLIC,
    period: str = "",
    thai_digits: bool = False,
) -> str:
    """The file: ``layer`` with its features, legend, popups and search, and ``overlays`` to switch on and off.

    ``title`` stands above the map instead of the layer's; ``bounds`` is where it opens, by default around the features;
    ``opacities`` are those of layers by id, from 0 to 1, where they are less than 1. ``said``: lines below the title of what
    the map is narrowed to. ``class_`` is that of the rows: a file that holds anything above public says so.
    ``period``: the year of the figures, where they have one. ``thai_digits``: a file in Thai shows them where people read.
    ``leaflet_dir`` is ``node_modules/leaflet``. ``true_on`` (the day that the figures speak of) defaults to
    ``made_on``. ``font_dir`` is ``node_modules/@fontsource/sarabun``: with it the file brings its own Thai letters,
    without it the reader's computer chooses among known Thai fonts. The same input gives the same bytes.
    Raises ValueError when no feature has an extent, PackageMissing when npm's packages are not there.
    """
    drawn = Drawn(layer, features)
    layers = sorted((drawn, *overlays), key=lambda each: (each.layer.style.order, each.layer.id))
    ground = _ground(layers, drawn)
    heading, around = title or layer.metadata.title.in_language(lang), bounds or bounds_of(features)
    settings = _settings(heading, around, _within(around, drawn, ground), lang, thai_digits)
    chart = OfflineMap(settings, leaflet_dir, font_dir)
    highest = joined(class_, *(class_told(each.layer) for each in layers))
    dated = told(layer, title, period, made_on, true_on or made_on, lang)
    chart.before = head(layer, features, title, (dated, *said), highest, lang)
    chart.side = _side((drawn, *(each for each in reversed(layers) if each is not drawn)), lang)
    chart.after = _after([layer, *(each.layer for each in overlays)], lang)
    for place, each in enumerate(layers):
        share = (opacities or {}).get(each.layer.id, 1.0)
        data = layer_json(
            each, settings.bounds, place=place, main=each is drawn, ground=each is ground, lang=lang, opacity=share
        )
        chart.put(each.layer.metadata.title.in_language(lang), data)
    return document(chart, lang)


def _settings(title: str, bounds: Bounds, within: Bounds, lang: str, thai_digits: bool) -> Settings:
    words = WORDS[lang]
    return Settings(
        title, bounds, within, words["metres"], words["kilometres"], words["zoom_in"], words["zoom_out"],
        thai_digits and lang != "en",
    )  # fmt: skip


def _ground(layers: Sequence[Drawn], main: Drawn) -> Drawn | None:
    """The outline layer that shows the land: the main one, or the one with the fewest areas under lines and marks."""
    if isinstance(main.layer.style, Choropleth):
        return None
    if isinstance(main.layer.style, Area):
        return None if main.layer.style.fill else main
    outlines = [d for d in layers if isinstance(d.layer.style, Area) and d.layer.style.fill is None]
    return min(outlines, key=lambda each: len(each.features), default=None)


def _within(bounds: Bounds, main: Drawn, ground: Drawn | None) -> Bounds:
    """The part of the bounds in which the main layer and the land lie; all of them where nothing does."""
    placed = [one for one in (*main.features, *(ground.features if ground else ())) if not one.geom.is_empty]
    if not placed:
        return bounds
    held = bounds_of(placed)
    west, south, east, north = (
        *(max(one, other) for one, other in zip(bounds[:2], held[:2], strict=True)),
        *(min(one, other) for one, other in zip(bounds[2:], held[2:], strict=True)),
    )
    return (west, south, east, north) if west < east and south < north else bounds


def _after(layers: Sequence[Layer], lang: str) -> str:
    """Sources and licences of all layers, each once, the main layer's first."""
    words, metadata = WORDS[lang], [layer.metadata for layer in layers]
    sources = dict.fromkeys(part.in_language(lang) for each in metadata for part in (each.data_source, each.owner_org))
    licences = dict.fromkeys(each.license_id for each in metadata)
    said = (
        f"{words['source']} {next(iter(sources))}",
        *list(sources)[1:],
        f"{words['licence']} {', '.join(licences)}",
    )
    return f"<footer>{''.join(f'<span>{escape(part)}</span>' for part in said)}</footer>"


def _side(layers: Sequence[Drawn], lang: str) -> str:
    words = WORDS[lang]
    legends = "".join(_legend(each, lang) for each in layers)
    return (
        f'<svg class="defs" aria-hidden="true"><defs>{hatch("none")}</defs></svg><div class="side">'
        f'<form class="find" role="search"><label for="find">{words["search"]}</label>'
        f'<input id="find" type="search" placeholder="{words["search"]}" autocomplete="off"><ul></ul>'
        f'<p role="status" hidden>{words["none"]}</p></form>'
        f'<details class="legend" open><summary>{words["legend"]}</summary>{legends}</details></div>'
    )


def _legend(drawn: Drawn, lang: str) -> str:
    items = legend_of(drawn.layer, drawn.features, lang)
    rows = "".join(
        f"<li>{_swatch(item)}<span>{escape(item.label)}</span><span>{item.count:,}</span></li>" for item in items
    )
    heading = f"<h2>{escape(measured(drawn.layer, lang))}</h2>" if len(items) > 1 else ""
    return f"{heading}<ul>{rows}</ul>"


def _swatch(item: LegendItem) -> str:
    """The sign of one line of the legend."""
    if item.pattern == "mark":
        return f'<svg viewBox="-23 -16 46 32" aria-hidden="true">{shape(item.shape, item.colour)}</svg>'
    if item.pattern == "circle":
        body = f'<circle cx="13" cy="9" r="{item.radius / 4:.1f}" fill="{item.colour}"/>'
    elif item.pattern == "line":
        body = f'<path d="M1 9H25" stroke="{item.colour}" stroke-width="3" fill="none"/>'
    else:
        fill = {"hatched": "url(#none)", "outline": "#f7f6f2"}.get(item.pattern, item.colour)
        line = item.colour if item.pattern == "outline" else "#848d96"
        body = f'<path d="M.5.5H25.5V17.5H.5Z" fill="{fill}" stroke="{line}"/>'
    return f'<svg viewBox="0 0 26 18" aria-hidden="true">{body}</svg>'
