"""How a list of projects is narrowed and counted: pure, so that list, map, sums and export obey one rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.projects.rules.shares import Located

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One project in a list; ``areas`` are the codes of the subdistricts that its sites touch, ``districts`` of the districts."""

    reference: str
    title_th: str
    title_en: str | None
    kind: str
    sector: str | None
    state: str
    agency: str | None
    first_year: int
    last_year: int
    located: Located
    sites: int
    districts: tuple[str, ...] = ()
    main_area: str | None = None
    areas: tuple[str, ...] = ()
    is_flagship: bool = False
    is_synthetic: bool = False

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


FACETS: Mapping[str, Callable[[Line], Collection[str]]] = {
    "year": lambda line: [str(year) for year in line.years],
    "state": lambda line: [line.state],
    "kind": lambda line: [line.kind],
    "sector": lambda line: [line.sector or ""],
    "agency": lambda line: [line.agency or ""],
    "district": lambda line: line.districts or [""],
    "subdistrict": lambda line: line.areas or [""],
    "located": lambda line: [line.located.value],
}
"""What a list may be narrowed by, and the values of a project; the empty word is: not said."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen of each facet; several values of one facet widen, several facets narrow."""

    values: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def holds(self, line: Line, *, but: str | None = None) -> bool:
        return all(
            chosen & frozenset(FACETS[facet](line)) for facet, chosen in self.values.items() if chosen and facet != but
        )


def narrowed(lines: Iterable[Line], choice: Choice) -> list[Line]:
    """The projects that the choice leaves, in their order."""
    return [line for line in lines if choice.holds(line)]


def counts(lines: Sequence[Line], choice: Choice) -> dict[str, Counter[str]]:
    """How many projects each value of each facet would give, all other facets being as chosen."""
    return {
        facet: Counter(value for line in lines if choice.holds(line, but=facet) for value in set(values(line)))
        for facet, values in FACETS.items()
    }


@dataclass(frozen=True, slots=True)
class Total:
    """What a list counts: projects, and how exactly it is known where they are."""

    projects: int
    sites: int
    by_place: Mapping[Located, int]


def total(lines: Collection[Line]) -> Total:
    """The whole list, whatever page of it is shown.

    >>> total([]).projects
    0
    """
    by_place = Counter(line.located for line in lines)
    return Total(len(lines), sum(line.sites for line in lines), {one: by_place[one] for one in Located})


def page_of(lines: Sequence[Line], page: int) -> Sequence[Line]:
    """The lines of a page, counted from 1."""
    return lines[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]


def pages(count: int) -> int:
    """How many pages there are; an empty list has one."""
    return max(1, -(-count // PAGE_SIZE))
