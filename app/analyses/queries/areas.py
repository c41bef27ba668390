"""The areas that analyses compare, with their people and what they received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.analyses.rules import Level
from app.budgets.queries.places import received_by_area
from app.core.authority import Viewer
from app.indicators.queries.shapes import Shape, shapes
from app.overview.queries.areas import people_by_area
from app.places.models import Area

PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Had:
    """An area, its people where they are known, and what it received of a year in baht."""

    area: Shape
    people: float | None
    baht: float

    @property
    def per_head(self) -> float | None:
        """In baht; None where the people are not known, or nobody lives there."""
        return self.baht / self.people if self.people else None


def areas(session: Session, level: Level, home: str | None, on: date, *, viewer: Viewer) -> list[Shape]:
    """The areas of the home province on a day, by code; of all provinces where the office has none."""
    known = select(func.left(Area.code, PROVINCE_DIGITS)).where(Area.level == level).distinct()
    provinces = [home] if home else list(session.scalars(known))
    return shapes(session, viewer=viewer, level=level, provinces=provinces, on=on)


def had(session: Session, found: Sequence[Shape], level: Level, year: int, *, viewer: Viewer) -> list[Had]:
    """What each of these areas received of an appropriation year, as ``published.budget_places`` divides it."""
    people = people_by_area(session, level.digits, viewer=viewer)
    baht = received_by_area(session, "", level.digits, year, viewer=viewer)
    return [Had(one, people.get(one.code), baht.get(one.code, 0.0)) for one in found]
