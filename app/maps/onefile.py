"""The map of one layer as one file to hand over; a saved map with all its layers is ``app.maps.saved.handover``."""

from __future__ import annotations

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.maps import exports, hidden, queries, telling, times
from app.maps.asking import Asked
from app.maps.classing import catalog_of
from app.web.static import VENDOR
from app.web.words import has_thai_digits, language_of, today
from gis.layer import Layer
from gis.svgmap import Drawn


def webmap(request: Request, session: Session, viewer: Viewer, layer: Layer, asked: Asked) -> str:
    """The map of a layer as one HTML file, of the year and as narrowed. Raises NotFound when that leaves nothing to show."""
    with times.at(session, asked.year):
        return _webmap(request, session, viewer, layer, asked)


def _webmap(request: Request, session: Session, viewer: Viewer, layer: Layer, asked: Asked) -> str:
    # Loaded for the first map that is handed over: folium brings pandas and Arrow, 80 MB that no other answer needs.
    from gis.webmap import to_html

    catalog, language = catalog_of(request), language_of(request)
    bounds = queries.opening_view(session, catalog, viewer=viewer, home=exports.home_of(request))
    known = (catalog.get(name, viewer.visible()) for name in exports.GROUND if name != layer.id)
    ground = [one for one in known if one is not None]
    questions = {layer.id: asked.question}
    seen = {
        one.id: queries.features_drawn(session, one, bounds, exports.HANDED_OVER, language, viewer=viewer,
                                       question=questions.get(one.id, queries.EVERYTHING))
        for one in (layer, *ground)
    }  # fmt: skip
    if not seen[layer.id]:
        raise NotFound(
            f"ชั้น {layer.metadata.title.th} ไม่มีข้อมูลให้ทำแผนที่ตามที่ขอ",
            f"The layer {layer.metadata.title.en} has nothing to map of what was asked for.",
        )
    drawn = [
        Drawn(one, features, labelled=exports.is_named(one, features, layer))
        for one in (layer, *ground)
        if (features := seen[one.id])
    ]
    return to_html(
        layer,
        seen[layer.id],
        overlays=drawn[1:],
        leaflet_dir=VENDOR / "leaflet",
        font_dir=VENDOR / "@fontsource" / "sarabun",
        made_on=today(),
        true_on=(asked.year and asked.year.day) or asked.day,
        lang=language,
        thai_digits=has_thai_digits(request),
        class_=hidden.class_of_drawn(session, drawn, questions, viewer=viewer),
        period=telling.period(session, asked, (), language, viewer=viewer),
        said=telling.narrowing(session, layer, asked, language, viewer=viewer),
    )
