"""Small ledgers for the tests of budgets, in baht that one adds in the head."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.budgets.commands.events import approve_expense, record_event
from app.budgets.commands.lines import define_line, record_contract
from app.budgets.commands.proposals import approve_movement, propose_movement
from app.budgets.commands.standard import seed_reference
from app.budgets.models import BudgetLine, BudgetProposal, Contract, ContractBalance, LedgerEvent, LineBalance
from app.budgets.rules import Balance, Kind, Movement, Road
from app.budgets.schemas import Answer, ContractIn, EventIn, LineIn, ProposalIn
from app.core.authority import OPERATOR, Acting
from app.projects.commands import register_projects
from app.projects.rules import Precision, State
from app.projects.schemas import ProjectIn, SiteIn
from tests import cast

YEAR = 2568
MARCH = date(2025, 3, 3)
BAHT = 100


def project(session: Session, reference: str = "B-1", state: State = State.IN_PROGRESS, **given: Any) -> str:
    """A project without a place."""
    site = SiteIn(geom=None, precision=Precision.NONE)
    made = ProjectIn(reference=reference, title_th="โครงการ", kind="infrastructure", fiscal_year=YEAR, state=state, sites=(site,),
                     **given)  # fmt: skip
    register_projects(session, by=OPERATOR, projects=[made])
    return reference


def line(
    session: Session, reference: str = "B-1/1", *, of: str = "B-1", by: Acting = OPERATOR, **given: Any
) -> BudgetLine:
    """A line of that project in FY2568, spent by contract."""
    values = {"fiscal_year": YEAR, "source": "province", "class5": "investment", "subclass": "land_building",
              "road": Road.BY_CONTRACT}  # fmt: skip
    return define_line(session, by=by, given=LineIn(**{"reference": reference, "project": of} | values | given))


def furnished(session: Session) -> BudgetLine:
    """Sources and classes, a project, and its line."""
    seed_reference(session, by=OPERATOR)
    project(session)
    return line(session)


def contract(session: Session, held: BudgetLine, number: str = "1/2568", signed_on: date = MARCH) -> Contract:
    given = ContractIn(number=number, vendor="หจก. ของเล่น", signed_on=signed_on, valid_from=signed_on,
                       valid_to=date(2026, 3, 3))  # fmt: skip
    return record_contract(session, by=OPERATOR, line_id=held.id, given=given)


def event(
    session: Session, held: BudgetLine, kind: Kind, baht: float, *, on: date = MARCH, by: Acting = OPERATOR, **more: Any
) -> LedgerEvent:
    given = EventIn(kind=kind, amount=baht, occurred_on=on, document_no="ก 1/2568", **more)
    act = approve_expense if kind is Kind.DISBURSED else record_event
    return act(session, by=by, line_id=held.id, given=given)


def proposal(session: Session, held: BudgetLine, kind: Movement, baht: float, *, by: Acting | None = None,
             **more: Any) -> BudgetProposal:  # fmt: skip
    given = ProposalIn(kind=kind, amount=baht, document_no="ข 1/2568", reason="เหตุผล", **more)
    return propose_movement(session, by=by or cast.acting(session, "O-2"), line_id=held.id, given=given)


def moved(session: Session, held: BudgetLine, kind: Movement, baht: float, **more: Any) -> BudgetProposal:
    """Proposed by the analyst, approved by the chief."""
    made = proposal(session, held, kind, baht, **more)
    given = Answer(occurred_on=date(2025, 9, 29))
    return approve_movement(session, by=cast.acting(session, "O-1"), proposal_id=made.id, given=given)


def balance_of(session: Session, held: BudgetLine) -> Balance:
    """What the database keeps, in satang."""
    kept = session.get_one(LineBalance, held.id, populate_existing=True)
    return Balance(**{name: getattr(kept, name) for name in Balance.__dataclass_fields__})


def in_baht(held: Balance) -> dict[str, float]:
    """What is not zero, in baht."""
    parts = {name: getattr(held, name) / BAHT for name in Balance.__dataclass_fields__}
    return {name: amount for name, amount in parts.items() if amount}


def contract_in_baht(session: Session, contract_id: uuid.UUID) -> tuple[float, float]:
    """Value and what is paid of it."""
    kept = session.get_one(ContractBalance, contract_id, populate_existing=True)
    return kept.value / BAHT, kept.paid / BAHT


def events_of(session: Session, held: BudgetLine) -> list[LedgerEvent]:
    return list(session.scalars(select(LedgerEvent).where(LedgerEvent.line_id == held.id).order_by(LedgerEvent.seq)))
