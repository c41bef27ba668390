"""Class breaks of a choropleth, and the class of a value (การจำแนกชั้น).

A class holds ``lower <= value < upper``; the last class also holds its upper limit. ``breaks`` are n+1 ascending limits
of n classes. Each method finds limits for ``classes`` classes of ``values``; where it needs fewer, it gives fewer.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise
from math import ceil, floor, inf, isnan, log10, nextafter

import numpy as np
from numpy.typing import NDArray

NO_CLASS, OUTSIDE = -1, -2
"""No value, and a value that no class holds."""
Limits = tuple[float, ...]
STEPS = (1.0, 2.0, 5.0)
"""Pretty limits are multiples of one of these times a power of ten."""
MOST_PRETTY = 7
MOST_UNIQUE = 3000
"""Of more different values than these, natural breaks are found among so many of their quantiles."""


def class_of(value: float | None, breaks: Sequence[float], *, strict: bool = False) -> int:
    """The index of the class that holds ``value``; values beyond the limits belong to the outermost class.

    ``strict``: they belong to none.

    >>> [class_of(v, (0, 10, 20)) for v in (0, 9.9, 10, 20, 25, None, float("nan"))]
    [0, 0, 1, 1, 1, -1, -1]
    >>> [class_of(v, (0, 10, 20), strict=True) for v in (-1, 0, 20, 25)]
    [-2, 0, 1, -2]
    """
    if value is None or isnan(value):
        return NO_CLASS
    if strict and not breaks[0] <= value <= breaks[-1]:
        return OUTSIDE
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


def ascending(limits: Sequence[float]) -> Limits:
    """The limits without those that occur again; of one value alone a class that holds just this.

    >>> ascending((1, 2, 2, 5)), ascending((3, 3)) == (3, nextafter(3, inf))
    ((1, 2, 5), True)
    """
    found = tuple(sorted(set(limits)))
    return found if len(found) > 1 else (found[0], nextafter(found[0], inf))


def quantile(values: Sequence[float], classes: int) -> Limits:
    """Limits that put equally many values in each class; equal neighbours are merged.

    >>> quantile((1, 2, 3, 4, 5, 6, 7, 8, 9), 3)
    (1, 4, 7, 9)
    """
    ordered = sorted(values)
    starts = sorted({ordered[min(round(i * len(ordered) / classes), len(ordered) - 1)] for i in range(classes)})
    greatest = ordered[-1]
    return (*starts, greatest if greatest > starts[-1] else nextafter(greatest, inf))


def equal(values: Sequence[float], classes: int) -> Limits:
    """Limits at equal distances between the least and the greatest value."""
    low, high = min(values), max(values)
    return tuple(low + (high - low) * i / classes for i in range(classes + 1))


def pretty(values: Sequence[float], classes: int) -> Limits:
    """Limits at multiples of 1, 2 or 5 times a power of ten, of as many classes as come closest to ``classes``.

    The first limit may lie below the least value and the last above the greatest.

    >>> pretty((3, 47), 5), pretty((0, 97), 5)
    ((0.0, 10.0, 20.0, 30.0, 40.0, 50.0), (0.0, 20.0, 40.0, 60.0, 80.0, 100.0))
    """
    low, high = min(values), max(values)
    if low == high:
        return ascending((low, high))
    power = floor(log10((high - low) / classes))
    steps = [(part, 10.0**exponent) for exponent in (power - 1, power, power + 1) for part in STEPS]
    spans = [(part, unit, *_span(low, high, part * unit)) for part, unit in steps]
    fitting = [span for span in spans if 1 <= span[3] - span[2] <= MOST_PRETTY]
    part, unit, first, last = min(fitting, key=lambda span: (abs(span[3] - span[2] - classes), -span[0] * span[1]))
    return tuple(round(i * part * unit, 12) for i in range(first, last + 1))


def _span(low: float, high: float, step: float) -> tuple[int, int]:
    """Between which multiples of the step all values lie."""
    return floor(round(low / step, 9)), ceil(round(high / step, 9))


def deviation(values: Sequence[float], classes: int) -> Limits:
    """Limits one standard deviation (of all values, not of a sample) apart, on both sides of the mean.

    An even number of classes has a limit at the mean, an odd one a class about it. A class that would lie wholly beyond
    the values is left out.

    >>> deviation((2, 4, 4, 4, 5, 5, 7, 9), 4)
    (2.0, 3.0, 5.0, 7.0, 9.0)
    """
    given = np.asarray(values, dtype=float)
    mean, apart, low, high = given.mean(), given.std(), given.min(), given.max()
    inner = (mean + apart * (i - (classes - 2) / 2) for i in range(classes - 1))
    return ascending((float(low), *(float(limit) for limit in inner if low < limit < high), float(high)))


def natural(values: Sequence[float], classes: int) -> Limits:
    """Natural breaks by Fisher (1958), known as Fisher-Jenks: the classes whose squared deviations from their own means
    have the least sum. Exact, by dynamic programming; equal values are never parted.

    >>> natural((1, 2, 10, 11, 20, 21), 3)
    (1.0, 10.0, 20.0, 21.0)
    """
    unique, times = _weighed(np.asarray(values, dtype=float))
    classes = min(classes, len(unique))
    starts = _starts(unique, times, classes)
    limits = [float(unique[start]) for start in starts] + [float(unique[-1])]
    if limits[-1] == limits[-2]:
        limits[-1] = nextafter(limits[-1], inf)  # the greatest value is a class by itself
    return tuple(limits)


def _weighed(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The different values in order, and how often each occurs."""
    unique, times = np.unique(values, return_counts=True)
    if len(unique) > MOST_UNIQUE:
        kept = np.quantile(values, np.linspace(0, 1, MOST_UNIQUE), method="nearest")
        unique, times = np.unique(kept, return_counts=True)
    return unique, times.astype(float)


def _starts(unique: NDArray[np.float64], times: NDArray[np.float64], classes: int) -> list[int]:
    """At which of the different values each class begins.

    ``costs[j]`` is the least sum for the first j values; ``begins[k][j]`` where the last of k + 1 classes begins then.
    """
    size, centred = len(unique), unique - np.average(unique, weights=times)
    weight, total, square = (np.concatenate(([0.0], np.cumsum(times * centred**power))) for power in (0, 1, 2))
    begins = np.zeros((classes, size + 1), dtype=int)
    costs = np.concatenate(([0.0], square[1:] - total[1:] ** 2 / weight[1:]))
    for k in range(1, classes):
        better = np.full(size + 1, np.inf)
        for j in range(k + 1, size + 1):
            i = np.arange(k, j)
            own = square[j] - square[i] - (total[j] - total[i]) ** 2 / (weight[j] - weight[i])
            sums = costs[i] + own
            best = int(sums.argmin())
            better[j], begins[k][j] = sums[best], k + best
        costs = better
    starts, end = [], size
    for k in range(classes - 1, -1, -1):
        end = int(begins[k][end])
        starts.append(end)
    return starts[::-1]


def labels(breaks: Sequence[float], decimals: int | None = None, *, open_end: bool = False) -> list[str]:
    """The legend's text of each class, with as many decimals as the limits need unless told; one value alone as such.

    ``open_end``: the last class holds whatever is above; its upper limit is told nowhere.

    >>> labels((0, 50, 1200)), labels((0, 0.25, 1.5)), labels((1, 5, nextafter(5, inf)))
    (['0–50', '50–1,200'], ['0.00–0.25', '0.25–1.50'], ['1–5', '5'])
    >>> labels((0, 0.5, 2, 1000), open_end=True)
    ['0.0–0.5', '0.5–2.0', '≥ 2.0']
    """
    told = breaks[:-1] if open_end else breaks
    if decimals is None:
        decimals = max(_decimals(limit) for limit in told)
    pairs = ((f"{low:,.{decimals}f}", f"{high:,.{decimals}f}") for low, high in pairwise(told))
    classes = [low if low == high else f"{low}–{high}" for low, high in pairs]
    return [*classes, f"≥ {told[-1]:,.{decimals}f}"] if open_end else classes


def _decimals(limit: float) -> int:
    """The least number of decimals, at most 6, that says a limit exactly enough to tell it from its neighbours."""
    return next((places for places in range(6) if abs(round(limit, places) - limit) < 1e-9), 6)
