"""Tiles of the WebMercatorQuad: addresses, bounds, and the TileJSON that describes a layer's tiles.

Source: OGC Two Dimensional Tile Matrix Set 2.0, annex D.1; TileJSON 3.0.0.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import asinh, atan, degrees, floor, pi, radians, sinh, tan
from typing import Any

from gis.layer import Layer
from gis.mvt import LABEL_SUFFIX, NUMBER, crowd_of

MAX_ZOOM = 22
QUAD = "WebMercatorQuad"
QUAD_URI = f"http://www.opengis.net/def/tilematrixset/OGC/1.0/{QUAD}"
WEB_MERCATOR = "http://www.opengis.net/def/crs/EPSG/0/3857"
HALF_WORLD = 20037508.342789244
PIXEL = 0.00028
"""Metres of a pixel on the screen that scales are told for (OGC 17-083r4, 6.1)."""
MAPBOX_VECTOR_TILE = "application/vnd.mapbox-vector-tile"
TYPES = {"text": "String", "integer": "Number", "number": "Number", "boolean": "Boolean", "date": "String"}


@dataclass(frozen=True, slots=True)
class Tile:
    """One tile: zoom, column from the west, row from the north."""

    z: int
    x: int
    y: int

    @property
    def exists(self) -> bool:
        return 0 <= self.z <= MAX_ZOOM and 0 <= self.x < 1 << self.z and 0 <= self.y < 1 << self.z

    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees.

        >>> [round(edge, 4) for edge in Tile(1, 1, 0).bounds()]
        [0.0, 0.0, 180.0, 85.0511]
        """
        side = 1 << self.z
        north, south = (degrees(atan(sinh(pi * (1 - 2 * row / side)))) for row in (self.y, self.y + 1))
        return self.x / side * 360 - 180, south, (self.x + 1) / side * 360 - 180, north


def tile_at(lon: float, lat: float, zoom: int) -> Tile:
    """The tile that holds a position.

    >>> tile_at(100.5, 13.75, 8)
    Tile(z=8, x=199, y=118)
    """
    side = 1 << zoom
    x = floor((lon + 180) / 360 * side)
    y = floor((1 - asinh(tan(radians(lat))) / pi) / 2 * side)
    return Tile(zoom, min(max(x, 0), side - 1), min(max(y, 0), side - 1))


def tilejson(layer: Layer, template: str, bounds: tuple[float, float, float, float] | None) -> dict[str, Any]:
    """The TileJSON 3.0.0 document; ``template`` is the address with {z}, {x} and {y}."""
    fields = {a.name: TYPES[a.type] for a in layer.tile_attributes} | ({NUMBER: "Number"} if crowd_of(layer, 0) else {})
    layers = [{"id": layer.id, "description": layer.metadata.title.th, "fields": fields}]
    if layer.style.label and layer.source.label:
        layers.append({"id": layer.id + LABEL_SUFFIX, "description": layer.metadata.title.th, "fields": fields})
    return {
        "tilejson": "3.0.0",
        "name": layer.metadata.title.th,
        "description": layer.metadata.notes.th,
        "attribution": layer.metadata.data_source.th,
        "scheme": "xyz",
        "tiles": [template],
        "minzoom": int(layer.style.min_zoom),
        "maxzoom": MAX_ZOOM if layer.source.generalised is None else 14,
        "vector_layers": layers,
        **({"bounds": list(bounds)} if bounds else {}),
    }


def tile_matrix_set() -> dict[str, Any]:
    """The definition of the tile matrix set that all tiles are cut by (OGC 17-083r4, annex D.1)."""
    return {
        "id": QUAD,
        "title": "Google Maps Compatible for the World",
        "uri": QUAD_URI,
        "crs": WEB_MERCATOR,
        "orderedAxes": ["X", "Y"],
        "wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        "tileMatrices": [_tile_matrix(zoom) for zoom in range(MAX_ZOOM + 1)],
    }


def _tile_matrix(zoom: int) -> dict[str, Any]:
    cell = 2 * HALF_WORLD / 256 / (1 << zoom)
    return {
        "id": str(zoom),
        "scaleDenominator": cell / PIXEL,
        "cellSize": cell,
        "cornerOfOrigin": "topLeft",
        "pointOfOrigin": [-HALF_WORLD, HALF_WORLD],
        "tileWidth": 256,
        "tileHeight": 256,
        "matrixWidth": 1 << zoom,
        "matrixHeight": 1 << zoom,
    }
