"""What is true of maps without a database: groups, legends, how a value reads, where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from statistics import median
from typing import Any

from app.maps.schemas import Bounds, Comparison, Group, LayerEntry, People, PlaceName, Row, Settled
from app.web import words
from app.web.words import Language, reads
from gis.layer import Attribute, Layer, Text
from gis.legend import legend_of
from gis.style import Choropleth, Symbol

GROUPS: dict[str, Text] = {
    "projects": Text(th="โครงการ", en="Projects"),
    "people": Text(th="ประชากร", en="People"),
    "services": Text(th="บริการสาธารณะ", en="Public services"),
    "safety": Text(th="ความปลอดภัย", en="Public safety"),
    "environment": Text(th="สิ่งแวดล้อม", en="Environment"),
    "water": Text(th="น้ำและภัย", en="Water and hazards"),
    "transport": Text(th="การเดินทาง", en="Transport"),
    "boundaries": Text(th="เขตการปกครอง", en="Boundaries"),
}
"""Titles of the groups of layers, in the order of the list; a group without a title stands last under its own name."""

LEVEL_LAYERS = {2: "provinces", 4: "districts", 6: "subdistricts", 8: "villages"}
"""The layer that holds an area, by the length of its code."""
LEVEL_TITLES = {2: ("จ.", "Province"), 4: ("อ.", "District"), 6: ("ต.", "Subdistrict"), 8: ("บ.", "Village")}
OTHER = Text(th="อื่น ๆ", en="Others")
THAILAND: Bounds = (97.3, 5.6, 105.7, 20.5)


def entry(layer: Layer, tally: Mapping[Any, int], basis: Text | None = None) -> LayerEntry:
    """A layer with the legend that a tally of its values gives it, and how many features that are."""
    return LayerEntry(layer, legend_of(layer, tally), sum(tally.values()), basis)


def grouped(entries: Iterable[LayerEntry]) -> list[Group]:
    """The layers by group; inside a group the one drawn on top comes first."""
    ranks = {name: rank for rank, name in enumerate(GROUPS)}

    def place(entry: LayerEntry) -> tuple[int, str]:
        name = entry.layer.metadata.group
        return ranks.get(name, len(ranks)), name

    ordered = sorted(entries, key=lambda entry: (*place(entry), -entry.layer.style.order, entry.id))
    return [
        Group(GROUPS.get(name, Text(th=name, en=name)), tuple(members))
        for (_, name), members in groupby(ordered, key=place)
    ]


def with_entry(groups: Iterable[Group], entry: LayerEntry) -> list[Group]:
    """The groups with that entry in the place of the one of its layer."""
    return [
        Group(group.title, tuple(entry if one.id == entry.id else one for one in group.entries)) for group in groups
    ]


def counted_attribute(layer: Layer) -> Attribute | None:
    """The attribute whose values the legend counts: the shaded one, or the one of the categories."""
    style = layer.style
    name = style.attribute if isinstance(style, Choropleth | Symbol) else None
    return layer.attribute(name) if name else None


def columns_of(layer: Layer, language: Language) -> tuple[Attribute, ...]:
    """The columns that people read: the title in their language first, then all that a popup shows."""
    titles = {"title", "title_en"} if layer.by_role("title_en") else {"title"}
    title = (layer.by_role("title_en") if language is Language.ENGLISH else None) or layer.title_attribute
    rest = [a for a in layer.attributes if a.role not in titles and (a.popup or a.role == "area_code")]
    return (title, *(attribute for attribute in rest if attribute is not title))


def title_of(layer: Layer, row: Row, language: Language) -> str:
    """What the feature is called in the language; the unit belongs to a title that is a number."""
    attribute = columns_of(layer, language)[0]
    value = row[attribute.name] if row[attribute.name] is not None else row[layer.title_attribute.name]
    unit = f" {attribute.unit.in_language(language)}" if attribute.unit else ""
    return f"{reads(attribute, value, language)}{unit}"


def place_title(place: PlaceName, language: Language) -> str:
    """``อ.เมือง``; in English ``Mueang District``. The level follows from the length of the code."""
    short, long = LEVEL_TITLES[len(place.code)]
    name = place.in_language(language)
    return f"{name} {long}" if language is Language.ENGLISH else f"{short}{name}"


def colour_of(layer: Layer, value: float | None) -> str | None:
    """The colour of the class that holds the value; None without data, or where the layer shades nothing."""
    if not isinstance(layer.style, Choropleth):
        return None
    return layer.style.colour_of(value)


def densest(areas: Iterable[Settled]) -> Settled | None:
    """The area with the most people per km²; None where nothing is known."""
    known = [area for area in areas if area.people_per_sqkm is not None]
    return max(known, key=lambda area: area.people_per_sqkm or 0, default=None)


def headline(whole: People, top: Settled | None, language: Language) -> str | None:
    """The finding of the figures: how much denser than the whole its densest part is."""
    if top is None or top.people_per_sqkm is None or not whole.density:
        return None
    times = words.number(top.people_per_sqkm / whole.density, 1)
    name = place_title(top.place, language)
    return language.say(
        f"{name.replace('อ.', 'อำเภอ')} หนาแน่นที่สุด {times} เท่าของทั้งจังหวัด",
        f"{name} is the densest, {times} times the whole province",
    )


def compare(
    attribute: Attribute,
    value: float | None,
    values: Sequence[float],
    peers: Sequence[tuple[PlaceName, float | None]],
) -> Comparison:
    """Where ``value`` stands among all ``values``; equal values share the better rank."""
    rank = None if value is None else 1 + sum(other > value for other in values)
    middle = median(values) if values else None
    best_first = sorted(peers, key=lambda peer: (peer[1] is None, -(peer[1] or 0)))
    return Comparison(attribute, value, rank, len(values), middle, tuple(values), tuple(best_first))
