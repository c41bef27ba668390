"""The legend of a layer: every class of its style with how many features it holds, also those that hold none.

The interactive map, the drawn map and the handed-over file all show this one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from gis import classify
from gis.layer import Layer, Text
from gis.style import NO_DATA as NO_DATA_COLOUR
from gis.style import OUTSIDE as OUTSIDE_COLOUR
from gis.style import Area, Choropleth, Circles, Line, Symbol
from gis.values import NO_DATA, NOTHING, OTHERS, OUTSIDE


@dataclass(frozen=True, slots=True)
class LegendEntry:
    """One line of a legend. ``count`` is how many features it stands for; ``value`` the category or class that it shows."""

    kind: Literal["class", "circle", "outside", "no_data", "mark", "line", "area"]
    title: Text
    colour: str
    count: int
    shape: str = "circle"
    width: float = 1
    casing: str | None = None
    fill: str | None = None
    opacity: float = 1
    value: str | None = None


def legend_of(layer: Layer, tally: Mapping[Any, int]) -> tuple[LegendEntry, ...]:
    """The legend from how often each styled value occurs; a layer that styles by no value has one entry."""
    style = layer.style
    if isinstance(style, Choropleth):
        value = layer.attribute(style.attribute)
        missing = (value and value.missing) or NO_DATA
        if style.circles is not None:
            return _circles(style.circles, tally, missing, value.decimals if value else 0)
        return _classes(style, tally, missing, {code.value: code.title for code in value.codes} if value else {})
    if isinstance(style, Symbol) and style.categories:
        return _categories(style, tally)
    title, count = layer.metadata.title, sum(tally.values())
    if isinstance(style, Line):
        return (LegendEntry("line", title, style.colour, count, width=style.width, casing=style.casing),)
    if isinstance(style, Area):
        entry = LegendEntry("area", title, style.line, count, width=style.width, fill=style.fill, opacity=style.opacity)
        return (entry,)
    return (LegendEntry("mark", title, style.colour, count),)


def _classes(
    style: Choropleth, tally: Mapping[Any, int], missing_title: Text, names: Mapping[str, Text]
) -> tuple[LegendEntry, ...]:
    """``names``: how classes are called that are no ranges of numbers."""
    counts = Counter[int]()
    for value, times in tally.items():
        counts[style.class_of(value)] += times
    shown = [
        LegendEntry("class", names.get(str(index), Text(th=label, en=label)), colour, counts[index], value=str(index))
        for index, (label, colour) in enumerate(zip(style.labels(), style.colours(), strict=True))
    ]
    beyond = LegendEntry("outside", OUTSIDE, OUTSIDE_COLOUR, counts[classify.OUTSIDE], value="outside")
    missing = LegendEntry("no_data", missing_title, NO_DATA_COLOUR, counts[classify.NO_CLASS], value="none")
    return (*shown, *([beyond] if style.strict else []), missing)


def _circles(circles: Circles, tally: Mapping[Any, int], missing: Text, decimals: int) -> tuple[LegendEntry, ...]:
    """Each circle stands for what is no greater than it and greater than the next; nothing above zero has none."""
    told_apart = tuple(step for step in circles.steps() if round(step, decimals) > 0)
    steps, shown = told_apart or circles.steps()[:1], list[LegendEntry]()
    for step, next_one in zip(steps, (*steps[1:], 0.0), strict=True):
        count = sum(times for value, times in tally.items() if value is not None and next_one < value)
        count -= sum(entry.count for entry in shown)
        title = Text(th=f"ไม่เกิน {step:,.{decimals}f}", en=f"up to {step:,.{decimals}f}")
        shown.append(LegendEntry("circle", title, circles.colour, count, width=circles.radius_of(step)))
    none = sum(times for value, times in tally.items() if value is not None and value <= 0)
    zero = LegendEntry("area", NOTHING, NO_DATA_COLOUR, none)
    return (*shown, zero, LegendEntry("no_data", missing, NO_DATA_COLOUR, tally.get(None, 0), value="none"))


def _categories(style: Symbol, tally: Mapping[Any, int]) -> tuple[LegendEntry, ...]:
    known = [
        LegendEntry("mark", Text(th=c.th, en=c.en), c.colour, tally.get(c.value, 0), c.shape, value=c.value)
        for c in style.categories
    ]
    others = sum(tally.values()) - sum(entry.count for entry in known)
    return (*known, LegendEntry("mark", OTHERS, style.colour, others)) if others else tuple(known)
