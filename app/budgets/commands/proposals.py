"""Acts by which money is moved: one person proposes, another approves, and the ledger has it at the same moment.

Transfers and the use of savings follow ระเบียบว่าด้วยการบริหารงบประมาณรายจ่าย พ.ศ. 2562; carrying over follows
พ.ร.บ.วิธีการงบประมาณ พ.ศ. 2561 มาตรา 43.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import func
from sqlalchemy.orm import Session

from app.budgets.models import BudgetLine, BudgetProposal, Contract, LineBalance
from app.budgets.records import (
    BALANCES,
    contract_called,
    held_line,
    held_lines,
    line_called,
    project_of,
    refuse_future,
    refuse_too_early,
    resources_of,
)
from app.budgets.rules import Kind, Movement, ProposalState, is_bound_in_time
from app.budgets.schemas import Answer, ProposalIn, Refusal
from app.budgets.writing import event_of, kept
from app.core import audit
from app.core.authority import Acting, Resource
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.permissions import Permission
from app.core.records import plain, refused_by, today


def propose_movement(session: Session, *, by: Acting, line_id: uuid.UUID, given: ProposalIn) -> BudgetProposal:
    """Ask that money of a line be moved. Raises Conflict for more than the line has free, Invalid for another year or source."""
    by.must(Permission.BUDGET_RECORD)
    line = held_line(session, line_id)
    for resource in resources_of(project_of(session, line)):
        by.must(Permission.BUDGET_RECORD, resource)
    to = None if given.to_line is None else line_called(session, given.to_line, place="to_line")
    contract = contract_called(session, line, given.contract)
    _refuse_unfit(session, line, to, contract, given)
    made = BudgetProposal(
        id=uuid.uuid4(), kind=given.kind.value, line_id=line.id, project_id=line.project_id,
        to_line_id=to.id if to else None, amount_satang=given.amount, contract_id=contract.id if contract else None,
        ground=given.ground, document_no=given.document_no, reason=given.reason, proposer_person=by.person_id,
        proposer_position=by.position, proposer_title=by.title or by.position,
    )  # fmt: skip
    session.add(made)
    audit.record(session, by, "budget_proposal.made", "budget_proposal", str(made.id), line=line.reference,
                 after=plain(given.model_dump()))  # fmt: skip
    return made


def approve_movement(session: Session, *, by: Acting, proposal_id: uuid.UUID, given: Answer) -> BudgetProposal:
    """Approve it: the ledger has it at once, both halves of a transfer. Not by who proposed it, in whatever position."""
    by.must(Permission.BUDGET_APPROVE, Resource(amount_satang=0))
    proposal = _held(session, proposal_id)
    lines = held_lines(session, {each for each in (proposal.line_id, proposal.to_line_id) if each is not None})
    line = lines[proposal.line_id]
    for each in lines.values():
        for resource in resources_of(project_of(session, each), proposal.amount_satang, proposal.proposer_person):
            by.must(Permission.BUDGET_APPROVE, resource)
    _refuse_own(by, proposal)
    on = given.occurred_on or today(session)
    refuse_future(session, on)
    contract = None if proposal.contract_id is None else session.get_one(Contract, proposal.contract_id)
    with refused_by(session, BALANCES):
        _decide(by, proposal, ProposalState.APPROVED, given.answer)
        session.flush()
        kept(session, *_events(by, proposal, lines, contract, on))
    audit.record(session, by, "budget_proposal.approved", "budget_proposal", str(proposal.id), line=line.reference,
                 kind=proposal.kind, amount_satang=proposal.amount_satang)  # fmt: skip
    return proposal


def refuse_movement(session: Session, *, by: Acting, proposal_id: uuid.UUID, given: Refusal) -> BudgetProposal:
    """Refuse it, with the reason; nothing moves."""
    by.must(Permission.BUDGET_APPROVE, Resource(amount_satang=0))
    proposal = _held(session, proposal_id)
    line = held_line(session, proposal.line_id)
    for resource in resources_of(project_of(session, line), proposal.amount_satang, proposal.proposer_person):
        by.must(Permission.BUDGET_APPROVE, resource)
    _refuse_own(by, proposal)
    _decide(by, proposal, ProposalState.REFUSED, given.answer)
    audit.record(session, by, "budget_proposal.refused", "budget_proposal", str(proposal.id), line=line.reference,
                 answer=given.answer)  # fmt: skip
    return proposal


def withdraw_movement(session: Session, *, by: Acting, proposal_id: uuid.UUID) -> BudgetProposal:
    """Take it back before it is decided: in the position that proposed it."""
    by.must(Permission.BUDGET_RECORD)
    proposal = _held(session, proposal_id)
    line = held_line(session, proposal.line_id)
    for resource in resources_of(project_of(session, line)):
        by.must(Permission.BUDGET_RECORD, resource)
    if proposal.proposer_position != by.position:
        raise Forbidden("ถอนได้เฉพาะตำแหน่งที่เสนอ", "It is withdrawn in the position that proposed it.")
    _decide(by, proposal, ProposalState.WITHDRAWN, None)
    audit.record(session, by, "budget_proposal.withdrawn", "budget_proposal", str(proposal.id), line=line.reference)
    return proposal


def _held(session: Session, proposal_id: uuid.UUID) -> BudgetProposal:
    """The proposal, locked. Raises NotFound, and Conflict when it has been decided."""
    found = session.get(BudgetProposal, proposal_id, with_for_update={"key_share": True}, populate_existing=True)
    if found is None:
        raise NotFound("ไม่มีคำขอนี้", "There is no such proposal.")
    if found.state != ProposalState.PROPOSED:
        raise Conflict("คำขอนี้ตัดสินไปแล้ว", "The proposal was decided already.")
    return found


def _refuse_own(by: Acting, proposal: BudgetProposal) -> None:
    if proposal.proposer_person is None and by.person_id is None:
        raise Forbidden("ระบบอนุมัติคำขอของระบบเองไม่ได้", "The system may not decide what the system proposed.")


def _refuse_unfit(
    session: Session, line: BudgetLine, to: BudgetLine | None, contract: Contract | None, given: ProposalIn
) -> None:
    """Raises before anybody is asked to decide on what cannot be."""
    refuse_too_early(project_of(session, line), Kind.TRANSFERRED_OUT)
    held = session.get_one(LineBalance, line.id, populate_existing=True)
    if given.kind is Movement.CARRY_OVER:
        if contract is not None and not is_bound_in_time(line.fiscal_year, contract.signed_on):
            raise BALANCES["ck_ledger_event_carried_only_when_bound"]()
        return
    assert to is not None
    if (to.fiscal_year, to.source) != (line.fiscal_year, line.source) or to.id == line.id:
        raise Invalid(
            "โอนได้เฉพาะไปรายการอื่นของปีงบประมาณและแหล่งเงินเดียวกัน",
            "Money moves to another line of the same year and source only.", place="to_line",
        )  # fmt: skip
    if to.is_synthetic != line.is_synthetic:
        raise Invalid("เงินสมมุติกับเงินจริงโอนหากันไม่ได้", "Invented money and real money do not mix.", place="to_line")
    obligated = held.contracted + held.direct_paid
    free = held.allocated + held.transferred_in - held.transferred_out + held.carried_in - held.returned - held.lapsed
    if given.amount > free - obligated:
        raise BALANCES["ck_line_balance_within_available"]()
    if given.kind is Movement.SAVINGS and not obligated:
        raise Conflict(
            "ยังไม่มีเงินเหลือจ่าย: รายการนี้ยังไม่ก่อหนี้หรือจ่าย ใช้การโอนเปลี่ยนแปลง",
            "There are no savings yet: nothing of the line is bound or paid. Propose a transfer.", place="kind",
        )  # fmt: skip


def _decide(by: Acting, proposal: BudgetProposal, state: ProposalState, answer: str | None) -> None:
    proposal.state, proposal.decided_at, proposal.answer = state, func.clock_timestamp(), answer
    proposal.decider_person, proposal.decider_position = by.person_id, by.position
    proposal.decider_title = by.title or by.position


def _events(
    by: Acting, proposal: BudgetProposal, lines: dict[uuid.UUID, BudgetLine], contract: Contract | None, on: date
) -> list[dict[str, Any]]:
    """What the ledger has of an approved proposal."""
    common = {
        "occurred_on": on,
        "document_no": proposal.document_no,
        "proposal_id": proposal.id,
        "note": proposal.reason,
    }
    line, amount = lines[proposal.line_id], proposal.amount_satang
    if proposal.to_line_id is None:
        return [event_of(line, by, Kind.CARRIED_OVER, amount, contract) | common | {"ground": proposal.ground}]
    out = event_of(line, by, Kind.TRANSFERRED_OUT, amount) | common
    into = event_of(lines[proposal.to_line_id], by, Kind.TRANSFERRED_IN, amount) | common
    return [out | {"pair": into["id"]}, into | {"pair": out["id"]}]
