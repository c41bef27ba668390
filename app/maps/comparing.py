"""Two maps beside each other: two years of a layer, or two layers of the same areas, and what differs (เปรียบเทียบแผนที่)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.maps import queries, rules, times
from app.maps.asking import FIRST_YEAR, LAST_YEAR
from app.maps.schemas import LayerEntry, PlaceName
from app.maps.times import Timeline, Year
from app.maps.values import Values, shaded, values
from app.web.words import Language
from gis.catalog import Catalog
from gis.difference import Change, breaks_about_zero, difference, labels
from gis.layer import Layer, Text
from gis.legend import LegendEntry, legend_of
from gis.style import Choropleth
from gis.svgmap import Drawn

PERCENT, PERCENT_DECIMALS = Text(th="ร้อยละ", en="percent"), 1


class Way(StrEnum):
    """How two maps are looked at (วิธีเปรียบเทียบ)."""

    SWIPE = "swipe"
    SIDE = "side"
    DIFFERENCE = "difference"


class CompareIn(BaseModel):
    """What is compared: the layer in year ``a`` with itself, or with the layer ``beside``, in year ``b``.

    A form that changes the layer still holds the year of the one before: of years that the layer beside has not, its newest.
    """

    a: Annotated[int | None, Field(ge=FIRST_YEAR, le=LAST_YEAR)] = None
    b: Annotated[int | None, Field(ge=FIRST_YEAR, le=LAST_YEAR)] = None
    beside: Annotated[str, Field(max_length=63)] = ""
    way: Way = Way.SWIPE
    change: Change = "absolute"
    page: Annotated[int, Field(ge=1, le=1_000)] = 1


@dataclass(frozen=True, slots=True)
class Side:
    """One of two maps: a layer in a year, its values and its legend."""

    entry: LayerEntry
    timeline: Timeline | None
    values: Values

    @property
    def layer(self) -> Layer:
        return self.entry.layer

    @property
    def year(self) -> Year | None:
        return self.timeline.shown if self.timeline else None

    def title(self, language: Language) -> str:
        """``งบประมาณรายอำเภอ ปีงบประมาณ 2569``."""
        year = f" {self.year.title(language)}" if self.year else ""
        return f"{language.text(self.layer.metadata.title)}{year}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One picture of a comparison: what it is called on the page, its layer with its legend, and its values."""

    name: str
    title: str
    entry: LayerEntry
    year: Year | None
    values: Values


@dataclass(frozen=True, slots=True)
class Compared:
    """Two sides and their difference; None where their units differ, so that one cannot be taken from the other."""

    a: Side
    b: Side
    names: Mapping[str, PlaceName]
    differing: Shown | None
    differences: Mapping[str, float | None]
    percents: Mapping[str, float | None]

    @property
    def rows(self) -> list[str]:
        """The areas, the greatest increase first, those without a difference last; of different units by what A has."""
        told = self.differences or self.a.values
        known = {area: told.get(area) for area in {*self.a.values, *self.b.values}}
        return sorted(known, key=lambda area: (known[area] is None, -(known[area] or 0), area))

    @property
    def shared(self) -> bool:
        """Whether both sides are of one layer, and so of one legend."""
        return self.a.layer.id == self.b.layer.id


def peers(catalog: Catalog, layer: Layer, *, viewer: Viewer) -> list[Layer]:
    """The other shaded layers of the same areas that the viewer may see."""
    areas = layer.source.geometry_of
    seen = catalog.visible(viewer.visible())
    return [one for one in seen if areas and one.source.geometry_of == areas and one.style.shades and one.id != layer.id
            and isinstance(one.style, Choropleth)]  # fmt: skip


def compare(
    session: Session, catalog: Catalog, layer: Layer, asked: CompareIn, language: Language, *, viewer: Viewer
) -> Compared:
    """Both sides. Raises NotFound for a layer that is not shaded, Invalid for a year or a layer that cannot be compared."""
    other = _beside(catalog, layer, asked.beside, viewer)
    whole = times.timeline(session, layer, viewer=viewer)
    before = whole.older.number if whole and whole.older and other is layer else None
    a = _side(session, layer, asked.a or before, viewer)
    b = _side(session, other, asked.b if other is layer else _known(session, other, asked.b, viewer), viewer)
    alike = shaded(layer)[1].unit == shaded(other)[1].unit
    found = difference(a.values, b.values, "absolute") if alike else {}
    percents = difference(a.values, b.values, "percent") if alike else {}
    told = percents if asked.change == "percent" else found
    differing = _differing(a, b, told, asked.change, language) if alike else None
    names = queries.places_of(session, {*a.values, *b.values}, viewer=viewer)
    return Compared(a, b, names, differing, found, percents)


def _beside(catalog: Catalog, layer: Layer, name: str, viewer: Viewer) -> Layer:
    if not name or name == layer.id:
        return layer
    other = next((one for one in peers(catalog, layer, viewer=viewer) if one.id == name), None)
    if other is None:
        raise Invalid(
            f"เทียบกับชั้น “{name}” ไม่ได้ ต้องเป็นแผนที่แบบแบ่งชั้นของพื้นที่ระดับเดียวกัน",
            f"“{name}” cannot be compared: it has to be a shaded map of the same areas.", place="beside",
        )  # fmt: skip
    return other


def _known(session: Session, layer: Layer, year: int | None, viewer: Viewer) -> int | None:
    """The year where the layer has it."""
    whole = times.timeline(session, layer, viewer=viewer)
    return year if whole and any(one.number == year for one in whole.years) else None


def _side(session: Session, layer: Layer, year: int | None, viewer: Viewer) -> Side:
    shaded(layer)
    timeline = times.timeline(session, layer, viewer=viewer, year=year)
    with times.at(session, timeline.shown if timeline else None):
        return Side(queries.entry(session, layer, viewer=viewer), timeline, values(session, layer, viewer=viewer))


def shown(compared: Compared, way: Way, language: Language) -> list[Shown]:
    """The pictures of a way: the difference alone, or both sides."""
    if way is Way.DIFFERENCE and compared.differing is not None:
        return [compared.differing]
    sides = (("a", compared.a), ("b", compared.b))
    return [Shown(name, side.title(language), side.entry, side.year, side.values) for name, side in sides]


def _differing(a: Side, b: Side, told: Values, change: Change, language: Language) -> Shown:
    """The difference as a layer of its own, drawn by the diverging ramp about zero."""
    style, attribute = shaded(b.layer)
    is_percent = change == "percent"
    decimals = PERCENT_DECIMALS if is_percent else attribute.decimals
    less, more = a.title(language), b.title(language)
    said = language.say(f"ผลต่าง {more} ลบ {less}", f"Difference: {more} minus {less}")
    title, unit = Text(th=said, en=said), PERCENT if is_percent else attribute.unit
    own = attribute.model_copy(update={"title": title, "unit": unit, "decimals": decimals, "missing": None})
    drawn = style.model_copy(update={"breaks": breaks_about_zero(told, decimals), "palette": "difference"})
    layer = b.layer.model_copy(update={
        "attributes": tuple(own if one.name == attribute.name else one for one in b.layer.attributes),
        "metadata": b.layer.metadata.model_copy(update={"title": title}), "style": drawn,
    })  # fmt: skip
    return Shown("d", said, LayerEntry(layer, _legend(layer, drawn, list(told.values())), len(told)), b.year, told)


def _legend(layer: Layer, style: Choropleth, values: Sequence[float | None]) -> tuple[LegendEntry, ...]:
    """The classes with signs, which say which way it went."""
    *classes, none = legend_of(layer, Counter(values))
    told = zip(classes, labels(style.breaks), strict=True)
    return (*(LegendEntry("class", title, one.colour, one.count) for one, title in told), none)


def valued(drawn: Drawn, one: Shown) -> Drawn:
    """The areas with the values of the picture in the place of their own."""
    attribute = shaded(one.entry.layer)[1].name
    features = [replace(each, properties={**each.properties, attribute: one.values.get(each.id)}) for each in drawn.features]
    return replace(drawn, layer=one.entry.layer, features=features)


def named(compared: Compared, area: str, language: Language) -> str:
    """What an area is called; its code where it is none of today's."""
    place = compared.names.get(area)
    return rules.place_title(place, language) if place else area
