"""The catalogue: OGC API Records over the layers that the viewer may see, and the same in the shapes of CKAN and DCAT."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.ogc import records
from app.ogc.answers import GEOJSON, address, control, link
from app.ogc.negotiation import negotiated
from app.ogc.parameters import COMMON, CRS84, boxes_of, day_of, refuse_unknown, whole_of
from app.ogc.shelf import Bounds, Shelf, shelf_of
from app.web.dependencies import Viewing
from app.web.words import language_of
from gis.layer import Layer

router = APIRouter()
Found = list[tuple[Layer, Bounds | None]]
PARAMETERS = COMMON | {
    "q",
    "type",
    "keywords",
    "ids",
    "externalIds",
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "limit",
    "offset",
}
MOST = 1_000
Text = Annotated[str | None, Query(max_length=200)]


@router.get(records.PATH)
async def catalog(request: Request, viewer: Viewing) -> Response:
    """The catalogue itself."""
    refuse_unknown(request, COMMON)
    shelf = shelf_of(request)
    boxes = [await shelf.extent(layer, viewer) for layer in shelf.catalog.visible(viewer.visible())]
    document = records.catalog(request, language_of(request), records.around(boxes))
    return negotiated(request, viewer, document, "ogc/document.html", title=document["title"])


@router.get(records.PATH + "/items")
async def catalog_records(request: Request, viewer: Viewing) -> Response:
    """The records that answer the parameters. Raises Invalid."""
    refuse_unknown(request, PARAMETERS)
    given = request.query_params
    _refuse_other_systems(given)
    matched = await _matched(shelf_of(request), viewer, given)
    start, limit = whole_of(given, "offset", 0, 0), min(whole_of(given, "limit", 100, 1), MOST)
    shown = matched[start : start + limit]
    if given.get("f") == "jsonld":
        return _linked(
            request, viewer, {"@type": "dcat:Catalog", "dcat:dataset": [_dataset(request, each) for each in shown]}
        )
    more = await _questions(request, viewer)
    document = {
        "type": "FeatureCollection",
        "features": [
            records.record(request, layer, bounds, language_of(request), more.get(layer.id, ())) for layer, bounds in shown
        ],
        "numberMatched": len(matched),
        "numberReturned": len(shown),
        "links": _links(request, start, limit, len(matched)),
    }
    return negotiated(request, viewer, document, "ogc/records.html", kind=GEOJSON, layers=[layer for layer, _ in shown])


@router.get(records.PATH + "/items/{layer_id}")
async def catalog_record(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """One record."""
    refuse_unknown(request, COMMON)
    shelf = shelf_of(request)
    layer = shelf.layer(layer_id, viewer)
    found = (layer, await shelf.extent(layer, viewer))
    if request.query_params.get("f") == "jsonld":
        return _linked(request, viewer, _dataset(request, found))
    more = await _questions(request, viewer)
    document = records.record(request, *found, language_of(request), more.get(layer.id, ()))
    return negotiated(request, viewer, document, "ogc/record.html", kind=GEOJSON, layer=layer, titles=records.TITLES)


@router.get("/api/3/action/package_list")
async def package_list(request: Request, viewer: Viewing) -> Response:
    """The names of the packages, as CKAN lists them."""
    refuse_unknown(request, ())
    layers = shelf_of(request).catalog.visible(viewer.visible())
    return _action(request, viewer, sorted(layer.id for layer in layers))


@router.get("/api/3/action/package_show")
async def package_show(
    request: Request, viewer: Viewing, id_: Annotated[str, Query(alias="id", min_length=1, max_length=63)]
) -> Response:
    """One package, as CKAN shows it, with the fields that GD Catalog requires."""
    refuse_unknown(request, ("id",))
    shelf = shelf_of(request)
    layer = shelf.layer(id_, viewer)
    return _action(request, viewer, records.package(request, layer, await shelf.extent(layer, viewer)))


@router.get("/api/3/action/package_search")
async def package_search(
    request: Request,
    viewer: Viewing,
    q: Text = None,
    rows: Annotated[int, Query(ge=0, le=MOST)] = 10,
    start: Annotated[int, Query(ge=0, le=MOST)] = 0,
) -> Response:
    """Packages by words, as CKAN finds them."""
    refuse_unknown(request, ("q", "rows", "start"))
    found = await _matched(shelf_of(request), viewer, {"q": q} if q and q != "*:*" else {})
    results = [records.package(request, layer, bounds) for layer, bounds in found[start : start + rows]]
    return _action(request, viewer, {"count": len(found), "results": results})


async def _questions(request: Request, viewer: Viewer) -> Mapping[str, Sequence[records.Question]]:
    """The public questions to each layer that are kept above this slice, as ``main`` finds them."""
    return await run_in_threadpool(request.app.state.kept_questions, viewer)


async def _matched(shelf: Shelf, viewer: Viewer, given: Mapping[str, str]) -> Found:
    """The layers that the viewer may see and that every parameter admits, in the order of their ids."""
    boxes = boxes_of(given["bbox"]) if "bbox" in given else ()
    day_of(given)  # a layer is kept up to date: it has a state of any day that is one
    layers = sorted(shelf.catalog.visible(viewer.visible()), key=lambda layer: layer.id)
    admitted = [layer for layer in layers if _admits(layer, given)]
    found = [(layer, await shelf.extent(layer, viewer)) for layer in admitted]
    return [(layer, bounds) for layer, bounds in found if not boxes or any(_meets(bounds, box) for box in boxes)]


def _refuse_other_systems(given: Mapping[str, str]) -> None:
    for name in ("crs", "bbox-crs"):
        if given.get(name, CRS84) != CRS84:
            raise Invalid(f"{name} ของบัญชีข้อมูลคือ {CRS84}", f"The catalogue knows {CRS84} only.", place=name)


def _admits(layer: Layer, given: Mapping[str, str]) -> bool:
    about, ids = layer.metadata, _parts(given, "ids") + _parts(given, "externalIds")
    told = " ".join(
        (layer.id, *about.title.model_dump().values(), *about.notes.model_dump().values(), *about.tags)
    ).casefold()
    return (
        ("q" not in given or any(word.casefold() in told for word in _parts(given, "q")))
        and ("type" not in given or records.TYPE in _parts(given, "type"))
        and ("keywords" not in given or set(_parts(given, "keywords")) <= set(about.tags))
        and (not ids or layer.id in ids)
    )


def _parts(given: Mapping[str, str], name: str) -> list[str]:
    """What stands between commas. Raises Invalid where nothing does."""
    if name not in given:
        return []
    parts = [part.strip() for part in given[name].split(",") if part.strip()]
    if not parts:
        raise Invalid(f"{name} ต้องมีค่า", f"{name} has no value.", place=name)
    return parts


def _meets(bounds: Bounds | None, box: Bounds) -> bool:
    if bounds is None:
        return False
    return bounds[0] <= box[2] and box[0] <= bounds[2] and bounds[1] <= box[3] and box[1] <= bounds[3]


def _links(request: Request, start: int, limit: int, matched: int) -> list[dict[str, str]]:
    path, given = f"{records.PATH}/items", dict(request.query_params)
    found = [
        link(request, path, "self", GEOJSON, "This page", given),
        link(request, path, "alternate", "text/html", "This page as HTML", {**given, "f": "html"}),
        link(request, records.PATH, "collection", "application/json", "The catalogue"),
    ]
    if start + limit < matched:
        found.append(link(request, path, "next", GEOJSON, "Next page", {**given, "offset": start + limit}))
    return found


def _dataset(request: Request, found: tuple[Layer, Bounds | None]) -> dict[str, Any]:
    return records.dataset(request, *found)


def _linked(request: Request, viewer: Viewer, told: dict[str, Any]) -> Response:
    """A document of DCAT as JSON-LD."""
    document = {"@context": records.CONTEXT, "@id": address(request, request.url.path), **told}
    return JSONResponse(
        document, headers={"Cache-Control": control(viewer), "Vary": "Cookie"}, media_type=records.JSON_LD
    )


def _action(request: Request, viewer: Viewer, result: object) -> Response:
    """The result of an action in CKAN's envelope."""
    told = {"help": address(request, "/api/openapi.json"), "success": True, "result": result}
    return JSONResponse(told, headers={"Cache-Control": control(viewer), "Vary": "Cookie"})
