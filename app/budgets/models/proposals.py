"""What is moved only by a proposal that another person approves: transfers, savings, money over the year's end."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.budgets.models.reference import SCHEMA, one_of
from app.budgets.rules import Ground, Movement, ProposalState
from app.core.database import Base


class BudgetProposal(Base):
    """That money be moved between lines or over the year's end, and what became of it (คำขอโอน ใช้เงินเหลือจ่าย กันเงิน).

    Signatures are snapshots; a decision is final and another person's than the proposal.
    """

    __tablename__ = "budget_proposal"
    __table_args__ = (
        UniqueConstraint("id", "state", name="uq_budget_proposal_id"),
        ForeignKeyConstraint(["line_id", "project_id"], ["budgets.line_balance.line_id", "budgets.line_balance.project_id"],
                             name="fk_budget_proposal_line", ondelete="CASCADE"),
        ForeignKeyConstraint(["to_line_id"], ["budgets.budget_line.id"], name="fk_budget_proposal_to_line",
                             ondelete="CASCADE"),
        CheckConstraint(one_of("kind", Movement), name="kind_known"),
        CheckConstraint(one_of("state", ProposalState), name="state_known"),
        CheckConstraint("(kind = 'carry_over') = (to_line_id IS NULL)", name="to_another_line"),
        CheckConstraint("to_line_id <> line_id", name="not_to_itself"),
        CheckConstraint("amount_satang BETWEEN 1 AND 1000000000000000", name="amount_range"),
        CheckConstraint("kind = 'carry_over' OR num_nonnulls(contract_id, ground) = 0", name="ground_of_carrying"),
        CheckConstraint("kind <> 'carry_over' OR num_nonnulls(contract_id, ground) = 1", name="carried_for_one_reason"),
        CheckConstraint(one_of("ground", Ground), name="ground_known"),
        CheckConstraint("btrim(document_no) <> '' AND btrim(reason) <> ''", name="reasoned"),
        CheckConstraint("btrim(proposer_position) <> '' AND btrim(proposer_title) <> ''", name="signed"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided_once"),
        CheckConstraint("num_nulls(decided_at, decider_position, decider_title) IN (0, 3)", name="decided_by_somebody"),
        CheckConstraint("state NOT IN ('approved', 'refused') OR decider_person IS DISTINCT FROM proposer_person",
                        name="decided_by_another_person"),
        CheckConstraint("state <> 'refused' OR btrim(answer) <> ''", name="refused_with_a_reason"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    kind: Mapped[str] = mapped_column(Text)
    line_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    project_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    to_line_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    amount_satang: Mapped[int] = mapped_column(BigInteger)
    contract_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("budgets.contract.id"))
    ground: Mapped[str | None] = mapped_column(Text)
    document_no: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="proposed")
    proposed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    proposer_person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
    proposer_position: Mapped[str] = mapped_column(Text)
    proposer_title: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decider_person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
    decider_position: Mapped[str | None] = mapped_column(Text)
    decider_title: Mapped[str | None] = mapped_column(Text)
    answer: Mapped[str | None] = mapped_column(Text)
