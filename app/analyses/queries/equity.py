"""Budget equity (ความเป็นธรรมของงบประมาณ): how evenly the located money of a year lies over the people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.analyses.queries.areas import Had, areas, had
from app.analyses.queries.needs import Measure, measures
from app.analyses.rules import FEWEST, Level
from app.budgets.queries.reports import Placed, placed
from app.core.authority import Viewer
from gis.inequality import Share, Split, concentration, gini, lorenz, theil_split

DISTRICT_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Equity:
    """A year of a level. ``gini`` is None where too little is known: fewer than two areas with people, or no money.

    ``split`` parts Theil's T of the subdistricts by district; ``concentration`` is that of the districts by ``need``.
    """

    level: Level
    rows: tuple[Had, ...]
    lies: Placed
    curve: tuple[tuple[float, float], ...]
    gini: float | None
    split: Split | None
    needs: tuple[Measure, ...]
    need: Measure | None
    concentration: float | None

    @property
    def silent(self) -> list[Had]:
        """The areas whose people are not known."""
        return [one for one in self.rows if not one.people]

    @property
    def elsewhere(self) -> float:
        """Located money that lies in none of the areas, in baht: beyond the province, or where codes have ended."""
        return round(self.lies.located - sum(one.baht for one in self.rows), 2)

    def of(self, code: str) -> Share | None:
        """What a district adds to Theil's T."""
        return self.split.shares.get(code) if self.split else None


def equity(
    session: Session,
    level: Level,
    year: int,
    home: str | None,
    need: str,
    on: date,
    *,
    viewer: Viewer,
    known: date | None,
) -> Equity:
    """How evenly the money of a year lies, on the boundaries of ``on``; ``need`` is an indicator's code, or empty."""
    of_level = {
        each: had(session, areas(session, each, home, on, viewer=viewer), each, year, viewer=viewer) for each in Level
    }
    rows = of_level[level]
    counted = _counted(rows)
    needs = measures(session, [one.area.code for one in of_level[Level.DISTRICT]], year, viewer=viewer, known=known)
    chosen = _chosen(needs, need)
    curve = lorenz(*_columns(counted)).tolist() if counted else []
    return Equity(
        level, tuple(rows), placed(session, year, viewer=viewer), tuple((x, y) for x, y in curve),
        gini(*_columns(counted)) if counted else None, _split(of_level[Level.SUBDISTRICT]), tuple(needs), chosen,
        _concentration(of_level[Level.DISTRICT], chosen),
    )  # fmt: skip


def _counted(rows: Sequence[Had]) -> list[Had]:
    """The areas that can be compared, or none."""
    known = [one for one in rows if one.people]
    return known if len(known) >= FEWEST and any(one.baht > 0 for one in known) else []


def _columns(rows: Sequence[Had]) -> tuple[list[float], list[float]]:
    return [one.baht for one in rows], [one.people or 0.0 for one in rows]


def _split(rows: Sequence[Had]) -> Split | None:
    counted = _counted(rows)
    return theil_split(*_columns(counted), [one.area.code[:DISTRICT_DIGITS] for one in counted]) if counted else None


def _chosen(needs: Sequence[Measure], code: str) -> Measure | None:
    """The indicator that is asked for, else the one that is known of most districts."""
    fullest = max(needs, key=lambda one: len(one.values), default=None)
    return next((one for one in needs if one.indicator.code == code), fullest)


def _concentration(rows: Sequence[Had], need: Measure | None) -> float | None:
    counted = _counted([one for one in rows if need is not None and one.area.code in need.values])
    if need is None or not counted:
        return None
    return concentration(*_columns(counted), [-need.need(one.area.code) for one in counted])
