"""What is asked of a shape: drawn as GeoJSON or typed as positions, with the metres around it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field

from app.core.errors import Invalid
from app.projects.schemas.parts import written_number
from gis.drawn import MOST_RADIUS_M, NotDrawn, Zone, drawn, typed, zone

MOST_LETTERS = 12_000
"""Of an address; a longer shape is sent."""
Number = Annotated[int, BeforeValidator(written_number)]


class ShapeIn(BaseModel):
    """The fields of the form; all empty: nothing is asked yet. ``crs``: EPSG code of positions that do not tell their own."""

    shape: Annotated[str, Field(max_length=MOST_LETTERS)] = ""
    text: Annotated[str, Field(max_length=4_000)] = ""
    crs: Number | None = None
    radius: Annotated[Number, Field(ge=1, le=MOST_RADIUS_M)] | None = None


def asked_zone(given: ShapeIn) -> Zone | None:
    """The area that is asked for; what is typed goes before what is drawn. Raises Invalid at its field."""
    place = "text" if given.text.strip() else "shape"
    try:
        if place == "text":
            return zone(typed(given.text, given.crs), given.radius)
        return zone(drawn(given.shape), given.radius) if given.shape.strip() else None
    except NotDrawn as error:
        raise Invalid(error.th, error.en, place=place) from None


def sent_zone(shape: Mapping[str, Any], radius: int | None) -> Zone:
    """The area of a GeoJSON that was sent. Raises Invalid."""
    try:
        return zone(drawn(json.dumps(shape)), radius)
    except NotDrawn as error:
        raise Invalid(error.th, error.en, place="body") from None
