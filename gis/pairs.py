"""Two rates against each other: thirds of one by thirds of the other, nine classes with letter codes (แผนที่สองตัวแปร 3×3).

Letters are thirds of the layer's own value, A the least; numbers are thirds of the other's, 1 the least: C1 has much of
the one and little of the other. The class is 3 · letter + number, from 0 (A1) to 8 (C3).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from math import inf, isfinite

from gis.classed import ClassedLayer, Reading, Values
from gis.classify import Limits
from gis.classing import Classing
from gis.layer import Attribute, Code, Layer, Text
from gis.style import Choropleth

COLOURS = ("#e8e8e8", "#b8d6be", "#73ae80", "#b5c0da", "#90b2b3", "#5a9178", "#6c83b5", "#567994", "#2a5a5b")
"""Of the nine classes in their order: green for the other's value, blue for the layer's own (Joshua Stevens, 2015)."""
LEVELS = (Text(th="น้อย", en="low"), Text(th="ปานกลาง", en="middling"), Text(th="มาก", en="high"))
THIRDS = 3
Pair = tuple[Reading, Reading]
"""Of one day the layer's own values, and the other's."""


def code_of(index: int) -> str:
    """
    >>> [code_of(index) for index in (0, 5, 8)]
    ['A1', 'B3', 'C3']
    """
    return f"{'ABC'[index // THIRDS]}{index % THIRDS + 1}"


def paired(layer: Layer, other: Layer, choice: Classing, now: Pair, years: Sequence[Pair] = ()) -> ClassedLayer:
    """The layer with nine classes; limits of thirds are found among the values of ``years`` (without any: of ``now``).

    An area that lacks one of the values has no data. Both layers are choropleths of the same areas.
    """
    assert isinstance(layer.style, Choropleth)
    attribute = layer.attribute(layer.style.attribute)
    assert attribute is not None
    own, others = (thirds(each) for each in zip(*(years or [now]), strict=True))
    values = dict(_classes(now, own, others))
    style = layer.style.model_copy(
        update={
            "breaks": tuple(map(float, range(len(COLOURS) + 1))), "tints": COLOURS, "zero": False, "strict": False,
            "codes": tuple(map(code_of, range(len(COLOURS)))),
        }
    )
    given = {name: getattr(layer, name) for name in Layer.model_fields}
    told = _told(attribute, layer, other)
    attributes = tuple(told if each is attribute else each for each in layer.attributes)
    return ClassedLayer.model_construct(
        **{**given, "attributes": attributes, "style": style}, choice=choice, values=values,
        notes=(_note("A–C", layer, own), _note("1–3", other, others)),
    )  # fmt: skip


def thirds(readings: Iterable[Reading]) -> Limits:
    """From which value on a third, and two thirds, of all values are less; infinite where there is none.

    Equal values are in one third, the lower one: where most have nothing, nothing is low.
    """
    known = sorted(value for reading in readings for value in reading.values.values() if value is not None)
    least = ((value, place) for place, value in enumerate(known) if place == 0 or known[place - 1] < value)
    starts = list(least)
    return tuple(next((v for v, below in starts if THIRDS * below >= part * len(known)), inf) for part in (1, 2))


def _classes(now: Pair, own: Limits, others: Limits) -> Iterable[tuple[str, float | None]]:
    mine, theirs = (reading.values for reading in now)
    for code in mine:
        one, other = _third(mine, code, own), _third(theirs, code, others)
        yield code, None if one is None or other is None else float(THIRDS * one + other)


def _third(values: Values, code: str, limits: Limits) -> int | None:
    value = values.get(code)
    return None if value is None else bisect_right(limits, value)


def _told(attribute: Attribute, layer: Layer, other: Layer) -> Attribute:
    """The attribute as the class reads."""
    names = (layer.metadata.title, other.metadata.title)
    codes = tuple(Code(value=str(index), title=_title(index, names)) for index in range(len(COLOURS)))
    title = Text(th=f"{names[0].th} × {names[1].th}", en=f"{names[0].en} × {names[1].en}")
    return attribute.model_copy(update={"title": title, "type": "integer", "unit": None, "decimals": 0, "codes": codes})


def _title(index: int, names: tuple[Text, Text]) -> Text:
    one, other = LEVELS[index // THIRDS], LEVELS[index % THIRDS]
    return Text(
        th=f"{code_of(index)} {names[0].th}: {one.th} · {names[1].th}: {other.th}",
        en=f"{code_of(index)} {names[0].en}: {one.en} · {names[1].en}: {other.en}",
    )


def _note(letters: str, layer: Layer, limits: Limits) -> Text:
    """What the letters mean, in numbers."""
    style = layer.style
    attribute = layer.attribute(style.attribute) if isinstance(style, Choropleth) else None
    decimals = attribute.decimals if attribute else 0
    said = ", ".join(f"{limit:,.{decimals}f}" for limit in limits if isfinite(limit)) or "–"
    title, unit = layer.metadata.title, attribute.unit if attribute else None
    return Text(
        th=f"{letters} {title.th} แบ่งที่ {said} {unit.th if unit else ''}".strip(),
        en=f"{letters} {title.en}, parted at {said} {unit.en if unit else ''}".strip(),
    )
