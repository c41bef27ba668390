"""Webhooks of positions, the notices that are to be sent or were, and each attempt at one."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    SmallInteger,
    Text,
    Uuid,
    func,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.schema import UniqueConstraint

from app.core.database import Base
from app.webhooks.rules import MOST_TITLE, MOST_URL, Fate, Kind, State

SCHEMA = {"schema": "webhooks"}


def _one_of(column: str, values: type[State] | type[Kind] | type[Fate]) -> str:
    return f"{column} IN ({', '.join(repr(each.value) for each in values)})"


class Webhook(Base):
    """An address of another office that is told when a public layer has another version (การแจ้งเตือนระบบภายนอก).

    ``secret`` and ``previous`` are sealed (ADR 26). ``noted`` is the state of the layer that was told last, or seen first;
    ``origin`` is how our own addresses begin for the receiver.
    """

    __tablename__ = "webhook"
    __table_args__ = (
        CheckConstraint(f"btrim(title) <> '' AND length(title) <= {MOST_TITLE}", name="titled"),
        CheckConstraint(f"url LIKE 'https://%' AND length(url) <= {MOST_URL}", name="encrypted"),
        CheckConstraint("layer ~ '^[a-z][a-z0-9_]{0,62}$'", name="layer_pattern"),
        CheckConstraint(_one_of("state", State), name="state_known"),
        CheckConstraint("(previous IS NULL) = (previous_until IS NULL)", name="previous_for_a_time"),
        UniqueConstraint("layer", "url", name="uq_webhook_layer_url"),
        Index("ix_webhook_position", "position_number"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    position_number: Mapped[str] = mapped_column(ForeignKey("organizations.position.number", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(Text)
    url: Mapped[str] = mapped_column(Text)
    layer: Mapped[str] = mapped_column(Text)
    origin: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="active")
    secret: Mapped[bytes] = mapped_column(LargeBinary)
    previous: Mapped[bytes | None] = mapped_column(LargeBinary)
    previous_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    noted: Mapped[str | None] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


class Notice(Base):
    """What a webhook is to be told (ข้อความแจ้ง). At most one of each kind waits: versions in between are not told."""

    __tablename__ = "notice"
    __table_args__ = (
        CheckConstraint(_one_of("kind", Kind), name="kind_known"),
        CheckConstraint(_one_of("fate", Fate), name="fate_known"),
        CheckConstraint("attempts >= 0", name="attempts_counted"),
        CheckConstraint("(fate = 'waiting') = (ended_at IS NULL)", name="ended_unless_waiting"),
        Index("ix_notice_waiting", "webhook_id", "kind", unique=True, postgresql_where=text("fate = 'waiting'")),
        Index("ix_notice_webhook", "webhook_id", "made_at"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    webhook_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("webhooks.webhook.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    fate: Mapped[str] = mapped_column(Text, server_default="waiting")
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    due_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Attempt(Base):
    """One attempt at a notice (การส่งหนึ่งครั้ง). Without ``status`` no answer came; ``told_th``, ``told_en`` say what did."""

    __tablename__ = "attempt"
    __table_args__ = (
        CheckConstraint("number > 0", name="numbered"),
        CheckConstraint("status BETWEEN 100 AND 599", name="status_of_http"),
        CheckConstraint("milliseconds >= 0", name="took_time"),
        SCHEMA,
    )

    notice_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("webhooks.notice.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    status: Mapped[int | None] = mapped_column(SmallInteger)
    milliseconds: Mapped[int] = mapped_column(Integer)
    told_th: Mapped[str] = mapped_column(Text)
    told_en: Mapped[str] = mapped_column(Text)
