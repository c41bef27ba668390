"""What a brief says, as texts in one language: of an area, or of whatever else has the same figures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from string import digits

from app.briefs.rules import MILLION, MOST_PROJECTS, SOURCES, Brief, Elsewhere, Money, Point, Source, points
from app.indicators.addresses import SHAPES as NEED_SHAPES
from app.indicators.queries.areas import Measured
from app.indicators.rules.scoring import LIGHTS as NEED_LIGHTS
from app.maps.rules import place_title
from app.monitoring.rules import LIGHTS, MARKS, Light
from app.overview.queries.areas import Listed
from app.projects.rules import State
from app.projects.rules.states import STATES
from app.web.words import Language, in_era, long_date, number, square_kilometres
from gis.layer import Text

Say = tuple[str, str]
Told = dict[str, object]
WORDS: Mapping[str, Say] = {
    "kind": ("สรุปพื้นที่", "Area brief"),
    "main": ("ประเด็นหลัก", "Main points"),
    "indicators": ("ตัวชี้วัด", "Indicators"),
    "columns": ("พื้นที่ · จังหวัด · เป้า", "here · province · target"),
    "no_indicators": ("ไม่มีตัวชี้วัดที่มีเป้าหรือเทียบจังหวัดได้", "No indicator has a target or compares with the province"),
    "money": ("เงินตามแหล่ง", "Money by source"),
    "located": ("เฉพาะที่ระบุตำบลได้", "only what is located"),
    "no_money": ("ไม่มีเงินของโครงการใดตั้งอยู่ในพื้นที่นี้", "No money of any project lies in this area"),
    "projects": ("โครงการ", "Projects"),
    "no_projects": ("ไม่มีโครงการใดมีที่ตั้งในพื้นที่นี้", "No project has a place in this area"),
    "projects_unit": ("ทุกปี เรื่องที่ต้องดูก่อน แล้วเรียงตามเงิน · ล้านบาทที่ได้รับเฉพาะในพื้นที่",
                      "all years, what needs eyes first, then by money · million baht received here"),
    "state": ("สถานะ", "State"),
    "where": ("ที่ตั้ง", "Place"),
    "received": ("ได้รับ", "Received"),
    "bound": ("ก่อหนี้", "Obligated"),
    "paid": ("เบิกจ่าย", "Disbursed"),
    "done": ("ผลงาน", "Done"),
    "sources": ("ที่มา", "Sources"),
    "map": ("แผนที่", "Map"),
    "year": ("ปี", "FY"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the five below the head: name, value, unit, and what it is beside."""

    name: str
    value: str
    unit: str
    beside: str
    source: Source

    @property
    def told(self) -> Told:
        return {"name": self.name, "value": self.value, "unit": self.unit, "beside": self.beside, "source": int(self.source)}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a page is about, and what goes by that: its name, points and figures, words of its own, where projects lie.

    ``words`` and ``sources`` stand for those of every brief; ``needs_in_all`` counts indicators that found no room as well.
    """

    name: str
    above: str
    year: int
    day: date
    points: Sequence[Point]
    figures: Sequence[Figure]
    needs: Sequence[Measured]
    needs_in_all: int
    money: Sequence[Money]
    projects: Sequence[Listed]
    place_of: Callable[[Listed], str]
    money_note: str = ""
    words: Mapping[str, Say] = field(default_factory=dict)
    sources: Mapping[Source, Text] = field(default_factory=lambda: SOURCES)


def values_of(brief: Brief, language: Language) -> Told:
    """What the page of an area says."""

    def place_of(one: Listed) -> str:
        place = brief.places.get(one.code or "")
        return place_title(place, language) if place else "–"

    return told_of(Subject(
        name=language.text(brief.name), above=" · ".join(language.text(each) for each in reversed(brief.above)),
        year=brief.year, day=brief.day, points=points(brief, language), figures=_figures(brief, language),
        needs=brief.needs, needs_in_all=brief.needs_in_all, money=brief.money, projects=brief.projects, place_of=place_of,
        money_note=_money_note(brief.elsewhere, language),
    ), language)  # fmt: skip


def _money_note(elsewhere: Elsewhere | None, language: Language) -> str:
    """What of the money is told, and for a province what is in none of its areas."""
    say = language.say
    parts = ((elsewhere.province_wide, "เงินทั้งจังหวัดที่ไม่แบ่งลงพื้นที่", "for the whole province"),
             (elsewhere.unlocated, "เงินที่ไม่ระบุที่ตั้ง", "not located")) if elsewhere else ()  # fmt: skip
    left = [say(f"{th} {million(baht)} ล้านบาท", f"{million(baht)} M baht {en}") for baht, th, en in parts if baht]
    located, both = say(*WORDS["located"]), say(" และ", " and ").join(left)
    return f"{located} · {say('ไม่รวม', 'without ')}{both}" if left else located


def told_of(of: Subject, language: Language) -> Told:
    """What a page says, as texts in the language; sources by number."""
    said = {name: language.say(*each) for name, each in {**WORDS, **of.words}.items()}
    shown = of.projects[:MOST_PROJECTS]
    most = max((each.received for each in of.money), default=0) or 1
    return {
        "lang": language.value,
        "digits": list(digits),
        "name": of.name,
        "above": of.above,
        "dates": [f"{language.say('จริง ณ', 'True on')} {long_date(of.day, language)}"],
        "points": [{"text": each.text, "source": int(each.source)} for each in of.points],
        "figures": [each.told for each in of.figures],
        "needs": [_need(each, language) for each in of.needs],
        "more_needs": of.needs_in_all - len(of.needs),
        "money": [_money(each, most, language) for each in of.money],
        "money_unit": language.say(f"ล้านบาท ได้รับปี {of.year} · ก่อหนี้ · เบิกจ่าย",
                                   f"million baht received in {of.year} B.E. · obligated · disbursed"),
        "money_note": of.money_note,
        "projects": [_project(each, of.place_of(each), language) for each in shown],
        "projects_title": f"{said['projects']} {len(of.projects):,}",
        "projects_unit": said["projects_unit"],
        "rests": [_rest(of.projects[shown:], language) for shown in range(len(shown) + 1)],
        "sources": [f"{int(each)} {language.text(text)}" for each, text in of.sources.items()],
        "words": said,
    }  # fmt: skip


def _figures(brief: Brief, language: Language) -> list[Figure]:
    say = language.say
    size = f"{square_kilometres(brief.sqm)} {say('ตร.กม.', 'km²')}"
    below = brief.counts.get("subdistrict") or 0
    inside = say(f"ใน {below} ตำบล", f"in {below} subdistricts") if below else ""
    per_head = number(brief.here.per_head)
    beside = say(f"ต่อหัว {per_head} บาท", f"{per_head} baht per head")
    return [
        Figure(say("ประชากร", "People"), number(brief.people), say("คน", ""), size, Source.PEOPLE),
        Figure(say("หมู่บ้าน", "Villages"), number(brief.counts.get("village", 0)), inside, "", Source.PEOPLE),
        *money_figures(brief.money, brief.year, f"{say(*WORDS['located'])} · {beside}", language),
        projects_figure(len(brief.of_year), len(brief.late), brief.year, language),
    ]


def money_figures(money: Sequence[Money], year: int, beside: str, language: Language) -> tuple[Figure, Figure]:
    """What was received in the year, and how much of it was disbursed and bound."""
    received, say = sum(each.received for each in money), language.say
    paid, bound = (_percent(sum(getattr(each, name) for each in money), received) for name in ("disbursed", "obligated"))
    return (
        Figure(say(f"ได้รับปี {year}", f"Received {year} B.E."), million(received), say("ล้านบาท", "M baht"), beside,
               Source.BUDGETS),
        Figure(say("เบิกจ่าย", "Disbursed"), number(paid), "%" if paid is not None else "",
               "" if bound is None else say(f"ก่อหนี้ {number(bound)}%", f"{number(bound)}% obligated"), Source.BUDGETS),
    )  # fmt: skip


def projects_figure(of_year: int, late: int, year: int, language: Language) -> Figure:
    """How many projects of the year, and how many of all years are late."""
    say = language.say
    beside = say(f"ล่าช้าทุกปี {late}", f"{late} late, all years")
    return Figure(say(f"โครงการปี {year}", f"Projects {year} B.E."), number(of_year), "", beside, Source.PROJECTS)


def million(baht: float) -> str:
    return number(baht / MILLION, 2)


def _percent(part: float, whole: float) -> float | None:
    return 100 * part / whole if whole else None


def marks() -> dict[str, tuple[str, str]]:
    """Mark and colour of each light of projects and of indicators."""
    return {f"p-{each}": MARKS[each] for each in Light} | {f"n-{each}": look for each, look in NEED_SHAPES.items()}


def _need(one: Measured, language: Language) -> Told:
    kind = one.indicator
    return {
        "name": language.say(kind.name_th, kind.name_en), "unit": language.say(kind.unit_th, kind.unit_en),
        "here": number(one.now.value if one.now else None, kind.decimals),
        "around": number(one.around.value if one.around else None, kind.decimals),
        "target": number(float(one.target) if one.target is not None else None, kind.decimals),
        "mark": f"mark-n-{one.light}.svg" if one.reached is not None else "",
        "light": language.text(NEED_LIGHTS[one.light]) if one.reached is not None else language.say("ไม่มีเป้า", "no target"),
    }  # fmt: skip


def _money(one: Money, most: float, language: Language) -> Told:
    """``share`` is of the largest source; ``bound`` and ``paid`` of what this one received, 0 where nothing was."""
    return {
        "source": language.text(one.source), "received": million(one.received), "share": one.received / most,
        "bound": (one.bound or 0) / 100, "paid": (one.paid or 0) / 100,
        "bound_percent": _written_percent(one.bound), "percent": _written_percent(one.paid),
    }  # fmt: skip


def _written_percent(value: float | None) -> str:
    return "–" if value is None else f"{number(value)}%"


def _project(one: Listed, place: str, language: Language) -> Told:
    title = language.say(one.project.title_th, one.project.title_en or one.project.title_th)
    state = LIGHTS[one.light] if one.light else STATES[State(one.project.state)]
    return {
        "mark": f"mark-p-{one.light}.svg" if one.light else "", "state": language.text(state), "title": title,
        "reference": one.project.reference, "year": in_era(one.project.first_year, language), "place": place,
        "received": million(one.received) if one.received else "–", "done": _done(one),
    }  # fmt: skip


def _done(one: Listed) -> str:
    pct = one.standing.actual_pct if one.standing else None
    return "–" if pct is None else f"{pct:.0f}%"


def _rest(rest: Sequence[Listed], language: Language) -> str:
    if not rest:
        return ""
    baht = million(sum(one.received for one in rest))
    return language.say(f"และอีก {len(rest)} โครงการ รวม {baht} ล้านบาท", f"and {len(rest)} more with {baht} million baht")
