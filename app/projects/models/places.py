"""Where a project is: its sites, and the subdistricts that they touch, resolved when a site is written."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import ON_EARTH, Base
from app.projects.models.project import CODES


class Site(Base):
    """One place of a project, with its share of the project in parts of a million (ที่ตั้งโครงการ).

    ``area_code``: the subdistrict that holds most of it; ``declared_areas``: where the office says that it is. Without
    geometry it is province-wide, or its place is not known and ``note`` says why. A deferred trigger holds that the
    shares of a project sum to 1,000,000.
    """

    __tablename__ = "site"
    __table_args__ = (
        CheckConstraint("role IN ('site', 'beneficiary', 'alignment')", name="role_known"),
        CheckConstraint("precision IN ('surveyed', 'gps', 'digitised', 'centroid', 'none')", name="precision_known"),
        CheckConstraint("(geom IS NULL) = (precision = 'none')", name="unlocated_is_said"),
        CheckConstraint("geom IS NULL OR st_isvalid(geom)", name="geometry_valid"),
        CheckConstraint(ON_EARTH, name="geometry_on_earth"),
        CheckConstraint("share_ppm BETWEEN 0 AND 1000000", name="share_range"),
        CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name="area_code_pattern"),
        CheckConstraint("NOT is_province_wide OR geom IS NULL", name="province_wide_is_no_place"),
        CheckConstraint(CODES.format("declared_areas"), name="declared_areas_pattern"),
        CheckConstraint("btrim(name_th) <> ''", name="named"),
        CheckConstraint("btrim(note) <> ''", name="noted"),
        CheckConstraint("btrim(given) <> ''", name="given_somehow"),
        UniqueConstraint("id", "project_id", name="uq_site_id_project"),
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
    area_code: Mapped[str | None] = mapped_column(Text)
    name_th: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    given: Mapped[str | None] = mapped_column(Text)
    declared_areas: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{}")
    is_province_wide: Mapped[bool] = mapped_column(server_default=text("false"))
    added_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class SiteArea(Base):
    """A subdistrict that a site touches; the shares of a located site sum to 1,000,000, as ``rules.shares`` divides them.

    A site that is known by name alone has the one area that is named, of whatever level: a district is no finer place.
    """

    __tablename__ = "site_area"
    __table_args__ = (
        CheckConstraint("share_ppm BETWEEN 0 AND 1000000", name="share_range"),
        CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name="area_code_pattern"),
        ForeignKeyConstraint(
            ["site_id", "project_id"], ["projects.site.id", "projects.site.project_id"], ondelete="CASCADE"
        ),
        Index("ix_site_area_code", "area_code"),
        Index("ix_site_area_project", "project_id"),
        {"schema": "projects"},
    )

    site_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    area_code: Mapped[str] = mapped_column(Text, primary_key=True)
    share_ppm: Mapped[int] = mapped_column(Integer)
    project_id: Mapped[uuid.UUID] = mapped_column(Uuid)
