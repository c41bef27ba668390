"""What a map shows: its layers by group, their legends, one feature, and the table that says the same as the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.web.words import Language
from gis.classed import ClassedLayer
from gis.classing import Classing, Look, Method, Per
from gis.layer import Attribute, Layer, Text
from gis.legend import LegendEntry
from gis.style import Choropleth

Row = Mapping[str, Any]
Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees (EPSG:4326)."""


@dataclass(frozen=True, slots=True)
class LayerEntry:
    """A layer in the list of layers, with its legend and the number of its features; ``basis``: what its values are made of."""

    layer: Layer
    legend: tuple[LegendEntry, ...]
    count: int
    basis: Text | None = None

    @property
    def id(self) -> str:
        return self.layer.id

    @property
    def title(self) -> Text:
        return self.layer.metadata.title

    @property
    def is_choropleth(self) -> bool:
        return self.layer.style.kind == "choropleth"

    @property
    def choice(self) -> Classing | None:
        """How the address wants it classified; None as its file does."""
        return self.layer.choice if isinstance(self.layer, ClassedLayer) else None

    @property
    def is_pair(self) -> bool:
        """Whether two rates are shown against each other."""
        return isinstance(self.layer, ClassedLayer) and self.layer.is_pair

    @property
    def notes(self) -> tuple[Text, ...]:
        """What of the choice could not be done."""
        return self.layer.notes if isinstance(self.layer, ClassedLayer) else ()

    @property
    def is_raw_total(self) -> bool:
        """Whether areas are shaded by a sum, so that large or populous ones look like much."""
        style, choice = self.layer.style, self.choice or Classing()
        is_sum = isinstance(style, Choropleth) and style.total is not None and style.circles is None
        return is_sum and choice.per is Per.NOTHING

    def divided(self, per: Per) -> str:
        """The address of the same choice, divided so."""
        return self._anew.model_copy(update={"per": per, "look": Look.SHADES}).address

    def toggled(self, value: str) -> str:
        """The address of the same choice, with one class shown that was not, or the other way round."""
        return (self.choice or Classing(method=Method.FILE)).toggled(value).address

    @property
    def only(self) -> tuple[str, ...]:
        """The classes that alone are shown; without any all are."""
        return self.choice.only if self.choice else ()

    @property
    def circled(self) -> str:
        """The address of the same choice, told by circles."""
        return self._anew.model_copy(update={"per": Per.NOTHING, "look": Look.CIRCLES}).address

    @property
    def _anew(self) -> Classing:
        """The choice for other values: limits of the file, by hand, and classes shown alone were for those of now."""
        choice = self.choice or Classing()
        is_found = choice.method not in (Method.FILE, Method.MANUAL)
        return choice.model_copy(update={"only": (), **({} if is_found else {"method": Method.NATURAL, "limits": ()})})

    @property
    def has_classes(self) -> bool:
        """Whether areas are shaded by classes, not told by circles."""
        return any(item.kind == "class" for item in self.legend)

    @property
    def has_values(self) -> bool:
        """Whether a shaded layer has any value to shade by; other layers need none."""
        return not self.is_choropleth or any(item.count for item in self.legend if item.kind in ("class", "circle"))

    @property
    def shown(self) -> bool:
        """Whether a new map shows the layer by itself."""
        return self.layer.style.shown and self.has_values


@dataclass(frozen=True, slots=True)
class Group:
    """Layers that belong together in the list, the topmost first."""

    title: Text
    entries: tuple[LayerEntry, ...]

    @property
    def shown(self) -> int:
        return sum(entry.shown for entry in self.entries)


@dataclass(frozen=True, slots=True)
class PlaceName:
    """An area as a text names it."""

    code: str
    name_th: str
    name_en: str | None

    def in_language(self, language: Language) -> str:
        return (self.name_en or self.name_th) if language is Language.ENGLISH else self.name_th


@dataclass(frozen=True, slots=True)
class People:
    """People and km² of an area and of the one that holds it, summed over its ``subdistricts``; ``silent`` ones have no count."""

    people: float | None
    area_sqkm: float | None
    people_around: float | None
    area_around_sqkm: float | None
    subdistricts: int
    silent: int

    @property
    def density(self) -> float | None:
        return self.people / self.area_sqkm if self.people is not None and self.area_sqkm else None

    @property
    def density_around(self) -> float | None:
        return (
            self.people_around / self.area_around_sqkm
            if self.people_around is not None and self.area_around_sqkm
            else None
        )

    @property
    def share(self) -> float | None:
        """The part of the people around that lives here, in percent."""
        return 100 * self.people / self.people_around if self.people is not None and self.people_around else None


@dataclass(frozen=True, slots=True)
class Settled:
    """An area with the people that live in it."""

    place: PlaceName
    people: float | None
    area_sqkm: float | None
    people_per_sqkm: float | None


@dataclass(frozen=True, slots=True)
class Table:
    """One page of a layer's rows, in the order asked for (``sort``: attribute name, ``-`` before it for descending)."""

    layer: Layer
    columns: tuple[Attribute, ...]
    rows: tuple[Row, ...]
    count: int
    page: int
    size: int
    sort: str
    places: Mapping[str, PlaceName]

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // self.size))

    @property
    def first(self) -> int:
        return (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        return min(self.page * self.size, self.count)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Where one value stands: its rank from the greatest among all, the middle one, and those under the same parent."""

    attribute: Attribute
    value: float | None
    rank: int | None
    count: int
    median: float | None
    values: tuple[float, ...]
    peers: tuple[tuple[PlaceName, float | None], ...]


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a layer with all that its panel shows."""

    layer: Layer
    row: Row
    bounds: Bounds | None
    places: tuple[PlaceName, ...]
    comparison: Comparison | None

    @property
    def id(self) -> str:
        return str(self.row[self.layer.source.id])

    @property
    def area_code(self) -> str | None:
        """The code of the area that the feature is, or lies in."""
        if self.layer.source.id == "code":
            return self.id
        lies_in = self.layer.by_role("area_code")
        return self.row[lies_in.name] if lies_in else None
