"""Hot and cold spots of areas (จุดร้อนจุดเย็น): where high values lie among high ones, and low among low.

Local Moran's I (L. Anselin, Local Indicators of Spatial Association, Geographical Analysis 27, 1995) over areas that touch,
tested by conditional permutation. One test for each area finds something by chance among many; so what counts as significant
is decided by the false discovery rate (Y. Benjamini, Y. Hochberg, Journal of the Royal Statistical Society B 57, 1995; for
these tests M. Caldas de Castro, B. Singer, Geographical Analysis 38, 2006).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

Floats = NDArray[np.float64]
Neighbours = tuple[tuple[int, ...], ...]
PERMUTATIONS, SEED, LEVEL = 999, 2569, 0.05
TOUCHING = 1e-6
"""Degrees, about a tenth of a metre: what lies so close touches, so that borders need not be digitised as one."""


class Spot(StrEnum):
    """What an area and those around it are: above or below the mean."""

    HIGH_HIGH = "hh"
    LOW_LOW = "ll"
    HIGH_LOW = "hl"
    LOW_HIGH = "lh"
    NONE = "none"
    ISLAND = "island"


@dataclass(frozen=True, slots=True)
class Local:
    """An area: its distance from the mean and that of its neighbours' mean, in standard deviations; Moran's I, p and q.

    ``p`` is the pseudo-p of the permutations, ``q`` the same adjusted for the number of tests. An island has none of them.
    """

    z: float
    lag: float | None
    moran: float | None
    p: float | None
    q: float | None
    spot: Spot


def contiguity(geometries: Sequence[BaseGeometry], within: float = TOUCHING) -> Neighbours:
    """The neighbours of each area, by place: those that share a border or a corner (queen)."""
    if not geometries:
        return ()
    tree = shapely.STRtree(list(geometries))
    found: list[list[int]] = [[] for _ in geometries]
    for one, other in tree.query(list(geometries), predicate="dwithin", distance=within).T.tolist():
        if one != other:
            found[one].append(other)
    return tuple(tuple(sorted(each)) for each in found)


def local_moran(
    values: Sequence[float] | Floats, neighbours: Neighbours, *, permutations: int = PERMUTATIONS, seed: int = SEED,
    level: float = LEVEL,
) -> list[Local]:  # fmt: skip
    """Local Moran's I of each area with neighbours weighted alike (rows add up to 1).

    Raises ValueError where all values are equal, or one is not known.
    """
    z = _standard(values)
    joined = [place for place, around in enumerate(neighbours) if around]
    lag = {place: float(z[list(neighbours[place])].mean()) for place in joined}
    drawn = _draws(len(z) - 1, max((len(around) for around in neighbours), default=0), permutations, seed)
    p = [_pseudo_p(np.delete(z, place), drawn[:, : len(neighbours[place])], lag[place]) for place in joined]
    tested = dict(zip(joined, zip(p, adjusted(p), strict=True), strict=True))
    return [
        _local(float(z[place]), lag[place], *tested[place], level) if place in tested
        else Local(float(z[place]), None, None, None, None, Spot.ISLAND)
        for place in range(len(z))
    ]  # fmt: skip


def global_moran(locals_: Sequence[Local]) -> float | None:
    """Moran's I of all areas that have neighbours: the mean of the local ones. None where all are islands."""
    known = [one.moran for one in locals_ if one.moran is not None]
    return float(np.mean(known)) if known else None


def adjusted(p: Sequence[float]) -> list[float]:
    """The p-values adjusted by Benjamini and Hochberg: among those up to q, about the share q are false.

    >>> [round(q, 6) for q in adjusted([0.01, 0.04, 0.03, 0.005])]
    [0.02, 0.04, 0.04, 0.02]
    """
    count = len(p)
    order = np.argsort(p, kind="stable")[::-1]
    scaled = np.asarray(p, float)[order] * count / np.arange(count, 0, -1)
    q = np.empty(count)
    q[order] = np.minimum.accumulate(np.minimum(scaled, 1.0)) if count else scaled
    return [float(each) for each in q]


def _standard(values: Sequence[float] | Floats) -> Floats:
    given = np.asarray(values, float)
    if not np.isfinite(given).all():
        raise ValueError("all values must be known")
    if given.size == 0 or np.ptp(given) == 0:
        raise ValueError("all values are equal")
    return np.asarray((given - given.mean()) / given.std())


def _draws(others: int, most: int, permutations: int, seed: int) -> NDArray[np.int64]:
    """For each permutation the first of the others in a random order; the same ones for every area, as is usual."""
    return np.asarray(np.argsort(np.random.default_rng(seed).random((permutations, others)), axis=1)[:, :most])


def _pseudo_p(others: Floats, drawn: NDArray[np.int64], lag: float) -> float:
    """How seldom so many others, drawn at random, lie so far to that side: (as far or farther + 1) / (permutations + 1)."""
    sampled = others[drawn].mean(axis=1)
    above, below = (sampled >= lag - 1e-12).sum(), (sampled <= lag + 1e-12).sum()
    return float((min(above, below) + 1) / (len(drawn) + 1))


def _local(z: float, lag: float, p: float, q: float, level: float) -> Local:
    if q > level or z == 0 or lag == 0:
        return Local(z, lag, z * lag, p, q, Spot.NONE)
    return Local(z, lag, z * lag, p, q, Spot(("h" if z > 0 else "l") + ("h" if lag > 0 else "l")))
