"""Lines and events as tables: the template of an import is what an export writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import RowMapping

from app.budgets.columns import COLUMNS
from app.budgets.models import LedgerEvent
from app.budgets.rules import Table
from app.core.money import written_money
from app.core.workbooks import as_csv, as_xlsx

LINE_FIELDS = {"project": "project_reference", "lead_days": "own_lead_days"}
"""Where a line keeps what the table calls otherwise; without an own lead time the class has the usual one."""


def header(kind: Table) -> list[str]:
    """As an import finds them."""
    return [one.header for one in COLUMNS[kind]]


def lines_table(rows: Iterable[RowMapping]) -> list[list[object]]:
    """Lines as they were defined."""
    names = [LINE_FIELDS.get(one.field, one.field) for one in COLUMNS[Table.LINES]]
    return [[row[name] for name in names] for row in rows]


def events_table(events: Iterable[tuple[LedgerEvent, str, str | None]]) -> list[list[object]]:
    """Events in baht, each with its number, by which an import knows that it is there already."""
    return [
        [str(event.id), line, event.kind, written_money(event.amount_satang).replace(",", ""), event.occurred_on,
         event.document_no, contract, event.tier, event.priority, event.note]
        for event, line, contract in events
    ]  # fmt: skip


def written(kind: Table, rows: Sequence[Sequence[object]], form: str) -> bytes:
    """The table as ``xlsx`` or ``csv``."""
    return as_xlsx(kind.value, header(kind), rows) if form == "xlsx" else as_csv(header(kind), rows)
