"""What districts need, as far as indicators tell it: the newest whole values that a fiscal year could know."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.calendar import last_day_of
from app.indicators.models import Indicator
from app.indicators.queries.definitions import indicators
from app.indicators.queries.values import through_time
from app.indicators.rules import Direction
from app.indicators.schemas import AreaValue, Period

DIRECTED = (Direction.UP, Direction.DOWN)


@dataclass(frozen=True, slots=True)
class Measure:
    """An indicator in one period, by district; of a better one less is needed where ``rises`` is false."""

    indicator: Indicator
    period: Period
    values: Mapping[str, float]

    @property
    def rises(self) -> bool:
        """Whether more of it means more need: less of it is better."""
        return Direction(self.indicator.direction) is Direction.DOWN

    def need(self, code: str) -> float:
        """The value turned so that more is more need."""
        return self.values[code] if self.rises else -self.values[code]


def measures(
    session: Session, codes: Collection[str], year: int, *, viewer: Viewer, known: date | None
) -> list[Measure]:
    """Each indicator that has a better and a worse, in its newest period begun by the end of a fiscal year, by code.

    Only whole values count; an indicator without any is left out.
    """
    by_code = through_time(session, sorted(codes), viewer=viewer, known=known)
    end = last_day_of(year)
    found = []
    for one in indicators(session, viewer=viewer):
        if Direction(one.direction) in DIRECTED and (newest := _newest(by_code.get(one.code, {}), end)):
            found.append(Measure(one, *newest))
    return found


def _newest(by_area: Mapping[str, list[AreaValue]], end: date) -> tuple[Period, dict[str, float]] | None:
    whole = [
        (one.period, code, one.value)
        for code, series in by_area.items()
        for one in series
        if one.missing == 0 and one.period is not None and one.period.start <= end
    ]
    if not whole:
        return None
    period = max((each for each, _, _ in whole), key=lambda each: (each.end, each.start))
    return period, {code: value for each, code, value in whole if each == period}
