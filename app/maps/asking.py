"""What is asked of the layer in front of a map, and the answer that its heading, legend, table and drawing share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from pydantic import Field
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.database import hold_back
from app.maps import filters, queries, times
from app.maps.filters import NarrowIn
from app.maps.schemas import LayerEntry, Table
from app.maps.times import Timeline, Year
from app.web.words import Language
from gis.layer import Layer
from gis.question import Question
from gis.style import Choropleth

FIRST_YEAR, LAST_YEAR = 2400, 2700
MOST_ITEMS = 10_000
PLAIN = ":,~"
"""What stands in an address as it is: between a layer and its classes, between layers, before an opacity."""


class MapIn(NarrowIn):
    """The address of a map. ``year`` is of the Buddhist era; without it the newest is shown."""

    sort: Annotated[str | None, Field(max_length=64)] = None
    page: Annotated[int, Field(ge=1, le=10_000)] = 1
    select: Annotated[str | None, Field(max_length=100)] = None
    year: Annotated[int | None, Field(ge=FIRST_YEAR, le=LAST_YEAR)] = None


ITEM_FORMS = {"csv": "csv", "geojson": "json"}
"""How items are asked for a form that feeds have."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of a layer as all that shows it asks it: the year, the CQL2 text, and what it compiles to.

    ``day``: the past day as of which all is shown, None for today.
    """

    given: MapIn
    timeline: Timeline | None
    told: str
    question: Question
    classes: str | None = None
    day: date | None = None

    @property
    def year(self) -> Year | None:
        return self.timeline.shown if self.timeline else None

    @property
    def kept(self) -> str:
        """What links to the same view keep: ``year=2568``, or nothing where nothing but the layer was asked for."""
        return urlencode({**self._of_year, **self.given.kept, **self._of_classes, **self._of_day}, safe=PLAIN)

    @property
    def rest(self) -> str:
        """What another year keeps of it, after an ampersand."""
        kept = {**self.given.kept, **self._of_classes, **self._of_day}
        return f"&{urlencode(kept, safe=PLAIN)}" if kept else ""

    @property
    def held(self) -> dict[str, object]:
        """What other classes keep of it."""
        return {**self._of_year, **self.given.kept, **self._of_day}

    @property
    def whole(self) -> str:
        """What is kept when nothing is left out any more."""
        return urlencode({**self._of_year, **self._of_classes, **self._of_day}, safe=PLAIN)

    @property
    def _of_year(self) -> dict[str, object]:
        return {"year": self.year.number} if self.year and self.given.year else {}

    @property
    def _of_classes(self) -> dict[str, object]:
        return {"classes": self.classes} if self.classes else {}

    @property
    def _of_day(self) -> dict[str, object]:
        return {"as_of": self.day.isoformat()} if self.day else {}

    def items(self, layer: Layer, form: str = "csv") -> str:
        """Where the rows of the table are told to machines, all of them as ``csv`` or ``geojson``."""
        day = (self.year.day if self.year else None) or self.day
        if not day and not self.told:
            return f"/feeds/{layer.id}.{form}"
        on = {"datetime": day.isoformat()} if day else {}
        narrowed = {"filter": self.told} if self.told else {}
        return f"/ogc/collections/{layer.id}/items?{urlencode({'f': ITEM_FORMS[form], **on, **narrowed, 'limit': MOST_ITEMS})}"

    def tiles(self, layer: Layer) -> str | None:
        """The tiles of what answers, for a layer that is drawn from its own; None where it is all of it."""
        if not self.told or isinstance(layer.style, Choropleth):
            return None
        return f"/tiles/{layer.id}.json?{urlencode({'filter': self.told})}"


@dataclass(frozen=True, slots=True)
class Front:
    """The layer in front, as asked for; ``total`` is how many features it has in all."""

    current: LayerEntry
    table: Table
    asked: Asked
    total: int


def asked_of(
    session: Session, layer: Layer, given: MapIn, *, viewer: Viewer, classes: str | None = None, day: date | None = None
) -> Asked:
    """The question; ``classes`` as the address says them, ``day`` the past day that the session answers for.

    Raises Invalid for a year without data and for a filter that cannot be read.
    """
    timeline = times.timeline(session, layer, viewer=viewer, year=given.year, on=day)
    whole = given.model_copy(update={"filter": filters.with_condition(layer, given), "where": ""})
    told = filters.written(layer, whole)
    if told and viewer.is_public:
        hold_back(session)
    return Asked(whole, timeline, told, filters.question_of(layer, told), classes, day)


def front(session: Session, layer: Layer, asked: Asked, language: Language, *, viewer: Viewer) -> Front:
    """The answer. Raises Invalid for an order that the layer does not have."""
    given = asked.given
    with times.at(session, asked.year):
        current = queries.entry(session, layer, viewer=viewer, question=asked.question)
        table = queries.table_page(
            session, layer, viewer=viewer, language=language, sort=given.sort, page=given.page, question=asked.question
        )
        total = queries.entry(session, layer, viewer=viewer).count if asked.told else current.count
    return Front(current, table, asked, total)
