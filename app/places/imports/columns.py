"""Columns as agencies name them: of codes, of names, of dates."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

from app.places.rules import OFFICIAL_LEVELS, Level, level_of_code, levels_above
from app.places.schemas import AreaName
from gis.readers import Value

Columns = Mapping[str, Sequence[Value]]

PREFIXES = {
    Level.PROVINCE: ("adm1", "province", "prov", "pro", "prv", "changwat", "จังหวัด"),
    Level.DISTRICT: ("adm2", "district", "amphoe", "amphur", "amp", "khet", "อำเภอ"),
    Level.SUBDISTRICT: ("adm3", "subdistrict", "tambon", "tam", "ta", "khwaeng", "ตำบล"),
    Level.VILLAGE: ("adm4", "village", "muban", "vill", "mu", "หมู่บ้าน"),
}
PLAIN_CODES = ("code", "pcode", "รหัส", "geocode", "area_code")
POSTAL = re.compile("post|zip|ไปรษณีย์", re.IGNORECASE)
CODE_WORD = re.compile(r"code|รหัส|(^|_)id$|^ref$", re.IGNORECASE)
THAI = re.compile("[ก-๛?]")
LATIN = re.compile("[A-Za-z]")
SINCE = ("valid_from", "validfrom", "validon", "valid_on")


def restored_code(value: Value) -> str:
    """A code as text: without the TH of P-codes, numbers as their digits; empty when there is none."""
    if isinstance(value, float):
        value = int(value) if value == value and value.is_integer() else None
    text = "" if value is None else str(value).strip()
    return re.sub(r"^TH(?=[0-9]+$)", "", text.removesuffix(".0"))


def code_column(columns: Columns, level: Level | None) -> str | None:
    """The column that holds the areas' own codes; None when no column does.

    The column of the asked level, else one plainly called code, else the deepest level.
    """
    held = {name: depth for name, values in columns.items() if (depth := _code_level(name, values))}
    if level in OFFICIAL_LEVELS:
        held = {name: depth for name, depth in held.items() if depth is level}
    elif level is not None:
        return next((name for name in columns if name.lower() in PLAIN_CODES), None)
    plain = [name for name in held if name.lower() in PLAIN_CODES]
    if plain:
        return plain[0]
    return max(held, key=lambda name: (OFFICIAL_LEVELS.index(held[name]), _distinct(columns[name])), default=None)


def _code_level(name: str, values: Sequence[Value]) -> Level | None:
    if POSTAL.search(name) or not CODE_WORD.search(name):
        return None
    codes = [code for value in values if (code := restored_code(value))]
    levels = Counter(level_of_code(code) for code in codes)
    levels.pop(None, None)
    common = levels.most_common(1)
    return common[0][0] if common and 2 * common[0][1] >= len(codes) else None


def _distinct(values: Sequence[Value]) -> int:
    return len(set(values))


def name_column(columns: Columns, level: Level, *, thai: bool) -> str | None:
    """The column of Thai or English names of a level: by its official or usual header, and by the letters in it."""
    own = _headers(level, thai)
    plain = ("name_th", "name_t", "thai_name", "ชื่อ") if thai else ("name_en", "name_e", "eng_name")
    general = ("name", "title", "label")
    lower = {name.lower(): name for name in columns}
    candidates = [lower[header] for header in (*own, *plain, *general) if header in lower]
    letters = THAI if thai else LATIN
    return next((name for name in candidates if _mostly(letters, columns[name])), None)


def _headers(level: Level, thai: bool) -> tuple[str, ...]:
    ends = ("_th", "_t", "_namt", "_name_th", "_name_t", "") if thai else ("_en", "_e", "_name_en", "_name_e", "_name")
    number = OFFICIAL_LEVELS.index(level) + 1 if level in OFFICIAL_LEVELS else 0
    usual = tuple(f"{prefix}{end}" for prefix in PREFIXES.get(level, ()) for end in ends)
    if not thai:
        return (*usual, f"name_{number}")
    return (*usual, f"nl_name_{number}", *(f"ชื่อ{prefix}" for prefix in PREFIXES.get(level, ())[-1:]))


def _mostly(letters: re.Pattern[str], values: Sequence[Value]) -> bool:
    texts = [value for value in values if isinstance(value, str) and value]
    return bool(texts) and 2 * sum(bool(letters.search(text)) for text in texts) >= len(texts)


def upper_names(columns: Columns, codes: Sequence[str], level: Level) -> dict[str, AreaName]:
    """Names of the areas above by code, where the file has columns of them."""
    found: dict[str, AreaName] = {}
    for above in levels_above(level):
        digits = 2 * (OFFICIAL_LEVELS.index(above) + 1)
        thai = _own_column(columns, above, True)
        english = _own_column(columns, above, False)
        if thai is None:
            continue
        foreign = columns[english] if english else [None] * len(codes)
        for code, th, en in zip(codes, columns[thai], foreign, strict=True):
            if code and th:
                found.setdefault(code[:digits], AreaName(str(th), str(en) if en else None))
    return found


def _own_column(columns: Columns, level: Level, thai: bool) -> str | None:
    lower = {name.lower(): name for name in columns}
    letters = THAI if thai else LATIN
    headers = [lower[header] for header in _headers(level, thai) if header in lower]
    return next((name for name in headers if _mostly(letters, columns[name])), None)


def first_day(columns: Columns) -> date | None:
    """The day from which the file says its boundaries are valid, when all rows agree on it."""
    lower = {name.lower(): values for name, values in columns.items()}
    days = {str(value)[:10] for header in SINCE for value in lower.get(header, ()) if value}
    if len(days) != 1:
        return None
    try:
        return date.fromisoformat(days.pop())
    except ValueError:
        return None
