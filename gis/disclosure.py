"""The small-number rule: which counts of a group may be shown when its total is known (การปกปิดจำนวนน้อย).

A count of 1 to ``least`` - 1 would point at persons and is hidden. Whoever knows the total could subtract, so the smallest
further counts are hidden with it until nobody can: at least two, summing to at least ``least``, and to more than one each,
else all of them would have to be one. Zero stays zero. Where too few are left to hide, the total is hidden as well.

The same rule stands in SQL in ``migrations/views/_small_numbers.sql``; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

LEAST = 5


@dataclass(frozen=True, slots=True)
class Disclosed:
    """The counts of one group as they may be shown. ``None`` is hidden, and does not say why."""

    cells: Mapping[str, int | None]
    total: int | None

    @property
    def hidden(self) -> frozenset[str]:
        return frozenset(key for key, count in self.cells.items() if count is None)


def disclosed(cells: Mapping[str, int], least: int = LEAST) -> Disclosed:
    """What may be shown of the counts of one group; of equal counts the first key is hidden first.

    >>> disclosed({"a": 3, "b": 7, "c": 0, "d": 12})
    Disclosed(cells={'a': None, 'b': None, 'c': 0, 'd': 12}, total=22)
    """
    ascending = sorted((count, key) for key, count in cells.items() if count > 0)
    hidden: dict[str, int] = {}
    if ascending and ascending[0][0] < least:
        for count, key in ascending:
            if count >= least and is_enough(hidden.values(), least):
                break
            hidden[key] = count
    shown = {key: None if key in hidden else count for key, count in cells.items()}
    is_safe = not hidden or is_enough(hidden.values(), least)
    return Disclosed(shown, sum(cells.values()) if is_safe else None)


def is_enough(hidden: Collection[int], least: int = LEAST) -> bool:
    """Whether counts hidden together can no longer be told by their sum."""
    return len(hidden) >= 2 and sum(hidden) >= least and sum(hidden) > len(hidden)
