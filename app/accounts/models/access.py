"""What opens data to other offices' programs: channels, their keys and their use."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from ipaddress import IPv4Network, IPv6Network

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, CIDR, ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.models.people import DIGEST, SCHEMA
from app.accounts.rules import Revoked
from app.core.database import Base


class Channel(Base):
    """What an organisation's programs may read, from where and how much (ช่องทางเชื่อมต่อข้อมูลของหน่วยงาน)."""

    __tablename__ = "channel"
    __table_args__ = (
        CheckConstraint("btrim(title) <> ''", name="titled"),
        CheckConstraint("cardinality(layers) > 0", name="some_layer"),
        CheckConstraint("verbs <@ ARRAY['read'] AND cardinality(verbs) > 0", name="verbs_known"),
        CheckConstraint("class IN ('public', 'internal')", name="class_low"),
        CheckConstraint("daily_quota BETWEEN 1 AND 10000000", name="quota_positive"),
        CheckConstraint("per_minute BETWEEN 1 AND 100000", name="pace_positive"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    organization_code: Mapped[str] = mapped_column(ForeignKey("organizations.organization.code"))
    title: Mapped[str] = mapped_column(Text)
    layers: Mapped[list[str]] = mapped_column(ARRAY(Text))
    verbs: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default="{read}")
    class_: Mapped[str] = mapped_column("class", Text, server_default="public")
    networks: Mapped[list[IPv4Network | IPv6Network]] = mapped_column(ARRAY(CIDR), server_default="{}")
    daily_quota: Mapped[int] = mapped_column(Integer, server_default="10000")
    per_minute: Mapped[int] = mapped_column(Integer, server_default="600")
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    created_by: Mapped[str] = mapped_column(Text)
    """The position that opened it."""
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class ApiKey(Base):
    """A key to a channel (กุญแจเชื่อมต่อข้อมูล): two may live at a time, so that one can take over from the other."""

    __tablename__ = "api_key"
    __table_args__ = (
        ExcludeConstraint(
            ("channel_id", "="),
            ("slot", "="),
            where=text("revoked_at IS NULL"),
            using="gist",
            name="ex_api_key_two_live",
        ),
        CheckConstraint("id ~ '^[a-z2-7]{10}$'", name="id_pattern"),
        CheckConstraint("slot IN (1, 2)", name="slot_known"),
        CheckConstraint(f"octet_length(secret_hash) = {DIGEST}", name="hashed"),
        CheckConstraint("expires_at > created_at AND expires_at <= created_at + interval '366 days'", name="expires"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_why IS NULL)", name="revoked_for_a_reason"),
        CheckConstraint(f"revoked_why IN ({', '.join(repr(why.value) for why in Revoked)})", name="revoked_why_known"),
        SCHEMA,
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    channel_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("accounts.channel.id", ondelete="CASCADE"))
    slot: Mapped[int] = mapped_column(SmallInteger)
    secret_hash: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.now())
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_why: Mapped[str | None] = mapped_column(Text)


class ChannelUsage(Base):
    """How often a channel was used on a day in Thailand (การใช้งานรายวัน)."""

    __tablename__ = "channel_usage"
    __table_args__ = (
        CheckConstraint("used >= 0", name="used_positive"),
        CheckConstraint("day < '2400-01-01'", name="common_era"),
        SCHEMA,
    )

    channel_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("accounts.channel.id", ondelete="CASCADE"), primary_key=True
    )
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    used: Mapped[int] = mapped_column(Integer, server_default="0")
