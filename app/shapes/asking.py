"""What is asked of a shape: drawn as GeoJSON, typed as positions, or a zone by its code, with the metres around it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.projects.schemas.parts import written_number
from app.shapes.queries.zones import named_zone
from gis.drawn import MOST_RADIUS_M, NotDrawn, Zone, drawn, typed, zone
from gis.layer import Text

MOST_LETTERS, MOST_OF_TITLE = 12_000, 80
"""Of an address; a longer shape is sent."""
DRAWN = Text(th="รูปที่วาด", en="Drawn shape")
NOTHING = Invalid("วาดรูป พิมพ์พิกัด หรือระบุรหัสเขตก่อน", "Draw a shape, type positions or name a zone first.", place="shape")
Number = Annotated[int, BeforeValidator(written_number)]


class ShapeIn(BaseModel):
    """The fields of the form; all empty: nothing is asked yet. ``crs``: EPSG code of positions that do not tell their own.

    ``zone`` is the code of a custom zone or local government, ``title`` what the shape is called on paper.
    """

    shape: Annotated[str, Field(max_length=MOST_LETTERS)] = ""
    text: Annotated[str, Field(max_length=4_000)] = ""
    crs: Number | None = None
    radius: Annotated[Number, Field(ge=1, le=MOST_RADIUS_M)] | None = None
    zone: Annotated[str, Field(max_length=32)] = ""
    title: Annotated[str, Field(max_length=MOST_OF_TITLE)] = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The area that is asked for, and what it is called."""

    zone: Zone
    name: Text


def asked_shape(session: Session, given: ShapeIn, *, viewer: Viewer, on: date | None = None) -> Asked | None:
    """What is asked for; what is typed goes before what is drawn, that before a zone. Raises Invalid at its field."""
    place = next((name for name in ("text", "shape", "zone") if getattr(given, name).strip()), None)
    called = " ".join(given.title.split())
    name = Text(th=called, en=called) if called else DRAWN
    try:
        match place:
            case "text":
                return Asked(zone(typed(given.text, given.crs), given.radius), name)
            case "shape":
                return Asked(zone(drawn(given.shape), given.radius), name)
            case "zone":
                area, shape = named_zone(session, given.zone.strip(), viewer=viewer, on=on)
                own = Text(th=area.name_th, en=area.name_en or area.name_th)
                return Asked(zone(shape, given.radius), name if called else own)
    except NotDrawn as error:
        raise Invalid(error.th, error.en, place=place) from None
    return None


def must_ask(session: Session, given: ShapeIn, *, viewer: Viewer, on: date | None = None) -> Asked:
    """The same; raises Invalid where nothing is asked."""
    found = asked_shape(session, given, viewer=viewer, on=on)
    if found is None:
        raise NOTHING
    return found


def sent_zone(shape: Mapping[str, Any], radius: int | None) -> Zone:
    """The area of a GeoJSON that was sent. Raises Invalid."""
    try:
        return zone(drawn(json.dumps(shape)), radius)
    except NotDrawn as error:
        raise Invalid(error.th, error.en, place="body") from None
