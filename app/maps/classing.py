"""``?classes=``: a choropleth as the address wants it classified, for every road that draws, lists or prints it.

The value is a choice as ``gis.classing`` writes it, of the layer of the page; ``<layer>:<choice>`` is that of another layer
on the same map. A route that depends on ``CLASSES`` finds the layer in ``catalog_of(request)``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from fastapi import Depends, Query, Request
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.calendar import fiscal_year, last_day_of
from app.core.errors import Invalid
from app.core.records import today
from app.core.then import published_on
from app.maps import queries, times
from app.maps.asking import FIRST_YEAR, LAST_YEAR
from app.maps.values import read
from app.web.dependencies import Database, Viewing
from gis.catalog import Catalog
from gis.classed import ClassedLayer, Reading, classed, divides
from gis.classing import Classing, ClassingRefused, Look, Method, Per, Years
from gis.layer import Layer
from gis.pairs import paired
from gis.style import Choropleth

PARAMETER = "classes"
YEARS = 5
"""Limits that are the same across years are found among the values of so many fiscal years, the present one last."""
SETTLED = {"districts": "population_density_districts", "subdistricts": "population_density_subdistricts"}
"""The layer that knows the people and km² of the areas that a choropleth borrows."""
PEOPLE, SQKM = "people", "area_sqkm"

Asked = Annotated[str, Query(alias=PARAMETER, max_length=200)]
InYear = Annotated[int | None, Query(ge=FIRST_YEAR, le=LAST_YEAR)]


def asked_classes(
    request: Request, session: Database, viewer: Viewing, asked: Asked = "", year: InYear = None
) -> ClassedLayer | None:
    """The layer that the address wants classified, of the year that it asks for. Raises NotFound and Invalid."""
    if not asked:
        return None
    name, _, words = asked.rpartition(":")
    name = name or str(request.path_params.get("layer_id", ""))
    catalog: Catalog = request.app.state.catalog
    first = queries.first_layer(session, catalog, viewer=viewer) if not name else None
    layer = first or queries.layer_named(catalog, name, viewer=viewer)
    in_front = layer.id == request.path_params.get("layer_id", layer.id)
    return show_classes(request, session, layer, words, year if in_front else None, viewer=viewer)


def show_classes(
    request: Request, session: Session, layer: Layer, words: str, year: int | None, *, viewer: Viewer
) -> ClassedLayer:
    """The layer of the request as ``words`` classify it, in the year; ``catalog_of`` gives it. Raises Invalid."""
    found = classed_as(session, request.app.state.catalog, layer, words, year, viewer=viewer)
    request.state.classed = found
    return found


def classed_as(
    session: Session, catalog: Catalog, layer: Layer, words: str, year: int | None, *, viewer: Viewer
) -> ClassedLayer:
    """The layer as ``words`` classify it, in the year. Raises Invalid."""
    try:
        choice = Classing.read(words)
    except ClassingRefused as error:
        th, _, en = str(error).partition(" · ")
        raise Invalid(th, en, place=PARAMETER) from None
    line = times.timeline(session, layer, viewer=viewer, year=year) if year and layer.source.years else None
    with times.at(session, line.shown if line else None):
        return classified(session, catalog, layer, choice, viewer=viewer)


CLASSES = Depends(asked_classes)
"""What a route depends on whose map may be classified; of a page as of a day after what asks for the day."""


def classed_in(request: Request) -> ClassedLayer | None:
    """The layer that the address of the request wants classified, if it does."""
    found: ClassedLayer | None = getattr(request.state, "classed", None)
    return found


def catalog_of(request: Request) -> Catalog:
    """All layers, the classified one as it is classified."""
    catalog: Catalog = request.app.state.catalog
    found = classed_in(request)
    return catalog if found is None else catalog.showing(found)


def parameter(request: Request, layer: Layer) -> str | None:
    """How an address whose page is about ``layer`` says what this request's says; None where it says nothing."""
    found = classed_in(request)
    if found is None:
        return None
    return found.choice.address if found.id == layer.id else f"{found.id}:{found.choice.address}"


def classified(
    session: Session, catalog: Catalog, layer: Layer, choice: Classing, *, viewer: Viewer
) -> ClassedLayer:
    """The layer classified by what this viewer sees of it. Raises Invalid where the choice is none for this layer."""
    _must_suit(layer, choice)
    if choice.method is Method.PAIR:
        return _paired(session, catalog, layer, choice, viewer)
    lends = _settled(catalog, layer, viewer) if choice.per in (Per.HEAD, Per.SQKM) else None
    if lends is None and choice.per in (Per.HEAD, Per.SQKM):
        raise Invalid("ไม่ทราบจำนวนคนหรือเนื้อที่ของพื้นที่เหล่านี้", "The people or area of these places are not known.", place="per")
    now = _reading(session, layer, lends, viewer)
    return classed(layer, choice, now, list(_of_years(session, layer, lends, choice, viewer)))


def partners(catalog: Catalog, layer: Layer, viewer: Viewer) -> list[Layer]:
    """The layers of rates of the same areas, which this one can be set against; none for a sum."""
    return [each for each in catalog.visible(viewer.visible()) if each.id != layer.id and _is_rate(layer) and _is_rate(each)
            and each.source.geometry_of == layer.source.geometry_of]  # fmt: skip


def lenders(catalog: Catalog, layer: Layer, viewer: Viewer) -> list[Layer]:
    """The other layers of which the values of a classified layer are made."""
    if not isinstance(layer, ClassedLayer):
        return []
    other = catalog.get(layer.choice.against or "", viewer.visible())
    settled = _settled(catalog, layer, viewer) if layer.choice.per in (Per.HEAD, Per.SQKM) else None
    return [each for each in (other, settled) if each]


def _is_rate(layer: Layer) -> bool:
    return isinstance(layer.style, Choropleth) and layer.style.total is None


def _paired(session: Session, catalog: Catalog, layer: Layer, choice: Classing, viewer: Viewer) -> ClassedLayer:
    known = partners(catalog, layer, viewer)
    other = next((each for each in known if each.id == choice.against), None)
    if other is None:
        th, en = ", ".join(each.metadata.title.th for each in known), ", ".join(each.metadata.title.en for each in known)
        raise Invalid(
            f"เทียบกันได้เฉพาะอัตราของพื้นที่ชุดเดียวกัน: {th or 'ไม่มี'}",
            f"Only rates of the same areas can be set against each other: {en or 'there are none'}.",
            place="against",
        )
    now = _reading(session, layer, None, viewer), _reading(session, other, None, viewer)
    both = [list(_of_years(session, each, None, choice, viewer)) for each in (layer, other)]
    return paired(layer, other, choice, now, list(zip(*both, strict=False)))


def _must_suit(layer: Layer, choice: Classing) -> None:
    """Raises Invalid."""
    title = layer.metadata.title
    if not isinstance(layer.style, Choropleth):
        raise Invalid(
            f"ชั้น {title.th} ไม่ได้ระบายสีตามค่า จึงจำแนกชั้นไม่ได้",
            f"The layer {title.en} is not shaded by a value, so it has no classes.",
            place=PARAMETER,
        )
    if choice.look is Look.CIRCLES and (choice.per is not Per.NOTHING or layer.style.total is None):
        raise Invalid(
            "วงกลมใช้กับยอดรวมเท่านั้น ค่าที่หารแล้วหรือเป็นอัตราให้ระบายสี",
            "Circles tell totals; what is divided or a rate is shaded.",
            place="look",
        )
    if choice.method is Method.FILE and choice.per is not Per.NOTHING:
        raise Invalid(
            "ขอบเขตที่กำหนดไว้ของชั้นข้อมูลใช้กับค่าที่หารแล้วไม่ได้ เลือกวิธีอื่น",
            "Limits of the layer do not suit what is divided; choose another method.",
            place="method",
        )
    if choice.per not in divides(layer):
        raise Invalid(
            "ค่านี้เป็นอัตราอยู่แล้ว ไม่ใช่ยอดรวม จึงไม่ต้องหารด้วยอะไรอีก",
            "This value is a rate already, not a total; it is divided by nothing.",
            place="per",
        )


def _settled(catalog: Catalog, layer: Layer, viewer: Viewer) -> Layer | None:
    found = catalog.get(SETTLED.get(layer.source.geometry_of or "", ""), viewer.visible())
    return found if found and found.attribute(PEOPLE) and found.attribute(SQKM) else None


def _of_years(
    session: Session, layer: Layer, lends: Layer | None, choice: Classing, viewer: Viewer
) -> Iterator[Reading]:
    """The ends of the last fiscal years and today, whichever day is shown; nothing where each day has its own limits."""
    if choice.years is Years.ONE or not layer.source.dated:
        return
    now = today(session)
    for day in _days(now):
        with published_on(session, day):
            yield _reading(session, layer, lends, viewer)


def _days(now: date) -> list[date]:
    """
    >>> [day.isoformat() for day in _days(date(2026, 11, 26))]
    ['2023-09-30', '2024-09-30', '2025-09-30', '2026-09-30', '2026-11-26']
    """
    year = fiscal_year(now)
    return [*(last_day_of(year - back) for back in range(YEARS - 1, 0, -1)), now]


def _reading(session: Session, layer: Layer, lends: Layer | None, viewer: Viewer) -> Reading:
    assert isinstance(layer.style, Choropleth)
    values = read(session, layer, layer.style.attribute, viewer=viewer)
    if lends is None:
        return Reading(values)
    return Reading(values, *(read(session, lends, name, viewer=viewer) for name in (PEOPLE, SQKM)))
