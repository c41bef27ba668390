"""A map for paper: what is asked for, and the sheet that answers it (พิมพ์แผนที่)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated, Self

import shapely
from pydantic import BaseModel, Field, field_validator, model_validator
from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.core.short_ids import ID_PATTERN
from app.maps import exports, queries, rules, times
from app.maps.classing import catalog_of
from app.maps.saved.asking import opened
from app.maps.schemas import Bounds
from app.web import words
from app.web.qr import document
from app.web.templating import hung
from app.web.words import Language, language_of
from gis import svgmap
from gis.access import Read
from gis.catalog import Catalog
from gis.geojson import Feature as Drawable
from gis.layer import Layer
from gis.mapsheet import Grid, Legend, Orientation, Paper, Sheet, framed, grid_of, room_of
from gis.mapsheet.scale import SMALLEST
from gis.svgmap import Drawn, Frame, LegendItem, legend_of

MOST_LAYERS, LARGEST = 12, 10_000_000
MOST_TITLE, PROVINCE_DIGITS = 120, 2
WORDS = {
    "scale": ("มาตราส่วน", "Scale"),
    "legend": ("คำอธิบายสัญลักษณ์", "Legend"),
    "count": ("จำนวนในภาพ", "on this map"),
    "sources": ("ที่มา", "Sources"),
    "overleaf": ("คำอธิบายสัญลักษณ์อยู่หน้าถัดไป", "The legend is overleaf"),
    "km": ("กม.", "km"),
    "north": ("น", "N"),
}


class Digits(StrEnum):
    """In which digits numbers are written (เลขไทย)."""

    ARABIC = "arabic"
    THAI = "thai"


class Lines(StrEnum):
    """Whether a grid of coordinates lies on the map (เส้นกริดพิกัด)."""

    UTM = "utm"
    NONE = "none"


class PrintIn(BaseModel):
    """What is asked of a print. ``layers`` as in the address of the map, without it what a new map shows.

    ``saved`` is the saved map to which the code on the sheet leads.
    ``area`` is the code of the area that is shown alone; ``bbox`` what the map shows: west, south, east, north. ``scale``
    is the number below the fraction; without it the map is as large as fits.
    """

    paper: Paper = Paper.A4
    orientation: Orientation = Orientation.LANDSCAPE
    area: Annotated[str, Field(pattern=r"^\d{2}(\d{2}){0,2}$")] | None = None
    bbox: Bounds | None = None
    layers: tuple[str, ...] = ()
    scale: Annotated[int, Field(ge=SMALLEST, le=LARGEST)] | None = None
    grid: Lines = Lines.UTM
    digits: Digits = Digits.ARABIC
    title: Annotated[str, Field(max_length=MOST_TITLE)] = ""
    saved: Annotated[str, Field(pattern=ID_PATTERN)] | None = None

    @field_validator("bbox", mode="before")
    @classmethod
    def _four_numbers(cls, given: object) -> object:
        if not isinstance(given, str):
            return given
        try:
            west, south, east, north = (float(part) for part in given.split(","))
        except ValueError:
            raise ValueError("กรอบต้องมีสี่ตัวเลข ตะวันตก,ใต้,ตะวันออก,เหนือ · A box has four numbers") from None
        return west, south, east, north

    @field_validator("layers", mode="before")
    @classmethod
    def _names(cls, given: object) -> object:
        """``projects~50,roads``: a print is opaque, so that the share after ``~`` is left out."""
        return [part.partition("~")[0] for part in given.split(",") if part] if isinstance(given, str) else given

    @model_validator(mode="after")
    def _makes_sense(self) -> Self:
        if self.bbox is not None:
            west, south, east, north = self.bbox
            if not (-180 <= west < east <= 180 and -85 <= south < north <= 85):
                raise ValueError("กรอบต้องเรียง ตะวันตก,ใต้,ตะวันออก,เหนือ เป็นองศา · A box is west, south, east, north in degrees")
        if len(self.layers) > MOST_LAYERS:
            raise ValueError(f"พิมพ์ได้ครั้งละไม่เกิน {MOST_LAYERS} ชั้น · At most {MOST_LAYERS} layers are printed at once")
        return self


@dataclass(frozen=True, slots=True)
class Shown:
    """What a sheet shows: its frame at a round scale, the area that is shown alone, and the layers from below."""

    frame: Frame
    ratio: int
    area: Drawable | None
    area_title: str
    drawn: tuple[Drawn, ...]
    layer_id: str

    @property
    def is_cut(self) -> bool:
        """Whether the scale that was asked for leaves a part of the area outside."""
        if self.area is None:
            return False
        west, south, east, north = self.frame.bounds
        return not shapely.box(west, south, east, north).covers(self.area.geom.envelope)


def shown(request: Request, session: Session, viewer: Viewer, layer: Layer, asked: PrintIn) -> Shown:
    """The frame and the features in it. Raises NotFound for a layer and Invalid for an area that is not here."""
    catalog: Catalog = catalog_of(request)
    language = language_of(request)
    area = _area(session, catalog, viewer, asked.area) if asked.area else None
    bounds = area.geom.bounds if area else asked.bbox
    if bounds is None:
        bounds = queries.opening_view(session, catalog, viewer=viewer, home=exports.home_of(request))
    frame, ratio = framed(bounds, room_of(asked.paper, asked.orientation), asked.scale)
    named = [queries.layer_named(catalog, name, viewer=viewer).id for name in asked.layers]
    names = named or [*exports.as_on_the_map(session, catalog, viewer, layer), *_parts_of(asked.area)]
    found = exports.drawn_on(catalog, session, viewer, (layer.id, *names), frame, language, {}, unnamed=("provinces",))
    called = _called(session, asked.area, language, viewer)
    return Shown(frame, ratio, area, called, tuple(exports.inside(each, area.geom if area else None) for each in found), layer.id)


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


def sheet(request: Request, session: Session, viewer: Viewer, layer: Layer, asked: PrintIn, as_of: date | None) -> Sheet:
    """The sheet of what is asked for. Raises NotFound and Invalid as ``shown`` does."""
    language, room = language_of(request), room_of(asked.paper, asked.orientation)
    what = shown(request, session, viewer, layer, asked)
    picture = svgmap.draw(
        what.drawn, size=room.pixels, frame=what.frame, focus=what.area.geom if what.area else None,
        lang=language, prefix="print", furniture=False,
    )  # fmt: skip
    grid = grid_of(what.frame) if asked.grid is Lines.UTM else None
    said, period = language.text(layer.metadata.title), _period(session, layer, viewer, language)
    parts = (said if asked.title else "", period, what.area_title, _unit(layer, language))
    kept = saved_at(request, session, viewer, asked.saved) if asked.saved else ""
    return Sheet(
        title=asked.title or said,
        subtitle=" · ".join(part for part in parts if part),
        office=_office(request, language),
        room=room,
        picture=picture,
        ratio=what.ratio,
        legends=_legends(what, language),
        dates=_dates(as_of, language),
        sources=_sources(what.drawn, language),
        notes=_notes(request, viewer, what, language),
        address=kept or request.url.path.rpartition(".")[0] + "/print",
        code=document(kept) if kept else b"",
        words={name: language.say(*texts) for name, texts in WORDS.items()},
        system=_of_grid(grid, language),
        grid=grid,
        thai_digits=asked.digits is Digits.THAI,
        alternative=f"{language.say('แผนที่', 'Map of')} {said}",
    )


def saved_at(request: Request, session: Session, viewer: Viewer, map_id: str) -> str:
    """The address of a saved map. Raises NotFound and Gone."""
    found = opened(session, request.app.state.catalog, map_id, viewer=viewer)
    return f"{str(request.base_url).rstrip('/')}/maps/saved/{found.id}"


def _unit(layer: Layer, language: Language) -> str:
    value = layer.by_role("value")
    return language.text(value.unit) if value and value.unit else ""


def _period(session: Session, layer: Layer, viewer: Viewer, language: Language) -> str:
    """The year of the data on the day of the print; empty for a layer without years."""
    years = times.timeline(session, layer, viewer=viewer)
    return years.newest.title(language) if years else ""


def _office(request: Request, language: Language) -> str:
    office = hung(request, "office")
    return language.text(office) if office else language.say("แผน", "Phaen")


def _dates(as_of: date | None, language: Language) -> tuple[str, ...]:
    """The day that the map is true of, and the day on which it was known so."""
    known = words.today()
    return (
        f"{language.say('จริง ณ', 'True on')} {words.long_date(as_of or known, language)}",
        f"{language.say('รู้ ณ', 'Known on')} {words.long_date(known, language)}",
    )


def _legends(what: Shown, language: Language) -> tuple[Legend, ...]:
    """Of each layer that shows anything, the topmost first; counted is what lies inside an area that is shown alone."""
    told = ((each.layer, legend_of(each.layer, _counted(each, what), language)) for each in reversed(_ordered(what)))
    return tuple(
        Legend(language.text(layer.metadata.title), _bracketed(_unit(layer, language)), _kept(items))
        for layer, items in told
        if layer.id == what.layer_id or any(item.count for item in items)
    )


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
            of.setdefault(each.layer.metadata.data_source, []).append(language.text(each.layer.metadata.title))
    return tuple(f"{source} ({', '.join(titles)})" for source, titles in of.items())


def _notes(request: Request, viewer: Viewer, what: Shown, language: Language) -> tuple[str, ...]:
    """What a reader must know: invented data, data that is not public, a part that is cut off, the projection."""
    banner = hung(request, "banner")
    hidden = not viewer.is_public and any(
        each.layer.access.read != Read.PUBLIC or each.layer.access.rows.class_ for each in what.drawn
    )
    told = (
        language.say("มีข้อมูลสมมุติเพื่อการสาธิต", "Holds invented data for demonstration") if banner else "",
        language.say("มีข้อมูลที่ไม่เปิดเผยต่อสาธารณะ", "Holds data that is not public") if hidden else "",
        language.say("มาตราส่วนนี้แสดงพื้นที่ไม่ครบ", "At this scale a part of the area is cut off") if what.is_cut else "",
        language.say("มาตราส่วนตรงที่กลางแผนที่ (ฉาย Web Mercator)", "The scale is true at the middle (Web Mercator)"),
    )
    return tuple(note for note in told if note)
