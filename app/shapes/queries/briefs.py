"""The brief of a shape: what lies inside, and the figures of the district or province that stands for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.briefs.hidden import measured_hidden, projects_hidden
from app.briefs.rules import MOST_NEEDS, Money
from app.budgets.queries.places import any_hidden as money_hidden
from app.budgets.queries.places import received_by_area
from app.budgets.queries.reports import source_names
from app.core.authority import Viewer
from app.core.calendar import fiscal_year
from app.core.records import today
from app.indicators.queries.areas import Measured, measured_in
from app.indicators.ranking import needs
from app.maps.queries import places_of
from app.maps.schemas import PlaceName
from app.monitoring.rules import Light
from app.overview.queries.areas import Listed, people_by_area
from app.projects.queries.areas import Placed
from app.shapes.queries.inside import DISTRICT_DIGITS, PROVINCE_DIGITS, Held, Inside, inside
from gis.catalog import Catalog
from gis.drawn import Zone

VILLAGES = "villages"


@dataclass(frozen=True, slots=True)
class ShapeBrief:
    """All that stands on the page. ``stands`` is the code of the area whose indicators are shown, None where there is none.

    ``around`` is what the province of the shape received per head in the year; None where that is not known.
    ``is_hidden``: something of it is not for the public.
    """

    inside: Inside
    year: int
    day: date
    stands: str | None
    places: Mapping[str, PlaceName]
    around: float | None
    needs: tuple[Measured, ...]
    needs_in_all: int
    money: tuple[Money, ...]
    is_hidden: bool

    @property
    def projects(self) -> tuple[Listed, ...]:
        """What needs eyes first."""
        return tuple(_listed(one) for one in self.inside.projects)

    @property
    def of_year(self) -> int:
        """How many projects are of the year."""
        return sum(one.first_year <= self.year <= one.last_year for one in self.inside.projects)

    @property
    def late(self) -> tuple[Listed, ...]:
        """Of all years."""
        return tuple(one for one in self.projects if one.light is Light.LATE)

    @property
    def per_head(self) -> float | None:
        """Baht of the year for each of the people that are estimated."""
        people = self.inside.people
        return sum(one.received for one in self.money) / people if people else None

    @property
    def villages(self) -> int:
        return sum(one.count for one in self.inside.layers if one.layer.id == VILLAGES)

    @property
    def known(self) -> float:
        """How much of the shape lies in subdistricts that are known, from 0 to 1."""
        return min(sum(one.of_shape for one in self.inside.parts), 1.0)


def brief_of_shape(
    session: Session, catalog: Catalog, zone: Zone, *, viewer: Viewer, on: date | None = None
) -> ShapeBrief:
    """The brief of a shape, as of a day or today."""
    found, day = inside(session, catalog, zone, viewer=viewer), on or today(session)
    stands, year = found.stands, fiscal_year(day)
    measured = measured_in(session, stands, viewer=viewer, known=on, on=on) if stands else []
    ranked, codes = needs(measured), {*found.shares_of(PROVINCE_DIGITS), *found.shares_of(DISTRICT_DIGITS)}
    return ShapeBrief(
        found, year, day, stands, places_of(session, codes, viewer=viewer), _around(session, found, year, viewer),
        tuple(ranked[:MOST_NEEDS]), len(ranked), _money(session, found, year, viewer),
        not viewer.is_public and _hidden(session, found, year, measured, viewer),
    )  # fmt: skip


def _hidden(session: Session, found: Inside, year: int, measured: Sequence[Measured], viewer: Viewer) -> bool:
    """Whether a project, an indicator, or the money of the province that it is compared with, is not for the public."""
    province = next(iter(found.shares_of(PROVINCE_DIGITS)), None)
    return (
        measured_hidden(measured, found.stands or "")
        or projects_hidden(session, {one.project_id: one.state for one in found.projects}, viewer=viewer)
        or (province is not None and money_hidden(session, year, province, viewer=viewer))
    )


def _around(session: Session, found: Inside, year: int, viewer: Viewer) -> float | None:
    province = next(iter(found.shares_of(PROVINCE_DIGITS)), None)
    if province is None:
        return None
    people = people_by_area(session, PROVINCE_DIGITS, viewer=viewer).get(province)
    received = received_by_area(session, province, PROVINCE_DIGITS, year, viewer=viewer).get(province, 0.0)
    return received / people if people else None


def _money(session: Session, found: Inside, year: int, viewer: Viewer) -> tuple[Money, ...]:
    names = source_names(session, viewer=viewer)
    rows = (one for one in found.money if one.year == year)
    return tuple(Money(names[one.source], one.received, one.obligated, one.disbursed) for one in rows)


def _listed(one: Held) -> Listed:
    project = Placed(
        "", one.project_id, one.reference, one.title_th, one.title_en, one.state, one.first_year, one.last_year
    )  # fmt: skip
    return Listed(project, one.standing, one.received, None)
