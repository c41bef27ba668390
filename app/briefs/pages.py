"""The brief of an area: the page, and the page as PDF and DOCX."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.briefs import papers
from app.briefs.maps import drawn_of
from app.briefs.queries import brief_of
from app.briefs.rules import SOURCES
from app.core.authority import Viewer
from app.web.as_of import AsOf
from app.web.dependencies import Database, Viewing
from app.web.templating import hung, kept_by, render, svg
from app.web.words import language_of

router = APIRouter(prefix="/briefs")
Code = Annotated[str, Path(max_length=16)]
FORMS = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


@router.get("/{code}.{form}")
def file(
    request: Request, session: Database, viewer: Viewing, code: Code, form: Literal["pdf", "docx"], as_of: AsOf
) -> Response:
    """The brief as a file. Raises NotFound."""
    brief = brief_of(session, code, viewer=viewer, on=as_of)
    language, notes = language_of(request), _notes(request, viewer)
    what = drawn_of(request.app.state.catalog, session, code, language, viewer=viewer)
    is_pdf = form == "pdf"
    body = papers.to_pdf(brief, what, language, notes) if is_pdf else papers.to_word(brief, what.picture, language, notes)
    headers = {
        "Content-Disposition": f'inline; filename="brief-{brief.code}.{form}"',
        "Cache-Control": kept_by(request),
        "Vary": "Cookie",
    }
    return Response(body, headers=headers, media_type=FORMS[form])


@router.get("/{code}")
def page(request: Request, session: Database, viewer: Viewing, code: Code, as_of: AsOf) -> Response:
    """The brief on the screen, with its files."""
    brief = brief_of(session, code, viewer=viewer, on=as_of)
    language = language_of(request)
    what = drawn_of(request.app.state.catalog, session, code, language, viewer=viewer)
    return render(
        request, "briefs/brief.html", brief=brief, told=papers.values_of(brief, language), legend=what.legend,
        legend_title=what.title, drawing=svg(what.picture.for_web(language.text(brief.name))), SOURCES=SOURCES,
        notes=_notes(request, viewer), marks=papers.marks(),
    )  # fmt: skip


def _notes(request: Request, viewer: Viewer) -> list[str]:
    language = language_of(request)
    invented = language.say("มีข้อมูลสมมุติเพื่อการสาธิต", "Holds invented data for demonstration")
    hidden = language.say("มีข้อมูลที่ไม่เปิดเผยต่อสาธารณะ", "Holds data that is not public")
    office = hung(request, "office")
    told = (
        language.text(office) if office else "",
        invented if hung(request, "banner") else "",
        hidden if not viewer.is_public else "",
        str(request.url.path).partition(".")[0],
    )
    return [each for each in told if each]
