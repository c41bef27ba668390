"""A feature as a form has it: a text for each attribute and one for the shape; and what becomes of them.

Two who edit the same lose nothing: a form says of each field by a digest what stood there when it was opened. Where only
one of them changed a field his value stands; where both did, the form shows both and who saves chooses.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

from app.core.calendar import THAI_DIGITS, parse_day, written_day
from app.core.errors import Invalid
from app.ogc.received import Body, feature_in, receivable
from gis.crs import REGISTRY
from gis.layer import Attribute, Layer
from gis.positions import NotAPosition, parse_many

SHAPE, POSITIONS, SYSTEM = "geometry", "positions", "crs"
VALUE, WAS, THEIRS = "value_", "was_", "theirs_"
Texts = dict[str, str]
RING, LINE = 3, 2
NEEDED = {
    "Point": ("จุดเดียว", "one position"),
    "LineString": ("อย่างน้อย 2 จุด", "two positions or more"),
    "Polygon": ("อย่างน้อย 3 จุด", "three positions or more"),
}
TRUTH = {"true": True, "false": False}


@dataclass(frozen=True)
class Merged:
    """What a form goes on with after another wrote first.

    ``theirs``: what stands now where both changed a field. ``taken``: the fields that only the other one changed.
    """

    texts: Texts
    theirs: Mapping[str, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()


def texts_of(layer: Layer, feature: Mapping[str, Any]) -> Texts:
    """Each field of a feature as the form shows it."""
    told = {one.name: _written(one, feature["properties"].get(one.name)) for one in receivable(layer)}
    return told | {SHAPE: json.dumps(feature["geometry"]) if feature["geometry"] else ""}


def filled_in(layer: Layer, given: Mapping[str, Any]) -> Texts:
    """The fields as they were sent; a shape that was drawn is spelled as one that was read."""
    told = {name: str(given.get(f"{VALUE}{name}", "")).strip() for name in _names(layer)}
    return told | {SHAPE: _spelled(told[SHAPE])}


def digests(texts: Texts) -> Texts:
    """What a form says of each field as it was opened."""
    return {f"{WAS}{name}": _digest(text) for name, text in texts.items()}


def merged(mine: Texts, now: Texts, given: Mapping[str, Any]) -> Merged:
    """The fields of one who opened the form before another wrote what stands ``now``."""
    texts, theirs, taken = dict(mine), dict[str, str](), set[str]()
    for name, text in mine.items():
        was, is_typed = given.get(f"{WAS}{name}"), name == SHAPE and bool(str(given.get(POSITIONS, "")).strip())
        if _digest(now[name]) == was or (now[name] == text and not is_typed):
            continue
        if _digest(text) == was and not is_typed:
            texts[name] = now[name]
            taken.add(name)
        else:
            theirs[name] = now[name]
    return Merged(texts, theirs, frozenset(taken))


def chosen(mine: Texts, now: Texts, given: Mapping[str, Any]) -> Texts:
    """The fields, with what stands now where who saves chose that."""
    return {name: now[name] if f"{THEIRS}{name}" in given else text for name, text in mine.items()}


def body_of(layer: Layer, texts: Texts, positions: str = "", system: str = "") -> Body:
    """The feature that a form says, sound as programs send it. Raises Invalid at the field that is wrong."""
    properties = {one.name: _read(one, texts[one.name]) for one in receivable(layer)}
    found = {name: value for name, value in properties.items() if value is not None}
    geometry = _typed(layer, positions, system) if positions.strip() else _drawn(texts[SHAPE])
    body: Body = {"type": "Feature", "geometry": geometry, "properties": found}
    feature_in(layer, body)
    return body


def _names(layer: Layer) -> list[str]:
    return [*(one.name for one in receivable(layer)), SHAPE]


def _written(attribute: Attribute, value: Any) -> str:
    if value is None:
        return ""
    if attribute.type == "boolean":
        return "true" if value else "false"
    return str(written_day(parse_day(value))) if attribute.type == "date" else str(value)  # type: ignore[arg-type]


def _read(attribute: Attribute, text: str) -> object:
    """The value of a field; None where it is empty. Raises Invalid."""
    if not text:
        return None
    try:
        match attribute.type:
            case "integer":
                return int(_digits(text))
            case "number":
                return float(_digits(text))
            case "boolean":
                return TRUTH[text]
            case "date":
                return str(parse_day(text))
    except (ValueError, KeyError):
        raise _unread(attribute) from None
    return text


def _digits(text: str) -> str:
    """Thai digits are read, and commas between thousands."""
    return text.translate(THAI_DIGITS).replace(",", "")


def _unread(attribute: Attribute) -> Invalid:
    th, en = {
        "integer": ("ต้องเป็นจำนวนเต็ม เช่น 25", "must be a whole number, as 25"),
        "number": ("ต้องเป็นตัวเลข เช่น 12.5", "must be a number, as 12.5"),
        "date": ("ต้องเป็นวัน/เดือน/ปี พ.ศ. เช่น 22/06/2569", "must be day/month/year, as 22/06/2569"),
    }.get(attribute.type, ("เลือกจากรายการ", "must be chosen from the list"))
    return Invalid(f"{attribute.title.th} {th}", f"{attribute.title.en} {en}.", place=attribute.name)


def _drawn(text: str) -> object:
    """The GeoJSON of the shape, or of the shape of a feature. Raises Invalid."""
    if not text:
        raise Invalid("วาดหรือพิมพ์พิกัดของที่ตั้งก่อน", "Draw the place or type its position first.", place=SHAPE)
    try:
        told = json.loads(text)
    except (ValueError, RecursionError):
        raise Invalid("อ่าน GeoJSON ไม่ได้ วาดใหม่ หรือพิมพ์พิกัด", "The GeoJSON cannot be read; draw anew, or type positions.",
                      place=SHAPE) from None  # fmt: skip
    return told.get("geometry") if isinstance(told, dict) and told.get("type") == "Feature" else told


def _typed(layer: Layer, positions: str, system: str) -> object:
    """The shape of positions as people write them, one a line: a point, a line, or the corners of an area. Raises Invalid."""
    try:
        points = [
            (one.lon, one.lat) for one in parse_many(positions, int(system) if system in map(str, REGISTRY) else None)
        ]
    except NotAPosition as error:
        raise Invalid(error.th, error.en, place=POSITIONS) from None
    return json.loads(shapely.to_geojson(_shaped(layer.source.geometry.type.removeprefix("Multi"), points)))


def _shaped(kind: str, points: list[tuple[float, float]]) -> BaseGeometry:
    """Of a layer that takes any kind one point is a point, two are a line, more an area. Raises Invalid."""
    count = len(points)
    if kind == "Geometry":
        kind = "Point" if count < LINE else "LineString" if count < RING else "Polygon"
    if kind == "Point" and count == 1:
        return shapely.Point(points[0])
    if kind == "LineString" and count >= LINE:
        return shapely.LineString(points)
    if kind == "Polygon" and count >= RING:
        return shapely.Polygon(points)
    th, en = NEEDED[kind]
    raise Invalid(f"ต้องพิมพ์พิกัด{th}", f"Type {en}.", place=POSITIONS)


def _spelled(text: str) -> str:
    """GeoJSON written in one way, so that the same shape is the same text."""
    try:
        return json.dumps(json.loads(text))
    except (ValueError, RecursionError):
        return text


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]
