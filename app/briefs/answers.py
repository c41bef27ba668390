"""A brief as an answer: on the screen or as a file, with what stands at its foot. For areas, and for shapes."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from starlette.responses import Response

from app.briefs import papers
from app.briefs.maps import Drawn
from app.briefs.notes import Imprint, notes_for
from app.briefs.telling import Told, marks
from app.briefs.word import to_word
from app.web.templating import hung, kept_by, render, svg
from app.web.words import has_thai_digits, language_of

FORMS = {"pdf": "application/pdf", "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document"}


def as_file(
    request: Request, told: Told, what: Drawn, form: str, *, name: str, notes: list[str], address: str = ""
) -> Response:
    """The brief as PDF or DOCX, called ``name``; ``address`` is where a reader of the PDF finds it again by a touch."""
    language = language_of(request)
    if has_thai_digits(request):
        told, what, notes = papers.in_thai(told, what, notes)
    if form == "pdf":
        body = papers.to_pdf(papers.page_of(told, what, language, notes, address=address))
    else:
        body = to_word(papers.explained(told, what, language), what, notes, office=imprint_of(request).named(language))
    headers = {
        "Content-Disposition": f'inline; filename="{name}.{form}"',
        "Cache-Control": kept_by(request),
        "Vary": "Cookie",
    }
    return Response(body, headers=headers, media_type=FORMS[form])


def on_screen(request: Request, template: str, told: Told, what: Drawn, **more: Any) -> Response:
    """The brief as a page; ``more`` is what the template links to, its ``files``, ``whole``, ``home_of_needs``, ``notes``."""
    return render(
        request, template, told=told, legend=what.legend, legend_title=what.title,
        drawing=svg(what.picture.for_web(str(told["name"]))), marks=marks(), **more,
    )  # fmt: skip


def notes_of(request: Request, *places: str, is_hidden: bool) -> list[str]:
    """What stands at the foot of a paper that answers a request; ``is_hidden``: something in it is not for the public."""
    return notes_for(imprint_of(request), language_of(request), *places, is_hidden=is_hidden)


def imprint_of(request: Request) -> Imprint:
    """Whose papers these are, by what stands on every page."""
    return Imprint(hung(request, "office"), hung(request, "banner") is not None)
