"""Hot and cold spots (จุดร้อนจุดเย็น) of a layer that is shaded by a value."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy.orm import Session

from app.analyses.rules import FEWEST_SPOTS
from app.core.authority import Viewer
from app.indicators.queries.shapes import Shape
from app.maps.queries import all_drawn, features_drawn
from app.web.words import Language
from gis.catalog import Catalog
from gis.clusters import Local, contiguity, global_moran, local_moran
from gis.geojson import Feature, bounds_of
from gis.layer import Attribute, Layer
from gis.style import Choropleth

ZOOM = 9
"""Of the picture: the detail at which a province fills a column."""


@dataclass(frozen=True, slots=True)
class Spotted:
    """An area with its value; ``local`` is None where the value is not known, or nothing could be tested."""

    code: str
    name: str
    value: float | None
    local: Local | None
    neighbours: int


@dataclass(frozen=True, slots=True)
class Spots:
    """The areas of a layer in its order. ``moran`` is None where too little is known or varies."""

    layer: Layer
    attribute: Attribute
    rows: tuple[Spotted, ...]
    moran: float | None
    shapes: tuple[Shape, ...]

    @property
    def tested(self) -> list[tuple[Spotted, Local]]:
        return [(one, one.local) for one in self.rows if one.local is not None]


def shaded(catalog: Catalog, *, viewer: Viewer) -> list[Layer]:
    """The layers whose areas are shaded by a value, in the order of the catalogue."""
    return [one for one in catalog.visible(viewer.visible()) if isinstance(one.style, Choropleth)]


def spots(session: Session, layer: Layer, language: Language, *, viewer: Viewer) -> Spots:
    """Where high values of a layer lie together, and low ones; of areas that the viewer may see."""
    assert isinstance(layer.style, Choropleth)
    attribute = layer.attribute(layer.style.attribute)
    assert attribute is not None
    features = all_drawn(session, layer, language, viewer=viewer)
    values = {one.id: _number(one.properties[attribute.name]) for one in features}
    known = [one for one in features if values[one.id] is not None]
    around = contiguity([one.geom for one in known])
    numbers = [value for one in known if (value := values[one.id]) is not None]
    varies = len(known) >= FEWEST_SPOTS and any(a != b for a, b in pairwise(numbers)) and any(around)
    found = dict(zip((one.id for one in known), local_moran(numbers, around), strict=True)) if varies else {}
    beside = {one.id: len(each) for one, each in zip(known, around, strict=True)}
    rows = (Spotted(one.id, one.title, values[one.id], found.get(one.id), beside.get(one.id, 0)) for one in features)
    moran = global_moran(list(found.values()))
    return Spots(layer, attribute, tuple(rows), moran, _shapes(session, layer, features, language, viewer))


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))


def _shapes(
    session: Session, layer: Layer, features: list[Feature], language: Language, viewer: Viewer
) -> tuple[Shape, ...]:
    """The areas as they are drawn."""
    if not features:
        return ()
    drawn = features_drawn(session, layer, bounds_of(features), ZOOM, language, viewer=viewer)
    return tuple(Shape(one.id, one.title, one.title, one.geom) for one in drawn)
