"""The official list of areas (กรมการปกครอง), as the package geothai carries it: names, abolished codes, successors."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

import geothai
from geothai.abolished import abolished_areas
from geothai.types import Abolished

from app.places.rules import Level, level_of_code
from app.places.schemas import AreaName

RELEASE = geothai.DATA_VERSION
BANGKOK = "10"


@cache
def names() -> dict[str, AreaName]:
    """Every area of the list by code, without the word khet before the districts of Bangkok."""
    found: dict[str, AreaName] = {}
    for province in geothai.provinces():
        found[province.code] = AreaName(province.name_th, province.name_en)
        for district in geothai.districts(province.code):
            found[district.code] = AreaName(district.name_th.removeprefix("เขต"), district.name_en)
            for area in geothai.subdistricts(district.code):
                found[area.code] = AreaName(area.name_th, area.name_en)
    return found


@cache
def abolished() -> dict[str, Abolished]:
    """Areas that are no longer in the list, by code."""
    return {area.code: area for area in abolished_areas()}


@cache
def _children() -> dict[str, frozenset[str]]:
    grouped: dict[str, set[str]] = {}
    for code in names():
        if len(code) > 2:
            grouped.setdefault(code[:-2], set()).add(code)
    return {parent: frozenset(codes) for parent, codes in grouped.items()}


def children(code: str) -> frozenset[str]:
    """Codes one level below ``code`` in the list; empty when it does not know the area."""
    return _children().get(code, frozenset())


def knows_province(code: str) -> bool:
    return code[:2] in names()


def missing_under(parents: Iterable[str], codes: set[str]) -> list[str]:
    """Codes of the list below ``parents`` that are neither in ``codes`` nor explained by an abolished one in it."""
    replaced = {new for old in codes if old in abolished() for new in abolished()[old].successors}
    expected = set().union(*(children(parent) for parent in parents))
    return sorted(expected - codes - replaced)


def strangers(level: Level, codes: Iterable[str]) -> list[str]:
    """Codes of a province of the list that the list does not hold (abolished, older, or never official)."""
    return sorted(c for c in codes if level_of_code(c) is level and knows_province(c) and c not in names())


def successors(code: str) -> tuple[str, ...]:
    """What replaced an abolished code; empty when the list does not say."""
    area = abolished().get(code)
    return area.successors if area else ()
