"""What a reading of the bill gives: neutral rows, what is wrong with which, and the sums that prove nothing was lost."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Severity = Literal["error", "warning", "repair"]


class Unit(StrEnum):
    """What one of the printed figures counts (หน่วยเงินในตาราง)."""

    BAHT = "baht"
    THOUSAND = "thousand"
    MILLION = "million"

    @property
    def satang(self) -> int:
        return {Unit.BAHT: 100, Unit.THOUSAND: 100_000, Unit.MILLION: 100_000_000}[self]

    @property
    def titles(self) -> tuple[str, str]:
        """Thai and English."""
        return {
            Unit.BAHT: ("บาท", "baht"),
            Unit.THOUSAND: ("พันบาท", "thousand baht"),
            Unit.MILLION: ("ล้านบาท", "million baht"),
        }[self]


@dataclass(frozen=True, slots=True)
class BudgetRow:
    """One item. ``row`` counts the data rows of the file from 1; texts are spelt as stored (``gis.thai``).

    ``agency`` as printed: a province (จังหวัด…) or a cluster (กลุ่มจังหวัด…). ``year`` is the fiscal year in B.E., None where
    the file has none; ``identity`` the item's number in the bill, empty where the file has none. ``bundle`` is the number
    of items that the line sums up, when it is such a sum.
    """

    row: int
    agency: str
    plan: str
    project: str
    category: tuple[str, ...]
    item: str
    amount_satang: int
    year: int | None = None
    page: str = ""
    bundle: int | None = None
    identity: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a row (0: with the file), in which column, with the remedy in both languages.

    An ``error`` keeps the row out; a ``warning`` lets it in and asks for a look; a ``repair`` was mended.
    """

    row: int
    column: str
    severity: Severity
    code: str
    th: str
    en: str


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """A sum that the bill prints, and what the rows come to; ``project`` is empty for the agency's own total."""

    agency: str
    project: str
    printed_satang: int
    found_satang: int

    @property
    def agrees(self) -> bool:
        return self.printed_satang == self.found_satang


@dataclass(frozen=True, slots=True)
class Totals:
    """Rows and money in and out. ``in_satang`` is summed over the cells of the file, ``out_satang`` over the rows given."""

    unit: Unit
    rows_in: int
    rows_out: int
    unreadable: int
    in_satang: int
    out_satang: int
    printed: tuple[PrintedTotal, ...]

    @property
    def reconciles(self) -> bool:
        """Nothing lost, nothing made up, and every printed sum met."""
        return (
            self.in_satang == self.out_satang
            and self.rows_in == self.rows_out + self.unreadable
            and all(total.agrees for total in self.printed)
        )


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """A bill read: its rows, its problems in the order of the rows, its sums."""

    rows: tuple[BudgetRow, ...]
    problems: tuple[Problem, ...]
    totals: Totals

    def sanity(self) -> tuple[str, str]:
        """The unit and what it makes of the middle item, for a person to nod at before anything is stored."""
        amounts = sorted(row.amount_satang for row in self.rows)
        middle = amounts[len(amounts) // 2] // 100 if amounts else 0
        total = self.totals.out_satang // 100
        th, en = self.totals.unit.titles
        return (
            f"อ่านจำนวนเงินเป็น{th} รายการกลาง {middle:,} บาท รวม {total:,} บาท",
            f"Amounts were read as {en}: the middle item is {middle:,} baht, all together {total:,} baht.",
        )
