"""Vulnerable households of the demonstration: places and circumstances without names, many in few subdistricts."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from random import Random

from app.demo.projection import point
from app.demo.rows import FeatureRow
from app.demo.settlements import Village
from app.projects.rules import largest_remainder

VULNERABLE = "vulnerable_households"
HOUSEHOLDS = 600
KINDS = ("elderly_alone", "elderly_alone", "elderly_alone", "disabled", "disabled", "bedridden", "single_parent")
LONELY = {"elderly_alone"}
AWAY_M = (60.0, 400.0)


def vulnerable_households(seed: int, villages: Sequence[Village]) -> Iterable[FeatureRow]:
    """Six hundred, beside villages; need gathers where it is, so that about half of the subdistricts have none."""
    rng = Random(f"{seed}/households")
    by_code: dict[str, list[Village]] = {}
    for village in villages:
        by_code.setdefault(village.subdistrict.code, []).append(village)
    need = [rng.lognormvariate(0, 0.7) if rng.random() < 0.55 else 0.0 for _ in by_code]
    for homes, count in zip(by_code.values(), largest_remainder(need, HOUSEHOLDS), strict=True):
        for _ in range(count):
            yield _household(rng, rng.choice(homes))


def _household(rng: Random, home: Village) -> FeatureRow:
    angle, metres = rng.uniform(0, math.tau), rng.uniform(*AWAY_M)
    kind = rng.choice(KINDS)
    at = point((home.at[0] + metres * math.cos(angle), home.at[1] + metres * math.sin(angle)))
    members = 1 if kind in LONELY else rng.randint(2, 6)
    return FeatureRow(VULNERABLE, at, {"kind": kind, "members": members, "is_assisted": rng.random() < 0.4})
