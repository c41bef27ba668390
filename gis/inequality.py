"""Inequality between groups of people (ความเหลื่อมล้ำ): what each group has, over how many people it has.

Every function takes ``amounts`` (what each group has in all, at least 0, in any one unit) and ``people`` (how many share it,
more than 0) in the same order; who lives in a group counts as having its mean. Inequality inside the groups is therefore not
measured. Where nothing is shared out at all, nothing can be unequal: functions raise ValueError.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = Sequence[float] | NDArray[np.float64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Share:
    """What a set of groups adds to Theil's T: ``between`` by its mean, ``within`` by its own inequality. May be negative."""

    between: float
    within: float


@dataclass(frozen=True, slots=True)
class Split:
    """Theil's T and its parts by set; ``between`` + ``within`` is ``total``."""

    total: float
    between: float
    within: float
    shares: dict[Hashable, Share]


def lorenz(amounts: Numbers, people: Numbers) -> Floats:
    """The Lorenz curve: rows (share of people, share of the whole), from who has least per head, (0, 0) to (1, 1).

    Source: M. O. Lorenz, Methods of Measuring the Concentration of Wealth, 1905.
    """
    had, many = _checked(amounts, people)
    order = np.argsort(had / many, kind="stable")
    return _curve(many[order], had[order])


def gini(amounts: Numbers, people: Numbers) -> float:
    """The Gini coefficient weighted by people: 0 all have the same, towards 1 one has all.

    Twice the area between the diagonal and the Lorenz curve (C. Gini 1914), by trapezoids.
    """
    return _below(lorenz(amounts, people))


def concentration(amounts: Numbers, people: Numbers, rank: Numbers) -> float:
    """The concentration index of the amounts by another order of the groups, from the least ``rank`` on; -1 to 1.

    Below 0 the amounts gather at low ranks, above 0 at high ones; groups of equal rank stand as one. By its own amounts per
    head it is the Gini coefficient. Source: N. Kakwani, A. Wagstaff, E. van Doorslaer, Journal of Econometrics 77, 1997.
    """
    had, many = _checked(amounts, people)
    _, places = np.unique(np.asarray(rank, float), return_inverse=True)
    together = (np.asarray(np.bincount(places, weights=each), float) for each in (many, had))
    return _below(_curve(*together))


def theil(amounts: Numbers, people: Numbers) -> float:
    """Theil's T in nats: 0 all have the same, at most ln(all people / the fewest in a group).

    The sum over groups of s·ln(s/p) with s the share of the amounts, p that of the people; a group that has nothing adds 0.
    Source: H. Theil, Economics and Information Theory, 1967.
    """
    had, many = _checked(amounts, people)
    return float(_terms(had / had.sum(), many / many.sum()).sum())


def theil_split(amounts: Numbers, people: Numbers, sets: Sequence[Hashable]) -> Split:
    """Theil's T parted by the set that each group is of: between the sets, and within each.

    T = Σ S·ln(S/P) + Σ S·T(set) with S and P the shares of a set. Source: F. A. Cowell, Measuring Inequality, 3rd ed., 2011,
    appendix A.
    """
    had, many = _checked(amounts, people)
    of_had, of_many = had / had.sum(), many / many.sum()
    shares: dict[Hashable, Share] = {}
    for name in dict.fromkeys(sets):
        inside = np.array([one == name for one in sets])
        s, p = of_had[inside], of_many[inside]
        whole = float(_terms(np.array([s.sum()]), np.array([p.sum()]))[0])
        shares[name] = Share(whole, float(_terms(s, p).sum()) - whole)
    between, within = (sum(getattr(one, part) for one in shares.values()) for part in ("between", "within"))
    return Split(theil(had, many), between, within, shares)


def _checked(amounts: Numbers, people: Numbers) -> tuple[Floats, Floats]:
    had, many = np.asarray(amounts, float), np.asarray(people, float)
    if had.shape != many.shape or had.ndim != 1:
        raise ValueError("amounts and people must be rows of the same length")
    if not (np.isfinite(had).all() and np.isfinite(many).all() and (had >= 0).all() and (many > 0).all()):
        raise ValueError("amounts must be at least 0, people more than 0, and all of them known")
    if not had.sum() > 0:
        raise ValueError("nothing is shared out")
    return had, many


def _curve(many: Floats, had: Floats) -> Floats:
    """Running shares of people and of what they have, from (0, 0) to (1, 1)."""
    sums = np.cumsum(np.column_stack((many, had)), axis=0)
    return np.vstack((np.zeros((1, 2)), sums / sums[-1]))


def _below(curve: Floats) -> float:
    """One less twice the area under a curve of running shares."""
    x, y = curve.T
    return float(1 - np.sum(np.diff(x) * (y[1:] + y[:-1])))


def _terms(s: Floats, p: Floats) -> Floats:
    """s·ln(s/p), 0 where s is 0."""
    return np.where(s > 0, s * np.log(np.where(s > 0, s, 1.0) / p), 0.0)
