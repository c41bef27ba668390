"""The years of a layer: of which there is data, and the layer as it was in one of them (แถบเวลา).

A view that calls ``published.true_on()`` shows the year of the day that it is asked for, so a year is a day: the last of its
data. The newest year is what the layer shows when no year is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from math import ceil

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import Invalid
from app.core.then import TRUE_ON
from app.maps.queries import EVERYTHING
from app.web.words import Language
from gis import statement
from gis.layer import Layer

MOST_TICKS = 7
"""How many years in figures stand beside each other under the bar of a telephone."""


@dataclass(frozen=True, slots=True)
class Year:
    """A B.E. year of which there is data; asked for by ``day``, None for the newest."""

    number: int
    day: date | None
    is_fiscal: bool

    def title(self, language: Language) -> str:
        """``ปีงบประมาณ 2569``, ``พ.ศ. 2567``; in English the Buddhist era stays, as offices write it."""
        if self.is_fiscal:
            return language.say(f"ปีงบประมาณ {self.number}", f"Fiscal year {self.number}")
        return language.say(f"พ.ศ. {self.number}", f"Year {self.number} B.E.")


@dataclass(frozen=True, slots=True)
class Timeline:
    """The years of a layer from the oldest, never none, and which of them is shown."""

    years: tuple[Year, ...]
    at: int

    @property
    def shown(self) -> Year:
        return self.years[self.at]

    @property
    def newest(self) -> Year:
        return self.years[-1]

    @property
    def older(self) -> Year | None:
        return self.years[self.at - 1] if self.at else None

    @property
    def newer(self) -> Year | None:
        return self.years[self.at + 1] if self.at + 1 < len(self.years) else None

    @property
    def ticks(self) -> tuple[int | None, ...]:
        """The number under each year: the first, and from the newest back so many that seven have room on a telephone."""
        last, step = len(self.years) - 1, ceil(len(self.years) / MOST_TICKS)
        told = {0} | {at for at in range(len(self.years)) if (last - at) % step == 0 and at >= step}
        return tuple(year.number if at in told else None for at, year in enumerate(self.years))

    def on(self, number: int) -> Year:
        """The year of that number. Raises Invalid with those that there are."""
        found = next((year for year in self.years if year.number == number), None)
        if found is None:
            there = ", ".join(str(year.number) for year in self.years)
            raise Invalid(
                f"ไม่มีข้อมูลของปี {number} มีปี {there}", f"There is no data of the year {number}; there is {there}.", place="year"
            )
        return found


def timeline(
    session: Session, layer: Layer, *, viewer: Viewer, year: int | None = None, on: date | None = None
) -> Timeline | None:
    """The years that the viewer may see, with ``year`` or the newest shown; None for a layer without. Raises Invalid.

    ``on``: the past day that the session answers for; later years are none yet, and that of the day is the newest.
    """
    if layer.source.years is None:
        return None
    visible = viewer.visible()
    text = statement.years(layer, EVERYTHING.shape(visible))
    bound = EVERYTHING.bound(layer, visible) | {"subject": layer.source.years}
    rows = session.connection().exec_driver_sql(text, bound).fetchall()
    rows = rows[: next((place for place, (_, day, _) in enumerate(rows, 1) if on and day >= on), len(rows))]
    if not rows:
        return None
    last = len(rows) - 1
    years = tuple(Year(number, None if place == last else day, fiscal) for place, (number, day, fiscal) in enumerate(rows))
    whole = Timeline(years, last)
    return whole if year is None else Timeline(years, years.index(whole.on(year)))


@contextmanager
def at(session: Session, year: Year | None) -> Iterator[None]:
    """Published views answer for the year inside the block, and as before after it."""
    if year is None or year.day is None:
        yield
        return
    before = session.scalar(select(func.current_setting(TRUE_ON, True)))
    session.execute(select(func.set_config(TRUE_ON, year.day.isoformat(), True)))
    try:
        yield
    finally:
        session.execute(select(func.set_config(TRUE_ON, before or "", True)))
