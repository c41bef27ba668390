"""The difference of two maps: B − A area by area, and classes about zero (แผนที่ผลต่าง).

An area of which one side is not known has no difference; of a side that is zero there is no percentage. Classes are five of
equal width, the middle one about zero, so that more and less of the same size are of the same strength of colour.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import floor, log10
from typing import Literal

from gis.layer import Text

Change = Literal["absolute", "percent"]
MIDDLE, HALVES = 1, 5
"""Half the width of the middle class, and of all five, in steps."""
DIGITS = 9
"""Decimals beyond which a difference is the noise of floating numbers."""
NICE = (1, 2, 2.5, 5, 10)


def difference(a: Mapping[str, float | None], b: Mapping[str, float | None], change: Change) -> dict[str, float | None]:
    """B − A by area, or in percent of A, of every area of either.

    >>> difference({"1": 4, "2": 0, "3": 5}, {"1": 5, "2": 1, "4": 7}, "absolute")
    {'1': 1, '2': 1, '3': None, '4': None}
    >>> difference({"1": 4, "2": 0, "3": 5}, {"1": 5, "2": 1, "3": 4}, "percent")
    {'1': 25.0, '2': None, '3': -20.0}
    """
    return {area: _change(a.get(area), b.get(area), change) for area in sorted({*a, *b})}


def _change(a: float | None, b: float | None, change: Change) -> float | None:
    if a is None or b is None:
        return None
    if change == "absolute":
        return round(b - a, DIGITS)
    return round(100 * (b - a) / abs(a), DIGITS) if a else None


def breaks_about_zero(differences: Mapping[str, float | None], decimals: int) -> tuple[float, ...]:
    """Six limits of five classes of equal width about zero that hold every difference, as far as its decimals tell.

    >>> breaks_about_zero({"1": -4.2, "2": 1.0, "3": None}, 0)
    (-5.0, -3.0, -1.0, 1.0, 3.0, 5.0)
    >>> breaks_about_zero({"1": 0}, 2)
    (-0.05, -0.03, -0.01, 0.01, 0.03, 0.05)
    """
    greatest = round(max((abs(value) for value in differences.values() if value is not None), default=0), decimals + 1)
    step = max(_nice(greatest / HALVES), 10**-decimals)
    return tuple(round(times * step, 10) for times in (-HALVES, -3, -MIDDLE, MIDDLE, 3, HALVES))


def _nice(least: float) -> float:
    """The smallest of 1, 2, 2.5 and 5 times a power of ten that is not less."""
    if least <= 0:
        return 0
    power = float(10 ** floor(log10(least)))
    return next(nice * power for nice in NICE if nice * power >= least * (1 - 1e-12))


def signed(value: float, decimals: int) -> str:
    """A difference as people read it, with its sign.

    >>> signed(-1234.5, 1), signed(2, 0), signed(-0.04, 1)
    ('−1,234.5', '+2', '0.0')
    """
    rounded = round(value, decimals) or 0
    sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
    return f"{sign}{abs(rounded):,.{decimals}f}"


def labels(breaks: tuple[float, ...]) -> list[Text]:
    """What each class says: ``−3 ถึง −1``."""
    decimals = max(next((d for d in range(6) if abs(round(limit, d) - limit) < 1e-9), 6) for limit in breaks)
    return [
        Text(th=f"{signed(low, decimals)} ถึง {signed(high, decimals)}", en=f"{signed(low, decimals)} to {signed(high, decimals)}")
        for low, high in pairwise(breaks)
    ]
