"""The search for programs and for the box at the head of each page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from app.search import queries
from app.search.rules import LONGEST
from app.search.schemas import Group
from app.web.dependencies import Database, Viewing
from app.web.templating import kept_by

router = APIRouter(prefix="/api/search")


@router.get("")
def search(
    request: Request, response: Response, session: Database, viewer: Viewing,
    q: Annotated[str, Query(min_length=1, max_length=LONGEST)],
) -> dict[str, list[Group]]:  # fmt: skip
    """What holds the words, five of each kind: places, projects, indicators, positions, layers, as who asks may see them."""
    response.headers["Cache-Control"] = kept_by(request)
    return {"groups": queries.found(session, request.app.state.catalog, q, viewer=viewer)}
