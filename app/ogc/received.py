"""A feature on its way in: the body of a request as a shape and attributes that the layer's file knows.

Attributes are named and typed as the schema of the layer tells them (``/ogc/collections/<layer>/schema``); what follows from
the shape or from who writes is read only and refused. A patch is an RFC 7396 merge patch of the whole feature: what it does
not name stays, null takes away. Coordinates are longitude and latitude, or of the system that ``Content-Crs`` names.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import numpy as np
import shapely
from shapely.errors import GEOSException
from shapely.geometry.base import BaseGeometry
from starlette.requests import Request

from app.core.errors import Invalid, WrongKind
from app.datasets.rules import DERIVED
from app.datasets.schemas import FeatureIn
from app.ogc.parameters import CRS84, FILTER_CRS
from gis.crs import STORAGE, Reference, transform
from gis.layer import Attribute, Layer

WHOLE = frozenset({"application/geo+json", "application/json"})
PATCH = frozenset({"application/merge-patch+json"})
Body = dict[str, Any]
MOST_LETTERS, MOST = 500, 10**15
KINDS: Mapping[str, tuple[type, ...]] = {
    "text": (str,), "integer": (int,), "number": (int, float), "boolean": (bool,), "date": (str,),
}  # fmt: skip


async def received(request: Request) -> Body:
    """The JSON object of a request, its geometry in degrees. Raises WrongKind for another kind of content, and Invalid."""
    _refuse_kind(request.headers.get("content-type"), PATCH if request.method == "PATCH" else WHOLE)
    crs = _system(request.headers.get("content-crs"))
    try:
        found = json.loads(await request.body(), parse_constant=_not_a_number)
    except (ValueError, RecursionError):
        raise _not_a_feature() from None
    if not isinstance(found, dict):
        raise _not_a_feature()
    if crs is not None and found.get("geometry") is not None:
        found["geometry"] = json.loads(shapely.to_geojson(_moved(_geometry(found["geometry"]), crs)))
    return found


def _refuse_kind(given: str | None, kinds: frozenset[str]) -> None:
    """Without a kind the request is wrong (Part 4, post-content-type); of another kind it is not taken."""
    named = ", ".join(sorted(kinds))
    if given is None:
        raise Invalid(f"ต้องบอก Content-Type: {named}", f"Say the Content-Type: {named}.", place="Content-Type")
    if given.partition(";")[0].strip().lower() not in kinds:
        raise WrongKind(f"ส่งเป็น {named} (Content-Type)", f"Send {named} (Content-Type).", place="Content-Type")


def _system(given: str | None) -> Reference | None:
    """The system of the coordinates by its URI, with or without angle brackets; None for CRS84. Raises Invalid."""
    uri = (given or CRS84).strip().removeprefix("<").removesuffix(">")
    if uri not in FILTER_CRS:
        names = ", ".join(FILTER_CRS)
        raise Invalid(f"Content-Crs ใช้ได้เฉพาะ {names}", f"Content-Crs is one of {names}.", place="Content-Crs")
    return FILTER_CRS[uri]


def _moved(geom: BaseGeometry, crs: Reference) -> BaseGeometry:
    """The geometry in degrees, longitude first; what is given is in the official order of its axes."""
    if crs.is_north_first:
        geom = shapely.transform(shapely.force_2d(geom), lambda xy: xy[:, ::-1])
    [moved] = transform(np.array([geom], dtype=object), crs.code, STORAGE)
    if not np.isfinite(shapely.get_coordinates(moved)).all():
        raise Invalid(
            "พิกัดไม่ใช่ของระบบใน Content-Crs", "These coordinates are not of the system in Content-Crs.", place="geometry"
        )
    found: BaseGeometry = moved
    return found


def receivable(layer: Layer) -> tuple[Attribute, ...]:
    """The attributes that may be written."""
    return tuple(one for one in layer.attributes if one.name not in DERIVED | {layer.source.id})


def needed(layer: Layer) -> set[str]:
    """The attributes without which nothing is written: what the feature is called."""
    return {layer.title_attribute.name} & {one.name for one in receivable(layer)}


def limits_of(layer: Layer) -> dict[str, dict[str, Any]]:
    """What a schema says of the values that are taken, beside their types and codes."""
    found: dict[str, dict[str, Any]] = {}
    for one in receivable(layer):
        if one.type == "text":
            found[one.name] = {"minLength": 1, "maxLength": MOST_LETTERS}
        elif one.type in ("integer", "number"):
            found[one.name] = {"exclusiveMinimum": -MOST, "exclusiveMaximum": MOST}
    return found


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
    if patch.get("id", current["id"]) != current["id"]:
        raise Invalid("id ของรายการเปลี่ยนไม่ได้", "The id of a feature stays.", place="id")
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
    known, given = {one.name: one for one in receivable(layer)}, dict(told or {})
    _refuse_others(layer, known, given)
    for name, value in given.items():
        if value is not None:
            _refuse_wrong(known[name], value)
    for name in needed(layer):
        if given.get(name) is None:
            raise Invalid(f"ต้องมี {name}", f"{name} is needed.", place=name)
    return {name: value for name, value in given.items() if value is not None}


def _refuse_others(layer: Layer, known: Mapping[str, Attribute], given: Mapping[str, object]) -> None:
    """Raises Invalid for what the schema does not name, or names as read only."""
    other = next((name for name in given if name not in known), None)
    if other is None:
        return
    offered = ", ".join(known)
    if layer.attribute(other) is not None:
        raise Invalid(f"{other} อ่านได้อย่างเดียว เขียนได้: {offered}", f"{other} is read only; write {offered}.", place=other)
    raise Invalid(
        f"ไม่มีคุณลักษณะ {other[:60]} ใช้ได้: {offered}", f"There is no {other[:60]}; there is {offered}.", place=other[:60]
    )


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
