"""What the brief of a shape says, in the words of briefs of areas; and honestly where a shape has no figure of its own."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import shapely

from app.briefs.rules import Point, Source, late_point, need_point
from app.briefs.telling import Figure, Say, Subject, Told, money_figures, projects_figure, told_of
from app.maps.rules import place_title
from app.overview.queries.areas import Listed
from app.shapes.queries.briefs import ShapeBrief
from app.shapes.queries.inside import DISTRICT_DIGITS, PROVINCE_DIGITS
from app.web.words import Language, number, square_kilometres
from gis.drawn import Zone
from gis.layer import Text

NAMED_ABOVE = 3
WORDS: Mapping[str, Say] = {
    "kind": ("สรุปพื้นที่ที่กำหนดเอง", "Brief of a shape"),
    "no_money": ("ไม่มีเงินของโครงการใดตั้งอยู่ในรูปนี้", "No money of any project lies in this shape"),
    "no_projects": ("ไม่มีโครงการใดมีที่ตั้งในรูปนี้", "No project has a place in this shape"),
    "no_indicators": ("ไม่มีตัวชี้วัดของเขตที่รูปอยู่", "No indicator is known of the area that it lies in"),
    "projects_unit": ("ทุกปี เรื่องที่ต้องดูก่อน แล้วเรียงตามเงิน · ล้านบาทที่ได้รับเฉพาะส่วนในรูป",
                      "all years, what needs eyes first, then by money · million baht, only the share inside"),
    "where": ("ส่วนในรูป", "Inside"),
}  # fmt: skip

COLUMNS: Mapping[int, Say] = {
    PROVINCE_DIGITS: ("จังหวัด · – · เป้า", "province · – · target"),
    DISTRICT_DIGITS: ("อำเภอ · จังหวัด · เป้า", "district · province · target"),
}  # fmt: skip


def values_of(brief: ShapeBrief, name: Text, language: Language) -> Told:
    """What the page of a shape says."""
    shares = {one.project_id: one.share for one in brief.inside.projects}

    def place_of(one: Listed) -> str:
        share = shares[one.project.project_id]
        return f"{percent(share)}%" if share else language.say("รับประโยชน์", "benefits")

    return told_of(Subject(
        name=language.text(name), above=_above(brief, language), year=brief.year, day=brief.day,
        points=_points(brief, language), figures=_figures(brief, language), needs=brief.needs,
        needs_in_all=brief.needs_in_all, money=brief.money, projects=brief.projects, place_of=place_of,
        words=_words(brief), sources=_sources(brief),
    ), language)  # fmt: skip


def percent(share: float) -> str:
    """A share from 0 to 1, whole where it is all of it.

    >>> percent(1.0), percent(0.25)
    ('100', '25.0')
    """
    return number(100 * share, 0 if share >= 0.99995 else 1)


def marks_of(zone: Zone, language: Language) -> list[str]:
    """By what a reader knows the shape again: its box in degrees, the metres around what was given, its digest."""
    west, south, east, north = zone.geom.bounds
    box = f"{west:.4f}–{east:.4f}°E {south:.4f}–{north:.4f}°N"
    digest = hashlib.sha256(shapely.to_wkb(shapely.normalize(zone.geom))).hexdigest()[:8]
    around = [language.say(f"ห่างไม่เกิน {zone.radius_m:,} ม.", f"within {zone.radius_m:,} m")] if zone.radius_m else []
    return [language.say(f"กรอบ {box}", f"box {box}"), *around, language.say(f"รูป {digest}", f"shape {digest}")]


def _above(brief: ShapeBrief, language: Language) -> str:
    """The districts that it lies in, the most first, each with how much of the shape."""
    held = list(brief.inside.shares_of(DISTRICT_DIGITS).items())
    told = [f"{_place(brief, code, language)} {percent(share)}%" for code, share in held[:NAMED_ABOVE]]
    more = len(held) - NAMED_ABOVE
    if more > 0:
        told.append(language.say(f"และอีก {more} อำเภอ", f"and {more} more districts"))
    return " · ".join(told) or language.say("ไม่อยู่ในตำบลใดที่มีในระบบ", "in no subdistrict that is known here")


def _place(brief: ShapeBrief, code: str, language: Language) -> str:
    place = brief.places.get(code)
    return place_title(place, language) if place else code


def _points(brief: ShapeBrief, language: Language) -> list[Point]:
    stands = _place(brief, brief.stands, language) if brief.stands else ""
    found = (_per_head(brief, language), late_point(brief.late, language), need_point(brief.needs, language, stands))
    return [point for point in found if point is not None]


def _per_head(brief: ShapeBrief, language: Language) -> Point | None:
    if brief.per_head is None or brief.around is None:
        return None
    province = _place(brief, next(iter(brief.inside.shares_of(PROVINCE_DIGITS))), language)
    here, around = number(brief.per_head), number(brief.around)
    th = f"ได้รับงบต่อหัวปี {brief.year} ประมาณ {here} บาท ทั้ง {province} {around} บาท"
    en = f"received about {here} baht per head in {brief.year} B.E., all of {province} {around} baht"
    return Point(language.say(th, en), Source.BUDGETS)


def _figures(brief: ShapeBrief, language: Language) -> list[Figure]:
    say, found = language.say, brief.inside
    size = f"{square_kilometres(found.zone.sqm)} {say('ตร.กม.', 'km²')}"
    people, unit = number(found.people), say("คน", "") if found.people is not None else ""
    per_head = number(brief.per_head)
    return [
        Figure(say("ประชากรประมาณ", "People, estimated"), people, unit, f"{size}{_why(brief, language)}", Source.PEOPLE),
        Figure(say("ตำบลที่ทับ", "Subdistricts met"), number(len(found.parts)), "",
               say(f"หมู่บ้านในรูป {brief.villages}", f"villages inside: {brief.villages}"), Source.PEOPLE),
        *money_figures(brief.money, brief.year, say(f"ต่อหัวประมาณ {per_head} บาท", f"about {per_head} baht per head"),
                       language),
        projects_figure(brief.of_year, len(brief.late), brief.year, language),
    ]  # fmt: skip


def _why(brief: ShapeBrief, language: Language) -> str:
    """Why people are not known, where they are not."""
    if brief.inside.people is not None or not brief.inside.parts:
        return ""
    return language.say(" · บางตำบลไม่ทราบ", " · some not known")


def _words(brief: ShapeBrief) -> dict[str, Say]:
    if brief.stands is None:
        return dict(WORDS)
    th, en = (_place(brief, brief.stands, language) for language in Language)
    columns = COLUMNS[len(brief.stands)]
    return {**WORDS, "indicators": (f"ตัวชี้วัดของ {th}", f"Indicators of {en}"), "columns": columns}


def _sources(brief: ShapeBrief) -> dict[Source, Text]:
    """What each figure comes from, and how it was brought onto the shape."""
    unknown = 1 - brief.known
    outside = (f" ({percent(unknown)}% ของรูปไม่อยู่ในตำบลที่มีในระบบ)", f" ({percent(unknown)}% of it in none that is known)")
    th, en = outside if unknown > 0.0005 else ("", "")
    if brief.stands is None:
        measured = Text(th="ทะเบียนตัวชี้วัด วัดเป็นรายเขต รูปนี้ไม่อยู่ในเขตใด", en="Register of indicators; none is measured of a shape")
    else:
        share = percent(brief.inside.shares_of(len(brief.stands))[brief.stands])
        of_th, of_en = (_place(brief, brief.stands, language) for language in Language)
        measured = Text(
            th=f"ทะเบียนตัวชี้วัด วัดเป็นรายเขต ไม่มีค่าของรูป จึงแสดงของ {of_th} ซึ่งมีรูปอยู่ {share}%",
            en=f"Register of indicators; none is measured of a shape, so those of {of_en}, where {share}% of it lies",
        )  # fmt: skip
    return {
        Source.PEOPLE: Text(th=f"ทะเบียนเขตและประชากร คนของตำบลคูณสัดส่วนเนื้อที่ในรูป จึงเป็นค่าประมาณ{th}",
                            en=f"Register of areas and people; those of subdistricts by share of area, an estimate{en}"),
        Source.INDICATORS: measured,
        Source.PROJECTS: Text(th="ทะเบียนโครงการและรายงานความก้าวหน้า ไม่นับที่ไม่มีที่ตั้ง",
                              en="Register of projects and progress reports, without those that have no place"),
        Source.BUDGETS: Text(th="บัญชีงบประมาณ คูณส่วนของที่ตั้งที่อยู่ในรูป",
                             en="Budget ledger, times the share of each project's places inside"),
    }  # fmt: skip
