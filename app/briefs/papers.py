"""A brief as files: PDF by typst, with the map as lines and searchable names, and DOCX for those who write on."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from docx import Document
from docx.shared import Cm

from app.briefs.maps import Drawn
from app.briefs.telling import Told, marks
from app.calls.papers import Block, Column, Heading, Paper, Paragraph, Table
from app.calls.writers import to_docx
from app.core.faces import faces
from app.web.words import Language
from gis.mapsheet.figure import files_of, swatch, told_of
from gis.svgmap import LegendItem, Picture
from gis.typesetting import typeset

HERE = Path(__file__).parent
LAYOUT, SINGLE, ATLAS, MAP_ONLY = (HERE / f"{name}.typ" for name in ("brief", "single", "atlas", "map"))
DOTS = 200


@dataclass(frozen=True, slots=True)
class Page:
    """A page as the layouts take it: its values, and the files beside it."""

    told: Told
    files: dict[str, bytes]


def page_of(said: Told, what: Drawn, language: Language, notes: Sequence[str], prefix: str = "", address: str = "") -> Page:
    """One page: what it says, its map, and the ``notes`` at its foot.

    ``prefix`` tells its files from those of other pages; ``address`` is where a reader finds the page again by a touch.
    """
    names = [f"{prefix}key-{at}.svg" for at in range(len(what.legend))]
    told = said | {
        "figure": told_of(what.picture, prefix), "legend_title": language.text(what.title), "notes": list(notes),
        "legend": [{"file": name, "label": each.label} for name, each in zip(names, what.legend, strict=True)],
        "address": address, "again": language.say("เปิดหน้านี้ในระบบ", "Open this page"),
    }  # fmt: skip
    keys = {name: swatch(each) for name, each in zip(names, what.legend, strict=True)}
    return Page(told, files_of(what.picture, faces(), prefix) | keys)


def to_pdf(page: Page) -> bytes:
    """One page of A4."""
    return typeset(SINGLE, page.told, fonts=faces(), files=page.files | _shared())


def to_book(title: str, office: str, dates: Sequence[str], notes: Sequence[str], pages: Sequence[Page], lang: str) -> bytes:
    """A cover with its contents, then a page for each area."""
    told = {"title": title, "office": office, "dates": list(dates), "notes": list(notes), "lang": lang, "cover": 1,
            "briefs": [page.told for page in pages]}  # fmt: skip
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


def to_word(told: Told, picture: Picture, notes: Sequence[str]) -> bytes:
    """The same as a text document, with the map as a picture after its title."""
    title = f"{_words(told)['kind']} {told['name']}"
    paper = Paper(title, " · ".join((*_texts(told["sources"]), *notes)), _blocks(told))
    made = Document(io.BytesIO(to_docx(paper)))
    run = made.paragraphs[1].insert_paragraph_before().add_run()
    run.add_picture(io.BytesIO(map_png(picture, title)), width=Cm(9))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _texts(told: object) -> list[str]:
    assert isinstance(told, list)
    return [str(each) for each in told]


def _words(told: Told) -> dict[str, str]:
    words = told["words"]
    assert isinstance(words, dict)
    return {str(name): str(said) for name, said in words.items()}


def _rows(told: Told, name: str) -> list[dict[str, str]]:
    rows = told[name]
    assert isinstance(rows, list)
    return [{key: str(value) for key, value in row.items()} for row in rows]


def _blocks(told: Told) -> list[Block]:
    words = _words(told)
    needs = [(each["name"], each["here"], each["around"], each["target"], each["light"]) for each in _rows(told, "needs")]
    money = [(each["source"], each["received"], each["bound_percent"], each["percent"]) for each in _rows(told, "money")]
    projects = [
        (each["state"], each["title"], each["place"], each["received"], each["done"]) for each in _rows(told, "projects")
    ]
    here, around, target = words["columns"].split(" · ")
    return [
        Paragraph(str(told["above"])),
        *(Paragraph(f"• {each['text']} [{each['source']}]") for each in _rows(told, "points")),
        Table([Column(each["name"]) for each in _rows(told, "figures")],
              [[f"{each['value']} {each['unit']} {each['beside']}".strip() for each in _rows(told, "figures")]]),
        Heading(words["indicators"]),
        Table([Column(each) for each in (words["indicators"], here, around, target, words["state"])], needs)
        if needs else Paragraph(words["no_indicators"]),
        Heading(f"{words['money']} ({told['money_unit']})"),
        Table([Column(words[name]) for name in ("money", "received", "bound", "paid")], money)
        if money else Paragraph(words["no_money"]),
        *([Paragraph(str(told["money_note"]))] if told["money_note"] else []),
        Heading(str(told["projects_title"])),
        Table([Column(words[name]) for name in ("state", "projects", "where", "received", "done")], projects)
        if projects else Paragraph(words["no_projects"]),
        *([Paragraph(_texts(told["rests"])[-1])] if _texts(told["rests"])[-1] else []),
    ]  # fmt: skip
