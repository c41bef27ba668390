"""Invented values of the catalogue's indicators over B.E. 2562–2568, and what they are worth: the same in every run.

Some truths are awkward on purpose: GPP comes late and is revised, two districts sent no waste for 2567, tourism of 2568 is
not known yet, the deaths of 2567 in one district were corrected later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from app.demo.province import CODE
from app.indicators.rules import PeriodKind, Status
from app.indicators.rules.periods import whole_year

SEED = "99/measures"
FIRST, LAST = 2562, 2568
YEARS = range(FIRST, LAST + 1)
SOURCE = "ข้อมูลสาธิต ไม่ใช่ข้อมูลจริง"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate by district: where the province stands in the first and in the last year, and how its parts differ."""

    code: str
    kind: PeriodKind
    first: float
    last: float
    multiplier: float
    per: float
    decimals: int
    lag: int = 90
    spread: float = 0.35


@dataclass(frozen=True, slots=True)
class Level:
    """A value of the province by year, as it was published: year, value, status, days after the period."""

    code: str
    kind: PeriodKind
    rows: tuple[tuple[int, float, Status, int], ...]
    interval: float = 0


@dataclass(frozen=True, slots=True)
class Seen:
    """One invented value."""

    code: str
    area: str
    start: date
    end: date
    value: float
    vintage_on: date
    status: Status = Status.FINAL
    numerator: float | None = None
    denominator: float | None = None
    interval: float = 0


CALENDAR, FISCAL, ACADEMIC, CROP = PeriodKind.CALENDAR, PeriodKind.FISCAL, PeriodKind.ACADEMIC, PeriodKind.CROP
F, P, R = Status.FINAL, Status.PROVISIONAL, Status.REVISED
RATES = (
    Rate("SOC-ROAD", CALENDAR, 32, 26, 100_000, 1, 1, 120),
    Rate("SOC-TPMAP", CALENDAR, 3.4, 1.5, 100, 0.42, 2, 200),
    Rate("ENV-WASTE", FISCAL, 48, 66, 100, 0.3, 1, spread=0.2),
    Rate("ECO-FARMINC", CROP, 76_000, 93_000, 1, 0.12, 0, 150, 0.15),
    Rate("HEA-DENGUE", CALENDAR, 95, 62, 100_000, 1, 1, 60, 0.5),
    Rate("HEA-TEEN", FISCAL, 34, 21, 1_000, 0.03, 1, 60),
    Rate("EDU-ONET", ACADEMIC, 34, 38, 1, 0.012, 2, spread=0.1),
    Rate("GOV-COMPL", FISCAL, 71, 86, 100, 0.002, 1, 30, 0.15),
    Rate("SAF-CRIME", FISCAL, 210, 170, 100_000, 1, 1, 60, 0.4),
)
"""``per``: how many units of the denominator for one of the people."""
LEVELS = (
    Level("ECO-GPP", CALENDAR, (
        (2562, 71_300, R, 900), (2563, 66_900, P, 560), (2563, 67_420, R, 925), (2564, 69_800, P, 560), (2564, 70_150, R, 925),
        (2565, 73_900, P, 560), (2565, 74_480, R, 925), (2566, 76_200, P, 560),
    )),
    Level("ECO-TOUR", CALENDAR, (
        (2562, 3_920, F, 150), (2563, 1_610, F, 150), (2564, 980, F, 150), (2565, 3_150, F, 150), (2566, 3_410, F, 150),
        (2567, 2_580, F, 150),
    )),
    Level("ENV-PM25", CALENDAR, (
        (2562, 52, F, 30), (2563, 55, F, 30), (2564, 43, F, 30), (2565, 38, F, 30), (2566, 47, F, 30), (2567, 35, F, 30),
        (2568, 26, P, 30),
    )),
    Level("SOC-POV", CALENDAR, (
        (2562, 7.9, F, 330), (2563, 9.4, F, 330), (2564, 8.6, F, 330), (2565, 6.7, F, 330), (2566, 4.2, F, 330),
        (2567, 5.6, P, 330),
    ), interval=0.8),
    Level("GOV-ITA", FISCAL, (
        (2565, 86.1, F, 30), (2566, 89.4, F, 30), (2567, 91.7, F, 30), (2568, 90.2, F, 30),
    )),
)  # fmt: skip
WITHOUT_WASTE = ("9904", "9907")
"""Districts that sent nothing of their waste in 2567."""
CORRECTED = ("9902", 2567, 3.0, date(2025, 9, 15))
"""A district whose deaths of a year were found to be more by so many, and when."""
COUNTS = (("ENV-HOTSPOT", CALENDAR, 9.0, 7), ("DIS-FLOOD", FISCAL, 1.1, 60))
"""Sums by subdistrict: mean, and days to the release."""
BANDS = {
    "SOC-ROAD": (32, 27, 20), "ENV-PM25": (50, 35, 25), "SOC-TPMAP": (3.5, 2.5, 1.5), "ENV-WASTE": (45, 60, 75),
    "ECO-TOUR": (3_000, 3_500, 4_200), "ECO-FARMINC": (75_000, 88_000, 100_000),
}  # fmt: skip
BANDS_FROM = date(2018, 10, 1)
WEIGHTS = {"SOC-ROAD": 30, "ENV-PM25": 20, "SOC-TPMAP": 20, "ENV-WASTE": 15, "ECO-TOUR": 15}
CARDS = (("pa-2566", 2566), ("pa-2567", 2567))
"""The second has no total: waste of that year is incomplete."""
TARGETS = {
    "รายได้เงินสดสุทธิทางการเกษตร": "ECO-FARMINC", "รายได้จากการท่องเที่ยว": "ECO-TOUR",
    "ผู้เสียชีวิตจากอุบัติเหตุทางถนน": "SOC-ROAD", "จำนวนวันที่ PM2.5 เกินมาตรฐาน": "ENV-PM25",
}  # fmt: skip
"""By which indicator each target of the invented plan is measured."""


def measures(people: Mapping[str, float], subdistricts: Sequence[str]) -> Iterator[Seen]:
    """All invented values; ``people`` by district."""
    chance = Random(SEED)
    for rate in RATES:
        yield from _rate(chance, rate, people)
    for level in LEVELS:
        yield from _level(level)
    yield from _dust(chance, sorted(people))
    for code, kind, mean, lag in COUNTS:
        for year in YEARS:
            start, end = whole_year(kind, year)
            for area in subdistricts:
                count = max(0, round(chance.gauss(mean, mean * 0.6)))
                yield Seen(code, area, start, end, float(count), end + lag * DAY)


def _rate(chance: Random, rate: Rate, people: Mapping[str, float]) -> Iterator[Seen]:
    differs = {district: 1 + chance.uniform(-rate.spread, rate.spread) for district in people}
    mean = sum(differs[one] * people[one] for one in people) / sum(people.values())
    for year in YEARS:
        start, end = whole_year(rate.kind, year)
        whole = rate.first + (rate.last - rate.first) * (year - FIRST) / (LAST - FIRST)
        for district, living in people.items():
            under = max(1.0, round(living * rate.per))
            wanted = whole * differs[district] / mean * chance.uniform(0.95, 1.05)
            over = float(round(wanted * under / rate.multiplier))
            if rate.code == "ENV-WASTE" and year == 2567 and district in WITHOUT_WASTE:
                continue
            status, vintage = (P if year == LAST else F), end + rate.lag * DAY
            value = round(rate.multiplier * over / under, rate.decimals)
            yield Seen(rate.code, district, start, end, value, vintage, status, over, under)
            if rate.code == "SOC-ROAD" and (district, year) == CORRECTED[:2]:
                more = over + CORRECTED[2]
                value = round(rate.multiplier * more / under, rate.decimals)
                yield Seen(rate.code, district, start, end, value, CORRECTED[3], R, more, under)


def _level(level: Level) -> Iterator[Seen]:
    for year, value, status, lag in level.rows:
        start, end = whole_year(level.kind, year)
        yield Seen(level.code, CODE, start, end, value, end + lag * DAY, status, interval=level.interval)


def _dust(chance: Random, districts: Sequence[str]) -> Iterator[Seen]:
    """Days by district around those of the province."""
    shift = {district: chance.randint(-9, 9) for district in districts}
    for year, value, status, lag in next(level for level in LEVELS if level.code == "ENV-PM25").rows:
        start, end = whole_year(CALENDAR, year)
        for district in districts:
            days = max(0, round(value + shift[district] + chance.gauss(0, 2)))
            yield Seen("ENV-PM25", district, start, end, float(days), end + lag * DAY, status)
