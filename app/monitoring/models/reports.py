"""Progress reports, their verification and their photos. None is ever rewritten."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Numeric,
    Text,
    UniqueConstraint,
    Uuid,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import ON_EARTH, Base
from app.monitoring.models.planning import SCHEMA, one_of
from app.monitoring.rules import PositionSource, Verdict


class ProgressReport(Base):
    """What a position reports of a project in a round (รายงานความก้าวหน้า). A correction is a further revision.

    ``observed_on`` is the day that the report describes, ``previous_pct`` what was reported before it; ``request_key`` makes
    of any number of tries one report. ``reported_satang`` is what the reporter says; the budget ledger is the truth of money.
    """

    __tablename__ = "progress_report"
    __table_args__ = (
        UniqueConstraint("project_id", "round_code", "revision", name="uq_progress_report_project_id"),
        UniqueConstraint("request_key", name="uq_progress_report_request_key"),
        UniqueConstraint("id", "project_id", name="uq_progress_report_id_project"),
        CheckConstraint("revision > 0", name="revision_positive"),
        CheckConstraint("physical_pct BETWEEN 0 AND 100", name="pct_range"),
        CheckConstraint("previous_pct BETWEEN 0 AND 100", name="previous_pct_range"),
        CheckConstraint("revision = 1 OR reason IS NOT NULL", name="revised_with_a_reason"),
        CheckConstraint("previous_pct <= physical_pct OR reason IS NOT NULL", name="back_step_with_a_reason"),
        CheckConstraint("btrim(reason) <> ''", name="reasoned"),
        CheckConstraint("btrim(done_th) <> ''", name="done_told"),
        CheckConstraint("reported_satang >= 0", name="satang_range"),
        CheckConstraint(
            "(problem_class IS NULL) = (problem_th IS NULL) AND btrim(problem_th) <> ''", name="problem_told"
        ),
        CheckConstraint("problem_class IS NOT NULL OR remedy_th IS NULL", name="remedy_of_a_problem"),
        CheckConstraint(
            "num_nonnulls(help_organization, help_position) = (help_th IS NOT NULL)::integer AND btrim(help_th) <> ''",
            name="help_wanted_of_somebody",
        ),
        CheckConstraint("observed_on < '2400-01-01'", name="common_era"),
        CheckConstraint(ON_EARTH, name="geometry_on_earth"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    project_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("projects.project.id"))
    round_code: Mapped[str] = mapped_column(ForeignKey("monitoring.round.code"))
    revision: Mapped[int] = mapped_column(Integer, server_default="1")
    observed_on: Mapped[date] = mapped_column(Date)
    physical_pct: Mapped[Decimal] = mapped_column(Numeric(5, 2))
    previous_pct: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    reported_satang: Mapped[int | None] = mapped_column(BigInteger)
    done_th: Mapped[str] = mapped_column(Text)
    problem_class: Mapped[str | None] = mapped_column(ForeignKey("monitoring.problem_class.code"))
    problem_th: Mapped[str | None] = mapped_column(Text)
    remedy_th: Mapped[str | None] = mapped_column(Text)
    help_th: Mapped[str | None] = mapped_column(Text)
    help_organization: Mapped[str | None] = mapped_column(ForeignKey("organizations.organization.code"))
    help_position: Mapped[str | None] = mapped_column(ForeignKey("organizations.position.number"))
    reason: Mapped[str | None] = mapped_column(Text)
    geom: Mapped[Any | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    request_key: Mapped[uuid.UUID] = mapped_column(Uuid, default=uuid.uuid4)
    reported_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    author_position: Mapped[str] = mapped_column(Text)
    author_title: Mapped[str] = mapped_column(Text)
    author_person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))


class Verification(Base):
    """What a supervisor, who is another person, says of a report (การตรวจรายงาน)."""

    __tablename__ = "verification"
    __table_args__ = (
        ForeignKeyConstraint(
            ["report_id", "project_id"], ["monitoring.progress_report.id", "monitoring.progress_report.project_id"],
            name="fk_verification_report",
        ),
        CheckConstraint(one_of("verdict", Verdict), name="verdict_known"),
        CheckConstraint("(verdict = 'accepted' OR remark IS NOT NULL) AND btrim(remark) <> ''", name="returned_with_a_remark"),
        CheckConstraint("verifier_person IS DISTINCT FROM author_person", name="by_another_person"),
        SCHEMA,
    )  # fmt: skip

    report_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    project_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    verdict: Mapped[str] = mapped_column(Text)
    remark: Mapped[str | None] = mapped_column(Text)
    author_person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
    verified_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    verifier_position: Mapped[str] = mapped_column(Text)
    verifier_title: Mapped[str] = mapped_column(Text)
    verifier_person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))


class Photo(Base):
    """A photo of a report (ภาพถ่าย). ``sha256`` is of the file kept, drawn anew without what the camera wrote into it;
    ``original_sha256`` of the file that was sent. ``distance_m`` is to the nearest site of the project."""

    __tablename__ = "photo"
    __table_args__ = (
        ForeignKeyConstraint(
            ["report_id", "project_id"], ["monitoring.progress_report.id", "monitoring.progress_report.project_id"],
            name="fk_photo_report",
        ),
        UniqueConstraint("report_id", "sha256", name="uq_photo_report_id"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$' AND original_sha256 ~ '^[0-9a-f]{64}$'", name="hash_pattern"),
        CheckConstraint("width > 0 AND height > 0 AND size_bytes > 0", name="size_positive"),
        CheckConstraint(one_of("position_source", PositionSource), name="position_source_known"),
        CheckConstraint("(geom IS NULL) = (position_source = 'none')", name="position_from_somewhere"),
        CheckConstraint("distance_m IS NULL OR (distance_m >= 0 AND geom IS NOT NULL)", name="distance_of_a_position"),
        CheckConstraint(ON_EARTH, name="geometry_on_earth"),
        Index("ix_photo_sha256", "sha256"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    report_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    project_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    sha256: Mapped[str] = mapped_column(Text)
    original_sha256: Mapped[str] = mapped_column(Text)
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    size_bytes: Mapped[int] = mapped_column(Integer)
    taken_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    geom: Mapped[Any | None] = mapped_column(Geometry("POINT", srid=4326, spatial_index=False))
    position_source: Mapped[str] = mapped_column(Text)
    distance_m: Mapped[float | None] = mapped_column(Double)
