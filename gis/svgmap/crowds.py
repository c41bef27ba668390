"""Features that stand too close to be marked one by one, told by their number; as vector tiles tell them (``gis.mvt``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import log10

import numpy as np
import shapely

from gis.svgmap.paths import Geometries

CELL = 64.0
"""Pixels, as on the interactive map."""
SIZE = 13.0
DIGITS, RADII = (1.0, 2.0, 4.0, 5.0), (11.0, 14.0, 22.0, 27.0)
"""Pixels of the radius by the decimal logarithm of the number: room for its digits."""
BETWEEN, ROUNDS = 3.0, 400
"""Pixels between two circles with their rims, and how often they are pushed apart at most."""


@dataclass(frozen=True, slots=True)
class Crowd:
    """How many features stand around a spot, in pixels."""

    x: float
    y: float
    count: int

    @property
    def radius(self) -> float:
        """
        >>> [Crowd(0, 0, count).radius for count in (10, 100, 1000, 1_000_000)]
        [11.0, 14.0, 18.0, 27.0]
        """
        return round(float(np.interp(log10(self.count), DIGITS, RADII)), 2)


def crowds_of(spots: Geometries, most: int | None) -> tuple[tuple[Crowd, ...], frozenset[int]]:
    """The crowds of more than ``most`` in a cell, the largest first, and the places in ``spots`` of whom they stand for."""
    if most is None:
        return (), frozenset()
    placed = np.flatnonzero(~shapely.is_empty(spots))
    at = np.full((len(spots), 2), np.nan)
    at[placed] = shapely.get_coordinates(spots[placed])
    cells = defaultdict[tuple[float, ...], list[int]](list)
    for index in placed.tolist():
        cells[tuple((at[index] // CELL).tolist())].append(index)
    crowded = [each for each in cells.values() if len(each) > most]
    middles = [at[each].mean(axis=0) for each in crowded]
    found = [Crowd(float(x), float(y), len(each)) for (x, y), each in zip(middles, crowded, strict=True)]
    ordered = sorted(found, key=lambda crowd: (-crowd.count, crowd.x, crowd.y))
    return tuple(ordered), frozenset(index for each in crowded for index in each)


def apart(crowds: Sequence[Crowd], width: float, height: float) -> list[Crowd]:
    """The same crowds, pushed from each other until no circle lies on another; what was in the picture stays in it.

    >>> [(one.x, one.y) for one in apart([Crowd(50, 50, 10), Crowd(60, 50, 10)], 200, 100)]
    [(42.5, 50.0), (67.5, 50.0)]
    """
    at = np.array([(one.x, one.y) for one in crowds], dtype=np.float64).reshape(-1, 2)
    reach = np.array([one.radius for one in crowds], dtype=np.float64)
    need = reach[:, None] + reach[None, :] + BETWEEN
    np.fill_diagonal(need, 0)
    size = np.array([width, height])
    is_inside = np.logical_and(at >= 0, at <= size).min(axis=1, keepdims=True)
    room = np.minimum(reach[:, None], size / 2)
    at += np.arange(len(at))[:, None] * (1e-6, 0)  # two on one spot part sideways
    for _ in range(ROUNDS):
        ways = at[:, None, :] - at[None, :, :]
        far = np.hypot(ways[..., 0], ways[..., 1])
        short = need - far
        if not (short > 0.05).any():
            break
        push = np.where(short > 0, short / 2 / np.maximum(far, 1e-9), 0)
        at += (ways * push[..., None]).sum(axis=1)
        at = np.where(is_inside, np.clip(at, room, size - room), at)
    return [replace(one, x=round(float(x), 1), y=round(float(y), 1)) for one, (x, y) in zip(crowds, at, strict=True)]
