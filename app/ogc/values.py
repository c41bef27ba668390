"""Attributes and their values as they stand in an address."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date

from app.core.errors import Invalid
from gis.layer import Attribute, Layer

TRUTH = {"true": True, "false": False}


def value_of(attribute: Attribute, text: str, *, place: str | None = None) -> object:
    """The value in the type of the attribute. Raises Invalid at ``place``, or at the attribute's own name."""
    try:
        return _typed(attribute.type, text)
    except ValueError as error:
        name = place or attribute.name
        raise Invalid(
            f"{name} ต้องเป็นชนิด {attribute.type}", f"{name} must be of type {attribute.type}.", place=name
        ) from error


def _typed(kind: str, text: str) -> object:
    """A value of an attribute's type; raises ValueError. PostgreSQL text holds no NUL and no half surrogate."""
    match kind:
        case "integer" if abs(int(text)) < 1 << 63:
            return int(text)
        case "number" if math.isfinite(float(text)):
            return float(text)
        case "boolean" if text in TRUTH:
            return TRUTH[text]
        case "date":
            return date.fromisoformat(text)
        case "text" if b"\0" not in text.encode():
            return text
    raise ValueError(text)


SHOWN, HIDDEN = "properties", "exclude-properties"


def chosen(layer: Layer, given: Mapping[str, str]) -> tuple[Attribute, ...] | None:
    """The attributes that ``properties`` names, or that ``exclude-properties`` does not, in the order of the layer.

    None where neither is given. Raises Invalid.
    """
    if SHOWN in given and HIDDEN in given:
        raise Invalid(
            f"ใช้ {SHOWN} หรือ {HIDDEN} อย่างใดอย่างหนึ่ง", f"Use either {SHOWN} or {HIDDEN}, not both.", place=HIDDEN
        )
    if HIDDEN in given:
        hidden = _named(layer, given, HIDDEN)
        return tuple(attribute for attribute in layer.attributes if attribute not in hidden)
    return _named(layer, given, SHOWN) if SHOWN in given else None


def _named(layer: Layer, given: Mapping[str, str], place: str) -> tuple[Attribute, ...]:
    names = [name.strip() for name in given[place].split(",") if name.strip()]
    unknown = next((name for name in names if layer.attribute(name) is None), None)
    if unknown is not None or not names:
        known = ", ".join(attribute.name for attribute in layer.attributes)
        raise Invalid(
            f"{place}: ไม่มีคุณลักษณะ {unknown or ''} ใช้ได้เฉพาะ {known}",
            f"{place}: there is no attribute {unknown or ''}; use {known}.", place=place,
        )  # fmt: skip
    return tuple(attribute for attribute in layer.attributes if attribute.name in names)
