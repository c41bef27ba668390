"""A map for paper: the sheet that answers what is asked for (พิมพ์แผนที่)."""

from __future__ import annotations

from datetime import date

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.maps import legends, telling
from app.maps.papers import Digits, Lines, PrintIn
from app.maps.saved.asking import opened
from app.maps.showing import Shown, shown
from app.web import words
from app.web.qr import document
from app.web.templating import hung
from app.web.words import Language, language_of
from gis import svgmap
from gis.layer import Layer
from gis.mapsheet import Grid, Sheet, grid_of
from gis.svgmap import Drawn

WORDS = {
    "scale": ("มาตราส่วน", "Scale"),
    "legend": ("คำอธิบายสัญลักษณ์", "Legend"),
    "count": ("จำนวนในภาพ", "on this map"),
    "sources": ("ที่มา", "Sources"),
    "overleaf": ("คำอธิบายสัญลักษณ์อยู่หน้าถัดไป", "The legend is overleaf"),
    "km": ("กม.", "km"),
    "north": ("น", "N"),
    "page": ("หน้า", "Page"),
}


def sheet(request: Request, session: Session, viewer: Viewer, layer: Layer, wanted: PrintIn, as_of: date | None) -> Sheet:
    """The sheet of what is asked for. Raises NotFound and Invalid as ``shown`` does."""
    language, what = language_of(request), shown(request, session, viewer, layer, wanted)
    picture = svgmap.draw(
        what.drawn, size=what.room.pixels, frame=what.frame, focus=what.area.geom if what.area else None,
        lang=language, prefix="print", furniture=False,
    )  # fmt: skip
    grid = grid_of(what.frame) if wanted.grid is Lines.UTM else None
    kept = saved_at(request, session, viewer, wanted.saved) if wanted.saved else ""
    return Sheet(
        title=what.heading.title,
        subtitle=what.heading.subtitle,
        only=what.said,
        office=_office(request, language),
        room=what.room,
        picture=picture,
        ratio=what.ratio,
        legends=legends.legends(what, language),
        dates=_dates(as_of, what, language),
        sources=_sources(what.drawn, language),
        notes=_notes(request, what, wanted, language),
        address=kept or request.url.path.rpartition(".")[0] + "/print",
        code=document(kept) if kept else b"",
        words={name: language.say(*texts) for name, texts in WORDS.items()},
        system=_of_grid(grid, language),
        grid=grid,
        thai_digits=wanted.digits is Digits.THAI,
        alternative=f"{language.say('แผนที่', 'Map of')} {what.heading.said}",
    )


def saved_at(request: Request, session: Session, viewer: Viewer, map_id: str) -> str:
    """The address of a saved map. Raises NotFound and Gone."""
    found = opened(session, request.app.state.catalog, map_id, viewer=viewer)
    return f"{str(request.base_url).rstrip('/')}/maps/saved/{found.id}"


def _office(request: Request, language: Language) -> str:
    office = hung(request, "office")
    return language.text(office) if office else language.say("แผน", "Phaen")


def _dates(as_of: date | None, what: Shown, language: Language) -> tuple[str, ...]:
    """The day that the map is true of, which is the last of an older year, and the day on which it was known so."""
    year = what.differing.year if what.differing else what.asked.year
    known, day = words.today(), year.day if year else None
    return (
        f"{language.say('จริง ณ', 'True on')} {words.long_date(day or as_of or known, language)}",
        f"{language.say('รู้ ณ', 'Known on')} {words.long_date(known, language)}",
    )


def _of_grid(grid: Grid | None, language: Language) -> str:
    if grid is None:
        return ""
    name = language.say(grid.reference.title_th, grid.reference.title_en)
    return language.say(f"กริด {name} ตัวเลขเป็นกิโลเมตร", f"Grid {name}, numbers in kilometres")


def _sources(drawn: tuple[Drawn, ...], language: Language) -> tuple[str, ...]:
    """Each source once, with the titles of what comes from it."""
    of: dict[str, list[str]] = {}
    for each in drawn:
        if each.features:
            of.setdefault(language.text(each.layer.metadata.data_source), []).append(language.text(each.layer.metadata.title))
    return tuple(f"{source} ({', '.join(titles)})" for source, titles in of.items())


def _notes(request: Request, what: Shown, wanted: PrintIn, language: Language) -> tuple[str, ...]:
    """What a reader must know: invented data, data that is not public, what is cut off or not printed, the projection."""
    banner = hung(request, "banner")
    told = (
        language.say("มีข้อมูลสมมุติเพื่อการสาธิต", "Holds invented data for demonstration") if banner else "",
        language.say("มีข้อมูลที่ไม่เปิดเผยต่อสาธารณะ", "Holds data that is not public") if what.is_closed else "",
        language.say("มาตราส่วนนี้แสดงพื้นที่ไม่ครบ", "At this scale a part of the area is cut off") if what.is_cut else "",
        language.say("ชั้นที่โปร่งแสงบนแผนที่พิมพ์ทึบ", "Layers that the map shows through are printed opaque") if wanted.is_faded else "",
        *telling.notes(what.layer, language),
        language.say("มาตราส่วนตรงที่กลางแผนที่ (ฉาย Web Mercator)", "The scale is true at the middle (Web Mercator)"),
    )
    return tuple(note for note in told if note)
