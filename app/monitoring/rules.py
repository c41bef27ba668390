"""What is true of monitoring without a database: the planned curve, earned schedule, due inspections, and the words of lights."""

from __future__ import annotations

from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from app.projects.rules import State
from app.projects.rules.lights import LIGHTS as LIGHTS
from app.projects.rules.lights import MARKS as MARKS
from app.projects.rules.lights import Light as Light
from gis.layer import Text

DAY = timedelta(days=1)


class Cadence(StrEnum):
    """How often a project is reported on, and the kind of a round (รอบรายงาน)."""

    MONTH = "month"
    QUARTER = "quarter"


class Reason(StrEnum):
    """Which rule decided the light (เหตุของไฟ)."""

    ON_PLAN = "on_plan"
    NOT_DUE = "not_due"
    BEHIND = "behind"
    FORECAST = "forecast"
    PAST_FINISH = "past_finish"
    SUSPENDED = "suspended"
    NO_PLAN = "no_plan"
    NO_REPORT = "no_report"
    STALE = "stale"
    FINISHED = "finished"
    NO_OWNER = "no_owner"


class Verdict(StrEnum):
    """What a supervisor says of a report (ผลการตรวจรายงาน)."""

    ACCEPTED = "accepted"
    RETURNED = "returned"


class Condition(StrEnum):
    """What an inspection found of an asset (สภาพสินทรัพย์)."""

    IN_USE = "in_use"
    BROKEN = "broken"
    UNUSED = "unused"


class PositionSource(StrEnum):
    """Who says where a photo was taken: its own file, the telephone that sent it, nobody."""

    EXIF = "exif"
    DEVICE = "device"
    NONE = "none"


CADENCES = {Cadence.MONTH: Text(th="รายเดือน", en="Monthly"), Cadence.QUARTER: Text(th="รายไตรมาส", en="Quarterly")}
REASONS = {
    Reason.ON_PLAN: Text(th="เป็นไปตามแผน", en="As planned"),
    Reason.NOT_DUE: Text(th="ยังไม่ถึงวันเริ่มตามแผน", en="Not due to begin yet"),
    Reason.BEHIND: Text(th="ผลงานต่ำกว่าแผน", en="Behind the plan"),
    Reason.FORECAST: Text(th="คาดว่าจะเสร็จช้ากว่าแผน", en="Expected to finish after the plan"),
    Reason.PAST_FINISH: Text(th="เลยวันแล้วเสร็จตามแผน", en="Past its planned finish"),
    Reason.SUSPENDED: Text(th="หยุดชั่วคราว", en="Suspended"),
    Reason.NO_PLAN: Text(th="ไม่มีแผนผลงาน", en="No planned curve"),
    Reason.NO_REPORT: Text(th="ยังไม่มีรายงาน", en="No report yet"),
    Reason.STALE: Text(th="ไม่มีรายงานใหม่นานเกินกำหนด", en="No report for too long"),
    Reason.FINISHED: Text(th="แล้วเสร็จ", en="Finished"),
    Reason.NO_OWNER: Text(th="แล้วเสร็จแต่สินทรัพย์ยังไม่มีผู้รับ", en="Finished, but nobody has taken the asset over"),
}
VERDICTS = {Verdict.ACCEPTED: Text(th="ตรวจแล้ว", en="Verified"), Verdict.RETURNED: Text(th="ส่งคืนแก้ไข", en="Returned")}
CONDITIONS = {
    Condition.IN_USE: Text(th="ใช้งานดี", en="In good use"),
    Condition.BROKEN: Text(th="ชำรุด", en="Broken"),
    Condition.UNUSED: Text(th="ไม่ใช้ประโยชน์", en="Not used"),
}
SOURCES = {
    PositionSource.EXIF: Text(th="พิกัดในภาพ", en="position in the photo"),
    PositionSource.DEVICE: Text(th="พิกัดจากเครื่องที่ส่ง", en="position of the device"),
    PositionSource.NONE: Text(th="ไม่มีพิกัด", en="no position"),
}
INSPECTED_AFTER = (6, 12, 24)
"""Months after hand-over."""
RUNNING = frozenset({
    State.FUNDED, State.PREPARING, State.PROCURING, State.CONTRACTED, State.IN_PROGRESS, State.SUSPENDED,
})  # fmt: skip
"""What is to be reported on, also what has not begun."""
FINISHED = frozenset({State.COMPLETED, State.ACCEPTED, State.HANDED_OVER, State.IN_USE_CHECKED, State.CLOSED})
MONITORED = RUNNING | FINISHED
"""What has a light: the denominator of every count."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Which projects count: those of some fields of work, of some agencies; of all where nothing is said."""

    sectors: frozenset[str] = frozenset()
    agencies: frozenset[str] | None = None


ALL = Scope()


def counted(lights: Iterable[Light]) -> dict[Light, int]:
    """How many there are of each light, the worst first; also of those that nothing has."""
    tally = Counter(lights)
    return {light: tally[light] for light in LIGHTS}


def percent(value: Decimal) -> str:
    """Without the zeros that a column pads it with.

    >>> percent(Decimal("40.00")), percent(Decimal("12.50"))
    ('40', '12.5')
    """
    return f"{value.normalize():f}"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which numbers on a light changes; a row of data, valid from a day."""

    valid_from: date
    watch_points: Decimal
    late_points: Decimal
    watch_days: int
    late_days: int
    stale_days: int


def sentences(rule: Thresholds) -> tuple[Text, ...]:
    """The rule of the lights as people read it, made of the very numbers that decide. The first that holds decides."""
    watch, late = percent(rule.watch_points), percent(rule.late_points)
    return (
        Text(th="แล้วเสร็จ: สถานะโครงการแล้วเสร็จ และสินทรัพย์มีผู้รับ ถ้ายังไม่มีผู้รับเป็นล่าช้า",
             en="Done: the project is finished and its asset has an owner; without an owner it is late"),
        Text(th=f"ไม่ทราบ: ไม่มีแผน ไม่มีรายงาน หรือรายงานล่าสุดเก่ากว่า {rule.stale_days} วัน ไม่นับเป็นปกติ",
             en=f"Not known: no plan, no report, or none for more than {rule.stale_days} days; never taken for well"),
        Text(th=f"ล่าช้า: เลยวันแล้วเสร็จตามแผน หรือต่ำกว่าแผนตั้งแต่ {late} จุด หรือคาดว่าเสร็จช้าตั้งแต่ {rule.late_days} วัน",
             en=f"Late: past the planned finish, or {late} points or more behind, or expected {rule.late_days} days late"),
        Text(th=f"เฝ้าระวัง: ต่ำกว่าแผนตั้งแต่ {watch} จุด หรือคาดว่าเสร็จช้าตั้งแต่ {rule.watch_days} วัน หรือหยุดชั่วคราว",
             en=f"Watch: {watch} points or more behind, or expected {rule.watch_days} days late or more, or suspended"),
        Text(th="ปกติ: นอกจากนี้ รวมโครงการที่ยังไม่ถึงวันเริ่มตามแผน", en="On track: all else, also what is not due to begin yet"),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """What is planned to be done when a day begins: per cent of the works, and baht in satang, both cumulative."""

    day: date
    pct: float
    satang: int = 0


def points_of(starts_on: date, months: Sequence[tuple[date, float, int]]) -> tuple[Point, ...]:
    """The planned curve: nothing on its first day, then the plan of each month when the next one begins."""
    return (Point(starts_on, 0.0), *(Point(next_month(month), pct, satang) for month, pct, satang in months))


def next_month(day: date) -> date:
    """The first day of the following month."""
    return day.replace(day=1) + monthrange(day.year, day.month)[1] * DAY


def month_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it is shorter.

    >>> month_later(date(2025, 8, 31), 6)
    datetime.date(2026, 2, 28)
    """
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def planned_at(points: Sequence[Point], day: date) -> float:
    """Per cent that the plan has at the end of a day, by straight lines between its points."""
    return _along([(point.day, point.pct) for point in points], day + DAY)


def planned_satang_at(points: Sequence[Point], day: date) -> int:
    """Satang that the plan has spent at the end of a day."""
    return round(_along([(point.day, float(point.satang)) for point in points], day + DAY))


def _along(line: Sequence[tuple[date, float]], at: date) -> float:
    before = [place for place, (day, _) in enumerate(line) if day <= at]
    if not before:
        return 0.0
    here, (day, value) = before[-1], line[before[-1]]
    if here + 1 == len(line):
        return value
    next_day, next_value = line[here + 1]
    return value + (next_value - value) * (at - day).days / (next_day - day).days


def earned_days(points: Sequence[Point], pct: float) -> float:
    """Earned schedule: after how many days of the plan so much should have been done.

    The last point of the plan that has been reached, and the part of the way to the next one: ES = C + (EV - PV[C]) /
    (PV[C+1] - PV[C]); here with days in place of equal periods. W. Lipke, "Schedule is Different", The Measurable News,
    summer 2003.
    """
    reached = max(place for place, point in enumerate(points) if point.pct <= pct)
    here = points[reached]
    days = float((here.day - points[0].day).days)
    if reached + 1 == len(points):
        return days
    onward = points[reached + 1]
    return days + (pct - here.pct) / (onward.pct - here.pct) * (onward.day - here.day).days


def spi_t(points: Sequence[Point], pct: float, day: date) -> float | None:
    """Schedule performance index of time: earned days over the days that have passed at the end of ``day`` (Lipke 2003).

    None before the plan begins.
    """
    passed = (day + DAY - points[0].day).days
    return earned_days(points, pct) / passed if passed > 0 else None


def finish_of(points: Sequence[Point]) -> date:
    """The last day of the plan."""
    return points[-1].day - DAY


def due_after(handed_over_on: date) -> dict[int, date]:
    """The days on which an asset's use is inspected, by months after hand-over."""
    return {months: month_later(handed_over_on, months) for months in INSPECTED_AFTER}


def baht(satang: int) -> str:
    """Satang as baht, exact.

    >>> baht(1234567890)
    '12,345,678.90'
    """
    return f"{satang // 100:,}.{satang % 100:02}"
