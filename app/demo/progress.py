"""Invented monitoring: a plan for what is carried out, reports that keep to it or fall behind, assets that are used or not.

What happens to a project follows from its place in the list alone, so that every light is there: of ten, four keep to their
plan, two need watching, two are late, one has fallen silent, one never reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.monitoring.rules import Condition, month_later

PACES = (1.0, 0.97, 1.04, 0.99, 0.86, 0.80, 0.55, 0.62, 0.92, 1.0)
"""How much of the plan each of ten projects has done."""
SILENT, MUTE, NEVER_FAR = 8, 9, 7
LAG_MONTHS = {SILENT: 3}
STEPS = (
    ("ส่งมอบพื้นที่", "Site handed over", 0.08),
    ("งานโครงสร้าง", "Structure", 0.5),
    ("ส่งมอบงานงวดสุดท้าย", "Last instalment", 1.0),
)
DONE = (
    "ปักผังและเตรียมพื้นที่", "ขนวัสดุเข้าพื้นที่และเริ่มงานดิน", "งานดินและฐานราก", "งานโครงสร้างหลัก",
    "งานโครงสร้างต่อเนื่อง ตรวจวัดแนวและระดับ", "งานผิวและงานเก็บรายละเอียด", "ทดสอบการใช้งานและเก็บงาน",
)  # fmt: skip
PROBLEMS = (
    ("land", "รอหนังสืออนุญาตใช้พื้นที่บางช่วง", "ประสานหน่วยงานเจ้าของพื้นที่ทุกสัปดาห์"),
    ("weather", "ฝนตกต่อเนื่อง น้ำท่วมหน้างาน", "สูบน้ำและเพิ่มชุดทำงานหลังน้ำลด"),
    ("contractor", "ผู้รับจ้างส่งคนงานไม่พอ", "แจ้งเตือนเป็นหนังสือและให้ส่งแผนเร่งรัด"),
    ("design", "แบบไม่ตรงกับสภาพพื้นที่", "ให้ผู้ออกแบบแก้ไขแบบภายในสองสัปดาห์"),
    ("people", "ราษฎรขอให้ย้ายจุดก่อสร้าง", "จัดประชุมชี้แจงร่วมกับผู้นำชุมชน"),
)
FOUND = {
    Condition.IN_USE: None, Condition.BROKEN: "ชำรุดบางส่วน ยังไม่ได้ซ่อม", Condition.UNUSED: "ไม่มีผู้ดูแลและไม่มีการใช้งาน",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan of one project: its first day, and by month the cumulative per cent and baht."""

    starts_on: date
    months: tuple[tuple[date, Decimal, Decimal], ...]


@dataclass(frozen=True, slots=True)
class Told:
    """One report."""

    day: date
    pct: Decimal
    baht: Decimal
    done: str
    problem: tuple[str, str, str] | None


def plan_of(place: int, today: date, *, has_begun: bool) -> Planned:
    """An S between 8 and 13 months long, begun some months ago or still to begin."""
    length, worth = 8 + place % 6, Decimal(2_000_000 + 750_000 * (place % 11))
    first = month_later(today.replace(day=1), -(4 + place % 4) if has_begun else 1 + place % 2)
    months = []
    for number in range(1, length + 1):
        part = number / length
        share = Decimal(round(100 * (3 * part**2 - 2 * part**3)))
        months.append((month_later(first, number - 1), share, worth * share / 100))
    return Planned(first, tuple(months))


def reports_of(place: int, plan: Planned, today: date) -> Iterator[Told]:
    """A report at the end of each month since the plan began; the last ones are missing where a project fell silent."""
    pace, kind = PACES[place % 10], place % 10
    if kind == MUTE:
        return
    past = [row for row in plan.months if month_later(row[0], 1) <= today]
    for number, (month, share, money) in enumerate(past[: len(past) - LAG_MONTHS.get(kind, 0)]):
        slow = pace if number > 1 else 1.0
        pct = min(Decimal(100), Decimal(round(float(share) * slow)))
        problem = PROBLEMS[place % len(PROBLEMS)] if slow < 0.9 else None
        done = DONE[min(len(DONE) - 1, int(pct) * len(DONE) // 100)]
        yield Told(month_later(month, 1) - timedelta(days=1), pct, money * Decimal(str(slow)), done, problem)


def handed_over_on(place: int, today: date) -> date | None:
    """Between 3 and 29 months ago; of nine assets one has found no owner."""
    return None if place % 9 == 4 else month_later(today, -(3 + (place * 5) % 27))


def condition_of(place: int, months: int) -> Condition | None:
    """What an inspection found; some were never made."""
    if (place + months) % 7 == 3:
        return None
    return (Condition.IN_USE, Condition.IN_USE, Condition.UNUSED, Condition.IN_USE, Condition.BROKEN)[
        (place + months // 6) % 5
    ]


def steps_of(plan: Planned, reached: Sequence[Told]) -> Iterator[tuple[str, str, date, date | None]]:
    """Three steps with their planned days, and the day on which each was reached."""
    for th, en, part in STEPS:
        planned_on = month_later(plan.months[max(0, round(part * len(plan.months)) - 1)][0], 1) - timedelta(days=1)
        actual = next((one.day for one in reached if one.pct >= part * 100), None)
        yield th, en, planned_on, actual
