"""What budgets can tell of a past day beside the ledger: targets and ceilings of that day, and the queue as it was."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.budgets.models import Ceiling, DisbursementTarget, UnmatchedRow
from app.core.authority import Viewer
from app.core.records import day_of
from gis.access import Read


def are_kept(
    session: Session, table: type[Ceiling] | type[DisbursementTarget], year: int, on: date, *, viewer: Viewer
) -> bool:
    """Whether the targets or the ceilings of a year are those of the day: none of them was set later, or nobody knows when."""
    del viewer
    later = select(table.fiscal_year).where(
        table.fiscal_year == year, or_(table.set_at.is_(None), day_of(table.set_at) > on)
    )
    return session.scalars(later.limit(1)).first() is None


def unmatched_on(session: Session, on: date, *, viewer: Viewer) -> list[UnmatchedRow] | None:
    """The rows that waited when a day ended, for the cleared alone; None where that is not known of some row."""
    if Read.INTERNAL not in viewer.classes:
        return []
    queued, settled = day_of(UnmatchedRow.queued_at), day_of(UnmatchedRow.settled_at)
    dark = UnmatchedRow.queued_at.is_(None) | ((UnmatchedRow.state != "waiting") & UnmatchedRow.settled_at.is_(None))
    unknown = select(UnmatchedRow.id).where(dark, or_(UnmatchedRow.queued_at.is_(None), queued <= on))
    if session.scalars(unknown.limit(1)).first() is not None:
        return None
    asked = select(UnmatchedRow).where(queued <= on, or_(UnmatchedRow.state == "waiting", settled > on))
    return list(session.scalars(asked.order_by(UnmatchedRow.kind, UnmatchedRow.occurred_on, UnmatchedRow.row_number)))
