"""What the map island is told: every layer with its style, and where to begin. JSON for ``/api/maps`` and the page."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Any

from app.core.authority import Viewer
from app.maps import rules
from app.maps.asking import Asked, Front
from app.maps.schemas import Bounds, LayerEntry
from app.web import words
from app.web.words import Language
from gis.catalog import Catalog
from gis.classed import ClassedLayer
from gis.layer import Layer
from gis.style import OUTSIDE, Choropleth, Symbol

WORDS = {
    "shown": ("แสดงชั้น", "Layer shown"),
    "hidden": ("ซ่อนชั้น", "Layer hidden"),
    "chose": ("เลือก", "Chosen"),
    "missing": ("เปิดรายละเอียดไม่ได้", "The details cannot be opened"),
    "copied": ("คัดลอกลิงก์แล้ว", "Link copied"),
    "raised": ("เลื่อนขึ้นแล้ว", "Moved up"),
    "lowered": ("เลื่อนลงแล้ว", "Moved down"),
    "still": ("อยู่สุดลำดับแล้ว", "Already at the end"),
    "no_data": ("ไม่มีข้อมูล", "No data"),
    "many": ("รายการใกล้กัน กดเพื่อขยาย", "close together; press to come nearer"),
    "km": ("กม.", "km"),
    "m": ("ม.", "m"),
}
"""What the island says by itself."""

FOR_THE_SERVER = {"open_end", "order", "palette", "shown", "tints", "total"}
"""What of a style the island has no use for: it is told the colours, and layers in their order."""


def configuration(
    entries: Iterable[LayerEntry],
    bounds: Bounds,
    current: str,
    selected: tuple[str, str] | None,
    language: Language,
    asked: Asked | None = None,
) -> dict[str, Any]:
    """Everything the island needs, in the language of the page. ``selected``: layer and feature id; ``asked``: of the current."""
    ordered = sorted(entries, key=lambda entry: (entry.layer.style.order, entry.id))
    by_id = {entry.id: entry.layer for entry in ordered}
    west, south, east, north = bounds
    return {
        "current": current,
        "is_past": bool(asked and asked.day),
        "selected": {"layer": selected[0], "id": selected[1]} if selected else None,
        "bounds": [[west, south], [east, north]],
        "layers": [
            described(entry, by_id.get(entry.layer.source.geometry_of or ""), language, asked if entry.id == current else None)
            | _sources(entry.layer, asked if entry.id == current else None)
            for entry in ordered
        ],
        "words": {name: language.say(*texts) for name, texts in WORDS.items()},
        "locale": {
            "Map.Title": language.say("แผนที่ ใช้ลูกศรเลื่อน บวกลบเพื่อขยายย่อ", "Map; arrows move it, plus and minus zoom")
        },
    }


def restyled(front: Front, catalog: Catalog, language: Language, *, viewer: Viewer) -> dict[str, Any]:
    """The layer in front for the island that has it already, in another style."""
    layer = front.current.layer
    areas = catalog.get(layer.source.geometry_of, viewer.visible()) if layer.source.geometry_of else None
    return described(front.current, areas, language, front.asked) | _sources(layer, front.asked)


def _sources(layer: Layer, asked: Asked | None) -> dict[str, str | None]:
    """Where the values of a shaded layer and the tiles of another come from, as they are asked for or all of today."""
    if not isinstance(layer.style, Choropleth):
        return {"tiles": asked.tiles(layer) if asked else None}
    if not asked or not asked.kept:
        return {}
    return {"values_at": f"/api/maps/{layer.id}/values?{asked.kept}"}


def described(
    entry: LayerEntry, areas: Layer | None, language: Language, asked: Asked | None = None
) -> dict[str, Any]:
    """One layer for the browser: what tiles to ask for and how to draw them. ``areas`` lends geometry and names."""
    layer = entry.layer
    title, value = rules.columns_of(layer, language)[0], layer.by_role("value")
    unit = value.unit if value else title.unit
    return {
        "id": layer.id,
        "title": language.text(layer.metadata.title),
        "geometry": layer.source.geometry.type,
        "geometry_of": layer.source.geometry_of,
        "id_field": layer.source.id,
        "title_field": title.name,
        "fallback_field": layer.title_attribute.name,
        "labelled": layer.source.label is not None,
        "unit": language.text(unit) if unit else "",
        "decimals": value.decimals if value else 0,
        "codes": {code.value: language.text(code.title) for code in value.codes} if value else {},
        "missing": language.text(value.missing) if value and value.missing else None,
        "shown": entry.shown,
        "values_at": values_at(layer),
        "style": _style(layer, areas, language, asked),
    }


def values_at(layer: Layer) -> str | None:
    """Where the values of a shaded layer are told: those of the file where all programs ask, those of a choice here."""
    if isinstance(layer, ClassedLayer):
        return f"/api/maps/{layer.id}/values?classes={layer.choice.address}"
    return f"/api/choropleth/{layer.id}" if isinstance(layer.style, Choropleth) else None


def _style(layer: Layer, areas: Layer | None, language: Language, asked: Asked | None) -> dict[str, Any]:
    style = layer.style
    told = style.model_dump(exclude=FOR_THE_SERVER)
    if style.label is None and areas is not None and areas.style.label is not None:
        told["label"] = areas.style.label.model_dump()
    if isinstance(style, Choropleth):
        told |= {"colours": style.colours(), "outside": OUTSIDE}
    if isinstance(layer, ClassedLayer) and told.get("circles"):
        kept = asked.whole if asked else f"classes={layer.choice.address}"
        told["circles"]["at"] = f"/api/maps/{layer.id}/circles?{kept}"
    if isinstance(style, Symbol):
        told["categories"] = [
            {"value": c.value, "colour": c.colour, "title": language.say(c.th, c.en)} for c in style.categories
        ]
    return told


def readers(layer: Layer, language: Language) -> dict[str, Any]:
    """How templates read values, names and colours of the layer in the language."""
    return {
        "columns": rules.columns_of(layer, language),
        "reads": partial(words.reads, language=language),
        "name_of": partial(rules.title_of, language=language),
        "place_title": partial(rules.place_title, language=language),
        "colour_of": partial(rules.colour_of, layer),
    }
