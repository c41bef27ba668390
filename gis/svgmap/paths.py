"""Geometries as SVG paths: in pixels, simplified to what the eye can see, cut to the frame."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from gis.svgmap.frame import Frame

HALF_PIXEL = 0.5
MARGIN = 12
"""Cuts lie this far outside the picture, so that no outline runs along its edge."""

Geometries = NDArray[np.object_]


def in_pixels(geometries: Sequence[BaseGeometry], frame: Frame) -> Geometries:
    """The geometries in pixels, simplified to half a pixel and cut; what lies outside becomes empty."""
    array = np.empty(len(geometries), dtype=object)
    array[:] = geometries
    projected = shapely.transform(shapely.force_2d(array), frame.project)
    simple = shapely.simplify(projected, HALF_PIXEL, preserve_topology=True)
    return _cut(simple, frame)


def _cut(geometries: Geometries, frame: Frame) -> Geometries:
    west, south, east, north = shapely.bounds(geometries).T
    inside = (west >= -MARGIN) & (south >= -MARGIN) & (east <= frame.width + MARGIN) & (north <= frame.height + MARGIN)
    cut = geometries.copy()
    edges = frame.box(MARGIN).bounds
    cut[~inside] = shapely.clip_by_rect(shapely.make_valid(geometries[~inside]), *edges)
    return cut


def path_of(geom: BaseGeometry) -> str:
    """The ``d`` of a path, coordinates rounded to 0.1 px; empty when nothing of it can be seen.

    >>> path_of(shapely.box(0, 0, 10, 20))
    'M10 0 10 20 0 20 0 0Z'
    """
    return "".join(_run(line, closed) for line, closed in _lines(geom))


def _lines(geom: BaseGeometry) -> Iterator[tuple[BaseGeometry, bool]]:
    for part in shapely.get_parts(shapely.get_parts([geom])):
        if part.geom_type == "Polygon":
            yield from ((ring, True) for ring in shapely.get_rings(part))
        elif part.geom_type in ("LineString", "LinearRing"):
            yield part, False


def _run(line: BaseGeometry, closed: bool) -> str:
    tenths = np.rint(shapely.get_coordinates(line) * 10).astype(int)
    moved = np.ones(len(tenths), dtype=bool)
    moved[1:] = (tenths[1:] != tenths[:-1]).any(axis=1)
    kept = tenths[moved]
    if closed and len(kept) > 1 and (kept[0] == kept[-1]).all():
        kept = kept[:-1]
    if len(kept) < (3 if closed else 2):
        return ""
    return "M" + " ".join([f"{t / 10:g}" for t in kept.ravel().tolist()]) + ("Z" if closed else "")


def number(value: float) -> str:
    """A coordinate rounded to 0.1 px, without trailing zeros.

    >>> [number(v) for v in (10.0, 0.04, -3.25, 1234.56)]
    ['10', '0', '-3.2', '1234.6']
    """
    return f"{round(value * 10) / 10:.10g}"
