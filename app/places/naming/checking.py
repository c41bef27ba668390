"""Each area read is checked against the official list (กรมการปกครอง) as the package geothai carries it."""

from __future__ import annotations

from functools import lru_cache

import geothai

from app.places.naming.gazetteer import key
from app.places.rules import Level, level_of_code
from app.places.schemas import NamedArea


def official_provinces() -> list[NamedArea]:
    """All provinces of the official list: with them beside the areas of an office, no province is taken for a near one."""
    return [NamedArea(Level.PROVINCE, each.code, each.name_th) for each in geothai.provinces()]


@lru_cache(1 << 14)
def confirmed(code: str, name: str) -> bool | None:
    """Whether the official list has this name at this place under this code; None where it cannot know.

    It knows provinces, districts and subdistricts of Thailand, and no villages.
    """
    level = level_of_code(code)
    if level is None or level is Level.VILLAGE or geothai.province(code[:2]) is None:
        return None
    if level is Level.SUBDISTRICT:
        return code in _matches(name, code[:2])
    official = geothai.province(code) if level is Level.PROVINCE else geothai.district(code)
    return official is not None and _bare(official.name_th) == _bare(name)


def _bare(name: str) -> str:
    return key(name).removeprefix("เขต")


@lru_cache(1 << 14)
def _matches(name: str, province: str) -> frozenset[str]:
    return frozenset(address.subdistrict.code for address in geothai.match(name) if address.province.code == province)
