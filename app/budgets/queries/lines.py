"""Questions about lines: one with its ledger, the contracts of its project, proposals about it, lists for export."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import ColumnElement, RowMapping, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from app.budgets.models import BudgetLine, BudgetProposal, Contract, ContractBalance, LedgerEvent, UnmatchedRow
from app.budgets.rules import Balance, Entry, Kind, ProposalState, Road, balance, lacking
from app.budgets.views import LINES
from app.core.authority import Viewer
from app.core.errors import NotFound
from app.core.reports import visible
from app.projects.models import Project
from app.projects.queries import project_by_reference
from app.projects.rules import State
from gis.access import Read
from gis.layer import Text

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Booked:
    """An event with the balance after it, and the number of its contract; ``undone`` when a later event reversed it."""

    event: LedgerEvent
    after: Balance
    contract: str | None
    undone: bool


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal with the lines that it is about."""

    proposal: BudgetProposal
    line: BudgetLine
    to: BudgetLine | None
    project: Project
    contract: str | None


def line_at(session: Session, line_id: uuid.UUID, *, viewer: Viewer) -> tuple[BudgetLine, Project]:
    """A line and its project. Raises NotFound also when it only is not for this viewer."""
    line = session.get(BudgetLine, line_id)
    told = session.get(Project, line.project_id) if line else None
    if line is None or told is None:
        raise NotFound("ไม่มีรายการงบประมาณนี้", "There is no such budget line.")
    return line, project_by_reference(session, told.reference, viewer=viewer)


def sums_of(session: Session, line_id: uuid.UUID, *, viewer: Viewer) -> RowMapping:
    """The money of a line by phase."""
    found = session.execute(select(LINES).where(LINES.c.line_id == line_id, visible(viewer, LINES))).mappings().first()
    if found is None:
        raise NotFound("ไม่มีรายการงบประมาณนี้", "There is no such budget line.")
    return found


def ledger(session: Session, line: BudgetLine, *, viewer: Viewer) -> list[Booked]:
    """The events of a line with its balance after each, the first one first."""
    line_at(session, line.id, viewer=viewer)
    numbers = {
        one.id: one.number for one in session.scalars(select(Contract).where(Contract.project_id == line.project_id))
    }
    held = list(session.scalars(select(LedgerEvent).where(LedgerEvent.line_id == line.id).order_by(LedgerEvent.seq)))
    year = {each.id: each.cash_year for each in held}
    entries = [
        Entry(Kind(each.kind), each.amount_satang, Road(each.road),
              late=(year[each.reverses] if each.reverses else each.cash_year) > each.appropriation_year)
        for each in held
    ]  # fmt: skip
    undone = {each.reverses for each in held}
    return [
        Booked(each, balance(entries[: place + 1]), numbers.get(each.contract_id) if each.contract_id else None,
               each.id in undone)
        for place, each in enumerate(held)
    ]  # fmt: skip


def contracts(session: Session, line: BudgetLine, *, viewer: Viewer) -> list[tuple[Contract, ContractBalance]]:
    """The contracts of the line's project with what they come to."""
    line_at(session, line.id, viewer=viewer)
    asked = select(Contract, ContractBalance).join(ContractBalance, ContractBalance.contract_id == Contract.id)
    found = session.execute(
        asked.where(Contract.project_id == line.project_id).order_by(Contract.signed_on, Contract.number)
    )
    return [(row[0], row[1]) for row in found]


def event_of(session: Session, event_id: uuid.UUID, *, viewer: Viewer) -> tuple[LedgerEvent, BudgetLine]:
    """An event and its line. Raises NotFound also when it only is not for this viewer."""
    found = session.get(LedgerEvent, event_id)
    if found is None:
        raise NotFound("ไม่มีรายการนี้ในบัญชี", "There is no such event in the ledger.")
    return found, line_at(session, found.line_id, viewer=viewer)[0]


def lines(
    session: Session, *, viewer: Viewer, year: int | None = None, source: str | None = None, project: str | None = None,
    limit: int | None = None, offset: int = 0,
) -> list[RowMapping]:  # fmt: skip
    """Lines with their money by phase, the latest year first."""
    asked = select(LINES).where(*_narrowed(viewer, year, source, project))
    order = (LINES.c.fiscal_year.desc(), LINES.c.reference)
    return list(session.execute(asked.order_by(*order).limit(limit).offset(offset)).mappings())


def counted(
    session: Session, *, viewer: Viewer, year: int | None = None, source: str | None = None, project: str | None = None
) -> int:
    """How many lines there are."""
    asked = select(func.count()).select_from(LINES).where(*_narrowed(viewer, year, source, project))
    return session.scalar(asked) or 0


def events(session: Session, *, viewer: Viewer, year: int | None = None) -> list[tuple[LedgerEvent, str, str | None]]:
    """Events with the reference of their line and the number of their contract, in the order in which they were recorded."""
    asked = (
        select(LedgerEvent, BudgetLine.reference, Contract.number)
        .join(BudgetLine, BudgetLine.id == LedgerEvent.line_id)
        .outerjoin(Contract, Contract.id == LedgerEvent.contract_id)
        .where(BudgetLine.id.in_(select(LINES.c.line_id).where(visible(viewer, LINES))))
        .order_by(LedgerEvent.seq)
    )
    if year is not None:
        asked = asked.where(BudgetLine.fiscal_year == year)
    return [(row[0], row[1], row[2]) for row in session.execute(asked)]


def proposals(session: Session, *, viewer: Viewer, waiting: bool) -> list[Proposed]:
    """Those that wait, the oldest first, or those that are decided, the latest first; for the cleared alone."""
    if Read.INTERNAL not in viewer.classes:
        return []
    to = aliased(BudgetLine)
    state = BudgetProposal.state == ProposalState.PROPOSED
    order = BudgetProposal.proposed_at if waiting else BudgetProposal.decided_at.desc()
    asked = (
        select(BudgetProposal, BudgetLine, to, Project, Contract.number)
        .join(BudgetLine, BudgetLine.id == BudgetProposal.line_id)
        .join(Project, Project.id == BudgetLine.project_id)
        .outerjoin(to, to.id == BudgetProposal.to_line_id)
        .outerjoin(Contract, Contract.id == BudgetProposal.contract_id)
        .where(state if waiting else ~state, _sees_both(viewer, to.id))
        .order_by(order, BudgetProposal.id)
    )
    return [Proposed(*row) for row in session.execute(asked)]


def proposal_at(session: Session, proposal_id: uuid.UUID, *, viewer: Viewer) -> Proposed:
    """A proposal. Raises NotFound also when it only is not for this viewer."""
    for waiting in (True, False):
        for each in proposals(session, viewer=viewer, waiting=waiting):
            if each.proposal.id == proposal_id:
                return each
    raise NotFound("ไม่มีคำขอนี้", "There is no such proposal.")


def unmatched(session: Session, *, viewer: Viewer, state: str = "waiting") -> list[UnmatchedRow]:
    """Rows of extracts that matched nothing; for the cleared alone."""
    if Read.INTERNAL not in viewer.classes:
        return []
    asked = select(UnmatchedRow).where(UnmatchedRow.state == state)
    return list(session.scalars(asked.order_by(UnmatchedRow.kind, UnmatchedRow.occurred_on, UnmatchedRow.row_number)))


def unmatched_at(session: Session, row_id: uuid.UUID, *, viewer: Viewer) -> UnmatchedRow:
    """Raises NotFound also when it only is not for this viewer."""
    found = session.get(UnmatchedRow, row_id) if Read.INTERNAL in viewer.classes else None
    if found is None:
        raise NotFound("ไม่มีรายการนี้ในคิว", "There is no such row in the queue.")
    return found


def gaps(session: Session, reference: str, *, viewer: Viewer) -> list[Text]:
    """What the money of a project lacks, from when it is submitted."""
    project = project_by_reference(session, reference, viewer=viewer)
    held = lines(session, viewer=viewer, project=reference)
    folded = [(Balance(requested=round(row["requested_baht"] * 100), allocated=round(row["received_baht"] * 100)),
               row["subclass"] is not None) for row in held]  # fmt: skip
    return lacking(State(project.state), folded)


def _narrowed(viewer: Viewer, year: int | None, source: str | None, project: str | None) -> list[ColumnElement[bool]]:
    given = (("fiscal_year", year), ("source", source), ("project_reference", project))
    return [visible(viewer, LINES), *(LINES.c[name] == value for name, value in given if value is not None)]


def _sees_both(viewer: Viewer, to: InstrumentedAttribute[uuid.UUID]) -> ColumnElement[bool]:
    seen = select(LINES.c.line_id).where(visible(viewer, LINES))
    return BudgetProposal.line_id.in_(seen) & or_(to.is_(None), to.in_(seen))
