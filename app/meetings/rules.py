"""What is true of meetings and resolutions without a database."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from app.core.calendar import BUDDHIST_ERA
from gis.layer import Text


class MeetingState(StrEnum):
    """Where a meeting stands (สถานะการประชุม). ``held`` and ``cancelled`` are final: nothing of it changes any more."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class AgendaKind(StrEnum):
    """The standing headings of an official agenda (ระเบียบวาระ)."""

    NOTICE = "notice"
    MINUTES = "minutes"
    FOLLOW_UP = "follow_up"
    INFORMATION = "information"
    CONSIDERATION = "consideration"
    OTHER = "other"


class Outcome(StrEnum):
    """What a committee decided (ผลของมติ)."""

    ADOPTED = "adopted"
    REJECTED = "rejected"
    DEFERRED = "deferred"


STATES: dict[MeetingState, Text] = {
    MeetingState.PLANNED: Text(th="นัดหมาย", en="Called"),
    MeetingState.HELD: Text(th="ประชุมแล้ว", en="Held"),
    MeetingState.CANCELLED: Text(th="ยกเลิก", en="Cancelled"),
}
AGENDA: dict[AgendaKind, Text] = {
    AgendaKind.NOTICE: Text(th="เรื่องที่ประธานแจ้งให้ที่ประชุมทราบ", en="Notices of the chair"),
    AgendaKind.MINUTES: Text(th="เรื่องรับรองรายงานการประชุม", en="Adoption of minutes"),
    AgendaKind.FOLLOW_UP: Text(th="เรื่องสืบเนื่อง", en="Matters arising"),
    AgendaKind.INFORMATION: Text(th="เรื่องเพื่อทราบ", en="For information"),
    AgendaKind.CONSIDERATION: Text(th="เรื่องเพื่อพิจารณา", en="For consideration"),
    AgendaKind.OTHER: Text(th="เรื่องอื่น ๆ", en="Any other business"),
}
OUTCOMES: dict[Outcome, Text] = {
    Outcome.ADOPTED: Text(th="เห็นชอบ", en="Adopted"),
    Outcome.REJECTED: Text(th="ไม่เห็นชอบ", en="Rejected"),
    Outcome.DEFERRED: Text(th="เลื่อนพิจารณา", en="Deferred"),
}


def numbered(number: int, year: int) -> str:
    """A meeting as it is cited: ``1/2569``."""
    return f"{number}/{year}"


def belongs_to(year: int, day: date) -> bool:
    """Whether a meeting of a day may count to a B.E. year: of the calendar, or of the fiscal year from October on.

    >>> belongs_to(2569, date(2026, 3, 1)), belongs_to(2569, date(2025, 10, 1)), belongs_to(2569, date(2025, 9, 30))
    (True, True, False)
    """
    calendar = day.year + BUDDHIST_ERA
    return year == calendar or (year == calendar + 1 and day.month >= 10)
