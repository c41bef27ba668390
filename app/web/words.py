"""Thai first, English complete: which language a page is in, and how its dates, numbers and areas read.

Dates are stored in the Common Era and shown in the Buddhist Era (พ.ศ. = ค.ศ. + 543).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from enum import StrEnum

from starlette.requests import Request

from gis import values
from gis.layer import Attribute, Text

BANGKOK = timezone(timedelta(hours=7), "Asia/Bangkok")
COOKIE, DIGITS = "lang", "digits"
NUMERALS = "th-u-nu-thai"
"""What asks for Thai with Thai digits in the place of a language (BCP 47 with the Unicode extension ``nu``)."""
SQM_PER_RAI, SQM_PER_NGAN, SQM_PER_WAH = 1600, 400, 4
BUDDHIST_ERA = 543


class Language(StrEnum):
    """The two languages of every page."""

    THAI = "th"
    ENGLISH = "en"

    @property
    def other(self) -> Language:
        return Language.ENGLISH if self is Language.THAI else Language.THAI

    def say(self, th: str, en: str) -> str:
        return en if self is Language.ENGLISH else th

    def text(self, text: Text) -> str:
        return text.in_language(self)


def language_of(request: Request) -> Language:
    """What ``?lang=`` asks for, else what it asked for before (a cookie), else Thai."""
    asked = request.query_params.get(COOKIE) or request.cookies.get(COOKIE)
    return Language.ENGLISH if asked == Language.ENGLISH else Language.THAI


def has_thai_digits(request: Request) -> bool:
    """Whether a page in Thai shows Thai digits (เลขไทย): what ``?lang=`` asks for, else what it asked for before (a cookie)."""
    asked = request.query_params.get(COOKIE)
    wanted = asked == NUMERALS if asked in (NUMERALS, Language.THAI) else request.cookies.get(DIGITS) == "thai"
    return wanted and language_of(request) is Language.THAI


def today() -> date:
    """The day in Thailand."""
    return datetime.now(BANGKOK).date()


def short_date(day: date | None, language: Language) -> str:
    """``22 มิ.ย. 2569``; in English ``22 Jun 2026``; of a moment its day in Thailand; a dash where nothing is known."""
    if isinstance(day, datetime):
        day = day.astimezone(BANGKOK).date()
    return "–" if day is None else values.short_date(day, language)


MONTHS_TH = ("มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม",
             "พฤศจิกายน", "ธันวาคม")  # fmt: skip


def long_date(day: date, language: Language) -> str:
    """As a sentence says it.

    >>> long_date(date(2026, 3, 3), Language.THAI), long_date(date(2026, 3, 3), Language.ENGLISH)
    ('3 มีนาคม 2569', '3 March 2026')
    """
    return language.say(f"{day.day} {MONTHS_TH[day.month - 1]} {day.year + BUDDHIST_ERA}", f"{day.day} {day:%B %Y}")


def in_era(year: int | str, language: Language) -> str:
    """A Buddhist year, or several, beside which English names the era.

    >>> in_era(2569, Language.THAI), in_era("2569–2570", Language.ENGLISH)
    ('2569', '2569–2570 B.E.')
    """
    return language.say(f"{year}", f"{year} B.E.")


def moment(at: datetime | None, seconds: bool = False, *, language: Language) -> str:
    """``22 มิ.ย. 2569 14.05 น.``; in English ``22 Jun 2026 14:05``; a dash where nothing is known."""
    if at is None:
        return "–"
    here, mark = at.astimezone(BANGKOK), language.say(".", ":")
    clock = f"{here:%H{mark}%M{mark}%S}" if seconds else f"{here:%H{mark}%M}"
    return f"{short_date(here.date(), language)} {clock}{language.say(' น.', '')}"


def number(value: float | None, decimals: int = 0) -> str:
    """Grouped digits with a fixed count of decimals; a dash where nothing is known."""
    return "–" if value is None else f"{value:,.{decimals}f}"


def square_kilometres(area_sqm: float | None) -> str:
    """km²: two decimals below 10, one below 1,000, none above."""
    if area_sqm is None:
        return "–"
    area = area_sqm / 1e6
    return number(area, 2 if area < 10 else 1 if area < 1000 else 0)


def rai(area_sqm: float | None, language: Language) -> str:
    """Thai land measure, rounded to the whole square wah.

    >>> rai(1600 + 400 + 8, Language.THAI)
    '1 ไร่ 1 งาน 2 ตร.วา'
    """
    if area_sqm is None:
        return "–"
    wah = round(area_sqm / SQM_PER_WAH)
    rais, wah = divmod(wah, SQM_PER_RAI // SQM_PER_WAH)
    ngans, wah = divmod(wah, SQM_PER_NGAN // SQM_PER_WAH)
    units = (("ไร่", "rai"), ("งาน", "ngan"), ("ตร.วา", "sq wah"))
    return " ".join(f"{part:,} {language.say(*unit)}" for part, unit in zip((rais, ngans, wah), units, strict=True))


def reads(attribute: Attribute, value: object, language: Language) -> str:
    """How a value of the attribute reads in a table, without its unit; a dash where nothing is known."""
    if value is None:
        return attribute.missing.in_language(language) if attribute.missing else "–"
    return values.plain(attribute, value, language)
