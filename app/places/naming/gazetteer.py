"""The names that may be read: codes, names and what lies in what, by level."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache

from app.places.rules import OFFICIAL_LEVELS, Level
from app.places.schemas import NamedArea
from gis import thai

_LOOSE = re.compile(r"[\s.,'\"ฯ\-]+")
_WEAK = re.compile("[\u0e47-\u0e4e]")
_PREFIXES = {
    Level.PROVINCE: "จังหวัด",
    Level.DISTRICT: "เขต",
    Level.SUBDISTRICT: "แขวง",
    Level.VILLAGE: "บ้าน",
}
BANGKOK = "10"
CAPITAL = "เมือง"
Names = Mapping[str, tuple[str, ...]]


@lru_cache(1 << 15)
def key(name: str) -> str:
    """What two spellings of one name have in common: no spaces, dots or dashes, marks in order, ASCII digits."""
    return _LOOSE.sub("", thai.traced(name).text).lower()


@lru_cache(1 << 15)
def skeleton(name: str) -> str:
    """The key without tone marks, thanthakhat and maitaikhu: what a scan loses first."""
    return _WEAK.sub("", key(name)).replace("ซ", "ช")


class Gazetteer:
    """Areas by level, name and place. Built once, then only read."""

    def __init__(self, areas: Iterable[NamedArea]) -> None:
        self._names: dict[tuple[Level, str], dict[str, tuple[str, ...]]] = {}
        self._codes: dict[str, NamedArea] = {}
        for area in areas:
            self._add(area)

    def _add(self, area: NamedArea) -> None:
        if area.level in OFFICIAL_LEVELS:
            if area.code in self._codes:
                return
            self._codes[area.code] = area
        name = key(area.name_th)
        shorter = name.removeprefix(_PREFIXES.get(area.level, ""))
        for scope in self._scopes(area):
            names = self._names.setdefault((area.level, scope), {})
            names[shorter or name] = (*names.get(shorter or name, ()), area.code)

    @staticmethod
    def _scopes(area: NamedArea) -> list[str]:
        """What the area is looked for in. Villages are looked for by subdistrict only: their names repeat too much."""
        if area.level is Level.VILLAGE:
            return [area.code[:6]]
        depth = OFFICIAL_LEVELS.index(area.level) if area.level in OFFICIAL_LEVELS else 0
        return ["", *(area.code[: 2 * (above + 1)] for above in range(depth))]

    def within(self, level: Level, scope: Iterable[str]) -> Names:
        """Codes by key of the areas of a level in the areas of ``scope`` ("" is everywhere)."""
        parts = [self._names.get((level, code), {}) for code in dict.fromkeys(scope)]
        if len(parts) == 1:
            return parts[0]
        joined: dict[str, tuple[str, ...]] = {}
        for part in parts:
            for name, codes in part.items():
                joined[name] = (*joined.get(name, ()), *codes)
        return joined

    def capitals(self, scope: Iterable[str]) -> tuple[str, ...]:
        """The districts that อำเภอเมือง means in the provinces of ``scope``."""
        provinces = [code[:2] for code in dict.fromkeys(scope)]
        if "" in provinces:
            provinces = [code for codes in self.within(Level.PROVINCE, [""]).values() for code in codes]
        found: list[str] = []
        for province in dict.fromkeys(provinces):
            districts = self.within(Level.DISTRICT, [province])
            named = key(self.name(province) or "")
            found += districts.get(CAPITAL + named, districts.get(named, districts.get(CAPITAL, ())))
        return tuple(found)

    def name(self, code: str) -> str | None:
        """The Thai name of an official code; None when it is not known."""
        area = self._codes.get(code)
        return area.name_th if area else None

    def knows(self, code: str) -> bool:
        return code in self._codes
