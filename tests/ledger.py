"""Money of the toy province in FY2569, in baht:

P-1  1,000,000 allocated, contract of 800,000, all of it paid; 200,000 are bound by nothing     all in 980102
P-2    500,000.01 allocated, nothing bound                                      half in 980102, half in 980201
P-3     90,000 allocated, paid directly                                                      without a place
"""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.budgets.models import BudgetLine, Contract, ExpenseClass, FundingSource, LedgerEvent
from app.budgets.standard import CLASSES, SOURCES
from app.projects.models import Project

YEAR = 2569
ON = date(2026, 3, 3)
"""The day of every event of the toy ledger."""
DURING, AFTER = date(2026, 6, 22), date(2026, 10, 1)
"""A day of the year, 100 days before its end, and the day after its end."""
BAHT = 100


def build(session: Session) -> None:
    """Sources, classes, and a ledger for each project of the toy province."""
    session.add_all(
        FundingSource(code=code, name_th=th, name_en=en, rank=n) for n, (code, th, en) in enumerate(SOURCES)
    )
    session.flush()
    for n, (code, above, th, en, days) in enumerate(CLASSES):
        session.add(ExpenseClass(code=code, parent_code=above, name_th=th, name_en=en, lead_days=days, rank=n))
        session.flush()
    weir = _line(session, "P-1", "province", "investment", "land_building", "by_contract")
    road = _line(session, "P-2", "cluster", "investment", "land_building", "by_contract")
    training = _line(session, "P-3", "province", "operating", "goods_services", "direct")
    contract = Contract(project_id=weir.project_id, number="1/2569", vendor="หจก. ของเล่น", signed_on=date(2026, 2, 2),
                        valid_from=date(2026, 2, 2), valid_to=date(2026, 8, 1), egp_id="69017000001")  # fmt: skip
    session.add(contract)
    session.flush()
    _event(session, weir, "allocated", 1_000_000 * BAHT)
    _event(session, weir, "contracted", 800_000 * BAHT, contract)
    _event(session, weir, "disbursed", 800_000 * BAHT, contract)
    _event(session, road, "allocated", 500_000 * BAHT + 1)
    _event(session, training, "allocated", 90_000 * BAHT)
    _event(session, training, "disbursed", 90_000 * BAHT)


def _line(session: Session, project: str, source: str, class5: str, subclass: str, road: str) -> BudgetLine:
    of = session.scalars(select(Project).where(Project.reference == project)).one()
    made = BudgetLine(id=uuid.uuid5(uuid.NAMESPACE_OID, f"toy {project}"), reference=f"{project}/69", project_id=of.id,
                      fiscal_year=YEAR, source=source, class5=class5, subclass=subclass, road=road,
                      external_code=f"0700{project[-1]}0000000")  # fmt: skip
    session.add(made)
    session.flush()
    return made


def _event(session: Session, line: BudgetLine, kind: str, satang: int, contract: Contract | None = None) -> None:
    session.add(
        LedgerEvent(
            line_id=line.id, project_id=line.project_id, appropriation_year=YEAR, road=line.road, kind=kind,
            amount_satang=satang, occurred_on=ON, document_no="ของเล่น 1/2569", by_position="O-2",
            by_title="นักวิเคราะห์นโยบายและแผน", contract_id=contract.id if contract else None,
            contract_signed_on=contract.signed_on if contract else None,
        )
    )  # fmt: skip
    session.flush()
