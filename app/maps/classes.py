"""The page on which a planner chooses how a choropleth is classified; on the map it is a dialogue (จำแนกชั้น)."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.maps import asking, queries, telling, times
from app.maps.asking import MapIn
from app.maps.classing import CLASSES, PARAMETER, catalog_of, classed_in, classified, parameter, partners
from app.web.as_of import DAY, as_of_in
from app.web.dependencies import Database, Viewing
from app.web.forms import Form, filled
from app.web.templating import render
from app.web.words import language_of
from gis.classed import ClassedLayer, divides
from gis.classing import LEAST, MOST, USUAL, Classing, Look, Method, Per, Years
from gis.layer import Layer, Text
from gis.palettes import OFFERED, PALETTES, ramp
from gis.style import Choropleth

router = APIRouter()
KEPT = ("layers", "select", "year", "filter", "box", "within", "as_of")
"""What else of the map's address stays as it is."""
METHODS = {
    Method.FILE: Text(th="ตามที่กำหนดไว้ของชั้นข้อมูล", en="As the layer defines it"),
    Method.NATURAL: Text(th="แบ่งตามธรรมชาติของข้อมูล (Fisher–Jenks)", en="Natural breaks (Fisher–Jenks)"),
    Method.QUANTILE: Text(th="จำนวนพื้นที่เท่ากันทุกชั้น (ควอนไทล์)", en="As many areas in each class (quantile)"),
    Method.EQUAL: Text(th="ช่วงกว้างเท่ากัน", en="Equal intervals"),
    Method.PRETTY: Text(th="ตัวเลขลงตัว", en="Pretty numbers"),
    Method.DEVIATION: Text(th="ส่วนเบี่ยงเบนมาตรฐาน", en="Standard deviation"),
    Method.MANUAL: Text(th="กำหนดขอบเขตเอง", en="Limits by hand"),
    Method.PAIR: Text(th="เทียบกับอีกค่าหนึ่ง 3×3", en="Against another value, 3×3"),
}
PER = {
    Per.NOTHING: Text(th="ยอดรวมตามข้อมูล", en="As it is (total)"),
    Per.HEAD: Text(th="ต่อจำนวนคน", en="By people"),
    Per.SQKM: Text(th="ต่อตารางกิโลเมตร", en="By km²"),
    Per.SHARE: Text(th="สัดส่วนของยอดรวม", en="Share of the total"),
}
YEARS = {
    Years.ALL: Text(th="เหมือนกันทุกปี (ห้าปีงบประมาณหลังสุด)", en="The same for all years (the last five fiscal years)"),
    Years.ONE: Text(th="เฉพาะค่าของวันที่แสดง", en="Of the day shown alone"),
}
LOOKS = {
    Look.SHADES: Text(th="ระบายสีพื้นที่", en="Shaded areas"),
    Look.CIRCLES: Text(th="วงกลม พื้นที่วงกลมเป็นสัดส่วนกับค่า", en="Circles whose area is as the value"),
}


@router.get("/maps/{layer_id}/classes", dependencies=[DAY, CLASSES])
def classes(
    request: Request, session: Database, viewer: Viewing, layer_id: str, given: Annotated[MapIn, Query()]
) -> Response:
    """The form; what was chosen leads back to the map, what is wrong stands at its field. Raises NotFound, Invalid.

    It counts what the map shows: of the year that is asked for, and as narrowed.
    """
    layer = queries.layer_named(request.app.state.catalog, layer_id, viewer=viewer)
    style = layer.style
    if not isinstance(style, Choropleth):
        raise Invalid("ชั้นนี้ไม่ได้ระบายสีตามค่า จึงจำแนกชั้นไม่ได้", "This layer is not shaded by a value, so it has no classes.")
    form = Form[Classing](_given(classed_in(request), style)) if "method" not in request.query_params else _filled(request)
    if form.value is not None:
        form = _tried(request, session, viewer, layer, form, form.value)
    if form.value is not None:
        raise HTTPException(303, headers={"Location": _on_the_map(request, layer, form.value)})
    front = queries.layer_named(catalog_of(request), layer_id, viewer=viewer)
    asked = asking.asked_of(session, front, given, viewer=viewer, classes=parameter(request, front), day=as_of_in(request))
    with times.at(session, asked.year):
        entry = queries.entry(session, front, viewer=viewer, question=asked.question)
    say = language_of(request).text
    others = partners(request.app.state.catalog, layer, viewer)
    return render(
        request, "maps/classes.html", status=400 if form.errors else 200, form=form, entry=entry, kept=_kept(request),
        year=asked.year, said=telling.narrowing(session, front, asked, language_of(request), viewer=viewer),
        methods=[(each, say(METHODS[each])) for each in Method if others or each is not Method.PAIR],
        others=[(each.id, say(each.metadata.title)) for each in others], per=[(each, say(PER[each])) for each in divides(layer)],
        years=[(each, say(YEARS[each])) for each in Years], numbers=[(n, n) for n in range(LEAST, MOST + 1)],
        looks=[(each, say(LOOKS[each])) for each in Look], palettes=_palettes(), own=ramp(style.palette, USUAL),
    )  # fmt: skip


def _filled(request: Request) -> Form[Classing]:
    return filled(Classing, {name: request.query_params[name] for name in Classing.model_fields if name in request.query_params})


def _tried(
    request: Request, session: Session, viewer: Viewer, layer: Layer, form: Form[Classing], choice: Classing
) -> Form[Classing]:
    """The form, refused at the field by which the layer cannot be classified so."""
    try:
        classified(session, request.app.state.catalog, layer, choice, viewer=viewer)
    except Invalid as error:
        return form.refused(error.place or "", error.th, error.en)
    return form


def _given(found: ClassedLayer | None, style: Choropleth) -> dict[str, Any]:
    """What the form begins with: the choice of the address, else the usual one."""
    choice = found.choice if found else Classing()
    drawn = found.style if found else style
    assert isinstance(drawn, Choropleth)
    return {**choice.model_dump(), "palette": choice.palette or "", "limits": " ".join(f"{limit:.10g}" for limit in drawn.breaks)}


def _palettes() -> list[tuple[str, Text, str, tuple[str, ...]]]:
    """Name, title, order and the seven colours of each palette on offer."""
    offered = ((name, PALETTES[name]) for name in OFFERED)
    return [(name, Text(th=each.th, en=each.en), each.order, ramp(name, MOST)) for name, each in offered]


def _kept(request: Request) -> dict[str, str]:
    return {name: request.query_params[name] for name in KEPT if request.query_params.get(name)}


def _on_the_map(request: Request, layer: Layer, choice: Classing) -> str:
    return f"/maps/{layer.id}?{urlencode({PARAMETER: choice.address, **_kept(request)})}"
