"""Files of public layers as they were on a day. All rows are public: what is above that is in no snapshot."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Date, DateTime, ForeignKey, Index, Text, Uuid, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.database import Base


class Snapshot(Base):
    """What a layer held, until it held something else (ภาพถ่ายข้อมูล): one for as many days as nothing changed.

    ``state`` is the tag of the layer that this was last found true of, ``layer_hash`` of the file that describes it. The
    titles, source and licence are those of that moment. Once withdrawn it is given no more.
    """

    __tablename__ = "snapshot"
    __table_args__ = (
        CheckConstraint("layer ~ '^[a-z][a-z0-9_]{0,62}$'", name="layer_pattern"),
        CheckConstraint("features >= 0", name="features_counted"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_for IS NULL)", name="withdrawn_for_a_reason"),
        CheckConstraint("btrim(withdrawn_for) <> ''", name="reason_told"),
        Index("ix_snapshot_layer", "layer", "made_at"),
        {"schema": "snapshots"},
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    layer: Mapped[str] = mapped_column(Text)
    layer_hash: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text)
    title_th: Mapped[str] = mapped_column(Text)
    title_en: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    licence: Mapped[str] = mapped_column(Text)
    features: Mapped[int] = mapped_column(BigInteger)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    withdrawn_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    withdrawn_for: Mapped[str | None] = mapped_column(Text)
    files: Mapped[list[File]] = relationship(order_by="File.format", lazy="raise")


class File(Base):
    """One file of a snapshot (แฟ้มภาพถ่ายข้อมูล). ``damaged_at``: when it was found to be another than its checksum says."""

    __tablename__ = "file"
    __table_args__ = (
        CheckConstraint("format ~ '^[a-z]{3,20}$'", name="format_pattern"),
        CheckConstraint("bytes >= 0", name="bytes_counted"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_pattern"),
        {"schema": "snapshots"},
    )

    snapshot_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("snapshots.snapshot.id", ondelete="CASCADE"), primary_key=True
    )
    format: Mapped[str] = mapped_column(Text, primary_key=True)
    bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(Text)
    damaged_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class Day(Base):
    """What a layer was on a day (วันที่ถ่ายภาพข้อมูล)."""

    __tablename__ = "day"
    __table_args__ = (Index("ix_day_snapshot", "snapshot_id"), {"schema": "snapshots"})

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    layer: Mapped[str] = mapped_column(Text, primary_key=True)
    snapshot_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("snapshots.snapshot.id", ondelete="CASCADE"))
    snapshot: Mapped[Snapshot] = relationship(lazy="raise")
