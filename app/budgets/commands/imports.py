"""Acts that bring tables in: looked at first, confirmed whole or not at all; what matches nothing waits in a queue."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.budgets.columns import fields, titled
from app.budgets.imports import Report, Row, Wrong, in_satang, modelled, weigh
from app.budgets.models import BudgetLine, Contract, ImportDraft, LedgerEvent
from app.budgets.models import Mapping as SavedMapping
from app.budgets.queue import queued
from app.budgets.records import contract_called, held_line, line_called, project_of, resources_of
from app.budgets.rules import Kind, Road, Table
from app.budgets.schemas import ContractIn, EventIn, LineChange, LineIn
from app.budgets.writing import code_taken, opened_line, written_event
from app.core import audit
from app.core.authority import Acting
from app.core.errors import Conflict, Invalid, NotFound, PhaenError
from app.core.lineage import ImportRun
from app.core.money import Unit
from app.core.permissions import Permission
from app.core.records import change, refused_by
from app.core.workbooks import read
from app.projects.queries import project_by_reference
from gis.layer import Text

Given = dict[str, Any]


def bring_table(
    session: Session, *, by: Acting, kind: Table, unit: Unit, file_name: str, content: bytes, mapped: Mapping[str, str]
) -> ImportDraft:
    """Look at a table as if it were imported, and keep it with the report until it is confirmed; nothing else is written."""
    by.must(Permission.BUDGET_RECORD)
    rows = fields(kind, read(content), mapped)
    with session.begin_nested() as tried:
        report = _carry_out(session, by, kind, unit, rows, None)
        tried.rollback()
    made = ImportDraft(
        id=uuid.uuid4(), kind=kind.value, unit=unit.value, file_name=file_name, rows=rows, report=report.plain(),
        sha256=hashlib.sha256(content).hexdigest(), by_position=by.position,
    )  # fmt: skip
    session.add(made)
    audit.record(session, by, "budget_import.brought", "budget_import", str(made.id), file=file_name, kind=kind.value,
                 unit=unit.value, rows=len(rows), wrong=len(report.wrong))  # fmt: skip
    return made


def confirm_table(session: Session, *, by: Acting, draft_id: uuid.UUID) -> Report:
    """Import a draft, all of its rows. Raises Invalid, and nothing is written, when a row is wrong by now."""
    by.must(Permission.BUDGET_RECORD)
    draft = session.get(ImportDraft, draft_id, with_for_update=True)
    if draft is None or draft.kind == Table.BILL:
        raise NotFound("ไม่มีตารางที่รอยืนยันนี้ อาจยืนยันไปแล้ว", "No such table waits; it may have been confirmed.")
    run = ImportRun(id=uuid.uuid4(), kind=f"budget-{draft.kind}", file_name=draft.file_name, sha256=draft.sha256,
                    by_position=by.position, outcome="imported")  # fmt: skip
    session.add(run)
    session.flush()
    report = _carry_out(session, by, Table(draft.kind), Unit(draft.unit), draft.rows, run.id)
    if report.wrong:
        first = report.wrong[0]
        raise Invalid(
            f"นำเข้าไม่ได้ทั้งตาราง: แถว {first.row} {first.column.th}: {first.told.th}",
            f"Nothing of the table is imported: row {first.row}, {first.column.en}: {first.told.en}",
        )
    run.report = report.plain()
    session.delete(draft)
    audit.record(session, by, "budget_import.confirmed", "budget_import", str(draft_id), run=str(run.id),
                 written=report.written, same=report.same, unmatched=report.unmatched, total_satang=report.total)  # fmt: skip
    return report


def discard_table(session: Session, *, by: Acting, draft_id: uuid.UUID) -> None:
    """Give a draft up; it has written nothing."""
    by.must(Permission.BUDGET_RECORD)
    draft = session.get(ImportDraft, draft_id)
    if draft is None:
        raise NotFound("ไม่มีตารางที่รอยืนยันนี้", "No such table waits.")
    session.delete(draft)
    audit.record(session, by, "budget_import.discarded", "budget_import", str(draft_id), file=draft.file_name)


def save_mapping(
    session: Session, *, by: Acting, name: str, kind: Table, unit: Unit, columns: Mapping[str, str]
) -> SavedMapping:  # fmt: skip
    """Keep which column of a source's table holds what; under a name that is there already, anew."""
    by.must(Permission.BUDGET_RECORD)
    made = session.merge(SavedMapping(name=name, kind=kind.value, unit=unit.value, columns=dict(columns)))
    audit.record(session, by, "budget_mapping.saved", "budget_mapping", name, columns=dict(columns), unit=unit.value)
    return made


def _carry_out(session: Session, by: Acting, kind: Table, unit: Unit, rows: list[Row], run: uuid.UUID | None) -> Report:
    """Each row in its own savepoint, so that all that is wrong is told at once; the caller keeps all of it or nothing."""
    given, wrong = in_satang(kind, rows, unit)
    report = Report(wrong=wrong)
    write: Callable[[Session, Acting, Given, Report, uuid.UUID | None], None] = WRITERS[kind]
    for row in given:
        try:
            with session.begin_nested():
                write(session, by, row, report, run)
        except PhaenError as error:
            told = Text(th=error.th, en=error.en)
            report.wrong.append(Wrong(int(row["row"]), titled(kind, error.place or ""), told))
    report.wrong.sort(key=lambda one: one.row)
    weigh(session, kind, [int(Decimal(row["amount"]) * 100) for row in given if "amount" in row], report)
    return report


def _may(session: Session, by: Acting, line: BudgetLine, permission: Permission, amount: int | None = None) -> None:
    for resource in resources_of(project_of(session, line), amount):
        by.must(permission, resource)


def _line(session: Session, by: Acting, row: Given, report: Report, run: uuid.UUID | None) -> None:
    del run
    given = modelled(Table.LINES, LineIn, row, report)
    if given is None:
        return
    project = project_by_reference(session, given.project, viewer=by.viewer)
    for resource in resources_of(project):
        by.must(Permission.BUDGET_RECORD, resource)
    there = session.scalars(select(BudgetLine).where(BudgetLine.reference == given.reference)).one_or_none()
    if there is None:
        opened_line(session, project, given)
        report.written += 1
        return
    fixed = given.model_dump(exclude={"project", *LineChange.model_fields})
    if there.project_id != project.id or any(getattr(there, name) != value for name, value in fixed.items()):
        raise Conflict(
            "มีรายการรหัสนี้อยู่แล้วและต่างออกไป", "A line of this reference is there already, and differs.", place="reference"
        )
    with refused_by(session, {"uq_budget_line_external_code": code_taken}):
        changed = change(there, given.model_dump(include=set(LineChange.model_fields)))
    report.same, report.written = report.same + (not changed["after"]), report.written + bool(changed["after"])


def _event(session: Session, by: Acting, row: Given, report: Report, run: uuid.UUID | None) -> None:
    if row.get("event"):
        _is_there(session, row["event"])
        report.same += 1
        return
    given = modelled(Table.EVENTS, EventIn, row, report)
    if given is None:
        return
    line = held_line(session, line_called(session, row.get("line", "")).id)
    if given.kind is Kind.DISBURSED:
        _may(session, by, line, Permission.EXPENSE_APPROVE, given.amount)
    else:
        _may(session, by, line, Permission.BUDGET_RECORD)
    written_event(
        session, by, line, project_of(session, line), given, contract_called(session, line, given.contract), run
    )
    report.written += 1


def _is_there(session: Session, key: str) -> None:
    try:
        found = session.get(LedgerEvent, uuid.UUID(key))
    except ValueError:
        found = None
    if found is None:
        raise Invalid(
            "ไม่มีเหตุการณ์เลขนี้ เว้นว่างเมื่อเพิ่มใหม่", "There is no such event; leave it empty to add one.", place="event"
        )


def _payment(session: Session, by: Acting, row: Given, report: Report, run: uuid.UUID | None) -> None:
    """A payment that the state's system made: its approval is on the paper that it names."""
    given = modelled(
        Table.GFMIS, EventIn, row | {"kind": Kind.DISBURSED, "contract": row.get("contract_number")}, report
    )
    if given is None:
        return
    line = _matching(session, row)
    number = given.contract if line is not None and line.road == Road.BY_CONTRACT else None
    contract = _contract(session, line, number)
    if line is None or (line.road == Road.BY_CONTRACT and contract is None):
        why = "contract" if line is not None else "line"
        report.same, report.unmatched = _queue(session, Table.GFMIS, row, given, why, run, report)
        return
    held_line(session, line.id)
    _may(session, by, line, Permission.BUDGET_RECORD)
    if _recorded(session, line, given, contract):
        report.same += 1
        return
    written_event(session, by, line, project_of(session, line), given, contract, run)
    report.written += 1


def _signing(session: Session, by: Acting, row: Given, report: Report, run: uuid.UUID | None) -> None:
    """A contract of e-GP, and that it binds its value."""
    more = {"kind": Kind.CONTRACTED, "number": row.get("contract_number"), "contract": row.get("contract_number"),
            "occurred_on": row.get("signed_on"), "document_no": row.get("contract_number")}  # fmt: skip
    given = modelled(Table.EGP, EventIn, row | more, report)
    signed = modelled(Table.EGP, ContractIn, row | more, report) if given else None
    if given is None or signed is None:
        return
    line = _matching(session, row)
    if line is None:
        report.same, report.unmatched = _queue(session, Table.EGP, row, given, "line", run, report)
        return
    held_line(session, line.id)
    _may(session, by, line, Permission.BUDGET_RECORD)
    contract = _contract(session, line, signed.number)
    if contract is not None and _recorded(session, line, given, contract):
        report.same += 1
        return
    if contract is None:
        contract = Contract(
            id=uuid.uuid4(), project_id=line.project_id, is_synthetic=line.is_synthetic, **signed.model_dump()
        )
        with refused_by(session, {"uq_contract_egp_id": _egp_taken}):
            session.add(contract)
    written_event(session, by, line, project_of(session, line), given, contract, run)
    report.written += 1


WRITERS = {Table.LINES: _line, Table.EVENTS: _event, Table.GFMIS: _payment, Table.EGP: _signing}


def _matching(session: Session, row: Given) -> BudgetLine | None:
    """The line that the state's code means in a year."""
    year = str(row.get("fiscal_year", ""))
    asked = select(BudgetLine).where(
        BudgetLine.external_code == row.get("external_code"),
        BudgetLine.fiscal_year == (int(year) if year.isdecimal() else 0),
    )
    return session.scalars(asked).one_or_none()


def _contract(session: Session, line: BudgetLine | None, number: str | None) -> Contract | None:
    if line is None or number is None:
        return None
    asked = select(Contract).where(Contract.project_id == line.project_id, Contract.number == number)
    return session.scalars(asked).one_or_none()


def _recorded(session: Session, line: BudgetLine, given: EventIn, contract: Contract | None) -> bool:
    """Whether the ledger has this already, so that the same extract may come again."""
    asked = select(LedgerEvent.id).where(
        LedgerEvent.line_id == line.id, LedgerEvent.kind == given.kind, LedgerEvent.amount_satang == given.amount,
        LedgerEvent.occurred_on == given.occurred_on, LedgerEvent.document_no == given.document_no,
        LedgerEvent.contract_id.is_not_distinct_from(contract.id if contract else None), ~LedgerEvent.is_reversal,
    )  # fmt: skip
    return session.scalars(asked.limit(1)).first() is not None


def _queue(
    session: Session, kind: Table, row: Given, given: EventIn, why: str, run: uuid.UUID | None, report: Report
) -> tuple[int, int]:
    """The counts of what is there already and of what waits, after the row has been put into the queue."""
    new = queued(session, kind, row, given, why, run)
    return report.same + (not new), report.unmatched + new


def _egp_taken() -> Conflict:
    return Conflict("เลขที่โครงการ e-GP นี้เป็นของสัญญาอื่น", "This e-GP number is another contract's.", place="egp_id")
