"""What a call writes into the ledger: what a brief requests, its undoing, and what the committee screened.

One road with budgets: its lines, its events, its balances. The power to file or to decide is what the acts ask for.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from app.budgets.models import BudgetLine, LedgerEvent, LineBalance
from app.budgets.records import held_lines
from app.budgets.rules import Class5, Kind, Road
from app.budgets.schemas import LineIn
from app.budgets.writing import event_of, kept, opened_line
from app.calls.models import BriefAmount, Call
from app.core.authority import Acting
from app.core.errors import Conflict
from app.core.records import today
from app.projects.models import Project


def lines_of(session: Session, call: Call, project_id: uuid.UUID) -> list[BudgetLine]:
    """The lines of a project that a call is about, locked."""
    asked = select(BudgetLine.id).where(
        BudgetLine.project_id == project_id,
        BudgetLine.fiscal_year == call.fiscal_year,
        BudgetLine.source == call.source,
    )
    held = held_lines(session, session.scalars(asked))
    return sorted(held.values(), key=lambda one: one.reference)


def request(
    session: Session, by: Acting, call: Call, project: Project, amounts: Iterable[BriefAmount], on: date | None = None
) -> int:
    """Have the ledger say what a brief requests, today or on an earlier day, and nothing else; returns the sum in satang.

    A line that is missing is opened. Raises Conflict when the ledger has another request already.
    """
    wanted = list(amounts)
    held = {_key(line): line for line in lines_of(session, call, project.id)}
    for one in wanted:
        if _wanted(one) not in held:
            held[_wanted(one)] = _opened(session, call, project, one)
    asked = {_wanted(one): one.amount_satang for one in wanted}
    stands = _requested(session, held.values())
    rows = []
    for key, line in held.items():
        amount, there = asked.get(key, 0), stands.get(line.id, 0)
        if there not in (0, amount):
            raise _elsewhere(line)
        if there == 0 and amount:
            rows.append(event_of(line, by, Kind.REQUESTED, amount) | _told(session, call, None, on))
    kept(session, *rows)
    return sum(asked.values())


def take_back(session: Session, by: Acting, call: Call, project: Project, reason: str) -> None:
    """Undo the requests of a project in a call, each by its exact reversal."""
    undone = aliased(LedgerEvent)
    lines = lines_of(session, call, project.id)
    live = (
        select(LedgerEvent)
        .where(LedgerEvent.line_id.in_([line.id for line in lines]), LedgerEvent.kind == Kind.REQUESTED)
        .where(LedgerEvent.reverses.is_(None))
        .where(~select(undone.id).where(undone.reverses == LedgerEvent.id).exists())
        .order_by(LedgerEvent.seq)
    )
    by_id = {line.id: line for line in lines}
    rows = [
        event_of(by_id[one.line_id], by, Kind.REQUESTED, -one.amount_satang)
        | _told(session, call, reason)
        | {"reverses": one.id}
        for one in session.scalars(live)
    ]
    kept(session, *rows)


def screened(
    session: Session, by: Acting, call: Call, project: Project, document: str, note: str, *, supported: bool,
    on: date | None = None,
) -> None:  # fmt: skip
    """Record for each line of a project what the committee supports of its request: all of it, or nothing."""
    lines = lines_of(session, call, project.id)
    stands = _requested(session, lines)
    common = {"occurred_on": on or today(session), "document_no": document, "note": note}
    amounts = {line.id: stands.get(line.id, 0) if supported else 0 for line in lines}
    kept(session, *(event_of(line, by, Kind.SCREENED, amounts[line.id]) | common for line in lines))


def _key(line: BudgetLine) -> tuple[int | None, str, str]:
    return line.activity_number, line.class5, line.road


def _wanted(one: BriefAmount) -> tuple[int | None, str, str]:
    return one.activity_number, one.class5, one.road


def _opened(session: Session, call: Call, project: Project, one: BriefAmount) -> BudgetLine:
    place = f"{call.fiscal_year}.{one.activity_number}.{one.class5[:3]}.{one.road[:1]}.{call.source[:4]}"
    given = LineIn(
        reference=f"{project.reference}/{place}", project=project.reference,
        activity_number=one.activity_number, fiscal_year=call.fiscal_year, source=call.source,
        class5=Class5(one.class5), road=Road(one.road),
    )  # fmt: skip
    return opened_line(session, project, given)


def _requested(session: Session, lines: Iterable[BudgetLine]) -> dict[uuid.UUID, int]:
    asked = select(LineBalance).where(LineBalance.line_id.in_([line.id for line in lines]))
    rows = session.scalars(asked.execution_options(populate_existing=True))
    return {row.line_id: row.requested for row in rows}


def _told(session: Session, call: Call, note: str | None, on: date | None = None) -> dict[str, Any]:
    return {"occurred_on": on or today(session), "document_no": call.code, "note": note}


def _elsewhere(line: BudgetLine) -> Conflict:
    return Conflict(
        f"บัญชีงบประมาณมีคำขอของรายการ {line.reference} เป็นจำนวนอื่นอยู่แล้ว ให้กลับรายการนั้นก่อน",
        f"The ledger has another request of the line {line.reference} already; reverse that first.", place="items",
    )  # fmt: skip
