"""The values of a choropleth, apart from its geometry: switching indicator or year moves only these."""

from __future__ import annotations

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


@router.get("/{layer_id}")
async def choropleth(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """Value by area code, with the class breaks, colours, legend texts and how many areas each class holds.

    With a filter only the areas that answer it have a value and are counted.
    """
    refuse_unknown(request, FILTER | {"lang"})
    shelf = shelf_of(request)
    layer = shelf.layer(layer_id, viewer)
    if not isinstance(layer.style, Choropleth):
        raise NotFound(f"{layer_id} ไม่ใช่แผนที่แบบแบ่งชั้น", f"{layer_id} is not a choropleth.", place="layer")
    question = filter_of(layer, request.query_params)
    version = shelf.tag(layer, await shelf.state(layer)) if viewer.is_public else ""
    tag = etag(layer.id, version, request)
    if viewer.is_public and unchanged(request, tag):
        return not_modified(viewer, tag)
    values = await _values(shelf, layer, viewer, layer.style, question)
    described = _described(layer, layer.style, values)
    # For the public the content has a number; for others that number would tell of what they may not see.
    version = version or of_bytes(bytes(JSONResponse(described).body)).strip('"')
    document = JSONResponse({"layer": layer.id, "version": version, **described})
    return answered(request, viewer, bytes(document.body), tag, "application/json")


async def _values(
    shelf: Shelf, layer: Layer, viewer: Viewer, style: Choropleth, question: Question
) -> dict[str, float | None]:
    visible, attribute = viewer.visible(), _styled(layer, style)
    text = statement.values(layer, question.shape(visible), style.attribute)
    rows = await shelf.all(viewer, text, question.bound(layer, visible))
    return {code: None if value is None else round(value, attribute.decimals + 1) for code, value in rows}


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
        "labels": classify.labels(style.breaks),
        "counts": counts,
        "no_data_count": missing,
        "values": values,
    }


def _styled(layer: Layer, style: Choropleth) -> Attribute:
    attribute = layer.attribute(style.attribute)
    assert attribute is not None
    return attribute
