"""The append-only ledger of budget lines. What must hold between events stands in CHECKs and keys of the database."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.budgets.models.reference import COMMON_ERA, SCHEMA, one_of
from app.budgets.rules import (
    BY_PROPOSAL,
    MAY_NAME_A_CONTRACT,
    OF_CONTRACTS,
    STEPS,
    TRANSFERS,
    Ground,
    Kind,
    Tier,
)
from app.core.database import Base

NONE = "'00000000-0000-0000-0000-000000000000'::uuid"


def _among(kinds: frozenset[Kind] | dict[Kind, Kind]) -> str:
    return f"kind IN ({', '.join(repr(kind.value) for kind in Kind if kind in kinds)})"


OTHER_HALF = " ".join(f"WHEN '{one.value}' THEN '{other.value}'" for one, other in TRANSFERS.items())
CONTRACT_WHERE_DUE = (
    f"CASE WHEN {_among(OF_CONTRACTS)} THEN contract_id IS NOT NULL AND road = 'by_contract'"
    f" WHEN kind = '{Kind.DISBURSED.value}' THEN (contract_id IS NOT NULL) = (road = 'by_contract')"
    f" ELSE contract_id IS NULL OR {_among(MAY_NAME_A_CONTRACT)} END"
)


class LedgerEvent(Base):
    """One event of a line's life (เหตุการณ์ในบัญชีงบประมาณ). Never changed; undone once, by its exact reversal.

    ``appropriation_year`` is the line's, ``cash_year`` follows from the day. The generated columns exist for the keys:
    a reversal refers to what it undoes with the opposite amount, each half of a transfer to the other half.
    """

    __tablename__ = "ledger_event"
    __table_args__ = (
        UniqueConstraint("seq", name="uq_ledger_event_seq"),
        UniqueConstraint("reverses", name="uq_ledger_event_reverses"),
        UniqueConstraint("id", "line_id", "kind", "amount_satang", "contract_key", "is_reversal", name="uq_ledger_event_id"),
        UniqueConstraint("id", "pair", "kind", "amount_satang", "appropriation_year", name="uq_ledger_event_pair"),
        ForeignKeyConstraint(
            ["line_id", "project_id", "appropriation_year", "road"],
            ["budgets.budget_line.id", "budgets.budget_line.project_id", "budgets.budget_line.fiscal_year",
             "budgets.budget_line.road"], name="fk_ledger_event_line", ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["contract_id", "project_id", "contract_signed_on"],
            ["budgets.contract.id", "budgets.contract.project_id", "budgets.contract.signed_on"],
            name="fk_ledger_event_contract",
        ),
        ForeignKeyConstraint(
            ["reverses", "line_id", "kind", "undone_satang", "contract_key", "undone_reversal"],
            ["budgets.ledger_event.id", "budgets.ledger_event.line_id", "budgets.ledger_event.kind",
             "budgets.ledger_event.amount_satang", "budgets.ledger_event.contract_key",
             "budgets.ledger_event.is_reversal"], name="fk_ledger_event_reverses",
        ),
        ForeignKeyConstraint(
            ["pair", "id", "pair_kind", "amount_satang", "appropriation_year"],
            ["budgets.ledger_event.id", "budgets.ledger_event.pair", "budgets.ledger_event.kind",
             "budgets.ledger_event.amount_satang", "budgets.ledger_event.appropriation_year"],
            name="fk_ledger_event_pair", deferrable=True, initially="DEFERRED",
        ),
        ForeignKeyConstraint(["proposal_id", "proposal_state"],
                             ["budgets.budget_proposal.id", "budgets.budget_proposal.state"],
                             name="fk_ledger_event_proposal"),
        CheckConstraint(one_of("kind", Kind), name="kind_known"),
        CheckConstraint("CASE WHEN reverses IS NULL THEN amount_satang >= 0 ELSE amount_satang <= 0 END",
                        name="negative_only_by_reversal"),
        CheckConstraint("abs(amount_satang) <= 1000000000000000", name="amount_range"),
        CheckConstraint(f"amount_satang <> 0 OR {_among(STEPS)}", name="moves_something"),
        CheckConstraint(f"occurred_on {COMMON_ERA}", name="common_era"),
        CheckConstraint("btrim(document_no) <> ''", name="documented"),
        CheckConstraint("btrim(by_position) <> '' AND btrim(by_title) <> ''", name="signed"),
        CheckConstraint(f"({_among(TRANSFERS)}) = (pair IS NOT NULL)", name="transfers_in_pairs"),
        CheckConstraint(f"({_among(BY_PROPOSAL)}) = (proposal_id IS NOT NULL)", name="moved_by_an_approval"),
        CheckConstraint("(contract_id IS NULL) = (contract_signed_on IS NULL)", name="contract_with_its_day"),
        CheckConstraint(CONTRACT_WHERE_DUE, name="contract_where_due"),
        CheckConstraint("ground IS NULL OR kind = 'carried_over'", name="ground_of_carrying"),
        CheckConstraint(one_of("ground", Ground), name="ground_known"),
        CheckConstraint("kind <> 'carried_over' OR ground IS NOT NULL"
                        " OR coalesce(contract_signed_on <= make_date(appropriation_year - 543, 9, 30), false)",
                        name="carried_only_when_bound"),
        CheckConstraint("kind <> 'lapsed' OR occurred_on >= make_date(appropriation_year - 543, 9, 30)",
                        name="lapsed_at_the_end"),
        CheckConstraint("kind <> 'disbursed' OR cash_year >= appropriation_year", name="not_paid_before_its_year"),
        CheckConstraint("(kind = 'nat_approved') = (tier IS NOT NULL)", name="tier_of_approval"),
        CheckConstraint(one_of("tier", Tier), name="tier_known"),
        CheckConstraint("priority IS NULL OR (priority > 0 AND tier IS NOT NULL)", name="priority_of_approval"),
        Index("ix_ledger_event_line", "line_id", "seq"),
        Index("ix_ledger_event_contract", "contract_id"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    seq: Mapped[int] = mapped_column(BigInteger, Identity(always=True))
    line_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    project_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    appropriation_year: Mapped[int] = mapped_column(Integer)
    road: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    amount_satang: Mapped[int] = mapped_column(BigInteger)
    occurred_on: Mapped[date] = mapped_column(Date)
    cash_year: Mapped[int] = mapped_column(
        Integer,
        Computed("extract(year FROM occurred_on)::integer + 543"
                 " + CASE WHEN extract(month FROM occurred_on) >= 10 THEN 1 ELSE 0 END", persisted=True),
    )  # fmt: skip
    document_no: Mapped[str] = mapped_column(Text)
    contract_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    contract_signed_on: Mapped[date | None] = mapped_column(Date)
    tier: Mapped[str | None] = mapped_column(Text)
    priority: Mapped[int | None] = mapped_column(Integer)
    ground: Mapped[str | None] = mapped_column(Text)
    proposal_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    pair: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    reverses: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    note: Mapped[str | None] = mapped_column(Text)
    by_position: Mapped[str] = mapped_column(Text)
    by_title: Mapped[str] = mapped_column(Text)
    by_person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
    import_run_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("core.import_run.id"))
    recorded_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    is_reversal: Mapped[bool] = mapped_column(Computed("reverses IS NOT NULL", persisted=True))
    undone_satang: Mapped[int | None] = mapped_column(
        BigInteger, Computed("CASE WHEN reverses IS NOT NULL THEN -amount_satang END", persisted=True)
    )
    undone_reversal: Mapped[bool | None] = mapped_column(
        Computed("CASE WHEN reverses IS NOT NULL THEN false END", persisted=True)
    )
    contract_key: Mapped[uuid.UUID] = mapped_column(Uuid, Computed(f"coalesce(contract_id, {NONE})", persisted=True))
    pair_kind: Mapped[str | None] = mapped_column(Text, Computed(f"CASE kind {OTHER_HALF} END", persisted=True))
    proposal_state: Mapped[str | None] = mapped_column(
        Text, Computed("CASE WHEN proposal_id IS NOT NULL THEN 'approved' END", persisted=True)
    )
