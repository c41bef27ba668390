"""The act that puts in sources and classes of expenditure."""

from __future__ import annotations

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from app.budgets.models import ExpenseClass, FundingSource
from app.budgets.standard import CLASSES, SOURCES
from app.core import audit
from app.core.authority import Acting
from app.core.permissions import Permission


def seed_reference(session: Session, *, by: Acting) -> int:
    """Add the sources and classes that are missing; those that are there stay as the office has them. Counts what is new."""
    by.must(Permission.BUDGET_RECORD)
    sources = [{"code": code, "name_th": th, "name_en": en, "rank": rank, "is_standard": True}
               for rank, (code, th, en) in enumerate(SOURCES)]  # fmt: skip
    classes = [{"code": code, "parent_code": above, "name_th": th, "name_en": en, "lead_days": days, "rank": rank,
                "is_standard": True} for rank, (code, above, th, en, days) in enumerate(CLASSES)]  # fmt: skip
    made = len(
        session.scalars(insert(FundingSource).on_conflict_do_nothing().returning(FundingSource.code), sources).all()
    )
    made += len(
        session.scalars(insert(ExpenseClass).on_conflict_do_nothing().returning(ExpenseClass.code), classes).all()
    )
    audit.record(session, by, "budget_reference.seeded", "budget_reference", "standard", rows=made)
    return made
