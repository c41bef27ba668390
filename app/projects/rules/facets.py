"""How a list of projects is narrowed and counted: pure, so that list, map, sums and export obey one rule."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.plans.rules import Sum, System
from app.projects.rules.lights import Light
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

    ``nodes`` are the keys of the plan nodes that it serves, with those above them; ``money`` is its own of each fiscal year,
    ``sources`` the same by the source of its budget lines. Without a ``light`` it is not funded yet, or given up.
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
    sources: Mapping[int, Mapping[str, Sum]] = field(default_factory=dict)
    light: Light | None = None

    @property
    def years(self) -> set[int]:
        """Those in which it runs, and those in which it has money."""
        return {*range(self.first_year, self.last_year + 1), *self.money}

    def sources_in(self, years: Collection[int] = ()) -> set[str]:
        """The sources of its budget lines of some years, of all where none is named."""
        return {source for year, of in self.sources.items() if not years or year in years for source in of}

    def money_in(self, years: Collection[int], sources: Collection[str]) -> Sum:
        """Its money of some years and sources, of all where none is named; one project."""
        kept = [
            [sums for source, sums in self.sources.get(year, {}).items() if source in sources] if sources else [whole]
            for year, whole in self.money.items()
            if not years or year in years
        ]
        return replace(sum((sums for of in kept for sums in of), Sum()), projects=1)


FACETS: Mapping[str, Callable[[Line], Collection[str]]] = {
    "year": lambda line: [str(year) for year in line.years],
    "state": lambda line: [line.state],
    "light": lambda line: [line.light.value if line.light else ""],
    "source": lambda line: line.sources_in() or [""],
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
KEPT = frozenset({"year", "light", "source", "node", "goal", "first", "second"})
"""Facets of which a chosen value stays to be chosen, also where it gives none."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen of each facet; several values of one facet widen, several facets narrow.

    Year and source are asked of the same budget lines: of a year, money of a source is money of that source in that year.
    """

    values: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def years(self) -> frozenset[int]:
        return frozenset(int(year) for year in self.values.get("year", ()) if year.isdecimal())

    @property
    def sources(self) -> frozenset[str]:
        return self.values.get("source", frozenset())

    def of(self, facet: str, line: Line, *, but: str | None = None) -> Collection[str]:
        """The values of a project in a facet, as far as the years go that are chosen."""
        if facet == "source" and but != "year":
            return line.sources_in(self.years) or [""]
        return FACETS[facet](line)

    def holds(self, line: Line, *, but: str | None = None) -> bool:
        return all(
            chosen & frozenset(self.of(facet, line, but=but))
            for facet, chosen in self.values.items()
            if chosen and facet != but
        )

    def in_year(self, year: int) -> Choice:
        """The same with this year chosen and no other."""
        return Choice({**self.values, "year": frozenset({str(year)})})


def narrowed(lines: Iterable[Line], choice: Choice) -> list[Line]:
    """The projects that the choice leaves, in their order."""
    return [line for line in lines if choice.holds(line)]


def counts(lines: Sequence[Line], choice: Choice) -> dict[str, Counter[str]]:
    """How many projects each value of each facet would give, all other facets being as chosen.

    A value that is chosen of some facets (``KEPT``) stays to be chosen, also where it gives none.
    """
    found = {
        facet: Counter(
            value for line in lines if choice.holds(line, but=facet) for value in set(choice.of(facet, line))
        )
        for facet in FACETS
    }
    found["year"] = Counter(str(year) for line in lines for year in _years_of(line, choice))
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
        for year in _years_of(line, choice):
            found[year] = found.get(year, Sum()) + line.money_in([year], choice.sources)
    return dict(sorted(found.items()))


def _years_of(line: Line, choice: Choice) -> list[int]:
    """The years each of which, chosen alone, would leave the project in the list."""
    if not choice.holds(line, but="year"):
        return []
    return [year for year in line.years if not choice.sources or choice.in_year(year).holds(line)]


def money_of(lines: Iterable[Line], choice: Choice) -> Sum:
    """The projects of a list, and their money of the chosen years and sources; of all where none is chosen."""
    return sum((line.money_in(choice.years, choice.sources) for line in lines), Sum())
