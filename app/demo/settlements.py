"""Where people live: how many in each subdistrict, their villages, and what stands in them."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from random import Random

from app.demo.districts import SUBDISTRICTS, Districts
from app.demo.mesh import Vertex
from app.demo.names import CAPITAL_DISTRICT, CAPITAL_SUBDISTRICT, PROVINCE, Name, Names
from app.demo.projection import point
from app.demo.roads import Roads
from app.demo.rows import FeatureRow, ObservationRow
from app.demo.terrain import CAPITAL, Terrain
from app.projects.rules import largest_remainder

VILLAGES = 868
FEWEST_VILLAGES = 4
TOWN_DENSITY, PLAIN_DENSITY = 3_200.0, 105.0
"""People per square kilometre in the middle of the capital and on the plain."""
TOWN_M = 3_300.0
YEARS = range(2564, 2569)
YEARLY_GROWTH = 0.004
POPULATION, HOUSEHOLDS = "POP-TOTAL", "POP-HOUSEHOLD"
SKIPPED_CODE = ("07", 3)
"""District and running number that no subdistrict has: real numbering has such holes."""


@dataclass(frozen=True, slots=True)
class Subdistrict:
    """One subdistrict: its number among all, codes and names, area and people."""

    number: int
    code: str
    name: Name
    district: Name
    area_sqkm: float
    people: int


@dataclass(frozen=True, slots=True)
class Village:
    code: str
    name: Name
    subdistrict: Subdistrict
    cell: int
    at: Vertex


class Settlements:
    """Subdistricts with their codes, names and people; then their villages, which need the roads."""

    def __init__(self, terrain: Terrain, districts: Districts) -> None:
        self.terrain, self.districts, self.mesh = terrain, districts, terrain.mesh
        self._rng = Random(f"{terrain.seed}/settlements")
        self._names = Names(terrain.seed)
        self.district_names = [CAPITAL_DISTRICT, *(self._names.draw() for _ in districts.district_seats[1:])]
        self.subdistricts = tuple(self._subdistricts())

    @cached_property
    def codes(self) -> dict[int, str]:
        """The code of each subdistrict: within its district the seat is 01, the others follow by distance."""
        codes = {}
        for district, seat in enumerate(self.districts.district_seats):
            members = [n for n in range(SUBDISTRICTS) if self.districts.district_of[n] == district]
            members.sort(key=lambda n: math.dist(self._at(n), self._at(seat)))
            for place, number in enumerate(members, start=1):
                skip = SKIPPED_CODE[0] == f"{district + 1:02d}" and place >= SKIPPED_CODE[1]
                codes[number] = f"99{district + 1:02d}{place + skip:02d}"
        return codes

    def villages(self, roads: Roads) -> tuple[Village, ...]:
        """By code; the first village of a subdistrict is its seat."""
        people = [subdistrict.people**0.55 for subdistrict in self.subdistricts]
        counts = largest_remainder(people, VILLAGES - FEWEST_VILLAGES * SUBDISTRICTS)
        roadside = roads.cells
        villages = (
            village
            for subdistrict, more in zip(self.subdistricts, counts, strict=True)
            for village in self._villages(subdistrict, FEWEST_VILLAGES + more, roadside)
        )
        return tuple(sorted(villages, key=lambda village: village.code))

    def observations(self) -> Iterable[ObservationRow]:
        """People and households by subdistrict and calendar year."""
        for subdistrict in sorted(self.subdistricts, key=lambda s: s.code):
            trend = YEARLY_GROWTH + self._rng.gauss(0, 0.004)
            size = self._rng.uniform(2.4, 3.1)
            for year in YEARS:
                people = round(subdistrict.people * (1 + trend) ** (year - YEARS[-1]))
                yield ObservationRow(POPULATION, subdistrict.code, year, people)
                yield ObservationRow(HOUSEHOLDS, subdistrict.code, year, round(people / size))

    def facilities(self, villages: Iterable[Village]) -> Iterable[FeatureRow]:
        """A health centre and schools in each subdistrict, an office and a hospital in each district."""
        by_subdistrict: dict[int, list[Village]] = {}
        for village in villages:
            by_subdistrict.setdefault(village.subdistrict.number, []).append(village)
        for number, homes in by_subdistrict.items():
            if number in self.districts.district_seats:
                yield from self._district_town(homes[0])
            yield self._facility(
                "health_centre",
                f"รพ.สต.{homes[0].subdistrict.name.th}",
                f"{homes[0].subdistrict.name.en} Health Centre",
                homes[0],
            )
            for home in homes[:: self._rng.randint(3, 5)]:
                yield self._facility("school", f"โรงเรียนบ้าน{home.name.th}", f"Ban {home.name.en} School", home)

    def _district_town(self, home: Village) -> Iterable[FeatureRow]:
        district = home.subdistrict.district
        yield self._facility("district_office", f"ที่ว่าการอำเภอ{district.th}", f"{district.en} District Office", home)
        town = PROVINCE if district == CAPITAL_DISTRICT else district
        yield self._facility("hospital", f"โรงพยาบาล{town.th}", f"{town.en} Hospital", home)

    def _facility(self, kind: str, name_th: str, name_en: str, home: Village) -> FeatureRow:
        return FeatureRow(
            "facilities", point(self._beside(home.at, 40, 160)), {"kind": kind, "name_th": name_th, "name_en": name_en}
        )

    def _subdistricts(self) -> Iterable[Subdistrict]:
        seats = {seat: district for district, seat in enumerate(self.districts.district_seats)}
        for number in range(SUBDISTRICTS):
            district = self.district_names[self.districts.district_of[number]]
            name = district if number in seats else self._names.draw()
            area = sum(_area(self.mesh.rings[cell]) for cell in self.districts.members[number]) / 1e6
            yield Subdistrict(
                number,
                self.codes[number],
                name if number else CAPITAL_SUBDISTRICT,
                district,
                area,
                round(area * self._density(number)),
            )

    def _density(self, number: int) -> float:
        """People per square kilometre: dense in town, thinner outwards and uphill."""
        sites = [self.mesh.sites[cell] for cell in self.districts.members[number]]
        town = sum(math.exp(-math.dist(site, CAPITAL) / TOWN_M) for site in sites) / len(sites)
        height = sum(map(self.terrain.height, sites)) / len(sites)
        away = math.dist(self._at(number), CAPITAL)
        plain = PLAIN_DENSITY * (1 - 0.85 * height) * (0.6 + 0.8 * math.exp(-away / 25_000))
        return (TOWN_DENSITY * town + plain) * self._rng.lognormvariate(0, 0.25)

    def _villages(self, subdistrict: Subdistrict, count: int, roadside: set[int]) -> Iterable[Village]:
        seat = self.districts.seats[subdistrict.number]
        homes = self._homes(subdistrict.number, seat, roadside)
        cells = (homes * math.ceil(count / len(homes)))[:count]
        names = self._names.villages(subdistrict.name, count)
        for moo, (cell, name) in enumerate(zip(cells, names, strict=True), start=1):
            at = self._beside(self.mesh.sites[cell], 100, 230)
            yield Village(f"{subdistrict.code}{moo:02d}", name, subdistrict, cell, at)

    def _homes(self, number: int, seat: int, roadside: set[int]) -> list[int]:
        """The cells of a subdistrict in the order in which people settle: the seat, then mostly low and near a road."""

        def attraction(cell: int) -> float:
            return (4.0 if cell in roadside else 1.0) * (1.15 - self.terrain.height(self.mesh.sites[cell]))

        others = sorted(self.districts.members[number] - {seat})
        order = {cell: -(self._rng.random() ** (1 / attraction(cell))) for cell in others}
        return [seat, *sorted(others, key=order.__getitem__)]

    def _beside(self, at: Vertex, nearest_m: float, farthest_m: float) -> Vertex:
        angle, metres = self._rng.uniform(0, math.tau), self._rng.uniform(nearest_m, farthest_m)
        return (at[0] + metres * math.cos(angle), at[1] + metres * math.sin(angle))

    def _at(self, number: int) -> Vertex:
        return self.mesh.sites[self.districts.seats[number]]


def _area(ring: tuple[Vertex, ...]) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, (*ring[1:], ring[0]), strict=True)) / 2
