"""What the search finds, by kind."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from app.places.schemas import FoundArea
from app.search.rules import Kind


class Hit(BaseModel):
    """One thing found: its name, its code, what tells it from others of that name, and its page.

    ``place`` is what a map needs to go there: level, middle and box (EPSG:4326) of an area.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    code: str
    title_th: str
    title_en: str | None = None
    note_th: str | None = None
    note_en: str | None = None
    path: str
    place: FoundArea | None = None


class Group(BaseModel):
    """What was found of a kind; ``more`` is where all of it stands when there is more than is shown."""

    model_config = ConfigDict(frozen=True)

    kind: Kind
    title_th: str
    title_en: str
    hits: tuple[Hit, ...]
    more: str | None = None
