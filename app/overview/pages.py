"""The first page: the home province at a glance, and every layer that can be looked at."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.overview.queries import home as queries
from app.web import panels
from app.web.dependencies import Database, Viewing
from app.web.templating import render

router = APIRouter()


@router.get("/")
def home(request: Request, session: Database, viewer: Viewing) -> Response:
    """The first page, headed by what its panels find; without a home province the list of provinces, or how to begin."""
    settings = request.app.state.settings
    province = queries.home_province(session, settings.home_province, viewer=viewer)
    filled = panels.filled(request, "overview.home", session, viewer, province.code) if province else []
    return render(
        request,
        "overview/home.html",
        province=province,
        provinces=[] if province else queries.provinces(session, viewer=viewer),
        panels=filled,
        headline=next((panel.content["headline"] for panel in filled if panel.content.get("headline")), None),
        layers=request.app.state.catalog.visible(viewer.visible()),
    )
