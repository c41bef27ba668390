"""The map of a visit: its stops with their numbers, joined in order, on the ground that every drawing stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.maps.exports import GROUND, drawn_on
from app.visits.queries import Stop
from app.web.words import Language
from gis import svgmap
from gis.catalog import Catalog
from gis.geojson import Bounds
from gis.svgmap import Frame, Label, Picture
from gis.svgmap.paths import number

PIXELS = (774.0, 462.0)
"""176 by 105 millimetres of paper."""
RADIUS, APART = 11.0, 23.0
"""Of the disc of a stop, and how far the discs of stops on one spot stand from each other."""
LEAST_DEGREES = 0.02
"""Some two kilometres are shown around a single stop."""
INK, PAPER = "#8a1c1c", "#ffffff"


def drawn(
    catalog: Catalog, session: Session, stops: Sequence[Stop], language: Language, *, viewer: Viewer, is_round: bool
) -> Picture:  # fmt: skip
    """The picture of at least one stop."""
    frame = Frame.of(_bounds(stops), *PIXELS, padding=34)
    names = (*GROUND, "subdistricts")
    ground = drawn_on(catalog, session, viewer, names, frame, language, {}, unnamed=("provinces",))
    picture = svgmap.draw(ground, size=PIXELS, frame=frame, lang=language, prefix="visit")
    spots = frame.project(np.array([(one.lon, one.lat) for one in stops]))
    discs = _apart([(float(x), float(y)) for x, y in spots])
    free = tuple(label for label in picture.labels if not _is_under(label, discs))
    numbers = tuple(
        Label(x, y, str(at), 13, 700, colour=PAPER, halo=0, kind="stop") for at, (x, y) in enumerate(discs, start=1)
    )
    return replace(picture, body=picture.body + _overlay(discs, is_round), labels=(*free, *numbers))


def _bounds(stops: Sequence[Stop]) -> Bounds:
    lons, lats = [one.lon for one in stops], [one.lat for one in stops]
    west, south, east, north = min(lons), min(lats), max(lons), max(lats)
    wide, high = max(LEAST_DEGREES - (east - west), 0) / 2, max(LEAST_DEGREES - (north - south), 0) / 2
    return west - wide, south - high, east + wide, north + high


def _apart(spots: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where the discs stand: one that would cover another moves to its right."""
    placed: list[tuple[float, float]] = []
    for x, y in spots:
        while any(np.hypot(x - u, y - v) < APART - 1 for u, v in placed):
            x += APART
        placed.append((x, y))
    return placed


def _is_under(label: Label, discs: Sequence[tuple[float, float]]) -> bool:
    wide = len(label.text) * label.size * 0.3
    return label.kind == "name" and any(
        abs(x - label.x) < wide + RADIUS and abs(y - label.y) < label.size / 2 + RADIUS for x, y in discs
    )


def _overlay(discs: Sequence[tuple[float, float]], is_round: bool) -> str:
    """The dashed line in order and the discs; their numbers are labels, for geometry holds no text."""
    line = " ".join(f"{number(x)},{number(y)}" for x, y in (*discs, *(discs[:1] if is_round else ())))
    looks = f'fill="none" stroke="{INK}" stroke-width="1.8" stroke-dasharray="6 4"'
    circles = "".join(
        f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(RADIUS)}" fill="{INK}" stroke="{PAPER}" stroke-width="1.6"/>'
        for x, y in discs
    )
    return f'<polyline class="way" points="{line}" {looks}/>{circles}'
