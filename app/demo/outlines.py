"""What is known of the demo province without loading it, for judging where an imported boundary lies."""

from __future__ import annotations

from collections.abc import Mapping

from shapely.geometry.base import BaseGeometry

from app.demo.province import CODE, province
from app.places.rules import Level


def outline_of(code: str) -> BaseGeometry | None:
    """The outline of the demo province under its code; None for every other code."""
    return province().outline if code == CODE else None


def districts_of(code: str) -> Mapping[str, BaseGeometry]:
    """The districts of the demo province under its code; none for every other code."""
    return {area.code: area.geom for area in province().level(Level.DISTRICT)} if code == CODE else {}
