"""Attributes and their values as they stand in an address."""

from __future__ import annotations

import math
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


def chosen(layer: Layer, given: str) -> tuple[Attribute, ...]:
    """The attributes that ``properties`` names, in the order of the layer. Raises Invalid."""
    names = [name.strip() for name in given.split(",") if name.strip()]
    unknown = next((name for name in names if layer.attribute(name) is None), None)
    if unknown is not None or not names:
        known = ", ".join(attribute.name for attribute in layer.attributes)
        raise Invalid(
            f"properties: ไม่มีคุณลักษณะ {unknown or ''} ใช้ได้เฉพาะ {known}",
            f"properties: there is no attribute {unknown or ''}; use {known}.", place="properties",
        )  # fmt: skip
    return tuple(attribute for attribute in layer.attributes if attribute.name in names)
