"""From a name or a code to a place (การค้นหาพื้นที่)."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import JSONResponse, Response

from app.ogc.answers import control
from app.ogc.parameters import refuse_unknown
from app.places.queries import search_areas
from app.web.dependencies import Database, Viewing

router = APIRouter(prefix="/api/geocode")


@router.get("")
def geocode(
    request: Request,
    session: Database,
    viewer: Viewing,
    q: Annotated[str, Query(min_length=1, max_length=100)],
    limit: Annotated[int, Query(ge=1, le=50)] = 10,
) -> Response:
    """Areas by Thai or English name or by code; tone marks may be missing or wrong."""
    refuse_unknown(request, {"q", "limit", "lang"})
    found = search_areas(session, viewer=viewer, text=q, limit=limit)
    return JSONResponse(
        {"results": [place.model_dump(mode="json") for place in found]}, headers={"Cache-Control": control(viewer)}
    )
