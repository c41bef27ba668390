"""Values of former areas on the areas that came after them (ตารางเทียบเขต): split by shares, merged by their rule.

What was counted (a sum, a numerator, a denominator) is divided by the shares; a share or mean without its numerator goes
to each successor as it is and is merged by weights. What may not be combined is not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.indicators.rules import Aggregation

Shares = Mapping[tuple[int, int], float]
"""Of each (former area, area after it) the share of the former that went over; the shares of a former add up to 1."""


@dataclass(frozen=True, slots=True)
class Measured:
    """A value with what it was computed from; ``weight`` stands in where numerator and denominator are not known."""

    value: float
    numerator: float | None = None
    denominator: float | None = None
    weight: float | None = None


def combined(aggregation: Aggregation, multiplier: float, parts: Iterable[Measured]) -> float | None:
    """The value of a whole from those of its parts; None where that is not known or not allowed.

    >>> combined(Aggregation.WEIGHTED_MEAN, 100, [Measured(50, 1, 2), Measured(10, 1, 10)])
    16.666666666666668
    """
    known = list(parts)
    if not known:
        return None
    if aggregation is Aggregation.SUM:
        return sum(part.value for part in known)
    if aggregation is not Aggregation.WEIGHTED_MEAN:
        return None
    ratios = [(part.numerator, part.denominator) for part in known
              if part.numerator is not None and part.denominator is not None]  # fmt: skip
    if len(ratios) == len(known):
        return multiplier * sum(over for over, _ in ratios) / sum(under for _, under in ratios)
    if len(known) == 1:
        return known[0].value
    weights = [part.weight for part in known if part.weight is not None]
    if len(weights) < len(known) or sum(weights) <= 0:
        return None
    return sum(part.value * weight for part, weight in zip(known, weights, strict=True)) / sum(weights)


def restated(
    aggregation: Aggregation, multiplier: float, former: Mapping[int, Measured], shares: Shares
) -> dict[int, float | None]:
    """The value of each area after the change; None where a part of it is not known or may not be combined."""
    origins: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (before, after), share in shares.items():
        if share > 0:
            origins[after].append((before, share))
    found: dict[int, float | None] = {}
    for after, parts in origins.items():
        is_whole = all(before in former for before, _ in parts)
        moved = [_part(aggregation, former[before], share) for before, share in parts] if is_whole else []
        found[after] = combined(aggregation, multiplier, moved)
    return found


def _part(aggregation: Aggregation, measured: Measured, share: float) -> Measured:
    """What a share of an area is measured as, if all was spread over it evenly."""
    return Measured(
        measured.value * share if aggregation is Aggregation.SUM else measured.value,
        None if measured.numerator is None else measured.numerator * share,
        None if measured.denominator is None else measured.denominator * share,
        None if measured.weight is None else measured.weight * share,
    )
