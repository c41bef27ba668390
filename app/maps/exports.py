"""Maps that leave the page: drawings (SVG) for pages, print and readers without WebGL, and the one-file map."""

from __future__ import annotations

from collections.abc import Iterable
from math import atan, degrees, sinh

from sqlalchemy.orm import Session
from starlette.requests import Request

from app.core.authority import Viewer
from app.maps import queries
from app.maps.schemas import Bounds
from app.web.words import Language, language_of
from gis import svgmap
from gis.catalog import Catalog
from gis.layer import Layer
from gis.svgmap import Drawn, Frame
from gis.svgmap.frame import RADIUS_M

GROUND = ("provinces", "districts", "rivers", "roads")
"""What every drawing stands on; the layer itself lies among these by the order of its style."""
WHOLE = (940.0, 800.0)
PART = (468.0, 420.0)
MANY = 1500
"""From here on a drawing shows no names of single features: there would be no room."""


def home_of(request: Request) -> str | None:
    """The code of the home province; the demo's where none is set."""
    settings = request.app.state.settings
    return settings.province or ("99" if settings.demo else None)


def drawing(request: Request, session: Session, viewer: Viewer, layer: Layer, selected: tuple[str, ...] = ()) -> str:
    """The map of a layer on its ground, as a standalone SVG."""
    catalog: Catalog = request.app.state.catalog
    bounds = queries.opening_view(session, catalog, viewer=viewer, home=home_of(request))
    frame = Frame.of(bounds, *WHOLE, padding=20)
    drawn = _drawn(catalog, session, viewer, (layer.id, *GROUND), frame, language_of(request), {layer.id: selected})
    return _picture(drawn, frame, layer, language_of(request))


def area_drawing(request: Request, session: Session, viewer: Viewer, layer: Layer, code: str) -> str:
    """One area with the layer that shades it, its neighbours dimmed, its project sites on top."""
    catalog, language = request.app.state.catalog, language_of(request)
    around = _area_layer(code)
    area = queries.feature_drawn(session, queries.layer_named(catalog, around, viewer=viewer), code, viewer=viewer)
    if area is None:
        return ""
    frame = Frame.of(area.geom.bounds, *PART, padding=34)
    inside = "subdistricts" if len(code) > 2 else "districts"
    names = dict.fromkeys((layer.id, *GROUND, inside, "projects"))
    drawn = _drawn(catalog, session, viewer, names, frame, language, {}, unnamed=("provinces",))
    picture = svgmap.draw(drawn, size=PART, frame=frame, focus=area.geom, lang=language, prefix="area")
    return picture.for_web(language.text(layer.metadata.title))


def _area_layer(code: str) -> str:
    return {2: "provinces", 4: "districts", 6: "subdistricts"}[len(code)]


def _drawn(
    catalog: Catalog,
    session: Session,
    viewer: Viewer,
    names: Iterable[str],
    frame: Frame,
    language: Language,
    selected: dict[str, tuple[str, ...]],
    unnamed: tuple[str, ...] = (),
) -> list[Drawn]:
    """The layers with the features that the frame shows, at the detail that it can show."""
    found = (catalog.get(name, viewer.visible()) for name in dict.fromkeys(names))
    drawn = []
    for layer in (layer for layer in found if layer is not None):
        features = queries.features_drawn(session, layer, _seen(frame), frame.zoom, language, viewer=viewer)
        named = len(features) < MANY and layer.id not in unnamed
        drawn.append(Drawn(layer, features, frozenset(selected.get(layer.id, ())), named))
    return drawn


def _seen(frame: Frame) -> Bounds:
    """The bounds of the frame in degrees."""
    right, bottom = frame.left + frame.width * frame.step, frame.top - frame.height * frame.step
    west, east = (degrees(x / RADIUS_M) for x in (frame.left, right))
    south, north = (degrees(atan(sinh(y / RADIUS_M))) for y in (bottom, frame.top))
    return west, south, east, north


def _picture(drawn: list[Drawn], frame: Frame, layer: Layer, language: Language) -> str:
    picture = svgmap.draw(drawn, size=WHOLE, frame=frame, lang=language)
    return picture.for_web(language.text(layer.metadata.title))
