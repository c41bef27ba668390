"""Orders of visits, against every order there is."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from gis.tours import MOST, cost_of, shortest_order


def on_a_line(*at: float) -> list[list[float]]:
    return [[abs(one - other) for other in at] for one in at]


def test_on_a_line_one_goes_from_end_to_end() -> None:
    """From 0 to 1, 2, 3 and 5: five in all; as it was given 3 + 2 + 4 + 1."""
    costs = on_a_line(0, 3, 1, 5, 2)
    assert shortest_order(costs) == [0, 2, 4, 1, 3]
    assert (cost_of(costs, [0, 2, 4, 1, 3]), cost_of(costs, range(5))) == (5, 12)


def test_what_is_no_shorter_stays_as_it_was_given() -> None:
    assert shortest_order([[0.0] * 4] * 4) == [0, 1, 2, 3]
    assert shortest_order(on_a_line(0, 1, 2), is_round=True) == [0, 1, 2]


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_places_have_one_order(count: int) -> None:
    assert shortest_order([[0.0] * count] * count) == list(range(count))


def test_more_than_a_day_has_room_for_are_refused() -> None:
    with pytest.raises(ValueError, match="12"):
        shortest_order([[0.0] * (MOST + 1)] * (MOST + 1))


@settings(max_examples=40, deadline=None)
@given(some.data(), some.integers(3, 6), some.booleans())
def test_no_order_from_the_first_costs_less(data: some.DataObject, count: int, is_round: bool) -> None:
    """One-way costs too."""
    costs = [[data.draw(some.integers(0, 9)) * 1.0 for _ in range(count)] for _ in range(count)]
    least = min(cost_of(costs, [0, *rest], is_round=is_round) for rest in permutations(range(1, count)))
    found = shortest_order(costs, is_round=is_round)
    assert sorted(found) == list(range(count))
    assert found[0] == 0
    assert cost_of(costs, found, is_round=is_round) == pytest.approx(least)
