"""Acts that say what money there is to keep account of: lines, contracts, ceilings and targets."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Session

from app.budgets.models import BudgetLine, Ceiling, Contract, DisbursementTarget
from app.budgets.records import held_line, project_of, resources_of
from app.budgets.schemas import CeilingIn, ContractIn, LineChange, LineIn, TargetIn
from app.budgets.writing import code_taken, opened_line, refuse_unknown_source
from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict
from app.core.permissions import Permission
from app.core.records import change, plain, refused_by
from app.projects.queries import project_by_reference


def define_line(session: Session, *, by: Acting, given: LineIn, is_synthetic: bool = False) -> BudgetLine:
    """Open a line with an empty ledger. Raises Conflict when its reference, its code or its place is taken."""
    by.must(Permission.BUDGET_RECORD)
    project = project_by_reference(session, given.project, viewer=by.viewer)
    for resource in resources_of(project):
        by.must(Permission.BUDGET_RECORD, resource)
    made = opened_line(session, project, given, is_synthetic=is_synthetic)
    audit.record(session, by, "budget_line.defined", "budget_line", made.reference, after=plain(given.model_dump()))
    return made


def change_line(session: Session, *, by: Acting, line_id: uuid.UUID, given: LineChange) -> BudgetLine:
    """Set what the state's ledger calls a line and how long its procurement takes."""
    by.must(Permission.BUDGET_RECORD)
    line = held_line(session, line_id)
    for resource in resources_of(project_of(session, line)):
        by.must(Permission.BUDGET_RECORD, resource)
    with refused_by(session, {"uq_budget_line_external_code": code_taken}):
        told = change(line, given.model_dump())
    audit.record(session, by, "budget_line.changed", "budget_line", line.reference, **told)
    return line


def record_contract(
    session: Session, *, by: Acting, line_id: uuid.UUID, given: ContractIn, is_synthetic: bool = False
) -> Contract:
    """Record a contract of the project of a line. Raises Conflict when its number or its e-GP number is taken."""
    by.must(Permission.BUDGET_RECORD)
    line = held_line(session, line_id)
    for resource in resources_of(project_of(session, line)):
        by.must(Permission.BUDGET_RECORD, resource)
    made = Contract(
        id=uuid.uuid4(), project_id=line.project_id, is_synthetic=is_synthetic or line.is_synthetic,
        **given.model_dump(),
    )  # fmt: skip
    with refused_by(session, {"uq_contract_project_id": _number_taken, "uq_contract_egp_id": _egp_taken}):
        session.add(made)
    audit.record(session, by, "contract.recorded", "contract", made.number, line=line.reference,
                 after=plain(given.model_dump()))  # fmt: skip
    return made


def set_target(
    session: Session, *, by: Acting, given: TargetIn, is_synthetic: bool = False, at: datetime | None = None
) -> DisbursementTarget:  # fmt: skip
    """Set how much of a class shall be bound or paid by the end of a quarter."""
    by.must(Permission.BUDGET_RECORD)
    key = (given.fiscal_year, given.class5.value, given.measure.value, given.quarter)
    found = session.get(DisbursementTarget, key)
    made = found or DisbursementTarget(**plain(given.model_dump()) | {"cum_pct": given.cum_pct},
                                       is_synthetic=is_synthetic)  # fmt: skip
    before = plain({"cum_pct": found.cum_pct, "source_doc": found.source_doc}) if found else None
    made.cum_pct, made.source_doc, made.set_at = given.cum_pct, given.source_doc, at or func.clock_timestamp()
    session.add(made)
    audit.record(session, by, "disbursement_target.set", "disbursement_target", "/".join(map(str, key)),
                 before=before, after=plain(given.model_dump()))  # fmt: skip
    return made


def set_ceiling(
    session: Session, *, by: Acting, given: CeilingIn, is_synthetic: bool = False, at: datetime | None = None
) -> Ceiling:  # fmt: skip
    """Set the amount up to which the ranked projects of a year and source lie inside."""
    by.must(Permission.BUDGET_APPROVE, Resource(amount_satang=given.amount))
    refuse_unknown_source(session, given.source)
    found = session.get(Ceiling, (given.fiscal_year, given.source))
    made = found or Ceiling(fiscal_year=given.fiscal_year, source=given.source, is_synthetic=is_synthetic)
    before = plain({"amount_satang": found.amount_satang, "source_doc": found.source_doc}) if found else None
    made.amount_satang, made.source_doc, made.set_at = given.amount, given.source_doc, at or func.clock_timestamp()
    session.add(made)
    audit.record(session, by, "ceiling.set", "ceiling", f"{given.fiscal_year}/{given.source}", before=before,
                 after=plain(given.model_dump()))  # fmt: skip
    return made


def _number_taken() -> Conflict:
    return Conflict("โครงการมีสัญญาเลขที่นี้แล้ว", "The project has a contract of this number.", place="number")


def _egp_taken() -> Conflict:
    return Conflict("เลขที่โครงการ e-GP นี้ถูกใช้แล้ว", "This e-GP number is in use.", place="egp_id")
