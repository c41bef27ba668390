"""What is true of indicators without a database: what they measure, and when values may be added up the tree."""

from __future__ import annotations

from enum import StrEnum

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


def digits(level: str) -> int:
    """The length of an official code of this level."""
    return 2 * (LEVELS.index(level) + 1)


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
