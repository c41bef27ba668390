"""A paper as plain blocks: headings, paragraphs and tables; written alike to a spreadsheet, a text document and a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | int | None
"""A text, or an amount in satang."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 begins a page."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some lines of text."""

    text: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column with its share of the width; of an amount the cells are satang, shown in baht."""

    title: str
    width: int = 10
    is_amount: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; ``totals`` has the sum of each column of amounts that is summed."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    totals: Sequence[Cell] = ()


Block = Heading | Paragraph | Table


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper with its title, and what stands at its foot: which template, from when, and what it is not.

    ``author`` is the office that puts it out, where it names one; ``lang`` is ``th`` or ``en``.
    """

    title: str
    foot: str
    blocks: Sequence[Block]
    is_wide: bool = False
    author: str = ""
    lang: str = "th"


def summed(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], word: str) -> list[Cell]:
    """The row of totals: each column of amounts summed, in satang."""
    sums: list[Cell] = [
        sum(cell for row in rows if isinstance(cell := row[number], int)) if column.is_amount else None
        for number, column in enumerate(columns)
    ]
    return [word if number == 0 and cell is None else cell for number, cell in enumerate(sums)]
