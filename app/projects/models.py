"""Projects and their sites. What a site touches is resolved when it is written, so that views join on codes."""

from __future__ import annotations

import uuid
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, Uuid, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import ON_EARTH, Base

STATES = (
    "draft", "submitted", "returned", "screened", "approved_plan", "requested", "funded", "reserve", "rejected",
    "preparing", "procuring", "contracted", "in_progress", "suspended", "completed", "accepted", "handed_over",
    "in_use_checked", "closed", "cancelled",
)  # fmt: skip


class Project(Base):
    """A project with the identity that it keeps across plan versions (โครงการ)."""

    __tablename__ = "project"
    __table_args__ = (
        CheckConstraint(f"state IN {STATES}", name="state_known"),
        CheckConstraint("fiscal_year BETWEEN 2500 AND 2700", name="fiscal_year_be"),
        CheckConstraint("btrim(title_th) <> ''", name="titled"),
        CheckConstraint("btrim(reference) <> ''", name="referenced"),
        {"schema": "projects"},
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    reference: Mapped[str] = mapped_column(Text, unique=True)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str | None] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    fiscal_year: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(Text)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Site(Base):
    """One place of a project, with its share of the project in parts of a million (ที่ตั้งโครงการ)."""

    __tablename__ = "site"
    __table_args__ = (
        CheckConstraint("role IN ('site', 'beneficiary', 'alignment')", name="role_known"),
        CheckConstraint("precision IN ('surveyed', 'gps', 'digitised', 'centroid', 'none')", name="precision_known"),
        CheckConstraint("(geom IS NULL) = (precision = 'none')", name="unlocated_is_said"),
        CheckConstraint("geom IS NULL OR st_isvalid(geom)", name="geometry_valid"),
        CheckConstraint(ON_EARTH, name="geometry_on_earth"),
        CheckConstraint("share_ppm BETWEEN 0 AND 1000000", name="share_range"),
        Index("ix_site_geom", "geom", postgresql_using="gist"),
        Index("ix_site_project", "project_id"),
        {"schema": "projects"},
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.project.id", ondelete="CASCADE"))
    geom: Mapped[Any | None] = mapped_column(Geometry("GEOMETRY", srid=4326, spatial_index=False))
    role: Mapped[str] = mapped_column(Text)
    precision: Mapped[str] = mapped_column(Text)
    share_ppm: Mapped[int] = mapped_column(Integer)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class SiteArea(Base):
    """A subdistrict that a site touches; the shares of a located site sum to 1,000,000, as ``rules.shares`` divides them."""

    __tablename__ = "site_area"
    __table_args__ = (
        CheckConstraint("share_ppm BETWEEN 0 AND 1000000", name="share_range"),
        CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name="area_code_pattern"),
        Index("ix_site_area_code", "area_code"),
        {"schema": "projects"},
    )

    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.site.id", ondelete="CASCADE"), primary_key=True)
    area_code: Mapped[str] = mapped_column(Text, primary_key=True)
    share_ppm: Mapped[int] = mapped_column(Integer)
