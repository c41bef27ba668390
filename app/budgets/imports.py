"""What a table that is brought in would do, row by row: errors that name row and column, and whether its unit is plausible."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.budgets.columns import titled
from app.budgets.models import LedgerEvent
from app.budgets.rules import Kind, Table
from app.core.money import SATANG, UNITS, Unit, parse_satang
from app.web.forms import MESSAGES, SEPARATOR, UNKNOWN
from gis.layer import Text

Model = TypeVar("Model", bound=BaseModel)
Row = dict[str, str]
IMPLAUSIBLE = 100
"""A median so many times as large as what is there, or as small, is a sign of another unit."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong in a row; ``column`` as people know it."""

    row: int
    column: Text
    told: Text

    def plain(self) -> dict[str, Any]:
        return {"row": self.row, "column": self.column.model_dump(), "told": self.told.model_dump()}


@dataclass(slots=True)
class Report:
    """What became of the rows; amounts in satang."""

    written: int = 0
    same: int = 0
    unmatched: int = 0
    wrong: list[Wrong] = field(default_factory=list)
    total: int = 0
    median: int = 0
    median_there: int = 0

    @property
    def warning(self) -> Text | None:
        """Whether the unit looks mistaken: the median is far from that of what is there already."""
        if not self.median or not self.median_there:
            return None
        times = self.median / self.median_there
        if 1 / IMPLAUSIBLE < times < IMPLAUSIBLE:
            return None
        return Text(
            th="ค่ากลางต่างจากข้อมูลเดิมเกิน 100 เท่า ตรวจหน่วยเงินอีกครั้ง",
            en="The median is over 100 times off what is there already; check the unit again.",
        )

    def plain(self) -> dict[str, Any]:
        """As JSON can hold it."""
        warning = self.warning
        return asdict(self) | {
            "wrong": [one.plain() for one in self.wrong], "warning": warning.model_dump() if warning else None
        }  # fmt: skip


def in_satang(kind: Table, rows: Sequence[Row], unit: Unit) -> tuple[list[dict[str, Any]], list[Wrong]]:
    """The rows with their amounts in baht, as models take them; what is no amount is wrong."""
    found: list[dict[str, Any]] = []
    wrong: list[Wrong] = []
    for row in rows:
        given: dict[str, Any] = dict(row)
        if "amount" in row:
            try:
                satang = parse_satang(row["amount"], unit)
            except ValueError as error:
                wrong.append(Wrong(int(row["row"]), titled(kind, "amount"), _of_rule(str(error))))
                continue
            given["amount"] = str(Decimal(satang) / SATANG)
        found.append(given)
    return found, wrong


def modelled(kind: Table, model: type[Model], row: dict[str, Any], report: Report) -> Model | None:
    """The row as its model, or None when something is wrong with it."""
    given = {name: value for name, value in row.items() if name in model.model_fields}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        for each in error.errors():
            place = str(each["loc"][0]) if each["loc"] else ""
            told = (
                _of_rule(str(each["ctx"]["error"]))
                if each["type"] == "value_error"
                else MESSAGES.get(each["type"], UNKNOWN)
            )
            report.wrong.append(Wrong(int(row["row"]), titled(kind, place), told))
        return None


def weigh(session: Session, kind: Table, amounts: Sequence[int], report: Report) -> None:
    """Total and median of what is brought, beside the median of what is there of its kind."""
    report.total = sum(amounts)
    report.median = int(statistics.median(amounts)) if amounts else 0
    kinds = {Table.GFMIS: [Kind.DISBURSED], Table.EGP: [Kind.CONTRACTED]}.get(kind)
    there = select(LedgerEvent.amount_satang).where(LedgerEvent.amount_satang > 0)
    held = session.scalars(there if kinds is None else there.where(LedgerEvent.kind.in_(kinds))).all()
    report.median_there = int(statistics.median(held)) if held else 0


def unit_named(unit: str) -> Text:
    return UNITS[Unit(unit)]


def _of_rule(told: str) -> Text:
    th, _, en = told.partition(SEPARATOR)
    return Text(th=th, en=en or th)
