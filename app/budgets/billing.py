"""What an import of the budget bill tells: every row and every baht of the table, where it went and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.budgets.bill import BudgetTable, Share
from app.budgets.billed import WHY, Asked, Fate, Item
from app.budgets.models import BillItem

MOST_TOLD = 200
NOWHERE = "nowhere"


def told(table: BudgetTable, items: Sequence[Item], asked: Asked, gone: Iterable[BillItem]) -> dict[str, Any]:
    """As JSON can hold it; amounts in satang. ``rows`` and ``satang`` by fate make up the table exactly."""
    kept = [item for item in items if item.is_kept]
    totals = table.totals
    gone = list(gone)
    th, en = table.sanity()
    return {
        "year": asked.year, "home": asked.home, "unit": totals.unit.value, "sanity": {"th": th, "en": en},
        "rows_in": totals.rows_in, "in_satang": totals.in_satang, "unreadable": totals.unreadable,
        "fates": {fate.value: _share(item for item in items if item.fate is fate) for fate in Fate},
        "stored_rows": len(kept), "stored_satang": sum(item.row.amount_satang for item in kept),
        "agencies": _agencies(kept), "levels": _levels(kept), "to_settle": _share(one for one in kept if one.places.open),
        "changes": [_change(item) for item in items if item.fate is Fate.CHANGED][:MOST_TOLD],
        "absent": {"rows": len(gone), "satang": sum(one.amount_satang for one in gone)},
        "printed": [len(totals.printed), sum(one.agrees for one in totals.printed)],
        "wrong": _wrong(table, items), "doubts": _doubts(table, {item.row.row for item in kept}),
    }  # fmt: skip


def _share(items: Iterable[Item]) -> dict[str, int]:
    share = Share()
    for item in items:
        share.add(item.row)
    return {"rows": share.rows, "satang": share.satang}


def _agencies(kept: Sequence[Item]) -> list[dict[str, Any]]:
    """Totals of each agency as printed; ``organization`` None is one to be named."""
    names = dict.fromkeys(item.row.agency for item in kept)
    return [
        {"agency": name, "organization": next(item.agency for item in kept if item.row.agency == name),
         **_share(item for item in kept if item.row.agency == name)}
        for name in names
    ]  # fmt: skip


def _levels(kept: Sequence[Item]) -> dict[str, dict[str, int]]:
    """By the level of the largest area that an item names: each once."""
    levels = dict.fromkeys(sorted({item.level or NOWHERE for item in kept}))
    return {level: _share(item for item in kept if (item.level or NOWHERE) == level) for level in levels}


def _change(item: Item) -> dict[str, Any]:
    assert item.there is not None and item.becomes is not None
    return {
        "row": item.row.row, "reference": item.there.project.reference,
        "before": [item.there.project.title_th, item.there.item.amount_satang],
        "after": [item.becomes.title, item.row.amount_satang],
    }  # fmt: skip


def _wrong(table: BudgetTable, items: Sequence[Item]) -> list[dict[str, Any]]:
    """Rows that are not taken, each with its reason."""
    unread = [{"row": one.row, "told": {"th": one.th, "en": one.en}} for one in table.problems if one.severity == "error"]
    refused = [
        {"row": item.row.row, "told": {"th": f"แถว {item.row.row}: {WHY[item.why].th}", "en": f"Row {item.row.row}: {WHY[item.why].en}"}}
        for item in items if item.fate is Fate.REFUSED
    ]  # fmt: skip
    return sorted([*unread, *refused], key=lambda one: int(str(one["row"])))


def _doubts(table: BudgetTable, kept: set[int]) -> list[dict[str, Any]]:
    """What a person should look at in rows that are taken."""
    doubted = [one for one in table.problems if one.severity == "warning" and one.row in kept]
    return [{"row": one.row, "told": {"th": one.th, "en": one.en}} for one in doubted[:MOST_TOLD]]
