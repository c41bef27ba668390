"""A feature on its way in: the body of a request as a shape and attributes that the layer's file knows.

Attributes are named and typed as the layer tells them; what follows from the shape or from who writes is not taken. A patch
is an RFC 7396 merge patch of the whole feature: what it does not name stays, null takes away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import shapely
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry
from starlette.requests import Request

from app.core.errors import Invalid, WrongKind
from app.datasets.rules import DERIVED
from app.datasets.schemas import FeatureIn
from gis.layer import Attribute, Layer

WHOLE = frozenset({"application/geo+json", "application/json"})
PATCH = frozenset({"application/merge-patch+json"})
Body = dict[str, Any]
MOST_LETTERS, MOST = 500, 1e15
KINDS: Mapping[str, tuple[type, ...]] = {
    "text": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "date": (str,),
}  # fmt: skip


async def received(request: Request) -> Body:
    """The JSON object of a request. Raises WrongKind for another kind of content, and Invalid."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    kinds = PATCH if request.method == "PATCH" else WHOLE
    if kind not in kinds:
        named = ", ".join(sorted(kinds))
        raise WrongKind(f"ส่งเป็น {named} (Content-Type)", f"Send {named} (Content-Type).", place="Content-Type")
    try:
        found = json.loads(await request.body(), parse_constant=_not_a_number)
    except (ValueError, RecursionError):
        raise _not_a_feature() from None
    if not isinstance(found, dict):
        raise _not_a_feature()
    return found


def receivable(layer: Layer) -> tuple[Attribute, ...]:
    """The attributes that may be written."""
    return tuple(one for one in layer.attributes if one.name not in DERIVED | {layer.source.id})


def feature_in(layer: Layer, body: Body) -> FeatureIn:
    """The feature that a body says. Raises Invalid at the member that is wrong."""
    if body.get("type") != "Feature":
        raise _not_a_feature()
    return FeatureIn(geom=_geometry(body.get("geometry")), attributes=_attributes(layer, body.get("properties")))


def patched(current: Body, patch: Body) -> Body:
    """The feature after a merge patch; a geometry is one value and is replaced whole."""
    properties = patch.get("properties", {})
    if not isinstance(properties, dict):
        raise Invalid("properties ต้องเป็นออบเจกต์", "properties must be an object.", place="properties")
    kept = {name: value for name, value in current["properties"].items() if name not in DERIVED}
    return {"type": "Feature", "geometry": patch.get("geometry", current["geometry"]), "properties": kept | properties}


def _geometry(told: object) -> BaseGeometry:
    try:
        if told is not None:
            return shapely.from_geojson(json.dumps(told))
    except (ValueError, TypeError, GEOSException):
        pass
    raise Invalid(
        "geometry ต้องเป็น GeoJSON ลองจิจูดก่อนละติจูด และต้องไม่ว่าง", "geometry must be GeoJSON, longitude first, and not null.",
        place="geometry",
    )  # fmt: skip


def _attributes(layer: Layer, told: object) -> dict[str, Any]:
    if not isinstance(told, dict | None):
        raise Invalid("properties ต้องเป็นออบเจกต์", "properties must be an object.", place="properties")
    known = {one.name: one for one in receivable(layer)}
    given = {name: value for name, value in (told or {}).items() if name not in DERIVED | {layer.source.id}}
    unknown = next((name[:60] for name in given if name not in known), None)
    if unknown is not None:
        offered = ", ".join(known)
        told_th, told_en = f"ไม่มีคุณลักษณะ {unknown} ใช้ได้: {offered}", f"There is no {unknown}; there is {offered}."
        raise Invalid(told_th, told_en, place=unknown)
    for name, value in given.items():
        if value is not None:
            _refuse_wrong(known[name], value)
    title = layer.title_attribute.name
    if title in known and given.get(title) is None:
        raise Invalid(f"ต้องมี {title}", f"{title} is needed.", place=title)
    return {name: value for name, value in given.items() if value is not None}


def _refuse_wrong(attribute: Attribute, value: object) -> None:
    """Raises Invalid for a value of another type, outside its list of codes, or that PostgreSQL cannot hold."""
    is_right = isinstance(value, KINDS[attribute.type]) and isinstance(value, bool) == (attribute.type == "boolean")
    if is_right and attribute.type == "date":
        is_right = _is_day(str(value))
    if is_right and isinstance(value, str):
        is_right = "\0" not in value and value.isprintable() and len(value) <= MOST_LETTERS and bool(value.strip())
    if is_right and isinstance(value, int | float) and not isinstance(value, bool):
        is_right = abs(value) < MOST
    name = attribute.name
    if not is_right:
        raise Invalid(f"{name} ต้องเป็นชนิด {attribute.type}", f"{name} must be of type {attribute.type}.", place=name)
    codes = [one.value for one in attribute.codes]
    if codes and value not in codes:
        named = ", ".join(map(str, codes))
        raise Invalid(f"{name} ต้องเป็นหนึ่งใน {named}", f"{name} must be one of {named}.", place=name)


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _not_a_number(_text: str) -> object:
    raise ValueError


def _not_a_feature() -> Invalid:
    return Invalid(
        'ต้องเป็น GeoJSON Feature เช่น {"type":"Feature","geometry":{…},"properties":{…}}',
        'Send a GeoJSON feature, as {"type":"Feature","geometry":{…},"properties":{…}}.', place="body",
    )  # fmt: skip
