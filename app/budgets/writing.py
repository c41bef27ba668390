"""Writing lines and events, for the acts that have asked whether they may: one road for forms, decisions and imports."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.budgets.models import BudgetLine, Contract, ExpenseClass, FundingSource, LedgerEvent
from app.budgets.records import BALANCES, refuse_future, refuse_too_early
from app.budgets.rules import Kind
from app.budgets.schemas import EventIn, LineIn
from app.core.authority import Acting
from app.core.errors import Conflict, Invalid
from app.core.records import refused_by
from app.projects.models import Activity, Project


def opened_line(session: Session, project: Project, given: LineIn, *, is_synthetic: bool = False) -> BudgetLine:
    """A new line with an empty ledger. Raises Conflict when its reference, its code or its place is taken, and when the
    project has no such activity.
    """
    _refuse_unknown(session, given)
    if given.activity_number is not None and session.get(Activity, (project.id, given.activity_number)) is None:
        raise _no_activity(given)
    made = BudgetLine(
        id=uuid.uuid4(), project_id=project.id, is_synthetic=is_synthetic or project.is_synthetic,
        **given.model_dump(exclude={"project"}),
    )  # fmt: skip
    with refused_by(session, _taken(given)):
        session.add(made)
    return made


def written_event(
    session: Session, by: Acting, line: BudgetLine, project: Project, given: EventIn, contract: Contract | None,
    run: uuid.UUID | None = None,
) -> LedgerEvent:  # fmt: skip
    """A new event of a line that is locked. Raises Conflict for what the balance does not allow."""
    refuse_too_early(project, given.kind)
    refuse_future(session, given.occurred_on)
    made = event_of(line, by, given.kind, given.amount, contract) | {
        "occurred_on": given.occurred_on, "document_no": given.document_no, "tier": given.tier,
        "priority": given.priority, "note": given.note, "import_run_id": run,
    }  # fmt: skip
    return kept(session, made)[0]


def event_of(line: BudgetLine, by: Acting, kind: Kind, satang: int, contract: Contract | None = None) -> dict[str, Any]:
    """The columns that follow from the line, the contract and who acts; signatures are snapshots."""
    return {
        "id": uuid.uuid4(), "line_id": line.id, "project_id": line.project_id, "appropriation_year": line.fiscal_year,
        "road": line.road, "kind": kind.value, "amount_satang": satang,
        "contract_id": contract.id if contract else None, "contract_signed_on": contract.signed_on if contract else None,
        "by_position": by.position, "by_title": by.title or by.position, "by_person": by.person_id,
    }  # fmt: skip


COPIED = ("line_id", "project_id", "appropriation_year", "road", "kind", "contract_id", "contract_signed_on", "tier",
          "priority", "ground", "proposal_id")  # fmt: skip


def reversal_of(event: LedgerEvent, by: Acting, day: date, document_no: str, note: str | None) -> dict[str, Any]:
    """The columns of the event that undoes another one."""
    return {name: getattr(event, name) for name in COPIED} | {
        "id": uuid.uuid4(), "reverses": event.id, "amount_satang": -event.amount_satang, "occurred_on": day,
        "document_no": document_no, "note": note, "by_position": by.position, "by_title": by.title or by.position,
        "by_person": by.person_id,
    }  # fmt: skip


def kept(session: Session, *rows: dict[str, Any]) -> list[LedgerEvent]:
    """Events that stand or fall together."""
    made = [LedgerEvent(**row) for row in rows]
    with refused_by(session, BALANCES):
        session.add_all(made)
    return made


def _refuse_unknown(session: Session, given: LineIn) -> None:
    refuse_unknown_source(session, given.source)
    if session.get(ExpenseClass, given.class5.value) is None:
        raise Invalid("ยังไม่ได้ใส่งบรายจ่ายตั้งต้น", "The classes of expenditure are not seeded yet.", place="class5")
    if given.subclass is not None:
        found = session.get(ExpenseClass, given.subclass)
        if found is None or found.parent_code != given.class5:
            raise Invalid("ประเภทย่อยนี้ไม่อยู่ในงบรายจ่ายที่เลือก", "The class has no such subclass.", place="subclass")


def refuse_unknown_source(session: Session, code: str) -> None:
    """Raises Invalid."""
    if session.get(FundingSource, code) is None:
        raise Invalid(f"ไม่มีแหล่งเงิน {code}", f"There is no source {code}.", place="source")


def _taken(given: LineIn) -> dict[str, Callable[[], Conflict]]:
    return {
        "uq_budget_line_reference": lambda: Conflict(
            f"รหัสรายการ {given.reference} มีอยู่แล้ว", f"The line {given.reference} is there already.", place="reference"
        ),
        "uq_budget_line_project_id": lambda: Conflict(
            "โครงการมีรายการของปี แหล่งเงิน และงบรายจ่ายนี้อยู่แล้ว",
            "The project has a line of this year, source and class already.", place="class5",
        ),
        "uq_budget_line_external_code": code_taken,
        "fk_budget_line_activity": lambda: _no_activity(given),
    }  # fmt: skip


def _no_activity(given: LineIn) -> Conflict:
    return Conflict(
        f"โครงการ {given.project} ไม่มีกิจกรรมที่ {given.activity_number} เพิ่มกิจกรรมในโครงการก่อน หรือเว้นว่างเมื่อเป็นเงินทั้งโครงการ",
        f"The project {given.project} has no activity {given.activity_number}; add it to the project first, or leave it empty"
        " for money of the whole project.", place="activity_number",
    )  # fmt: skip


def code_taken() -> Conflict:
    """The refusal of a code that another line of the year has."""
    return Conflict(
        "รหัสงบประมาณนี้เป็นของรายการอื่นในปีเดียวกัน", "Another line of the year has this code.", place="external_code"
    )
