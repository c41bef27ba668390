"""What a project leaves behind, who has taken it over, and whether it is used."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from geoalchemy2 import Geometry
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
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import ON_EARTH, Base
from app.monitoring.models.planning import SCHEMA, one_of
from app.monitoring.rules import Condition

HANDED_OVER = "num_nulls(owner_th, handed_over_on, document)"


class Asset(Base):
    """An asset of a project (สินทรัพย์); its place is that of the project's sites when it was recorded.

    ``owner_organization`` where the owner is an organisation that is known here.
    """

    __tablename__ = "asset"
    __table_args__ = (
        UniqueConstraint("project_id", "number", name="uq_asset_project_id"),
        UniqueConstraint("id", "project_id", name="uq_asset_id_project"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name="named"),
        CheckConstraint("value_satang >= 0", name="value_range"),
        CheckConstraint(f"{HANDED_OVER} IN (0, 3)", name="handed_over_whole"),
        CheckConstraint("owner_organization IS NULL OR owner_th IS NOT NULL", name="owner_named"),
        CheckConstraint("btrim(owner_th) <> '' AND btrim(document) <> ''", name="handed_over_told"),
        CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name="area_code_pattern"),
        CheckConstraint("handed_over_on < '2400-01-01'", name="common_era"),
        CheckConstraint(ON_EARTH, name="geometry_on_earth"),
        Index("ix_asset_geom", "geom", postgresql_using="gist"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.project.id"))
    number: Mapped[int] = mapped_column(Integer)
    name_th: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str | None] = mapped_column(Text)
    value_satang: Mapped[int] = mapped_column(BigInteger)
    geom: Mapped[Any | None] = mapped_column(Geometry("GEOMETRY", srid=4326, spatial_index=False))
    area_code: Mapped[str | None] = mapped_column(Text)
    owner_th: Mapped[str | None] = mapped_column(Text)
    owner_organization: Mapped[str | None] = mapped_column(ForeignKey("organizations.organization.code"))
    handed_over_on: Mapped[date | None] = mapped_column(Date)
    document: Mapped[str | None] = mapped_column(Text)


class NoAsset(Base):
    """That a project leaves no asset behind, and why (ไม่มีสินทรัพย์ต้องส่งมอบ)."""

    __tablename__ = "no_asset"
    __table_args__ = (CheckConstraint("btrim(reason) <> ''", name="reasoned"), SCHEMA)

    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.project.id"), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    said_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    said_position: Mapped[str] = mapped_column(Text)
    said_title: Mapped[str] = mapped_column(Text)


class Inspection(Base):
    """What was found of an asset's use, 6, 12 or 24 months after hand-over, or between (การตรวจการใช้ประโยชน์)."""

    __tablename__ = "inspection"
    __table_args__ = (
        ForeignKeyConstraint(
            ["asset_id", "project_id"], ["monitoring.asset.id", "monitoring.asset.project_id"],
            name="fk_inspection_asset",
        ),
        UniqueConstraint("asset_id", "months", name="uq_inspection_asset_id"),
        CheckConstraint("months IN (6, 12, 24)", name="months_known"),
        CheckConstraint(one_of("condition", Condition), name="condition_known"),
        CheckConstraint("(condition = 'in_use' OR remark IS NOT NULL) AND btrim(remark) <> ''", name="told_what_is_wrong"),
        CheckConstraint("inspected_on < '2400-01-01'", name="common_era"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    asset_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    project_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    months: Mapped[int | None] = mapped_column(Integer)
    inspected_on: Mapped[date] = mapped_column(Date)
    condition: Mapped[str] = mapped_column(Text)
    remark: Mapped[str | None] = mapped_column(Text)
    inspected_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    inspector_position: Mapped[str] = mapped_column(Text)
    inspector_title: Mapped[str] = mapped_column(Text)
    inspector_person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
