"""The calendar of reports, the rules of lights, and what is planned for each project."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
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
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.monitoring.rules import Cadence

SCHEMA = {"schema": "monitoring"}


def one_of(column: str, values: type[StrEnum]) -> str:
    """The condition that a column holds a member of an enumeration."""
    return f"{column} IN ({', '.join(repr(each.value) for each in values)})"


class Round(Base):
    """A period that is reported on, and until when (รอบรายงาน); ``period_end`` is exclusive.

    ``code`` is ``2569-06`` for a month, ``2569-Q3`` for a quarter of the fiscal year. ``opened_at`` is NULL for rounds
    that were opened before that was kept.
    """

    __tablename__ = "round"
    __table_args__ = (
        ExcludeConstraint(
            ("kind", "="), (text("daterange(period_start, period_end)"), "&&"), using="gist", name="ex_round_once",
        ),
        CheckConstraint("code ~ '^[0-9]{4}-(0[1-9]|1[0-2]|Q[1-4])$'", name="code_pattern"),
        CheckConstraint(one_of("kind", Cadence), name="kind_known"),
        CheckConstraint("period_end > period_start", name="period_order"),
        CheckConstraint("due_on > period_start", name="due_after_it_began"),
        CheckConstraint("period_end < '2400-01-01' AND due_on < '2400-01-01'", name="common_era"),
        SCHEMA,
    )  # fmt: skip

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    period_start: Mapped[date] = mapped_column(Date)
    period_end: Mapped[date] = mapped_column(Date)
    due_on: Mapped[date] = mapped_column(Date)
    opened_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class ProblemClass(Base):
    """A kind of obstacle (ประเภทปัญหาอุปสรรค)."""

    __tablename__ = "problem_class"
    __table_args__ = (
        CheckConstraint("code ~ '^[a-z][a-z_]{0,30}$'", name="code_pattern"),
        CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name="named"),
        SCHEMA,
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name_th: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    rank: Mapped[int] = mapped_column(Integer, server_default="0")


class LightRule(Base):
    """From which numbers on a light changes, since a day (เกณฑ์ไฟสถานะ). The last one that has begun is in force."""

    __tablename__ = "light_rule"
    __table_args__ = (
        CheckConstraint("watch_points > 0 AND late_points BETWEEN watch_points AND 100", name="points_order"),
        CheckConstraint("watch_days > 0 AND late_days >= watch_days", name="days_order"),
        CheckConstraint("stale_days > 0", name="stale_positive"),
        CheckConstraint("btrim(reason) <> ''", name="reasoned"),
        SCHEMA,
    )

    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    watch_points: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    late_points: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    watch_days: Mapped[int] = mapped_column(Integer)
    late_days: Mapped[int] = mapped_column(Integer)
    stale_days: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)


class Curve(Base):
    """The planned curve of a project (แผนผลงาน); the last revision holds, the earlier ones stay with the reasons."""

    __tablename__ = "curve"
    __table_args__ = (
        UniqueConstraint("project_id", "revision", name="uq_curve_project_id"),
        UniqueConstraint("id", "project_id", name="uq_curve_id_project"),
        CheckConstraint("revision > 0", name="revision_positive"),
        CheckConstraint("(revision = 1) = (reason IS NULL) AND btrim(reason) <> ''", name="revised_with_a_reason"),
        CheckConstraint(one_of("cadence", Cadence), name="cadence_known"),
        CheckConstraint("starts_on < '2400-01-01'", name="common_era"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.project.id"))
    revision: Mapped[int] = mapped_column(Integer, server_default="1")
    cadence: Mapped[str] = mapped_column(Text)
    starts_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    maker_position: Mapped[str] = mapped_column(Text)
    maker_title: Mapped[str] = mapped_column(Text)
    maker_person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))


class PlannedProgress(Base):
    """What shall be done at the end of a month, cumulative: per cent of the works, and satang (แผนสะสมรายเดือน)."""

    __tablename__ = "planned_progress"
    __table_args__ = (
        ForeignKeyConstraint(
            ["curve_id", "project_id"], ["monitoring.curve.id", "monitoring.curve.project_id"],
            name="fk_planned_progress_curve",
        ),
        CheckConstraint("extract(day FROM month) = 1", name="month_by_its_first_day"),
        CheckConstraint("planned_pct BETWEEN 0 AND 100", name="pct_range"),
        CheckConstraint("planned_satang >= 0", name="satang_range"),
        Index("ix_planned_progress_project", "project_id"),
        SCHEMA,
    )  # fmt: skip

    curve_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    month: Mapped[date] = mapped_column(Date, primary_key=True)
    project_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    planned_pct: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    planned_satang: Mapped[int] = mapped_column(BigInteger, server_default="0")


class Milestone(Base):
    """A step of a project with its planned day, and the day on which it was reached (งวดงาน)."""

    __tablename__ = "milestone"
    __table_args__ = (
        UniqueConstraint("project_id", "number", name="uq_milestone_project_id"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name="titled"),
        CheckConstraint("planned_on < '2400-01-01' AND (actual_on IS NULL OR actual_on < '2400-01-01')", name="common_era"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.project.id"))
    number: Mapped[int] = mapped_column(Integer)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str | None] = mapped_column(Text)
    planned_on: Mapped[date] = mapped_column(Date)
    actual_on: Mapped[date | None] = mapped_column(Date)
