"""Of which day a page speaks: ``?on=22/06/2569``, or now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Query
from sqlalchemy.orm import Session

from app.core.calendar import parse_day, written_day
from app.organizations.queries.posts import today_is
from app.web.dependencies import Viewing
from gis.layer import Text

On = Annotated[str, Query(max_length=20)]


@dataclass(frozen=True, slots=True)
class AsOf:
    """``on`` is what queries are asked (None: now), ``day`` the day itself, ``written`` what the field shows."""

    day: date
    on: date | None
    written: str
    wrong: Text | None = None

    @property
    def query(self) -> str:
        """What a link carries on, so that the next page speaks of the same day."""
        return f"?on={self.on.isoformat()}" if self.on is not None else ""


def as_of(session: Session, viewer: Viewing, asked: str) -> AsOf:
    """The day asked for; today with the reason where it cannot be read."""
    now = today_is(session, viewer=viewer)
    try:
        day = parse_day(asked)
    except ValueError as error:
        th, _, en = str(error).partition(" · ")
        return AsOf(now, None, asked, Text(th=th, en=en or th))
    if not isinstance(day, date) or day == now:
        return AsOf(now, None, written_day(now))
    return AsOf(day, day, written_day(day))
