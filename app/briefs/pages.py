"""The brief of an area: the page, and the page as PDF and DOCX."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.briefs.answers import FORMS, as_file, notes_of, on_screen
from app.briefs.maps import drawn_of
from app.briefs.queries import brief_of
from app.briefs.telling import values_of
from app.web.as_of import AsOf
from app.web.dependencies import Database, Viewing
from app.web.words import language_of

router = APIRouter(prefix="/briefs")
Code = Annotated[str, Path(max_length=16)]


@router.get("/{code}.{form}")
def file(
    request: Request, session: Database, viewer: Viewing, code: Code, form: Literal["pdf", "docx"], as_of: AsOf
) -> Response:
    """The brief as a file. Raises NotFound."""
    brief, language = brief_of(session, code, viewer=viewer, on=as_of), language_of(request)
    what = drawn_of(request.app.state.catalog, session, code, language, viewer=viewer)
    notes = notes_of(request, f"/briefs/{code}", is_hidden=brief.is_hidden or what.is_hidden)
    return as_file(request, values_of(brief, language), what, form, name=f"brief-{brief.code}", notes=notes)


@router.get("/{code}")
def page(request: Request, session: Database, viewer: Viewing, code: Code, as_of: AsOf) -> Response:
    """The brief on the screen, with its files."""
    brief, language = brief_of(session, code, viewer=viewer, on=as_of), language_of(request)
    what = drawn_of(request.app.state.catalog, session, code, language, viewer=viewer)
    then = f"?as_of={as_of.isoformat()}" if as_of else ""
    whole = f"/places/{brief.code}{then}"
    return on_screen(
        request, "briefs/brief.html", values_of(brief, language), what, code=brief.code, whole=whole,
        home_of_needs=f"{whole}#indicators", files={form: f"/briefs/{brief.code}.{form}{then}" for form in FORMS},
        notes=notes_of(request, f"/briefs/{code}", is_hidden=brief.is_hidden or what.is_hidden),
    )  # fmt: skip
