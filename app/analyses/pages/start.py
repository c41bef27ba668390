"""The first page of the room: which analyses there are, and what each answers."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.web.dependencies import PUBLIC
from app.web.templating import render

router = APIRouter(prefix="/analyses")


@router.get("", dependencies=[PUBLIC])
def analyses(request: Request) -> Response:
    """The analyses by name."""
    return render(request, "analyses/analyses.html")
