"""Meetings of committees, their agenda and their resolutions. Once a meeting is closed nothing of it changes."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.core.database import Base
from app.meetings.rules import AgendaKind, MeetingState, Outcome

SCHEMA = {"schema": "meetings"}


def one_of(column: str, values: type[MeetingState | AgendaKind | Outcome]) -> str:
    """The condition that a column holds a member of an enumeration."""
    return f"{column} IN ({', '.join(repr(each.value) for each in values)})"


class Meeting(Base):
    """A committee in session, by its number in a B.E. year (การประชุม).

    A guard refuses every change of what is held or cancelled, of its agenda and of its resolutions, and every deletion of
    what is not synthetic.
    """

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("committee_code", "year", "number", name="uq_meeting_committee_code"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("year BETWEEN 2500 AND 2700", name="year_be"),
        CheckConstraint(
            "year = extract(year FROM held_on) + 543"
            " OR (year = extract(year FROM held_on) + 544 AND extract(month FROM held_on) >= 10)",
            name="held_in_its_year",
        ),
        CheckConstraint("btrim(place) <> ''", name="placed"),
        CheckConstraint(one_of("state", MeetingState), name="state_known"),
        CheckConstraint("(state = 'planned') = (closed_at IS NULL)", name="closed_once"),
        CheckConstraint("(state = 'cancelled') = (reason IS NOT NULL)", name="cancelled_with_a_reason"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    committee_code: Mapped[str] = mapped_column(ForeignKey("organizations.committee.code"))
    number: Mapped[int] = mapped_column(Integer)
    year: Mapped[int] = mapped_column(Integer)
    held_on: Mapped[date] = mapped_column(Date)
    place: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, server_default="planned")
    closed_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    reason: Mapped[str | None] = mapped_column(Text)
    is_synthetic: Mapped[bool] = mapped_column(server_default=text("false"))


class AgendaItem(Base):
    """One item of an agenda, in its order (ระเบียบวาระ)."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number", name="uq_agenda_item_meeting_id"),
        UniqueConstraint("id", "meeting_id", name="uq_agenda_item_id_meeting"),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("btrim(title_th) <> ''", name="titled"),
        CheckConstraint(one_of("kind", AgendaKind), name="kind_known"),
        SCHEMA,
    )

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meetings.meeting.id"))
    number: Mapped[int] = mapped_column(Integer)
    title_th: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)


class Resolution(Base):
    """What a committee decided, by its number in the meeting (มติที่ประชุม).

    ``subject_kind`` and ``subject_id`` name what it is about by text, for the slices above: ``plan``, ``province-2566``.
    """

    __tablename__ = "resolution"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number", name="uq_resolution_meeting_id"),
        ForeignKeyConstraint(
            ["item_id", "meeting_id"], ["meetings.agenda_item.id", "meetings.agenda_item.meeting_id"],
            name="fk_resolution_item_of_meeting",
        ),
        CheckConstraint("number > 0", name="number_positive"),
        CheckConstraint("btrim(text_th) <> '' AND btrim(text_en) <> ''", name="worded"),
        CheckConstraint("decided_on < '2400-01-01'", name="common_era"),
        CheckConstraint(one_of("outcome", Outcome), name="outcome_known"),
        CheckConstraint("num_nulls(subject_kind, subject_id) IN (0, 2)", name="subject_whole"),
        CheckConstraint("subject_kind ~ '^[a-z][a-z_]*$' AND btrim(subject_id) <> ''", name="subject_pattern"),
        SCHEMA,
    )  # fmt: skip

    id: Mapped[uuid.UUID] = mapped_column(Uuid, primary_key=True, default=uuid.uuid4)
    meeting_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("meetings.meeting.id"))
    item_id: Mapped[uuid.UUID | None] = mapped_column(Uuid)
    number: Mapped[int] = mapped_column(Integer)
    text_th: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str | None] = mapped_column(Text)
    decided_on: Mapped[date] = mapped_column(Date)
    outcome: Mapped[str] = mapped_column(Text)
    subject_kind: Mapped[str | None] = mapped_column(Text)
    subject_id: Mapped[str | None] = mapped_column(Text)
