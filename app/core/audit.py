"""The audit event: which position did what to which object, on which ground (บันทึกการกระทำ).

A command writes exactly one event, in the transaction of its act. The table refuses UPDATE and DELETE.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Text, Uuid, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core.authority import Acting
from app.core.database import Base


class AuditEvent(Base):
    """One official act; ``object_kind`` and ``object_id`` are text so that the log outlives what it names."""

    __tablename__ = "audit_event"
    __table_args__ = {"schema": "core"}

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    act: Mapped[str] = mapped_column(Text)
    by_position: Mapped[str] = mapped_column(Text)
    by_person: Mapped[str] = mapped_column(Text)
    basis: Mapped[str] = mapped_column(Text)
    object_kind: Mapped[str] = mapped_column(Text)
    object_id: Mapped[str] = mapped_column(Text)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default="{}")
    request_id: Mapped[str | None] = mapped_column(Text)


def record(session: Session, by: Acting, act: str, object_kind: str, object_id: str, **detail: object) -> None:
    """Leave the event of ``act`` (``<object>.<verb in the past>``) in the caller's transaction."""
    session.add(
        AuditEvent(
            act=act,
            by_position=by.position,
            by_person=by.person,
            basis=by.basis.value,
            object_kind=object_kind,
            object_id=object_id,
            detail=detail,
            request_id=by.request_id,
        )
    )
    session.flush()
