"""Features that stand too close to be marked one by one, told by their number; as vector tiles tell them (``gis.mvt``)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log10
from statistics import fmean

import numpy as np
from shapely.geometry.base import BaseGeometry

CELL = 64.0
"""Pixels, as on the interactive map."""
SIZE = 13.0
LARGE = ((1.0, 11.0), (2.0, 14.0), (4.0, 22.0), (5.0, 27.0))
"""Pixels of the radius by the decimal logarithm of the number: room for its digits."""


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
        return round(float(np.interp(log10(self.count), *zip(*LARGE, strict=True))), 2)


def crowds_of(spots: Sequence[BaseGeometry], most: int | None) -> tuple[tuple[Crowd, ...], frozenset[int]]:
    """The crowds of more than ``most`` in a cell, the largest first, and the places in ``spots`` of whom they stand for."""
    cells = defaultdict[tuple[float, float], list[int]](list)
    for index, spot in enumerate(spots if most is not None else ()):
        if not spot.is_empty:
            cells[spot.x // CELL, spot.y // CELL].append(index)
    crowded = [each for each in cells.values() if most is not None and len(each) > most]
    found = [Crowd(*_middle(spots[index] for index in each), len(each)) for each in crowded]
    ordered = sorted(found, key=lambda crowd: (-crowd.count, crowd.x, crowd.y))
    return tuple(ordered), frozenset(index for each in crowded for index in each)


def _middle(spots: Iterable[BaseGeometry]) -> tuple[float, float]:
    xs, ys = zip(*((spot.x, spot.y) for spot in spots), strict=True)
    return fmean(xs), fmean(ys)
