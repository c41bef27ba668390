"""The bars of statistics: what the first grouping comes to, drawn by the server beside its numbers (แผนภาพแท่งของสถิติ)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from app.ogc.statistics_files import COUNT, UNSAID, Asked
from gis.figures import Cell, Figures, Group
from gis.layer import Layer, Text
from gis.statistics import LEVELS, PLACEMENTS

MOST = 25
"""More bars than these are drawn as one, which says how many they are."""
IN_ORDER = frozenset({"fiscal_year"})
"""Dimensions whose values have an order of their own; of the others the greatest comes first."""
PLACES = Text(th="ที่ตั้ง", en="Place")


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: None is hidden by the small-number rule. ``share`` is its length in per cent of the longest."""

    title: Text
    value: int | None
    share: float


@dataclass(frozen=True, slots=True)
class Bars:
    """The bars of one measure; ``rest``: so many values stand together in the last."""

    measure: str
    title: Text
    bars: tuple[Bar, ...]
    rest: int


def measures(layer: Layer) -> dict[str, Text]:
    """What the bars can show: the count, and each sum of money."""
    return {"count": COUNT, **{each.column: each.title for each in layer.statistics.sums}}


def bars_of(asked: Asked, found: Figures, measure: str) -> Bars:
    """The first grouping, added up over the others; without one the three places."""
    known = measures(asked.layer)
    chosen = measure if measure in known else "count"
    index = list(known).index(chosen) - 1
    values = _added((title, _measured(cell, index)) for title, cell in _cells(asked, found))
    if not (asked.by and asked.by[0] in IN_ORDER):
        values.sort(key=lambda each: -(each[1] or 0))
    shown, rest = values[:MOST], values[MOST:]
    if rest:
        others = Text(th=f"อื่น ๆ {len(rest):,} รายการ", en=f"{len(rest):,} others")
        shown.append((others, _sum(value for _, value in rest)))
    most = max((abs(value) for _, value in shown if value), default=0)
    bars = tuple(
        Bar(title, value, round(100 * max(value or 0, 0) / most, 1) if most else 0.0) for title, value in shown
    )
    return Bars(chosen, known[chosen], bars, len(rest))


def _cells(asked: Asked, found: Figures) -> Iterable[tuple[Text, Cell]]:
    if not asked.by:
        return [(PLACEMENTS[name], cell) for name, cell in found.placements.items()]
    return [(_title(asked, group), group.cell) for group in found.groups]


def _title(asked: Asked, group: Group) -> Text:
    value, name = group.values[0], group.names[0]
    if name:
        return name
    if value is None and asked.by[0] in LEVELS and group.placement not in (None, "located"):
        return PLACEMENTS[str(group.placement)]
    return UNSAID if value is None else Text(th=str(value), en=str(value))


def _measured(cell: Cell, index: int) -> int | None:
    return cell.count if index < 0 else cell.sums[index]


def _added(given: Iterable[tuple[Text, int | None]]) -> list[tuple[Text, int | None]]:
    """One value for each title, in the order in which they come."""
    found: dict[Text, list[int | None]] = {}
    for title, value in given:
        found.setdefault(title, []).append(value)
    return [(title, _sum(values)) for title, values in found.items()]


def _sum(values: Iterable[int | None]) -> int | None:
    """What is hidden hides the sum that it is part of."""
    known = list(values)
    return None if None in known else sum(each for each in known if each is not None)
