"""What is true of areas side by side, without a database: figures per head, ranks, order of projects, the middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from statistics import median
from urllib.parse import urlsplit

from app.monitoring.rules import LIGHTS, Light
from app.projects.rules.states import STOPPED


@dataclass(frozen=True, slots=True)
class Compared:
    """One area beside others of its level: people, baht received of a year, projects of the year, projects that are late.

    What is not known is None, and never 0. ``border_m``: the border that it shares with the area of the page.
    """

    code: str
    th: str
    en: str | None
    people: float | None
    received: float
    projects: int
    late: int
    border_m: float | None = None

    @property
    def per_head(self) -> float | None:
        return self.received / self.people if self.people else None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a value stands among those of its peers: its rank from the highest, of so many, and their middle."""

    rank: int | None
    of: int
    middle: float | None


def standing(value: float | None, values: Sequence[float | None]) -> Standing:
    """``values`` are those of all peers, this one among them; equal values share the better rank.

    >>> standing(2, [3, 2, 2, None, 1])
    Standing(rank=2, of=4, middle=2.0)
    """
    known = [each for each in values if each is not None]
    rank = None if value is None else 1 + sum(each > value for each in known)
    return Standing(rank, len(known), float(median(known)) if known else None)


def urgency(light: Light | None, state: str, received: float, reference: str) -> tuple[int, float, str]:
    """The order of projects in a list that is read from above: the worst light first, what was stopped last, then by money."""
    rank = {Light.LATE: 0, Light.UNKNOWN: 1, Light.WATCH: 2, Light.ON_TRACK: 3, None: 4, Light.DONE: 5}
    assert len(rank) == len(LIGHTS) + 1
    return 9 if state in STOPPED else rank[light], -received, reference


TAKING = ("/monitoring", "/projects", "/budgets/lapse", "/budgets/tiers", "/places", "/overview/doubles")
"""Where pages stand that are asked as of a day, with all that lies below; the list of budgets takes it too."""


def on_day(href: str, day: date | None) -> str:
    """A link to the same day, where its page takes one.

    >>> on_day("/monitoring?light=late#lights", date(2026, 3, 3)), on_day("/budgets/unmatched", date(2026, 3, 3))
    ('/monitoring?light=late&as_of=2026-03-03#lights', '/budgets/unmatched')
    """
    parts = urlsplit(href)
    if day is None or not (parts.path.startswith(TAKING) or parts.path == "/budgets"):
        return href
    return parts._replace(query=f"{parts.query}&as_of={day.isoformat()}".lstrip("&")).geturl()
