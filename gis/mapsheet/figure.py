"""A drawn map as a figure of a typeset page: lines as an image, names as text, white rims as outlines below them.

Rims are set first in a run of their own and come back as outlines: drawn as text a second time, a reader would copy each
name twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from gis.mapsheet.paper import PX_PER_MM
from gis.svgmap import Label, LegendItem, Picture
from gis.svgmap.marks import BOX, hatch, shape
from gis.svgmap.picture import NAMESPACE
from gis.typesetting import typeset

HERE = Path(__file__).parent
RIMS, FIGURE = HERE / "rims.typ", HERE / "figure.typ"


def told_of(picture: Picture, prefix: str = "") -> dict[str, object]:
    """The size in millimetres and the names, for ``figure.typ``; ``prefix`` tells the files of several figures apart."""
    frame = picture.frame
    size = [frame.width / PX_PER_MM, frame.height / PX_PER_MM]
    labels = [_label(label) for label in picture.labels]
    return {"size": size, "labels": labels, "lang": picture.lang, "prefix": prefix}


def files_of(picture: Picture, fonts: Sequence[Path], prefix: str = "") -> dict[str, bytes]:
    """What the page imports: the layout of a figure, its lines and its rims."""
    rims = typeset(RIMS, told_of(picture), fonts=fonts, form="svg")
    drawn = picture.for_print().encode()
    return {"figure.typ": FIGURE.read_bytes(), f"{prefix}map.svg": drawn, f"{prefix}rims.svg": rims}


def swatch(item: LegendItem) -> bytes:
    """What stands before a line of the legend, 22 by 14 pixels; a circle as large as on the map."""
    if item.pattern == "circle":
        size = f"{2 * item.radius:g}"
        return f'<svg {NAMESPACE} viewBox="0 0 {size} {size}" width="{size}" height="{size}">{_drawn(item)}</svg>'.encode()
    return f'<svg {NAMESPACE} viewBox="0 0 22 14" width="22" height="14">{_drawn(item)}</svg>'.encode()


def _label(label: Label) -> dict[str, object]:
    return {
        "x": label.x / PX_PER_MM, "y": label.y / PX_PER_MM, "text": label.text, "size": label.size / PX_PER_MM,
        "bold": label.weight >= 600, "angle": label.angle, "colour": label.colour, "halo": 2 * label.halo / PX_PER_MM,
    }  # fmt: skip


def _drawn(item: LegendItem) -> str:
    box, edge = 'd="M.5.5H21.5V13.5H.5Z"', 'stroke="#5b646c" stroke-width=".8"'
    match item.pattern:
        case "solid":
            return f'<path {box} fill="{item.colour}" {edge}/>'
        case "hatched":
            return f'<defs>{hatch("none")}</defs><path {box} fill="url(#none)" {edge}/>'
        case "outline":
            return f'<path {box} fill="none" stroke="{item.colour}" stroke-width="1.6"/>'
        case "line":
            return f'<path d="M0 7H22" stroke="{item.colour}" stroke-width="2.4" fill="none"/>'
        case "circle":
            return f'<circle cx="{item.radius:g}" cy="{item.radius:g}" r="{item.radius:g}" fill="{item.colour}"/>'
        case "mark":
            return f'<g transform="translate(11 7) scale({13 / BOX:.3g})">{shape(item.shape, item.colour)}</g>'
