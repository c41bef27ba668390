"""A field visit: its stops chosen and put in order, the pack as PDF, the route as GPX. Everything stands in the address."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.briefs.answers import notes_of
from app.core.authority import Viewer
from app.core.errors import Invalid
from app.core.records import today
from app.visits import papers
from app.visits.drawings import drawn
from app.visits.gpx import MEDIA, to_gpx
from app.visits.queries import Route, Stop, route_of
from app.visits.rules import LONGEST_KEY, LONGEST_TITLE, MOST_STOPS, Visit
from app.visits.schemas import VisitIn
from app.visits.telling import page_of, time_of, values_of
from app.web.as_of import AsOf
from app.web.dependencies import Database, Viewing
from app.web.templating import kept_by, render, svg
from app.web.turns import TRAVELLING
from app.web.words import has_thai_digits, language_of, long_date
from gis.layer import Text

router = APIRouter(prefix="/visits")
Asked = Annotated[VisitIn, Query()]
MANY = Invalid(
    f"หนึ่งวันตรวจได้ไม่เกิน {MOST_STOPS} จุด นำบางจุดออก หรือแบ่งเป็นสองวัน",
    f"A visit has at most {MOST_STOPS} stops; take some out, or make it two days.", place="stop",
)  # fmt: skip
NONE = Invalid(
    "เลือกจุดอย่างน้อยหนึ่งจุด ด้วยเลขอ้างอิงโครงการหรือรหัสพื้นที่",
    "Choose at least one stop, by the reference of a project or the code of an area.", place="stop",
)  # fmt: skip


@router.get("")
def visit(request: Request, session: Database, viewer: Viewing, given: Asked, as_of: AsOf) -> Response:
    """The stops in their order, with the way between them; what cannot be gone to is told and left out."""
    wrong = MANY if len(given.visit.stops) > MOST_STOPS else None
    asked = given.visit.of(given.visit.stops[:MOST_STOPS])
    found = _route(request, session, viewer, asked, as_of)
    kept = asked.of([one.key for one in found.stops])
    language = language_of(request)
    return render(
        request, "visits/visits.html", status=400 if wrong or found.unknown else 200, visit=kept, found=found, wrong=wrong,
        told=values_of(found, language), most=MOST_STOPS, longest=LONGEST_KEY, longest_title=LONGEST_TITLE,
        better_time=time_of(found.better_minutes, language), **_drawing(request, session, viewer, found),
    )  # fmt: skip


@router.get("/pack.pdf")
def pack(request: Request, session: Database, viewer: Viewing, given: Asked, as_of: AsOf) -> Response:
    """The pack to take along. Raises Invalid where a stop cannot be gone to."""
    found = _whole(request, session, viewer, given.visit, as_of)
    language = language_of(request)
    picture = drawn(
        request.app.state.catalog, session, found.stops, language, viewer=viewer, is_round=found.visit.is_round
    )
    day = long_date(as_of or today(session), language)
    body = papers.to_pdf(
        values_of(found, language), picture, dates=[f"{language.say('จริง ณ', 'True on')} {day}"],
        notes=notes_of(request, is_hidden=found.is_hidden), base=str(request.base_url).rstrip("/"),
        address=str(request.url.replace(path="/visits")), thai_digits=has_thai_digits(request),
    )  # fmt: skip
    return _file(request, body, "application/pdf", "visit.pdf")


@router.get("/route.gpx")
def route(request: Request, session: Database, viewer: Viewing, given: Asked, as_of: AsOf) -> Response:
    """The stops for a receiver. Raises Invalid where a stop cannot be gone to."""
    found = _whole(request, session, viewer, given.visit, as_of)
    base, language = str(request.base_url).rstrip("/"), language_of(request)
    named = str(values_of(found, language)["title"])
    return _file(request, to_gpx(found, named, language, lambda one: f"{base}{page_of(one)}"), MEDIA, "visit.gpx")


def _route(request: Request, session: Session, viewer: Viewer, asked: Visit, on: date | None) -> Route:
    with TRAVELLING.one():
        return route_of(session, request.app.state.catalog, asked, viewer=viewer, on=on)


def _whole(request: Request, session: Session, viewer: Viewer, asked: Visit, on: date | None) -> Route:
    """The route of a visit all of whose stops can be gone to. Raises Invalid."""
    if not asked.stops:
        raise NONE
    if len(asked.stops) > MOST_STOPS:
        raise MANY
    found = _route(request, session, viewer, asked, on)
    for one in found.unknown:
        raise Invalid(f"จุด {one.key}: {one.why.th}", f"Stop {one.key}: {one.why.en}", place="stop")
    return found


def _drawing(request: Request, session: Session, viewer: Viewer, found: Route) -> dict[str, Any]:
    if not found.stops:
        return {"drawing": None}
    language, catalog = language_of(request), request.app.state.catalog
    picture = drawn(catalog, session, found.stops, language, viewer=viewer, is_round=found.visit.is_round)
    said = language.text(Text(th="แผนที่ลำดับจุด", en="Map of the stops in order"))
    names = ", ".join(f"{at} {_name(request, one)}" for at, one in enumerate(found.stops, start=1))
    return {"drawing": svg(picture.for_web(said, names))}


def _name(request: Request, stop: Stop) -> str:
    return language_of(request).text(stop.title)


def _file(request: Request, body: bytes, media: str, name: str) -> Response:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": kept_by(request),
        "Vary": "Cookie",
    }
    return Response(body, headers=headers, media_type=media)
