"""Acts on the ledger: record an event, approve an expense, undo exactly one event. Nothing is ever changed."""

from __future__ import annotations

import uuid

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.budgets.models import Contract, LedgerEvent
from app.budgets.records import (
    contract_called,
    event_at,
    held_line,
    held_lines,
    project_of,
    refuse_future,
    resources_of,
)
from app.budgets.rules import BY_PROPOSAL, TRANSFERS, Kind
from app.budgets.schemas import EventIn, ReversalIn
from app.budgets.writing import kept, reversal_of, written_event
from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict, Invalid
from app.core.permissions import Permission
from app.core.records import plain


def record_event(session: Session, *, by: Acting, line_id: uuid.UUID, given: EventIn) -> LedgerEvent:
    """Record what happened to a line, save that money was paid. Raises Conflict for what its balance does not allow."""
    by.must(Permission.BUDGET_RECORD)
    line = held_line(session, line_id)
    project = project_of(session, line)
    for resource in resources_of(project):
        by.must(Permission.BUDGET_RECORD, resource)
    if given.kind is Kind.DISBURSED:
        raise Invalid("การเบิกจ่ายต้องอนุมัติการใช้จ่าย", "A payment is an expense that is approved.", place="kind")
    made = written_event(session, by, line, project, given, contract_called(session, line, given.contract))
    audit.record(session, by, "budget.recorded", "budget_line", line.reference, event=str(made.id),
                 after=plain(given.model_dump()))  # fmt: skip
    return made


def approve_expense(session: Session, *, by: Acting, line_id: uuid.UUID, given: EventIn) -> LedgerEvent:
    """Approve that money is paid, up to the ceiling of the position; not by the person who recorded the contract."""
    by.must(Permission.EXPENSE_APPROVE, Resource(amount_satang=given.amount))
    line = held_line(session, line_id)
    project, contract = project_of(session, line), contract_called(session, line, given.contract)
    for resource in resources_of(project, given.amount, _bound_by(session, contract)):
        by.must(Permission.EXPENSE_APPROVE, resource)
    if given.kind is not Kind.DISBURSED:
        raise Invalid("อนุมัติการใช้จ่ายเป็นการเบิกจ่ายเท่านั้น", "An expense that is approved is a payment.", place="kind")
    made = written_event(session, by, line, project, given, contract)
    audit.record(session, by, "expense.approved", "expense", line.reference, event=str(made.id),
                 after=plain(given.model_dump()))  # fmt: skip
    return made


def reverse_event(session: Session, *, by: Acting, event_id: uuid.UUID, given: ReversalIn) -> list[LedgerEvent]:
    """Undo an event, once and whole; both halves of a transfer together.

    It takes the power by which the event came about. Raises Conflict when later events rest on it.
    """
    by.must(Permission.BUDGET_RECORD)
    undone = event_at(session, event_id)
    lines = held_lines(session, [each.line_id for each in _with_other_half(session, undone)])
    for resource in resources_of(project_of(session, lines[undone.line_id]), abs(undone.amount_satang)):
        by.must(_power(Kind(undone.kind)), resource)
    refuse_future(session, given.occurred_on)
    if undone.reverses is not None:
        raise Conflict("กลับรายการที่เป็นการกลับรายการไม่ได้", "What undoes an event is not undone; record it anew.")
    if given.occurred_on < undone.occurred_on:
        raise Invalid("กลับรายการก่อนวันที่เกิดรายการไม่ได้", "An event is not undone before its day.", place="occurred_on")
    rows = [
        reversal_of(each, by, given.occurred_on, given.document_no, given.note)
        for each in _with_other_half(session, undone)
    ]
    for row, other in zip(rows, reversed(rows), strict=True):
        row["pair"] = other["id"] if len(rows) > 1 else None
    made = kept(session, *rows)
    audit.record(session, by, "budget.reversed", "budget_line", lines[undone.line_id].reference, event=str(undone.id),
                 kind=undone.kind, amount_satang=undone.amount_satang, after=plain(given.model_dump()))  # fmt: skip
    return made


def _power(kind: Kind) -> Permission:
    if kind in BY_PROPOSAL:
        return Permission.BUDGET_APPROVE
    return Permission.EXPENSE_APPROVE if kind is Kind.DISBURSED else Permission.BUDGET_RECORD


def _bound_by(session: Session, contract: Contract | None) -> uuid.UUID | None:
    """The person who last recorded that the contract binds money; None where no contract is needed."""
    if contract is None:
        return None
    asked = select(LedgerEvent.by_person).where(
        LedgerEvent.contract_id == contract.id, LedgerEvent.kind == Kind.CONTRACTED
    )
    return session.scalars(asked.order_by(LedgerEvent.seq.desc()).limit(1)).first()


def _with_other_half(session: Session, event: LedgerEvent) -> list[LedgerEvent]:
    if Kind(event.kind) not in TRANSFERS or event.pair is None:
        return [event]
    return [event, event_at(session, event.pair)]
