"""How a list of projects is narrowed and counted: pure, so that list, map, sums and export obey one rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.plans.rules import Sum, System
from app.projects.rules.shares import Located

PAGE_SIZE = 50
NONE, SECOND = "none", "second"
"""Beside the codes of goals: of a system none is served, or only second (``SDG:none``, ``SDG:second``)."""


@dataclass(frozen=True, slots=True)
class Goals:
    """The national goals that a project serves, ``SDG:6``, each with the whole of which it is a part.

    At most one of each system is served first; ``named`` are the goals themselves.
    """

    first: frozenset[str] = frozenset()
    every: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()

    @property
    def second(self) -> frozenset[str]:
        return self.every - self.first

    def facet(self) -> set[str]:
        return {*self.every, *(f"{one}:{NONE}" for one in System if not _of(one, self.every))}

    def facet_of_first(self) -> set[str]:
        lacking = [one for one in System if not _of(one, self.first)]
        return {*self.first, *(f"{one}:{SECOND if _of(one, self.every) else NONE}" for one in lacking)}


def _of(system: System, goals: frozenset[str]) -> bool:
    return any(goal.startswith(f"{system}:") for goal in goals)


@dataclass(frozen=True, slots=True)
class Line:
    """One project in a list; ``areas`` are the codes of the subdistricts that its sites touch, ``districts`` of the districts.

    ``nodes`` are the keys of the plan nodes that it serves, with those above them; ``money`` is its own of each fiscal year.
    """

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
    goals: Goals = Goals()
    nodes: tuple[str, ...] = ()
    money: Mapping[int, Sum] = field(default_factory=dict)

    @property
    def years(self) -> set[int]:
        """Those in which it runs, and those in which it has money."""
        return {*range(self.first_year, self.last_year + 1), *self.money}


FACETS: Mapping[str, Callable[[Line], Collection[str]]] = {
    "year": lambda line: [str(year) for year in line.years],
    "state": lambda line: [line.state],
    "kind": lambda line: [line.kind],
    "sector": lambda line: [line.sector or ""],
    "agency": lambda line: [line.agency or ""],
    "district": lambda line: line.districts or [""],
    "subdistrict": lambda line: line.areas or [""],
    "located": lambda line: [line.located.value],
    "node": lambda line: line.nodes or [""],
    "goal": lambda line: line.goals.facet(),
    "first": lambda line: line.goals.facet_of_first(),
    "second": lambda line: line.goals.second,
}
"""What a list may be narrowed by, and the values of a project; the empty word is: not said."""
KEPT = frozenset({"year", "node", "goal", "first", "second"})


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
    """How many projects each value of each facet would give, all other facets being as chosen.

    A goal, node or year that is chosen stays to be chosen, also where it gives none.
    """
    found = {
        facet: Counter(value for line in lines if choice.holds(line, but=facet) for value in set(values(line)))
        for facet, values in FACETS.items()
    }
    for facet in KEPT & choice.values.keys():
        found[facet].update(dict.fromkeys(choice.values[facet], 0))
    return found


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


def by_year(lines: Sequence[Line], choice: Choice) -> dict[int, Sum]:
    """Projects and money of each fiscal year that the choice would leave if no year were chosen, the earliest first.

    A project counts in each year in which it runs or has money: with that year chosen, the list holds as many.
    """
    found: dict[int, Sum] = {}
    for line in lines:
        if choice.holds(line, but="year"):
            for year in line.years:
                found[year] = found.get(year, Sum()) + line.money.get(year, Sum(1))
    return dict(sorted(found.items()))


def money_of(lines: Iterable[Line], choice: Choice) -> Sum:
    """The projects of a list, and their money of the years that are chosen; of all years where none is."""
    years = {int(year) for year in choice.values.get("year", ()) if year.isdecimal()}
    whole = Sum()
    for line in lines:
        money = [each for year, each in line.money.items() if not years or year in years]
        whole += replace(sum(money, Sum()), projects=1)
    return whole
