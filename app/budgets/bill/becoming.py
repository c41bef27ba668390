"""What an item of the bill becomes: its lasting identity, its class of expenditure, and the title of its project."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from app.budgets.bill import words
from app.budgets.bill.table import BudgetRow
from app.budgets.rules import Class5, Road

_CLASSES = dict(zip(words.CLASSES, (Class5.PERSONNEL, Class5.OPERATING, Class5.INVESTMENT, Class5.SUBSIDY, Class5.OTHER),
                    strict=True))  # fmt: skip
_SUBCLASSES = {"ค่าตอบแทน ใช้สอยและวัสดุ": "goods_services", "ค่าสาธารณูปโภค": "utilities", "ค่าครุภัณฑ์": "equipment",
               "ค่าที่ดินและสิ่งก่อสร้าง": "land_building"}  # fmt: skip
_KINDS = {"equipment": "equipment", "land_building": "infrastructure"}
_LONGEST = 32


@dataclass(frozen=True, slots=True)
class Becomes:
    """The line and the project of an item, as far as its own words say."""

    class5: Class5
    subclass: str | None
    road: Road
    source: str
    kind: str
    title: str


def becomes(row: BudgetRow) -> Becomes | None:
    """None when its class of expenditure is none of the five.

    What is invested is spent by contract, everything else directly: the bill does not say how it will be procured.
    """
    class5 = _CLASSES.get(row.category[0]) if row.category else None
    if class5 is None:
        return None
    subclass = next((_SUBCLASSES[name] for name in reversed(row.category) if name in _SUBCLASSES), None)
    return Becomes(
        class5, subclass, Road.BY_CONTRACT if class5 is Class5.INVESTMENT else Road.DIRECT,
        "cluster" if row.agency.startswith("กลุ่ม") else "province", _KINDS.get(subclass or "", "activity"),
        _title(row, class5),
    )  # fmt: skip


def identities(rows: Iterable[BudgetRow]) -> dict[int, str]:
    """By row, what stays the same when an item is brought again: its number in the bill, else a digest of what names it.

    An amount is no part of it: a corrected amount is the same item. Of items that are alike the second is the second.
    """
    alike = Counter[str]()
    found: dict[int, str] = {}
    for row in rows:
        named = _slug(row.identity) if row.identity else _digest(row)
        alike[named] += 1
        found[row.row] = named if alike[named] == 1 else f"{named}.{alike[named]}"
    return found


def _slug(identity: str) -> str:
    slug = re.sub(r"[^0-9A-Za-z]+", ".", identity).strip(".")
    return slug if 0 < len(slug) <= _LONGEST else "x" + hashlib.sha256(identity.encode()).hexdigest()[:16]


def _digest(row: BudgetRow) -> str:
    text = "\n".join((row.agency, row.project, *row.category, row.item))
    return "x" + hashlib.sha256(text.encode()).hexdigest()[:16]


def _title(row: BudgetRow, class5: Class5) -> str:
    """What is built or bought names itself; services and allowances are told apart by the project of the bill."""
    if not row.item or words.is_heading(row.item):
        return f"{row.project or row.agency}: {row.item or row.category[-1]}"
    return row.item if class5 is Class5.INVESTMENT else f"{row.project}: {row.item}".removeprefix(": ")
