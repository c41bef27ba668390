"""What a shape holds, for programs: ``/api/shapes`` by address or with a GeoJSON that is sent."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from app.briefs.answers import as_file
from app.core.authority import Viewer
from app.core.records import today
from app.shapes.asking import DRAWN, MOST_OF_TITLE, Asked, ShapeIn, must_ask, sent_zone
from app.shapes.briefing import made
from app.shapes.queries.inside import Found, Held, inside
from app.web.as_of import AsOf
from app.web.dependencies import Database, Viewing
from app.web.templating import kept_by
from gis.drawn import MOST_RADIUS_M, Zone
from gis.layer import Text

router = APIRouter(prefix="/api/shapes")


@router.get("")
def look_into(
    request: Request, session: Database, viewer: Viewing, given: Annotated[ShapeIn, Query()], as_of: AsOf
) -> Response:
    """What a shape of the address holds: people, projects, money and things, as of a day. Raises Invalid."""
    return _inside(request, session, viewer, must_ask(session, given, viewer=viewer, on=as_of).zone, as_of)


@router.post("")
def look_into_sent(
    request: Request, session: Database, viewer: Viewing, shape: Annotated[dict[str, Any], Body()], as_of: AsOf,
    radius: Annotated[int | None, Query(ge=1, le=MOST_RADIUS_M)] = None,
) -> Response:  # fmt: skip
    """The same for a GeoJSON geometry or feature that is sent; nothing is written. Raises Invalid."""
    return _inside(request, session, viewer, sent_zone(shape, radius), as_of)


@router.post("/brief.{form}")
def brief_of_sent(
    request: Request, session: Database, viewer: Viewing, form: Literal["pdf", "docx"], shape: Annotated[dict[str, Any], Body()],
    as_of: AsOf, radius: Annotated[int | None, Query(ge=1, le=MOST_RADIUS_M)] = None,
    title: Annotated[str, Query(max_length=MOST_OF_TITLE)] = "",
) -> Response:  # fmt: skip
    """The one-page brief of a GeoJSON that is sent; nothing is written. Raises Invalid."""
    called = " ".join(title.split())
    asked = Asked(sent_zone(shape, radius), Text(th=called, en=called) if called else DRAWN)
    found = made(request, session, viewer, asked, as_of)
    return as_file(request, found.told, found.what, form, name="brief-shape", notes=found.notes)


def _inside(request: Request, session: Session, viewer: Viewer, found: Zone, as_of: date | None) -> Response:
    told = inside(session, request.app.state.catalog, found, viewer=viewer)
    body = {
        "as_of": (as_of or today(session)).isoformat(), "sqm": round(found.sqm), "radius_m": found.radius_m,
        "bbox": list(found.geom.bounds), "people": told.people, "districts": told.districts,
        "subdistricts": [asdict(one) | {"people_inside": one.people_inside} for one in told.parts],
        "projects": [_held(one) for one in told.projects],
        "money_baht": [asdict(one) for one in told.money],
        "layers": [_things(one) for one in told.layers],
    }  # fmt: skip
    return JSONResponse(body, headers={"Cache-Control": kept_by(request), "Vary": "Cookie"})


def _held(one: Held) -> dict[str, Any]:
    return {
        "reference": one.reference, "title_th": one.title_th, "title_en": one.title_en, "state": one.state,
        "agency": one.agency, "first_year": one.first_year, "last_year": one.last_year, "share_inside": one.share,
        "received_inside_baht": one.received, "light": None if one.light is None else one.light.value,
    }  # fmt: skip


def _things(one: Found) -> dict[str, Any]:
    title = one.layer.metadata.title
    return {
        "layer": one.layer.id, "title_th": title.th, "title_en": title.en, "count": one.count,
        "first": [{"id": key, "title": name} for key, name in one.named],
    }  # fmt: skip
