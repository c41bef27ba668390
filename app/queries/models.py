"""Saved queries, and the last runs of a position with their answers."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, DateTime, ForeignKey, Index, Integer, LargeBinary, Text, Uuid, func, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.queries.rules import MOST_LETTERS, MOST_TITLE, Cut, Sharing, State

SCHEMA = {"schema": "queries"}
STATED = f"btrim(statement) <> '' AND length(statement) <= {MOST_LETTERS}"


def _one_of(column: str, values: type[Sharing] | type[State] | type[Cut]) -> str:
    return f"{column} IN ({', '.join(repr(each.value) for each in values)})"


class SavedQuery(Base):
    """A statement with a title, kept by a position: who holds it next finds it (คำสั่งสอบถามที่บันทึกไว้).

    ``version`` grows with each change, so that nobody writes over what he has not read.
    """

    __tablename__ = "saved_query"
    __table_args__ = (
        CheckConstraint(f"btrim(title) <> '' AND length(title) <= {MOST_TITLE}", name="titled"),
        CheckConstraint(STATED, name="stated"),
        CheckConstraint(_one_of("sharing", Sharing), name="sharing_known"),
        CheckConstraint("version > 0", name="version_positive"),
        Index("ix_saved_query_title", "position_number", "title", unique=True),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    position_number: Mapped[str] = mapped_column(ForeignKey("organizations.position.number", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(Text)
    statement: Mapped[str] = mapped_column(Text)
    sharing: Mapped[str] = mapped_column(Text)
    version: Mapped[int] = mapped_column(Integer, server_default=text("1"))
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


class Run(Base):
    """One run of a statement by a position, and what came of it (การสอบถามหนึ่งครั้ง).

    ``true_on`` is the day whose truth was asked. ``answer`` is the table as ``app.queries.answers`` packs it; ``cut`` says
    why it is not whole. Of a refused run ``told_th``, ``told_en`` say why, ``told_at`` at which letter.
    """

    __tablename__ = "run"
    __table_args__ = (
        CheckConstraint(STATED, name="stated"),
        CheckConstraint(_one_of("state", State), name="state_known"),
        CheckConstraint(_one_of("cut", Cut), name="cut_known"),
        CheckConstraint("(state = 'running') = (ended_at IS NULL)", name="ended_unless_running"),
        CheckConstraint("(state = 'done') = (answer IS NOT NULL)", name="answered_when_done"),
        CheckConstraint(
            "(state IN ('refused', 'stopped')) = (told_th IS NOT NULL AND told_en IS NOT NULL)",
            name="told_when_refused",
        ),
        CheckConstraint("told_at > 0", name="told_at_a_letter"),
        CheckConstraint("rows >= 0", name="rows_counted"),
        Index("ix_run_position", "position_number", "started_at"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    position_number: Mapped[str] = mapped_column(ForeignKey("organizations.position.number", ondelete="CASCADE"))
    statement: Mapped[str] = mapped_column(Text)
    true_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(Text, server_default=text("'running'"))
    started_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    ended_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    stop_asked: Mapped[bool] = mapped_column(server_default=text("false"))
    rows: Mapped[int | None] = mapped_column(Integer)
    cut: Mapped[str | None] = mapped_column(Text)
    told_th: Mapped[str | None] = mapped_column(Text)
    told_en: Mapped[str | None] = mapped_column(Text)
    told_at: Mapped[int | None] = mapped_column(Integer)
    answer: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
