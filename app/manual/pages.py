"""The manual's pages: the table of contents with its search, and a chapter."""

from __future__ import annotations

from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.core.errors import NotFound
from app.manual.chapters import CHAPTERS, SIZES
from app.manual.rules import GROUPS, LONGEST_QUESTION, chapter_of, found
from app.web.dependencies import PUBLIC
from app.web.templating import render

router = APIRouter(prefix="/manual")
ADDRESS = "/manual"


def manual_of(path: str) -> str:
    """The address in the manual of the screen at ``path``; of a screen without a chapter, the table of contents."""
    chapter = chapter_of(CHAPTERS, path)
    return ADDRESS if chapter is None else f"{ADDRESS}/{chapter.id}"


@router.get("", dependencies=[PUBLIC])
def manual(request: Request, q: Annotated[str, Query(max_length=LONGEST_QUESTION)] = "") -> Response:
    """The table of contents, or the chapters that hold the words sought."""
    groups = [(GROUPS[name], list(of)) for name, of in groupby(CHAPTERS, key=lambda chapter: chapter.group)]
    return render(request, "manual/manual.html", groups=groups, q=q.strip(), found=found(CHAPTERS, q))


@router.get("/{chapter}", dependencies=[PUBLIC])
def chapter(request: Request, chapter: str) -> Response:
    """One chapter. Raises NotFound."""
    at = next((n for n, one in enumerate(CHAPTERS) if one.id == chapter), None)
    if at is None:
        raise NotFound(f"คู่มือไม่มีบท {chapter} ดูสารบัญที่ /manual", f"The manual has no chapter {chapter}; see /manual.")
    around = (CHAPTERS[at - 1] if at else None, CHAPTERS[at + 1] if at + 1 < len(CHAPTERS) else None)
    return render(request, "manual/chapter.html", chapter=CHAPTERS[at], sizes=SIZES, around=around)
