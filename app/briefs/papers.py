"""A brief as PDF by typst, with the map as lines and searchable names; and as part of a book."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.briefs.maps import Drawn
from app.briefs.telling import Told, marks
from app.core.faces import faces
from app.web import digits
from app.web.words import Language
from gis.mapsheet.figure import files_of, swatch, told_of
from gis.svgmap import LegendItem, Picture
from gis.typesetting import typeset

HERE = Path(__file__).parent
LAYOUT, SINGLE, ATLAS, MAP_ONLY = (HERE / f"{name}.typ" for name in ("brief", "single", "atlas", "map"))
DOTS = 200
FOR_PROGRAMS = frozenset({"lang", "mark"})
"""What a page says to its layout alone."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the layouts take it: its values, and the files beside it."""

    told: Told
    files: dict[str, bytes]


def page_of(said: Told, what: Drawn, language: Language, notes: Sequence[str], prefix: str = "", address: str = "") -> Page:
    """One page: what it says, its map, and the ``notes`` at its foot.

    ``prefix`` tells its files from those of other pages; ``address`` is where a reader finds the page again by a touch.
    """
    told = explained(said, what, language) | {
        "figure": told_of(what.picture, prefix), "notes": list(notes), "address": address,
        "again": language.say("เปิดหน้านี้ในระบบ", "Open this page"),
    }  # fmt: skip
    names = [f"{prefix}key-{at}.svg" for at in range(len(what.legend))]
    told["legend"] = [{"file": name, "label": each.label} for name, each in zip(names, what.legend, strict=True)]
    keys = {name: swatch(each) for name, each in zip(names, what.legend, strict=True)}
    return Page(told, files_of(what.picture, faces(), prefix) | keys)


def in_thai(said: Told, what: Drawn, notes: Sequence[str]) -> tuple[Told, Drawn, list[str]]:
    """What a page says, its map and its notes with Thai digits."""
    legend = tuple(replace(each, label=digits.told(each.label)) for each in what.legend)
    drawn = replace(what, picture=digits.in_picture(what.picture), legend=legend)
    return digits.in_values(said, FOR_PROGRAMS), drawn, digits.in_values(list(notes))


def explained(said: Told, what: Drawn, language: Language) -> Told:
    """What a page says, with what explains the colours of its map."""
    return said | {"legend_title": language.text(what.title), "legend": [{"label": each.label} for each in what.legend]}


def to_pdf(page: Page) -> bytes:
    """One page of A4."""
    return typeset(SINGLE, page.told, fonts=faces(), files=page.files | _shared())


def to_book(title: str, office: str, dates: Sequence[str], notes: Sequence[str], pages: Sequence[Page], lang: str) -> bytes:
    """A cover with its contents, then a page for each area."""
    told = {"title": title, "office": office, "dates": list(dates), "notes": list(notes), "lang": lang, "cover": 1,
            "digits": pages[0].told["digits"], "briefs": [page.told for page in pages]}  # fmt: skip
    files = {name: content for page in pages for name, content in page.files.items()}
    return typeset(ATLAS, told, fonts=faces(), files=files | _shared())


def _shared() -> dict[str, bytes]:
    """The layout of a page, and the marks of lights."""
    return {LAYOUT.name: LAYOUT.read_bytes()} | light_files()


def light_files() -> dict[str, bytes]:
    """The marks of lights by the names of their files."""
    return {f"mark-{name}.svg": swatch(_mark(*look)) for name, look in marks().items()}


def map_png(picture: Picture, title: str) -> bytes:
    """The map alone, for text documents."""
    values = {"figure": told_of(picture), "lang": picture.lang, "alternative": title}
    return typeset(MAP_ONLY, values, fonts=faces(), files=files_of(picture, faces()), form="png", ppi=DOTS)


def _mark(shape: str, colour: str) -> LegendItem:
    return LegendItem("", colour, 0, "mark", shape)
