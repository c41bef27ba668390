"""The whole picture: ground, layers, focus, selection, names, scale and north, in this order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from textwrap import wrap

import shapely
from shapely.geometry.base import BaseGeometry

from gis.geojson import bounds_of, styled_value
from gis.style import Area, Choropleth, Symbol
from gis.svgmap.crowds import apart
from gis.svgmap.frame import Frame, ScaleBar
from gis.svgmap.legend import LegendItem, legend_of, spoken
from gis.svgmap.marks import hatch
from gis.svgmap.names import Box, Label, Wish, boxes_of, moved, place, width_of
from gis.svgmap.paths import in_pixels, number, path_of
from gis.svgmap.sheets import Drawn, Sheet, attr, outlined, text

OUTSIDE, LAND, VEIL = "#e6e9eb", "#f7f6f2", "#edeeed"
INK, QUIET = "#1b1f24", "#68727b"
NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
FONTS = "Sarabun, 'Noto Sans Thai', 'Leelawadee UI', Tahoma, sans-serif"
STILL = 0.75
"""Names appear this much earlier than on the moving map: a picture cannot be zoomed, and crowding is settled anyway."""
CAPTION_PX = 14
TITLE_SHARE = 0.62
"""An area that fills this share of the picture's width and height is its subject: the title names it, no label."""

CODE_SIZE, CODE_RANK = 13, 1000.0
"""Of what is written on the areas of a class, in pixels; it finds its place before any name."""

__all__ = ["Drawn", "Picture", "draw"]


@dataclass(frozen=True, slots=True)
class Picture:
    """Geometry as SVG without text (``body``), and all that is said beside it."""

    frame: Frame
    body: str
    labels: tuple[Label, ...]
    legends: tuple[tuple[str, tuple[LegendItem, ...]], ...]
    """For each layer that needs explaining its title and its legend, the topmost layer first."""
    scale: ScaleBar
    lang: str

    def for_print(self) -> str:
        """A standalone SVG of the geometry only; the engine sets ``labels`` itself."""
        return f"{self._open(NAMESPACE)}{self.body}</svg>"

    def for_web(self, title: str, description: str | None = None, caption: Sequence[str] = ()) -> str:
        """A standalone SVG for browsers, inline or as a file; the description defaults to the legend in words.

        ``caption``: what the picture must not be read without, in its lower left corner and before the description.
        """
        said = description or ". ".join([*caption, *(spoken(name, items, self.lang) for name, items in self.legends)])
        names = f'{NAMESPACE} role="img" aria-label="{attr(title)}" lang="{self.lang}"'
        words = "".join(_text(label) for label in self.labels)
        fonts = f'class="labels" font-family="{FONTS}" text-anchor="middle" pointer-events="none"'
        corner = _caption(caption, self.frame)
        return f"{self._open(names)}<desc>{text(said)}</desc>{self.body}<g {fonts}>{words}</g>{corner}</svg>"

    def _open(self, attributes: str) -> str:
        width, height = number(self.frame.width), number(self.frame.height)
        return f'<svg {attributes} class="svgmap" viewBox="0 0 {width} {height}" width="{width}" height="{height}">'


def _caption(lines: Sequence[str], frame: Frame) -> str:
    """The lines on white, broken where they are wider than the picture."""
    if not lines:
        return ""
    letters = max(int((frame.width - 2 * CAPTION_PX) / (CAPTION_PX * 0.6)), 10)
    told = [part for line in lines for part in wrap(line, letters)]
    wide, high = max(width_of(part, CAPTION_PX) for part in told) * 1.04 + 16, len(told) * CAPTION_PX * 1.5 + 8
    top = frame.height - high - 10
    edge = f'd="M10 {number(top)}h{number(min(wide, frame.width - 20))}v{number(high)}H10z" fill="#fff" fill-opacity="0.94"'
    words = "".join(
        f'<text x="18" y="{number(top + 4 + CAPTION_PX * (1.5 * at + 1.05))}">{text(part)}</text>' for at, part in enumerate(told)
    )
    back = f'<path {edge} stroke="{INK}" stroke-width="0.8"/>'
    return f'<g class="caption" font-family="{FONTS}" font-size="{CAPTION_PX}" fill="{INK}">{back}{words}</g>'


def _text(label: Label) -> str:
    x, y = number(label.x), number(label.y + label.size * 0.34)
    turn = f' transform="rotate({number(label.angle)} {number(label.x)} {number(label.y)})"' if label.angle else ""
    halo = f' stroke="#fff" stroke-opacity="0.92" stroke-width="{2 * label.halo:g}"' if label.halo else ""
    weight = f' font-weight="{label.weight}"' if label.weight != 400 else ""
    return (
        f'<text x="{x}" y="{y}" font-size="{label.size:g}"{weight} fill="{label.colour}"{halo} '
        f'stroke-linejoin="round" paint-order="stroke"{turn}>{text(label.text)}</text>'
    )


def draw(
    layers: Sequence[Drawn],
    *,
    size: tuple[float, float],
    frame: Frame | None = None,
    focus: BaseGeometry | None = None,
    lang: str = "th",
    prefix: str = "map",
    furniture: bool = True,
) -> Picture:
    """The picture of the layers, drawn in the order of their styles.

    ``size`` is width and height in px; ``frame`` (with a size of its own) defaults to what holds every feature, or
    ``focus``; ``focus``
    (EPSG:4326) dims all outside of it; ``prefix`` must differ between pictures on one page. Raises ValueError when
    there is nothing to draw.
    """
    frame = frame or _frame(layers, focus, size)
    ordered = sorted(layers, key=lambda drawn: (drawn.layer.style.order, drawn.layer.id))
    sheets = _apart([Sheet(drawn, frame, prefix, lang) for drawn in ordered])
    focused = in_pixels([focus], frame)[0] if focus is not None else None
    scale = frame.scale_bar(min(frame.width / 5, 120))
    bar, corner = _furniture(frame, scale, lang) if furniture else ("", ())
    body = "".join((_defs(sheets, prefix), _ground(sheets, frame), *_stack(sheets, frame, focused), bar))
    legends = [(s.layer.metadata.title.in_language(lang), _legend(s, lang)) for s in sheets]
    numbers = [label for sheet in sheets for label in sheet.numbers()]
    labels = (*_names(sheets, frame, focused, corner), *numbers, *corner)
    return Picture(frame, body, labels, tuple(legends[::-1]), scale, lang)


def _apart(sheets: list[Sheet]) -> list[Sheet]:
    """The same with crowds that keep off each other, whichever layer they are of."""
    frame = sheets[0].frame if sheets else None
    crowds = [crowd for sheet in sheets for crowd in sheet.crowds]
    if frame is None or not crowds:
        return sheets
    placed = iter(apart(crowds, frame.width, frame.height))
    return [replace(sheet, placed=tuple(islice(placed, len(sheet.crowds)))) if sheet.crowds else sheet for sheet in sheets]


def _legend(sheet: Sheet, lang: str) -> tuple[LegendItem, ...]:
    """The legend of a layer, and what the numbers mean where it has some."""
    items = legend_of(sheet.layer, sheet.drawn.features, lang)
    style = sheet.layer.style
    if not isinstance(style, Symbol) or not sheet.crowds:
        return items
    label = "many close together, with their number" if lang == "en" else "อยู่ใกล้กันมาก ตัวเลขคือจำนวน"
    return (*items, LegendItem(label, style.colour, len(sheet.hidden), "mark", "circle"))


def _frame(layers: Sequence[Drawn], focus: BaseGeometry | None, size: tuple[float, float]) -> Frame:
    if focus is not None:
        west, south, east, north = focus.bounds
        return Frame.of((west, south, east, north), *size, padding=min(size) / 12)
    features = [feature for drawn in layers for feature in drawn.features]
    return Frame.of(bounds_of(features), *size, padding=min(size) / 40 + 4)


def _defs(sheets: Sequence[Sheet], prefix: str) -> str:
    return f"<defs>{hatch(f'{prefix}-none')}{''.join(sheet.defs() for sheet in sheets)}</defs>"


def _ground(sheets: Sequence[Sheet], frame: Frame) -> str:
    """What is not the province, and its land: the outline layer with the fewest areas."""
    outside = f'<path class="outside" d="M0 0H{number(frame.width)}V{number(frame.height)}H0Z" fill="{OUTSIDE}"/>'
    outlines = [s for s in sheets if isinstance(s.layer.style, Area) and s.layer.style.fill is None]
    if not outlines:
        return outside
    fewest = min(outlines, key=lambda sheet: len(sheet.drawn.features))
    land = "".join(path_of(geom) for geom in fewest.geometries)
    return f'{outside}<path class="land" d="{land}" fill="{LAND}"/>' if land else outside


def _stack(sheets: Sequence[Sheet], frame: Frame, focus: BaseGeometry | None) -> list[str]:
    """The layers from below; marks stand above the veil that dims what is out of focus."""
    ground = [sheet.svg() for sheet in sheets if not sheet.mark_radius]
    marks = [sheet.svg() for sheet in sheets if sheet.mark_radius]
    chosen = [sheet.selection() for sheet in sheets if sheet.drawn.selected]
    crowds = [sheet.crowded() for sheet in sheets]
    return [*ground, _veil(focus, frame) if focus is not None else "", *chosen, *marks, *crowds]


def _veil(focus: BaseGeometry, frame: Frame) -> str:
    edge, around = path_of(focus), path_of(frame.box(20))
    veil = f'<path class="veil" d="{around}{edge}" fill="{VEIL}" fill-opacity="0.84" fill-rule="evenodd"/>'
    return veil + outlined(edge, 2.6)


def _furniture(frame: Frame, scale: ScaleBar, lang: str) -> tuple[str, tuple[Label, ...]]:
    """The scale bar at the bottom right and the north arrow at the top right, with their texts."""
    right, bottom = frame.width - 14, frame.height - 12
    left, middle = right - scale.pixels, right - scale.pixels / 2
    words = scale.text(lang)
    half = max(scale.pixels, width_of(words, 13)) / 2 + 6
    back = f"M{number(middle - half)} {number(bottom - 27)}h{number(2 * half)}v33h{number(-2 * half)}z"
    bar = (
        f'<g class="furniture" fill="none" stroke="{INK}" stroke-width="1.5">'
        f'<path d="{back}" fill="#fff" fill-opacity="0.8" stroke="none"/>'
        f'<path d="M{number(left)} {number(bottom - 5)}v5H{number(right)}v-5"/>'
        f'<path d="M{number(right - 6)} 12l6 15-6-4-6 4z" fill="{INK}" stroke="#fff" stroke-width="1"/></g>'
    )
    says = Label(round(middle, 1), round(bottom - 14, 1), words, 13, colour=INK, halo=0, kind="scale")
    north = "N" if lang == "en" else "น"
    return bar, (says, Label(round(right - 6, 1), 36, north, 13, 600, colour=INK, kind="north"))


def _names(
    sheets: Sequence[Sheet], frame: Frame, focus: BaseGeometry | None, corner: Sequence[Label]
) -> tuple[Label, ...]:
    taken = [*(box for label in corner for box in boxes_of(label)), *(box for sheet in sheets for box in sheet.circles())]
    marks = [box for sheet in sheets for box in sheet.marks()]
    wishes = [wish for sheet in sheets for wish in (*_codes(sheet, frame), *_wishes(sheet, frame))]
    inside: Box = (4, 4, frame.width - 4, frame.height - 4)
    if corner:
        taken.append((frame.width - 30, 8, frame.width - 10, 46))
    placed = place(wishes, inside, taken, marks)
    return placed if focus is None else tuple(_dimmed(label, focus) for label in placed)


def _codes(sheet: Sheet, frame: Frame) -> list[Wish]:
    """What is written on areas whose colour means nothing by itself, before any name; never on an area too small for it."""
    style = sheet.layer.style
    if not isinstance(style, Choropleth) or not style.codes:
        return []
    seen = shapely.clip_by_rect(sheet.geometries, *frame.box(-4).bounds)
    coded = ((style.code_of(styled_value(sheet.layer, one)), geom) for one, geom in zip(sheet.drawn.features, seen, strict=True))
    return [
        Wish(Label(0, 0, code, CODE_SIZE, 600, kind="code"), geom, (CODE_RANK, geom.area))
        for code, geom in coded
        if code and not geom.is_empty
    ]


def _wishes(sheet: Sheet, frame: Frame) -> list[Wish]:
    style = sheet.layer.style
    label = style.label
    if label is None or not sheet.drawn.labelled or label.min_zoom > frame.zoom + STILL:
        return []
    seen = shapely.clip_by_rect(sheet.geometries, *frame.box(-4).bounds)
    points = sheet.spots if sheet.mark_radius else seen
    halo = 2.2 if label.weight == 600 else 1.8
    rank = (float(label.weight), label.size)
    return [
        Wish(
            Label(0, 0, feature.title, label.size, label.weight, 0, label.colour, halo), geom, (*rank, round(geom.area))
        )
        for index, (feature, geom) in enumerate(zip(sheet.drawn.features, points, strict=True))
        if not geom.is_empty and not _fills(geom, frame) and index not in sheet.hidden
    ]


def _fills(geom: BaseGeometry, frame: Frame) -> bool:
    left, top, right, bottom = geom.bounds
    return right - left > frame.width * TITLE_SHARE and bottom - top > frame.height * TITLE_SHARE and geom.area > 0


def _dimmed(label: Label, focus: BaseGeometry) -> Label:
    """Names outside the focus step back."""
    if focus.intersects(shapely.Point(label.x, label.y)):
        return label
    return moved(Label(0, 0, label.text, label.size, 400, 0, QUIET, 1.6), label.x, label.y, label.angle)
