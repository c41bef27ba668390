"""A shape that is drawn or typed, and what it holds: people, projects, money, things (รายงานของรูปที่วาด)."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

import shapely
from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.briefs.answers import FORMS, as_file, on_screen
from app.budgets.queries.reports import source_names
from app.core.authority import Viewer
from app.core.errors import Invalid
from app.core.records import today
from app.core.workbooks import XLSX
from app.maps.exports import home_of, shape_drawing
from app.maps.queries import opening_view
from app.monitoring.rules import counted
from app.monitoring.words import WORDS
from app.organizations.queries.posts import organizations
from app.projects.pages.addresses import WORDS as PROJECT_WORDS
from app.projects.queries.places import area_names
from app.shapes import exports
from app.shapes.asking import ShapeIn, asked_shape, must_ask
from app.shapes.briefing import made
from app.shapes.queries.inside import Inside, inside
from app.web.as_of import AsOf
from app.web.dependencies import Database, Viewing
from app.web.forms import Given, filled
from app.web.templating import kept_by, render, svg
from app.web.words import language_of
from gis.crs import REGISTRY
from gis.drawn import RADIUS_M, Zone
from gis.layer import Text

router = APIRouter(prefix="/shapes")
WEB_MERCATOR = 3857
LISTED = 20
MOST_IN_CELL, MOST_IN_ADDRESS = 30_000, 4_000


@router.get("/file.xlsx")
def shape_file(
    request: Request, session: Database, viewer: Viewing, given: Annotated[ShapeIn, Query()], as_of: AsOf
) -> Response:
    """What a shape holds as a workbook. Raises Invalid."""
    zone = must_ask(session, given, viewer=viewer, on=as_of).zone
    found = inside(session, request.app.state.catalog, zone, viewer=viewer)
    body = exports.as_file(
        found, as_of or today(session), _names(session, found, viewer), source_names(session, viewer=viewer),
        shapely.to_wkt(zone.given, rounding_precision=6)[:MOST_IN_CELL],
    )  # fmt: skip
    headers = {
        "Content-Disposition": 'attachment; filename="shape.xlsx"',
        "Cache-Control": kept_by(request),
        "Vary": "Cookie",
    }
    return Response(body, headers=headers, media_type=XLSX)


@router.get("/brief.{form}")
def brief_file(
    request: Request, session: Database, viewer: Viewing, form: Literal["pdf", "docx"], given: Annotated[ShapeIn, Query()],
    as_of: AsOf,
) -> Response:  # fmt: skip
    """The one-page brief of a shape as a file. Raises Invalid."""
    found = made(request, session, viewer, must_ask(session, given, viewer=viewer, on=as_of), as_of)
    address = str(request.url.replace(path="/shapes/brief"))
    return as_file(request, found.told, found.what, form, name="brief-shape", notes=found.notes, address=address)


@router.get("/brief")
def brief(request: Request, session: Database, viewer: Viewing, given: Annotated[ShapeIn, Query()], as_of: AsOf) -> Response:
    """The one-page brief of a shape, with its files. Raises Invalid."""
    found = made(request, session, viewer, must_ask(session, given, viewer=viewer, on=as_of), as_of)
    then = f"as_of={as_of.isoformat()}" if as_of else ""
    query = "&".join(each for each in (_query(given.model_dump()), then) if each)
    stands = f"/places/{found.brief.stands}?{then}#indicators" if found.brief.stands else ""
    return on_screen(
        request, "shapes/brief.html", found.told, found.what, whole=f"/shapes?{query}", home_of_needs=stands,
        files={form: f"/shapes/brief.{form}?{query}" for form in FORMS}, notes=found.notes,
    )  # fmt: skip


@router.get("")
def shape(request: Request, session: Database, viewer: Viewing, as_of: AsOf) -> Response:
    """The form for a shape, and below it what the shape holds; what is wrong stands at its field."""
    form, asked = filled(ShapeIn, dict(request.query_params)), None
    if form.value is not None:
        try:
            asked = asked_shape(session, form.value, viewer=viewer, on=as_of)
        except Invalid as error:
            form = form.refused(error.place or "", error.th, error.en)
    zone = asked.zone if asked else None
    found = inside(session, request.app.state.catalog, zone, viewer=viewer) if zone else None
    told = _told(request, session, viewer, found) if found else {}
    return render(
        request, "shapes/shapes.html", status=400 if form.errors else 200, form=form, found=found, asked=asked,
        most_listed=LISTED, systems=[one for one in REGISTRY.values() if one.code != WEB_MERCATOR], radius=RADIUS_M,
        middle=_middle(request, session, viewer, zone), query=_query(form.given), **told,
    )  # fmt: skip


def _told(request: Request, session: Session, viewer: Viewer, found: Inside) -> dict[str, Any]:
    """What a page says of a shape: names, sums by year, lights, the picture, and the filter that finds its features again."""
    title = "รูปที่วาด" if language_of(request) == "th" else "The shape"
    given = shapely.to_wkt(found.zone.geom, rounding_precision=5, trim=True)
    years = {year: list(rows) for year, rows in groupby(found.money, key=lambda one: one.year)}
    return {
        "names": _names(session, found, viewer), "sources": source_names(session, viewer=viewer), "years": years,
        "tally": counted(one.light for one in found.projects if one.light is not None),
        "received": sum(one.received for one in found.money),
        "drawing": svg(shape_drawing(request, session, viewer, found.zone.geom, title)),
        "filter": f"S_INTERSECTS(geometry,{given})" if len(given) < MOST_IN_ADDRESS else None,
        "project_words": PROJECT_WORDS, **WORDS,
    }  # fmt: skip


def _names(session: Session, found: Inside, viewer: Viewer) -> dict[str, Text]:
    """Names of districts and of organisations, by code."""
    areas = area_names(session, found.districts, viewer=viewer)
    owners = {one.code: Text(th=one.name_th, en=one.name_en) for one in organizations(session, viewer=viewer)}
    return owners | {code: Text(th=one.th, en=one.en) for code, one in areas.items()}


def _middle(request: Request, session: Session, viewer: Viewer, zone: Zone | None) -> list[float]:
    """Where the map to draw on opens: on the shape, else on the home province."""
    if zone is not None:
        return list(zone.geom.bounds)
    return list(opening_view(session, request.app.state.catalog, viewer=viewer, home=home_of(request)))


def _query(given: Given) -> str:
    return urlencode({name: value for name, value in given.items() if value and name in ShapeIn.model_fields})
