"""What a print shows: the frame at a round scale, the layers in it, the area that is shown alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import shapely
from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.maps import asking, comparing, exports, queries, rules, telling, times
from app.maps.asking import Asked
from app.maps.bases import basis
from app.maps.classing import catalog_of, classed_in, lenders, parameter
from app.maps.headings import Heading, heading
from app.maps.hidden import has_hidden_rows, shows_hidden
from app.maps.papers import PrintIn
from app.web.words import Language, language_of
from gis.catalog import Catalog
from gis.geojson import Feature as Drawable
from gis.layer import Layer, Text
from gis.mapsheet import Room, framed, room_of
from gis.svgmap import Drawn, Frame

PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Shown:
    """What a sheet shows: its frame at a round scale, the area that is shown alone, and the layers from below.

    ``asked`` is the question of the layer in front, ``said`` what the sheet has to say of it; ``differing`` is the difference
    of two maps that stands in the place of that layer. ``is_closed``: whether anything of it is not public;
    ``bases``: what the values of a layer are made of, by its id.
    """

    frame: Frame
    ratio: int
    area: Drawable | None
    area_title: str
    heading: Heading
    room: Room
    drawn: tuple[Drawn, ...]
    layer: Layer
    asked: Asked
    said: tuple[str, ...]
    differing: comparing.Shown | None = None
    is_closed: bool = False
    bases: Mapping[str, Text] = field(default_factory=dict)

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
    compared = _compared(request, session, viewer, layer, wanted, asked) if wanted.compared else None
    differing = compared.differing if compared else None
    front = differing.entry.layer if differing else layer
    said = () if differing else telling.narrowing(session, layer, asked, language, viewer=viewer)
    with times.at(session, differing.year if differing else asked.year):
        area = _area(session, catalog_of(request), viewer, wanted.area) if wanted.area else None
        called = _called(session, wanted.area, language, viewer)
        made_of = basis(session, front, viewer=viewer)
        head = heading(layer, front, differing, asked, made_of, called, wanted.title, language)
        room = room_of(wanted.paper, wanted.orientation, head.title, head.subtitle)
        frame, ratio, found = _drawn(request, session, viewer, front, wanted, area, asked, room)
        drawn = tuple(exports.inside(each, area.geom if area else None) for each in found)
        is_closed = shows_hidden(session, drawn, {layer.id: asked.question}, viewer=viewer)
        told = ((each.layer.id, basis(session, each.layer, viewer=viewer)) for each in drawn)
        bases = {name: made_of for name, made_of in told if made_of}
    is_closed = is_closed or _lends_closed(request, session, viewer, layer, drawn, asked, compared)
    if differing:
        drawn = tuple(comparing.valued(each, differing) if each.layer.id == front.id else each for each in drawn)
    return Shown(frame, ratio, area, called, head, room, drawn, front, asked, said, differing, is_closed, bases)


def _lends_closed(
    request: Request, session: Session, viewer: Viewer, layer: Layer, drawn: tuple[Drawn, ...], asked: Asked,
    compared: comparing.Compared | None,
) -> bool:  # fmt: skip
    """Whether what is drawn as the front is made of rows that are not public: of either year or layer of a difference, of what
    classes are made of."""
    if viewer.is_public:
        return False
    if compared:
        lent = [(side.layer, side.year) for side in (compared.a, compared.b)]
    else:
        lent = [(one, asked.year) for one in lenders(request.app.state.catalog, layer, viewer)]
    ids = [feature.id for each in drawn if each.layer.id in (layer.id, *(one.id for one, _ in lent)) for feature in each.features]
    for one, year in lent:
        with times.at(session, year):
            if has_hidden_rows(session, one, ids, viewer=viewer):
                return True
    return False


def _drawn(
    request: Request, session: Session, viewer: Viewer, front: Layer, wanted: PrintIn, area: Drawable | None, asked: Asked,
    room: Room,
) -> tuple[Frame, int, list[Drawn]]:  # fmt: skip
    catalog: Catalog = catalog_of(request)
    bounds = area.geom.bounds if area else wanted.bbox
    if bounds is None:
        bounds = queries.opening_view(session, catalog, viewer=viewer, home=exports.home_of(request))
    frame, ratio = framed(bounds, room, wanted.scale)
    named = [queries.layer_named(catalog, name, viewer=viewer).id for name in wanted.named]
    names = named or [*exports.as_on_the_map(session, catalog, viewer, front), *_parts_of(wanted.area)]
    found = exports.drawn_on(
        catalog, session, viewer, (front.id, *names), frame, language_of(request), {}, unnamed=("provinces",),
        asked={front.id: asked.question},
    )  # fmt: skip
    return frame, ratio, found


def _compared(
    request: Request, session: Session, viewer: Viewer, layer: Layer, wanted: PrintIn, asked: Asked
) -> comparing.Compared:
    """Two maps with their difference. Raises Invalid where there is none, and for what a comparison does not know."""
    assert wanted.compared is not None
    if asked.kept or classed_in(request):
        raise Invalid(
            "แผนที่ผลต่างใช้ทุกพื้นที่และชั้นตามชั้นข้อมูล เอาปีเดียว ตัวกรอง และการจัดชั้นออกก่อน",
            "A difference is of all areas by the layer's own values; leave out the single year, filter and classes.", place="way",
        )  # fmt: skip
    catalog: Catalog = request.app.state.catalog
    found = comparing.compare(session, catalog, layer, wanted.compared, language_of(request), viewer=viewer)
    if found.differing is None:
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
