"""What budget lines refer to: sources, classes, ceilings, and the targets that the cabinet sets for a year."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Integer,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.budgets.rules import Class5, Measure
from app.core.database import Base

SCHEMA = {"schema": "budgets"}
CODE = "code ~ '^[a-z][a-z0-9_]{0,62}$'"
COMMON_ERA = "BETWEEN '1941-01-01' AND '2156-12-31'"
YEAR_BE = "fiscal_year BETWEEN 2500 AND 2700"


def one_of(column: str, values: type[StrEnum]) -> str:
    """The condition that a column holds a member of an enumeration."""
    return f"{column} IN ({', '.join(repr(each.value) for each in values)})"


class FundingSource(Base):
    """Where money comes from (แหล่งงบประมาณ)."""

    __tablename__ = "funding_source"
    __table_args__ = (
        CheckConstraint(CODE, name="code_pattern"),
        CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name="named"),
        SCHEMA,
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name_th: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    rank: Mapped[int] = mapped_column(Integer, server_default="0")
    is_standard: Mapped[bool] = mapped_column(server_default=text("false"))


class ExpenseClass(Base):
    """A class of expenditure: one of five, or a subclass of one (งบรายจ่าย); ``lead_days``: from its price to a contract."""

    __tablename__ = "expense_class"
    __table_args__ = (
        UniqueConstraint("code", "parent_code", name="uq_expense_class_code"),
        CheckConstraint(CODE, name="code_pattern"),
        CheckConstraint(f"CASE WHEN parent_code IS NULL THEN {one_of('code', Class5)}"
                        f" ELSE {one_of('parent_code', Class5)} AND parent_code <> code END", name="two_levels"),
        CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name="named"),
        CheckConstraint("lead_days BETWEEN 0 AND 1000", name="lead_days_range"),
        SCHEMA,
    )  # fmt: skip

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("budgets.expense_class.code"))
    name_th: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    lead_days: Mapped[int] = mapped_column(SmallInteger)
    rank: Mapped[int] = mapped_column(Integer, server_default="0")
    is_standard: Mapped[bool] = mapped_column(server_default=text("false"))


class DisbursementTarget(Base):
    """How much of a class shall be bound or paid by the end of a quarter, in per cent of what is available (เป้าหมายการเบิกจ่าย).

    ``set_at`` is NULL where it was set before that was kept.
    """

    __tablename__ = "disbursement_target"
    __table_args__ = (
        CheckConstraint(YEAR_BE, name="fiscal_year_be"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter_range"),
        CheckConstraint(one_of("measure", Measure), name="measure_known"),
        CheckConstraint("cum_pct BETWEEN 0 AND 100", name="cum_pct_range"),
        CheckConstraint("btrim(source_doc) <> ''", name="sourced"),
        SCHEMA,
    )

    fiscal_year: Mapped[int] = mapped_column(Integer, primary_key=True)
    class5: Mapped[str] = mapped_column(ForeignKey("budgets.expense_class.code"), primary_key=True)
    measure: Mapped[str] = mapped_column(Text, primary_key=True)
    quarter: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    cum_pct: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    source_doc: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Ceiling(Base):
    """The amount up to which ranked projects of a year and source lie inside: the line between Y1 and Y2 (กรอบวงเงิน).

    ``set_at`` is NULL where it was set before that was kept.
    """

    __tablename__ = "ceiling"
    __table_args__ = (
        CheckConstraint(YEAR_BE, name="fiscal_year_be"),
        CheckConstraint("amount_satang BETWEEN 0 AND 1000000000000000", name="amount_range"),
        CheckConstraint("btrim(source_doc) <> ''", name="sourced"),
        SCHEMA,
    )

    fiscal_year: Mapped[int] = mapped_column(Integer, primary_key=True)
    source: Mapped[str] = mapped_column(ForeignKey("budgets.funding_source.code"), primary_key=True)
    amount_satang: Mapped[int] = mapped_column(BigInteger)
    source_doc: Mapped[str] = mapped_column(Text)
    set_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))
