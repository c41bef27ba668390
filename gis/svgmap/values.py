"""How a value reads on a map: codes as words, numbers with their decimals and unit, dates in the Buddhist era."""

from __future__ import annotations

from datetime import date
from typing import Any

from gis.layer import Attribute

MONTHS_TH = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
NO_DATA = {"th": "ไม่มีข้อมูล", "en": "No data"}
OTHERS = {"th": "อื่น ๆ", "en": "Others"}
TRUTH = {True: {"th": "ใช่", "en": "Yes"}, False: {"th": "ไม่ใช่", "en": "No"}}
NO_BREAK = "\u00a0"


def reads(attribute: Attribute, value: Any, lang: str = "th") -> str:
    """The value in words with its unit; a number and its unit never part."""
    if value is None:
        return NO_DATA[lang]
    unit = f"{NO_BREAK}{attribute.unit.in_language(lang)}" if attribute.unit else ""
    return f"{_plain(attribute, value, lang)}{unit}"


def _plain(attribute: Attribute, value: Any, lang: str) -> str:
    word = next((code.title.in_language(lang) for code in attribute.codes if code.value == value), None)
    if word is not None:
        return word
    if isinstance(value, bool):
        return TRUTH[value][lang]
    if isinstance(value, date):
        return short_date(value, lang)
    if attribute.type in ("integer", "number"):
        return f"{value:,.{attribute.decimals}f}" if attribute.type == "number" else str(value)
    return str(value)


def short_date(day: date, lang: str = "th") -> str:
    """A day for people: Buddhist era in Thai, common era in English.

    >>> short_date(date(2026, 6, 22))
    '22 มิ.ย. 2569'
    """
    if lang == "en":
        return f"{day.day} {day:%b} {day.year}"
    return f"{day.day} {MONTHS_TH[day.month - 1]} {day.year + 543}"
