"""What screeners give, and the ranks that a committee changed by hand."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import (
    CheckConstraint,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    SmallInteger,
    Text,
    Uuid,
    func,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.calls.models.calls import SCHEMA
from app.core.database import Base


class Score(Base):
    """The score of a brief by one criterion, 0 to 100, given in a position (คะแนนกลั่นกรอง).

    ``agency`` is the brief's, ``screener_agency`` the position's: nobody scores what his own organisation asks for.
    """

    __tablename__ = "score"
    __table_args__ = (
        ForeignKeyConstraint(["submission_id", "call_id"], ["calls.submission.id", "calls.submission.call_id"],
                             name="fk_score_submission", ondelete="CASCADE"),
        ForeignKeyConstraint(["submission_id", "agency"], ["calls.submission.id", "calls.submission.agency"],
                             name="fk_score_agency", ondelete="CASCADE"),
        ForeignKeyConstraint(["call_id", "criterion_code"], ["calls.criterion.call_id", "calls.criterion.code"],
                             name="fk_score_criterion", ondelete="CASCADE"),
        CheckConstraint("value BETWEEN 0 AND 100", name="value_range"),
        CheckConstraint("screener_agency <> agency", name="not_of_the_own_agency"),
        CheckConstraint("btrim(note) <> ''", name="noted"),
        CheckConstraint("btrim(title) <> ''", name="by_a_position"),
        SCHEMA,
    )  # fmt: skip

    submission_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    criterion_code: Mapped[str] = mapped_column(Text, primary_key=True)
    position: Mapped[str] = mapped_column(ForeignKey("organizations.position.number"), primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    agency: Mapped[str] = mapped_column(Text)
    screener_agency: Mapped[str] = mapped_column(ForeignKey("organizations.organization.code"))
    value: Mapped[int] = mapped_column(SmallInteger)
    note: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())


class RankChange(Base):
    """That a brief was ranked otherwise than its scores say, from which rank to which, and why (การปรับลำดับ). Append-only."""

    __tablename__ = "rank_change"
    __table_args__ = (
        ForeignKeyConstraint(["submission_id", "call_id"], ["calls.submission.id", "calls.submission.call_id"],
                             name="fk_rank_change_submission", ondelete="CASCADE"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("from_rank > 0 AND to_rank > 0 AND from_rank <> to_rank", name="ranks_differ"),
        CheckConstraint("btrim(reason) <> ''", name="reasoned"),
        CheckConstraint("btrim(position) <> '' AND btrim(title) <> ''", name="by_a_position"),
        SCHEMA,
    )  # fmt: skip

    submission_id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    call_id: Mapped[uuid.UUID] = mapped_column(Uuid)
    from_rank: Mapped[int] = mapped_column(Integer)
    to_rank: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=func.clock_timestamp())
    position: Mapped[str] = mapped_column(Text)
    title: Mapped[str] = mapped_column(Text)
    person: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organizations.person.id"))
