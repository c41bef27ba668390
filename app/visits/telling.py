"""What the pages and papers of a visit say, as texts in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.analyses.travelling import ROADS, USUAL
from app.briefs.rules import MILLION
from app.briefs.telling import Told
from app.briefs.telling import values_of as brief_values
from app.maps.rules import place_title
from app.monitoring.rules import LIGHTS, REASONS
from app.projects.rules import State
from app.projects.rules.dossier import DUTIES, Duty
from app.projects.rules.states import STATES
from app.visits.queries import Route, Stop, Works
from app.visits.rules import HOW, METRES_PER_KM, as_printed, clock, kilometres_of, minutes_of
from app.web.words import Language, in_era, long_date, number, short_date
from gis.crs import STORAGE, transform_coordinates
from gis.drawn import MERIDIAN, ZONE_47, ZONE_48
from gis.tours import Leg

MOST_PROJECTS = 8
Say = tuple[str, str]
WORDS: Mapping[str, Say] = {
    "kind": ("แผนการลงพื้นที่", "Field visit"),
    "title": ("เส้นทางลงพื้นที่", "Route of a field visit"),
    "order": ("ลำดับ", "No."),
    "stop": ("จุด", "Stop"),
    "position": ("พิกัด", "Position"),
    "leg": ("จากจุดก่อน", "From the one before"),
    "time": ("เวลา", "Time"),
    "arrive": ("รวมถึงจุดนี้", "Up to here"),
    "how": ("คำนวณอย่างไร", "How it is computed"),
    "road": ("ถนน", "road"),
    "straight": ("ตรง", "straight"),
    "back": ("กลับจุดที่ 1", "Back to stop 1"),
    "total": ("รวมเดินทาง", "Travel in all"),
    "notes": ("บันทึกที่พบ", "What was found"),
    "signed": ("ผู้ตรวจ ................................................ วันที่ ....................",
               "Visited by ................................................ on ...................."),
    "next": ("ไปจุดถัดไป", "To the next stop"),
    "progress": ("ผลงาน", "Progress"),
    "planned": ("แผน", "planned"),
    "money": ("เงินทุกปี (ล้านบาท)", "Money of all years (million baht)"),
    "received": ("ได้รับ", "received"),
    "bound": ("ก่อหนี้", "obligated"),
    "paid": ("เบิกจ่าย", "disbursed"),
    "light": ("ไฟสถานะ", "Light"),
    "state": ("สถานะ", "State"),
    "agency": ("หน่วยงาน", "Agency"),
    "contact": ("ติดต่อตำแหน่ง", "Contact position"),
    "last": ("รายงานล่าสุด", "Last report"),
    "problem": ("ปัญหา", "Problem"),
    "place": ("ที่ตั้ง", "Place"),
    "projects": ("โครงการที่ต้องดู", "Projects that need eyes"),
    "map": ("แผนที่ลำดับจุด", "Map of the stops in order"),
}  # fmt: skip


def values_of(route: Route, language: Language) -> Told:
    """What the first page says, and a page for each stop."""
    say, route = language.say, replace(route, legs=tuple(as_printed(route.legs)))
    stops = [_stop(at, one, route, language) for at, one in enumerate(route.stops, start=1)]
    return {
        "lang": language.value,
        "title": route.visit.title or say(*WORDS["title"]),
        "rows": [*stops, *_back(route, language)],
        "stops": stops,
        "total": total(route.legs, language),
        "how": how(route, language),
        "words": {name: say(*said) for name, said in WORDS.items()},
    }


def total(legs: Sequence[Leg], language: Language) -> str:
    """``12.5 กม. · 1 ชม. 30 นาที``."""
    return f"{_km(kilometres_of(legs), language)} · {time_of(minutes_of(legs), language)}"


def time_of(minutes: float, language: Language) -> str:
    """``1 ชม. 30 นาที``; below an hour minutes alone."""
    hours, rest = clock(minutes)
    told = language.say(f"{rest} นาที", f"{rest} min")
    return language.say(f"{hours} ชม. {told}", f"{hours} h {told}") if hours else told


def how(route: Route, language: Language) -> list[str]:
    """How the way is computed, with the assumptions in figures."""
    speeds = " · ".join(f"{speed:g}" for speed in ROADS.values())
    facts = {"speeds": speeds, "off": f"{USUAL['off']:g}", "detour": f"{USUAL['detour']:g}"}
    told = [language.text(each).format(**facts) for each in HOW]
    if route.roads:
        return told
    return [language.say("ไม่มีถนนในระบบ ทุกช่วงเป็นระยะตรง", "No road is stored; every leg is straight."), *told[1:]]


def position_of(lon: float, lat: float) -> tuple[str, str]:
    """Degrees, latitude first, and metres of the UTM zone."""
    zone, name = (ZONE_47, "47N") if lon < MERIDIAN else (ZONE_48, "48N")
    [(east, north)] = transform_coordinates(np.array([[lon, lat]]), STORAGE, zone)
    return f"{lat:.5f}, {lon:.5f}", f"{name} {east:.0f} {north:.0f}"


def _stop(at: int, stop: Stop, route: Route, language: Language) -> Told:
    degrees, grid = position_of(stop.lon, stop.lat)
    so_far = route.legs[: at - 1]
    return {
        "number": at, "key": stop.key, "title": language.text(stop.title), "place": _place(stop, route, language),
        "position": degrees, "grid": grid, "is_project": stop.works is not None,
        "leg": _leg(so_far[-1], language) if so_far else "–", "time": _time(so_far, language),
        "arrive": total(so_far, language) if so_far else "–",
        "onward": _onward(route.legs[at - 1 : at], language),
        "page": page_of(stop), **_content(stop, language),
    }  # fmt: skip


def _back(route: Route, language: Language) -> list[Told]:
    if len(route.legs) < len(route.stops) or not route.legs:
        return []
    return [{
        "number": 1, "key": "", "title": language.say(*WORDS["back"]), "place": "", "position": "", "grid": "",
        "leg": _leg(route.legs[-1], language), "time": _time(route.legs, language), "arrive": total(route.legs, language),
    }]  # fmt: skip


def page_of(stop: Stop) -> str:
    """The address of what is known of a stop."""
    return f"/projects/{stop.key}" if stop.works is not None else f"/places/{stop.key}"


def _onward(legs: Sequence[Leg], language: Language) -> str:
    return f"{_leg(legs[0], language)} · {time_of(legs[0].minutes, language)}" if legs else ""


def _leg(leg: Leg, language: Language) -> str:
    way = language.say(*WORDS["road" if leg.is_by_road else "straight"])
    return f"{_km(leg.metres / METRES_PER_KM, language)} ({way})"


def _time(legs: Sequence[Leg], language: Language) -> str:
    return time_of(legs[-1].minutes, language) if legs else "–"


def _km(kilometres: float, language: Language) -> str:
    return f"{number(kilometres, 1)} {language.say('กม.', 'km')}"


def _place(stop: Stop, route: Route, language: Language) -> str:
    known = (route.places.get(code) for code in stop.codes)
    return " ".join(place_title(one, language) for one in known if one is not None)


def _content(stop: Stop, language: Language) -> Told:
    if stop.works is not None:
        return _of_works(stop.works, language)
    assert stop.brief is not None
    told = brief_values(stop.brief, language)
    of = language.text(stop.brief.name) if stop.brief.code != stop.key else ""
    projects = told["projects"]
    assert isinstance(projects, list)
    said = language.say(f"ไม่มีตัวเลขรายหมู่บ้าน ที่แสดงเป็นของ{of}", f"There are no figures of villages; these are of {of}")
    return {
        "figures": told["figures"], "points": told["points"], "projects": projects[:MOST_PROJECTS],
        "note": said if of else "", "facts": [], "bar": None,
    }  # fmt: skip


def _of_works(works: Works, language: Language) -> Told:
    facts = (_who(works, language), _how_far(works, language), _last(works, language))
    standing = works.standing
    bar = None
    if standing is not None and standing.actual_pct is not None:
        bar = {"actual": standing.actual_pct / 100, "planned": (standing.planned_pct or 0) / 100}
    mark = f"mark-p-{standing.light}.svg" if standing is not None else ""
    rows = [{"name": language.say(*WORDS[name]), "text": text, "mark": mark if name == "light" else ""}
            for part in facts for name, text in part if text]  # fmt: skip
    return {"facts": rows, "bar": bar, "figures": [], "points": [], "projects": [], "note": ""}


def _who(works: Works, language: Language) -> list[tuple[str, str]]:
    project, owner = works.told.project, works.told.owner
    years = f"{project.fiscal_year}" if project.last_year is None else f"{project.fiscal_year}–{project.last_year}"
    contacts = [
        f"{language.say(post.title_th, post.title_en)} ({language.text(DUTIES[Duty(each.duty)])})"
        for each, post in works.told.responsible
    ]
    nobody = language.say("ยังไม่ระบุตำแหน่งผู้รับผิดชอบ", "no responsible position is named")
    return [
        ("state", f"{language.text(STATES[State(works.state)])} · {language.say('ปี', 'FY')} {in_era(years, language)}"),
        ("agency", language.say(owner.name_th, owner.name_en) if owner else "–"),
        ("contact", " · ".join(contacts) or nobody),
    ]


def _how_far(works: Works, language: Language) -> list[tuple[str, str]]:
    standing, say = works.standing, language.say
    parts = [("received", works.received), ("bound", works.obligated), ("paid", works.disbursed)]
    money = " · ".join(f"{say(*WORDS[name])} {number(baht / MILLION, 2)}" for name, baht in parts)
    if standing is None:
        return [("money", money)]
    actual, planned = (_percent(each) for each in (standing.actual_pct, standing.planned_pct))
    last = standing.planned_finish
    finish = f" · {say('แผนแล้วเสร็จ', 'to finish')} {short_date(last, language)}" if last else ""
    return [
        ("money", money),
        ("progress", f"{actual} · {say(*WORDS['planned'])} {planned}{finish}"),
        ("light", f"{language.text(LIGHTS[standing.light])} · {language.text(REASONS[standing.reason])}"),
    ]


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{number(value)}%"


def _last(works: Works, language: Language) -> list[tuple[str, str]]:
    report, say = works.report, language.say
    several = say(f" · มีที่ตั้ง {works.places} แห่ง ไปที่แห่งหลัก", f" · {works.places} places; this is the main one")
    more = several if works.places > 1 else ""
    if report is None:
        return [("last", say("ยังไม่มีรายงานความก้าวหน้า", "no progress report yet") + more)]
    problem = " · ".join(each for each in (report.problem_th, report.remedy_th, report.help_th) if each)
    return [("last", f"{report.done_th} ({long_date(report.observed_on, language)}){more}"), ("problem", problem)]
