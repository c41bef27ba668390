"""What is asked of the layer in front of a map, and the answer that its heading, legend, table and drawing share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from pydantic import BaseModel, Field
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.maps import queries, times
from app.maps.schemas import LayerEntry, Table
from app.maps.times import Timeline, Year
from app.web.words import Language
from gis.layer import Layer

FIRST_YEAR, LAST_YEAR = 2400, 2700


class MapIn(BaseModel):
    """The address of a map. ``year`` is of the Buddhist era; without it the newest is shown."""

    sort: Annotated[str | None, Field(max_length=64)] = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    select: Annotated[str | None, Field(max_length=100)] = None
    year: Annotated[int | None, Field(ge=FIRST_YEAR, le=LAST_YEAR)] = None


@dataclass(frozen=True, slots=True)
class Front:
    """The layer in front, of the year asked for."""

    current: LayerEntry
    table: Table
    timeline: Timeline | None
    asked: MapIn

    @property
    def year(self) -> Year | None:
        return self.timeline.shown if self.timeline else None

    @property
    def kept(self) -> str:
        """What links to the same view keep: ``year=2568&``, or nothing where nothing but the layer was asked for."""
        year = self.timeline.shown.number if self.timeline and self.asked.year else None
        return f"{urlencode({'year': year})}&" if year else ""


def front(session: Session, layer: Layer, asked: MapIn, language: Language, *, viewer: Viewer) -> Front:
    """The answer. Raises Invalid for a year without data and for an order that the layer does not have."""
    timeline = times.timeline(session, layer, viewer=viewer, year=asked.year)
    with times.at(session, timeline.shown if timeline else None):
        current = queries.entry(session, layer, viewer=viewer)
        table = queries.table_page(session, layer, viewer=viewer, language=language, sort=asked.sort, page=asked.page)
    return Front(current, table, timeline, asked)
