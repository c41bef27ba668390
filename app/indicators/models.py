"""Indicators and their observations. A new value is a new vintage; nothing is overwritten."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    SmallInteger,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class Indicator(Base):
    """What is measured, and how it may be summed up the tree of areas (ตัวชี้วัด)."""

    __tablename__ = "indicator"
    __table_args__ = (
        CheckConstraint("direction IN ('up', 'down', 'range', 'none')", name="direction_known"),
        CheckConstraint("aggregation IN ('sum', 'weighted_mean', 'latest', 'none')", name="aggregation_known"),
        CheckConstraint(
            "period_kind IN ('calendar', 'fiscal', 'academic', 'crop', 'quarter', 'month', 'day', 'round')",
            name="period_kind_known",
        ),
        CheckConstraint("min_level IN ('province', 'district', 'subdistrict', 'village')", name="min_level_known"),
        CheckConstraint("decimals BETWEEN 0 AND 6", name="decimals_range"),
        {"schema": "indicators"},
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    name_th: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    definition_th: Mapped[str] = mapped_column(Text)
    definition_en: Mapped[str] = mapped_column(Text)
    unit_th: Mapped[str] = mapped_column(Text)
    unit_en: Mapped[str] = mapped_column(Text)
    decimals: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    direction: Mapped[str] = mapped_column(Text)
    aggregation: Mapped[str] = mapped_column(Text)
    min_level: Mapped[str] = mapped_column(Text)
    period_kind: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Observation(Base):
    """One value for one area (in one version of its boundary) and period, as known on ``vintage_on`` (ค่าที่วัดได้)."""

    __tablename__ = "observation"
    __table_args__ = (
        UniqueConstraint(
            "indicator_code", "area_id", "period_start", "period_end", "vintage_on", name="uq_observation_vintage"
        ),
        CheckConstraint("period_end > period_start", name="period_order"),
        CheckConstraint("status IN ('provisional', 'revised', 'final', 'estimated')", name="status_known"),
        CheckConstraint("(numerator IS NULL) = (denominator IS NULL)", name="ratio_whole"),
        CheckConstraint("denominator > 0 AND denominator < 'Infinity'", name="denominator_positive"),
        CheckConstraint("numerator > '-Infinity' AND numerator < 'Infinity'", name="numerator_finite"),
        CheckConstraint("period_end < '2400-01-01' AND vintage_on < '2400-01-01'", name="common_era"),
        ForeignKeyConstraint(["area_id", "area_code"], ["places.area.id", "places.area.code"]),
        CheckConstraint("value <> 'NaN' AND value NOT IN ('Infinity', '-Infinity')", name="value_finite"),
        Index("ix_observation_area", "area_id"),
        {"schema": "indicators"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    indicator_code: Mapped[str] = mapped_column(ForeignKey("indicators.indicator.code"))
    area_id: Mapped[int] = mapped_column(BigInteger)
    area_code: Mapped[str] = mapped_column(Text)
    period_start: Mapped[date] = mapped_column(Date)
    period_end: Mapped[date] = mapped_column(Date)
    value: Mapped[float] = mapped_column(Float)
    numerator: Mapped[float | None] = mapped_column(Float)
    denominator: Mapped[float | None] = mapped_column(Float)
    status: Mapped[str] = mapped_column(Text)
    vintage_on: Mapped[date] = mapped_column(Date)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))
