"""Ramps of colours for classes of values, and a ramp of as many classes as there are.

The stops of ``ylgnbu``, ``orange``, ``difference``, ``red_blue`` and ``brown_teal`` are those of ColorBrewer 2.0 (Cynthia
Brewer, Mark Harrower, The Pennsylvania State University), which marks them as safe for the colour-blind; ``viridis`` is by
Stéfan van der Walt and Nathaniel Smith (CC0). ``tests/gis/test_palettes.py`` measures that neighbours of seven classes
of what is offered differ for those, too, who do not see red, green or blue.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class Palette(NamedTuple):
    """The stops of a ramp from the least value to the greatest, and what it is called in Thai and English."""

    order: Literal["sequential", "diverging"]
    th: str
    en: str
    stops: tuple[str, ...]


PALETTES: dict[str, Palette] = {
    "need": Palette(
        "sequential", "เขียวน้ำเงินนวล", "Soft green to blue", ("#f6f1d5", "#c7e2c1", "#7fbfbe", "#3d8bad", "#1f5588")
    ),
    "money": Palette("sequential", "ม่วง", "Purple", ("#efedf5", "#cbc3e0", "#9e8fc6", "#7559a6", "#4b2a78")),
    "ylgnbu": Palette(
        "sequential", "เหลืองเขียวน้ำเงิน", "Yellow, green, blue", ("#ffffcc", "#a1dab4", "#41b6c4", "#2c7fb8", "#253494")
    ),
    "orange": Palette(
        "sequential", "เหลืองส้มน้ำตาล", "Yellow, orange, brown", ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404")
    ),
    "viridis": Palette(
        "sequential", "วิริดิส", "Viridis", ("#fde725", "#5ec962", "#21918c", "#3b528b", "#440154")
    ),
    "difference": Palette(
        "diverging", "ส้มถึงม่วง", "Orange to purple", ("#b35806", "#f1a340", "#f7f7f7", "#998ec3", "#542788")
    ),
    "red_blue": Palette(
        "diverging", "แดงถึงน้ำเงิน", "Red to blue", ("#ca0020", "#f4a582", "#f7f7f7", "#92c5de", "#0571b0")
    ),
    "brown_teal": Palette(
        "diverging", "น้ำตาลถึงเขียวน้ำทะเล", "Brown to teal", ("#a6611a", "#dfc27d", "#f5f5f5", "#80cdc1", "#018571")
    ),
}  # fmt: skip

OFFERED = tuple(name for name in PALETTES if name != "need")
"""What a planner chooses from. The first two of ``need`` differ little for who sees no red; it stays for its layers."""


def ramp(palette: str, classes: int, *, is_reversed: bool = False) -> tuple[str, ...]:
    """One colour for each class, evenly along the stops; one class alone has the last colour of the palette.

    >>> ramp("need", 2), ramp("money", 3, is_reversed=True)
    (('#f6f1d5', '#1f5588'), ('#4b2a78', '#9e8fc6', '#efedf5'))
    """
    stops = PALETTES[palette].stops
    along = [i / (classes - 1) for i in range(classes)] if classes > 1 else [1.0]
    found = tuple(_at(stops, share * (len(stops) - 1)) for share in along)
    return found[::-1] if is_reversed else found


def _at(stops: tuple[str, ...], place: float) -> str:
    """The colour at a place between two stops, mixed evenly in sRGB."""
    below = min(int(place), len(stops) - 2)
    part = place - below
    pairs = zip(_channels(stops[below]), _channels(stops[below + 1]), strict=True)
    return "#" + "".join(f"{round(low + (high - low) * part):02x}" for low, high in pairs)


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[i : i + 2], 16) for i in (1, 3, 5))
