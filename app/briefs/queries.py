"""The figures of a brief, each from the query that the pages of its own slice ask."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from app.briefs.areas import LEVELS, named
from app.briefs.hidden import measured_hidden, projects_hidden
from app.briefs.rules import MOST_NEEDS, Brief, Elsewhere, Money
from app.budgets.queries.places import any_hidden as money_hidden
from app.budgets.queries.places import in_area
from app.budgets.queries.reports import placed, source_names
from app.core.authority import Viewer
from app.core.calendar import fiscal_year
from app.core.errors import NotFound
from app.core.records import today
from app.indicators.queries.areas import Measured, measured_in
from app.indicators.ranking import needs
from app.maps.queries import places_of
from app.overview.queries.areas import PROVINCE_DIGITS, Listed, around, projects_in
from app.overview.rules import standing
from app.places.queries import ancestors, area_at, counts_below


def brief_of(session: Session, code: str, *, viewer: Viewer, on: date | None = None) -> Brief:
    """The brief of a province, district or subdistrict, as of a day or today. Raises NotFound."""
    area = area_at(session, code, viewer=viewer, on=on)
    day = on or today(session)
    year = fiscal_year(day)
    beside = around(session, area, year, viewer=viewer) if len(code) in LEVELS and code.isdecimal() else None
    if beside is None:
        raise NotFound(
            f"สรุปพื้นที่มีสำหรับจังหวัด อำเภอ และตำบลที่มีแนวเขต ไม่มีสำหรับ {code}",
            f"Briefs are of provinces, districts and subdistricts with an outline, not of {code}.",
        )
    listed = projects_in(session, code, viewer=viewer)
    measured = measured_in(session, code, viewer=viewer, known=on, on=on)
    ranked = needs(measured)
    return Brief(
        code=area.code,
        name=named(area),
        above=tuple(named(one) for one in ancestors(session, area, viewer=viewer)),
        year=year,
        day=day,
        people=beside.here.people,
        sqm=area.area_sqm or 0.0,
        counts=counts_below(session, area.code, viewer=viewer),
        here=beside.here,
        rank=standing(beside.here.per_head, [one.per_head for one in beside.peers]),
        projects=tuple(listed),
        places=places_of(session, {one.code for one in listed}, viewer=viewer),
        needs=tuple(ranked[:MOST_NEEDS]),
        needs_in_all=len(ranked),
        money=_money(session, code, year, viewer),
        elsewhere=_elsewhere(session, year, viewer) if len(code) == PROVINCE_DIGITS else None,
        is_hidden=_hidden(session, code, year, listed, measured, viewer),
    )


def _hidden(
    session: Session, code: str, year: int, listed: Sequence[Listed], measured: Sequence[Measured], viewer: Viewer
) -> bool:
    """Whether anything here is not for the public; an area is ranked among those of its province."""
    if viewer.is_public:
        return False
    ranked = code[:PROVINCE_DIGITS] if len(code) > PROVINCE_DIGITS else ""
    return (
        measured_hidden(measured, code)
        or projects_hidden(session, {one.project.project_id: one.project.state for one in listed}, viewer=viewer)
        or money_hidden(session, year, ranked, viewer=viewer, code=code)
    )


def _money(session: Session, code: str, year: int, viewer: Viewer) -> tuple[Money, ...]:
    names = source_names(session, viewer=viewer)
    rows = [row for row in in_area(session, code, viewer=viewer) if row["fiscal_year"] == year]
    baht = ("received_baht", "obligated_baht", "disbursed_baht")
    made = (Money(names[row["source"]], *(row[each] for each in baht)) for row in rows)
    return tuple(one for one in made if one.received or one.disbursed)


def _elsewhere(session: Session, year: int, viewer: Viewer) -> Elsewhere:
    found = placed(session, year, viewer=viewer)
    return Elsewhere(found.province_wide, found.unlocated)
