"""Budget lines, contracts, and the balances that the database keeps beside the ledger.

What must hold stands in CHECKs of the balances, so that no writer, however many there are, can break it.
"""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.budgets.models.reference import COMMON_ERA, SCHEMA, YEAR_BE, one_of
from app.budgets.rules import Class5, Road
from app.core.database import Base

AVAILABLE = "allocated + transferred_in - transferred_out + carried_in - returned - lapsed"
UNSPENT = f"{AVAILABLE} + released_late - (paid + direct_paid - paid_late)"


class BudgetLine(Base):
    """Money of one source and class for a project, or for one of its activities, in one appropriation year (รายการงบประมาณ).

    ``external_code`` is what the ledger of the state calls it (รหัสงบประมาณ), a string: it may begin with zeros.
    """

    __tablename__ = "budget_line"
    __table_args__ = (
        UniqueConstraint("reference", name="uq_budget_line_reference"),
        UniqueConstraint("id", "project_id", "fiscal_year", "road", name="uq_budget_line_id"),
        UniqueConstraint("project_id", "activity_number", "fiscal_year", "source", "class5", "subclass", "road",
                         name="uq_budget_line_project_id", postgresql_nulls_not_distinct=True),
        UniqueConstraint("external_code", "fiscal_year", name="uq_budget_line_external_code"),
        ForeignKeyConstraint(["subclass", "class5"], ["budgets.expense_class.code", "budgets.expense_class.parent_code"],
                             name="fk_budget_line_subclass"),
        ForeignKeyConstraint(["project_id", "activity_number"], ["projects.activity.project_id", "projects.activity.number"],
                             name="fk_budget_line_activity"),
        CheckConstraint("reference ~ '^[^[:space:]/]([^[:space:]]{0,61}[^[:space:]/])?$'", name="reference_pattern"),
        CheckConstraint("activity_number > 0", name="activity_positive"),
        CheckConstraint(YEAR_BE, name="fiscal_year_be"),
        CheckConstraint(one_of("class5", Class5), name="class5_known"),
        CheckConstraint(one_of("road", Road), name="road_known"),
        CheckConstraint("external_code ~ '^[0-9A-Za-z-]{4,40}$'", name="external_code_pattern"),
        CheckConstraint("lead_days BETWEEN 0 AND 1000", name="lead_days_range"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    reference: Mapped[str] = mapped_column(Text)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.project.id"))
    activity_number: Mapped[int | None] = mapped_column(SmallInteger)
    fiscal_year: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(ForeignKey("budgets.funding_source.code"))
    class5: Mapped[str] = mapped_column(ForeignKey("budgets.expense_class.code"))
    subclass: Mapped[str | None] = mapped_column(Text)
    road: Mapped[str] = mapped_column(Text)
    external_code: Mapped[str | None] = mapped_column(Text)
    lead_days: Mapped[int | None] = mapped_column(SmallInteger)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Contract(Base):
    """A contract or purchase order of a project (สัญญา/ใบสั่งซื้อ); its value is what its events in the ledger come to."""

    __tablename__ = "contract"
    __table_args__ = (
        UniqueConstraint("project_id", "number", name="uq_contract_project_id"),
        UniqueConstraint("egp_id", name="uq_contract_egp_id"),
        UniqueConstraint("id", "project_id", "signed_on", name="uq_contract_id"),
        CheckConstraint("btrim(number) <> '' AND btrim(vendor) <> ''", name="named"),
        CheckConstraint(f"signed_on {COMMON_ERA} AND valid_from {COMMON_ERA} AND valid_to {COMMON_ERA}",
                        name="common_era"),
        CheckConstraint("valid_to >= valid_from", name="valid_period"),
        CheckConstraint("egp_id ~ '^[0-9]{11}$'", name="egp_id_pattern"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.project.id"))
    number: Mapped[str] = mapped_column(Text)
    vendor: Mapped[str] = mapped_column(Text)
    signed_on: Mapped[date] = mapped_column(Date)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date] = mapped_column(Date)
    egp_id: Mapped[str | None] = mapped_column(Text)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class LineBalance(Base):
    """What the ledger of a line comes to, in satang, kept by the database in each event's transaction (ยอดคงเหลือของรายการ)."""

    __tablename__ = "line_balance"
    __table_args__ = (
        UniqueConstraint("line_id", "project_id", name="uq_line_balance_line_id"),
        ForeignKeyConstraint(["line_id"], ["budgets.budget_line.id"], name="fk_line_balance_line_id", ondelete="CASCADE"),
        CheckConstraint("least(requested, approved, allocated, transferred_in, transferred_out, carried_in, returned,"
                        " lapsed, contracted, paid, direct_paid, paid_late, carried_over, released_late) >= 0",
                        name="nothing_negative"),
        CheckConstraint(f"contracted + direct_paid <= {AVAILABLE}", name="within_available"),
        CheckConstraint("paid <= contracted", name="paid_within_contracts"),
        CheckConstraint("paid_late <= carried_over", name="late_only_when_carried"),
        CheckConstraint(f"carried_over <= greatest({UNSPENT}, 0)", name="carried_within_unspent"),
        SCHEMA,
    )  # fmt: skip

    line_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    project_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    requested: Mapped[int] = mapped_column(BigInteger, server_default="0")
    approved: Mapped[int] = mapped_column(BigInteger, server_default="0")
    allocated: Mapped[int] = mapped_column(BigInteger, server_default="0")
    transferred_in: Mapped[int] = mapped_column(BigInteger, server_default="0")
    transferred_out: Mapped[int] = mapped_column(BigInteger, server_default="0")
    carried_in: Mapped[int] = mapped_column(BigInteger, server_default="0")
    returned: Mapped[int] = mapped_column(BigInteger, server_default="0")
    lapsed: Mapped[int] = mapped_column(BigInteger, server_default="0")
    contracted: Mapped[int] = mapped_column(BigInteger, server_default="0")
    paid: Mapped[int] = mapped_column(BigInteger, server_default="0")
    direct_paid: Mapped[int] = mapped_column(BigInteger, server_default="0")
    paid_late: Mapped[int] = mapped_column(BigInteger, server_default="0")
    carried_over: Mapped[int] = mapped_column(BigInteger, server_default="0")
    released_late: Mapped[int] = mapped_column(BigInteger, server_default="0")


class ContractBalance(Base):
    """What the events of a contract come to, in satang, kept by the database (ยอดของสัญญา)."""

    __tablename__ = "contract_balance"
    __table_args__ = (
        ForeignKeyConstraint(["contract_id"], ["budgets.contract.id"], name="fk_contract_balance_contract_id",
                             ondelete="CASCADE"),
        CheckConstraint("least(value, paid, paid_late, carried, reduced_late) >= 0", name="nothing_negative"),
        CheckConstraint("paid <= value", name="paid_within_value"),
        CheckConstraint("carried <= greatest(value + reduced_late - (paid - paid_late), 0)", name="carried_within_unpaid"),
        SCHEMA,
    )  # fmt: skip

    contract_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    project_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    value: Mapped[int] = mapped_column(BigInteger, server_default="0")
    paid: Mapped[int] = mapped_column(BigInteger, server_default="0")
    paid_late: Mapped[int] = mapped_column(BigInteger, server_default="0")
    carried: Mapped[int] = mapped_column(BigInteger, server_default="0")
    reduced_late: Mapped[int] = mapped_column(BigInteger, server_default="0")
