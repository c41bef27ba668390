"""The coverage of national goals as a table: nodes, projects and baht by phase, with what makes up the ledger."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.core.money import SATANG
from app.plans.queries.coverage import Coverage, Row
from app.plans.queries.money import Money
from app.plans.rules import PHASES, SYSTEMS, Shared, Sum
from gis.layer import Text

BEYOND = Text(th="เป้าหมายหลักที่ไม่อยู่ในช่วงปีของแผน", en="Primary goals not valid in the years of the plan")
SECOND = Text(th="มีแต่เป้าหมายรอง", en="Secondary goals only")
NONE = Text(th="ไม่มีเป้าหมายในระบบนี้", en="No goal of this system")
ALL = Text(th="ทุกโครงการ = บัญชีงบประมาณ", en="All projects = the ledger")
"""The rows under the goals, which with them make up the ledger."""


def header(found: Coverage) -> list[str]:
    """Nodes by issue, and of the fiscal year projects and baht, of those that serve a goal first and second."""
    first = [f"{words.th} (บาท เป้าหมายหลัก)" for words in PHASES.values()]
    return [
        SYSTEMS[found.system].th, "ชื่อ", "Name", *(f"{one.code} {one.title_th}" for one in found.issues), "ทั้งแผน",
        "รวมองค์ประกอบ", "ปีงบประมาณ", "โครงการ (เป้าหมายหลัก)", *first, "โครงการ (เป้าหมายรอง)",
        f"{PHASES['received'].th} (บาท เป้าหมายรอง ไม่รวมในยอด)",
    ]  # fmt: skip


def table(found: Coverage, money: Money) -> list[list[object]]:
    """A row for each goal, then those of goals of other years, those that serve goals only second, and none: all of them."""
    return [
        *(_goal(row, money) for row in found.rows),
        *(_rest(name, found, money, sums) for name, sums in (
            (BEYOND, beyond(found, money)), (SECOND, money.shared.only_second), (NONE, money.shared.none),
            (ALL, money.shared.total),
        )),
    ]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Yearly:
    """What one row of goals received in each fiscal year, in satang; without a code it is the rest or all of them."""

    code: str | None
    name: Text
    received: tuple[int, ...]


def by_year(found: Coverage, money: Money) -> list[Yearly]:
    """What each goal received as a primary one in each fiscal year, then the rest, together what all projects received."""
    codes = {one.frame.code for one in found.rows}
    every = [money.by_year.get(year, Shared()) for year in money.years]

    def row(code: str | None, name: Text, of: Callable[[Shared], Sum]) -> Yearly:
        return Yearly(code, name, tuple(of(each).received for each in every))

    def first(code: str) -> Callable[[Shared], Sum]:
        return lambda each: each.first.get(code, Sum())

    goals = [
        row(one.code, Text(th=one.name_th, en=one.name_en), first(one.code)) for one in (r.frame for r in found.rows)
    ]
    return [
        *goals, row(None, BEYOND, lambda each: _outside(each, codes)), row(None, SECOND, lambda each: each.only_second),
        row(None, NONE, lambda each: each.none), row(None, ALL, lambda each: each.total),
    ]  # fmt: skip


def header_by_year(found: Coverage, money: Money) -> list[str]:
    """The fiscal years after the goal."""
    return [SYSTEMS[found.system].th, "ชื่อ", *(f"{PHASES['received'].th} {year} (บาท)" for year in money.years)]


def table_by_year(found: Coverage, money: Money) -> list[list[object]]:
    """The same in baht."""
    return [[one.code, one.name.th, *(each / SATANG for each in one.received)] for one in by_year(found, money)]


def _outside(each: Shared, codes: set[str]) -> Sum:
    return sum((sums for goal, sums in each.first.items() if goal not in codes), Sum())


def beyond(found: Coverage, money: Money) -> Sum:
    """The projects whose first goal is no row of the plan."""
    return _outside(money.shared, {row.frame.code for row in found.rows})


def _goal(row: Row, money: Money) -> list[object]:
    first, second = (of.get(row.frame.code, Sum()) for of in (money.shared.first, money.shared.second))
    return [
        row.frame.code, row.frame.name_th, row.frame.name_en, *(cell.total for cell in row.cells), row.whole.total,
        row.total, money.year, first.projects, *_baht(first), second.projects, second.received / SATANG,
    ]  # fmt: skip


def _rest(name: Text, found: Coverage, money: Money, sums: Sum) -> list[object]:
    empty = [None] * (len(found.issues) + 2)
    return [None, name.th, name.en, *empty, money.year, sums.projects, *_baht(sums), None, None]


def _baht(sums: Sum) -> list[float]:
    return [getattr(sums, phase) / SATANG for phase in PHASES]
