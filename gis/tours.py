"""Ways between places, and in which order to visit them so that the whole is the shortest: exact, for as many as a day has
room for.

Held, M. & Karp, R. M. (1962), A Dynamic Programming Approach to Sequencing Problems. Time and memory grow as 2 to the power of
the count: twelve places take some hundredths of a second.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

Costs = Sequence[Sequence[float]]
"""``costs[a][b]`` is what it costs to go from place ``a`` to place ``b``; not negative, the same way back or not."""
MOST = 12


@dataclass(frozen=True, slots=True)
class Leg:
    """From one place to another: the least minutes, the metres of that way, and whether it goes by road or straight."""

    minutes: float
    metres: float
    is_by_road: bool


def shortest_order(costs: Costs, *, is_round: bool = False) -> list[int]:
    """All places in the order that costs the least, from the first one; ``is_round``: and back to it.

    Of orders that cost the same the one nearest to that which was given. Raises ValueError for more than 12 places.

    >>> shortest_order([[0, 9, 1], [9, 0, 1], [1, 1, 0]])
    [0, 2, 1]
    """
    if len(costs) > MOST:
        raise ValueError(f"จัดลำดับได้ไม่เกิน {MOST} แห่ง · At most {MOST} places can be put in order")
    if len(costs) < 3:
        return list(range(len(costs)))
    best = _best(costs)
    everywhere = (1 << len(costs)) - 2
    back = [costs[last][0] if is_round else 0.0 for last in range(len(costs))]
    last = min(range(1, len(costs)), key=lambda each: (best[everywhere, each][0] + back[each], -each))
    found = _walked(best, everywhere, last)
    # An order that gains nothing over the given one is no proposal.
    given = list(range(len(costs)))
    gains = cost_of(costs, found, is_round=is_round) < cost_of(costs, given, is_round=is_round) - 1e-9
    return found if gains else given


def cost_of(costs: Costs, order: Sequence[int], *, is_round: bool = False) -> float:
    """What an order costs.

    >>> cost_of([[0, 9, 1], [9, 0, 1], [1, 1, 0]], [0, 2, 1], is_round=True)
    11.0
    """
    there = float(sum(costs[one][other] for one, other in pairwise(order)))
    return there + (costs[order[-1]][order[0]] if is_round and order else 0.0)


def _best(costs: Costs) -> dict[tuple[int, int], tuple[float, int]]:
    """By the set of places visited (bits, without the first) and the last of them: the least cost, and which came before."""
    others = range(1, len(costs))
    best = {(1 << one, one): (costs[0][one], 0) for one in others}
    for size in range(2, len(costs)):
        for chosen in combinations(others, size):
            visited = sum(1 << one for one in chosen)
            for last in chosen:
                before = visited & ~(1 << last)
                best[visited, last] = min(
                    (best[before, one][0] + costs[one][last], one) for one in chosen if one != last
                )
    return best


def _walked(best: dict[tuple[int, int], tuple[float, int]], visited: int, last: int) -> list[int]:
    order = []
    while last:
        order.append(last)
        visited, last = visited & ~(1 << last), best[visited, last][1]
    return [0, *order[::-1]]
