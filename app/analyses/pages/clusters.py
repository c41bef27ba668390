"""Hot and cold spots: the page and its file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.analyses.asking import Asked, day_asked
from app.analyses.charts import Spotted as Dot
from app.analyses.charts import moran_chart
from app.analyses.drawings import Drawing, classed
from app.analyses.files import Ending, Table, as_file
from app.analyses.queries.clusters import Spots, Spotted, shaded, spots
from app.analyses.rules import CLUSTERS, CLUSTERS_CAUTION, MARKS, SPOTS, UNKNOWN_SPOT, USUAL_SPOTS
from app.core.authority import Viewer
from app.core.errors import NotFound
from app.web.as_of import AsOf
from app.web.dependencies import Database, Viewing
from app.web.templating import render, svg
from app.web.words import Language, language_of
from gis.layer import Layer, Text

router = APIRouter(prefix="/analyses")
USUAL = ("population_density_subdistricts", "budget_per_head_districts")
"""What is shown where no layer is asked for: the first of these that there is, else the first that is shaded."""
TITLE = Text(th="จุดร้อนจุดเย็น", en="Hot and cold spots")
HEADER = (
    Text(th="รหัส", en="Code"), Text(th="พื้นที่", en="Area"), Text(th="ค่า", en="Value"), Text(th="เพื่อนบ้าน", en="Neighbours"),
    Text(th="z", en="z"), Text(th="z ของเพื่อนบ้าน", en="z of neighbours"), Text(th="โมแรนเฉพาะที่", en="Local Moran's I"),
    Text(th="p", en="p"), Text(th="q", en="q"), Text(th="กลุ่ม", en="Class"),
)  # fmt: skip
CLASSES = {one.value: one for one in SPOTS}


@router.get("/clusters")
def clusters(request: Request, session: Database, viewer: Viewing, as_of: AsOf, layer: Asked = "") -> Response:
    """Where high values of a layer lie together, and low ones. Raises NotFound."""
    del as_of  # the session answers for it, and the frame tells it
    layers, found = _asked(request, session, viewer, layer)
    language = language_of(request)
    tally = Counter(_class(one) for one in found.rows)
    return render(
        request, "analyses/clusters.html", found=found, layers=layers, svg=svg, steps=CLUSTERS, caution=CLUSTERS_CAUTION,
        classes=CLASSES, tally=tally, class_of=_class, usual=USUAL_SPOTS, drawing=_drawing(found, language),
        ordered=sorted(found.rows, key=_order), chart=_chart(found, language),
    )  # fmt: skip


@router.get("/clusters/file.{ending}")
def clusters_file(
    request: Request,
    session: Database,
    viewer: Viewing,
    as_of: AsOf,
    ending: Annotated[Ending, Path()],
    layer: Asked = "",
) -> Response:
    """The table of the page. Raises NotFound."""
    _layers, found = _asked(request, session, viewer, layer)
    language = language_of(request)
    facts = [
        (Text(th="ชั้นข้อมูล", en="Layer"), language.text(found.layer.metadata.title)),
        (Text(th="โมแรนของทั้งหมด", en="Moran's I of all"), found.moran),
    ]
    rows = [_row(one, language) for one in found.rows]
    table = Table(f"clusters-{found.layer.id}", TITLE, HEADER, rows, facts, CLUSTERS, CLUSTERS_CAUTION)
    return as_file(request, table, ending, day_asked(session, as_of))


def _asked(request: Request, session: Session, viewer: Viewer, asked: str) -> tuple[Sequence[Layer], Spots]:
    layers = shaded(request.app.state.catalog, viewer=viewer)
    by_id = {one.id: one for one in layers}
    chosen = by_id.get(asked) if asked else next((by_id[name] for name in (*USUAL, *by_id) if name in by_id), None)
    if chosen is None:
        raise NotFound(
            f"ไม่มีชั้นข้อมูล “{asked}” ที่ระบายสีตามค่า เลือกจากรายการที่ /analyses/clusters",
            f"No layer “{asked}” is shaded by a value; choose one of those at /analyses/clusters.",
        )
    return layers, spots(session, chosen, language_of(request), viewer=viewer)


def _class(one: Spotted) -> str:
    return UNKNOWN_SPOT if one.local is None else one.local.spot.value


def _order(one: Spotted) -> tuple[int, float, str]:
    """Hot spots first, then by how sure a class is."""
    q = one.local.q if one.local else None
    return list(CLASSES).index(_class(one)), 2.0 if q is None else q, one.code


def _row(one: Spotted, language: Language) -> list[object]:
    at, name = one.local, CLASSES[_class(one)]
    figures = (at.z, at.lag, at.moran, at.p, at.q) if at else (None,) * 5
    return [one.code, one.name, one.value, one.neighbours, *figures, language.say(name.th, name.en)]


def _drawing(found: Spots, language: Language) -> Drawing | None:
    classes = {one.code: _class(one) for one in found.rows}
    marks = {one.code: MARKS[at.spot] for one, at in found.tested if at.spot in MARKS}
    name = found.layer.metadata.title
    title = Text(th=f"{TITLE.th}: {name.th}", en=f"{TITLE.en}: {name.en}")
    return classed(found.shapes, classes, SPOTS, title, lang=language, marks=marks)


def _chart(found: Spots, language: Language) -> str:
    dots = [
        Dot(at.z, at.lag, CLASSES[at.spot.value].colour, MARKS.get(at.spot, ""))
        for _, at in found.tested
        if at.lag is not None
    ]
    return moran_chart(
        dots, found.moran or 0.0, title=language.say("แต่ละพื้นที่กับเพื่อนบ้าน", "Each area and its neighbours"),
        own=language.say("ค่าของพื้นที่ (z)", "value of the area (z)"),
        around=language.say("ค่าเฉลี่ยของเพื่อนบ้าน (z)", "mean of its neighbours (z)"),
    )  # fmt: skip
