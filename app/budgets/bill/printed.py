"""Sums that the bill prints before its items, found where a scan left them in a row's text: the proof of a reading.

A summary table reads, in millions with four decimals: รวมทั้งสิ้น 30.5768 105.7370 10.0000 146.3138, the last being the sum of
the others; and for each project โครงการที่ 1 : … 1.4985 1.4985.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from app.budgets.bill.table import BudgetRow, PrintedTotal, Unit

_FIGURES = r"((?:[0-9][0-9,]*\.[0-9]{4} ?)+)"
_ALL = re.compile(rf"ทั้งสิ้น ?{_FIGURES}")
_PROJECT = re.compile(rf"โครงการที่ ?([0-9]{{1,2}}) ?:[^0-9]{{0,200}}{_FIGURES}")
_EACH = re.compile(r"[0-9][0-9,]*\.[0-9]{4}")


def printed_totals(rows: Iterable[BudgetRow], texts: dict[int, str]) -> tuple[PrintedTotal, ...]:
    """Printed sums with what the rows come to; ``texts`` holds the plan cell of each row as it was in the file.

    Projects are numbered in the order in which their items appear.
    """
    by_agency: dict[str, dict[str, int]] = {}
    tables: dict[str, str] = {}
    for row in rows:
        projects = by_agency.setdefault(row.agency, {})
        projects[row.project] = projects.get(row.project, 0) + row.amount_satang
        if "ทั้งสิ้น" in texts.get(row.row, ""):
            tables[row.agency] = texts[row.row]
    found: list[PrintedTotal] = []
    for agency, text in tables.items():
        found += _compared(agency, text, by_agency[agency])
    return tuple(found)


def _compared(agency: str, text: str, projects: dict[str, int]) -> Iterator[PrintedTotal]:
    whole = _ALL.search(text)
    if whole:
        yield PrintedTotal(agency, "", _last(whole.group(1)), sum(projects.values()))
    names = list(projects)
    for number, figures in _PROJECT.findall(text):
        if 1 <= int(number) <= len(names):
            name = names[int(number) - 1]
            yield PrintedTotal(agency, name, _last(figures), projects[name])


def _last(figures: str) -> int:
    """The last figure of a line is its sum."""
    return int(Decimal(_EACH.findall(figures)[-1].replace(",", "")) * Unit.MILLION.satang)
