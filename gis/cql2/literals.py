"""Literals from their written form, the same for text and JSON. Everything that is out of bounds is refused here."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime

from gis.cql2.errors import At, Cql2Error
from gis.cql2.nodes import (
    DIMENSIONS,
    Box,
    Coordinates,
    Day,
    Geometry,
    Instant,
    Node,
    Number,
    Text,
    Unbounded,
    positions,
)

DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIMESTAMP = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,6})?Z")
LEAST_POSITIONS = {"LineString": 2, "MultiLineString": 2, "Polygon": 4, "MultiPolygon": 4}


def text(value: str, at: At) -> Text:
    """PostgreSQL text holds no NUL and no half surrogate."""
    if "\0" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise Cql2Error(
            at, "ข้อความมีอักขระที่เก็บไม่ได้ (NUL หรือ surrogate) ให้เอาออก", "a text holds NUL or half a surrogate; remove it"
        )
    return Text(value, at=at)


def number(written: str, at: At) -> Number:
    value = float(written)
    if not math.isfinite(value):
        raise Cql2Error(at, "ตัวเลขใหญ่เกินไป ใช้ได้ถึง 1e308", "the number is too large; up to 1e308")
    return Number(int(written) if written.lstrip("-").isdigit() else value, at=at)


def day(written: str, at: At) -> Day:
    if DATE.fullmatch(written):
        try:
            return Day(date.fromisoformat(written), at=at)
        except ValueError:
            pass
    raise Cql2Error(
        at,
        f"{written[:40]!r} ไม่ใช่วันที่ ให้เขียน ค.ศ.-เดือน-วัน เช่น DATE('2026-01-31')",
        f"{written[:40]!r} is no date; write year-month-day (C.E.), e.g. DATE('2026-01-31')",
    )


def instant(written: str, at: At) -> Instant:
    if TIMESTAMP.fullmatch(written):
        try:
            return Instant(datetime.fromisoformat(written).astimezone(UTC), at=at)
        except (ValueError, OverflowError):
            pass
    raise Cql2Error(
        at,
        f"{written[:40]!r} ไม่ใช่เวลา ให้เขียนเวลา UTC เช่น TIMESTAMP('2026-01-31T05:30:00Z') ทศนิยมไม่เกินหกหลัก",
        f"{written[:40]!r} is no time; write UTC, e.g. TIMESTAMP('2026-01-31T05:30:00Z'), six decimals at most",
    )


def bound(written: str, at: At) -> Node:
    """An end of an interval: a date, a time or ``..``."""
    if written == "..":
        return Unbounded(at=at)
    return instant(written, at) if "T" in written else day(written, at)


def box(numbers: tuple[float, ...], at: At) -> Box:
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise Cql2Error(
            at,
            "BBOX ต้องมีสี่ตัวเลข ตะวันตก,ใต้,ตะวันออก,เหนือ (หรือหกเมื่อมีความสูง)",
            "a BBOX has four numbers: west, south, east, north (six with heights)",
        )
    return Box(numbers, at=at)


def geometry(kind: str, coordinates: Coordinates, at: At) -> Geometry:
    """Of any kind but a collection; rings are closed and lines have two positions."""
    found = list(positions(coordinates))
    widths = {len(position) for position in found}
    if not found or len(widths) > 1 or not widths <= {2, 3} or not all(map(math.isfinite, sum(found, ()))):
        raise Cql2Error(
            at,
            f"{kind} ต้องมีพิกัดอย่างน้อยหนึ่งจุด ทุกจุดมีสองค่า (หรือสามทุกจุด) เช่น 102.8 16.4",
            f"{kind} needs positions of two numbers each (or three each), e.g. 102.8 16.4",
        )
    for line in _lines(kind, coordinates):
        _refuse_broken(kind, line, at)
    return Geometry(kind, coordinates, at=at)


def _lines(kind: str, coordinates: Coordinates) -> list[Coordinates]:
    """The lists of positions that are lines or rings."""
    if kind not in LEAST_POSITIONS:
        return []
    level: list[Coordinates] = [coordinates]
    for _ in range(DIMENSIONS[kind] - 1):
        level = [inner for outer in level for inner in outer]  # type: ignore[misc]
    return level


def _refuse_broken(kind: str, line: Coordinates, at: At) -> None:
    if len(line) < LEAST_POSITIONS[kind]:
        raise Cql2Error(
            at,
            f"เส้นใน {kind} ต้องมีอย่างน้อย {LEAST_POSITIONS[kind]} จุด",
            f"a line of {kind} needs at least {LEAST_POSITIONS[kind]} positions",
        )
    if "Polygon" in kind and line[0] != line[-1]:
        raise Cql2Error(
            at,
            "วงของรูปหลายเหลี่ยมต้องปิด จุดสุดท้ายต้องเท่ากับจุดแรก",
            "a ring of a polygon must close: repeat its first position at the end",
        )


def collection(parts: tuple[Geometry, ...], at: At) -> Geometry:
    if not parts:
        raise Cql2Error(at, "GEOMETRYCOLLECTION ต้องมีรูปอย่างน้อยหนึ่งรูป", "a GeometryCollection needs at least one geometry")
    return Geometry("GeometryCollection", parts=parts, at=at)


def wrong_number(op: str, expected: int, at: At) -> Cql2Error:
    return Cql2Error(at, f"{op} ต้องมีค่า {expected} ตัว", f"{op} takes {expected} argument{'s' if expected > 1 else ''}")
