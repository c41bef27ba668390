"""What is true of indicators without a database: what they measure, and when values may be added up the tree."""

from __future__ import annotations

from enum import StrEnum

from gis.layer import Text

LEVELS = ("province", "district", "subdistrict", "village")
"""Levels at which an indicator may be observed, from above; the code of each has two digits more than the one before."""


class Direction(StrEnum):
    """Which way is better (ทิศทางที่ดี)."""

    UP = "up"
    DOWN = "down"
    RANGE = "range"
    NONE = "none"


class Aggregation(StrEnum):
    """How the value of an area follows from those of its parts (วิธีรวมค่า)."""

    SUM = "sum"
    WEIGHTED_MEAN = "weighted_mean"
    LATEST = "latest"
    NONE = "none"


class PeriodKind(StrEnum):
    """Which kind of period a value is for (รอบเวลา)."""

    CALENDAR = "calendar"
    FISCAL = "fiscal"
    ACADEMIC = "academic"
    CROP = "crop"
    QUARTER = "quarter"
    MONTH = "month"
    DAY = "day"
    ROUND = "round"


class Status(StrEnum):
    """How settled a value is (สถานะของค่า)."""

    PROVISIONAL = "provisional"
    REVISED = "revised"
    FINAL = "final"
    ESTIMATED = "estimated"
    IMPUTED = "imputed"


class Theme(StrEnum):
    """What part of the life of the province an indicator is about (หมวดตัวชี้วัด)."""

    ECONOMY = "economy"
    SOCIETY = "society"
    HEALTH = "health"
    EDUCATION = "education"
    ENVIRONMENT = "environment"
    HAZARDS = "hazards"
    SAFETY = "safety"
    GOVERNANCE = "governance"
    PEOPLE = "people"
    OTHER = "other"


class Measure(StrEnum):
    """How the actual of a target is taken (วิธีวัดผลเทียบเป้า): of the year itself, added up from the first year of the
    plan, or reached or not."""

    POINT = "point"
    CUMULATIVE = "cumulative"
    MILESTONE = "milestone"


THEMES: dict[Theme, Text] = {
    Theme.ECONOMY: Text(th="เศรษฐกิจ", en="Economy"),
    Theme.SOCIETY: Text(th="สังคม", en="Society"),
    Theme.HEALTH: Text(th="สาธารณสุข", en="Health"),
    Theme.EDUCATION: Text(th="การศึกษา", en="Education"),
    Theme.ENVIRONMENT: Text(th="ทรัพยากรธรรมชาติและสิ่งแวดล้อม", en="Environment"),
    Theme.HAZARDS: Text(th="ภัยพิบัติ", en="Hazards"),
    Theme.SAFETY: Text(th="ความปลอดภัย", en="Safety"),
    Theme.GOVERNANCE: Text(th="การบริหารจัดการ", en="Governance"),
    Theme.PEOPLE: Text(th="ประชากร", en="People"),
    Theme.OTHER: Text(th="อื่น ๆ", en="Other"),
}
DIRECTIONS: dict[Direction, Text] = {
    Direction.UP: Text(th="ยิ่งมากยิ่งดี", en="More is better"),
    Direction.DOWN: Text(th="ยิ่งน้อยยิ่งดี", en="Less is better"),
    Direction.RANGE: Text(th="อยู่ในช่วงที่กำหนดจึงดี", en="Best within a range"),
    Direction.NONE: Text(th="ไม่มีทิศทางที่ดีกว่า", en="Neither is better"),
}
AGGREGATIONS: dict[Aggregation, Text] = {
    Aggregation.SUM: Text(th="บวกค่าของพื้นที่ย่อย", en="The parts are added up"),
    Aggregation.WEIGHTED_MEAN: Text(
        th="คำนวณใหม่จากตัวตั้งและตัวหารรวม หรือถ่วงน้ำหนัก", en="Recomputed from all numerators and denominators, or weighted"
    ),
    Aggregation.LATEST: Text(th="ใช้ค่าล่าสุดของระดับนั้น ไม่รวมค่า", en="The latest value of the level itself; never combined"),
    Aggregation.NONE: Text(th="รวมค่าไม่ได้", en="Never combined"),
}
PERIOD_KINDS: dict[PeriodKind, Text] = {
    PeriodKind.CALENDAR: Text(th="ปีปฏิทิน", en="Calendar year"),
    PeriodKind.FISCAL: Text(th="ปีงบประมาณ", en="Fiscal year"),
    PeriodKind.ACADEMIC: Text(th="ปีการศึกษา", en="Academic year"),
    PeriodKind.CROP: Text(th="ปีเพาะปลูก", en="Crop year"),
    PeriodKind.QUARTER: Text(th="ไตรมาส", en="Quarter"),
    PeriodKind.MONTH: Text(th="เดือน", en="Month"),
    PeriodKind.DAY: Text(th="วัน", en="Day"),
    PeriodKind.ROUND: Text(th="รอบสำรวจ", en="Round"),
}
STATUSES: dict[Status, Text] = {
    Status.PROVISIONAL: Text(th="เบื้องต้น (p)", en="Provisional (p)"),
    Status.REVISED: Text(th="ปรับปรุง (r)", en="Revised (r)"),
    Status.FINAL: Text(th="สมบูรณ์ (f)", en="Final (f)"),
    Status.ESTIMATED: Text(th="ประมาณการ (e)", en="Estimated (e)"),
    Status.IMPUTED: Text(th="เติมค่าที่ขาด (i)", en="Imputed (i)"),
}
LEVEL_NAMES: dict[str, Text] = {
    "province": Text(th="จังหวัด", en="Province"),
    "district": Text(th="อำเภอ", en="District"),
    "subdistrict": Text(th="ตำบล", en="Subdistrict"),
    "village": Text(th="หมู่บ้าน", en="Village"),
}
MEASURES: dict[Measure, Text] = {
    Measure.POINT: Text(th="ค่าของปีนั้น", en="Value of the year"),
    Measure.CUMULATIVE: Text(th="สะสมตั้งแต่ปีแรกของแผน", en="Added up from the first year of the plan"),
    Measure.MILESTONE: Text(th="บรรลุหรือไม่บรรลุ", en="Reached or not"),
}
OPEN_LEVELS = ("province", "district")
"""Levels at which what was derived from data about persons is for everybody; below, for those in office."""


def digits(level: str) -> int:
    """The length of an official code of this level."""
    return 2 * (LEVELS.index(level) + 1)


def level_of(code: str) -> str:
    """The level of an official code.

    >>> level_of("98"), level_of("980101")
    ('province', 'subdistrict')
    """
    return LEVELS[len(code) // 2 - 1]


def may_observe(aggregation: Aggregation, min_level: str, level: str) -> bool:
    """Whether values are recorded at a level: sums only at the lowest one, so that nothing is counted twice."""
    if level not in LEVELS:
        return False
    if aggregation is Aggregation.SUM:
        return level == min_level
    return digits(level) <= digits(min_level)


def may_add_up(aggregation: Aggregation, min_level: str, level: str) -> bool:
    """Whether the value of an area at `level` is the sum of the values below; never true of shares and means."""
    return aggregation is Aggregation.SUM and level in LEVELS and digits(level) < digits(min_level)
