"""Snapshots for programs (JSON)."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.ogc.answers import REVALIDATE, address
from app.snapshots import queries
from app.snapshots.rules import NOT_THERE
from app.snapshots.telling import SUMS, shown, told
from app.web.dependencies import Database, Viewing

router = APIRouter(prefix="/api/snapshots")


@router.get("")
def snapshots(request: Request, session: Database, viewer: Viewing, day: date | None = None) -> Response:
    """The days that there are, and the files of one of them; of the newest where none is asked for."""
    days = queries.days(session, viewer=viewer)
    if day is not None and day not in days:
        raise NOT_THERE
    wanted = day or next(iter(days), None)
    found = shown(request, queries.of_day(session, wanted, viewer=viewer))
    document = {
        "days": [each.isoformat() for each in days],
        "day": wanted and wanted.isoformat(),
        "sums": wanted and address(request, f"/snapshots/{wanted}/{SUMS}"),
        "snapshots": [told(request, each) for each in found],
    }
    return JSONResponse(document, headers={"Cache-Control": REVALIDATE})
