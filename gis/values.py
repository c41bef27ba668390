"""How a value reads: codes as words, numbers with their decimals and unit, dates in the Buddhist era for Thai readers."""

from __future__ import annotations

from datetime import date

from gis.layer import Attribute, Text

MONTHS_TH = ("ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค.")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
BUDDHIST_ERA = 543
NO_DATA = Text(th="ไม่มีข้อมูล", en="No data")
OTHERS = Text(th="อื่น ๆ", en="Others")
NOTHING = Text(th="ไม่มี (0)", en="None (0)")
OUTSIDE = Text(th="อยู่นอกช่วงชั้น", en="In no class")
YES, NO = Text(th="ใช่", en="Yes"), Text(th="ไม่ใช่", en="No")
NO_BREAK = "\u00a0"


def reads(attribute: Attribute, value: object, lang: str = "th") -> str:
    """The value in words with its unit; a number and its unit never part."""
    if value is None:
        return (attribute.missing or NO_DATA).in_language(lang)
    unit = f"{NO_BREAK}{attribute.unit.in_language(lang)}" if attribute.unit else ""
    return f"{plain(attribute, value, lang)}{unit}"


def plain(attribute: Attribute, value: object, lang: str = "th") -> str:
    """The value in words without its unit. A date may come as a day or as its ISO text."""
    coded = f"{value:g}" if isinstance(value, int | float) and not isinstance(value, bool) else value
    word = next((code.title for code in attribute.codes if code.value == coded), None)
    if word is not None:
        return word.in_language(lang)
    match value:
        case bool():
            return (YES if value else NO).in_language(lang)
        case date():
            return short_date(value, lang)
        case str() if attribute.type == "date":
            return short_date(date.fromisoformat(value), lang)
        case int() | float() if attribute.type == "number":
            return f"{value:,.{attribute.decimals}f}"
        case _:
            return str(value)


def short_date(day: date, lang: str = "th") -> str:
    """A day for people: Buddhist era in Thai, common era in English.

    >>> short_date(date(2026, 6, 22)), short_date(date(2026, 6, 22), "en")
    ('22 มิ.ย. 2569', '22 Jun 2026')
    """
    if lang == "en":
        return f"{day.day} {MONTHS_EN[day.month - 1]} {day.year}"
    return f"{day.day} {MONTHS_TH[day.month - 1]} {day.year + BUDDHIST_ERA}"
