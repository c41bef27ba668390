"""Items of a bill held against what is here: whose they are, where they lie, which are there already and which differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.budgets.bill import Becomes, BudgetRow, Spot, becomes, identities, locate, province_of, spots_of
from app.budgets.bill.placing import level_of
from app.budgets.models import BillItem, BudgetLine
from app.core.authority import Viewer
from app.organizations.models import Organization
from app.organizations.rules import OrganizationKind
from app.places.models import Area
from app.places.naming import Gazetteer, Places, official_provinces
from app.places.queries import named_areas
from app.places.rules import Level
from app.projects.models import Project
from gis import thai
from gis.layer import Text

CLUSTER = "กลุ่ม"


class Fate(StrEnum):
    """What becomes of an item (ผลของแต่ละรายการ)."""

    NEW = "new"
    SAME = "same"
    CHANGED = "changed"
    ELSEWHERE = "elsewhere"
    REFUSED = "refused"


WHY: dict[str, Text] = {
    "year": Text(th="ปีงบประมาณในแถวไม่ใช่ปีที่นำเข้า", en="The row is of another fiscal year."),
    "agency": Text(th="ไม่มีหน่วยรับงบประมาณ", en="The row names no agency."),
    "class": Text(th="งบรายจ่ายไม่ใช่หนึ่งในห้างบ", en="The class of expenditure is none of the five."),
    "amount": Text(th="จำนวนเงินเป็นศูนย์หรือเกินกว่าจะเป็นไปได้", en="The amount is zero or beyond all measure."),
    "moved": Text(
        th="งบรายจ่ายหรือแหล่งเงินต่างจากรายการที่บันทึกไว้ แก้ไม่ได้ ให้กลับรายการเดิมก่อน",
        en="Its class or source differs from the line that is there; reverse that line's money first.",
    ),
}
MOST = 10**15


@dataclass(frozen=True, slots=True)
class There:
    """An item that an earlier import brought, with the line and the project that it became."""

    item: BillItem
    line: BudgetLine
    project: Project


@dataclass(frozen=True, slots=True)
class Item:
    """An item of the bill, read; ``why`` when it is refused, ``there`` when it was brought before."""

    row: BudgetRow
    identity: str
    fate: Fate
    places: Places = field(default_factory=Places)
    spots: tuple[Spot, ...] = ()
    becomes: Becomes | None = None
    agency: str | None = None
    there: There | None = None
    why: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether it stands in the ledger when all is done."""
        return self.fate in (Fate.NEW, Fate.SAME, Fate.CHANGED)

    @property
    def known(self) -> tuple[Becomes, There]:
        """What a changed item becomes, and what it was."""
        assert self.becomes is not None
        assert self.there is not None
        return self.becomes, self.there

    @property
    def level(self) -> str | None:
        found = level_of(self.spots)
        return found.value if found else None


@dataclass(frozen=True, slots=True)
class Asked:
    """For which year and which home province; None takes the items of all provinces."""

    year: int
    home: str | None


def examined(session: Session, rows: Sequence[BudgetRow], asked: Asked, *, viewer: Viewer) -> list[Item]:
    """Every row with its fate, in the order of the rows. Reads only."""
    gazetteer = Gazetteer([*named_areas(session, viewer=viewer), *official_provinces()])
    called = identities(rows)
    agencies = _agencies(session, {row.agency for row in rows}, gazetteer)
    there = _there(session, asked.year, called.values())
    return [_examined(row, called[row.row], asked, gazetteer, agencies, there) for row in rows]


def absent(session: Session, items: Iterable[Item], asked: Asked) -> list[BillItem]:
    """What earlier imports brought of the same agencies and year and this table no longer has; it stays as it is."""
    kept = [item for item in items if item.is_kept]
    named = {item.identity for item in kept}
    of_them = BillItem.fiscal_year == asked.year, BillItem.agency.in_({item.row.agency for item in kept})
    return [one for one in session.scalars(select(BillItem).where(*of_them)) if one.identity not in named]


def points(session: Session, codes: Iterable[str]) -> dict[str, Any]:
    """The point that stands for each area: a village's own where it has one, else the middle of its subdistrict."""
    wanted = set(codes)
    asked = select(Area.code, Area.level, Area.geom, Area.label_point).where(
        Area.valid_to.is_(None), Area.code.in_(sorted(wanted | {code[:6] for code in wanted}))
    )
    rows = session.execute(asked)
    found = {code: geom if level == Level.VILLAGE else point for code, level, geom, point in rows}
    nearest = {code: found.get(code) if found.get(code) is not None else found.get(code[:6]) for code in wanted}
    return {code: point for code, point in nearest.items() if point is not None}


def _examined(
    row: BudgetRow, identity: str, asked: Asked, gazetteer: Gazetteer, agencies: dict[str, str | None],
    there: dict[str, There],
) -> Item:  # fmt: skip
    made, why = becomes(row), ""
    if row.year is not None and row.year != asked.year:
        why = "year"
    elif not row.agency:
        why = "agency"
    elif made is None:
        why = "class"
    elif not 0 < row.amount_satang <= MOST:
        why = "amount"
    if why or made is None:
        return Item(row, identity, Fate.REFUSED, why=why)
    places = locate(row, gazetteer)
    spots = spots_of(places)
    if not _ours(row, spots, asked.home, gazetteer):
        return Item(row, identity, Fate.ELSEWHERE, places, spots, made)
    known = there.get(identity)
    fate, why = _fate(row, made, known)
    return Item(row, identity, fate, places, spots, made, agencies[row.agency], known, why)


def _fate(row: BudgetRow, made: Becomes, known: There | None) -> tuple[Fate, str]:
    if known is None:
        return Fate.NEW, ""
    line = known.line
    if (line.class5, line.subclass, line.source) != (made.class5, made.subclass, made.source):
        return Fate.REFUSED, "moved"
    same = known.item.amount_satang == row.amount_satang and known.project.title_th == made.title
    return (Fate.SAME if same else Fate.CHANGED), ""


def _ours(row: BudgetRow, spots: tuple[Spot, ...], home: str | None, gazetteer: Gazetteer) -> bool:
    """The home province's own items, and those of a cluster that name a place in it."""
    if home is None:
        return True
    if row.agency.startswith(CLUSTER):
        return any(spot.code.startswith(home) for spot in spots)
    return province_of(row.agency, gazetteer) == home


def _agencies(session: Session, printed: set[str], gazetteer: Gazetteer) -> dict[str, str | None]:
    """The organisation of each printed agency: the one named for it before, one of that name, or the province itself."""
    known = list(session.scalars(select(Organization).where(Organization.valid_to.is_(None))))
    by_area = {one.area_code or "": one.code for one in known if one.kind == OrganizationKind.PROVINCE}
    by_name = {thai.normalise(one.name_th): one.code for one in known}
    asked = select(BillItem.agency, Project.agency).join(Project, Project.id == BillItem.project_id)
    rows = session.execute(asked.where(Project.agency.is_not(None), BillItem.agency.in_(printed)).distinct())
    before = {name: code for name, code in rows if code is not None}
    return {
        name: before.get(name) or by_name.get(name) or by_area.get(province_of(name, gazetteer) or "?")
        for name in printed
    }


def _there(session: Session, year: int, named: Iterable[str]) -> dict[str, There]:
    asked = (
        select(BillItem, BudgetLine, Project)
        .join(BudgetLine, BudgetLine.id == BillItem.line_id)
        .join(Project, Project.id == BillItem.project_id)
        .where(BillItem.fiscal_year == year, BillItem.identity.in_(list(named)))
    )
    return {item.identity: There(item, line, project) for item, line, project in session.execute(asked)}
