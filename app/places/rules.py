"""Codes and levels of administrative areas (รหัสเขตการปกครอง, มท.; TIS 1099-2548).

A code is text: province 2 digits, district 4, subdistrict 6, village 8; the parent of an area is the prefix of its
code. Holes in the numbering are normal, names are not unique.
"""

from __future__ import annotations

import re
from enum import StrEnum

from gis.layer import Text


class Level(StrEnum):
    """What kind of place an area is (ระดับเขต)."""

    PROVINCE = "province"
    DISTRICT = "district"
    SUBDISTRICT = "subdistrict"
    VILLAGE = "village"
    LOCAL_GOVERNMENT = "local_government"
    CUSTOM_ZONE = "custom_zone"


class Change(StrEnum):
    """How a predecessor became its successors (ที่มาของเขตใหม่)."""

    SPLIT = "split"
    MERGE = "merge"
    TRANSFER = "transfer"
    RENAME = "rename"
    RENUMBER = "renumber"


OFFICIAL_LEVELS = (Level.PROVINCE, Level.DISTRICT, Level.SUBDISTRICT, Level.VILLAGE)
"""Levels whose codes follow the Department of Provincial Administration, from above."""

POLYGON_LEVELS = (Level.PROVINCE, Level.DISTRICT, Level.SUBDISTRICT)
"""Levels that cover a province without gap or overlap."""

LEVELS: dict[Level, Text] = {
    Level.PROVINCE: Text(th="จังหวัด", en="Province"),
    Level.DISTRICT: Text(th="อำเภอ", en="District"),
    Level.SUBDISTRICT: Text(th="ตำบล", en="Subdistrict"),
    Level.VILLAGE: Text(th="หมู่บ้าน", en="Village"),
    Level.LOCAL_GOVERNMENT: Text(th="องค์กรปกครองส่วนท้องถิ่น", en="Local government"),
    Level.CUSTOM_ZONE: Text(th="เขตที่กำหนดเอง", en="Custom zone"),
}

_DIGITS = {level: 2 * (depth + 1) for depth, level in enumerate(OFFICIAL_LEVELS)}
_BY_DIGITS = {digits: level for level, digits in _DIGITS.items()}
_FREE_CODE = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]{0,31}")
_OFFICIAL_CODE = re.compile(r"[1-9][0-9]([0-9]{2}){0,3}")


def is_code(level: Level, code: str) -> bool:
    """Whether ``code`` is well formed for ``level``."""
    if level in _DIGITS:
        return len(code) == _DIGITS[level] and _OFFICIAL_CODE.fullmatch(code) is not None
    return _FREE_CODE.fullmatch(code) is not None


def level_of_code(code: str) -> Level | None:
    """The level of an official code, by its length; None when it is not one."""
    return _BY_DIGITS.get(len(code)) if _OFFICIAL_CODE.fullmatch(code) else None


def parent_code(level: Level, code: str) -> str | None:
    """The code of the area above: the prefix; None for a province and for levels outside the official order."""
    return code[:-2] if level in _DIGITS and level is not Level.PROVINCE else None


def parent_level(level: Level) -> Level | None:
    """The level above in the official order; None at the top and outside the order."""
    if level not in OFFICIAL_LEVELS[1:]:
        return None
    return OFFICIAL_LEVELS[OFFICIAL_LEVELS.index(level) - 1]


def levels_above(level: Level) -> tuple[Level, ...]:
    """The levels above ``level``, the nearest first."""
    if level not in OFFICIAL_LEVELS:
        return ()
    return OFFICIAL_LEVELS[: OFFICIAL_LEVELS.index(level)][::-1]


def province_code(code: str) -> str:
    """The province that an official code lies in."""
    return code[:2]
