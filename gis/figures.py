"""Figures of statistics: the whole, its places and its groups, and what of them may be passed on (กฎจำนวนน้อย)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from gis.disclosure import disclosed
from gis.layer import Text


@dataclass(frozen=True, slots=True)
class Cell:
    """What is counted; None is hidden by the small-number rule."""

    count: int | None
    touching: int | None
    sums: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """One group: its values in the order asked for, how each is called, and its placement where areas are asked for."""

    placement: str | None
    values: tuple[str | int | None, ...]
    names: tuple[Text | None, ...]
    cell: Cell


@dataclass(frozen=True)
class Figures:
    """The whole, its three places, and its groups; each of the latter two adds up to the first."""

    whole: Cell
    placements: Mapping[str, Cell]
    groups: tuple[Group, ...]
    state: str | None


def hushed(figures: Figures, least: int) -> Figures:
    """Without the counts from which somebody could be told, and without those from which they could be worked out."""
    if any(group.placement is not None for group in figures.groups):
        return _hushed_by_place(figures, least)
    groups = disclosed({str(n): group.cell.count or 0 for n, group in enumerate(figures.groups)}, least)
    places = disclosed({name: cell.count or 0 for name, cell in figures.placements.items()}, least)
    is_safe = places.total is not None and groups.total is not None
    return _without(figures, {int(key) for key in groups.hidden}, places.hidden, is_safe=is_safe)


def _hushed_by_place(figures: Figures, least: int) -> Figures:
    """The groups of each placement have its total; where one total cannot be shown, neither can the whole."""
    hidden, placements = set[int](), set[str]()
    for name in figures.placements:
        mine = {str(n): g.cell.count or 0 for n, g in enumerate(figures.groups) if g.placement == name}
        found = disclosed(mine, least)
        hidden |= {int(key) for key in found.hidden}
        placements |= {name} if found.total is None else set()
    return _without(figures, hidden, placements, is_safe=not placements)


def _without(figures: Figures, groups: Collection[int], placements: Collection[str], *, is_safe: bool) -> Figures:
    shown = tuple(replace(g, cell=_hidden(g.cell)) if n in groups else g for n, g in enumerate(figures.groups))
    placed = {name: _hidden(cell) if name in placements else cell for name, cell in figures.placements.items()}
    return Figures(figures.whole if is_safe else _hidden(figures.whole), placed, shown, figures.state)


def _hidden(cell: Cell) -> Cell:
    return Cell(None, None, (None,) * len(cell.sums))
