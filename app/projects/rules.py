"""What is true of projects without a database: states and their order, and how a project is divided over places."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum
from itertools import pairwise

from gis.access import Read, joined

WHOLE_PPM = 1_000_000
"""A whole, in parts of a million. Shares are integers so that they sum to it exactly."""


class State(StrEnum):
    """Where a project stands between idea and closed file (สถานะโครงการ)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    SCREENED = "screened"
    APPROVED_PLAN = "approved_plan"
    REQUESTED = "requested"
    FUNDED = "funded"
    RESERVE = "reserve"
    REJECTED = "rejected"
    PREPARING = "preparing"
    PROCURING = "procuring"
    CONTRACTED = "contracted"
    IN_PROGRESS = "in_progress"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    ACCEPTED = "accepted"
    HANDED_OVER = "handed_over"
    IN_USE_CHECKED = "in_use_checked"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Role(StrEnum):
    """What a site is to its project (บทบาทของที่ตั้ง)."""

    SITE = "site"
    BENEFICIARY = "beneficiary"
    ALIGNMENT = "alignment"


class Precision(StrEnum):
    """How well a site is located; `none`: its place is not known (ความละเอียดของตำแหน่ง)."""

    SURVEYED = "surveyed"
    GPS = "gps"
    DIGITISED = "digitised"
    CENTROID = "centroid"
    NONE = "none"


_BUILDING_ORDER = (
    State.FUNDED, State.PREPARING, State.PROCURING, State.CONTRACTED, State.IN_PROGRESS, State.COMPLETED,
    State.ACCEPTED, State.HANDED_OVER, State.IN_USE_CHECKED, State.CLOSED,
)  # fmt: skip
_OPEN_TO_CANCELLATION = frozenset(State) - {
    State.REJECTED, State.COMPLETED, State.ACCEPTED, State.HANDED_OVER, State.IN_USE_CHECKED, State.CLOSED,
    State.CANCELLED,
}  # fmt: skip

TRANSITIONS: Mapping[State, frozenset[State]] = {
    state: frozenset(onward) | (frozenset({State.CANCELLED}) if state in _OPEN_TO_CANCELLATION else frozenset())
    for state, onward in {
        State.DRAFT: [State.SUBMITTED],
        State.SUBMITTED: [State.RETURNED, State.SCREENED],
        State.RETURNED: [State.SUBMITTED],
        State.SCREENED: [State.APPROVED_PLAN, State.RETURNED],
        State.APPROVED_PLAN: [State.REQUESTED],
        State.REQUESTED: [State.FUNDED, State.RESERVE, State.REJECTED],
        State.RESERVE: [State.FUNDED, State.REJECTED],
        State.REJECTED: list[State](),
        State.SUSPENDED: [State.IN_PROGRESS],
        State.CLOSED: list[State](),
        State.CANCELLED: list[State](),
        **{state: [onward] for state, onward in pairwise(_BUILDING_ORDER)},
        State.IN_PROGRESS: [State.COMPLETED, State.SUSPENDED],
    }.items()
}
"""The states that may follow each state."""


PROPOSED = frozenset({State.DRAFT, State.SUBMITTED, State.RETURNED, State.SCREENED, State.REJECTED})
"""What has not come into the plan, and so is at least internal."""


def class_of(state: State, given: Read | None) -> Read:
    """The class of a project in a state: what is given, but never public while it is proposed."""
    least = Read.INTERNAL if state in PROPOSED else Read.PUBLIC
    return least if given is None else joined(least, given)


def largest_remainder(weights: Sequence[float], total: int) -> list[int]:
    """Divide `total` into integers in proportion to the weights, by largest remainder.

    The sum is exact; units left over by rounding down go to the largest fractions, of equal ones to the first.
    Weights are finite, not negative, and not all zero; else ValueError.
    """
    whole = sum(weights)
    if not 0 < whole < math.inf or min(weights) < 0:
        raise ValueError("weights must be finite, not negative, and not all zero")
    exact = [total * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    by_fraction = sorted(range(len(parts)), key=lambda place: (parts[place] - exact[place], place))
    for place in by_fraction[: total - sum(parts)]:
        parts[place] += 1
    return parts


def shares(weights: Mapping[str, float]) -> dict[str, int]:
    """Shares in parts of a million by code; codes whose share rounds to nothing are left out.

    Weights are lengths, areas or counts inside each area, in any one unit; the order of the codes does not matter.
    """
    codes = sorted(weights)
    parts = largest_remainder([weights[code] for code in codes], WHOLE_PPM)
    return {code: part for code, part in zip(codes, parts, strict=True) if part}


def main_area(areas: Mapping[str, int]) -> str | None:
    """The area with the largest share, of equal ones the lowest code; None where there is none."""
    return min(areas, key=lambda code: (-areas[code], code)) if areas else None


def site_shares(roles: Sequence[Role]) -> list[int]:
    """The share of each site where none is given: equal over the sites of the works, nothing for who benefits.

    A project that has only beneficiaries is divided equally over them.
    """
    works = [role is not Role.BENEFICIARY for role in roles]
    return largest_remainder([1.0 if work or not any(works) else 0.0 for work in works], WHOLE_PPM)
