"""The page on which two maps are compared, with a picture of each, one of the difference, and the table of both."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Viewer
from app.maps import comparing, exports, queries, times
from app.maps.comparing import CompareIn, Shown, Way
from app.maps.schemas import Bounds, LayerEntry
from app.maps.values import shaded
from app.maps.workspace import described
from app.web import words
from app.web.dependencies import Database, Viewing
from app.web.templating import render, svg
from app.web.turns import DRAWING
from app.web.words import Language, language_of
from gis import svgmap
from gis.catalog import Catalog
from gis.difference import signed
from gis.layer import Text
from gis.svgmap import Frame

router = APIRouter(prefix="/maps")
SIZE = (700.0, 560.0)
GROUND = ("provinces", "districts", "rivers")
WAYS = {
    Way.SWIPE: Text(th="เลื่อนเส้นแบ่ง", en="Swipe"),
    Way.SIDE: Text(th="วางคู่กัน", en="Side by side"),
    Way.DIFFERENCE: Text(th="แผนที่ผลต่าง", en="Difference map"),
}
CHANGES = {
    "absolute": Text(th="ผลต่าง (ข ลบ ก)", en="Difference (B − A)"),
    "percent": Text(th="ร้อยละที่เปลี่ยน", en="Percent change"),
}


@router.get("/{layer_id}/compare")
def compare(
    request: Request, session: Database, viewer: Viewing, layer_id: str, asked: Annotated[CompareIn, Query()]
) -> Response:
    """Two maps of the same areas. Where units differ there is no difference, and the page says so."""
    catalog, language = request.app.state.catalog, language_of(request)
    layer = queries.layer_named(catalog, layer_id, viewer=viewer)
    found = comparing.compare(session, catalog, layer, asked, language, viewer=viewer)
    way = Way.SIDE if asked.way is Way.DIFFERENCE and found.differing is None else asked.way
    pictures = comparing.shown(found, way, language)
    bounds = queries.opening_view(session, catalog, viewer=viewer, home=exports.home_of(request))
    with DRAWING.one():
        drawings = {one.name: _drawing(request, session, viewer, bounds, one) for one in pictures}
    return render(
        request, "maps/compare.html", layer=layer, found=found, asked=asked, way=way, ways=WAYS, changes=CHANGES,
        is_refused=asked.way is not way, peers=comparing.peers(catalog, layer, viewer=viewer), pictures=pictures,
        drawings=drawings, config=_config(catalog, viewer, pictures, bounds, language),
        named=partial(comparing.named, found, language=language), reads=partial(words.reads, language=language),
        rows=found.rows[(asked.page - 1) * queries.PAGE_SIZE : asked.page * queries.PAGE_SIZE],
        pages=max(1, -(-len(found.rows) // queries.PAGE_SIZE)), link=_link(asked),
        differing=urlencode(asked.model_dump(mode="json", exclude_none=True, exclude={"page"}) | {"way": Way.DIFFERENCE.value}),
        signed=signed, of_a=shaded(found.a.layer)[1], of_b=shaded(found.b.layer)[1],
    )  # fmt: skip


def _link(asked: CompareIn) -> str:
    """The address of the same comparison, open for a page."""
    given = asked.model_dump(mode="json", exclude_defaults=True, exclude={"page"})
    return "?" + "".join(f"{urlencode({name: value})}&" for name, value in given.items())


def _drawing(request: Request, session: Session, viewer: Viewer, bounds: Bounds, one: Shown) -> Markup | None:
    """A picture for readers without WebGL and for print; None where it would be too heavy for a page."""
    if one.entry.count > exports.MANY:
        return None
    catalog: Catalog = request.app.state.catalog
    language, frame = language_of(request), Frame.of(bounds, *SIZE, padding=14)
    with times.at(session, one.year):
        drawn = exports.drawn_on(
            catalog, session, viewer, (*GROUND, one.entry.id), frame, language, {}, unnamed=("provinces",)
        )
    told = [comparing.valued(each, one) if each.layer.id == one.entry.id else each for each in drawn]
    picture = svgmap.draw(told, size=SIZE, frame=frame, lang=language, prefix=f"side-{one.name}")
    return svg(picture.for_web(one.title))


def _config(
    catalog: Catalog, viewer: Viewer, pictures: list[Shown], bounds: Bounds, language: Language
) -> dict[str, Any]:
    """What the running maps are told: each its layer with its values, on the provinces."""
    west, south, east, north = bounds
    seen = viewer.visible()
    ground = [layer for name in ("provinces",) if (layer := catalog.get(name, seen))]
    return {
        "bounds": [[west, south], [east, north]],
        "current": pictures[0].entry.id,
        "sides": {one.name: _side(catalog, viewer, one, language) for one in pictures},
        "ground": [described(LayerEntry(layer, (), 0), None, language) for layer in ground],
        "words": {"divided": language.say("เส้นแบ่งอยู่ที่", "The line stands at"), "chose": language.say("เลือก", "Chosen")},
    }


def _side(catalog: Catalog, viewer: Viewer, one: Shown, language: Language) -> dict[str, Any]:
    areas = catalog.get(one.entry.layer.source.geometry_of or "", viewer.visible())
    told = described(one.entry, areas, language) | {"values_at": {"values": one.values}, "shown": True}
    hint = language.say("ใช้ลูกศรเลื่อน บวกลบเพื่อขยายย่อ", "arrows move it, plus and minus zoom")
    geometry = [described(LayerEntry(areas, (), 0), None, language)] if areas else []
    return {"layer": told, "geometry": geometry, "locale": {"Map.Title": f"{one.title} {hint}"}}
