"""Keys that the database holds: the one that proves who looks, and one for each person."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import CheckConstraint, DateTime, LargeBinary, Uuid, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base


class ViewerKey(Base):
    """The two pads of the key that signs viewers, at most one row; readable by its owner and by that of the views (ADR 60)."""

    __tablename__ = "viewer_key"
    __table_args__ = (
        CheckConstraint("id", name="only_one"),
        CheckConstraint("octet_length(inner_pad) = 64 AND octet_length(outer_pad) = 64", name="pads_whole"),
        {"schema": "core"},
    )

    id: Mapped[bool] = mapped_column(primary_key=True, server_default=text("true"))
    inner_pad: Mapped[bytes] = mapped_column(LargeBinary)
    outer_pad: Mapped[bytes] = mapped_column(LargeBinary)


class PersonKey(Base):
    """The key of one person's words in the audit log, wrapped by the master key, which no database holds.

    Erasing a person destroys the key; the row stays, so that no new one is made (พ.ร.บ. คุ้มครองข้อมูลส่วนบุคคล ม. 33).
    """

    __tablename__ = "person_key"
    __table_args__ = (
        CheckConstraint("(wrapped IS NULL) = (destroyed_at IS NOT NULL)", name="there_until_destroyed"),
        CheckConstraint("octet_length(wrapped) = 60", name="wrapped_whole"),
        {"schema": "core"},
    )

    person_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    destroyed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
