"""The act that takes invented budgets away, and nothing else."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.budgets.models import BudgetLine, Ceiling, Contract, DisbursementTarget, UnmatchedRow
from app.core import audit
from app.core.authority import Acting
from app.core.permissions import Permission


def remove_synthetic_budgets(session: Session, *, by: Acting) -> dict[str, int]:
    """Delete the synthetic lines with their ledgers, then contracts, targets and rows; counts by kind."""
    by.must(Permission.DEMO_LOAD)
    session.execute(delete(UnmatchedRow).where(UnmatchedRow.is_synthetic))
    lines = session.scalars(delete(BudgetLine).where(BudgetLine.is_synthetic).returning(BudgetLine.id)).all()
    contracts = session.scalars(delete(Contract).where(Contract.is_synthetic).returning(Contract.id)).all()
    session.execute(delete(DisbursementTarget).where(DisbursementTarget.is_synthetic))
    session.execute(delete(Ceiling).where(Ceiling.is_synthetic))
    counts = {"budget_lines": len(lines), "contracts": len(contracts)}
    audit.record(session, by, "budget_line.synthetic_removed", "budget_line", "*", **counts)
    return counts
