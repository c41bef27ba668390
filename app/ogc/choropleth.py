"""The values of a choropleth, apart from its geometry: switching indicator or year moves only these."""

from __future__ import annotations

import re

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.core.authority import Viewer
from app.core.errors import NotFound
from app.ogc.answers import answered, etag, not_modified, of_bytes, unchanged
from app.ogc.parameters import FILTER, filter_of, refuse_unknown
from app.ogc.shelf import Shelf, shelf_of
from app.web.dependencies import Viewing
from gis import classify, statement
from gis.layer import Attribute, Layer
from gis.question import Question
from gis.style import Choropleth

router = APIRouter(prefix="/api/choropleth")
ADDRESS = re.compile(r"^/api/choropleth/([a-z][a-z0-9_]{0,62})\Z")
JSON = "application/json"


@router.get("/{layer_id}")
async def choropleth(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """Value by area code, with the class breaks, colours, legend texts and how many areas each class holds.

    With a filter only the areas that answer it have a value and are counted.
    """
    return await values_of(request, shelf_of(request), viewer, layer_id)


async def values_of(request: Request, shelf: Shelf, viewer: Viewer, layer_id: str) -> Response:
    """The values; the public's are remembered under the version that they are true of. Raises NotFound and Invalid."""
    refuse_unknown(request, FILTER | {"lang"})
    layer = shelf.layer(layer_id, viewer)
    if not isinstance(layer.style, Choropleth):
        raise NotFound(f"{layer_id} ไม่ใช่แผนที่แบบแบ่งชั้น", f"{layer_id} is not a choropleth.", place="layer")
    question = filter_of(layer, request.query_params)
    if not viewer.is_public:
        values, _ = await _values(shelf, layer, viewer, layer.style, question)
        described = _described(layer, layer.style, values)
        # For the public the content has a number; for others that number would tell of what they may not see.
        own = of_bytes(bytes(JSONResponse(described).body)).strip('"')
        return answered(request, viewer, _document(layer, own, described), "", JSON)
    version = shelf.tag(layer, await shelf.state(layer))
    tag = etag(layer.id, version, request)
    if unchanged(request, tag):
        return not_modified(viewer, tag)
    condition = question.filter and (question.filter.text, repr(question.filter.values))
    body = shelf.choropleths.get((layer.id, version, condition))
    if body is None:
        values, state = await _values(shelf, layer, viewer, layer.style, question)
        # Between the two readings a change may have been committed: what is remembered is what the statement saw.
        version = version if state is None else shelf.tag(layer, state)
        body = _document(layer, version, _described(layer, layer.style, values))
        if state is not None:
            shelf.choropleths.put((layer.id, version, condition), body, len(body) + 200)
    return answered(request, viewer, body, etag(layer.id, version, request), JSON)


async def _values(
    shelf: Shelf, layer: Layer, viewer: Viewer, style: Choropleth, question: Question
) -> tuple[dict[str, float | None], str | None]:
    """Value by area code, and the state that this is true of; without any area nothing tells the state."""
    visible, attribute = viewer.visible(), _styled(layer, style)
    text = statement.values(layer, question.shape(visible), style.attribute)
    rows = await shelf.all(viewer, text, question.bound(layer, visible))
    values = {code: None if value is None else round(value, attribute.decimals + 1) for code, value, _ in rows}
    return values, rows[0][2] if rows else None


def _document(layer: Layer, version: str, described: dict[str, object]) -> bytes:
    return bytes(JSONResponse({"layer": layer.id, "version": version, **described}).body)


def _described(layer: Layer, style: Choropleth, values: dict[str, float | None]) -> dict[str, object]:
    attribute = _styled(layer, style)
    counts, missing = classify.counts(list(values.values()), style.breaks)
    return {
        "key": layer.source.id,
        "attribute": style.attribute,
        "title": attribute.title.model_dump(),
        "unit": attribute.unit.model_dump() if attribute.unit else None,
        "decimals": attribute.decimals,
        "geometry_of": layer.source.geometry_of,
        "breaks": style.breaks,
        "colours": style.colours(),
        "labels": classify.labels(style.breaks, open_end=style.open_end),
        "counts": counts,
        "no_data_count": missing,
        "values": values,
    }


def _styled(layer: Layer, style: Choropleth) -> Attribute:
    attribute = layer.attribute(style.attribute)
    assert attribute is not None
    return attribute
