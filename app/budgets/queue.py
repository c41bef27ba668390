"""The queue of rows that matched nothing."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.budgets.models import UnmatchedRow
from app.budgets.rules import Table
from app.budgets.schemas import EventIn
from app.core.errors import Conflict, NotFound
from gis.layer import Text

WHY = {
    "line": Text(th="ไม่พบรายการที่มีรหัสงบประมาณนี้ในปีนั้น", en="No line of that year has this code"),
    "contract": Text(th="ไม่พบสัญญาเลขที่นี้ในโครงการ", en="The project has no such contract"),
}


def queued(
    session: Session, kind: Table, row: dict[str, Any], given: EventIn, why: str, run: uuid.UUID | None
) -> bool:  # fmt: skip
    """Put a row into the queue; False when the same row was put there, whatever became of it."""
    values = {
        "kind": kind.value, "external_code": row.get("external_code"), "contract_number": row.get("contract_number"),
        "amount_satang": given.amount, "occurred_on": given.occurred_on, "document_no": given.document_no,
    }  # fmt: skip
    there = select(UnmatchedRow.id).filter_by(**values)
    if session.scalars(there.limit(1)).first() is not None:
        return False
    session.add(UnmatchedRow(id=uuid.uuid4(), import_run_id=run, row_number=int(row["row"]), why=why, **values))
    session.flush()
    return True


def held_row(session: Session, row_id: uuid.UUID) -> UnmatchedRow:
    """A row that waits, locked. Raises NotFound, and Conflict when it was settled."""
    found = session.get(UnmatchedRow, row_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound("ไม่มีรายการนี้ในคิว", "There is no such row in the queue.")
    if found.state != "waiting":
        raise Conflict("รายการนี้จัดการไปแล้ว", "The row was settled already.")
    return found
