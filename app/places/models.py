"""Areas and how they follow one another.

A code names an area only for a time: ``valid_from`` (inclusive) to ``valid_to`` (exclusive). Codes are text (กรมการปกครอง,
TIS 1099-2548): province 2, district 4, subdistrict 6, village 8 digits; the parent's code is the prefix.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    Date,
    Float,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    SmallInteger,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import ON_EARTH, Base

CODE_PATTERNS = """CASE level
    WHEN 'province' THEN code ~ '^[0-9]{2}$'
    WHEN 'district' THEN code ~ '^[0-9]{4}$'
    WHEN 'subdistrict' THEN code ~ '^[0-9]{6}$'
    WHEN 'village' THEN code ~ '^[0-9]{8}$'
    ELSE code ~ '^[0-9A-Za-z._-]{1,32}$' END"""

PARENT_PREFIX = """CASE level
    WHEN 'province' THEN parent_code IS NULL
    WHEN 'district' THEN parent_code IS NOT DISTINCT FROM left(code, 2)
    WHEN 'subdistrict' THEN parent_code IS NOT DISTINCT FROM left(code, 4)
    WHEN 'village' THEN parent_code IS NOT DISTINCT FROM left(code, 6)
    ELSE true END"""

GEOMETRY_TYPES = """CASE level
    WHEN 'village' THEN geom IS NULL OR geometrytype(geom) = 'POINT'
    WHEN 'local_government' THEN geom IS NULL OR geometrytype(geom) IN ('POINT', 'MULTIPOLYGON')
    ELSE geom IS NOT NULL AND geometrytype(geom) = 'MULTIPOLYGON' END"""


class Area(Base):
    """One area during one period of validity (พื้นที่)."""

    __tablename__ = "area"
    __table_args__ = (
        CheckConstraint(
            "level IN ('province', 'district', 'subdistrict', 'village', 'local_government', 'custom_zone')",
            name="level_known",
        ),
        CheckConstraint(CODE_PATTERNS, name="code_pattern"),
        CheckConstraint(PARENT_PREFIX, name="parent_is_prefix"),
        CheckConstraint(GEOMETRY_TYPES, name="geometry_type"),
        CheckConstraint("valid_to > valid_from", name="valid_period"),
        CheckConstraint("btrim(name_th) <> ''", name="named"),
        CheckConstraint(
            "valid_from < '2400-01-01' AND (valid_to IS NULL OR valid_to < '2400-01-01')", name="common_era"
        ),
        CheckConstraint("area_sqm > 0 AND area_sqm < 'Infinity'", name="area_positive"),
        CheckConstraint("geom IS NULL OR st_isvalid(geom)", name="geometry_valid"),
        CheckConstraint(ON_EARTH, name="geometry_on_earth"),
        UniqueConstraint("id", "code", name="uq_area_id_code"),
        # deferred, and with the code, so that a child never hangs on an area of another code
        ForeignKeyConstraint(
            ["parent_id", "parent_code"], ["places.area.id", "places.area.code"], deferrable=True, initially="DEFERRED"
        ),
        ExcludeConstraint(
            (text("level"), "="),
            (text("code"), "="),
            (text("daterange(valid_from, valid_to)"), "&&"),
            name="ex_area_code_period",
            using="gist",
        ),
        Index("ix_area_geom", "geom", postgresql_using="gist"),
        Index("ix_area_level_code", "level", "code"),
        Index("ix_area_parent_id", "parent_id"),
        Index(
            "ix_area_search_name", "search_name", postgresql_using="gin", postgresql_ops={"search_name": "gin_trgm_ops"}
        ),
        {"schema": "places"},
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    level: Mapped[str] = mapped_column(Text)
    code: Mapped[str] = mapped_column(Text)
    parent_id: Mapped[int | None] = mapped_column(BigInteger)
    parent_code: Mapped[str | None] = mapped_column(Text)
    name_th: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str | None] = mapped_column(Text)
    search_name: Mapped[str] = mapped_column(
        Text, Computed("core.search_norm(name_th || ' ' || coalesce(name_en, '') || ' ' || code)", persisted=True)
    )
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    geom: Mapped[Any | None] = mapped_column(Geometry("GEOMETRY", srid=4326, spatial_index=False))
    label_point: Mapped[Any | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    area_sqm: Mapped[float | None] = mapped_column(Float)
    kind: Mapped[str | None] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)
    source_on: Mapped[date | None] = mapped_column(Date)
    scale: Mapped[int | None] = mapped_column(Integer)
    licence: Mapped[str | None] = mapped_column(Text)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))
    import_run_id: Mapped[uuid.UUID | None] = mapped_column(Uuid, ForeignKey("core.import_run.id"))


class Succession(Base):
    """Which area came after which, and how (การเปลี่ยนแปลงเขต)."""

    __tablename__ = "succession"
    __table_args__ = (
        CheckConstraint("kind IN ('split', 'merge', 'transfer', 'rename', 'renumber')", name="kind_known"),
        CheckConstraint("predecessor_id <> successor_id", name="not_itself"),
        {"schema": "places"},
    )

    predecessor_id: Mapped[int] = mapped_column(ForeignKey("places.area.id", ondelete="CASCADE"), primary_key=True)
    successor_id: Mapped[int] = mapped_column(ForeignKey("places.area.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(Text)


class AreaOverview(Base):
    """A boundary generalised for the zooms up to ``band``, in EPSG:3857 because only tiles and drawings read it.

    Neighbours share their simplified borders exactly, so that no sliver shows at any zoom.
    """

    __tablename__ = "area_overview"
    __table_args__ = (
        CheckConstraint("band IN (4, 5, 7, 9, 11)", name="band_known"),
        Index("ix_area_overview_band_geom", "band", "geom", postgresql_using="gist"),
        {"schema": "derived"},
    )

    area_id: Mapped[int] = mapped_column(ForeignKey("places.area.id", ondelete="CASCADE"), primary_key=True)
    band: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    geom: Mapped[Any] = mapped_column(Geometry("MULTIPOLYGON", srid=3857, spatial_index=False))
