"""Pages of places: the list with its search, and one page for each area."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.places import queries
from app.places.models import Area
from app.places.rules import LEVELS, OFFICIAL_LEVELS, Level
from app.web import panels
from app.web.as_of import AsOf
from app.web.dependencies import Database, Viewing
from app.web.templating import render
from app.web.words import Language, language_of
from gis.layer import Text

router = APIRouter(prefix="/places")

CHANGES: dict[str, Text] = {
    "split": Text(th="แยกพื้นที่", en="split"),
    "merge": Text(th="รวมพื้นที่", en="merged"),
    "transfer": Text(th="โอนพื้นที่", en="transferred"),
    "rename": Text(th="เปลี่ยนชื่อ", en="renamed"),
    "renumber": Text(th="เปลี่ยนรหัส", en="renumbered"),
}
PREFIXED = (Level.PROVINCE, Level.DISTRICT, Level.SUBDISTRICT)
"""Levels whose word belongs to the name: อำเภอเมือง, but บ้านน้ำใส."""

Asked = Annotated[str, Query(max_length=100)]


@router.get("")
def places(request: Request, session: Database, viewer: Viewing, q: Asked = "") -> Response:
    """The provinces and districts, or what the search finds."""
    found = queries.search_areas(session, viewer=viewer, text=q, limit=50) if q.strip() else None
    return render(
        request,
        "places/places.html",
        asked=q.strip(),
        found=found,
        provinces=queries.areas_of_level(session, Level.PROVINCE, viewer=viewer),
        districts=queries.areas_of_level(session, Level.DISTRICT, viewer=viewer),
        LEVELS=LEVELS,
    )


@router.get("/{code}")
def place(request: Request, session: Database, viewer: Viewing, code: str, as_of: AsOf) -> Response:
    """One area: names, codes, what it lies in and what lies in it, how it came to be, and what other slices know of it."""
    area = queries.area_at(session, code, viewer=viewer, on=as_of)
    return render(
        request,
        "places/place.html",
        area=area,
        name=_full_name(area, language_of(request)),
        above=queries.ancestors(session, area, viewer=viewer),
        below=queries.children(session, area, viewer=viewer),
        counts=queries.counts_below(session, area.code, viewer=viewer),
        relatives=queries.relatives(session, area, viewer=viewer),
        versions=queries.versions(session, area, viewer=viewer),
        is_then=as_of is None or area.valid_from <= as_of,
        panels=panels.filled(request, "places.place", session, viewer, area.code),
        LEVELS=LEVELS,
        CHANGES=CHANGES,
        COUNTED=OFFICIAL_LEVELS,
    )


def _full_name(area: Area, language: Language) -> str:
    """อำเภอเมือง · Mueang District."""
    level = LEVELS[Level(area.level)]
    if area.level not in PREFIXED:
        return area.name_en or area.name_th if language is Language.ENGLISH else area.name_th
    if language is Language.ENGLISH:
        return f"{area.name_en or area.name_th} {level.en}"
    return f"{level.th}{area.name_th}"
