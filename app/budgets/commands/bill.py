"""Acts that bring the budget bill in: looked at first, then every item of it at once; and name who its agencies are."""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.budgets.bill import BudgetTable, read_budget_bytes
from app.budgets.bill import Unit as Printed
from app.budgets.billed import Asked, Fate, Item, absent, examined
from app.budgets.billing import told
from app.budgets.bookkeeping import allocated_anew, inserted
from app.budgets.models import BillItem, ImportDraft
from app.budgets.rules import Table
from app.budgets.schemas import AgencyNaming, BillDocument
from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict, NotFound
from app.core.lineage import ImportRun
from app.core.money import Unit
from app.core.permissions import Permission
from app.core.records import today
from app.organizations.models import Organization
from app.projects.models import Project

RECORD, REGISTER = Permission.BUDGET_RECORD, Permission.PROJECT_REGISTER


def bring_bill(
    session: Session, *, by: Acting, asked: Asked, unit: Unit | None, file_name: str, content: bytes
) -> ImportDraft:  # fmt: skip
    """Look at a table of the bill and keep it, with what it would do, until it is confirmed; no money is written."""
    by.must(RECORD)
    by.must(REGISTER)
    table = read_budget_bytes(content, file_name, unit=Printed(unit.value) if unit else None)
    items = examined(session, table.rows, asked, viewer=by.viewer)
    made = ImportDraft(
        id=uuid.uuid4(), kind=Table.BILL.value, unit=table.totals.unit.value, file_name=file_name,
        rows=[{"content": base64.b64encode(content).decode(), "year": asked.year, "home": asked.home}],
        report=told(table, items, asked, absent(session, items, asked)), sha256=hashlib.sha256(content).hexdigest(),
        by_position=by.position,
    )  # fmt: skip
    session.add(made)
    audit.record(session, by, "budget_import.brought", "budget_import", str(made.id), file=file_name,
                 kind=Table.BILL.value, unit=made.unit, rows=table.totals.rows_in, wrong=len(made.report["wrong"]))  # fmt: skip
    return made


def confirm_bill(session: Session, *, by: Acting, draft_id: uuid.UUID, given: BillDocument) -> dict[str, Any]:
    """Store every item of a draft. Raises Conflict, and nothing is written, when one of them is refused by its ledger."""
    by.must(RECORD)
    by.must(REGISTER)
    draft = session.get(ImportDraft, draft_id, with_for_update=True)
    if draft is None or draft.kind != Table.BILL:
        raise NotFound("ไม่มีตารางที่รอยืนยันนี้ อาจยืนยันไปแล้ว", "No such table waits; it may have been confirmed.")
    kept = draft.rows[0]
    content = base64.b64decode(kept["content"])
    table = read_budget_bytes(content, draft.file_name, unit=Printed(draft.unit))
    report = _stored(session, by, table, Asked(kept["year"], kept["home"]), given, draft.file_name, draft.sha256)
    session.delete(draft)
    audit.record(session, by, "budget_import.confirmed", "budget_import", str(draft_id), **_short(report))
    return report


def import_bill(
    session: Session, *, by: Acting, asked: Asked, table: BudgetTable, file_name: str, sha256: str, given: BillDocument
) -> dict[str, Any]:
    """Store every item of a table at once, as the terminal does."""
    by.must(RECORD)
    by.must(REGISTER)
    report = _stored(session, by, table, asked, given, file_name, sha256)
    audit.record(session, by, "budget_import.confirmed", "budget_import", file_name, **_short(report))
    return report


def name_agency(session: Session, *, by: Acting, given: AgencyNaming) -> int:
    """Say which organisation an agency of the bill is: its projects become those of that organisation. Counts them."""
    by.must(RECORD)
    by.must(REGISTER, Resource(given.organization))
    if session.get(Organization, given.organization) is None:
        raise NotFound(f"ไม่มีหน่วยงาน {given.organization}", f"There is no organisation {given.organization}.",
                       place="organization")  # fmt: skip
    theirs = select(BillItem.project_id).where(BillItem.agency == given.agency)
    made = session.scalars(
        update(Project).where(Project.id.in_(theirs), Project.agency.is_(None)).values(agency=given.organization)
        .returning(Project.id)
    ).all()  # fmt: skip
    if not made:
        raise NotFound("ไม่มีหน่วยรับงบประมาณนี้ที่รอจับคู่", "No such agency of the bill waits.", place="agency")
    audit.record(session, by, "bill_agency.named", "bill_agency", given.agency, organization=given.organization,
                 projects=len(made))  # fmt: skip
    return len(made)


def _stored(
    session: Session, by: Acting, table: BudgetTable, asked: Asked, given: BillDocument, file_name: str, sha256: str
) -> dict[str, Any]:
    """New items set by set, changed ones one by one; what is the same stays untouched."""
    if given.occurred_on > today(session):
        raise Conflict("วันที่อยู่ในอนาคต", "The day lies in the future.", place="occurred_on")
    items = examined(session, table.rows, asked, viewer=by.viewer)
    _may(by, items)
    report = told(table, items, asked, absent(session, items, asked))
    run = ImportRun(id=uuid.uuid4(), kind="budget-bill", file_name=file_name, sha256=sha256, by_position=by.position,
                    outcome="imported", report=report)  # fmt: skip
    session.add(run)
    session.flush()
    inserted(session, by, [item for item in items if item.fate is Fate.NEW], given, asked.year, run.id)
    for item in items:
        if item.fate is Fate.CHANGED:
            allocated_anew(session, by, item, given, run.id)
    return report | {"run": str(run.id)}


def _may(by: Acting, items: Sequence[Item]) -> None:
    """For every agency and area that the items touch."""
    touched = {(item.agency, spot.code or None) for item in items if item.is_kept for spot in item.spots}
    for agency, area in sorted(touched, key=str):
        for permission in (RECORD, REGISTER):
            by.must(permission, Resource(agency, area))


def _short(report: dict[str, Any]) -> dict[str, Any]:
    """What the log keeps of a report: the totals."""
    rows = {fate: share["rows"] for fate, share in report["fates"].items()}
    return {"run": report["run"], "kind": Table.BILL.value, **rows, "unreadable": report["unreadable"],
            "in_satang": report["in_satang"], "total_satang": report["stored_satang"]}  # fmt: skip
