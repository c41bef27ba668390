"""Which indicators of an area come first: those that say that something is needed."""

from __future__ import annotations

from app.indicators.queries.areas import Measured


def needs(measured: list[Measured]) -> list[Measured]:
    """What has a better and a worse, the worst first; of what a target is set but nothing known, at the end.

    >>> needs([])
    []
    """
    ranked = [one for one in measured if one.worth is not None]
    silent = [one for one in measured if one.worth is None and not one.years and one.due is not None]
    return [*sorted(ranked, key=lambda one: (one.worth or 0, one.indicator.code)), *silent]
