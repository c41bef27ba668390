"""Where the money of the bill goes, as far as its texts say: located by level, unlocated, and together the total."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.budgets.bill.table import BudgetRow
from app.places.naming import Gazetteer, Places, find
from app.places.rules import Level


def province_of(agency: str, gazetteer: Gazetteer) -> str | None:
    """The code of the province that an agency is, also misspelt by the scan; None for a cluster."""
    if agency.startswith("กลุ่ม"):
        return None
    codes = find(agency, gazetteer).codes
    return codes[0] if len(codes) == 1 and len(codes[0]) == 2 else None


def locate(row: BudgetRow, gazetteer: Gazetteer) -> Places:
    """The areas that the row's item names. The agency's province only narrows names; it is no place of the item."""
    return find(row.item, gazetteer, province=province_of(row.agency, gazetteer))


@dataclass
class Share:
    """Some of the rows and their money."""

    rows: int = 0
    satang: int = 0

    def add(self, row: BudgetRow) -> None:
        self.rows += 1
        self.satang += row.amount_satang


@dataclass
class Tally:
    """Rows by the level of the largest area they name, those that name none, and those with a mention to settle.

    ``to_settle`` cuts across the others: it belongs to no sum.
    """

    located: dict[Level, Share] = field(default_factory=dict)
    unlocated: Share = field(default_factory=Share)
    to_settle: Share = field(default_factory=Share)

    @property
    def total(self) -> Share:
        """Located and unlocated together."""
        parts = [*self.located.values(), self.unlocated]
        return Share(sum(part.rows for part in parts), sum(part.satang for part in parts))


def tally(rows: Iterable[BudgetRow], gazetteer: Gazetteer) -> Tally:
    """Each row once: with the level of what it names, or among the unlocated."""
    result = Tally()
    for row in rows:
        places = locate(row, gazetteer)
        share = result.located.setdefault(places.level, Share()) if places.level else result.unlocated
        share.add(row)
        if places.open:
            result.to_settle.add(row)
    return result
