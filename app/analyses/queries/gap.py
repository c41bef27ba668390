"""Need against money (ความต้องการเทียบเงิน): what districts received, and what tells of need in them."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session

from app.analyses.queries.areas import Had, areas, had
from app.analyses.queries.needs import Measure, measures
from app.analyses.rules import Level
from app.core.authority import Viewer


def offered(
    session: Session, year: int, home: str | None, on: date, *, viewer: Viewer, known: date | None
) -> tuple[list[Had], list[Measure]]:
    """The districts with their money of a year, and the indicators that tell of need in them."""
    found = areas(session, Level.DISTRICT, home, on, viewer=viewer)
    rows = had(session, found, Level.DISTRICT, year, viewer=viewer)
    return rows, measures(session, [one.code for one in found], year, viewer=viewer, known=known)
