"""What a delegation gives: the delegating position's powers, cut down to what the order names (การมอบอำนาจ).

Nobody gives more than he has, and what was delegated is not delegated again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from app.core.authority import Powers
from app.core.permissions import NEVER_DELEGATED, Permission


def delegated(powers: Powers, named: Iterable[str], ceiling_satang: int | None, areas: list[str] | None) -> Powers:
    """``powers`` within the permissions, the ceiling and the areas of an order; a limit that is None cuts nothing."""
    return replace(
        powers,
        permissions=powers.permissions & frozenset(map(Permission, named)) - NEVER_DELEGATED,
        ceiling_satang=_least(powers.ceiling_satang, ceiling_satang),
        areas=_common(powers.areas, areas),
    )


def _least(own: int | None, limit: int | None) -> int | None:
    """The lower ceiling; a delegating position without one gives none."""
    return own if own is None or limit is None else min(own, limit)


def _common(own: frozenset[str] | None, limits: list[str] | None) -> frozenset[str] | None:
    """Areas that lie in both; a code lies in another that it begins with."""
    if limits is None:
        return own
    if own is None:
        return frozenset(limits)
    inside = {limit for limit in limits if any(limit.startswith(code) for code in own)}
    return frozenset(inside | {code for code in own if any(code.startswith(limit) for limit in limits)})
