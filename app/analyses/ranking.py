"""Districts ranked by need and by money per head, and how firm the ranks are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from app.analyses.queries.areas import Had
from app.analyses.queries.needs import Measure
from app.analyses.rules import FEWEST_RANKED
from gis.composite import Floats, Scale, Stability, index, ranks, scores, stability, thirds


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a district stands among those ranked. Ranks: 1 is most. ``scores`` are in the order of the chosen measures."""

    scores: tuple[float, ...]
    index: float
    need_rank: int
    money_rank: int
    need_third: int
    money_third: int
    stability: Stability

    @property
    def gap(self) -> int:
        """By how many ranks money is behind need; below 0 it is ahead."""
        return self.money_rank - self.need_rank

    @property
    def pair(self) -> str:
        """The class of need and money, as in the layer ``need_money_districts``."""
        return f"n{self.need_third}m{self.money_third}"


@dataclass(frozen=True, slots=True)
class Compared:
    """A district with its values; ``standing`` is None where one of them, or the people, is not known."""

    had: Had
    values: tuple[float | None, ...]
    standing: Standing | None

    @property
    def code(self) -> str:
        return self.had.area.code


@dataclass(frozen=True, slots=True)
class Gap:
    """The districts by code; ``chosen`` are the measures that weigh something, ``offered`` all."""

    offered: tuple[Measure, ...]
    weights: Mapping[str, float]
    chosen: tuple[Measure, ...]
    rows: tuple[Compared, ...]

    @property
    def ranked(self) -> list[tuple[Compared, Standing]]:
        """The districts with a standing, who needs most first."""
        known = [(one, one.standing) for one in self.rows if one.standing is not None]
        return sorted(known, key=lambda one: (one[1].need_rank, one[0].code))

    @property
    def left_out(self) -> list[Compared]:
        return [one for one in self.rows if one.standing is None]


def usual(rows: Sequence[Had], needs: Sequence[Measure]) -> dict[str, float]:
    """The weights where none are given: alike for every indicator that is known of all districts, else of any."""
    full = [one.indicator.code for one in needs if len(one.values) == len(rows)]
    return {one.indicator.code: float(not full or one.indicator.code in full) for one in needs}


def compared(rows: Sequence[Had], needs: Sequence[Measure], weights: Mapping[str, float], scale: Scale) -> Gap:
    """The districts ranked by need and by money per head, where at least three can be and some money has a place."""
    chosen = tuple(one for one in needs if weights.get(one.indicator.code, 0) > 0)
    values = [tuple(one.values.get(row.area.code) for one in chosen) for row in rows]
    whole = [
        place for place, row in enumerate(rows)
        if row.per_head is not None and all(each is not None for each in values[place])
    ]  # fmt: skip
    standings: dict[int, Standing] = {}
    if chosen and len(whole) >= FEWEST_RANKED and any(row.baht > 0 for row in rows):
        table = np.array([[one.values[rows[place].area.code] for one in chosen] for place in whole])
        heads = np.array([rows[place].per_head for place in whole], float)
        given = [weights[one.indicator.code] for one in chosen]
        found = _standings(scores(table, [one.rises for one in chosen], scale), heads, given)
        standings = dict(zip(whole, found, strict=True))
    made = (Compared(row, values[place], standings.get(place)) for place, row in enumerate(rows))
    return Gap(tuple(needs), weights, chosen, tuple(made))


def _standings(scored: Floats, heads: Floats, weights: Sequence[float]) -> list[Standing]:
    need = index(scored, weights)
    columns = zip(
        scored.tolist(), need.tolist(), ranks(need).tolist(), ranks(heads).tolist(), thirds(need).tolist(),
        thirds(heads).tolist(), stability(scored, weights), strict=True,
    )  # fmt: skip
    return [Standing(tuple(row), *rest) for row, *rest in columns]
