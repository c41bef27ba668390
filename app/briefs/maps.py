"""The map of a brief: the area or shape alone, shaded by density of people, with the lights of its projects."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from app.briefs.hidden import rows_hidden
from app.core.authority import Viewer
from app.core.errors import NotFound
from app.maps.exports import GROUND, area_picture, shape_picture
from app.maps.panels import DENSITY
from app.web.words import Language
from gis.catalog import Catalog
from gis.layer import Layer, Text
from gis.svgmap import LegendItem, Picture

PIXELS = (380.0, 372.0)
"""Of the map on the page: 86 by 85 millimetres."""
SUBDISTRICT_DIGITS = 6
OF_SHAPES = DENSITY[SUBDISTRICT_DIGITS]


@dataclass(frozen=True, slots=True)
class Drawn:
    """The map of a brief and what explains its colours. ``is_hidden``: something on it is not for the public."""

    picture: Picture
    legend: tuple[LegendItem, ...]
    title: Text
    is_hidden: bool


def drawn_of(catalog: Catalog, session: Session, code: str, language: Language, *, viewer: Viewer) -> Drawn:
    """The map of an area. Raises NotFound where it has no outline."""
    layer, picture = catalog.get(DENSITY.get(len(code), ""), viewer.visible()), None
    if layer is not None:
        picture = area_picture(
            catalog, session, viewer, layer, code, language, size=PIXELS, sites="project_lights", is_alone=True
        )
    if layer is None or picture is None:
        raise NotFound(f"พื้นที่ {code} ยังไม่มีแนวเขต", f"The area {code} has no outline yet.")
    return _explained(catalog, session, picture, layer, viewer)


def drawn_inside(catalog: Catalog, session: Session, geom: BaseGeometry, language: Language, *, viewer: Viewer) -> Drawn:
    """The map of a shape, on subdistricts shaded as on the map of an area. Raises NotFound where nobody sees their layer."""
    layer = catalog.get(OF_SHAPES, viewer.visible())
    if layer is None:
        raise NotFound("ไม่มีชั้นความหนาแน่นประชากรรายตำบล", "The layer of people by subdistrict is not there.")
    on_it = (OF_SHAPES, "project_lights")
    picture = shape_picture(catalog, session, viewer, geom, language, on_it, size=PIXELS, is_alone=True)
    return _explained(catalog, session, picture, layer, viewer)


def _explained(catalog: Catalog, session: Session, picture: Picture, layer: Layer, viewer: Viewer) -> Drawn:
    """The lights on it are those of projects that the brief names, which are looked at by themselves."""
    title, below = layer.metadata.title, (*GROUND, layer.id)
    hidden = not viewer.is_public and rows_hidden(session, catalog, below, picture.frame.bounds, viewer=viewer)
    return Drawn(picture, dict(picture.legends).get(title.in_language(picture.lang), ()), title, hidden)
