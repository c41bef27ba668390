"""A brief as files: PDF by typst, with the map as lines and searchable names, and DOCX for those who write on."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from docx.shared import Cm

from app.briefs.maps import Drawn
from app.briefs.rules import MILLION, MOST_PROJECTS, SOURCES, Brief, Source, points
from app.calls.papers import Block, Column, Heading, Paper, Paragraph, Table
from app.calls.writers import to_docx
from app.core.faces import faces
from app.indicators.addresses import SHAPES as NEED_SHAPES
from app.indicators.queries.areas import Measured
from app.indicators.rules.scoring import LIGHTS as NEED_LIGHTS
from app.maps.rules import place_title
from app.monitoring.rules import LIGHTS, MARKS, Light
from app.overview.queries.areas import Listed
from app.projects.rules import State
from app.projects.rules.states import STATES
from app.web.words import Language, long_date, number, square_kilometres
from gis.mapsheet.figure import files_of, swatch, told_of
from gis.svgmap import LegendItem, Picture
from gis.typesetting import typeset

HERE = Path(__file__).parent
LAYOUT, SINGLE, ATLAS, MAP_ONLY = (HERE / f"{name}.typ" for name in ("brief", "single", "atlas", "map"))
DOTS = 200
LATE_FIRST = (Light.LATE, Light.WATCH, Light.UNKNOWN)
Say = tuple[str, str]
WORDS: dict[str, Say] = {
    "kind": ("สรุปพื้นที่", "Area brief"),
    "main": ("ประเด็นหลัก", "Main points"),
    "indicators": ("ตัวชี้วัด", "Indicators"),
    "columns": ("พื้นที่ · จังหวัด · เป้า", "here · province · target"),
    "no_indicators": ("ไม่มีตัวชี้วัดที่มีเป้าหรือเทียบจังหวัดได้", "No indicator has a target or compares with the province"),
    "money": ("เงินตามแหล่ง", "Money by source"),
    "no_money": ("ไม่มีเงินของโครงการใดตั้งอยู่ในพื้นที่นี้", "No money of any project lies in this area"),
    "projects": ("โครงการ", "Projects"),
    "no_projects": ("ไม่มีโครงการใดมีที่ตั้งในพื้นที่นี้", "No project has a place in this area"),
    "state": ("สถานะ", "State"),
    "where": ("ที่ตั้ง", "Place"),
    "received": ("ได้รับ", "Received"),
    "done": ("ผลงาน", "Done"),
    "sources": ("ที่มา", "Sources"),
    "map": ("แผนที่", "Map"),
    "year": ("ปี", "FY"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the layouts take it: its values, and the files beside it."""

    told: dict[str, object]
    files: dict[str, bytes]


def page_of(brief: Brief, what: Drawn, language: Language, notes: Sequence[str], prefix: str = "") -> Page:
    """The page of one area; ``prefix`` tells its files from those of other pages, ``notes`` stand at its foot."""
    names = [f"{prefix}key-{at}.svg" for at in range(len(what.legend))]
    told = values_of(brief, language) | {
        "figure": told_of(what.picture, prefix), "legend_title": language.text(what.title), "notes": list(notes),
        "legend": [{"file": name, "label": each.label} for name, each in zip(names, what.legend, strict=True)],
    }  # fmt: skip
    keys = {name: swatch(each) for name, each in zip(names, what.legend, strict=True)}
    return Page(told, files_of(what.picture, faces(), prefix) | keys)


def to_pdf(brief: Brief, what: Drawn, language: Language, notes: Sequence[str]) -> bytes:
    """One page of A4."""
    page = page_of(brief, what, language, notes)
    return typeset(SINGLE, page.told, fonts=faces(), files=page.files | _shared())


def to_book(title: str, office: str, dates: Sequence[str], notes: Sequence[str], pages: Sequence[Page], lang: str) -> bytes:
    """A cover with its contents, then a page for each area."""
    told = {"title": title, "office": office, "dates": list(dates), "notes": list(notes), "lang": lang, "cover": 1,
            "briefs": [page.told for page in pages]}  # fmt: skip
    files = {name: content for page in pages for name, content in page.files.items()}
    return typeset(ATLAS, told, fonts=faces(), files=files | _shared())


def _shared() -> dict[str, bytes]:
    """The layout of a page, and the marks of lights."""
    lights = {f"mark-{name}.svg": swatch(_mark(*look)) for name, look in marks().items()}
    return {LAYOUT.name: LAYOUT.read_bytes()} | lights


def map_png(picture: Picture, title: str) -> bytes:
    """The map alone, for text documents."""
    values = {"figure": told_of(picture), "lang": picture.lang, "alternative": title}
    return typeset(MAP_ONLY, values, fonts=faces(), files=files_of(picture, faces()), form="png", ppi=DOTS)


def marks() -> dict[str, tuple[str, str]]:
    """Mark and colour of each light of projects and of indicators."""
    return {f"p-{each}": MARKS[each] for each in Light} | {f"n-{each}": look for each, look in NEED_SHAPES.items()}


def _mark(shape: str, colour: str) -> LegendItem:
    return LegendItem("", colour, 0, "mark", shape)


def values_of(brief: Brief, language: Language) -> dict[str, object]:
    """What the page says, as texts in the language; sources by number."""
    text = language.text
    shown = brief.projects[:MOST_PROJECTS]
    return {
        "lang": language.value,
        "name": text(brief.name),
        "above": " · ".join(text(each) for each in reversed(brief.above)),
        "dates": [f"{language.say('จริง ณ', 'True on')} {long_date(brief.day, language)}"],
        "points": [{"text": each.text, "source": int(each.source)} for each in points(brief, language)],
        "figures": figures(brief, language),
        "needs": [_need(each, language) for each in brief.needs],
        "more_needs": brief.needs_in_all - len(brief.needs),
        "money": [_money(brief, at, language) for at in range(len(brief.money))],
        "money_unit": language.say(f"ล้านบาท ได้รับปี {brief.year} และร้อยละที่เบิกแล้ว",
                                   f"million baht received in {brief.year}, and percent disbursed"),
        "projects": [_project(each, brief, language) for each in shown],
        "projects_title": f"{language.say(*WORDS['projects'])} {len(brief.projects):,}",
        "projects_unit": language.say("ทุกปี เรื่องที่ต้องดูก่อน แล้วเรียงตามเงิน · ล้านบาทที่ได้รับเฉพาะในพื้นที่",
                                      "all years, what needs eyes first, then by money · million baht received here"),
        "rests": [_rest(brief.projects[shown:], language) for shown in range(len(shown) + 1)],
        "sources": [f"{int(each)} {text(said)}" for each, said in SOURCES.items()],
        "words": {name: language.say(*said) for name, said in WORDS.items()},
    }  # fmt: skip


def figures(brief: Brief, language: Language) -> list[dict[str, object]]:
    """The five figures below the head: name, value, unit, and what it is beside."""
    say, late = language.say, len(brief.late)
    size = f"{square_kilometres(brief.sqm)} {say('ตร.กม.', 'km²')}"
    per_head = number(brief.here.per_head)
    below = brief.counts.get("subdistrict") or 0
    inside = say(f"ใน {below} ตำบล", f"in {below} subdistricts") if below else ""
    paid = number(brief.paid, 0)
    return [
        _figure(say("ประชากร", "People"), number(brief.people), say("คน", ""), size, Source.PEOPLE),
        _figure(say("หมู่บ้าน", "Villages"), number(brief.counts.get("village", 0)), inside, "", Source.PEOPLE),
        _figure(say(f"ได้รับปี {brief.year}", f"Received {brief.year}"), _million(brief.received), say("ล้านบาท", "M baht"),
                say(f"ต่อหัว {per_head} บาท", f"{per_head} baht per head"), Source.BUDGETS),
        _figure(say("เบิกจ่าย", "Disbursed"), paid, "%" if brief.paid is not None else "", "", Source.BUDGETS),
        _figure(say(f"โครงการปี {brief.year}", f"Projects {brief.year}"), number(len(brief.of_year)), "",
                say(f"ล่าช้าทุกปี {late}", f"{late} late, all years"), Source.PROJECTS),
    ]  # fmt: skip


def _figure(name: str, value: str, unit: str, beside: str, source: Source) -> dict[str, object]:
    return {"name": name, "value": value, "unit": unit, "beside": beside, "source": int(source)}


def _million(baht: float) -> str:
    return number(baht / MILLION, 2)


def _need(one: Measured, language: Language) -> dict[str, object]:
    kind = one.indicator
    return {
        "name": language.say(kind.name_th, kind.name_en), "unit": language.say(kind.unit_th, kind.unit_en),
        "here": number(one.now.value if one.now else None, kind.decimals),
        "around": number(one.around.value if one.around else None, kind.decimals),
        "target": number(float(one.target) if one.target is not None else None, kind.decimals),
        "mark": f"mark-n-{one.light}.svg" if one.reached is not None else "",
        "light": language.text(NEED_LIGHTS[one.light]) if one.reached is not None else language.say("ไม่มีเป้า", "no target"),
    }  # fmt: skip


def _money(brief: Brief, at: int, language: Language) -> dict[str, object]:
    one, most = brief.money[at], max(each.received for each in brief.money) or 1
    return {
        "source": language.text(one.source), "received": _million(one.received), "share": one.received / most,
        "paid": (one.paid or 0) / 100, "percent": f"{number(one.paid)}%" if one.paid is not None else "–",
    }  # fmt: skip


def _project(one: Listed, brief: Brief, language: Language) -> dict[str, object]:
    place = brief.places.get(one.code or "")
    title = language.say(one.project.title_th, one.project.title_en or one.project.title_th)
    state = LIGHTS[one.light] if one.light else STATES[State(one.project.state)]
    return {
        "mark": f"mark-p-{one.light}.svg" if one.light else "", "state": language.text(state), "title": title,
        "reference": one.project.reference, "year": f"{one.project.first_year}",
        "place": place_title(place, language) if place else "–",
        "received": _million(one.received) if one.received else "–", "done": _done(one),
    }  # fmt: skip


def _done(one: Listed) -> str:
    pct = one.standing.actual_pct if one.standing else None
    return "–" if pct is None else f"{pct:.0f}%"


def _rest(rest: Sequence[Listed], language: Language) -> str:
    if not rest:
        return ""
    baht = _million(sum(one.received for one in rest))
    return language.say(f"และอีก {len(rest)} โครงการ รวม {baht} ล้านบาท", f"and {len(rest)} more with {baht} million baht")


def to_word(brief: Brief, picture: Picture, language: Language, notes: Sequence[str]) -> bytes:
    """The same as a text document, with the map as a picture after its title."""
    told = values_of(brief, language)
    title = f"{language.say(*WORDS['kind'])} {told['name']}"
    paper = Paper(title, " · ".join((*_texts(told["sources"]), *notes)), _blocks(told))
    made = Document(io.BytesIO(to_docx(paper)))
    run = made.paragraphs[1].insert_paragraph_before().add_run()
    run.add_picture(io.BytesIO(map_png(picture, title)), width=Cm(9))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _texts(told: object) -> list[str]:
    assert isinstance(told, list)
    return [str(each) for each in told]


def _rows(told: dict[str, object], name: str) -> list[dict[str, str]]:
    rows = told[name]
    assert isinstance(rows, list)
    return [{key: str(value) for key, value in row.items()} for row in rows]


def _blocks(told: dict[str, object]) -> list[Block]:
    words = told["words"]
    assert isinstance(words, dict)
    needs = [(each["name"], each["here"], each["around"], each["target"], each["light"]) for each in _rows(told, "needs")]
    money = [(each["source"], each["received"], each["percent"]) for each in _rows(told, "money")]
    projects = [
        (each["state"], each["title"], each["place"], each["received"], each["done"]) for each in _rows(told, "projects")
    ]
    here, around, target = str(words["columns"]).split(" · ")
    return [
        Paragraph(str(told["above"])),
        *(Paragraph(f"• {each['text']} [{each['source']}]") for each in _rows(told, "points")),
        Table([Column(each["name"]) for each in _rows(told, "figures")],
              [[f"{each['value']} {each['unit']} {each['beside']}".strip() for each in _rows(told, "figures")]]),
        Heading(str(words["indicators"])),
        Table([Column(each) for each in (str(words["indicators"]), here, around, target, str(words["state"]))], needs)
        if needs else Paragraph(str(words["no_indicators"])),
        Heading(f"{words['money']} ({told['money_unit']})"),
        Table([Column(str(words["money"])), Column(str(words["received"])), Column("%")], money)
        if money else Paragraph(str(words["no_money"])),
        Heading(str(told["projects_title"])),
        Table([Column(str(words[name])) for name in ("state", "projects", "where", "received", "done")], projects)
        if projects else Paragraph(str(words["no_projects"])),
        *([Paragraph(_texts(told["rests"])[-1])] if _texts(told["rests"])[-1] else []),
    ]  # fmt: skip
