"""The legend that the features of a layer give its style: every class with its count, also those that hold nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gis.classify import class_of, counts, labels
from gis.geojson import Feature, styled_value
from gis.layer import Layer
from gis.style import Area, Category, Choropleth, Symbol
from gis.svgmap.values import NO_DATA, OTHERS

Pattern = Literal["solid", "hatched", "outline", "line", "mark"]


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One line of a legend. ``shape`` names the mark when the pattern is ``mark``; ``value`` is the class or category."""

    label: str
    colour: str
    count: int
    pattern: Pattern = "solid"
    shape: str = ""
    value: str = ""


def legend_of(layer: Layer, features: Sequence[Feature], lang: str = "th") -> tuple[LegendItem, ...]:
    """The legend of the layer as these features fill it."""
    style = layer.style
    if isinstance(style, Choropleth):
        return _classes(style, [styled_value(layer, feature) for feature in features], lang)
    if isinstance(style, Symbol) and style.categories:
        return _categories(style, Counter(styled_value(layer, feature) for feature in features), lang)
    title = layer.metadata.title.in_language(lang)
    if isinstance(style, Symbol):
        return (LegendItem(title, style.colour, len(features), "mark", "circle"),)
    if isinstance(style, Area):
        return (LegendItem(title, style.fill or style.line, len(features), "solid" if style.fill else "outline"),)
    return (LegendItem(title, style.colour, len(features), "line"),)


def _classes(style: Choropleth, values: Sequence[float | None], lang: str) -> tuple[LegendItem, ...]:
    per_class, missing = counts(values, style.breaks)
    rows = zip(labels(style.breaks), style.colours(), per_class, strict=True)
    classes = [LegendItem(text, colour, n, value=str(i)) for i, (text, colour, n) in enumerate(rows)]
    return (*classes, LegendItem(NO_DATA[lang], "#98a1a9", missing, "hatched", value="none"))


def _categories(style: Symbol, tally: Counter[str | None], lang: str) -> tuple[LegendItem, ...]:
    known = [
        LegendItem(c.en if lang == "en" else c.th, c.colour, tally[c.value], "mark", c.shape, c.value)
        for c in style.categories
    ]
    others = tally.total() - sum(item.count for item in known)
    return (*known, LegendItem(OTHERS[lang], style.colour, others, "mark", "circle")) if others else tuple(known)


def colour_of(style: Choropleth, value: float | None) -> tuple[int, str | None]:
    """The class of a value and its colour; None without data."""
    index = class_of(value, style.breaks)
    return index, style.colours()[index] if index >= 0 else None


def category_of(style: Symbol, value: object) -> int:
    """The place of the value's category in the style; one past the last for all others."""
    return next((i for i, c in enumerate(style.categories) if c.value == value), len(style.categories))


def category_at(style: Symbol, index: int) -> Category:
    """The category at a place, the style's own colour and a circle past the last."""
    if index < len(style.categories):
        return style.categories[index]
    return Category(value="", th=OTHERS["th"], en=OTHERS["en"], colour=style.colour)


def spoken(title: str, items: Sequence[LegendItem], lang: str = "th") -> str:
    """The legend as a sentence, for those who cannot see the picture."""
    many = "features" if lang == "en" else "รายการ"
    return f"{title}: " + ", ".join(f"{item.label} {item.count:,} {many}" for item in items)
