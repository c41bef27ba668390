"""Composite indices (ดัชนีประกอบ): several indicators of the same places as one number, and how far its ranks can be trusted.

``values`` has a row for each place and a column for each indicator, all known; ``rises`` tells of each whether more of it
means more of what the index measures. Source: OECD and JRC, Handbook on Constructing Composite Indicators, 2008.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
SAMPLES, SEED = 1000, 2569
LOW, HIGH = 5, 95
THIRDS = 3


class Scale(StrEnum):
    """How values of different units are made comparable."""

    MINMAX = "minmax"
    Z = "z"


@dataclass(frozen=True, slots=True)
class Stability:
    """Of a place under other weights: how often it is in the top third, and the range of its rank (5th to 95th percentile)."""

    top: float
    low: int
    high: int


def scores(values: Floats, rises: Sequence[bool], scale: Scale = Scale.MINMAX) -> Floats:
    """Scores by column, higher for more need: from 0 to 1 between least and most, or in standard deviations from the mean.

    A column in which all places are alike tells nothing of any: its scores are 0.5, or 0.
    """
    given = np.asarray(values, float)
    turned = np.where(np.asarray(rises, bool), given, -given)
    if scale is Scale.Z:
        centre, spread, even = turned.mean(axis=0), turned.std(axis=0), 0.0
    else:
        centre, spread, even = turned.min(axis=0), np.ptp(turned, axis=0), 0.5
    alike = np.ptp(turned, axis=0) == 0
    return np.where(alike, even, (turned - centre) / np.where(alike, 1.0, spread))


def index(scored: Floats, weights: Sequence[float] | Floats) -> Floats:
    """The weighted mean of the scores of each place. Raises ValueError unless some weight is more than 0 and none below."""
    return np.asarray(scored @ _shares(weights))


def ranks(numbers: Floats) -> NDArray[np.int64]:
    """Ranks from 1 for the greatest; equal numbers share the better rank. The last axis holds the places."""
    settled = np.round(np.asarray(numbers, float), 12)
    return np.asarray(1 + (settled[..., None, :] > settled[..., :, None]).sum(axis=-1))


def thirds(numbers: Floats) -> NDArray[np.int64]:
    """1, 2 or 3 by the share of the others that have less, in thirds; equal numbers stand in the lower one."""
    settled = np.round(np.asarray(numbers, float), 12)
    less = (settled[None, :] < settled[:, None]).sum(axis=1)
    return np.asarray(np.minimum(THIRDS * less // max(len(settled) - 1, 1) + 1, THIRDS))


def stability(
    scored: Floats, weights: Sequence[float] | Floats, samples: int = SAMPLES, seed: int = SEED
) -> list[Stability]:
    """How the ranks of the places stand up to other weights, for each place.

    The weights are drawn from a Dirichlet distribution whose mean are those given and whose parameters add up to their
    number, so that for equal weights every mixture is as likely as another. The same seed draws the same weights. Source:
    M. Saisana, A. Saltelli, S. Tarantola, Journal of the Royal Statistical Society A 168, 2005.
    """
    shares = _shares(weights)
    used = np.asarray(scored, float)[:, shares > 0]
    drawn = np.random.default_rng(seed).dirichlet(shares[shares > 0] * np.count_nonzero(shares), samples)
    found = ranks(drawn @ used.T)
    top = (found <= max(len(used) // THIRDS, 1)).mean(axis=0)
    low, high = np.percentile(found, (LOW, HIGH), axis=0, method="nearest").astype(int)
    return [Stability(float(each), int(a), int(b)) for each, a, b in zip(top, low, high, strict=True)]


def _shares(weights: Sequence[float] | Floats) -> Floats:
    given = np.asarray(weights, float)
    if not (np.isfinite(given).all() and (given >= 0).all() and given.sum() > 0):
        raise ValueError("weights must be at least 0, and one of them more")
    return np.asarray(given / given.sum())
