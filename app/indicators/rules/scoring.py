"""How far a target was reached, and what that is worth: percent, score, light, gap and trend. All pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite

from app.indicators.rules import Direction, Measure
from gis.layer import Text

HUNDRED = 100.0
MOST = 999.0
"""A percentage beyond this says no more than that the target was far exceeded."""


class Light(StrEnum):
    """The traffic light of a target (สัญญาณไฟ). Without data it is grey, never green and never red."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


class Trend(StrEnum):
    """Where the value went since the period before (แนวโน้ม)."""

    BETTER = "better"
    SAME = "same"
    WORSE = "worse"
    UNKNOWN = "unknown"


LIGHTS: dict[Light, Text] = {
    Light.GREEN: Text(th="ถึงเป้า", en="On target"),
    Light.YELLOW: Text(th="เฝ้าระวัง", en="Watch"),
    Light.RED: Text(th="ต่ำกว่าเป้ามาก", en="Far from target"),
    Light.GREY: Text(th="ไม่มีข้อมูล", en="No data"),
}
TRENDS: dict[Trend, Text] = {
    Trend.BETTER: Text(th="ดีขึ้น", en="better"),
    Trend.SAME: Text(th="เท่าเดิม", en="the same"),
    Trend.WORSE: Text(th="แย่ลง", en="worse"),
    Trend.UNKNOWN: Text(th="ไม่ทราบ", en="unknown"),
}


@dataclass(frozen=True, slots=True)
class Band:
    """The values that are worth 50, 75 and 100 points (ขั้นต้น มาตรฐาน ขั้นสูง); descending where less is better."""

    v50: float
    v75: float
    v100: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From which percentage of the target a light is green, and from which it is yellow."""

    green: float
    yellow: float

    @property
    def rule(self) -> Text:
        """The rule as it stands beside every light."""
        return Text(
            th=f"เขียว ตั้งแต่ร้อยละ {self.green:g} ของเป้า · เหลือง ร้อยละ {self.yellow:g} ถึงต่ำกว่า {self.green:g}"
            f" · แดง ต่ำกว่าร้อยละ {self.yellow:g} · เทา ไม่มีข้อมูล",
            en=f"Green from {self.green:g} % of the target; yellow from {self.yellow:g} % to below {self.green:g} %; "
            f"red below {self.yellow:g} %; grey without data",
        )


def score(value: float, band: Band) -> float:
    """Points from 0 to 100: 50, 75 and 100 at the three values, on straight lines between and beyond them.

    >>> [score(v, Band(10, 20, 40)) for v in (10, 15, 20, 30, 40, 50, -10)]
    [50.0, 62.5, 75.0, 87.5, 100.0, 100.0, 0.0]
    >>> [score(v, Band(40, 20, 10)) for v in (40, 30, 10, 80)]
    [50.0, 62.5, 100.0, 0.0]
    """
    beyond_75 = value >= band.v75 if band.v100 > band.v50 else value <= band.v75
    low, high, points = (band.v75, band.v100, 75.0) if beyond_75 else (band.v50, band.v75, 50.0)
    return min(HUNDRED, max(0.0, points + 25.0 * ((value - low) / (high - low))))


def percent(
    direction: Direction, actual: float, target: float, *, measure: Measure = Measure.POINT,
    inside: tuple[float, float] | None = None,
) -> float | None:  # fmt: skip
    """How much of the target is reached, 100 where it is; None where no way is better.

    actual/target where more is better, target/actual where less is; within a range all or nothing. A ratio of what is not
    above zero says nothing: then reached is 100 and not reached 0.

    >>> percent(Direction.UP, 45, 60), percent(Direction.DOWN, 20, 15), percent(Direction.DOWN, 0, 15)
    (75.0, 75.0, 999.0)
    """
    if direction is Direction.NONE:
        return None
    if direction is Direction.RANGE:
        return None if inside is None else HUNDRED * (inside[0] <= actual <= inside[1])
    if measure is Measure.MILESTONE or target <= 0 or actual < 0:
        return HUNDRED * is_reached(direction, actual, target)
    over, under = (actual, target) if direction is Direction.UP else (target, actual)
    told = MOST if under == 0 else HUNDRED * over / under
    return min(MOST, told) if isfinite(told) else MOST


def actual_of(measure: Measure, values: Mapping[int, float], first: int, year: int) -> float | None:
    """The value of a year, or what was added up since the first one; None while one of those is missing.

    >>> [actual_of(Measure.CUMULATIVE, {2566: 1, 2567: 2}, 2566, year) for year in (2566, 2567, 2568)]
    [1, 3, None]
    """
    if measure is not Measure.CUMULATIVE:
        return values.get(year)
    parts = [values[each] for each in range(first, year + 1) if each in values]
    return sum(parts) if len(parts) == year + 1 - first else None


def is_reached(direction: Direction, actual: float, target: float) -> bool:
    """Whether the value is at least as good as the target."""
    return actual <= target if direction is Direction.DOWN else actual >= target


def gap(direction: Direction, actual: float, target: float) -> float:
    """What is still to go, in the unit of the indicator; negative where the target is exceeded."""
    return actual - target if direction is Direction.DOWN else target - actual


def light(reached: float | None, thresholds: Thresholds) -> Light:
    """The light of a percentage.

    >>> [light(p, Thresholds(100, 75)).value for p in (100, 99.9, 75, 74.9, None)]
    ['green', 'yellow', 'yellow', 'red', 'grey']
    """
    if reached is None:
        return Light.GREY
    if reached >= thresholds.green:
        return Light.GREEN
    return Light.YELLOW if reached >= thresholds.yellow else Light.RED


def trend(direction: Direction, before: float | None, now: float | None) -> Trend:
    """Where the value went; unknown where no way is better."""
    if before is None or now is None or direction not in (Direction.UP, Direction.DOWN):
        return Trend.UNKNOWN
    if before == now:
        return Trend.SAME
    return Trend.BETTER if (now > before) is (direction is Direction.UP) else Trend.WORSE


def weighted_total(parts: Iterable[tuple[float, float | None]]) -> float | None:
    """The score of a card from (weight in percent, score); None while one of them has no score: missing is not 0.

    >>> weighted_total([(60, 50.0), (40, 100.0)]), weighted_total([(60, 50.0), (40, None)])
    (70.0, None)
    """
    total = 0.0
    for weight, points in parts:
        if points is None:
            return None
        total += weight * points / HUNDRED
    return total
