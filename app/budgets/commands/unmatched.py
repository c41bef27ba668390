"""Acts on the queue: say to which line a row belongs, or that it belongs to none."""

from __future__ import annotations

import uuid

from sqlalchemy import func
from sqlalchemy.orm import Session

from app.budgets.models import LedgerEvent, UnmatchedRow
from app.budgets.queue import held_row
from app.budgets.records import contract_called, held_line, line_called, project_of, resources_of
from app.budgets.rules import Kind, Table
from app.budgets.schemas import Dismissal, EventIn, Settlement
from app.budgets.writing import written_event
from app.core import audit
from app.core.authority import Acting
from app.core.money import SATANG
from app.core.permissions import Permission


def settle_row(session: Session, *, by: Acting, row_id: uuid.UUID, given: Settlement) -> LedgerEvent:
    """Record a row in the ledger of the line to which it belongs. Raises Conflict for what its balance does not allow."""
    by.must(Permission.BUDGET_RECORD)
    row = held_row(session, row_id)
    line = held_line(session, line_called(session, given.line).id)
    for resource in resources_of(project_of(session, line)):
        by.must(Permission.BUDGET_RECORD, resource)
    event = EventIn(
        kind=Kind.CONTRACTED if row.kind == Table.EGP else Kind.DISBURSED, amount=f"{row.amount_satang / SATANG:.2f}",
        occurred_on=row.occurred_on, document_no=row.document_no, contract=given.contract,
    )  # fmt: skip
    contract = contract_called(session, line, given.contract)
    made = written_event(session, by, line, project_of(session, line), event, contract, row.import_run_id)
    row.state, row.event_id, row.settled_at = "matched", made.id, func.clock_timestamp()
    audit.record(
        session, by, "unmatched_row.settled", "unmatched_row", str(row.id), line=line.reference, event=str(made.id)
    )
    return made


def dismiss_row(session: Session, *, by: Acting, row_id: uuid.UUID, given: Dismissal) -> UnmatchedRow:
    """Say that a row belongs to no line here, and why."""
    by.must(Permission.BUDGET_RECORD)
    row = held_row(session, row_id)
    row.state, row.reason, row.settled_at = "dismissed", given.reason, func.clock_timestamp()
    session.flush()
    audit.record(session, by, "unmatched_row.dismissed", "unmatched_row", str(row.id), reason=given.reason)
    return row
