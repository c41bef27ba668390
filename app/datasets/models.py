"""Datasets with the changes of their class, and the one table of the features that people bring."""

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
    Index,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import ON_EARTH, Base
from app.datasets.rules import ChangeState, needs_another_person
from gis.access import Read

CLASSES = "class IN ('public', 'internal', 'personal', 'confidential', 'personal_confidential')"
GEOMETRY_TYPES = "('Point', 'LineString', 'Polygon', 'MultiPoint', 'MultiLineString', 'MultiPolygon', 'Geometry')"
UPWARD = ", ".join(
    f"('{before.value}', '{after.value}')"
    for before in Read
    for after in Read
    if not needs_another_person(before, after)
)
"""Pairs of classes between which a change takes effect at once."""


class Dataset(Base):
    """One catalogued set of features (ชุดข้อมูล).

    ``organization`` owns it, ``version`` counts its changes: who changes it names the version that he read. ``purpose`` is
    what its data about persons are kept for; without one nobody sees them.
    """

    __tablename__ = "dataset"
    __table_args__ = (
        CheckConstraint(CLASSES, name="class_known"),
        CheckConstraint("id ~ '^[a-z][a-z0-9_]{0,62}$'", name="id_pattern"),
        CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name="titled"),
        CheckConstraint(f"geometry_type IN {GEOMETRY_TYPES}", name="geometry_type_known"),
        CheckConstraint("class NOT LIKE 'personal%' OR purpose IS NOT NULL", name="purpose_of_personal"),
        CheckConstraint("version >= 1", name="version_positive"),
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
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))
    purpose: Mapped[str | None] = mapped_column(ForeignKey("organizations.purpose.code"))
    organization: Mapped[str | None] = mapped_column(ForeignKey("organizations.organization.code"))
    version: Mapped[int] = mapped_column(BigInteger, server_default="1")
    loaded_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class ClassChange(Base):
    """A change of a dataset's class: who proposed it and who decided, in which capacity (การเปลี่ยนชั้นความลับ).

    The capacities are snapshots; the persons are not named here, so that erasing one erases the name. A guard refuses
    every change of what has been decided, and every deletion of what is not synthetic.
    """

    __tablename__ = "class_change"
    __table_args__ = (
        CheckConstraint(CLASSES.replace("class", "from_class", 1), name="from_class_known"),
        CheckConstraint(CLASSES.replace("class", "to_class", 1), name="to_class_known"),
        CheckConstraint("from_class <> to_class", name="to_another_class"),
        CheckConstraint(f"state IN ({', '.join(repr(each.value) for each in ChangeState)})", name="state_known"),
        CheckConstraint("btrim(reason) <> '' AND btrim(legal_basis) <> ''", name="reasoned"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided_once"),
        CheckConstraint("num_nulls(decided_at, decider_position, decider_basis) IN (0, 3)", name="decided_by_somebody"),
        CheckConstraint(
            "state <> 'approved' OR proposer_person IS DISTINCT FROM decider_person", name="approved_by_another_person"
        ),
        CheckConstraint(f"state <> 'raised' OR (from_class, to_class) IN ({UPWARD})", name="raised_upward"),
        Index("ix_class_change_open", "dataset_id", unique=True, postgresql_where=text("state = 'proposed'")),
        {"schema": "datasets"},
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    dataset_id: Mapped[str] = mapped_column(ForeignKey("datasets.dataset.id"))
    from_class: Mapped[str] = mapped_column(Text)
    to_class: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="proposed")
    proposed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    proposer_person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
    proposer_position: Mapped[str] = mapped_column(Text)
    proposer_title: Mapped[str] = mapped_column(Text)
    proposer_basis: Mapped[str] = mapped_column(Text)
    decided_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    decider_person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
    decider_position: Mapped[str | None] = mapped_column(Text)
    decider_title: Mapped[str | None] = mapped_column(Text)
    decider_basis: Mapped[str | None] = mapped_column(Text)
    remark: Mapped[str | None] = mapped_column(Text)
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
        Index("ix_feature_seen", "dataset_id", "id", postgresql_include=["class", "agency", "area_code"]),
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
