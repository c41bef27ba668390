"""What a brief says of an area, and which of it comes first; without a database.

Nothing here is written by hand: each sentence is chosen by a rule from figures that other pages show as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from app.indicators.queries.areas import Measured
from app.maps.schemas import PlaceName
from app.monitoring.rules import Light
from app.overview.queries.areas import Listed
from app.overview.rules import Compared, Standing
from app.web.words import Language, number
from gis.layer import Text

MILLION = 1_000_000
MOST_PROJECTS, MOST_NEEDS = 16, 8
BEHIND_PERCENT = 99.5
"""An indicator that reaches less of its target, or of the province's value, is behind."""


class Source(IntEnum):
    """What a figure comes from, by the number that stands beside it and at the foot."""

    PEOPLE = 1
    INDICATORS = 2
    PROJECTS = 3
    BUDGETS = 4


SOURCES: Mapping[Source, Text] = {
    Source.PEOPLE: Text(th="ทะเบียนเขตการปกครองและประชากร", en="Register of areas and people"),
    Source.INDICATORS: Text(th="ทะเบียนตัวชี้วัดและค่าที่รับรอง", en="Register of indicators and their values"),
    Source.PROJECTS: Text(th="ทะเบียนโครงการและรายงานความก้าวหน้า", en="Register of projects and progress reports"),
    Source.BUDGETS: Text(th="บัญชีงบประมาณ", en="Budget ledger"),
}


@dataclass(frozen=True, slots=True)
class Money:
    """What an area received, bound and paid of one source in the year, in baht, for the share of projects that lies there."""

    source: Text
    received: float
    obligated: float
    disbursed: float

    @property
    def bound(self) -> float | None:
        """Percent of what was received for which there is an obligation (ก่อหนี้ผูกพัน), paid or not."""
        return 100 * self.obligated / self.received if self.received else None

    @property
    def paid(self) -> float | None:
        """Percent of what was received."""
        return 100 * self.disbursed / self.received if self.received else None


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Baht that a year received in no area of the province: for all of it, and what is not located."""

    province_wide: float
    unlocated: float


@dataclass(frozen=True, slots=True)
class Brief:
    """All that stands on the page. ``year`` is the fiscal year in B.E.; ``day`` the one on which all of it is true.

    ``rank``, ``peers``: of what areas of its level in the province received per head. ``villages`` and ``parts`` are
    counts of areas below. What is not known is None, and never 0. ``is_hidden``: something of it is not for the public.
    ``elsewhere`` is of a province alone.
    """

    code: str
    name: Text
    above: tuple[Text, ...]
    year: int
    day: date
    people: float | None
    sqm: float
    counts: Mapping[str, int]
    here: Compared
    rank: Standing
    projects: tuple[Listed, ...]
    places: Mapping[str, PlaceName]
    needs: tuple[Measured, ...]
    needs_in_all: int
    money: tuple[Money, ...]
    elsewhere: Elsewhere | None
    is_hidden: bool

    @property
    def of_year(self) -> tuple[Listed, ...]:
        """The projects of the year, in the order of urgency."""
        return tuple(one for one in self.projects if one.project.is_of(self.year))

    @property
    def late(self) -> tuple[Listed, ...]:
        """Of all years."""
        return tuple(one for one in self.projects if one.light is Light.LATE)

    @property
    def received(self) -> float:
        return sum(one.received for one in self.money)


@dataclass(frozen=True, slots=True)
class Point:
    """One sentence of what matters most, with the source of its figures."""

    text: str
    source: Source


def points(brief: Brief, language: Language) -> list[Point]:
    """At most three: what it received per head, what is late, and what is furthest from its target."""
    found = (_per_head(brief, language), late_point(brief.late, language), need_point(brief.needs, language))
    return [point for point in found if point is not None]


def _per_head(brief: Brief, language: Language) -> Point | None:
    rank, here = brief.rank, brief.here.per_head
    if here is None or rank.rank is None or rank.middle is None or rank.of < 2:
        return None
    th = (
        f"ได้รับงบต่อหัวปี {brief.year} {number(here)} บาท อันดับ {rank.rank} จาก {rank.of} พื้นที่ "
        f"(ค่ากลาง {number(rank.middle)} บาท)"
    )
    en = (
        f"received {number(here)} baht per head in {brief.year} B.E., rank {rank.rank} of {rank.of} areas "
        f"(middle {number(rank.middle)} baht)"
    )
    return Point(language.say(th, en), Source.BUDGETS)


def late_point(late: Sequence[Listed], language: Language) -> Point:
    """What is late, with its money inside."""
    if not late:
        return Point(language.say("ไม่มีโครงการที่ล่าช้า", "no project is late"), Source.PROJECTS)
    count, baht = len(late), number(sum(one.received for one in late) / MILLION, 2)
    th = f"ล่าช้า {count} โครงการ วงเงินในพื้นที่ {baht} ล้านบาท"
    en = f"{count} late {'project' if count == 1 else 'projects'} with {baht} million baht here"
    return Point(language.say(th, en), Source.PROJECTS)


def need_point(needs: Sequence[Measured], language: Language, of: str = "") -> Point | None:
    """The indicator that is furthest behind; ``of`` names the area that it is measured in, where that is not the page's."""
    worst = next((one for one in needs if one.now is not None and one.worth is not None), None)
    if worst is None or worst.now is None or (worst.worth or 0) >= BEHIND_PERCENT:
        return None
    kind, value = worst.indicator, number(worst.now.value, worst.indicator.decimals)
    if worst.reached is not None:
        goal = number(float(worst.target), kind.decimals) if worst.target is not None else "–"
        th = f"{kind.name_th} {value} {kind.unit_th} ห่างเป้า {goal} มากที่สุด"
        en = f"{kind.name_en} {value} {kind.unit_en} is furthest from its target {goal}"
    else:
        around = number(worst.around.value, kind.decimals) if worst.around is not None else "–"
        th = f"{kind.name_th} {value} {kind.unit_th} ด้อยกว่าจังหวัด ({around}) มากที่สุด"
        en = f"{kind.name_en} {value} {kind.unit_en} is furthest behind the province ({around})"
    return Point(f"{of}: {language.say(th, en)}" if of else language.say(th, en), Source.INDICATORS)
