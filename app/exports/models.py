"""The exports that positions have asked for."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, DateTime, ForeignKey, Index, SmallInteger, Text, Uuid, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.core.authority import Basis
from app.core.database import Base
from app.exports.rules import State


def _one_of(column: str, words: type[State] | type[Basis]) -> str:
    return f"{column} IN ({', '.join(repr(each.value) for each in words)})"


class Export(Base):
    """One file of a layer, asked for by a position (การส่งออกข้อมูล): what is wanted, how far it is, and what came of it.

    ``person_id``, ``basis`` and ``order_no`` name the capacity in which it was asked for: it is made with the rights of
    that capacity, and handed out as long as it lasts. ``reach`` is what the file was made with.

    Of an atlas ``pages`` are the digests of the figures of each area, ``versions`` those of its layers when it was compared
    last, at ``checked_at``, and ``changed`` the areas whose figures are others since; None where none is. ``is_renewed``: it is
    made anew each night that something changed. One that ``follows`` another keeps the date and checksum of that one's file.
    """

    __tablename__ = "export"
    __table_args__ = (
        CheckConstraint(_one_of("state", State), name="state_known"),
        CheckConstraint(_one_of("basis", Basis), name="basis_known"),
        CheckConstraint("layer ~ '^[a-z][a-z0-9_]{0,62}$'", name="layer_pattern"),
        CheckConstraint("format ~ '^[a-z]{3,20}$'", name="format_pattern"),
        CheckConstraint("jsonb_typeof(parameters) = 'object'", name="parameters_object"),
        CheckConstraint("attempts >= 0", name="attempts_counted"),
        CheckConstraint("rows_done >= 0 AND rows_done <= coalesce(rows_total, rows_done)", name="rows_counted"),
        CheckConstraint(
            "state <> 'done' OR num_nulls(rows_total, bytes, sha256, reach, finished_at, expires_at) = 0",
            name="done_whole",
        ),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_pattern"),
        CheckConstraint("(state = 'failed') = (reason_th IS NOT NULL)", name="failed_for_a_reason"),
        CheckConstraint("num_nulls(reason_th, reason_en) IN (0, 2)", name="reason_in_both_languages"),
        CheckConstraint("jsonb_typeof(pages) = 'object' AND jsonb_typeof(versions) = 'object'", name="compared_by_name"),
        CheckConstraint("num_nulls(pages, versions, checked_at) IN (0, 3)", name="compared_whole"),
        CheckConstraint("jsonb_typeof(changed) = 'array' AND changed <> '[]'", name="changed_listed"),
        CheckConstraint("changed IS NULL OR pages IS NOT NULL", name="changed_since_compared"),
        CheckConstraint("num_nulls(former_sha256, former_at) IN (0, 2)", name="former_whole"),
        CheckConstraint("former_sha256 ~ '^[0-9a-f]{64}$'", name="former_sha256_pattern"),
        CheckConstraint("follows IS NULL OR former_sha256 IS NOT NULL", name="follows_what_is_on_record"),
        Index("ix_export_follows", "follows"),
        Index("ix_export_open", "asked_at", postgresql_where=text("state IN ('waiting', 'running')")),
        Index("ix_export_position", "position_number", "asked_at"),
        {"schema": "exports"},
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    position_number: Mapped[str] = mapped_column(ForeignKey("organizations.position.number", ondelete="CASCADE"))
    person_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organizations.person.id", ondelete="CASCADE"))
    basis: Mapped[str] = mapped_column(Text)
    order_no: Mapped[str | None] = mapped_column(Text)
    layer: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(Text)
    parameters: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    state: Mapped[str] = mapped_column(Text, server_default="waiting")
    attempts: Mapped[int] = mapped_column(SmallInteger, server_default=text("0"))
    rows_done: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))
    rows_total: Mapped[int | None] = mapped_column(BigInteger)
    bytes: Mapped[int | None] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(Text)
    reach: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    reason_th: Mapped[str | None] = mapped_column(Text)
    reason_en: Mapped[str | None] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    finished_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    versions: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    pages: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    checked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    changed: Mapped[Any] = mapped_column(JSONB(none_as_null=True), nullable=True)
    is_renewed: Mapped[bool] = mapped_column(server_default=text("false"))
    follows: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("exports.export.id", ondelete="SET NULL"))
    former_sha256: Mapped[str | None] = mapped_column(Text)
    former_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
