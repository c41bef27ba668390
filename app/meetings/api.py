"""Meetings for programs: the list, and one meeting with its agenda and resolutions."""

from __future__ import annotations

import uuid
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.responses import JSONResponse, Response

from app.core.authority import Viewer
from app.core.records import plain
from app.meetings import queries
from app.meetings.commands import call_meeting, close_meeting, record_resolution
from app.meetings.queries import Sitting
from app.meetings.schemas import MeetingIn, ResolutionIn
from app.web.dependencies import Acts, Database, Viewing
from app.web.forms import PROVEN

router = APIRouter(prefix="/api/meetings")
Asked = Annotated[str | None, Query(max_length=63)]
Year = Annotated[int | None, Query(ge=2400, le=2700)]
MEETING = ("id", "committee_code", "number", "year", "held_on", "place", "state", "reason", "is_synthetic")
ITEM = ("id", "number", "title_th", "kind")
RESOLUTION = ("id", "number", "item_id", "text_th", "text_en", "decided_on", "outcome", "subject_kind", "subject_id")


@router.get("")
def meetings(session: Database, viewer: Viewing, committee: Asked = None, year: Year = None) -> Response:
    """The meetings that the viewer may know."""
    found = queries.meetings(session, viewer=viewer, committee=committee, year=year)
    return _json(viewer, {"meetings": [_told(one) for one in found]})


@router.get("/{meeting_id}")
def meeting(session: Database, viewer: Viewing, meeting_id: uuid.UUID) -> Response:
    """One meeting."""
    return _json(viewer, _told(queries.meeting_by_id(session, meeting_id, viewer=viewer)))


@router.post("", dependencies=[PROVEN], status_code=201)
def call(session: Database, by: Acts, given: MeetingIn) -> Response:
    """Call a meeting."""
    return JSONResponse({"id": str(call_meeting(session, by=by, given=given).id)}, 201)


@router.post("/{meeting_id}/resolutions", dependencies=[PROVEN], status_code=201)
def resolve(session: Database, by: Acts, meeting_id: uuid.UUID, given: ResolutionIn) -> Response:
    """Record a resolution."""
    made = record_resolution(session, by=by, meeting_id=meeting_id, given=given)
    return JSONResponse({"id": str(made.id), "number": made.number}, 201)


@router.post("/{meeting_id}/close", dependencies=[PROVEN])
def close(session: Database, by: Acts, meeting_id: uuid.UUID) -> Response:
    """Close a meeting that was held."""
    return JSONResponse({"id": str(meeting_id), "state": close_meeting(session, by=by, meeting_id=meeting_id).state})


def _told(found: Sitting) -> dict[str, Any]:
    return {
        **_picked(found.meeting, MEETING),
        "committee": {"th": found.committee.title_th, "en": found.committee.title_en},
        "agenda": [_picked(one, ITEM) for one in found.items],
        "resolutions": [_picked(one, RESOLUTION) for one in found.resolutions],
    }


def _picked(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return plain({name: getattr(row, name) for name in names})


def _json(viewer: Viewer, told: dict[str, Any]) -> Response:
    kept = "no-cache" if viewer.is_public else "private, no-store"
    return JSONResponse(told, headers={"Cache-Control": kept, "Vary": "Cookie, Authorization"})
