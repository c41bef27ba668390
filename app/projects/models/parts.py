"""What belongs to a project: who answers for it, what it serves, what it does, for whom, and how ready it is."""

from __future__ import annotations

import uuid
from datetime import datetime
from decimal import Decimal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
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
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.projects.models.project import SCHEMA, one_of
from app.projects.rules.dossier import Duty, IndicatorLevel, Item, ItemState, LinkRole, Relation, Unit

FINITE = "{0} <> 'NaN' AND {0} BETWEEN -1e15 AND 1e15"
MOST_BYTES = 20 << 20


def of_project() -> Mapped[uuid.UUID]:
    """The first part of the key of everything that goes with its project."""
    return mapped_column(ForeignKey("projects.project.id", ondelete="CASCADE"), primary_key=True)


class Responsible(Base):
    """A position that answers for a project, by its official number (ตำแหน่งผู้รับผิดชอบ)."""

    __tablename__ = "responsible"
    __table_args__ = (CheckConstraint(one_of("duty", Duty), name="duty_known"), SCHEMA)

    project_id: Mapped[uuid.UUID] = of_project()
    position_number: Mapped[str] = mapped_column(ForeignKey("organizations.position.number"), primary_key=True)
    duty: Mapped[str] = mapped_column(Text)


class PlanLink(Base):
    """That a project serves a node of a plan, by the key that the node keeps through all versions (ความเชื่อมโยงกับแผน)."""

    __tablename__ = "plan_link"
    __table_args__ = (
        CheckConstraint(one_of("role", LinkRole), name="role_known"),
        Index("ix_plan_link_primary", "project_id", unique=True, postgresql_where=text("role = 'primary'")),
        Index("ix_plan_link_node", "node_key"),
        SCHEMA,
    )

    project_id: Mapped[uuid.UUID] = of_project()
    node_key: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    role: Mapped[str] = mapped_column(Text)


class FrameLink(Base):
    """That a project serves a national goal, also of the SDGs (ความเชื่อมโยงกับแผนระดับชาติ)."""

    __tablename__ = "frame_link"
    __table_args__ = (
        ForeignKeyConstraint(
            ["system", "frame_code"], ["plans.national_frame.system", "plans.national_frame.code"],
            name="fk_frame_link_frame",
        ),
        CheckConstraint(one_of("role", LinkRole), name="role_known"),
        Index("ix_frame_link_frame", "system", "frame_code"),
        SCHEMA,
    )  # fmt: skip

    project_id: Mapped[uuid.UUID] = of_project()
    system: Mapped[str] = mapped_column(Text, primary_key=True)
    frame_code: Mapped[str] = mapped_column(Text, primary_key=True)
    role: Mapped[str] = mapped_column(Text)


class Activity(Base):
    """One main activity of a project, by its number in it (กิจกรรมหลัก)."""

    __tablename__ = "activity"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name="titled"),
        CheckConstraint("btrim(place) <> ''", name="placed"),
        SCHEMA,
    )

    project_id: Mapped[uuid.UUID] = of_project()
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str | None] = mapped_column(Text)
    organization: Mapped[str | None] = mapped_column(ForeignKey("organizations.organization.code"))
    place: Mapped[str | None] = mapped_column(Text)


class Beneficiary(Base):
    """Who benefits of a project, and how many of them (ผู้รับประโยชน์)."""

    __tablename__ = "beneficiary"
    __table_args__ = (
        CheckConstraint(one_of("unit", Unit), name="unit_known"),
        CheckConstraint("count BETWEEN 1 AND 100000000", name="count_positive"),
        CheckConstraint("btrim(kind) <> ''", name="named"),
        SCHEMA,
    )

    project_id: Mapped[uuid.UUID] = of_project()
    unit: Mapped[str] = mapped_column(Text, primary_key=True)
    count: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str | None] = mapped_column(Text)


class ProjectIndicator(Base):
    """What a project makes, or what becomes of it: stood at and shall reach (ตัวชี้วัดโครงการ)."""

    __tablename__ = "project_indicator"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint(one_of("level", IndicatorLevel), name="level_known"),
        CheckConstraint("btrim(name_th) <> ''", name="named"),
        CheckConstraint("btrim(unit) <> ''", name="with_unit"),
        CheckConstraint(f"{FINITE.format('baseline')}", name="baseline_finite"),
        CheckConstraint(f"{FINITE.format('target')}", name="target_finite"),
        SCHEMA,
    )

    project_id: Mapped[uuid.UUID] = of_project()
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    level: Mapped[str] = mapped_column(Text)
    name_th: Mapped[str] = mapped_column(Text)
    unit: Mapped[str] = mapped_column(Text)
    baseline: Mapped[Decimal | None] = mapped_column(Numeric)
    target: Mapped[Decimal | None] = mapped_column(Numeric)
    indicator_code: Mapped[str | None] = mapped_column(ForeignKey("indicators.indicator.code"))


class ReadinessItem(Base):
    """One thing that a project needs before it can be contracted, and how far that has come (รายการความพร้อม)."""

    __tablename__ = "readiness_item"
    __table_args__ = (
        CheckConstraint(one_of("item", Item), name="item_known"),
        CheckConstraint(one_of("state", ItemState), name="state_known"),
        CheckConstraint("btrim(note) <> ''", name="noted"),
        CheckConstraint("state <> 'waived' OR note IS NOT NULL", name="waived_with_a_reason"),
        SCHEMA,
    )

    project_id: Mapped[uuid.UUID] = of_project()
    item: Mapped[str] = mapped_column(Text, primary_key=True)
    is_required: Mapped[bool] = mapped_column(server_default=text("true"))
    state: Mapped[str] = mapped_column(Text, server_default="open")
    note: Mapped[str | None] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    position: Mapped[str | None] = mapped_column(Text)


class ReadinessFile(Base):
    """A file that proves a requirement; its bytes lie under the data home by their hash (แฟ้มหลักฐาน). Only for officials."""

    __tablename__ = "readiness_file"
    __table_args__ = (
        ForeignKeyConstraint(
            ["project_id", "item"], ["projects.readiness_item.project_id", "projects.readiness_item.item"],
            name="fk_readiness_file_item", ondelete="CASCADE",
        ),
        UniqueConstraint("project_id", "item", "sha256", name="uq_readiness_file_sha256"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_pattern"),
        CheckConstraint("btrim(file_name) <> '' AND file_name !~ '[/\\x01-\\x1f]'", name="file_named"),
        CheckConstraint("btrim(media_type) <> ''", name="with_media_type"),
        CheckConstraint(f"size_bytes BETWEEN 1 AND {MOST_BYTES}", name="size_range"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    item: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(Text)
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    position: Mapped[str] = mapped_column(Text)


class RelatedProject(Base):
    """Another project about the same assets, and what it is to this one (โครงการที่เกี่ยวข้อง)."""

    __tablename__ = "related_project"
    __table_args__ = (
        CheckConstraint(one_of("relation", Relation), name="relation_known"),
        CheckConstraint("related_id <> project_id", name="another_project"),
        Index("ix_related_project_related", "related_id"),
        SCHEMA,
    )

    project_id: Mapped[uuid.UUID] = of_project()
    related_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("projects.project.id", ondelete="CASCADE"), primary_key=True
    )
    relation: Mapped[str] = mapped_column(Text)
