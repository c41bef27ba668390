"""A map for paper: the sheet that answers what is asked for (พิมพ์แผนที่)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import shapely
from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.maps import asking, comparing, exports, queries, rules, telling, times
from app.maps.asking import Asked
from app.maps.classing import catalog_of, classed_in, parameter
from app.maps.papers import Digits, Lines, PrintIn
from app.maps.saved.asking import opened
from app.web import words
from app.web.qr import document
from app.web.templating import hung
from app.web.words import Language, language_of
from gis import svgmap
from gis.access import Read
from gis.catalog import Catalog
from gis.geojson import Feature as Drawable
from gis.layer import Layer
from gis.mapsheet import Grid, Legend, Sheet, framed, grid_of, room_of
from gis.svgmap import Drawn, Frame, LegendItem, legend_of

PROVINCE_DIGITS = 2
WORDS = {
    "scale": ("มาตราส่วน", "Scale"),
    "legend": ("คำอธิบายสัญลักษณ์", "Legend"),
    "count": ("จำนวนในภาพ", "on this map"),
    "sources": ("ที่มา", "Sources"),
    "overleaf": ("คำอธิบายสัญลักษณ์อยู่หน้าถัดไป", "The legend is overleaf"),
    "km": ("กม.", "km"),
    "north": ("น", "N"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """What a sheet shows: its frame at a round scale, the area that is shown alone, and the layers from below.

    ``asked`` is the question of the layer in front, ``said`` what the sheet has to say of it; ``differing`` is the difference
    of two maps that stands in the place of that layer.
    """

    frame: Frame
    ratio: int
    area: Drawable | None
    area_title: str
    drawn: tuple[Drawn, ...]
    layer: Layer
    asked: Asked
    said: tuple[str, ...]
    differing: comparing.Shown | None = None

    @property
    def is_cut(self) -> bool:
        """Whether the scale that was asked for leaves a part of the area outside."""
        if self.area is None:
            return False
        west, south, east, north = self.frame.bounds
        return not shapely.box(west, south, east, north).covers(self.area.geom.envelope)


def shown(request: Request, session: Session, viewer: Viewer, layer: Layer, wanted: PrintIn) -> Shown:
    """The frame and the features in it. Raises NotFound for a layer and Invalid for what is not here.

    The layer in front is of the year and as narrowed as its table is; a difference is that of the comparing page.
    """
    language, classes = language_of(request), parameter(request, layer)
    asked = asking.asked_of(session, layer, wanted.of_map, viewer=viewer, classes=classes)
    differing = _differing(request, session, viewer, layer, wanted, asked) if wanted.compared else None
    front = differing.entry.layer if differing else layer
    said = () if differing else telling.narrowing(session, layer, asked, language, viewer=viewer)
    with times.at(session, differing.year if differing else asked.year):
        area = _area(session, catalog_of(request), viewer, wanted.area) if wanted.area else None
        frame, ratio, found = _drawn(request, session, viewer, front, wanted, area, asked)
        called = _called(session, wanted.area, language, viewer)
    if differing:
        found = [comparing.valued(each, differing) if each.layer.id == front.id else each for each in found]
    drawn = tuple(exports.inside(each, area.geom if area else None) for each in found)
    return Shown(frame, ratio, area, called, drawn, front, asked, said, differing)


def _drawn(
    request: Request, session: Session, viewer: Viewer, front: Layer, wanted: PrintIn, area: Drawable | None, asked: Asked
) -> tuple[Frame, int, list[Drawn]]:
    catalog: Catalog = catalog_of(request)
    bounds = area.geom.bounds if area else wanted.bbox
    if bounds is None:
        bounds = queries.opening_view(session, catalog, viewer=viewer, home=exports.home_of(request))
    frame, ratio = framed(bounds, room_of(wanted.paper, wanted.orientation), wanted.scale)
    named = [queries.layer_named(catalog, name, viewer=viewer).id for name in wanted.named]
    names = named or [*exports.as_on_the_map(session, catalog, viewer, front), *_parts_of(wanted.area)]
    found = exports.drawn_on(
        catalog, session, viewer, (front.id, *names), frame, language_of(request), {}, unnamed=("provinces",),
        asked={front.id: asked.question},
    )  # fmt: skip
    return frame, ratio, found


def _differing(
    request: Request, session: Session, viewer: Viewer, layer: Layer, wanted: PrintIn, asked: Asked
) -> comparing.Shown:
    """The difference of two maps. Raises Invalid where there is none, and for what a comparison does not know."""
    assert wanted.compared is not None
    if asked.kept or classed_in(request):
        raise Invalid(
            "แผนที่ผลต่างใช้ทุกพื้นที่และชั้นตามชั้นข้อมูล เอาปีเดียว ตัวกรอง และการจัดชั้นออกก่อน",
            "A difference is of all areas by the layer's own values; leave out the single year, filter and classes.", place="way",
        )  # fmt: skip
    catalog: Catalog = request.app.state.catalog
    found = comparing.compare(session, catalog, layer, wanted.compared, language_of(request), viewer=viewer).differing
    if found is None:
        raise Invalid(
            "หน่วยของสองชั้นไม่เหมือนกัน จึงไม่มีผลต่างให้พิมพ์",
            "The two layers have different units, so there is no difference to print.", place="way",
        )  # fmt: skip
    return found


def _parts_of(code: str | None) -> tuple[str, ...]:
    """The boundaries below an area that is shown alone."""
    return () if code is None or len(code) == PROVINCE_DIGITS else ("subdistricts",)


def _called(session: Session, code: str | None, language: Language, viewer: Viewer) -> str:
    place = queries.places_of(session, [code], viewer=viewer).get(code) if code else None
    return rules.place_title(place, language) if place else ""


def _area(session: Session, catalog: Catalog, viewer: Viewer, code: str) -> Drawable:
    level = catalog.get(rules.LEVEL_LAYERS[len(code)], viewer.visible())
    found = queries.feature_drawn(session, level, code, viewer=viewer) if level else None
    if found is None:
        raise Invalid(f"ไม่มีพื้นที่รหัส {code} ในวันนั้น", f"There is no area {code} on that day.", place="area")
    return found


def sheet(request: Request, session: Session, viewer: Viewer, layer: Layer, wanted: PrintIn, as_of: date | None) -> Sheet:
    """The sheet of what is asked for. Raises NotFound and Invalid as ``shown`` does."""
    language, room = language_of(request), room_of(wanted.paper, wanted.orientation)
    what = shown(request, session, viewer, layer, wanted)
    picture = svgmap.draw(
        what.drawn, size=room.pixels, frame=what.frame, focus=what.area.geom if what.area else None,
        lang=language, prefix="print", furniture=False,
    )  # fmt: skip
    grid = grid_of(what.frame) if wanted.grid is Lines.UTM else None
    said = _title(layer, what, language)
    parts = (said if wanted.title else "", _period(what, language), what.area_title, _unit(what.layer, language))
    kept = saved_at(request, session, viewer, wanted.saved) if wanted.saved else ""
    return Sheet(
        title=wanted.title or said,
        subtitle=" · ".join(part for part in parts if part),
        only=what.said,
        office=_office(request, language),
        room=room,
        picture=picture,
        ratio=what.ratio,
        legends=_legends(what, language),
        dates=_dates(as_of, what, language),
        sources=_sources(what.drawn, language),
        notes=_notes(request, viewer, what, wanted, language),
        address=kept or request.url.path.rpartition(".")[0] + "/print",
        code=document(kept) if kept else b"",
        words={name: language.say(*texts) for name, texts in WORDS.items()},
        system=_of_grid(grid, language),
        grid=grid,
        thai_digits=wanted.digits is Digits.THAI,
        alternative=f"{language.say('แผนที่', 'Map of')} {said}",
    )


def saved_at(request: Request, session: Session, viewer: Viewer, map_id: str) -> str:
    """The address of a saved map. Raises NotFound and Gone."""
    found = opened(session, request.app.state.catalog, map_id, viewer=viewer)
    return f"{str(request.base_url).rstrip('/')}/maps/saved/{found.id}"


def _unit(layer: Layer, language: Language) -> str:
    value = layer.by_role("value")
    return language.text(value.unit) if value and value.unit else ""


def _title(layer: Layer, what: Shown, language: Language) -> str:
    said = language.text(layer.metadata.title)
    return f"{language.say('ผลต่าง', 'Difference')}: {said}" if what.differing else said


def _period(what: Shown, language: Language) -> str:
    """The year of the data, of a difference both years; empty for a layer without years."""
    if what.differing:
        return what.differing.title
    return what.asked.year.title(language) if what.asked.year else ""


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


def _legends(what: Shown, language: Language) -> tuple[Legend, ...]:
    """Of each layer that shows anything, the topmost first; counted is what lies inside an area that is shown alone."""
    told = ((each.layer, _signed(what, each, _counted(each, what), language)) for each in reversed(_ordered(what)))
    return tuple(
        Legend(language.text(layer.metadata.title), _bracketed(_unit(layer, language)), _kept(items))
        for layer, items in told
        if layer.id == what.layer.id or any(item.count for item in items)
    )


def _signed(what: Shown, drawn: Drawn, counted: list[Drawable], language: Language) -> tuple[LegendItem, ...]:
    """The legend; that of a difference has signs, as on its page."""
    items = legend_of(drawn.layer, counted, language)
    if what.differing is None or drawn.layer.id != what.layer.id:
        return items
    titles = [language.text(entry.title) for entry in what.differing.entry.legend]
    return tuple(replace(item, label=title) for item, title in zip(items, titles, strict=True))


def _ordered(what: Shown) -> list[Drawn]:
    return sorted(what.drawn, key=lambda drawn: (drawn.layer.style.order, drawn.layer.id))


def _counted(drawn: Drawn, what: Shown) -> list[Drawable]:
    """The features that the frame shows; of an area shown alone those whose inside lies in it."""
    box = shapely.box(*what.frame.bounds)
    within = shapely.intersection(box, what.area.geom) if what.area else box
    shapely.prepare(within)
    return [each for each in drawn.features if within.intersects(each.geom) and _lies(each, what)]


def _lies(feature: Drawable, what: Shown) -> bool:
    """Neighbours touch the border; what has its middle beyond it is not inside."""
    if what.area is None or shapely.get_dimensions(feature.geom) == 1:
        return True
    return bool(what.area.geom.intersects(exports.middle_of(feature)))


def _kept(items: tuple[LegendItem, ...]) -> tuple[LegendItem, ...]:
    """All classes of a shaded layer; of marks and of the absence of data only what is there, for paper has an end."""
    kept = tuple(item for item in items if item.pattern == "solid" or item.count)
    return kept or items[:1]


def _bracketed(unit: str) -> str:
    return f"({unit})" if unit else ""


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


def _notes(request: Request, viewer: Viewer, what: Shown, wanted: PrintIn, language: Language) -> tuple[str, ...]:
    """What a reader must know: invented data, data that is not public, what is cut off or not printed, the projection."""
    banner = hung(request, "banner")
    hidden = not viewer.is_public and any(
        each.layer.access.read != Read.PUBLIC or each.layer.access.rows.class_ for each in what.drawn
    )
    told = (
        language.say("มีข้อมูลสมมุติเพื่อการสาธิต", "Holds invented data for demonstration") if banner else "",
        language.say("มีข้อมูลที่ไม่เปิดเผยต่อสาธารณะ", "Holds data that is not public") if hidden else "",
        language.say("มาตราส่วนนี้แสดงพื้นที่ไม่ครบ", "At this scale a part of the area is cut off") if what.is_cut else "",
        language.say("ชั้นที่โปร่งแสงบนแผนที่พิมพ์ทึบ", "Layers that the map shows through are printed opaque") if wanted.is_faded else "",
        *telling.notes(what.layer, language),
        language.say("มาตราส่วนตรงที่กลางแผนที่ (ฉาย Web Mercator)", "The scale is true at the middle (Web Mercator)"),
    )
    return tuple(note for note in told if note)
