"""What calls and their parts were at the end of each day on which they changed."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, Date, ForeignKey, Text, Uuid, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.calls.models.calls import COMMON_ERA, SCHEMA
from app.core.database import Base


class Past(Base):
    """A row of a call, a criterion, a brief, its money or a score as it was when a day ended (ประวัติรายวันของรอบคำขอ).

    A trigger writes it with the row itself, the last one of a day counts. ``held`` is NULL for what was taken away that day;
    ``is_found``: it was there when the keeping began, and what it was before is not known.
    """

    __tablename__ = "past"
    __table_args__ = (
        CheckConstraint("part IN ('call', 'criterion', 'submission', 'brief_amount', 'score')", name="part_known"),
        CheckConstraint("(part IN ('call', 'criterion')) = (brief_id IS NULL)", name="of_a_brief"),
        CheckConstraint("part <> 'call' OR held IS NOT NULL", name="stays"),
        CheckConstraint("jsonb_typeof(held) = 'object'", name="held_a_row"),
        CheckConstraint(f"day {COMMON_ERA}", name="common_era"),
        SCHEMA,
    )

    call_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calls.call.id", ondelete="CASCADE"), primary_key=True)
    part: Mapped[str] = mapped_column(Text, primary_key=True)
    key: Mapped[str] = mapped_column(Text, primary_key=True)
    day: Mapped[date] = mapped_column(Date, primary_key=True)
    brief_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    held: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    is_found: Mapped[bool] = mapped_column(server_default=text("false"))
