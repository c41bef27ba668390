"""The act that writes invented ledgers, many at once: the demonstration is loaded in seconds, under the same rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.budgets.models import BudgetLine, Contract, LedgerEvent, UnmatchedRow
from app.core import audit
from app.core.authority import Acting
from app.core.database import Base
from app.core.permissions import Permission

Rows = Sequence[dict[str, Any]]


def invent_ledgers(
    session: Session, *, by: Acting, lines: Rows = (), contracts: Rows = (), events: Rows = (), unmatched: Rows = ()
) -> int:
    """Write synthetic lines, contracts, events in the order given, and rows that match nothing; counts the events.

    The database holds what it always holds. An event belongs to a line that is synthetic.
    """
    by.must(Permission.DEMO_LOAD)
    marked = {"is_synthetic": True}
    signed = {"by_position": by.position, "by_title": by.title or by.position, "by_person": by.person_id}
    tables: list[tuple[type[Base], Rows]] = [
        (BudgetLine, [row | marked for row in lines]), (Contract, [row | marked for row in contracts]),
        (LedgerEvent, [row | signed for row in events]), (UnmatchedRow, [row | marked for row in unmatched]),
    ]  # fmt: skip
    for table, rows in tables:
        if rows:
            session.execute(insert(table), rows)
    audit.record(session, by, "budget_line.invented", "budget_line", "*", lines=len(lines), events=len(events))
    return len(events)
