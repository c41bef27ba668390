"""Persons, and how they come to act in positions: appointments and delegations, by orders."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, ForeignKey, Index, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.core.permissions import Permission
from app.organizations.models.conditions import (
    AREAS,
    COMMON_ERA,
    ENDED_IS_DATED,
    ENDED_PERIOD,
    SCHEMA,
    during,
    one_of,
)
from app.organizations.rules import AppointmentKind


class Person(Base):
    """A person, with as little as the orders need (บุคคล). After erasure the row stays without a name."""

    __tablename__ = "person"
    __table_args__ = (
        CheckConstraint("(name_th IS NULL) = (erased_on IS NOT NULL)", name="named_until_erased"),
        CheckConstraint("btrim(name_th) <> ''", name="named"),
        CheckConstraint("name_th IS NOT NULL OR name_en IS NULL", name="erased_whole"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    name_th: Mapped[str | None] = mapped_column(Text)
    name_en: Mapped[str | None] = mapped_column(Text)
    erased_on: Mapped[date | None] = mapped_column(Date)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Appointment(Base):
    """A person in a position for a time, by an order (การดำรงตำแหน่ง การรักษาราชการแทน การรักษาการในตำแหน่ง).

    State Administration Act B.E. 2534 (acting for), Civil Service Act B.E. 2551 s. 68 (acting in a vacant post).
    """

    __tablename__ = "appointment"
    __table_args__ = (
        ExcludeConstraint(
            ("position_number", "="), during(), where=text("kind = 'substantive'"),
            using="gist", name="ex_appointment_one_holder",
        ),
        ExcludeConstraint(
            ("person_id", "="), during(), where=text("kind = 'substantive'"),
            using="gist", name="ex_appointment_one_post",
        ),
        ExcludeConstraint(
            ("position_number", "="), during(), where=text("kind <> 'substantive'"),
            using="gist", name="ex_appointment_one_acting",
        ),
        CheckConstraint(one_of("kind", AppointmentKind), name="kind_known"),
        CheckConstraint("btrim(order_no) <> ''", name="ordered"),
        CheckConstraint("order_on < '2400-01-01'", name="order_common_era"),
        CheckConstraint(ENDED_PERIOD, name="valid_period"),
        CheckConstraint(ENDED_IS_DATED, name="ended_is_dated"),
        CheckConstraint(COMMON_ERA, name="common_era"),
        Index("ix_appointment_person", "person_id"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.person.id"))
    position_number: Mapped[str] = mapped_column(ForeignKey("organizations.position.number"))
    kind: Mapped[str] = mapped_column(Text)
    order_no: Mapped[str] = mapped_column(Text)
    order_on: Mapped[date] = mapped_column(Date)
    regulation: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Delegation(Base):
    """Powers of one position exercised by another for a time (การมอบอำนาจ ปฏิบัติราชการแทน).

    State Administration Act B.E. 2534 s. 38, and the Royal Decree on Delegation of Authority B.E. 2550. What is None of the
    limits is as the delegating position has it; whoever holds ``to_position`` exercises the powers.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("from_position <> to_position", name="not_to_itself"),
        CheckConstraint("ceiling_satang >= 0", name="ceiling_positive"),
        CheckConstraint(AREAS, name="areas_pattern"),
        CheckConstraint("btrim(order_no) <> ''", name="ordered"),
        CheckConstraint("order_on < '2400-01-01'", name="order_common_era"),
        CheckConstraint(ENDED_PERIOD, name="valid_period"),
        CheckConstraint(COMMON_ERA, name="common_era"),
        Index("ix_delegation_to", "to_position"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    from_position: Mapped[str] = mapped_column(ForeignKey("organizations.position.number"))
    to_position: Mapped[str] = mapped_column(ForeignKey("organizations.position.number"))
    ceiling_satang: Mapped[int | None] = mapped_column(BigInteger)
    areas: Mapped[list[str] | None] = mapped_column(ARRAY(Text))
    order_no: Mapped[str] = mapped_column(Text)
    order_on: Mapped[date] = mapped_column(Date)
    regulation: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date] = mapped_column(Date)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class DelegatedPermission(Base):
    """One power of a delegation; those of ``permissions.NEVER_DELEGATED`` are refused."""

    __tablename__ = "delegated_permission"
    __table_args__ = (
        CheckConstraint(one_of("permission", Permission), name="permission_known"),
        CheckConstraint(
            "permission NOT IN ('delegation.order', 'role.grant', 'person.erase')", name="not_delegated_again"
        ),
        SCHEMA,
    )

    delegation_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("organizations.delegation.id", ondelete="CASCADE"), primary_key=True
    )
    permission: Mapped[str] = mapped_column(Text, primary_key=True)
