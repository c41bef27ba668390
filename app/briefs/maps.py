"""The map of a brief: the area alone, shaded by density of people, with the lights of its projects."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.maps.exports import area_picture
from app.maps.panels import DENSITY
from app.web.words import Language
from gis.catalog import Catalog
from gis.layer import Text
from gis.svgmap import LegendItem, Picture

PIXELS = (380.0, 372.0)
"""Of the map on the page: 86 by 85 millimetres."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The map of a brief and what explains its colours."""

    picture: Picture
    legend: tuple[LegendItem, ...]
    title: Text


def drawn_of(catalog: Catalog, session: Session, code: str, language: Language, *, viewer: Viewer) -> Drawn:
    """The map of an area. Raises NotFound where it has no outline."""
    layer, picture = catalog.get(DENSITY.get(len(code), ""), viewer.visible()), None
    if layer is not None:
        picture = area_picture(
            catalog, session, viewer, layer, code, language, size=PIXELS, sites="project_lights", is_alone=True
        )
    if layer is None or picture is None:
        raise NotFound(f"พื้นที่ {code} ยังไม่มีแนวเขต", f"The area {code} has no outline yet.")
    title = layer.metadata.title
    return Drawn(picture, dict(picture.legends).get(title.in_language(picture.lang), ()), title)
