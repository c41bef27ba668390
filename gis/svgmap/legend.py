"""The legend that the features of a layer give its style: every class with its count, also those that hold nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gis import legend
from gis.geojson import Feature, styled_value
from gis.layer import Layer
from gis.legend import LegendEntry
from gis.style import Category, Symbol
from gis.svgmap.marks import HATCH
from gis.values import OTHERS

Pattern = Literal["solid", "hatched", "outline", "line", "mark", "circle"]


@dataclass(frozen=True, slots=True)
class LegendItem:
    """One line of a legend. ``shape`` names the mark when the pattern is ``mark``; ``value`` is the class or category.

    ``radius``: of a circle, in pixels.
    """

    label: str
    colour: str
    count: int
    pattern: Pattern = "solid"
    shape: str = ""
    value: str = ""
    radius: float = 0


PATTERNS: dict[str, Pattern] = {
    "class": "solid",
    "outside": "solid",
    "circle": "circle",
    "no_data": "hatched",
    "mark": "mark",
    "line": "line",
    "area": "outline",
}


def legend_of(layer: Layer, features: Sequence[Feature], lang: str = "th") -> tuple[LegendItem, ...]:
    """The legend of the layer as these features fill it."""
    tally = Counter(styled_value(layer, feature) for feature in features)
    return tuple(_item(entry, lang) for entry in legend.legend_of(layer, tally))


def _item(entry: LegendEntry, lang: str) -> LegendItem:
    label, filled = entry.title.in_language(lang), entry.kind == "area" and entry.fill is not None
    pattern = "solid" if filled else PATTERNS[entry.kind]
    colour = HATCH if entry.kind == "no_data" else entry.fill or entry.colour
    shape = entry.shape if entry.kind == "mark" else ""
    return LegendItem(label, colour, entry.count, pattern, shape, entry.value or "", entry.width if entry.kind == "circle" else 0)


def category_of(style: Symbol, value: object) -> int:
    """The place of the value's category in the style; one past the last for all others."""
    return next((i for i, c in enumerate(style.categories) if c.value == value), len(style.categories))


def category_at(style: Symbol, index: int) -> Category:
    """The category at a place, the style's own colour and a circle past the last."""
    if index < len(style.categories):
        return style.categories[index]
    return Category(value="", th=OTHERS.th, en=OTHERS.en, colour=style.colour)


def spoken(title: str, items: Sequence[LegendItem], lang: str = "th") -> str:
    """The legend as a sentence, for those who cannot see the picture."""
    many = "features" if lang == "en" else "รายการ"
    return f"{title}: " + ", ".join(f"{item.label} {item.count:,} {many}" for item in items)
