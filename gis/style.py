"""The one style model. The interactive map, the drawn map, the folium file and print draw from it.

Colours are sRGB hex. Status never rests on colour alone: a category has a shape and a word. The ramps are sequential,
light to dark; neighbours never reach 3:1, so lines part the classes and numbers stand beside the map.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, model_validator

from gis.access import Read

Colour = Annotated[str, Field(pattern=r"^#[0-9a-f]{6}$")]

PALETTES: dict[str, tuple[str, ...]] = {
    "need": ("#f6f1d5", "#c7e2c1", "#7fbfbe", "#3d8bad", "#1f5588"),
    "money": ("#efedf5", "#cbc3e0", "#9e8fc6", "#7559a6", "#4b2a78"),
    "difference": ("#b35806", "#f1a340", "#f7f7f7", "#998ec3", "#542788"),
}
"""Five-class ramps. ``need`` and ``money`` are sequential, ``difference`` diverges about its middle class."""

NO_DATA = "#d9dde0"


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


class Choropleth(Drawn):
    """Areas shaded by a rate. ``breaks`` are the fixed inner and outer class limits, so that years compare."""

    kind: Literal["choropleth"]
    attribute: str
    breaks: tuple[FiniteFloat, ...] = Field(min_length=2, max_length=8)
    palette: str = "need"

    @model_validator(mode="after")
    def _drawable(self) -> Self:
        if any(upper <= lower for lower, upper in pairwise(self.breaks)):
            raise ValueError(f"the breaks {self.breaks} do not ascend")
        if self.palette not in PALETTES:
            raise ValueError(f"no palette {self.palette!r}; use one of {', '.join(PALETTES)}")
        return self

    def attribute_names(self) -> tuple[str, ...]:
        return (self.attribute,)

    @property
    def shades(self) -> bool:
        return True

    def colours(self) -> tuple[str, ...]:
        """One colour for each class, light to dark."""
        ramp, classes = PALETTES[self.palette], len(self.breaks) - 1
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
    shape: Literal["circle", "triangle", "square", "ring", "tick", "hatched", "diamond", "cross"] = "circle"
    class_: Read = Field(default=Read.PUBLIC, alias="class")


class Symbol(Drawn):
    """Points, lines and areas marked by the category of one attribute, or all alike.

    ``filled``: areas are filled by their category instead of marked, as two rates against each other need it.
    """

    kind: Literal["symbol"]
    colour: Colour = "#0b5cad"
    size: float = 6
    filled: bool = False
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
