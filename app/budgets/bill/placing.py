"""Which places an item gets: as fine as its text says and no finer. What names no area has none."""

from __future__ import annotations

from dataclasses import dataclass

from app.places.naming import Places
from app.places.rules import OFFICIAL_LEVELS, Level, level_of_code
from app.projects.rules import WHOLE_PPM, largest_remainder


@dataclass(frozen=True, slots=True)
class Spot:
    """An area that an item names, with its equal share of the item; ``code`` is empty for what names none."""

    code: str
    share_ppm: int

    @property
    def is_province(self) -> bool:
        return level_of_code(self.code) is Level.PROVINCE if self.code else False


def spots_of(places: Places) -> tuple[Spot, ...]:
    """The smallest areas that the text names for certain. A local government is named after a place and is none.

    >>> spots_of(Places())
    (Spot(code='', share_ppm=1000000),)
    """
    codes = [code for code in places.codes if level_of_code(code) in OFFICIAL_LEVELS]
    if not codes:
        return (Spot("", WHOLE_PPM),)
    parts = largest_remainder([1.0] * len(codes), WHOLE_PPM)
    return tuple(Spot(code, part) for code, part in zip(codes, parts, strict=True))


def level_of(spots: tuple[Spot, ...]) -> Level | None:
    """The level of the largest of them, None for nowhere."""
    levels = [level_of_code(spot.code) for spot in spots if spot.code]
    return min((level for level in levels if level), key=list(Level).index, default=None)
