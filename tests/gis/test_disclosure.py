"""The small-number rule by hand, and against one who subtracts."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.disclosure import disclosed

COUNTS = st.dictionaries(st.text("abcdefgh", min_size=1, max_size=3), st.integers(0, 30), min_size=1, max_size=12)


@pytest.mark.parametrize(
    ("counts", "hidden", "total"),
    [
        ([3, 7, 0, 12], {0, 1}, 22),  # 3 points at persons; 22 - 0 - 12 = 10 is 3 and 7 together
        ([5, 7, 0, 12], set(), 24),
        ([0, 0, 0], set(), 0),
        ([1, 1, 20, 30], {0, 1, 2}, 52),  # 1 and 1 sum to 2: 20 goes with them
        ([2, 3, 20], {0, 1}, 25),  # 2 and 3 sum to 5
        ([4, 4, 20], {0, 1}, 28),
        ([3, 0], {0}, None),  # nothing to hide it with: the total would tell it
        ([1, 1, 1, 1, 1], {0, 1, 2, 3, 4}, None),  # five that sum to five are five times one
        ([1, 1, 1, 1, 1, 9], {0, 1, 2, 3, 4, 5}, 14),
        ([3, 7, 7], {0, 1}, 17),  # of equal ones the first
    ],
)
def test_what_is_hidden(counts: list[int], hidden: set[int], total: int | None) -> None:
    shown = disclosed({str(place): count for place, count in enumerate(counts)})
    assert shown.hidden == frozenset(map(str, hidden))
    assert shown.total == total
    for place, count in enumerate(counts):
        assert shown.cells[str(place)] == (None if place in hidden else count)


def test_the_least_may_be_another() -> None:
    assert disclosed({"a": 7, "b": 20, "c": 40}, least=10).hidden == {"a", "b"}
    assert disclosed({"a": 7, "b": 20, "c": 40}, least=7).hidden == set()


@given(COUNTS, st.integers(2, 12))
@settings(max_examples=2_000, deadline=None)
def test_nobody_finds_a_small_number_by_subtracting(counts: dict[str, int], least: int) -> None:
    """One who knows the total, every shown count, and that hidden ones are at least one: each has several solutions."""
    shown = disclosed(counts, least)
    for key, count in counts.items():
        assert shown.cells[key] in (count, None)
        if count == 0:
            assert shown.cells[key] == 0
        if 0 < count < least:
            assert shown.cells[key] is None
    assert shown.total in (sum(counts.values()), None)
    if shown.hidden and shown.total is not None:
        together = shown.total - sum(count for count in shown.cells.values() if count is not None)
        greatest = together - (len(shown.hidden) - 1)
        assert len(shown.hidden) >= 2
        assert together >= least
        assert greatest > 1, "each hidden count could only be one"


@given(COUNTS)
@settings(max_examples=500, deadline=None)
def test_nothing_is_hidden_without_need(counts: dict[str, int]) -> None:
    """A group without a small number is shown whole; else one hidden count fewer would not be enough."""
    shown = disclosed(counts)
    smalls = {key for key, count in counts.items() if 0 < count < 5}
    assert bool(shown.hidden) == bool(smalls)
    extra = sorted(shown.hidden - smalls, key=lambda key: (counts[key], key))
    if extra:
        fewer = [counts[key] for key in shown.hidden - {extra[-1]}]
        assert len(fewer) < 2 or sum(fewer) < 5 or sum(fewer) <= len(fewer)
