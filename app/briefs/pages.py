"""The brief of an area: the page, and the page as PDF and DOCX."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.briefs import papers
from app.briefs.queries import brief_of
from app.briefs.rules import SOURCES
from app.core.authority import Viewer
from app.core.errors import NotFound
from app.maps.exports import area_picture
from app.maps.panels import DENSITY
from app.web.as_of import AsOf
from app.web.dependencies import Database, Viewing
from app.web.templating import hung, kept_by, render, svg
from app.web.words import language_of
from gis.layer import Layer, Text
from gis.svgmap import LegendItem, Picture

router = APIRouter(prefix="/briefs")
Code = Annotated[str, Path(max_length=16)]
FORMS = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


@dataclass(frozen=True, slots=True)
class Drawn:
    """The map of a brief and what explains its colours."""

    picture: Picture
    legend: tuple[LegendItem, ...]
    title: Text


@router.get("/{code}.{form}")
def file(
    request: Request, session: Database, viewer: Viewing, code: Code, form: Literal["pdf", "docx"], as_of: AsOf
) -> Response:
    """The brief as a file. Raises NotFound."""
    brief = brief_of(session, code, viewer=viewer, on=as_of)
    language, what, notes = language_of(request), drawn(request, session, viewer, code), _notes(request, viewer)
    if form == "pdf":
        body = papers.to_pdf(brief, what.picture, what.legend, what.title, language, notes)
    else:
        body = papers.to_word(brief, what.picture, language, notes)
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
    what = drawn(request, session, viewer, code)
    language = language_of(request)
    return render(
        request, "briefs/brief.html", brief=brief, told=papers.values_of(brief, language), legend=what.legend,
        legend_title=what.title, drawing=svg(what.picture.for_web(language.text(brief.name))), SOURCES=SOURCES,
        notes=_notes(request, viewer), marks=papers.marks(),
    )  # fmt: skip


def drawn(request: Request, session: Session, viewer: Viewer, code: str) -> Drawn:
    """The map of the area by density of people, with the lights of projects. Raises NotFound."""
    layer: Layer | None = request.app.state.catalog.get(DENSITY[len(code)], viewer.visible())
    size, sites = papers.MAP_PIXELS, "project_lights"
    picture = None
    if layer is not None:
        picture = area_picture(request, session, viewer, layer, code, size=size, sites=sites, is_alone=True)
    if layer is None or picture is None:
        raise NotFound(f"พื้นที่ {code} ยังไม่มีแนวเขต", f"The area {code} has no outline yet.")
    title = layer.metadata.title
    legends = dict(picture.legends)
    return Drawn(picture, legends.get(title.in_language(picture.lang), ()), title)


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
