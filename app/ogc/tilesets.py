"""OGC API Tiles: what tiles a collection has, by which matrix they are cut, and the tiles under the standard's address.

The tiles themselves are those of ``/tiles``, with the same versions and the same viewers.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.errors import Invalid, NotFound
from app.ogc.answers import address, link
from app.ogc.negotiation import negotiated
from app.ogc.parameters import COMMON, CRS84, FILTER, refuse_unknown
from app.ogc.shelf import Bounds, shelf_of
from app.ogc.tiles import one_tile
from app.web.dependencies import Viewing
from app.web.words import language_of
from gis.layer import Layer
from gis.tiles import MAPBOX_VECTOR_TILE, MAX_ZOOM, QUAD, QUAD_URI, WEB_MERCATOR, Tile, tile_matrix_set

router = APIRouter(prefix="/ogc")
TILING_SCHEME = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme"
DIMENSIONS = {"Point": 0, "MultiPoint": 0, "LineString": 1, "MultiLineString": 1, "Polygon": 2, "MultiPolygon": 2}
FORMATS_OF_TILES = ("mvt",)


@router.get("/tileMatrixSets")
async def tile_matrix_sets(request: Request, viewer: Viewing) -> Response:
    """The matrix sets that tiles are cut by: one."""
    refuse_unknown(request, COMMON)
    path = f"/ogc/tileMatrixSets/{QUAD}"
    one = {
        "id": QUAD,
        "uri": QUAD_URI,
        "crs": WEB_MERCATOR,
        "links": [link(request, path, "self", "application/json", QUAD)],
    }
    return negotiated(request, viewer, {"tileMatrixSets": [one]}, "ogc/document.html", title="Tile matrix sets")


@router.get("/tileMatrixSets/{matrix_set}")
async def matrix_set(request: Request, matrix_set: str, viewer: Viewing) -> Response:
    """The definition of a matrix set."""
    refuse_unknown(request, COMMON)
    _known(matrix_set)
    return negotiated(request, viewer, tile_matrix_set(), "ogc/document.html", title=QUAD)


@router.get("/collections/{layer_id}/tiles")
async def tilesets(request: Request, layer_id: str, viewer: Viewing) -> Response:
    """The tilesets of a collection."""
    refuse_unknown(request, COMMON)
    layer = shelf_of(request).layer(layer_id, viewer)
    path = f"/ogc/collections/{layer.id}/tiles"
    document = {
        "links": [
            link(request, path, "self", "application/json", "This document"),
            link(request, path, "alternate", "text/html", "This document as HTML", {"f": "html"}),
        ],
        "tilesets": [_tileset(request, layer)],
    }
    return negotiated(request, viewer, document, "ogc/document.html", title=_title(request, layer))


@router.get("/collections/{layer_id}/tiles/{matrix_set}")
async def tileset(request: Request, layer_id: str, matrix_set: str, viewer: Viewing) -> Response:
    """What a tileset holds and where its tiles are."""
    refuse_unknown(request, COMMON)
    shelf = shelf_of(request)
    layer = shelf.layer(layer_id, viewer)
    _known(matrix_set)
    document = {**_tileset(request, layer), **_content(layer, await shelf.extent(layer, viewer))}
    return negotiated(request, viewer, document, "ogc/document.html", title=_title(request, layer))


@router.get("/collections/{layer_id}/tiles/{matrix_set}/{z}/{row}/{column}")
async def tile(
    request: Request, layer_id: str, matrix_set: str, z: int, row: int, column: int, viewer: Viewing
) -> Response:
    """A vector tile: first its row, then its column."""
    _known(matrix_set)
    asked = request.query_params.get("f", "mvt")
    if asked not in FORMATS_OF_TILES:
        raise Invalid(f"ไม่มีรูปแบบ {asked} ใช้ mvt", f"No format {asked}; use mvt.", place="f")
    return await one_tile(request, shelf_of(request), viewer, layer_id, Tile(z, column, row), FILTER | {"f", "v"})


def _known(matrix_set: str) -> None:
    if matrix_set != QUAD:
        raise NotFound(f"ไม่มีชุดตาราง {matrix_set}", f"There is no matrix set {matrix_set}.", place="tileMatrixSetId")


def _title(request: Request, layer: Layer) -> str:
    return layer.metadata.title.in_language(language_of(request))


def _tileset(request: Request, layer: Layer) -> dict[str, Any]:
    path = f"/ogc/collections/{layer.id}/tiles/{QUAD}"
    tiles = {
        "href": address(request, path) + "/{tileMatrix}/{tileRow}/{tileCol}",
        "rel": "item",
        "type": MAPBOX_VECTOR_TILE,
        "title": "Tiles",
        "templated": True,
    }
    return {
        "title": _title(request, layer),
        "dataType": "vector",
        "crs": WEB_MERCATOR,
        "tileMatrixSetURI": QUAD_URI,
        "links": [
            link(request, path, "self", "application/json", "This tileset"),
            link(request, path, "alternate", "text/html", "This tileset as HTML", {"f": "html"}),
            link(request, f"/ogc/tileMatrixSets/{QUAD}", TILING_SCHEME, "application/json", QUAD),
            tiles,
        ],
    }


def _content(layer: Layer, bounds: Bounds | None) -> dict[str, Any]:
    """The layer of the tiles with its attributes, from which zoom it is drawn, and the box around it."""
    dimension = DIMENSIONS.get(layer.source.geometry.type)
    box = {"lowerLeft": list(bounds[:2]), "upperRight": list(bounds[2:]), "crs": CRS84} if bounds else None
    content = {
        "id": layer.id,
        "title": layer.metadata.title.th,
        "dataType": "vector",
        **({"geometryDimension": dimension} if dimension is not None else {}),
        "minTileMatrix": str(int(layer.style.min_zoom)),
        "maxTileMatrix": str(MAX_ZOOM),
        "propertiesSchema": {
            "type": "object",
            "properties": {a.name: {"title": a.title.th} for a in layer.tile_attributes},
        },
    }
    return {"layers": [content], **({"boundingBox": box} if box else {})}
