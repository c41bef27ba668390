"""The coverage of national goals as a table: nodes, projects and baht by phase, with what makes up the ledger."""

from __future__ import annotations

from app.core.money import SATANG
from app.plans.queries.coverage import Coverage, Row
from app.plans.queries.money import Money
from app.plans.rules import PHASES, SYSTEMS, Sum


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
        *(_rest(th, en, found, money, sums) for th, en, sums in (
            ("เป้าหมายที่ไม่อยู่ในช่วงปีของแผน", "goals not valid in the years of the plan", beyond(found, money)),
            ("เป้าหมายรองเท่านั้น", "secondary goals only", money.shared.only_second),
            ("ไม่มีเป้าหมายในระบบนี้", "no goal of this system", money.shared.none),
            ("ทุกโครงการ", "all projects", money.shared.total),
        )),
    ]  # fmt: skip


def beyond(found: Coverage, money: Money) -> Sum:
    """The projects whose first goal is no row of the plan."""
    shown = {row.frame.code for row in found.rows}
    return sum((each for goal, each in money.shared.first.items() if goal not in shown), Sum())


def _goal(row: Row, money: Money) -> list[object]:
    first, second = (of.get(row.frame.code, Sum()) for of in (money.shared.first, money.shared.second))
    return [
        row.frame.code, row.frame.name_th, row.frame.name_en, *(cell.total for cell in row.cells), row.whole.total,
        row.total, money.year, first.projects, *_baht(first), second.projects, second.received / SATANG,
    ]  # fmt: skip


def _rest(th: str, en: str, found: Coverage, money: Money, sums: Sum) -> list[object]:
    empty = [None] * (len(found.issues) + 2)
    return [None, th, en, *empty, money.year, sums.projects, *_baht(sums), None, None]


def _baht(sums: Sum) -> list[float]:
    return [getattr(sums, phase) / SATANG for phase in PHASES]
