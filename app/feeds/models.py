"""Feeds of positions, their versions, which never change, and how often each was read on a day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, Text, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.core.short_ids import ID_PATTERN
from app.feeds.rules import MOST_TITLE, Sharing

SHARINGS = ", ".join(repr(each.value) for each in Sharing)


def _titled(column: str) -> str:
    return f"btrim({column}) <> '' AND length({column}) <= {MOST_TITLE}"


class Feed(Base):
    """A question to a layer that a position keeps: who holds it next keeps it (ฟีดข้อมูล).

    ``expires_on`` is the last day on which it answers; one that was withdrawn may be brought back.
    """

    __tablename__ = "feed"
    __table_args__ = (
        CheckConstraint(f"id ~ '{ID_PATTERN}'", name="id_pattern"),
        CheckConstraint(f"sharing IN ({SHARINGS})", name="sharing_known"),
        CheckConstraint("expires_on >= (made_at AT TIME ZONE 'Asia/Bangkok')::date", name="expires_after_it_was_made"),
        Index("ix_feed_position", "position_number"),
        {"schema": "feeds"},
    )

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    position_number: Mapped[str] = mapped_column(ForeignKey("organizations.position.number", ondelete="CASCADE"))
    sharing: Mapped[str] = mapped_column(Text)
    expires_on: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class FeedVersion(Base):
    """What a feed asks, from one edit to the next (รุ่นของฟีด). The application may add one, and change none.

    ``parameters`` are those of the layer's items; ``layer_hash`` is what the layer's description was when they were read.
    ``sharing`` is for whom this version was made: one of the own desk stays there when a later one is published.
    """

    __tablename__ = "feed_version"
    __table_args__ = (
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint(f"sharing IN ({SHARINGS})", name="sharing_known"),
        CheckConstraint(_titled("title_th"), name="titled_in_thai"),
        CheckConstraint(_titled("title_en"), name="titled_in_english"),
        CheckConstraint("layer ~ '^[a-z][a-z0-9_]{0,62}$'", name="layer_pattern"),
        CheckConstraint("jsonb_typeof(parameters) = 'object'", name="parameters_object"),
        {"schema": "feeds"},
    )

    feed_id: Mapped[str] = mapped_column(ForeignKey("feeds.feed.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    layer: Mapped[str] = mapped_column(Text)
    layer_hash: Mapped[str] = mapped_column(Text)
    parameters: Mapped[dict[str, str]] = mapped_column(JSONB)
    sharing: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


class FeedUse(Base):
    """How often a feed was read on a day, by whomever (จำนวนครั้งที่ใช้ฟีด)."""

    __tablename__ = "feed_use"
    __table_args__ = (CheckConstraint("used > 0", name="used"), {"schema": "feeds"})

    feed_id: Mapped[str] = mapped_column(ForeignKey("feeds.feed.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    used: Mapped[int] = mapped_column(BigInteger)
