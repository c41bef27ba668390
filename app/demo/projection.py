"""From the metres of the drawing board (UTM 47 north) to stored coordinates (EPSG:4326, 7 decimals, about 1 cm)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from pyproj import Geod, Transformer
from shapely.geometry import LineString, Point, Polygon

from app.demo.mesh import Vertex

BOARD, STORED = "EPSG:32647", "EPSG:4326"
DECIMALS = 7


@lru_cache(maxsize=1)
def _transformer() -> Transformer:
    return Transformer.from_crs(BOARD, STORED, always_xy=True)


def degrees(points: Sequence[Vertex]) -> list[Vertex]:
    """Longitude and latitude of each point; equal points stay equal."""
    metres = np.asarray(points, dtype=float)
    longitude, latitude = _transformer().transform(metres[:, 0], metres[:, 1])
    return list(zip(np.round(longitude, DECIMALS).tolist(), np.round(latitude, DECIMALS).tolist(), strict=True))


def polygon(ring: Sequence[Vertex], holes: Sequence[Sequence[Vertex]] = ()) -> Polygon:
    return Polygon(degrees(ring), [degrees(hole) for hole in holes])


def line(points: Sequence[Vertex]) -> LineString:
    return LineString(degrees(points))


def point(at: Vertex) -> Point:
    return Point(degrees([at])[0])


def geodesic_m(stored: LineString) -> float:
    """Length in metres on the ellipsoid."""
    return float(Geod(ellps="WGS84").geometry_length(stored))
