"""What is asked of a visit, and how its way adds up; without a database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from urllib.parse import urlencode

from gis.layer import Text
from gis.tours import MOST, Leg, shortest_order

MOST_STOPS, MOST_GIVEN = MOST, 60
LONGEST_KEY, LONGEST_TITLE = 60, 80
METRES_PER_KM = 1000
Legs = Mapping[tuple[str, str], Leg]
HOW = (
    Text(
        th="ระยะและเวลาคำนวณจากถนนที่เก็บในระบบ ทางที่ใช้เวลาน้อยที่สุด (Dijkstra) ตามความเร็วสมมุติ {speeds} กม./ชม.",
        en="Distances and times are of the quickest way on the stored roads (Dijkstra), at assumed speeds of {speeds} km/h.",
    ),
    Text(
        th="ช่วงนอกถนนคิดระยะตรงคูณ {detour} ที่ {off} กม./ชม. ช่วงที่ไม่มีถนนเชื่อมหรือถนนอ้อมกว่าใช้ระยะตรงทั้งช่วง (บอกว่า “ตรง”)",
        en="Off the roads the straight distance counts {detour} times at {off} km/h; a leg that no road joins, or that is quicker"
        " so, is straight as a whole (“straight”).",
    ),
    Text(
        th="ไม่รวมเวลาตรวจแต่ละจุด การจราจร ทางเดินรถทางเดียว และสะพาน เส้นบนแผนที่เชื่อมลำดับ ไม่ใช่แนวถนน",
        en="Time at the stops, traffic, one-way streets and bridges are not counted; lines on the map join the stops in order and"
        " are no roads.",
    ),
    Text(
        th="ลำดับที่เสนอคือลำดับที่ใช้เวลาเดินทางรวมน้อยที่สุดโดยเริ่มที่จุดแรก ตรวจทุกลำดับ (Held–Karp)",
        en="The proposed order takes the least time of all orders that begin at the first stop (Held–Karp).",
    ),
)


@dataclass(frozen=True, slots=True)
class Visit:
    """What the address says: the stops by reference of a project or code of an area, in order; whether one comes back."""

    stops: tuple[str, ...]
    is_round: bool
    title: str

    def query(self, stops: Sequence[str] | None = None, **more: str) -> str:
        """The address of the same visit, with other stops."""
        told = [("stop", one) for one in (self.stops if stops is None else stops)]
        told += [("title", self.title)] if self.title else []
        told += [("round", "1")] if self.is_round else []
        return urlencode([*told, *more.items()])

    def moved(self, place: int, by: int) -> tuple[str, ...]:
        """The stops with the one at ``place`` moved up (-1) or down (1); unchanged at the ends.

        >>> Visit(("a", "b", "c"), False, "").moved(1, -1)
        ('b', 'a', 'c')
        >>> Visit(("a", "b"), False, "").moved(1, 1)
        ('a', 'b')
        """
        stops, there = list(self.stops), place + by
        if 0 <= there < len(stops):
            stops[place], stops[there] = stops[there], stops[place]
        return tuple(stops)

    def of(self, stops: Sequence[str]) -> Visit:
        """The same visit with these stops."""
        return replace(self, stops=tuple(stops))

    def without(self, place: int) -> tuple[str, ...]:
        return (*self.stops[:place], *self.stops[place + 1 :])


def visit_of(stops: Sequence[str], *, is_round: bool = False, title: str = "") -> Visit:
    """What was given, without empty stops and without those that are named twice.

    >>> visit_of(["P-1", " ", "P-1 ", "980101"]).stops
    ('P-1', '980101')
    """
    named = dict.fromkeys(each.strip()[:LONGEST_KEY] for each in stops if each.strip())
    return Visit(tuple(named), is_round, " ".join(title.split())[:LONGEST_TITLE])


def way(order: Sequence[str], legs: Legs, *, is_round: bool) -> list[Leg]:
    """The legs between stops in order, and back to the first where one comes back."""
    there = [legs[pair] for pair in pairwise(order)]
    return [*there, legs[order[-1], order[0]]] if is_round and len(order) > 1 else there


def minutes_of(legs: Sequence[Leg]) -> float:
    return sum(leg.minutes for leg in legs)


def kilometres_of(legs: Sequence[Leg]) -> float:
    return sum(leg.metres for leg in legs) / METRES_PER_KM


def as_printed(legs: Sequence[Leg]) -> list[Leg]:
    """The legs in whole minutes and hundreds of metres, so that up to each stop they add up to the rounded sum.

    >>> [leg.minutes for leg in as_printed([Leg(23.6, 19_100, True), Leg(13.6, 14_300, True)])]
    [24, 13]
    """
    minutes = [round(minutes_of(legs[:count])) for count in range(len(legs) + 1)]
    metres = [round(kilometres_of(legs[:count]), 1) * METRES_PER_KM for count in range(len(legs) + 1)]
    return [
        replace(leg, minutes=minutes[at + 1] - minutes[at], metres=round(metres[at + 1] - metres[at]))
        for at, leg in enumerate(legs)
    ]


def proposed(order: Sequence[str], legs: Legs, *, is_round: bool) -> list[str]:
    """The stops in the order that takes the least time, from the first one; the given order where none takes less."""
    costs = [[0.0 if one == other else legs[one, other].minutes for other in order] for one in order]
    return [order[place] for place in shortest_order(costs, is_round=is_round)]


def clock(minutes: float) -> tuple[int, int]:
    """Hours and minutes.

    >>> clock(89.6), clock(119.9)
    ((1, 30), (2, 0))
    """
    return divmod(round(minutes), 60)
