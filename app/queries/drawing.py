"""The map of an answer: its shapes in the action colour, on the ground of the province, as one drawing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fastapi import Request
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.maps.exports import on_ground
from app.queries.answers import Table
from app.web.words import language_of
from gis.access import Read
from gis.geojson import Feature, bounds_of
from gis.layer import Access, Attribute, Geometry, Layer, Metadata, Source, Text
from gis.style import Area, Line, Style, Symbol
from gis.svgmap import Drawn, Frame, draw

SIZE = (940.0, 620.0)
MANY = 3000
"""From so many shapes on a drawing is too heavy to stand in a page."""
LEAST_DEGREES = 0.02
COLOUR = "#0b5cad"
TITLE = Text(th="ผลการสอบถาม", en="Answer")
KINDS: dict[str, tuple[frozenset[str], Style]] = {
    "areas": (frozenset({"Polygon", "MultiPolygon", "GeometryCollection"}),
              Area(kind="area", fill=COLOUR, opacity=0.35, line=COLOUR, width=1.2, order=60)),
    "lines": (frozenset({"LineString", "MultiLineString", "LinearRing"}),
              Line(kind="line", colour=COLOUR, width=2.2, order=70)),
    "points": (frozenset({"Point", "MultiPoint"}), Symbol(kind="symbol", colour=COLOUR, size=5, order=80)),
}  # fmt: skip


def drawing(request: Request, session: Session, viewer: Viewer, table: Table) -> str | None:
    """The map as a standalone SVG. None where nothing has a place, or too much has."""
    features = table.features()
    if not features or len(features) > MANY:
        return None
    language = language_of(request)
    frame = Frame.of(_around(features), *SIZE, padding=30)
    drawn = [Drawn(_layer(kind), found, labelled=False) for kind, found in _by_kind(features)]
    picture = draw(
        [*on_ground(request, session, viewer, frame), *drawn], size=SIZE, frame=frame, lang=language, prefix="answer"
    )
    count = f"{len(features):,}"
    told = language.say(f"{count} รูปร่าง รายละเอียดอยู่ในตาราง", f"{count} shapes; the table tells each")
    return picture.for_web(language.text(TITLE), told)


def _by_kind(features: Sequence[Feature]) -> Iterable[tuple[str, list[Feature]]]:
    for kind, (types, _style) in KINDS.items():
        found = [one for one in features if one.geom.geom_type in types]
        if found:
            yield kind, found


def _around(features: Sequence[Feature]) -> tuple[float, float, float, float]:
    """What holds the shapes, with some ground around a single point."""
    west, south, east, north = bounds_of(features)
    room = max(LEAST_DEGREES - (east - west), LEAST_DEGREES - (north - south), 0) / 2
    return west - room, south - room, east + room, north + room


def _layer(kind: str) -> Layer:
    """The answer as a layer: of no file, drawn alike."""
    return Layer(
        id=f"answer_{kind}",
        metadata=Metadata(
            title=TITLE, notes=TITLE, group="", owner_org=TITLE, maintainer=TITLE, maintainer_email="", tags=("sql",),
            update_frequency_unit="", geo_coverage="", data_source=TITLE, license_id="",
        ),
        source=Source(view=f"answer_{kind}", id="row", geometry=Geometry(type="Geometry")),
        attributes=(Attribute(name="row", title=TITLE, type="text", role="id"),),
        style=KINDS[kind][1],
        access=Access(read=Read.INTERNAL),
    )  # fmt: skip
