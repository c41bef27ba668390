"""The brief of a shape made for an answer: what it says, its map, and what stands at its foot."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fastapi import Request
from sqlalchemy.orm import Session

from app.briefs.answers import notes_of
from app.briefs.maps import Drawn, drawn_inside
from app.briefs.telling import Told
from app.core.authority import Viewer
from app.shapes.asking import Asked
from app.shapes.queries.briefs import ShapeBrief, brief_of_shape
from app.shapes.telling import marks_of, values_of
from app.web.words import language_of
from gis.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Made:
    """A brief in the language of the request."""

    brief: ShapeBrief
    told: Told
    what: Drawn
    notes: list[str]


def made(request: Request, session: Session, viewer: Viewer, asked: Asked, on: date | None) -> Made:
    """The brief of what is asked for, as of a day or today."""
    catalog: Catalog = request.app.state.catalog
    language = language_of(request)
    brief = brief_of_shape(session, catalog, asked.zone, viewer=viewer, on=on)
    what = drawn_inside(catalog, session, asked.zone.geom, language, viewer=viewer)
    notes = notes_of(request, *marks_of(asked.zone, language), is_hidden=brief.is_hidden or what.is_hidden)
    return Made(brief, values_of(brief, asked.name, language), what, notes)
