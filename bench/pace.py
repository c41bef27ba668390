"""How long and on how much is measured: the whole for figures, a moment on a small country for a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bench.country import Country, country


@dataclass(frozen=True)
class Pace:
    """Blocks of ``seconds`` each, ``rounds`` of them for every contender, over the country that ``country`` makes."""

    seconds: float
    rounds: int
    country: Callable[[], Country] = country
    with_peers: bool = True
    projects: int = 20_000
    keeps: bool = True
    """Whether what was laid for a measurement is kept for the next."""


WHOLE = Pace(seconds=3, rounds=5)
MOMENT = Pace(
    seconds=1,
    rounds=1,
    country=partial(country, subdistricts=80, districts=12, provinces=3, facilities=300),
    with_peers=False,
    projects=200,
    keeps=False,
)
