"""Class breaks of a choropleth, and the class of a value (การจำแนกชั้น).

A class holds ``lower <= value < upper``; the last class also holds its upper limit. ``breaks`` are n+1 ascending limits
of n classes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import isnan

NO_CLASS = -1


def class_of(value: float | None, breaks: Sequence[float]) -> int:
    """The index of the class that holds ``value``; values beyond the limits belong to the outermost class.

    >>> [class_of(v, (0, 10, 20)) for v in (0, 9.9, 10, 20, 25, None, float("nan"))]
    [0, 0, 1, 1, 1, -1, -1]
    """
    if value is None or isnan(value):
        return NO_CLASS
    return max(0, min(bisect_right(breaks, value) - 1, len(breaks) - 2))


def counts(values: Sequence[float | None], breaks: Sequence[float]) -> tuple[list[int], int]:
    """How many values each class holds, and how many have no data."""
    per_class, missing = [0] * (len(breaks) - 1), 0
    for value in values:
        index = class_of(value, breaks)
        if index == NO_CLASS:
            missing += 1
        else:
            per_class[index] += 1
    return per_class, missing


def quantile(values: Sequence[float], classes: int) -> tuple[float, ...]:
    """Limits that put equally many values in each class; equal neighbours are merged."""
    ordered = sorted(values)
    picks = [ordered[round(i * (len(ordered) - 1) / classes)] for i in range(classes + 1)]
    return tuple(sorted(set(picks)))


def equal(values: Sequence[float], classes: int) -> tuple[float, ...]:
    """Limits at equal distances between the least and the greatest value."""
    low, high = min(values), max(values)
    return tuple(low + (high - low) * i / classes for i in range(classes + 1))


def labels(breaks: Sequence[float], decimals: int | None = None) -> list[str]:
    """The legend's text of each class, with as many decimals as the limits need unless told.

    >>> labels((0, 50, 1200)), labels((0, 0.25, 1.5))
    (['0–50', '50–1,200'], ['0.00–0.25', '0.25–1.50'])
    """
    if decimals is None:
        decimals = max(_decimals(limit) for limit in breaks)
    return [f"{low:,.{decimals}f}–{high:,.{decimals}f}" for low, high in pairwise(breaks)]


def _decimals(limit: float) -> int:
    """The least number of decimals, at most 6, that says a limit exactly enough to tell it from its neighbours."""
    return next((places for places in range(6) if abs(round(limit, places) - limit) < 1e-9), 6)
