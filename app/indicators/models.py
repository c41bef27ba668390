"""Indicators, their observations, what their values are worth, and which targets of plans they measure."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    Numeric,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.indicators.rules import Aggregation, Direction, Measure, PeriodKind, Status, Theme

SCHEMA = {"schema": "indicators"}
PERIOD = "valid_to > valid_from"
COMMON_ERA = "valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')"
FINITE = "{0} > '-Infinity' AND {0} < 'Infinity'"


def one_of(column: str, values: type[StrEnum]) -> str:
    """The condition that a column holds a member of an enumeration."""
    return f"{column} IN ({', '.join(repr(each.value) for each in values)})"


class Indicator(Base):
    """What is measured, how it is computed, and how it may be combined up the tree of areas (ตัวชี้วัด).

    ``value = multiplier × numerator / denominator`` where the parts are known. ``class`` decides who may know of it.
    """

    __tablename__ = "indicator"
    __table_args__ = (
        UniqueConstraint("code", "direction", name="uq_indicator_code_direction"),
        CheckConstraint(one_of("direction", Direction), name="direction_known"),
        CheckConstraint(one_of("aggregation", Aggregation), name="aggregation_known"),
        CheckConstraint(one_of("period_kind", PeriodKind), name="period_kind_known"),
        CheckConstraint(one_of("theme", Theme), name="theme_known"),
        CheckConstraint("min_level IN ('province', 'district', 'subdistrict', 'village')", name="min_level_known"),
        CheckConstraint("class IN ('public', 'internal', 'confidential')", name="class_known"),
        CheckConstraint("decimals BETWEEN 0 AND 6", name="decimals_range"),
        CheckConstraint("multiplier > 0 AND multiplier < 'Infinity'", name="multiplier_positive"),
        CheckConstraint(
            "CASE direction WHEN 'range' THEN num_nulls(range_lo, range_hi) = 0 ELSE num_nulls(range_lo, range_hi) = 2 END",
            name="range_where_it_counts",
        ),
        CheckConstraint("range_lo > '-Infinity' AND range_lo < range_hi AND range_hi < 'Infinity'", name="range_order"),
        CheckConstraint(
            "weight_indicator IS NULL OR (aggregation = 'weighted_mean' AND weight_indicator <> code)",
            name="weight_of_a_mean",
        ),
        CheckConstraint("release_lag_days BETWEEN 0 AND 3650", name="release_lag_range"),
        SCHEMA,
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    theme: Mapped[str] = mapped_column(Text, server_default="other")
    name_th: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    definition_th: Mapped[str] = mapped_column(Text)
    definition_en: Mapped[str] = mapped_column(Text)
    formula_th: Mapped[str | None] = mapped_column(Text)
    formula_en: Mapped[str | None] = mapped_column(Text)
    numerator_th: Mapped[str | None] = mapped_column(Text)
    numerator_en: Mapped[str | None] = mapped_column(Text)
    denominator_th: Mapped[str | None] = mapped_column(Text)
    denominator_en: Mapped[str | None] = mapped_column(Text)
    unit_th: Mapped[str] = mapped_column(Text)
    unit_en: Mapped[str] = mapped_column(Text)
    multiplier: Mapped[float] = mapped_column(Float, server_default="1")
    decimals: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    direction: Mapped[str] = mapped_column(Text)
    range_lo: Mapped[float | None] = mapped_column(Float)
    range_hi: Mapped[float | None] = mapped_column(Float)
    aggregation: Mapped[str] = mapped_column(Text)
    weight_indicator: Mapped[str | None] = mapped_column(ForeignKey("indicators.indicator.code"))
    min_level: Mapped[str] = mapped_column(Text)
    period_kind: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    release_lag_days: Mapped[int | None] = mapped_column(SmallInteger)
    caution_th: Mapped[str | None] = mapped_column(Text)
    caution_en: Mapped[str | None] = mapped_column(Text)
    organization: Mapped[str | None] = mapped_column(ForeignKey("organizations.organization.code"))
    class_: Mapped[str] = mapped_column("class", Text, server_default="public")
    is_about_persons: Mapped[bool] = mapped_column(server_default=text("false"))
    is_verified: Mapped[bool] = mapped_column(server_default=text("false"))
    is_standard: Mapped[bool] = mapped_column(server_default=text("false"))
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Observation(Base):
    """One value for one area (in one version of its boundary) and period, as known on ``vintage_on`` (ค่าที่วัดได้).

    A guard refuses every change; a correction is a new vintage. ``lower`` and ``upper`` bound the value where its source
    tells how sure it is.
    """

    __tablename__ = "observation"
    __table_args__ = (
        UniqueConstraint(
            "indicator_code", "area_id", "period_start", "period_end", "vintage_on", name="uq_observation_vintage"
        ),
        CheckConstraint("period_end > period_start", name="period_order"),
        CheckConstraint(one_of("status", Status), name="status_known"),
        CheckConstraint("(numerator IS NULL) = (denominator IS NULL)", name="ratio_whole"),
        CheckConstraint("denominator > 0 AND denominator < 'Infinity'", name="denominator_positive"),
        CheckConstraint(FINITE.format("numerator"), name="numerator_finite"),
        CheckConstraint("num_nulls(lower, upper) IN (0, 2)", name="interval_whole"),
        CheckConstraint(
            "lower > '-Infinity' AND lower <= value AND value <= upper AND upper < 'Infinity'", name="interval_around"
        ),
        CheckConstraint("btrim(source) <> ''", name="sourced"),
        CheckConstraint("period_end < '2400-01-01' AND vintage_on < '2400-01-01'", name="common_era"),
        ForeignKeyConstraint(["area_id", "area_code"], ["places.area.id", "places.area.code"]),
        CheckConstraint("value <> 'NaN' AND value NOT IN ('Infinity', '-Infinity')", name="value_finite"),
        Index("ix_observation_area", "area_id"),
        SCHEMA,
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    indicator_code: Mapped[str] = mapped_column(ForeignKey("indicators.indicator.code"))
    area_id: Mapped[int] = mapped_column(BigInteger)
    area_code: Mapped[str] = mapped_column(Text)
    period_start: Mapped[date] = mapped_column(Date)
    period_end: Mapped[date] = mapped_column(Date)
    value: Mapped[float] = mapped_column(Float)
    lower: Mapped[float | None] = mapped_column(Float)
    upper: Mapped[float | None] = mapped_column(Float)
    numerator: Mapped[float | None] = mapped_column(Float)
    denominator: Mapped[float | None] = mapped_column(Float)
    status: Mapped[str] = mapped_column(Text)
    vintage_on: Mapped[date] = mapped_column(Date)
    source: Mapped[str | None] = mapped_column(Text)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class ScoreBand(Base):
    """The values of an indicator that are worth 50, 75 and 100 points, and when they hold (เกณฑ์การให้คะแนน)."""

    __tablename__ = "score_band"
    __table_args__ = (
        ForeignKeyConstraint(
            ["indicator_code", "direction"], ["indicators.indicator.code", "indicators.indicator.direction"],
            name="fk_score_band_indicator",
        ),
        ExcludeConstraint(
            ("indicator_code", "="), (text("daterange(valid_from, valid_to)"), "&&"), using="gist",
            name="ex_score_band_period",
        ),
        CheckConstraint(
            "CASE direction WHEN 'up' THEN v50 < v75 AND v75 < v100 WHEN 'down' THEN v50 > v75 AND v75 > v100"
            " ELSE false END",
            name="in_its_direction",
        ),
        CheckConstraint(
            " AND ".join(FINITE.format(column) for column in ("v50", "v75", "v100")), name="values_finite"
        ),
        CheckConstraint("btrim(source) <> ''", name="sourced"),
        CheckConstraint(PERIOD, name="valid_period"),
        CheckConstraint(COMMON_ERA, name="common_era"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    indicator_code: Mapped[str] = mapped_column(Text)
    direction: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    v50: Mapped[float] = mapped_column(Float)
    v75: Mapped[float] = mapped_column(Float)
    v100: Mapped[float] = mapped_column(Float)
    source: Mapped[str] = mapped_column(Text)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Scorecard(Base):
    """Indicators that are judged together in a fiscal year, with weights that sum to 100 (แบบประเมินผล)."""

    __tablename__ = "scorecard"
    __table_args__ = (
        CheckConstraint("code ~ '^[a-z0-9][a-z0-9-]{0,62}$'", name="code_pattern"),
        CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name="titled"),
        CheckConstraint("fiscal_year BETWEEN 2500 AND 2700", name="year_be"),
        CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name="area_code_pattern"),
        CheckConstraint("indicators.weighs_100(indicators, weights)", name="weighs_100"),
        SCHEMA,
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    fiscal_year: Mapped[int] = mapped_column(Integer)
    area_code: Mapped[str] = mapped_column(Text)
    indicators: Mapped[list[str]] = mapped_column(ARRAY(Text))
    weights: Mapped[list[Decimal]] = mapped_column(ARRAY(Numeric))
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Grade(Base):
    """What a score is called from ``lowest`` upwards (ระดับผลการประเมิน)."""

    __tablename__ = "grade"
    __table_args__ = (
        CheckConstraint("lowest BETWEEN 0 AND 100", name="lowest_range"),
        CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name="named"),
        CheckConstraint("btrim(source) <> ''", name="sourced"),
        SCHEMA,
    )

    lowest: Mapped[Decimal] = mapped_column(Numeric, primary_key=True)
    name_th: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    is_verified: Mapped[bool] = mapped_column(server_default=text("false"))


class LightRule(Base):
    """From which percentages of a target its light is green and yellow, and when that holds (เกณฑ์สัญญาณไฟ)."""

    __tablename__ = "light_rule"
    __table_args__ = (
        ExcludeConstraint((text("daterange(valid_from, valid_to)"), "&&"), using="gist", name="ex_light_rule_period"),
        CheckConstraint("0 < yellow_from AND yellow_from < green_from AND green_from <= 200", name="thresholds_order"),
        CheckConstraint("btrim(source) <> ''", name="sourced"),
        CheckConstraint(PERIOD, name="valid_period"),
        CheckConstraint(COMMON_ERA, name="common_era"),
        SCHEMA,
    )

    valid_from: Mapped[date] = mapped_column(Date, primary_key=True)
    valid_to: Mapped[date | None] = mapped_column(Date)
    green_from: Mapped[Decimal] = mapped_column(Numeric)
    yellow_from: Mapped[Decimal] = mapped_column(Numeric)
    source: Mapped[str] = mapped_column(Text)


class TargetIndicator(Base):
    """By which indicator a target of a plan is measured (ตัวชี้วัดของค่าเป้าหมาย).

    ``node_key`` is what the node keeps through all versions of its plan, ``target`` the words of its target.
    """

    __tablename__ = "target_indicator"
    __table_args__ = (
        CheckConstraint("btrim(target) <> ''", name="named"),
        CheckConstraint(one_of("measure", Measure), name="measure_known"),
        CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name="area_code_pattern"),
        Index("ix_target_indicator_code", "indicator_code"),
        SCHEMA,
    )

    node_key: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    target: Mapped[str] = mapped_column(Text, primary_key=True)
    indicator_code: Mapped[str] = mapped_column(ForeignKey("indicators.indicator.code"))
    measure: Mapped[str] = mapped_column(Text, server_default="point")
    area_code: Mapped[str | None] = mapped_column(Text)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))
