"""Which mention lies in which. Thai writes the small before the large: หมู่ที่ 4 ตำบลสวาย อำเภอเมืองสุรินทร์ จังหวัดสุรินทร์.

Mentions of one level that follow each other form a group; a group lies in the next group of a higher level. Where none
follows, the text was written from large to small, and the nearest group before it that nothing smaller has claimed is
taken.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.places.naming.tokens import Token
from app.places.rules import OFFICIAL_LEVELS, Level

_RANK = {level: rank for rank, level in enumerate(OFFICIAL_LEVELS)}


@dataclass(eq=False)
class Group:
    """Mentions of one level in a row; ``above`` are the groups they lie in, the nearest first."""

    level: Level
    tokens: list[Token]
    above: list[Group] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)


def grouped(tokens: Sequence[Token]) -> list[Group]:
    """The groups of a text in order, each with what it lies in."""
    groups: list[Group] = []
    for token in tokens:
        if token.level not in _RANK:
            continue
        if groups and groups[-1].level is token.level:
            groups[-1].tokens.append(token)
        else:
            groups.append(Group(token.level, [token]))
    if _descends(groups):
        _before(groups, set())
    else:
        _after(groups)
        _before(groups, {id(above) for group in groups for above in group.above[:1]})
    return groups


def _descends(groups: list[Group]) -> bool:
    """Whether a text goes from large to small at its first and at its last step (จังหวัดก อำเภอข ตำบลค อำเภอง ตำบลจ)."""
    ranks = [_RANK[group.level] for group in groups]
    return len(ranks) > 1 and ranks[0] < ranks[1] and ranks[-2] < ranks[-1]


def _after(groups: list[Group]) -> None:
    """From the end: the chain of a group is the nearest higher one after it and the chain of that."""
    following: dict[Level, Group] = {}
    for group in reversed(groups):
        group.above = [following[level] for level in _higher(group.level) if level in following]
        for lower in OFFICIAL_LEVELS[_RANK[group.level] :]:
            following.pop(lower, None)
        following[group.level] = group


def _before(groups: list[Group], claimed: set[int]) -> None:
    """From the start: what lacks a higher level after it looks before it. A province holds all that comes later; a
    smaller area only when it is not in ``claimed``, the areas that something before them lies in.
    """
    preceding: dict[Level, Group] = {}
    for group in groups:
        have = {above.level for above in group.above}
        for level in _higher(group.level):
            earlier = preceding.get(level)
            if level not in have and earlier and (level is Level.PROVINCE or id(earlier) not in claimed):
                group.above.append(earlier)
        group.above.sort(key=lambda above: -_RANK[above.level])
        for lower in OFFICIAL_LEVELS[_RANK[group.level] :]:
            preceding.pop(lower, None)
        preceding[group.level] = group


def _higher(level: Level) -> list[Level]:
    """The levels above, the nearest first."""
    return list(OFFICIAL_LEVELS[: _RANK[level]][::-1])
