"""What an import of the budget bill tells: every row and every baht of the table, where it went and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from app.budgets.bill import BudgetTable, Share
from app.budgets.billed import WHY, Asked, Fate, Item
from app.budgets.models import BillItem
from gis.layer import Text

MOST_TOLD = 200
NOWHERE = "nowhere"
FATES: dict[Fate, Text] = {
    Fate.NEW: Text(th="รายการใหม่", en="New"),
    Fate.SAME: Text(th="มีอยู่แล้ว ไม่เปลี่ยน", en="There already, the same"),
    Fate.CHANGED: Text(th="มีอยู่แล้ว เปลี่ยน", en="There already, changed"),
    Fate.ELSEWHERE: Text(th="ของจังหวัดอื่น ไม่นำเข้า", en="Of other provinces, not taken"),
    Fate.REFUSED: Text(th="ปฏิเสธ", en="Refused"),
}
LEVELS: dict[str, Text] = {
    "village": Text(th="ถึงหมู่บ้าน", en="To the village"),
    "subdistrict": Text(th="ถึงตำบล", en="To the subdistrict"),
    "district": Text(th="ถึงอำเภอ", en="To the district"),
    "province": Text(th="ถึงจังหวัด", en="To the province"),
    NOWHERE: Text(th="ไม่ระบุพื้นที่", en="Not located"),
}


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
    return {level: _share(item for item in kept if (item.level or NOWHERE) == level) for level in LEVELS}


def _change(item: Item) -> dict[str, Any]:
    becomes, there = item.known
    return {
        "row": item.row.row, "reference": there.project.reference,
        "before": [there.project.title_th, there.item.amount_satang], "after": [becomes.title, item.row.amount_satang],
    }  # fmt: skip


def _wrong(table: BudgetTable, items: Sequence[Item]) -> list[dict[str, Any]]:
    """Rows that are not taken, each with its reason."""
    unread = [
        {"row": one.row, "told": {"th": one.th, "en": one.en}} for one in table.problems if one.severity == "error"
    ]
    refused = [_refusal(item) for item in items if item.fate is Fate.REFUSED]
    return sorted([*unread, *refused], key=lambda one: int(str(one["row"])))


def _refusal(item: Item) -> dict[str, Any]:
    number, why = item.row.row, WHY[item.why]
    return {"row": number, "told": {"th": f"แถว {number}: {why.th}", "en": f"Row {number}: {why.en}"}}


def _doubts(table: BudgetTable, kept: set[int]) -> list[dict[str, Any]]:
    """What a person should look at in rows that are taken."""
    doubted = [one for one in table.problems if one.severity == "warning" and one.row in kept]
    return [{"row": one.row, "told": {"th": one.th, "en": one.en}} for one in doubted[:MOST_TOLD]]


def lines_of(report: dict[str, Any], is_trial: bool) -> list[str]:
    """The report on a terminal."""
    th, en = report["sanity"]["th"], report["sanity"]["en"]
    found = [f"{th} · {en}"]
    found += [
        f"{title.th} · {title.en}: {share['rows']:,} · {share['satang'] / 100:,.2f}"
        for title, share in ((FATES[fate], report["fates"][fate.value]) for fate in Fate)
    ]
    found.append(f"อ่านจำนวนเงินไม่ได้ · amount not read: {report['unreadable']:,}")
    found += [
        f"  {LEVELS[level].th} · {LEVELS[level].en}: {share['rows']:,} · {share['satang'] / 100:,.2f}"
        for level, share in report["levels"].items()
    ]
    found += [f"  {one['told']['th']} · {one['told']['en']}" for one in report["wrong"]]
    waiting = [one["agency"] for one in report["agencies"] if one["organization"] is None]
    if waiting:
        found.append(f"หน่วยรับงบประมาณที่รอจับคู่ · agencies to be named: {', '.join(waiting)}")
    found.append("ตรวจอย่างเดียว ไม่บันทึก · looked only, stored nothing" if is_trial else "บันทึกแล้ว · stored")
    return found
