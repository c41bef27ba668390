"""What the first page lists: findings, each with its count, its rule, its first lines, and where all of them are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from app.monitoring.rules import Light
from gis.layer import Text

SHOWN = 5
"""How many lines of a finding the first page shows."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is found: ``baht`` and ``figure`` are what is told of it at the right."""

    title: Text
    href: str
    note: Text
    baht: float | None = None
    figure: Text | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """An exception: how many there are, by which rule, the first lines, and the list that holds them all.

    ``unknown``: why nobody can tell how many there were on a past day.
    """

    key: str
    title: Text
    rule: Text
    lines: Sequence[Line]
    href: str
    light: Light | None = None
    link: Text = field(default_factory=lambda: Text(th="ทั้งหมด", en="All"))
    unknown: Text | None = None

    @property
    def count(self) -> int:
        return len(self.lines)

    @property
    def shown(self) -> Sequence[Line]:
        return self.lines[:SHOWN]

    @property
    def baht(self) -> float | None:
        """The money of all lines; None where none of them has any."""
        known = [one.baht for one in self.lines if one.baht is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Quarter:
    """What was paid of an appropriation year by the end of a quarter, beside the target of its investment.

    ``is_kept``: whether the target is known to be that of the day.
    """

    year: int
    number: int
    paid_pct: float | None
    target_pct: float | None
    paid: float
    is_kept: bool = True

    @property
    def is_behind(self) -> bool:
        return self.paid_pct is not None and self.target_pct is not None and self.paid_pct < self.target_pct


@dataclass(frozen=True, slots=True)
class Since:
    """What changed since the last meeting that was held: lights that turned, and projects that took a step."""

    held_on: date
    committee: Text
    newly_late: Sequence[Line]
    recovered: Sequence[Line]
    done: Sequence[Line]
    moved: Sequence[Line]
