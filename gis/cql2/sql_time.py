"""Relations in time as SQL (Allen's, OGC 21-065r2 table 9). A day is all of its moments where it meets a timestamp."""

from __future__ import annotations

from dataclasses import dataclass

RELATIONS = {
    "t_after": "{0.start} > {1.end}",
    "t_before": "{0.end} < {1.start}",
    "t_contains": "{0.start} < {1.start} AND {0.end} > {1.end}",
    "t_disjoint": "{0.start} > {1.end} OR {0.end} < {1.start}",
    "t_during": "{0.start} > {1.start} AND {0.end} < {1.end}",
    "t_equals": "{0.start} = {1.start} AND {0.end} = {1.end}",
    "t_finishedBy": "{0.start} < {1.start} AND {0.end} = {1.end}",
    "t_finishes": "{0.start} > {1.start} AND {0.end} = {1.end}",
    "t_intersects": "{0.start} <= {1.end} AND {0.end} >= {1.start}",
    "t_meets": "{0.end} = {1.start}",
    "t_metBy": "{0.start} = {1.end}",
    "t_overlappedBy": "{0.start} > {1.start} AND {0.start} < {1.end} AND {0.end} > {1.end}",
    "t_overlaps": "{0.start} < {1.start} AND {0.end} > {1.start} AND {0.end} < {1.end}",
    "t_startedBy": "{0.start} = {1.start} AND {0.end} > {1.end}",
    "t_starts": "{0.start} = {1.start} AND {0.end} < {1.end}",
}


@dataclass(frozen=True)
class Span:
    """From when to when, as SQL of one type."""

    start: str
    end: str


def related(op: str, one: Span, other: Span) -> str:
    return f"({RELATIONS[op].format(one, other)})"


def morning(day: str) -> str:
    """The first moment of a day, in UTC."""
    return f"(CAST({day} AS timestamp) AT TIME ZONE 'UTC')"


def midnight(day: str) -> str:
    """The last moment of a day that a timestamp can tell, in UTC."""
    return f"((CAST({day} AS timestamp) + interval '1 day' - interval '1 microsecond') AT TIME ZONE 'UTC')"


def never(*, is_start: bool, of_days: bool) -> str:
    """The open end of an interval."""
    return f"CAST('{'-' if is_start else ''}infinity' AS {'date' if of_days else 'timestamptz'})"
