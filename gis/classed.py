"""A choropleth as a planner classified it: another layer of the same id, whose style, value and unit are those chosen.

Everything that draws, lists or tabulates a layer does so with this one as with that of the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gis import classify
from gis.classify import Limits
from gis.classing import Classing, Direction, Look, Method, Per, Zero
from gis.layer import Attribute, Layer, Text
from gis.palettes import PALETTES, ramp
from gis.style import Choropleth, Circles, Total

Values = Mapping[str, float | None]
METHODS = {
    Method.NATURAL: classify.natural,
    Method.QUANTILE: classify.quantile,
    Method.EQUAL: classify.equal,
    Method.PRETTY: classify.pretty,
    Method.DEVIATION: classify.deviation,
}
BETWEEN_VALUES = (Method.EQUAL, Method.PRETTY, Method.DEVIATION)
"""Methods whose inner limits are no values; they are rounded as the values are."""
UNCLASSED = {classify.NO_CLASS: "none", classify.OUTSIDE: "outside"}
SHARE = Text(th="ร้อยละของยอดรวม", en="percent of the total")
SHARE_DECIMALS = 1


@dataclass(frozen=True)
class Reading:
    """The values of one day by area, as the layer's view has them, with the people and km² of the areas."""

    values: Values
    people: Values = field(default_factory=dict)
    sqkm: Values = field(default_factory=dict)


class ClassedLayer(Layer):
    """The layer with the choice in force. ``values``: what is shaded, by area, as exact as it is shown.

    ``notes``: what of the choice could not be done, and what was done instead.
    """

    choice: Classing
    values: dict[str, float | None]
    notes: tuple[Text, ...] = ()

    def __hash__(self) -> int:
        return hash((self.id, len(self.attributes), self.choice))

    @property
    def is_pair(self) -> bool:
        """Whether the values are classes of two rates, which have no order."""
        return self.choice.method is Method.PAIR

    def row(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """A row of the layer's view with the value that is shaded in the place of the one that it is made of."""
        assert isinstance(self.style, Choropleth)
        return {**row, self.style.attribute: self.values.get(str(row[self.source.id]))}


    def holds(self, code: str) -> bool:
        """Whether the area is in one of the classes that are shown."""
        assert isinstance(self.style, Choropleth)
        if not self.choice.only:
            return True
        index = self.style.class_of(self.values.get(code))
        return UNCLASSED.get(index, str(index)) in self.choice.only

    @property
    def left_out(self) -> tuple[str, ...]:
        """The areas that are not shown."""
        return tuple(code for code in self.values if not self.holds(code))


def divides(layer: Layer) -> tuple[Per, ...]:
    """By what the shaded value may be divided: a sum by people, area or the whole; a rate by nothing."""
    total = layer.style.total if isinstance(layer.style, Choropleth) else None
    return tuple(Per) if total else (Per.NOTHING,)


def classed(layer: Layer, choice: Classing, now: Reading, years: Sequence[Reading] = ()) -> ClassedLayer:
    """The layer with the values of ``now``, and with limits found among those of ``years`` (without any: of ``now``).

    ``layer`` is a choropleth; ``choice.per`` is one of ``divides(layer)``.
    """
    style = layer.style
    assert isinstance(style, Choropleth)
    attribute = layer.attribute(style.attribute)
    assert attribute is not None
    shown = _divided(attribute, choice.per, style.total)
    values = _exact(now.values) if choice.method is Method.FILE else divided(now, choice.per, style.total, shown.decimals)
    pool = [divided(each, choice.per, style.total, shown.decimals) for each in years] or [values]
    known = [value for each in pool for value in each.values() if value is not None]
    shaded, notes = _styled(style, choice, known, shown.decimals)
    attributes = tuple(shown if each is attribute else each for each in layer.attributes)
    given = {name: getattr(layer, name) for name in Layer.model_fields}
    return ClassedLayer.model_construct(
        **{**given, "attributes": attributes, "style": shaded}, choice=choice, values=values, notes=notes
    )


def _exact(values: Values) -> dict[str, float | None]:
    """As they are: the limits of a file are not sought among values as they are shown."""
    return {code: None if value is None else float(value) for code, value in values.items()}


def divided(reading: Reading, per: Per, total: Total | None, decimals: int) -> dict[str, float | None]:
    """The values divided, rounded to ``decimals``; without people, area or any total there is no value."""
    if per is Per.NOTHING or total is None:
        return {code: _rounded(value, decimals) for code, value in reading.values.items()}
    if per is Per.SHARE:
        whole = sum(value for value in reading.values.values() if value is not None)
        return {code: _quotient(value, whole, 100, decimals) for code, value in reading.values.items()}
    parts, times = (reading.people, total.people * total.times) if per is Per.HEAD else (reading.sqkm, total.times)
    return {code: _quotient(value, parts.get(code), times, decimals) for code, value in reading.values.items()}


def _quotient(value: float | None, part: float | None, times: float, decimals: int) -> float | None:
    return None if value is None or not part else _rounded(value * times / part, decimals)


def _rounded(value: float | None, decimals: int) -> float | None:
    """A little is not nothing: it keeps two decimals more before it is 0."""
    return None if value is None else round(float(value), decimals) or round(float(value), decimals + 2)


def _divided(attribute: Attribute, per: Per, total: Total | None) -> Attribute:
    """The attribute as what is shaded reads."""
    if per is Per.NOTHING or total is None:
        return attribute
    if per is Per.SHARE:
        return attribute.model_copy(update={"type": "number", "unit": SHARE, "decimals": SHARE_DECIMALS})
    unit = _per_people(total) if per is Per.HEAD else Text(th=f"{total.th}/ตร.กม.", en=f"{total.en}/km²")
    return attribute.model_copy(update={"type": "number", "unit": unit, "decimals": total.decimals})


def _per_people(total: Total) -> Text:
    if total.people == 1:
        return Text(th=f"{total.th}/คน", en=f"{total.en}/person")
    return Text(th=f"{total.th} ต่อ {total.people:,} คน", en=f"{total.en} per {total.people:,} people")


def _styled(
    style: Choropleth, choice: Classing, known: Sequence[float], decimals: int
) -> tuple[Choropleth, tuple[Text, ...]]:
    is_apart, palette = choice.zero is Zero.APART, choice.palette or style.palette
    values = [value for value in known if value != 0] if is_apart else known
    limits, notes = _limits(style, choice, values, decimals)
    as_filed = choice.method is Method.FILE and choice.look is Look.SHADES and choice.direction is Direction.FORWARD
    if as_filed and not is_apart and palette == style.palette:
        return style, ()
    is_reversed = choice.direction is Direction.REVERSE
    told = {
        "breaks": limits,
        "palette": palette,
        "zero": is_apart,
        "strict": choice.method is Method.MANUAL,
        "open_end": style.open_end and choice.method is Method.FILE,
        "tints": ramp(palette, len(limits) - 1 + is_apart, is_reversed=is_reversed),
    }
    if choice.look is Look.CIRCLES and (circles := _circles(known, palette)):
        return style.model_copy(update={**told, "circles": circles}), ()
    return style.model_copy(update=told), notes


def _circles(known: Sequence[float], palette: str) -> Circles | None:
    """Circles up to the greatest value of all years; None where no value is above zero."""
    largest = max(known, default=0)
    return Circles(largest=largest, colour=PALETTES[palette].stops[3]) if largest > 0 else None


def _limits(
    style: Choropleth, choice: Classing, values: Sequence[float], decimals: int
) -> tuple[Limits, tuple[Text, ...]]:
    """The limits, and a note where there are fewer classes than were asked for."""
    if choice.method is Method.MANUAL:
        return choice.limits, ()
    if choice.method is Method.FILE:
        return style.breaks, ()
    if not values:
        return (0.0, 1.0), (Text(th="ไม่มีค่าให้จำแนกชั้น", en="There are no values to classify."),)
    different = len(set(values))
    if different < choice.number:
        limits = classify.natural(values, different)
    elif choice.method in BETWEEN_VALUES:
        limits = _rounded_limits(METHODS[choice.method](values, choice.number), decimals)
    else:
        limits = METHODS[choice.method](values, choice.number)
    return limits, tuple(_fewer(choice, different, len(limits) - 1))


def _rounded_limits(limits: Limits, decimals: int) -> Limits:
    first, *inner, last = limits
    ends = [round(end, decimals + 2) for end in (first, last)]
    return classify.ascending([*ends, *(round(limit, decimals) for limit in inner)])


def _fewer(choice: Classing, different: int, classes: int) -> Iterable[Text]:
    if classes == choice.number or (choice.method is Method.PRETTY and different >= choice.number):
        return
    if different < choice.number:
        yield Text(
            th=f"มีค่าที่ต่างกันเพียง {different} ค่า จึงแบ่งได้ {classes} ชั้น แทน {choice.number} ชั้น",
            en=f"There are only {different} different values, so there are {classes} classes instead of {choice.number}.",
        )
    else:
        yield Text(
            th=f"วิธีนี้แบ่งค่าเหล่านี้ได้ {classes} ชั้น แทน {choice.number} ชั้น",
            en=f"This method makes {classes} classes of these values instead of {choice.number}.",
        )
