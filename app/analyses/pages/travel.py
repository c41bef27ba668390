"""Coverage by travel time: the page and its file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from app.analyses.asking import day_asked
from app.analyses.drawings import Drawing, shaded
from app.analyses.files import Ending, Table, as_file
from app.analyses.queries.travel import Coverage, Reached, coverage, kinds
from app.analyses.rules import TRAVEL, TRAVEL_CAUTION
from app.analyses.travelling import NAMES, ROADS, SPEED, USUAL, Travel, travel_asked
from app.core.errors import Invalid
from app.maps.exports import home_of
from app.web.as_of import AsOf
from app.web.dependencies import Database, Viewing
from app.web.templating import render, svg
from app.web.turns import TRAVELLING
from app.web.words import Language, language_of
from gis.layer import Text
from gis.style import Choropleth

router = APIRouter(prefix="/analyses")
TITLE = Text(th="ความครอบคลุมตามเวลาเดินทาง", en="Coverage by travel time")
SHARE = Text(th="ประชากรที่ไปถึงได้ในเวลา (%)", en="People within the time (%)")
HEADER = (
    Text(th="รหัส", en="Code"), Text(th="ชื่อไทย", en="Name (Thai)"), Text(th="ชื่ออังกฤษ", en="Name (English)"),
    Text(th="ประชากร (คน)", en="People"), Text(th="จุดแทนประชากร", en="Places of people"),
    Text(th="ในเวลา เดิม (คน)", en="Within, now (people)"), Text(th="ในเวลา เมื่อมีโครงการ (คน)", en="Within, with the project"),
    Text(th="เพิ่มขึ้น (คน)", en="Newly covered"), Text(th="เร็วสุด (นาที)", en="Nearest (minutes)"),
)  # fmt: skip
CLASSES = Choropleth(kind="choropleth", attribute="value", breaks=(0, 20, 40, 60, 80, 100), palette="need")


@router.get("/travel")
def travel(request: Request, session: Database, viewer: Viewing, as_of: AsOf) -> Response:
    """Who gets to a kind of facility in time; what is wrong with the question stands at its field."""
    catalog, language, given = request.app.state.catalog, language_of(request), dict(request.query_params)
    known, found, wrong = kinds(catalog, viewer=viewer), None, None
    try:
        asked = travel_asked(given, known)
        on = day_asked(session, as_of)
        with TRAVELLING.one():
            found = coverage(session, catalog, asked, home_of(request), on, language, viewer=viewer)
    except Invalid as error:
        wrong = error
    return render(
        request, "analyses/travel.html", status=400 if wrong else 200, found=found, wrong=wrong, given=given, kinds=known,
        roads=_kinds_of_roads(request, viewer), ROADS=ROADS, USUAL=USUAL, NAMES=NAMES, SPEED=SPEED, steps=TRAVEL,
        caution=TRAVEL_CAUTION, share=SHARE, drawing=_drawing(found, language) if found else None, svg=svg,
        query=request.url.query, ordered=sorted(found.rows, key=_order) if found else (),
    )  # fmt: skip


@router.get("/travel/file.{ending}")
def travel_file(
    request: Request, session: Database, viewer: Viewing, as_of: AsOf, ending: Annotated[Ending, Path()]
) -> Response:
    """The table of the page. Raises Invalid."""
    catalog, language = request.app.state.catalog, language_of(request)
    asked, on = travel_asked(dict(request.query_params), kinds(catalog, viewer=viewer)), day_asked(session, as_of)
    with TRAVELLING.one():
        found = coverage(session, catalog, asked, home_of(request), on, language, viewer=viewer)
    rows = [_row(one) for one in found.rows]
    table = Table(f"travel-{asked.kind}-{asked.minutes:g}", TITLE, HEADER, rows, _facts(found, asked), TRAVEL, TRAVEL_CAUTION)
    return as_file(request, table, ending, on)


def _kinds_of_roads(request: Request, viewer: Viewing) -> dict[str, Text]:
    layer = request.app.state.catalog.get("roads", viewer.visible())
    kind = layer.attribute("kind") if layer else None
    return {code.value: code.title for code in kind.codes} if kind else {}


def _row(one: Reached) -> Sequence[object]:
    people = one.people
    within = (people and round(people * one.before, 1), people and round(people * one.after, 1), people and round(one.newly, 1))
    minutes = None if one.minutes is None else round(one.minutes, 1)
    return (one.area.code, one.area.name_th, one.area.name_en, people, one.places, *within, minutes)


def _facts(found: Coverage, asked: Travel) -> list[tuple[Text, object]]:
    speed = NAMES["speed"]
    speeds = [(Text(th=f"{speed.th} {kind}", en=f"{speed.en} {kind}"), kmh) for kind, kmh in asked.speeds.items()]
    return [
        (Text(th="ประเภทสถานที่", en="Kind of facility"), asked.kind), (NAMES["minutes"], asked.minutes), *speeds,
        (NAMES["off"], asked.off_kmh), (NAMES["detour"], asked.detour),
        (Text(th="จำนวนสถานที่", en="Facilities"), found.facilities), (Text(th="ประชากร (คน)", en="People"), found.people),
        (HEADER[5], round(found.before, 1)), (HEADER[6], round(found.after, 1)), (HEADER[7], round(found.newly, 1)),
        (Text(th="โครงการที่เสนอ", en="Proposed project"), asked.project or None), (NAMES["cost"], asked.million),
        (Text(th="เพิ่มขึ้นต่อล้านบาท (คน)", en="Newly covered for a million baht"), found.per_million),
    ]  # fmt: skip


def _drawing(found: Coverage, language: Language) -> Drawing | None:
    values = {one.area.code: 100 * one.after for one in found.rows}
    return shaded([one.area for one in found.rows], values, CLASSES, SHARE, decimals=0, lang=language)


def _order(one: Reached) -> tuple[float, float, str]:
    """Who gains most first, then where most people stay beyond the time."""
    return -one.newly, -(one.people or 0.0) * (1 - one.after), one.area.code
