"""Organisations, units, positions and committees. All dated; ``valid_to`` is exclusive."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.organizations.models.conditions import AREAS, CLASSES, CODE, COMMON_ERA, PERIOD, SCHEMA, during, one_of
from app.organizations.rules import OrganizationKind, Reach, SeatRole


class Organization(Base):
    """An organisation of the province, or above it (หน่วยงาน)."""

    __tablename__ = "organization"
    __table_args__ = (
        CheckConstraint(f"code ~ '{CODE}'", name="code_pattern"),
        CheckConstraint(one_of("kind", OrganizationKind), name="kind_known"),
        CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name="named"),
        CheckConstraint("parent_code <> code", name="not_its_parent"),
        CheckConstraint("area_code ~ '^([0-9]{2}){1,4}$'", name="area_code_pattern"),
        CheckConstraint(PERIOD, name="valid_period"),
        CheckConstraint(COMMON_ERA, name="common_era"),
        SCHEMA,
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    name_th: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("organizations.organization.code"))
    area_code: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str | None] = mapped_column(Text)
    is_verified: Mapped[bool] = mapped_column(server_default=text("false"))
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Unit(Base):
    """A part of an organisation (กลุ่มงาน)."""

    __tablename__ = "unit"
    __table_args__ = (
        CheckConstraint(f"code ~ '{CODE}'", name="code_pattern"),
        CheckConstraint("btrim(name_th) <> '' AND btrim(name_en) <> ''", name="named"),
        CheckConstraint(PERIOD, name="valid_period"),
        CheckConstraint(COMMON_ERA, name="common_era"),
        UniqueConstraint("code", "organization_code", name="uq_unit_code_organization"),
        SCHEMA,
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    organization_code: Mapped[str] = mapped_column(ForeignKey("organizations.organization.code"))
    name_th: Mapped[str] = mapped_column(Text)
    name_en: Mapped[str] = mapped_column(Text)
    rank: Mapped[int] = mapped_column(Integer, server_default="0")
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str | None] = mapped_column(Text)
    is_verified: Mapped[bool] = mapped_column(server_default=text("false"))
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Position(Base):
    """A position with the scope of its powers and of its sight (ตำแหน่ง).

    ``reach`` over organisations, ``areas`` whose codes begin so (None: all), ``clearance`` of data classes,
    ``ceiling_satang`` of money (None: no power over money). Who holds an executive position is told to everybody.
    """

    __tablename__ = "position"
    __table_args__ = (
        ForeignKeyConstraint(
            ["unit_code", "organization_code"],
            ["organizations.unit.code", "organizations.unit.organization_code"],
            name="fk_position_unit_of_organization",
        ),
        CheckConstraint("btrim(number) <> ''", name="numbered"),
        CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name="titled"),
        CheckConstraint("reports_to <> number", name="not_its_superior"),
        CheckConstraint(one_of("reach", Reach), name="reach_known"),
        CheckConstraint(CLASSES, name="clearance_known"),
        CheckConstraint(AREAS, name="areas_pattern"),
        CheckConstraint("ceiling_satang >= 0", name="ceiling_positive"),
        CheckConstraint(PERIOD, name="valid_period"),
        CheckConstraint(COMMON_ERA, name="common_era"),
        Index("ix_position_organization", "organization_code"),
        Index("ix_position_reports_to", "reports_to"),
        SCHEMA,
    )

    number: Mapped[str] = mapped_column(Text, primary_key=True)
    organization_code: Mapped[str] = mapped_column(ForeignKey("organizations.organization.code"))
    unit_code: Mapped[str | None] = mapped_column(Text)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    line: Mapped[str | None] = mapped_column(Text)
    level: Mapped[str | None] = mapped_column(Text)
    reports_to: Mapped[str | None] = mapped_column(ForeignKey("organizations.position.number"))
    rank: Mapped[int] = mapped_column(Integer, server_default="0")
    is_frozen: Mapped[bool] = mapped_column(server_default=text("false"))
    is_executive: Mapped[bool] = mapped_column(server_default=text("false"))
    reach: Mapped[str] = mapped_column(Text, server_default="own")
    areas: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    clearance: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{public,internal}")
    ceiling_satang: Mapped[int | None] = mapped_column(BigInteger)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str | None] = mapped_column(Text)
    is_verified: Mapped[bool] = mapped_column(server_default=text("false"))
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Committee(Base):
    """A committee or working group with its founding rule (คณะกรรมการ).

    ``term_years`` and ``max_terms`` (in a row) bind its members from outside; None: the rule names no limit.
    """

    __tablename__ = "committee"
    __table_args__ = (
        CheckConstraint(f"code ~ '{CODE}'", name="code_pattern"),
        CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name="titled"),
        CheckConstraint("term_years > 0", name="term_positive"),
        CheckConstraint("max_terms > 0", name="max_terms_positive"),
        CheckConstraint(PERIOD, name="valid_period"),
        CheckConstraint(COMMON_ERA, name="common_era"),
        SCHEMA,
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    regulation: Mapped[str | None] = mapped_column(Text)
    term_years: Mapped[int | None] = mapped_column(Integer)
    max_terms: Mapped[int | None] = mapped_column(Integer)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str | None] = mapped_column(Text)
    is_verified: Mapped[bool] = mapped_column(server_default=text("false"))
    is_standard: Mapped[bool] = mapped_column(server_default=text("false"))
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class CommitteeOffice(Base):
    """Who sits in a committee by office: every position with that role, when the committee is seated (กรรมการโดยตำแหน่ง)."""

    __tablename__ = "committee_office"
    __table_args__ = (CheckConstraint(one_of("seat", SeatRole), name="seat_known"), SCHEMA)

    committee_code: Mapped[str] = mapped_column(
        ForeignKey("organizations.committee.code", ondelete="CASCADE"), primary_key=True
    )
    role_code: Mapped[str] = mapped_column(ForeignKey("organizations.role.code"), primary_key=True)
    seat: Mapped[str] = mapped_column(Text)


class CommitteeSeat(Base):
    """A seat for a term: of a position by office, or of a person from outside (กรรมการ)."""

    __tablename__ = "committee_seat"
    __table_args__ = (
        ExcludeConstraint(
            ("committee_code", "="), ("position_number", "="), during(), using="gist", name="ex_committee_seat_position"
        ),
        ExcludeConstraint(
            ("committee_code", "="), ("person_id", "="), during(), using="gist", name="ex_committee_seat_person"
        ),
        CheckConstraint("num_nonnulls(position_number, person_id) = 1", name="position_or_person"),
        CheckConstraint(one_of("role", SeatRole), name="role_known"),
        CheckConstraint("term > 0", name="term_positive"),
        CheckConstraint(PERIOD, name="valid_period"),
        CheckConstraint(COMMON_ERA, name="common_era"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    committee_code: Mapped[str] = mapped_column(ForeignKey("organizations.committee.code"))
    position_number: Mapped[str | None] = mapped_column(ForeignKey("organizations.position.number"))
    person_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
    role: Mapped[str] = mapped_column(Text)
    term: Mapped[int] = mapped_column(Integer, server_default="1")
    order_no: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))
