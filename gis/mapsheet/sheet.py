"""The sheet itself: what it says, laid out by typst."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from gis.mapsheet.figure import files_of, swatch, told_of
from gis.mapsheet.grid import Grid
from gis.mapsheet.paper import ABOVE, DATES, FOOT, GAP, GUTTER, MARGIN, NUMBERS, PX_PER_MM, SUBTITLE, TITLE, UNDER, Room
from gis.svgmap import LegendItem, Picture
from gis.typesetting import typeset

SHEET = Path(__file__).with_name("sheet.typ")
THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
BAR_MM = 45.0
"""The scale bar is at most so long."""
CODE = "code.svg"
MOST_PAGES = 20
"""So many pages can be numbered; a legend of all layers fills two or three."""
DOTS = (60, 150, 300)
"""Dots to the inch that a PNG may have: for a look, for a screen, for a printer."""


@dataclass(frozen=True, slots=True)
class Legend:
    """What explains one layer: its title, the unit of its values, each class with how many features it has, and a ``note``."""

    title: str
    unit: str
    items: tuple[LegendItem, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that stands on the paper. ``dates``: lines at the head's right; ``notes``: lines at the foot.

    ``words`` are the sheet's own texts by name (see ``sheet.typ``), ``system`` names that of the grid, ``thai_digits`` is
    whether numbers are written so. ``code`` is the address as a QR code (SVG), laid on the map's corner.
    ``only``: lines in a box beside the map of what it is narrowed to.
    """

    title: str
    subtitle: str
    office: str
    room: Room
    picture: Picture
    ratio: int
    legends: tuple[Legend, ...]
    dates: tuple[str, ...]
    sources: tuple[str, ...]
    notes: tuple[str, ...]
    address: str
    words: Mapping[str, str]
    system: str = ""
    grid: Grid | None = None
    thai_digits: bool = False
    alternative: str = ""
    code: bytes = b""
    only: tuple[str, ...] = ()


def to_pdf(sheet: Sheet, fonts: Sequence[Path]) -> bytes:
    """One page, more where the legend is too long for one, each with its number. ``fonts``: the folders of Sarabun."""
    return typeset(SHEET, _told(sheet), fonts=fonts, files=_files(sheet, fonts))


def to_png(sheet: Sheet, fonts: Sequence[Path], dots: int = 300) -> bytes:
    """The same as a picture of one page, which holds what finds room on it."""
    told = {**_told(sheet), "single": True}
    return typeset(SHEET, told, fonts=fonts, files=_files(sheet, fonts), form="png", ppi=dots)


def _files(sheet: Sheet, fonts: Sequence[Path]) -> dict[str, bytes]:
    grid = sheet.grid.svg() if sheet.grid else ""
    drawn = replace(sheet.picture, body=sheet.picture.body + grid)
    keys = {
        _key(number, place): swatch(item)
        for number, legend in enumerate(sheet.legends)
        for place, item in enumerate(legend.items)
    }
    return files_of(drawn, fonts) | keys | ({CODE: sheet.code} if sheet.code else {})


def _told(sheet: Sheet) -> dict[str, object]:
    """The values of both layouts; lengths in millimetres."""
    bar = sheet.picture.frame.scale_bar(BAR_MM * PX_PER_MM)
    told: dict[str, object] = {
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "office": sheet.office,
        "dates": list(sheet.dates),
        "sources": list(sheet.sources),
        "notes": list(sheet.notes),
        "only": list(sheet.only),
        "words": dict(sheet.words),
        "system": sheet.system,
        "legends": [_legend(number, legend) for number, legend in enumerate(sheet.legends)],
        "figure": told_of(sheet.picture),
        "grid": [asdict(number) | {"at": number.at / PX_PER_MM} for number in (sheet.grid.numbers if sheet.grid else ())],
        "bar": {"long": bar.pixels / PX_PER_MM, "parts": _parts(bar.kilometres), "unit": sheet.words["km"]},
        "ratio": f"1 : {sheet.ratio:,}",
        "numbers": [str(number) for number in range(1, MOST_PAGES + 1)],
        "alternative": sheet.alternative,
    }
    said = _in_thai(told) if sheet.thai_digits else told
    assert isinstance(said, dict)
    return said | {
        "room": {**asdict(sheet.room), "margin": MARGIN, "foot": FOOT, "numbers": NUMBERS, "gap": GAP, "dates": DATES,
                 "gutter": GUTTER},
        "points": {"title": TITLE, "subtitle": SUBTITLE},
        "line": {"above": ABOVE, "below": UNDER},
        "lang": sheet.picture.lang,
        "address": sheet.address,
        "single": False,
        "code": CODE if sheet.code else "",
    }


def _parts(kilometres: float) -> list[str]:
    """The numbers of a bar in two parts.

    >>> _parts(20), _parts(0.5)
    (['0', '10', '20'], ['0', '0.25', '0.5'])
    """
    return [f"{kilometres * part:g}" for part in (0, 0.5, 1)]


def _legend(number: int, legend: Legend) -> dict[str, object]:
    items = [
        {"file": _key(number, place), "label": item.label, "count": f"{item.count:,}", "high": 2 * item.radius / PX_PER_MM}
        for place, item in enumerate(legend.items)
    ]
    wide = max(item.radius for item in legend.items) * 2 / PX_PER_MM
    return {"title": legend.title, "unit": legend.unit, "note": legend.note, "items": items, "wide": wide}


def _in_thai(told: object) -> object:
    """The same with Thai digits in every text but colours, names of files and of systems of coordinates."""
    if isinstance(told, str):
        return told.translate(THAI_DIGITS)
    if isinstance(told, list):
        return [_in_thai(each) for each in told]
    if isinstance(told, dict):
        return {key: each if key in ("file", "colour", "edge", "system") else _in_thai(each) for key, each in told.items()}
    return told


def _key(number: int, place: int) -> str:
    return f"key-{number}-{place}.svg"
