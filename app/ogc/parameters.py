"""Query parameters of the standards' part, parsed at the edge: below this there are typed values only.

An unknown parameter and an invalid value are both 400 and name the parameter (OGC API Features Part 1, 7.2, 7.15).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from starlette.requests import Request

from app.core.errors import Invalid
from app.ogc.sorting import resumed, sort_of
from app.ogc.sought import SOUGHT, ids_of, words_of
from app.ogc.values import HIDDEN, SHOWN, chosen, value_of
from gis.cql2.errors import Cql2Error
from gis.cql2.nodes import LIMITS, Box, Limits, Node, Operation, Property
from gis.cql2.read_json import read_json
from gis.cql2.read_text import read_text
from gis.cql2.schema import Queryables
from gis.cql2.sql import Condition, condition
from gis.crs import REGISTRY, STORAGE, Reference
from gis.layer import Layer
from gis.queryables import filterable, queryables_of
from gis.question import Question

DEFAULT_LIMIT, MAX_LIMIT, MAX_OFFSET = 100, 10_000, 100_000
Format = Literal["json", "html"]
COMMON = frozenset({"f", "lang"})
FILTER = frozenset({"filter", "filter-lang", "filter-crs"})
PLACED = frozenset({"bbox", "bbox-crs", "crs", "datetime"})
ITEMS = COMMON | FILTER | PLACED | {"limit", "offset", "cursor", "sortby", SHOWN, HIDDEN, *SOUGHT}
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
INSTANT = re.compile(r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2}))?\Z")
LANGUAGES: dict[str, Callable[[str, Limits], Node]] = {"cql2-text": read_text, "cql2-json": read_json}
FILTER_CRS: dict[str, Reference | None] = {CRS84: None, **{each.uri: each for each in REGISTRY.values()}}
Boxes = tuple[tuple[float, float, float, float], ...]


@dataclass(frozen=True)
class Page:
    """A page of a collection as asked for; ``on`` is the day whose truth is wanted (None: today)."""

    question: Question
    limit: int
    on: date | None


def refuse_unknown(request: Request, known: Iterable[str]) -> None:
    """Raises Invalid for a parameter outside ``known``."""
    allowed = set(known)
    for name in request.query_params:
        if name not in allowed:
            raise Invalid(
                f"ไม่รู้จักพารามิเตอร์ {name} ใช้ได้เฉพาะ {', '.join(sorted(allowed))}",
                f"Unknown parameter {name}; use one of {', '.join(sorted(allowed))}.",
                place=name,
            )
    repeated = [name for name in request.query_params if len(request.query_params.getlist(name)) > 1]
    if repeated:
        raise Invalid(f"พารามิเตอร์ {repeated[0]} ซ้ำ", f"The parameter {repeated[0]} is given twice.", place=repeated[0])


def format_of(request: Request) -> Format:
    """``f`` overrides ``Accept``; ``*/*`` is JSON, so that machines are never handed a page."""
    asked = request.query_params.get("f")
    if asked in ("json", "html"):
        return "html" if asked == "html" else "json"
    if asked is not None:
        raise Invalid(f"ไม่มีรูปแบบ {asked} ใช้ json หรือ html", f"No format {asked}; use json or html.", place="f")
    return "html" if "text/html" in request.headers.get("accept", "") else "json"


def page_of(layer: Layer, given: Mapping[str, str], limits: Limits = LIMITS) -> Page:
    """The page that these parameters ask for, with a filter within the limits. Raises Invalid."""
    boxes, within = placed(layer, given)
    narrowed = both(within, both(ids_of(layer, given), words_of(layer, given)))
    shown = chosen(layer, given)
    question = Question(
        boxes=boxes,
        equal={a.name: value_of(a, given[a.name]) for a in filterable(layer) if a.name in given},
        offset=whole_of(given, "offset", 0, 0, MAX_OFFSET),
        filter=both(condition_of(queryables_of(layer), given, limits), narrowed),
        crs=system_of(given),
        sort=sort_of(layer, given["sortby"]) if "sortby" in given else (),
        shown=None if shown is None else tuple(a.name for a in shown),
    )
    limit, on = min(whole_of(given, "limit", DEFAULT_LIMIT, 1), MAX_LIMIT), day_of(given)
    return Page(resumed(layer, question, on, given["cursor"]) if "cursor" in given else question, limit, on)


def filter_of(layer: Layer, given: Mapping[str, str]) -> Question:
    """The question of a road that takes a filter and nothing else. Raises Invalid."""
    return Question(filter=condition_of(queryables_of(layer), given))


def filter_given(given: Mapping[str, str]) -> dict[str, str]:
    """What of these parameters makes the filter, in one order; nothing without a filter."""
    return {name: given[name] for name in sorted(FILTER) if name in given} if "filter" in given else {}


def condition_of(known: Queryables, given: Mapping[str, str], limits: Limits = LIMITS) -> Condition | None:
    """The condition of ``filter`` in its language and coordinate system. Raises Invalid."""
    read = LANGUAGES[_among(given, "filter-lang", LANGUAGES, "cql2-text")]
    crs = FILTER_CRS[_among(given, "filter-crs", FILTER_CRS, CRS84)]
    if "filter" not in given:
        return None
    try:
        return condition(read(given["filter"], limits), known, crs=crs)
    except Cql2Error as error:
        raise Invalid(error.th, error.en, place="filter") from error


def system_of(given: Mapping[str, str], name: str = "crs") -> Reference | None:
    """The system that a parameter names by its URI; None is CRS84. Raises Invalid."""
    return FILTER_CRS[_among(given, name, FILTER_CRS, CRS84)] if name in given else None


def _among(given: Mapping[str, str], name: str, known: Iterable[str], default: str) -> str:
    value, names = given.get(name, default), ", ".join(known)
    if value not in known:
        raise Invalid(f"{name} ใช้ได้เฉพาะ {names}", f"{name} is one of {names}.", place=name)
    return value


def whole_of(given: Mapping[str, str], name: str, default: int, least: int, most: int | None = None) -> int:
    """A whole number within these bounds. Raises Invalid."""
    text = given.get(name)
    if text is None:
        return default
    value = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else None
    if value is None or value < least or (most is not None and value > most):
        upto = f" ถึง {most}" if most else " ขึ้นไป"
        raise Invalid(
            f"{name} ต้องเป็นจำนวนเต็มตั้งแต่ {least}{upto}",
            f"{name} must be a whole number from {least}{f' to {most}' if most else ''}.",
            place=name,
        )
    return value


def placed(layer: Layer, given: Mapping[str, str]) -> tuple[Boxes, Condition | None]:
    """What ``bbox`` asks for: boxes in degrees, or a condition where ``bbox-crs`` names a system of metres. Raises Invalid."""
    crs = system_of(given, "bbox-crs")
    if "bbox" not in given:
        return (), None
    numbers = _numbers(given["bbox"])
    if crs is None or crs.code == STORAGE:
        return _boxes(_east_first(numbers) if crs else numbers), None
    column = layer.source.geometry.column
    box = Operation("s_intersects", (Property(column), Box(tuple(numbers))))
    try:
        return (), condition(box, queryables_of(layer), crs=crs, prefix="box")
    except Cql2Error as error:
        raise _not_a_box() from error


def boxes_of(given: str) -> Boxes:
    """The boxes of a ``bbox`` in degrees. Raises Invalid."""
    return _boxes(_numbers(given))


def day_of(given: Mapping[str, str]) -> date | None:
    """The day that ``datetime`` asks for; None where it asks for none. Raises Invalid."""
    return _as_of(given["datetime"]) if "datetime" in given else None


def both(one: Condition | None, other: Condition | None) -> Condition | None:
    """Both conditions, whose placeholders have different names."""
    if one is None or other is None:
        return one or other
    return Condition(f"({one.text} AND {other.text})", {**one.values, **other.values})


def _numbers(given: str) -> list[float]:
    """Four, or the four of six that tell no heights, all of them finite."""
    try:
        numbers = [float(part) for part in given.split(",")]
    except ValueError:
        raise _not_a_box() from None
    if len(numbers) == 6:
        numbers = [*numbers[0:2], *numbers[3:5]]
    if len(numbers) != 4 or not all(map(math.isfinite, numbers)):
        raise _not_a_box()
    return numbers


def _east_first(numbers: list[float]) -> list[float]:
    south, west, north, east = numbers
    return [west, south, east, north]


def _boxes(numbers: list[float]) -> Boxes:
    """One box, or two where it crosses 180°."""
    west, south, east, north = numbers
    if max(abs(west), abs(east)) > 180 or not -90 <= south <= north <= 90:
        raise _not_a_box()
    if west <= east:
        return ((west, south, east, north),)
    return ((west, south, 180.0, north), (-180.0, south, east, north))


def _not_a_box() -> Invalid:
    return Invalid(
        "bbox ต้องเป็น ตะวันตก,ใต้,ตะวันออก,เหนือ เป็นองศา เช่น 98.5,15,99.5,16 หรือตามลำดับแกนของ bbox-crs",
        "bbox must be west,south,east,north in degrees, e.g. 98.5,15,99.5,16, or by the axes of bbox-crs.",
        place="bbox",
    )


def _as_of(given: str) -> date | None:
    """The day whose truth a ``datetime`` asks for: an instant's day; of an interval its end, or today if it is open."""
    parts = given.split("/")
    days = [None if part in ("", "..") else _day(part) for part in parts]
    if len(parts) > 2 or (len(parts) == 1 and days[0] is None):
        raise _not_a_time()
    if len(parts) == 2 and days[0] is not None and days[1] is not None and days[0] > days[1]:
        raise _not_a_time()
    return days[-1]


def _day(text: str) -> date:
    if not INSTANT.match(text):
        raise _not_a_time()
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        raise _not_a_time() from None


def _not_a_time() -> Invalid:
    return Invalid(
        "datetime ต้องเป็นวันเวลา RFC 3339 (ค.ศ.) หรือช่วง เช่น 2026-01-01/..",
        "datetime must be an RFC 3339 time or an interval, e.g. 2026-01-01/..",
        place="datetime",
    )
