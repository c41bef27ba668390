"""Clusters of provinces, which province leads them and when, and the lists that member provinces sent for reading."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base

SCHEMA = {"schema": "plans"}
PROVINCE = "province_code ~ '^[0-9]{2}$'"
WHILE = text("daterange(valid_from, valid_to)")


class Cluster(Base):
    """A cluster of provinces (กลุ่มจังหวัด)."""

    __tablename__ = "cluster"
    __table_args__ = (
        CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name="code_pattern"),
        CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name="named"),
        CheckConstraint("btrim(source) <> ''", name="sourced"),
        SCHEMA,
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name_th: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class ClusterMember(Base):
    """That a province belongs to a cluster, and whether it leads it (จังหวัดในกลุ่ม, จังหวัดศูนย์ปฏิบัติการกลุ่มจังหวัด).

    ``valid_to`` is exclusive. A province belongs to one cluster at a time, and a cluster has one lead at a time.
    """

    __tablename__ = "cluster_member"
    __table_args__ = (
        CheckConstraint(PROVINCE, name="province_pattern"),
        CheckConstraint("valid_to > valid_from", name="valid_period"),
        CheckConstraint(
            "valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name="common_era"
        ),
        ExcludeConstraint(("province_code", "="), (WHILE, "&&"), using="gist", name="ex_cluster_member_once"),
        ExcludeConstraint(
            ("cluster_code", "="), (WHILE, "&&"), where=text("is_lead"), using="gist", name="ex_cluster_member_lead"
        ),
        SCHEMA,
    )

    cluster_code: Mapped[str] = mapped_column(ForeignKey("plans.cluster.code"), primary_key=True)
    province_code: Mapped[str] = mapped_column(Text, primary_key=True)
    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(Date)
    is_lead: Mapped[bool] = mapped_column(server_default=text("false"))


class ClusterItem(Base):
    """A project of a member province as that province told it: read here, changed there (รายการของจังหวัดในกลุ่ม)."""

    __tablename__ = "cluster_item"
    __table_args__ = (
        UniqueConstraint("cluster_code", "fiscal_year", "province_code", "reference", name="uq_cluster_item_reference"),
        CheckConstraint(PROVINCE, name="province_pattern"),
        CheckConstraint("fiscal_year BETWEEN 2500 AND 2700", name="fiscal_year_be"),
        CheckConstraint("btrim(reference) <> '' AND btrim(title_th) <> ''", name="told"),
        CheckConstraint("amount_satang BETWEEN 0 AND 100000000000000", name="amount_range"),
        CheckConstraint(
            "array_to_string(area_codes, ',', '') ~ '^(([0-9]{2}){1,4}(,([0-9]{2}){1,4})*)?$'",
            name="area_codes_pattern",
        ),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    cluster_code: Mapped[str] = mapped_column(ForeignKey("plans.cluster.code"))
    fiscal_year: Mapped[int] = mapped_column(Integer)
    province_code: Mapped[str] = mapped_column(Text)
    reference: Mapped[str] = mapped_column(Text)
    title_th: Mapped[str] = mapped_column(Text)
    organization: Mapped[str | None] = mapped_column(Text)
    amount_satang: Mapped[int] = mapped_column(BigInteger)
    area_codes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    brought_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
