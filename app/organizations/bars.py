"""Who held a position over time as bars along an axis of half-years: pure arithmetic, places in per cent of the width."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

BEFORE, AFTER = timedelta(days=548), timedelta(days=182)
"""The axis shows about a year and a half before the day and half a year after it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A period on its way in; ``until`` is its last day."""

    label: str
    kind: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Bar:
    """A period on the axis, ``x`` and ``width`` in per cent."""

    label: str
    kind: str
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Axis:
    """From a first of April or October to another, with a tick at each half-year."""

    start: date
    end: date

    @classmethod
    def around(cls, day: date) -> Axis:
        return cls(_half_year(day - BEFORE), _next_half_year(day + AFTER))

    def place(self, day: date) -> float:
        """Where a day lies, in per cent, within the axis."""
        share = (day - self.start) / (self.end - self.start)
        return round(100 * min(max(share, 0), 1), 2)

    def ticks(self) -> list[date]:
        found = [self.start]
        while found[-1] < self.end:
            found.append(_next_half_year(found[-1] + timedelta(days=1)))
        return found

    def bars(self, spans: Iterable[Span]) -> list[Bar]:
        """Those that reach into the axis."""
        placed = []
        for span in spans:
            end = self.end if span.until is None else span.until + timedelta(days=1)
            x, to = self.place(span.since), self.place(end)
            if to > x:
                placed.append(Bar(span.label, span.kind, x, round(to - x, 2)))
        return placed


def gaps(held: Sequence[Span], since: date, label: str) -> list[Span]:
    """The periods from ``since`` on in which nobody held it; the last may be without end."""
    found, free = [], since
    for span in sorted(held, key=lambda one: one.since):
        if span.since > free:
            found.append(Span(label, "vacant", free, span.since - timedelta(days=1)))
        if span.until is None:
            return found
        free = max(free, span.until + timedelta(days=1))
    return [*found, Span(label, "vacant", free, None)]


def _half_year(day: date) -> date:
    """The first of April or October before the day, or the day itself."""
    if day.month >= 10:
        return date(day.year, 10, 1)
    return date(day.year, 4, 1) if day.month >= 4 else date(day.year - 1, 10, 1)


def _next_half_year(day: date) -> date:
    """The first of April or October after the day, or the day itself."""
    before = _half_year(day)
    if before == day:
        return day
    return date(before.year, 10, 1) if before.month == 4 else date(before.year + 1, 4, 1)
