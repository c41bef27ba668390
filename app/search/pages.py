"""The page of the search: what the box at the head of each page finds, for those who run no script or want it to stand."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.search import queries
from app.search.rules import KINDS, LONGEST
from app.web.dependencies import Database, Viewing
from app.web.templating import render

router = APIRouter(prefix="/search")


@router.get("")
def search(
    request: Request, session: Database, viewer: Viewing, q: Annotated[str, Query(max_length=LONGEST)] = ""
) -> Response:
    """What holds the words, by kind; without words, what may be sought."""
    groups = queries.found(session, request.app.state.catalog, q, viewer=viewer)
    return render(request, "search/search.html", asked=q.strip(), groups=groups, KINDS=KINDS)
