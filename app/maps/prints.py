"""A map on paper: the page on which it is laid out, and the files that come of it (พิมพ์แผนที่)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.core.faces import faces
from app.maps import population, queries, rules, sheets, showing
from app.maps.classing import CLASSES, PARAMETER, catalog_of
from app.maps.exports import home_of
from app.maps.papers import Digits, Lines, PrintIn
from app.maps.schemas import PlaceName
from app.web.as_of import AsOf, asked_day
from app.web.dependencies import Database, Viewing
from app.web.forms import Form, filled
from app.web.templating import kept_by, render
from app.web.turns import Turns
from app.web.words import has_thai_digits, language_of
from gis.layer import Layer, Text
from gis.mapsheet import SCALES, Orientation, Paper, to_pdf, to_png
from gis.mapsheet.sheet import DOTS

router = APIRouter(prefix="/maps")
SETTING = Turns(2, 20)
"""So many sheets are set at once in one web process: each takes a second of a core."""
DAY = Depends(asked_day)
FORMS = {"pdf": "application/pdf", "png": "image/png"}
PAPERS = {Paper.A4: "A4", Paper.A3: "A3"}
ORIENTATIONS = {
    Orientation.LANDSCAPE: Text(th="แนวนอน", en="Landscape"),
    Orientation.PORTRAIT: Text(th="แนวตั้ง", en="Portrait"),
}
GRIDS = {Lines.UTM: Text(th="กริด UTM", en="UTM grid"), Lines.NONE: Text(th="ไม่มี", en="None")}
DIGITS = {Digits.ARABIC: Text(th="อารบิก 123", en="Arabic 123"), Digits.THAI: Text(th="ไทย ๑๒๓", en="Thai ๑๒๓")}


@router.get("/{layer_id}/print", dependencies=[DAY, CLASSES])
def layout(request: Request, session: Database, viewer: Viewing, layer_id: str, as_of: AsOf) -> Response:
    """The form of a print with a look at it; what is wrong stands at its field."""
    layer = queries.layer_named(catalog_of(request), layer_id, viewer=viewer)
    form, what = _form(request), None
    if form.value is not None:
        try:
            what = showing.shown(request, session, viewer, layer, form.value)
        except Invalid as error:
            form = form.refused(error.place or "", error.th, error.en)
    kept = {*PrintIn.model_fields, PARAMETER}
    given = {name: value for name, value in form.given.items() if value and name in kept}
    query = urlencode({**given, **({"as_of": as_of.isoformat()} if as_of else {}), "lang": language_of(request)})
    return render(
        request, "maps/print.html", status=400 if form.errors else 200, form=form, layer=layer, what=what, query=query,
        areas=_areas(request, session, viewer), place_title=partial(rules.place_title, language=language_of(request)),
        scales=SCALES, papers=PAPERS, orientations=ORIENTATIONS, grids=GRIDS,
        digits=DIGITS,
    )  # fmt: skip


@router.get("/{layer_id}.pdf", dependencies=[DAY, CLASSES])
def pdf(request: Request, session: Database, viewer: Viewing, layer_id: str, as_of: AsOf) -> Response:
    """The map on paper, as PDF. Raises NotFound, Invalid."""
    return _file(request, session, viewer, layer_id, as_of, "pdf", 0)


@router.get("/{layer_id}.png", dependencies=[DAY, CLASSES])
def png(
    request: Request, session: Database, viewer: Viewing, layer_id: str, as_of: AsOf, dots: Annotated[int, Query()] = 300
) -> Response:
    """The map on paper, as a picture of so many dots to the inch. Raises NotFound, Invalid."""
    if dots not in DOTS:
        told = ", ".join(map(str, DOTS))
        raise Invalid(f"ความละเอียดเลือกได้ {told} จุดต่อนิ้ว", f"Choose one of {told} dots to the inch.", place="dots")
    return _file(request, session, viewer, layer_id, as_of, "png", dots)


def _file(
    request: Request, session: Session, viewer: Viewer, layer_id: str, as_of: date | None, form: str, dots: int
) -> Response:
    layer = queries.layer_named(catalog_of(request), layer_id, viewer=viewer)
    sheet = sheets.sheet(request, session, viewer, layer, _asked(request), as_of)
    body = _set(lambda: to_pdf(sheet, faces()) if form == "pdf" else to_png(sheet, faces(), dots))
    headers = {
        "Content-Disposition": f'inline; filename="{_named(layer, request)}.{form}"',
        "Cache-Control": kept_by(request),
        "Vary": "Cookie",
    }
    return Response(body, headers=headers, media_type=FORMS[form])


def _set(make: Callable[[], bytes]) -> bytes:
    """The bytes, when it is our turn. Raises TooMany after a while."""
    with SETTING.one():
        return make()


def _named(layer: Layer, request: Request) -> str:
    area = request.query_params.get("area", "")
    return f"{layer.id}-{area}" if area.isdecimal() and area.isascii() else layer.id


def _form(request: Request) -> Form[PrintIn]:
    """What is asked for; digits are those of the reader's pages where the address names none."""
    usual = {"digits": Digits.THAI} if has_thai_digits(request) else {}
    return filled(PrintIn, {**usual, **request.query_params})


def _asked(request: Request) -> PrintIn:
    """Raises Invalid with the first field that is wrong."""
    form = _form(request)
    if form.value is None:
        place, told = next(iter(form.errors.items()))
        raise Invalid(told.th, told.en, place=place or None)
    return form.value


def _areas(request: Request, session: Session, viewer: Viewer) -> tuple[list[PlaceName], list[tuple[PlaceName, list[PlaceName]]]]:
    """The home province with its districts, and the subdistricts of each, to choose from; the address takes any other code."""
    home = home_of(request)
    if home is None:
        return [], []
    whole = queries.places_of(session, [home], viewer=viewer)
    districts = population.parts_of(session, home, viewer=viewer)
    below = [(one, population.parts_of(session, one.code, viewer=viewer)) for one in districts]
    return [*whole.values(), *districts], [(one, parts) for one, parts in below if parts]
