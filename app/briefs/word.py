"""A brief as a text document, for those who write on: what the PDF says, with the map as a picture that tells what it is."""

from __future__ import annotations

import io
from collections.abc import Sequence

from docx import Document
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as Line

from app.briefs.maps import Drawn
from app.briefs.papers import map_png
from app.briefs.rules import Source
from app.briefs.telling import Told
from app.calls.papers import Block, Column, Heading, Paper, Paragraph, Table
from app.calls.writers import to_docx, written
from gis.svgmap import LegendItem

EDGE = "5b646c"
SHADES = {"hatched": "diagStripe"}
"""How Word draws a pattern; all others are plain."""


def to_word(told: Told, what: Drawn, notes: Sequence[str], *, office: str) -> bytes:
    """The document, with the map and its legend after the title; ``office`` is its author."""
    words, lang = _words(told), str(told["lang"])
    title = f"{words['kind']} {told['name']}"
    paper = Paper(title, " · ".join((*_texts(told["sources"]), *notes)), _blocks(told), author=office, lang=lang)
    made = Document(io.BytesIO(to_docx(paper)))
    line = made.paragraphs[1].insert_paragraph_before()
    picture = line.add_run().add_picture(io.BytesIO(map_png(what.picture, title)), width=Cm(9))
    about = picture._inline.docPr
    about.set("title", f"{words['map']} {told['name']}")
    about.set("descr", f"{words['map']} {told['name']}: {told['legend_title']}, {_texts(told['dates'])[0]}")
    _explained(made.paragraphs[2].insert_paragraph_before(), told, what.legend)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _explained(line: Line, told: Told, legend: Sequence[LegendItem]) -> None:
    """The legend: before each label a box in its colour."""
    written(line, f"{told['legend_title']}{_note(told, Source.PEOPLE)}: ", 12, bold=False)
    for item, said in zip(legend, _rows(told, "legend"), strict=True):
        box = line.add_run("\u00a0" * 4)
        box.font.size = Pt(9)
        marks = box._r.get_or_add_rPr()
        marks.append(_mark("w:bdr", val="single", sz="4", space="0", color=EDGE))
        marks.append(_mark("w:shd", val=SHADES.get(item.pattern, "clear"), color="auto", fill=item.colour.lstrip("#")))
        written(line, f" {said['label']}   ", 12, bold=False)


def _mark(name: str, **given: str) -> BaseOxmlElement:
    made = OxmlElement(name)
    for key, value in given.items():
        made.set(qn(f"w:{key}"), value)
    return made


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


def _note(told: Told, source: Source | str) -> str:
    """The number of a source, in the digits of the paper."""
    return f" [{_texts(told['digits'])[int(source)]}]"


def _blocks(told: Told) -> list[Block]:
    words = _words(told)
    rest = _texts(told["rests"])[-1]
    return [
        Paragraph(" · ".join(each for each in (str(told["above"]), *_texts(told["dates"])) if each)),
        Heading(words["main"]),
        *(Paragraph(f"• {each['text']}{_note(told, each['source'])}") for each in _rows(told, "points")),
        Table([Column(f"{each['name']}{_note(told, each['source'])}") for each in _rows(told, "figures")],
              [[f"{each['value']} {each['unit']} {each['beside']}".strip() for each in _rows(told, "figures")]]),
        Heading(f"{words['indicators']}{_note(told, Source.INDICATORS)}"),
        _needs(told),
        Heading(f"{words['money']}{_note(told, Source.BUDGETS)} ({told['money_unit']})"),
        _money(told),
        *([Paragraph(str(told["money_note"]))] if told["money_note"] else []),
        Heading(f"{told['projects_title']}{_note(told, Source.PROJECTS)} ({told['projects_unit']})"),
        _projects(told),
        *([Paragraph(rest)] if rest else []),
    ]  # fmt: skip


def _needs(told: Told) -> Block:
    words = _words(told)
    here, around, target = words["columns"].split(" · ")
    rows = [
        (f"{each['name']} ({each['unit']})", each["here"], each["around"], each["target"], each["light"])
        for each in _rows(told, "needs")
    ]
    columns = [Column(each) for each in (words["indicators"], here, around, target, words["state"])]
    return Table(columns, rows) if rows else Paragraph(words["no_indicators"])


def _money(told: Told) -> Block:
    words = _words(told)
    rows = [(each["source"], each["received"], each["bound_percent"], each["percent"]) for each in _rows(told, "money")]
    columns = [Column(words[name]) for name in ("money", "received", "bound", "paid")]
    return Table(columns, rows) if rows else Paragraph(words["no_money"])


def _projects(told: Told) -> Block:
    words = _words(told)
    rows = [
        (each["state"], f"{each['title']} ({each['reference']} · {words['year']} {each['year']})", each["place"],
         each["received"], each["done"])
        for each in _rows(told, "projects")
    ]  # fmt: skip
    columns = [Column(words[name]) for name in ("state", "projects", "where", "received", "done")]
    return Table(columns, rows) if rows else Paragraph(words["no_projects"])
