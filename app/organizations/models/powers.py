"""What positions may do: roles and purposes, granted by orders. A grant names a position by foreign key."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.core.permissions import Permission
from app.organizations.models.conditions import (
    CODE,
    COMMON_ERA,
    ENDED_IS_DATED,
    ENDED_PERIOD,
    SCHEMA,
    during,
    one_of,
)


class Role(Base):
    """A bundle of permissions with its sentence for people (บทบาท).

    A standard role is kept as the program brings it, until the office edits it.
    """

    __tablename__ = "role"
    __table_args__ = (
        CheckConstraint(f"code ~ '{CODE}'", name="code_pattern"),
        CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name="titled"),
        CheckConstraint("btrim(sentence_th) <> '' AND btrim(sentence_en) <> ''", name="told"),
        SCHEMA,
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    sentence_th: Mapped[str] = mapped_column(Text)
    sentence_en: Mapped[str] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)
    is_verified: Mapped[bool] = mapped_column(server_default=text("false"))
    is_standard: Mapped[bool] = mapped_column(server_default=text("false"))


class RolePermission(Base):
    """A permission of a role."""

    __tablename__ = "role_permission"
    __table_args__ = (CheckConstraint(one_of("permission", Permission), name="permission_known"), SCHEMA)

    role_code: Mapped[str] = mapped_column(ForeignKey("organizations.role.code", ondelete="CASCADE"), primary_key=True)
    permission: Mapped[str] = mapped_column(Text, primary_key=True)


class RoleGrant(Base):
    """A role given to a position for a time, by an order under a regulation (การกำหนดบทบาทให้ตำแหน่ง)."""

    __tablename__ = "role_grant"
    __table_args__ = (
        ExcludeConstraint(
            ("position_number", "="), ("role_code", "="), during(), using="gist", name="ex_role_grant_once"
        ),
        CheckConstraint("btrim(order_no) <> ''", name="ordered"),
        CheckConstraint(ENDED_PERIOD, name="valid_period"),
        CheckConstraint(ENDED_IS_DATED, name="ended_is_dated"),
        CheckConstraint(COMMON_ERA, name="common_era"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    position_number: Mapped[str] = mapped_column(ForeignKey("organizations.position.number"))
    role_code: Mapped[str] = mapped_column(ForeignKey("organizations.role.code"))
    order_no: Mapped[str] = mapped_column(Text)
    regulation: Mapped[str | None] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class Purpose(Base):
    """A purpose for which personal data may be used, with its legal basis (วัตถุประสงค์ตาม พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล)."""

    __tablename__ = "purpose"
    __table_args__ = (
        CheckConstraint(f"code ~ '{CODE}'", name="code_pattern"),
        CheckConstraint("btrim(title_th) <> '' AND btrim(title_en) <> ''", name="titled"),
        CheckConstraint("btrim(legal_basis) <> ''", name="founded"),
        SCHEMA,
    )

    code: Mapped[str] = mapped_column(Text, primary_key=True)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    legal_basis: Mapped[str] = mapped_column(Text)
    source: Mapped[str | None] = mapped_column(Text)
    is_verified: Mapped[bool] = mapped_column(server_default=text("false"))
    is_standard: Mapped[bool] = mapped_column(server_default=text("false"))


class PurposeGrant(Base):
    """A purpose given to a position for a time (การอนุญาตให้ใช้ข้อมูลส่วนบุคคลตามวัตถุประสงค์)."""

    __tablename__ = "purpose_grant"
    __table_args__ = (
        ExcludeConstraint(
            ("position_number", "="), ("purpose_code", "="), during(), using="gist", name="ex_purpose_grant_once"
        ),
        CheckConstraint("btrim(order_no) <> ''", name="ordered"),
        CheckConstraint(ENDED_PERIOD, name="valid_period"),
        CheckConstraint(ENDED_IS_DATED, name="ended_is_dated"),
        CheckConstraint(COMMON_ERA, name="common_era"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    position_number: Mapped[str] = mapped_column(ForeignKey("organizations.position.number"))
    purpose_code: Mapped[str] = mapped_column(ForeignKey("organizations.purpose.code"))
    order_no: Mapped[str] = mapped_column(Text)
    valid_from: Mapped[date] = mapped_column(Date)
    valid_to: Mapped[date | None] = mapped_column(Date)
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))
