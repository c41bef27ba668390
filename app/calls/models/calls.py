"""A budget call, the extensions of its deadline, and the criteria by which its briefs are screened."""

from __future__ import annotations

import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    DateTime,
    ForeignKey,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.calls.rules import CallState
from app.calls.rules.brief import Section
from app.core.database import Base
from app.projects.rules.dossier import Item

SCHEMA = {"schema": "calls"}
AMOUNT = "BETWEEN 0 AND 1000000000000000"
COMMON_ERA = "BETWEEN '1941-01-01' AND '2156-12-31'"


def one_of(column: str, values: type[StrEnum]) -> str:
    """The condition that a column holds a member of an enumeration."""
    return f"{column} IN ({', '.join(repr(each.value) for each in values)})"


def all_of(column: str, values: type[StrEnum]) -> str:
    """The condition that an array holds members of an enumeration only."""
    return f"{column} <@ ARRAY[{', '.join(repr(each.value) for each in values)}]"


class Call(Base):
    """A round in which agencies ask for money of a source in a fiscal year (รอบคำของบประมาณ).

    ``sections`` and ``files`` are what a brief must have, as data. A guard keeps what was decided; a deferred trigger
    holds that the weights of its criteria sum to 100, before it opens and always after.
    """

    __tablename__ = "call"
    __table_args__ = (
        UniqueConstraint("code", name="uq_call_code"),
        UniqueConstraint("organization", "fiscal_year", "source", name="uq_call_organization"),
        CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name="code_pattern"),
        CheckConstraint("fiscal_year BETWEEN 2500 AND 2700", name="fiscal_year_be"),
        CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name="titled"),
        CheckConstraint("btrim(instructions_th) <> ''", name="instructed"),
        CheckConstraint("opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint(f"opens_at {COMMON_ERA} AND closes_at {COMMON_ERA}", name="common_era"),
        CheckConstraint(f"ceiling_satang {AMOUNT}", name="ceiling_range"),
        CheckConstraint(one_of("state", CallState), name="state_known"),
        CheckConstraint(all_of("sections", Section), name="sections_known"),
        CheckConstraint(all_of("files", Item), name="files_known"),
        CheckConstraint("(state = 'decided') = (resolution_id IS NOT NULL)", name="decided_by_a_resolution"),
        CheckConstraint("num_nulls(resolution_id, decided_at, decider_position, decider_title) IN (0, 4)",
                        name="decision_signed"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    code: Mapped[str] = mapped_column(Text)
    fiscal_year: Mapped[int] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(ForeignKey("budgets.funding_source.code"))
    organization: Mapped[str] = mapped_column(ForeignKey("organizations.organization.code"))
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str | None] = mapped_column(Text)
    instructions_th: Mapped[str | None] = mapped_column(Text)
    opens_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    closes_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    ceiling_satang: Mapped[int] = mapped_column(BigInteger)
    sections: Mapped[list[str]] = mapped_column(ARRAY(Text))
    files: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    state: Mapped[str] = mapped_column(Text, server_default="draft")
    resolution_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("meetings.resolution.id"))
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decider_person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
    decider_position: Mapped[str | None] = mapped_column(Text)
    decider_title: Mapped[str | None] = mapped_column(Text)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Extension(Base):
    """More time for a call, or for one organisation in it, and why (การขยายเวลา). Append-only."""

    __tablename__ = "extension"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint(f"closes_at {COMMON_ERA}", name="common_era"),
        CheckConstraint("btrim(reason) <> ''", name="reasoned"),
        CheckConstraint("btrim(position) <> '' AND btrim(title) <> ''", name="by_a_position"),
        SCHEMA,
    )

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.call.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    organization: Mapped[str | None] = mapped_column(ForeignKey("organizations.organization.code"))
    closes_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    position: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))


class Criterion(Base):
    """What briefs of a call are scored by, with its weight in per cent (เกณฑ์กลั่นกรอง)."""

    __tablename__ = "criterion"
    __table_args__ = (
        UniqueConstraint("call_id", "number", name="uq_criterion_number"),
        CheckConstraint("code ~ '^[a-z][a-z0-9_]{0,31}$'", name="code_pattern"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name="titled"),
        CheckConstraint("weight BETWEEN 1 AND 100", name="weight_range"),
        SCHEMA,
    )

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.call.id", ondelete="CASCADE"), primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str | None] = mapped_column(Text)
    weight: Mapped[int] = mapped_column(SmallInteger)
