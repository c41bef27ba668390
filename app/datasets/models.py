"""Datasets, and the one table of the features that people bring."""

from __future__ import annotations

from datetime import date
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import ON_EARTH, Base

CLASSES = "class IN ('public', 'internal', 'personal', 'confidential', 'personal_confidential')"
GEOMETRY_TYPES = "('Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon', 'Geometry')"


class Dataset(Base):
    """One catalogued set of features (ชุดข้อมูล). ``purpose``: what its data about persons are kept for; without one
    nobody sees them.
    """

    __tablename__ = "dataset"
    __table_args__ = (
        CheckConstraint(CLASSES, name="class_known"),
        CheckConstraint("id ~ '^[a-z][a-z0-9_]{0,62}$'", name="id_pattern"),
        CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name="titled"),
        CheckConstraint(f"geometry_type IN {GEOMETRY_TYPES}", name="geometry_type_known"),
        {"schema": "datasets"},
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    geometry_type: Mapped[str] = mapped_column(Text)
    custodian: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    source_on: Mapped[date | None] = mapped_column(Date)
    licence: Mapped[str | None] = mapped_column(Text)
    class_: Mapped[str] = mapped_column("class", Text, server_default="internal")
    purpose: Mapped[str | None] = mapped_column(ForeignKey("organizations.purpose.code"))
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Feature(Base):
    """One feature of a dataset; its class, agency and area decide who may see it. Its id tells nothing (ADR 33)."""

    __tablename__ = "feature"
    __table_args__ = (
        CheckConstraint(CLASSES, name="class_known"),
        CheckConstraint("jsonb_typeof(attributes) = 'object'", name="attributes_object"),
        CheckConstraint("st_isvalid(geom)", name="geometry_valid"),
        CheckConstraint(ON_EARTH, name="geometry_on_earth"),
        CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name="area_code_pattern"),
        Index("ix_feature_geom", "geom", postgresql_using="gist"),
        {"schema": "datasets"},
    )

    dataset_id: Mapped[str] = mapped_column(ForeignKey("datasets.dataset.id", ondelete="CASCADE"), primary_key=True)
    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, server_default=text("core.opaque_id()"))
    geom: Mapped[Any | None] = mapped_column(Geometry("GEOMETRY", srid=4326, spatial_index=False))
    attributes: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    class_: Mapped[str] = mapped_column("class", Text, server_default="internal")
    agency: Mapped[str | None] = mapped_column(Text)
    area_code: Mapped[str | None] = mapped_column(Text)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))
