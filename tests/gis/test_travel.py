"""Travel time on roads of whole kilometres, where a kilometre at 60 km/h is a minute."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import LineString, MultiLineString

from gis.travel import Network, Pace, network

KM = 1000.0
WALK = Pace(off_kmh=6, detour=1.0)
"""Ten minutes for a kilometre across country."""


def road(*at: tuple[float, float], kmh: float = 60) -> tuple[LineString, float]:
    return LineString([(x * KM, y * KM) for x, y in at]), kmh


def at(**spots: tuple[float, float]) -> dict[str, tuple[float, float]]:
    return {name: (x * KM, y * KM) for name, (x, y) in spots.items()}


def asked(made: Network, *sources: str, most: float = 1e6) -> dict[str, float]:
    return {name: round(minutes, 6) for name, minutes in made.minutes(sources, most).items()}


def test_a_kilometre_at_sixty_is_a_minute_from_the_nearest_point_of_the_road() -> None:
    """b lies half a kilometre beside the road at its fourth kilometre: 4 minutes and 5 on foot."""
    made = network([road((0, 0), (10, 0))], at(a=(0, 0), b=(4, 0.5), c=(10, 0)), WALK)
    assert asked(made, "a") == {"a": 0, "b": 9, "c": 10}
    assert asked(made, "a", most=9) == {"a": 0, "b": 9}
    assert asked(made, "a", "c") == {"a": 0, "b": 9, "c": 0}


def test_one_turns_where_lines_cross_though_neither_has_a_vertex_there() -> None:
    made = network([road((0, 0), (10, 0)), road((5, -5), (5, 5))], at(a=(0, 0), b=(5, 5)), WALK)
    assert asked(made, "a")["b"] == 10


def test_ends_that_nearly_meet_are_joined_and_others_are_not() -> None:
    """The second road begins 20 metres beyond the first; and 40 in another network, where one walks in a straight line."""
    near, far = ([road((0, 0), (10, 0)), road((10 + gap, 0), (20, 0))] for gap in (0.02, 0.04))
    spots = at(a=(0, 0), b=(20, 0))
    assert asked(network(near, spots, WALK), "a")["b"] == 20
    assert asked(network(far, spots, WALK), "a")["b"] == 200


def test_an_end_that_nearly_meets_the_middle_of_another_road_is_joined() -> None:
    made = network([road((0, 0), (10, 0)), road((5, 0.02), (5, 5))], at(a=(0, 0), b=(5, 5)), WALK)
    assert asked(made, "a")["b"] == 10


def test_the_quicker_way_is_taken_and_of_roads_on_each_other_the_faster_counts() -> None:
    slow, round_about = road((0, 0), (10, 0), kmh=20), road((0, 0), (0, 5), (10, 5), (10, 0), kmh=120)
    assert asked(network([slow, round_about], at(a=(0, 0), b=(10, 0)), WALK), "a")["b"] == 10
    twice = [road((0, 0), (10, 0), kmh=20), road((2, 0), (8, 0), kmh=60)]
    assert asked(network(twice, at(a=(0, 0), b=(10, 0)), WALK), "a")["b"] == 2 * 3 + 6 + 2 * 3


def test_across_country_is_detour_times_as_far_and_taken_where_it_is_quicker() -> None:
    pace = Pace(off_kmh=6, detour=1.5)
    assert asked(network([], at(a=(0, 0), b=(1, 0)), pace), "a") == {"a": 0, "b": 15}
    hairpin = road((0, 0), (50, 0), (50, 0.1), (0, 0.1))
    assert asked(network([hairpin], at(a=(0, 0), b=(0, 0.1)), pace), "a")["b"] == 1.5


def test_parts_of_one_road_and_places_on_one_spot_are_taken_as_they_are() -> None:
    parts = MultiLineString([[(0, 0), (KM, 0)], [(KM, 0), (2 * KM, 0)], [(5, 5), (5, 5)]])
    made = network([(parts, 60)], at(a=(0, 0), b=(2, 0), c=(2, 0)), WALK)
    assert asked(made, "a") == {"a": 0, "b": 2, "c": 2}
    assert made.minutes([], 10) == {}


@pytest.mark.parametrize("speed", [0, -1])
def test_a_speed_that_gets_nowhere_is_refused(speed: float) -> None:
    with pytest.raises(ValueError, match="speed"):
        network([road((0, 0), (1, 0), kmh=speed)], at(a=(0, 0)), WALK)
    with pytest.raises(ValueError, match="speed"):
        network([], at(a=(0, 0)), Pace(off_kmh=speed))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 9)] * 4), min_size=1, max_size=6),
       st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=2, max_size=4, unique=True))  # fmt: skip
def test_another_source_never_takes_longer_and_nothing_is_quicker_than_straight_on_the_fastest_road(
    lines: list[tuple[int, int, int, int]], spots: list[tuple[int, int]]
) -> None:
    roads = [road((a, b), (c, d)) for a, b, c, d in lines if (a, b) != (c, d)]
    named = {str(number): (x * KM, y * KM) for number, (x, y) in enumerate(spots)}
    made = network(roads, named, WALK)
    from_one, from_two = made.minutes(["0"], 1e6), made.minutes(["0", "1"], 1e6)
    assert from_one.keys() == named.keys()
    for name, (x, y) in enumerate(spots):
        assert from_two[str(name)] <= from_one[str(name)] + 1e-6
        straight = ((x - spots[0][0]) ** 2 + (y - spots[0][1]) ** 2) ** 0.5
        assert from_one[str(name)] >= straight - 1e-3


def test_a_leg_tells_minutes_and_kilometres_by_road_or_straight() -> None:
    """b lies half a kilometre beside the fourth kilometre of the road: 4 minutes and 5 on foot, 4.5 km; c a little beyond it."""
    made = network([road((0, 0), (10, 0))], at(a=(0, 0), b=(4, 0.5), c=(4, 0.6)), WALK)
    legs = made.legs()
    there = legs["a", "b"]
    assert (round(there.minutes, 6), round(there.metres, 3), there.is_by_road) == (9, 4500, True)
    near = legs["b", "c"]
    assert (round(near.minutes, 6), round(near.metres, 3), near.is_by_road) == (1, 100, False)
    assert set(legs) == {(one, other) for one in "abc" for other in "abc" if one != other}


def test_without_roads_legs_are_straight_times_the_detour() -> None:
    [leg, back] = network([], at(a=(0, 0), b=(3, 4)), Pace(off_kmh=60, detour=1.3)).legs().values()
    assert (round(leg.metres), round(leg.minutes, 6), leg.is_by_road) == (6500, 6.5, False)
    assert leg == back
    assert network([], {}, WALK).legs() == {}
