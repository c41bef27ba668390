"""From scores to ranks, and from ranks to the line that the ceiling draws (คะแนน ลำดับ และเส้นวงเงิน)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.budgets.rules import Tier

WHOLE = 100
"""What the weights of a call sum to, and the highest score of a criterion."""
Sheet = Mapping[str, int]
"""The scores of one screener by criterion, each 0 to 100."""


def weighted(weights: Mapping[str, int], sheet: Sheet) -> Fraction:
    """Σ weight x score, in points of 100.

    >>> weighted({"a": 60, "b": 40}, {"a": 80, "b": 50})
    Fraction(68, 1)
    """
    return sum((Fraction(weight * sheet[code], WHOLE) for code, weight in weights.items()), Fraction())


def total(weights: Mapping[str, int], sheets: Iterable[Sheet]) -> Fraction | None:
    """The mean of the weighted scores over the screeners who have scored every criterion; None while nobody has.

    >>> total({"a": 60, "b": 40}, [{"a": 80, "b": 50}, {"a": 90, "b": 80}, {"a": 1}])
    Fraction(77, 1)
    """
    whole = [weighted(weights, sheet) for sheet in sheets if weights.keys() <= sheet.keys()]
    return sum(whole, Fraction()) / len(whole) if whole else None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A brief that takes part in the ranking."""

    key: str
    total: Fraction | None
    readiness: int | None
    requested: int


def by_score(candidates: Iterable[Candidate]) -> list[str]:
    """The keys, the best first: the higher total, then the readier, then the smaller request, then the reference."""
    return [
        one.key
        for one in sorted(
            candidates,
            key=lambda one: (
                -(one.total if one.total is not None else -1),
                -(one.readiness or 0),
                one.requested,
                one.key,
            ),
        )
    ]


def moved(order: Sequence[str], key: str, to: int) -> list[str]:
    """The order with one key at the rank ``to`` (from 1); the others close up.

    >>> moved(["a", "b", "c"], "c", 1), moved(["a", "b", "c"], "a", 9)
    (['c', 'a', 'b'], ['b', 'c', 'a'])
    """
    rest = [one for one in order if one != key]
    place = max(0, min(len(rest), to - 1))
    return [*rest[:place], key, *rest[place:]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A ranked brief under a ceiling: what is requested up to and with it, and on which side of the line it lies."""

    requested: int
    cumulative: int
    tier: Tier


def drawn(requests: Sequence[int], ceiling: int) -> list[Drawn]:
    """The line: in the order of ranks, Y1 as long as the sum of the requests stays within the ceiling, then Y2.

    What would fit by itself behind the line does not overtake: the committee may rank it higher, with a reason.

    >>> [each.tier.value for each in drawn([60, 30, 20, 5], 100)]
    ['Y1', 'Y1', 'Y2', 'Y2']
    """
    found, sum_so_far = list[Drawn](), 0
    for requested in requests:
        sum_so_far += requested
        found.append(Drawn(requested, sum_so_far, Tier.Y1 if sum_so_far <= ceiling else Tier.Y2))
    return found
