"""The one style model. The interactive map, the drawn map, the folium file and print draw from it.

Colours are sRGB hex. Status never rests on colour alone: a category has a shape and a word. The ramps are sequential,
light to dark; neighbours never reach 3:1, so lines part the classes and numbers stand beside the map.
"""

from __future__ import annotations

from itertools import pairwise
from math import floor, log10, sqrt
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, model_validator

from gis import classify
from gis.access import Read
from gis.palettes import PALETTES

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]

NO_DATA, OUTSIDE = "#d9dde0", "#b8bfc6"
"""Areas without a value, which are hatched as well, and those whose value no class holds."""


class StylePart(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Label(StylePart):
    """A text drawn from the attribute with role ``title``."""

    size: float = 13
    weight: Literal[400, 600] = 400
    colour: Colour = "#1b1f24"
    min_zoom: float = 0


class Drawn(StylePart):
    """What each kind of style has: the zooms between which it is drawn, its place in the stack, its label."""

    min_zoom: float = 0
    order: int = 50
    label: Label | None = None
    shown: bool = False

    def attribute_names(self) -> tuple[str, ...]:
        return ()

    @property
    def shades(self) -> bool:
        """Whether whole areas are shaded, so that two such layers hide each other."""
        return False


class Total(StylePart):
    """Of a value that is a sum over the people or things of an area, so that it can be divided by people or area.

    ``th``, ``en``: the unit in which a quotient is told, ``times`` how many of it one unit of the value is; ``people``: for
    how many people it is told.
    """

    th: str
    en: str
    times: float = Field(default=1, gt=0)
    people: int = Field(default=1, ge=1)
    decimals: int = Field(default=0, ge=0, le=4)


class Circles(StylePart):
    """Values told by circles whose area, not width, grows with them: the one of ``largest`` has ``radius`` pixels."""

    largest: float = Field(gt=0)
    radius: float = Field(default=32, gt=0)
    colour: Colour

    def radius_of(self, value: float | None) -> float:
        """0 where there is nothing to show.

        >>> circles = Circles(largest=100, radius=30, colour="#0b5cad")
        >>> [circles.radius_of(value) for value in (100, 25, 1, 0, -3, None)]
        [30.0, 15.0, 3.0, 0.0, 0.0, 0.0]
        """
        return round(self.radius * sqrt(value / self.largest), 2) if value is not None and value > 0 else 0.0

    def steps(self) -> tuple[float, ...]:
        """The values of the legend's circles: the largest, and round ones of about a half and a tenth of it.

        >>> Circles(largest=97, colour="#0b5cad").steps(), Circles(largest=10, colour="#0b5cad").steps()
        ((97.0, 20.0, 5.0), (10.0, 5.0, 1.0))
        """
        return (self.largest, _round_below(self.largest / 2), _round_below(self.largest / 10))


def _round_below(value: float) -> float:
    """The greatest 1, 2 or 5 times a power of ten that is not above the value."""
    unit = 10.0 ** floor(log10(value))
    return max(part * unit for part in (0.5, 1.0, 2.0, 5.0) if part * unit <= value * (1 + 1e-9))


class Choropleth(Drawn):
    """Areas shaded by a rate. ``breaks`` are the fixed inner and outer class limits, so that years compare.

    ``zero``: 0 is a class of its own, the first. ``strict``: a value beyond the limits belongs to no class, not to the
    outermost one. ``open_end``: the last class holds whatever is above; its upper limit is told nowhere. ``tints``: the
    colour of each class, where they are not those of the palette. ``total``: the value is no rate but a sum, which shaded
    areas tell wrongly: a large area looks like much. ``circles``: it is told by these instead.
    ``codes``: what is written on the areas of each class, where its colour means nothing by itself.
    """

    kind: Literal["choropleth"]
    attribute: str
    breaks: tuple[FiniteFloat, ...] = Field(min_length=2, max_length=8)
    palette: str = "need"
    zero: bool = False
    strict: bool = False
    open_end: bool = False
    tints: tuple[Colour, ...] = ()
    total: Total | None = None
    circles: Circles | None = None
    codes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _drawable(self) -> Self:
        if any(upper <= lower for lower, upper in pairwise(self.breaks)):
            raise ValueError(f"the breaks {self.breaks} do not ascend")
        if self.palette not in PALETTES:
            raise ValueError(f"no palette {self.palette!r}; use one of {', '.join(PALETTES)}")
        if self.tints and len(self.tints) != self.classes:
            raise ValueError(f"{self.classes} classes have {len(self.tints)} tints")
        if self.codes and len(self.codes) != self.classes:
            raise ValueError(f"{self.classes} classes have {len(self.codes)} codes")
        return self

    def attribute_names(self) -> tuple[str, ...]:
        return (self.attribute,)

    @property
    def shades(self) -> bool:
        return True

    @property
    def classes(self) -> int:
        return len(self.breaks) - 1 + self.zero

    def class_of(self, value: float | None) -> int:
        """The class that holds the value; ``classify.NO_CLASS`` without one, ``classify.OUTSIDE`` where none holds it."""
        if self.zero and value == 0:
            return 0
        index = classify.class_of(value, self.breaks, strict=self.strict)
        return index + self.zero if index >= 0 else index

    def colour_of(self, value: float | None) -> str | None:
        """The colour of the class of a value; None without data."""
        index = self.class_of(value)
        return {classify.NO_CLASS: None, classify.OUTSIDE: OUTSIDE}.get(index) if index < 0 else self.colours()[index]

    def code_of(self, value: float | None) -> str:
        """What is written on an area of the value; nothing where nothing is to be written."""
        index = self.class_of(value)
        return self.codes[index] if self.codes and index >= 0 else ""

    def labels(self) -> list[str]:
        """What each class holds, as the legend tells it."""
        return [*(["0"] if self.zero else []), *classify.labels(self.breaks, open_end=self.open_end)]

    def colours(self) -> tuple[str, ...]:
        """One colour for each class, light to dark."""
        if self.tints:
            return self.tints
        ramp, classes = PALETTES[self.palette].stops, self.classes
        if classes == 1:
            return (ramp[-1],)
        return tuple(ramp[round(i * (len(ramp) - 1) / (classes - 1))] for i in range(classes))


class Area(Drawn):
    """Areas with one fill (``None``: outline only)."""

    kind: Literal["area"]
    fill: Colour | None = None
    opacity: float = 1
    line: Colour = "#4d5862"
    width: float = 1


class Line(Drawn):
    """Lines; ``casing`` is the wider line under them."""

    kind: Literal["line"]
    colour: Colour
    width: float = 1.5
    casing: Colour | None = None


class Category(StylePart):
    """One value of the styled attribute: word, colour and shape together; who may see no such row sees no such value."""

    value: str
    th: str
    en: str
    colour: Colour
    shape: Literal["circle", "triangle", "square", "ring", "target", "half", "tick", "hatched", "diamond", "cross"] = "circle"
    class_: Read = Field(default=Read.PUBLIC, alias="class")


class Symbol(Drawn):
    """Points, lines and areas marked by the category of one attribute, or all alike.

    ``filled``: areas are filled by their category instead of marked, as two rates against each other need it. ``crowd``: more
    of them within 64 pixels of the map are not marked one by one but told by their number.
    """

    kind: Literal["symbol"]
    colour: Colour = "#0b5cad"
    size: float = 6
    filled: bool = False
    crowd: int | None = Field(default=None, ge=1)
    attribute: str | None = None
    categories: tuple[Category, ...] = ()

    def attribute_names(self) -> tuple[str, ...]:
        return (self.attribute,) if self.attribute else ()

    @property
    def shades(self) -> bool:
        return self.filled


Style = Choropleth | Area | Line | Symbol


def plain(style: Choropleth | Symbol) -> Area | Symbol:
    """The same layer drawn alike for all its features, for who may not see the value that the style looks at."""
    common = {name: getattr(style, name) for name in Drawn.model_fields}
    if isinstance(style, Choropleth):
        return Area(kind="area", **common)
    return Symbol(kind="symbol", colour=style.colour, size=style.size, filled=style.filled, **common)
