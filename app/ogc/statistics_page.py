"""The page of a layer's statistics: a form that says what to count by, and the table (หน้าสถิติของชั้นข้อมูล)."""

from __future__ import annotations

from urllib.parse import urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Invalid
from app.core.money import written_money
from app.ogc.bars import PLACES, bars_of, measures
from app.ogc.parameters import FILTER
from app.ogc.shelf import shelf_of
from app.ogc.statistics import asked_of, figures_of
from app.ogc.statistics_files import COUNT, HIDDEN, TOTAL, TOUCHING, UNSAID, Asked, how
from app.web.dependencies import Viewing
from app.web.templating import render
from app.web.words import language_of
from gis import statistics
from gis.figures import Figures
from gis.layer import Layer
from gis.question import Question
from gis.statistics import PLACEMENTS

router = APIRouter(prefix="/stats")
CHOICES = 3
"""So many things the form can group by."""
MOST_LINES = 500
NARROWED = FILTER | {"bbox"}
WORDS = {
    "COUNT": COUNT,
    "TOUCHING": TOUCHING,
    "TOTAL": TOTAL,
    "UNSAID": UNSAID,
    "HIDDEN": HIDDEN,
    "PLACEMENTS": PLACEMENTS,
    "PLACES": PLACES,
}


@router.get("/{layer_id}")
async def statistics_page(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """Counts and money of a layer by what is chosen; a wrong filter is told at its field."""
    shelf = shelf_of(request)
    layer = shelf.layer(layer_id, viewer)
    chosen = [name for name in request.query_params.getlist("group_by") if name]
    filters = {name: value for name, value in request.query_params.items() if name in NARROWED and value}
    asked, found, wrong = Asked(layer, (), Question()), None, None
    try:
        asked = asked_of(shelf, viewer, layer_id, {**filters, "group_by": ",".join(chosen)})
        found = await figures_of(shelf, viewer, asked)
    except Invalid as error:
        wrong = error
    query = urlencode({**({"group_by": ",".join(chosen)} if chosen else {}), **filters})
    return render(
        request,
        "ogc/statistics.html",
        status=400 if wrong else 200,
        asked=asked,
        layer=layer,
        chosen=[*chosen[:CHOICES], *[""] * (CHOICES - len(chosen))],
        offered={name: statistics.title(layer, name) for name in statistics.dimensions(layer)},
        heads=[statistics.title(layer, name) for name in asked.by],
        has_places=asked.has_places,
        takes_box=statistics.has_places(layer),
        measures=measures(layer) if layer.statistics.sums else {},
        bars=bars_of(asked, found, request.query_params.get("show", "")) if found else None,
        how=how(layer),
        found=found,
        wrong=wrong and language_of(request).say(wrong.th, wrong.en),
        place=wrong and wrong.place,
        filter=filters.get("filter", ""),
        bbox=filters.get("bbox", ""),
        show=request.query_params.get("show", "count"),
        query=f"?{query}" if query else "",
        shown=found.groups[:MOST_LINES] if found else (),
        percent=_percent(found),
        baht=written_money,
        example=_example(layer),
        **WORDS,
    )


def _percent(found: Figures | None) -> float | None:
    """How much of the records is located."""
    located = found.placements["located"].count if found else None
    return 100 * located / found.whole.count if found and found.whole.count and located is not None else None


def _example(layer: Layer) -> str:
    known = statistics.queryables(layer)
    return next((f"{name} LIKE '%ก%'" for name in (layer.title_attribute.name, *known) if name in known), "TRUE")
