"""The states of a call and of what is filed in it, and when a brief comes in time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from app.budgets.rules import Class5
from gis.layer import Text


class CallState(StrEnum):
    """Where a call stands (สถานะรอบคำขอ); ``decided`` is final."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    SCREENING = "screening"
    DECIDED = "decided"


class SubmissionState(StrEnum):
    """Where a brief stands in its call (สถานะข้อเสนอ). ``unsupported`` keeps its reason and takes no rank."""

    DRAFT = "draft"
    FILED = "filed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    UNSUPPORTED = "unsupported"


CALL_STATES: Mapping[CallState, Text] = {
    CallState.DRAFT: Text(th="เตรียมการ", en="In preparation"),
    CallState.OPEN: Text(th="เปิดรับคำขอ", en="Open"),
    CallState.CLOSED: Text(th="ปิดรับแล้ว", en="Closed"),
    CallState.SCREENING: Text(th="กลั่นกรอง", en="Screening"),
    CallState.DECIDED: Text(th="มีมติแล้ว", en="Decided"),
}
SUBMISSION_STATES: Mapping[SubmissionState, Text] = {
    SubmissionState.DRAFT: Text(th="กำลังจัดทำ", en="In preparation"),
    SubmissionState.FILED: Text(th="ยื่นแล้ว", en="Filed"),
    SubmissionState.RETURNED: Text(th="ส่งกลับแก้ไข", en="Returned"),
    SubmissionState.WITHDRAWN: Text(th="ถอนแล้ว", en="Withdrawn"),
    SubmissionState.UNSUPPORTED: Text(th="ไม่สนับสนุน", en="Not supported"),
}
CLASSES = {
    Class5.PERSONNEL: Text(th="งบบุคลากร", en="Personnel"), Class5.OPERATING: Text(th="งบดำเนินงาน", en="Operating"),
    Class5.INVESTMENT: Text(th="งบลงทุน", en="Investment"), Class5.SUBSIDY: Text(th="งบเงินอุดหนุน", en="Subsidies"),
    Class5.OTHER: Text(th="งบรายจ่ายอื่น", en="Other expenditure"),
}  # fmt: skip
"""The classes of expenditure as forms name them."""
EDITABLE = frozenset({SubmissionState.DRAFT, SubmissionState.RETURNED, SubmissionState.WITHDRAWN})
"""A brief in one of these is its agency's to change and to file."""


def is_in_time(at: datetime, deadline: datetime) -> bool:
    """Whether a brief comes in time: the second of the deadline still counts.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 11, 30, 12, tzinfo=UTC)
    >>> is_in_time(noon, noon), is_in_time(noon + timedelta(microseconds=1), noon)
    (True, False)
    """
    return at <= deadline


def deadline_of(closes_at: datetime, extended_to: Iterable[datetime]) -> datetime:
    """The last of the day that the call names and of the extensions that hold for an agency."""
    return max([closes_at, *extended_to])


def remaining(now: datetime, deadline: datetime) -> Text:
    """How long there is still time, in days and hours as people say it; or since when there is none."""
    left = abs(deadline - now)
    days, hours, minutes = left.days, left.seconds // 3600, left.seconds % 3600 // 60
    th = f"{days} วัน {hours} ชั่วโมง" if days else f"{hours} ชั่วโมง {minutes} นาที"
    en = f"{days} d {hours} h" if days else f"{hours} h {minutes} min"
    return Text(th=f"เหลือ {th}", en=f"{en} left") if now <= deadline else Text(th=f"เลยกำหนด {th}", en=f"{en} late")


def is_urgent(now: datetime, deadline: datetime) -> bool:
    """Whether less than three days are left."""
    return timedelta() <= deadline - now < timedelta(days=3)
