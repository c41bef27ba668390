"""What imports leave: saved mappings of columns, drafts that wait to be confirmed, and rows that matched nothing."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.budgets.models.reference import COMMON_ERA, SCHEMA, YEAR_BE, one_of
from app.budgets.rules import Table
from app.core.database import Base
from app.core.money import Unit
from app.places.rules import Level


class Mapping(Base):
    """Which column of a source's table holds what, and in which unit its amounts are (รูปแบบคอลัมน์ที่บันทึกไว้)."""

    __tablename__ = "mapping"
    __table_args__ = (
        CheckConstraint("btrim(name) <> ''", name="named"),
        CheckConstraint(one_of("kind", Table), name="kind_known"),
        CheckConstraint(one_of("unit", Unit), name="unit_known"),
        CheckConstraint("jsonb_typeof(columns) = 'object'", name="columns_object"),
        SCHEMA,
    )

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    columns: Mapped[dict[str, str]] = mapped_column(JSONB)
    unit: Mapped[str] = mapped_column(Text)


class ImportDraft(Base):
    """A table that was brought and looked at, not yet confirmed (ตารางที่รอยืนยันการนำเข้า); its cells as texts, row by row."""

    __tablename__ = "import_draft"
    __table_args__ = (
        CheckConstraint(one_of("kind", Table), name="kind_known"),
        CheckConstraint(one_of("unit", Unit), name="unit_known"),
        CheckConstraint("btrim(file_name) <> ''", name="named"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_pattern"),
        CheckConstraint("jsonb_typeof(rows) = 'array'", name="rows_array"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    kind: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(Text)
    rows: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    report: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    by_position: Mapped[str] = mapped_column(Text)
    brought_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


class BillItem(Base):
    """An item of the budget bill and the line that it became (รายการในเล่มงบประมาณ): whose it is in the bill's own words.

    ``identity`` is the same whenever the item is brought again; ``event_id`` is the allocation that stands for
    ``amount_satang``. ``agency`` is as printed, so that an organisation can be named for it later.
    """

    __tablename__ = "bill_item"
    __table_args__ = (
        ForeignKeyConstraint(["line_id", "project_id"],
                             ["budgets.line_balance.line_id", "budgets.line_balance.project_id"],
                             name="fk_bill_item_line", ondelete="CASCADE"),
        UniqueConstraint("fiscal_year", "identity", name="uq_bill_item_identity"),
        UniqueConstraint("event_id", name="uq_bill_item_event_id"),
        CheckConstraint(YEAR_BE, name="fiscal_year_be"),
        CheckConstraint("btrim(identity) <> '' AND btrim(agency) <> '' AND btrim(programme) <> ''", name="named"),
        CheckConstraint("amount_satang BETWEEN 1 AND 1000000000000000", name="amount_range"),
        CheckConstraint(one_of("level", Level), name="level_known"),
        Index("ix_bill_item_agency", "agency"),
        SCHEMA,
    )  # fmt: skip

    line_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    project_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    fiscal_year: Mapped[int] = mapped_column(Integer)
    identity: Mapped[str] = mapped_column(Text)
    agency: Mapped[str] = mapped_column(Text)
    programme: Mapped[str] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(Text)
    page: Mapped[str | None] = mapped_column(Text)
    amount_satang: Mapped[int] = mapped_column(BigInteger)
    event_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("budgets.ledger_event.id", ondelete="CASCADE"))
    import_run_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("core.import_run.id"))


class UnmatchedRow(Base):
    """A row of an extract whose line or contract nobody here knows yet (รายการที่จับคู่ไม่ได้); settled once.

    ``queued_at`` and ``settled_at`` are NULL where that was done before they were kept.
    """

    __tablename__ = "unmatched_row"
    __table_args__ = (
        UniqueConstraint("event_id", name="uq_unmatched_row_event_id"),
        CheckConstraint(one_of("kind", Table), name="kind_known"),
        CheckConstraint("row_number > 0", name="row_positive"),
        CheckConstraint(f"occurred_on {COMMON_ERA}", name="common_era"),
        CheckConstraint("amount_satang BETWEEN 0 AND 1000000000000000", name="amount_range"),
        CheckConstraint("state IN ('waiting', 'matched', 'dismissed')", name="state_known"),
        CheckConstraint("(state = 'matched') = (event_id IS NOT NULL)", name="matched_with_an_event"),
        CheckConstraint("(state = 'dismissed') = (reason IS NOT NULL AND btrim(reason) <> '')",
                        name="dismissed_with_a_reason"),
        CheckConstraint("settled_at IS NULL OR state <> 'waiting'", name="settled_when_it_waits_no_more"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    import_run_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("core.import_run.id"))
    kind: Mapped[str] = mapped_column(Text)
    row_number: Mapped[int] = mapped_column(Integer)
    external_code: Mapped[str | None] = mapped_column(Text)
    contract_number: Mapped[str | None] = mapped_column(Text)
    amount_satang: Mapped[int] = mapped_column(BigInteger)
    occurred_on: Mapped[date] = mapped_column(Date)
    document_no: Mapped[str] = mapped_column(Text)
    why: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="waiting")
    event_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("budgets.ledger_event.id", ondelete="CASCADE"))
    reason: Mapped[str | None] = mapped_column(Text)
    queued_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    settled_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))
