"""National frames, and plans with their nodes, alignments and targets. A plan row is one version of a plan."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.plans.rules import ALIGNED, UNDER, LinkRole, NodeKind, PlanKind, PlanState, System

SCHEMA = {"schema": "plans"}
PERIOD = "valid_to > valid_from"
COMMON_ERA = "valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')"
IN_ORDER = "(kind, coalesce(parent_kind, '')) IN ({})".format(
    ", ".join(
        f"('{kind.value}', '{above.value if above else ''}')"
        for kind, allowed in UNDER.items()
        for above in (None, *NodeKind)
        if above in allowed
    )
)
"""CHECK: each kind of node stands under a kind that it may stand under."""


def one_of(column: str, values: type[StrEnum]) -> str:
    """The condition that a column holds a member of an enumeration."""
    return f"{column} IN ({', '.join(repr(each.value) for each in values)})"


class NationalFrame(Base):
    """A national goal with its validity and its source (กรอบแผนระดับชาติ)."""

    __tablename__ = "national_frame"
    __table_args__ = (
        ForeignKeyConstraint(
            ["system", "parent_code"], ["plans.national_frame.system", "plans.national_frame.code"],
            name="fk_national_frame_parent",
        ),
        CheckConstraint(one_of("system", System), name="system_known"),
        CheckConstraint("code ~ '^[0-9A-Za-z][0-9A-Za-z.-]{0,15}$'", name="code_pattern"),
        CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name="named"),
        CheckConstraint("parent_code <> code", name="not_its_parent"),
        CheckConstraint("btrim(source) <> ''", name="sourced"),
        CheckConstraint(PERIOD, name="valid_period"),
        CheckConstraint(COMMON_ERA, name="common_era"),
        SCHEMA,
    )  # fmt: skip

    system: Mapped[str] = mapped_column(Text, primary_key=True)
    code: Mapped[str] = mapped_column(Text, primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(Text)
    rank: Mapped[int] = mapped_column(Integer, server_default="0")
    name_th: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(Text)
    is_verified: Mapped[bool] = mapped_column(server_default=text("false"))
    is_standard: Mapped[bool] = mapped_column(server_default=text("false"))


class Plan(Base):
    """One version of a plan (แผน ฉบับหนึ่ง): ``code`` names the plan through its versions, years are B.E., both included.

    A guard refuses every change of what was approved, save that the next version supersedes it. Signatures are snapshots;
    persons are named by key alone, so that erasing one erases the name.
    """

    __tablename__ = "plan"
    __table_args__ = (
        UniqueConstraint("code", "version", name="uq_plan_code"),
        ExcludeConstraint(
            ("kind", "="), ("organization", "="), (text("int4range(first_year, last_year, '[]')"), "&&"),
            where=text("state = 'approved'"), using="gist", name="ex_plan_in_force",
        ),
        ForeignKeyConstraint(["supersedes"], ["plans.plan.id"], name="fk_plan_supersedes"),
        CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name="code_pattern"),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint(one_of("kind", PlanKind), name="kind_known"),
        CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name="titled"),
        CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name="area_code_pattern"),
        CheckConstraint("first_year BETWEEN 2500 AND 2700 AND last_year BETWEEN first_year AND first_year + 19",
                        name="years_be"),
        CheckConstraint(one_of("state", PlanState), name="state_known"),
        CheckConstraint("supersedes <> id", name="not_its_own_successor"),
        CheckConstraint("(state = 'draft') = (proposed_at IS NULL)", name="proposed_once"),
        CheckConstraint("num_nulls(proposed_at, proposer_position, proposer_title) IN (0, 3)",
                        name="proposed_by_somebody"),
        CheckConstraint("(state IN ('approved', 'superseded')) = (approved_at IS NOT NULL)", name="approved_once"),
        CheckConstraint("num_nulls(approved_at, approved_by, approver_position, approver_title) IN (0, 4)",
                        name="approved_by_a_resolution"),
        CheckConstraint("approved_at IS NULL OR proposer_person IS DISTINCT FROM approver_person",
                        name="approved_by_another_person"),
        Index("ix_plan_open", "code", unique=True, postgresql_where=text("state IN ('draft', 'proposed')")),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    code: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer, server_default="1")
    kind: Mapped[str] = mapped_column(Text)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str | None] = mapped_column(Text)
    organization: Mapped[str] = mapped_column(ForeignKey("organizations.organization.code"))
    area_code: Mapped[str | None] = mapped_column(Text)
    first_year: Mapped[int] = mapped_column(Integer)
    last_year: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(Text, server_default="draft")
    supersedes: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    proposed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    proposer_person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
    proposer_position: Mapped[str | None] = mapped_column(Text)
    proposer_title: Mapped[str | None] = mapped_column(Text)
    approved_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    approved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("meetings.resolution.id"))
    approver_person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
    approver_position: Mapped[str | None] = mapped_column(Text)
    approver_title: Mapped[str | None] = mapped_column(Text)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class PlanNode(Base):
    """A part of a version (องค์ประกอบของแผน); ``key`` is the same in every version, whatever its code and its place."""

    __tablename__ = "plan_node"
    __table_args__ = (
        UniqueConstraint("plan_id", "key", name="uq_plan_node_plan_id"),
        UniqueConstraint("plan_id", "code", name="uq_plan_node_code"),
        UniqueConstraint("id", "plan_id", "kind", name="uq_plan_node_id_plan_kind"),
        ForeignKeyConstraint(
            ["parent_id", "plan_id", "parent_kind"],
            ["plans.plan_node.id", "plans.plan_node.plan_id", "plans.plan_node.kind"], name="fk_plan_node_parent",
        ),
        CheckConstraint("(parent_id IS NULL) = (parent_kind IS NULL)", name="parent_with_its_kind"),
        CheckConstraint(one_of("kind", NodeKind), name="kind_known"),
        CheckConstraint(IN_ORDER, name="kinds_in_order"),
        CheckConstraint("btrim(code) <> ''", name="coded"),
        CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name="titled"),
        Index("ix_plan_node_vision", "plan_id", unique=True, postgresql_where=text("kind = 'vision'")),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    plan_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("plans.plan.id"))
    key: Mapped[uuid.UUID] = mapped_column(Uuid, default=uuid.uuid4)
    kind: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    rank: Mapped[int] = mapped_column(Integer, server_default="0")
    parent_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    parent_kind: Mapped[str | None] = mapped_column(Text)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str | None] = mapped_column(Text)


class Alignment(Base):
    """That a node serves a national goal, and since when (ความเชื่อมโยงกับแผนระดับชาติ). What has ended is kept."""

    __tablename__ = "alignment"
    __table_args__ = (
        ForeignKeyConstraint(
            ["node_id", "plan_id", "node_kind"],
            ["plans.plan_node.id", "plans.plan_node.plan_id", "plans.plan_node.kind"], name="fk_alignment_node",
            ondelete="CASCADE",
        ),
        ForeignKeyConstraint(
            ["system", "frame_code"], ["plans.national_frame.system", "plans.national_frame.code"],
            name="fk_alignment_frame",
        ),
        ExcludeConstraint(
            ("node_id", "="), ("system", "="), ("frame_code", "="), (text("daterange(valid_from, valid_to)"), "&&"),
            using="gist", name="ex_alignment_once",
        ),
        CheckConstraint(f"node_kind IN ({', '.join(repr(one.value) for one in NodeKind if one in ALIGNED)})",
                        name="node_aligned"),
        CheckConstraint(one_of("role", LinkRole), name="role_known"),
        CheckConstraint("btrim(rationale) <> ''", name="reasoned"),
        CheckConstraint("valid_to >= valid_from", name="valid_period"),
        CheckConstraint(COMMON_ERA, name="common_era"),
        Index("ix_alignment_primary", "node_id", unique=True,
              postgresql_where=text("role = 'primary' AND system = 'NS' AND valid_to IS NULL")),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    plan_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    node_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    node_kind: Mapped[str] = mapped_column(Text)
    system: Mapped[str] = mapped_column(Text)
    frame_code: Mapped[str] = mapped_column(Text)
    role: Mapped[str] = mapped_column(Text)
    rationale: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)


class PlanTarget(Base):
    """What an indicator of a node shall reach in a B.E. year, or stood at: its baseline (ค่าเป้าหมาย)."""

    __tablename__ = "plan_target"
    __table_args__ = (
        ForeignKeyConstraint(
            ["node_id", "plan_id", "node_kind"],
            ["plans.plan_node.id", "plans.plan_node.plan_id", "plans.plan_node.kind"], name="fk_plan_target_node",
            ondelete="CASCADE",
        ),
        CheckConstraint("btrim(indicator) <> ''", name="named"),
        CheckConstraint("btrim(unit) <> ''", name="with_unit"),
        CheckConstraint("year BETWEEN 2500 AND 2700", name="year_be"),
        CheckConstraint("value <> 'NaN' AND value BETWEEN -1e15 AND 1e15", name="value_finite"),
        SCHEMA,
    )  # fmt: skip

    node_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    indicator: Mapped[str] = mapped_column(Text, primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    plan_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    node_kind: Mapped[str] = mapped_column(Text)
    value: Mapped[Decimal] = mapped_column(Numeric)
    unit: Mapped[str] = mapped_column(Text)
    is_baseline: Mapped[bool] = mapped_column(server_default=text("false"))
