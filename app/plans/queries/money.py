"""What projects and baht serve a plan and national goals: read from the published views that lists and sums share."""

from __future__ import annotations

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, Select, func, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.calendar import fiscal_year
from app.core.records import today
from app.core.reports import visible
from app.plans.models import Plan
from app.plans.queries.plans import in_force_on
from app.plans.rules import LinkRole, Shared, Sum, System, shared
from app.plans.views import GOALS, SHOWN_PLAN, STATES, WAYS, YEARS, money_of


@dataclass(frozen=True, slots=True)
class Unaligned:
    """A project that serves no goal of a system, with its money of the year."""

    reference: str
    title_th: str
    title_en: str | None
    money: Sum


@dataclass(frozen=True, slots=True)
class Money:
    """The money of each fiscal year by the goals of one system; in ``year`` those ``without`` serve none, the dearest first."""

    year: int
    by_year: Mapping[int, Shared]
    without: tuple[Unaligned, ...]

    @property
    def shared(self) -> Shared:
        return self.by_year.get(self.year, Shared())

    @property
    def years(self) -> tuple[int, ...]:
        """Those that have projects, and the one asked for."""
        return tuple(sorted({*self.by_year, self.year}))


def money(
    session: Session, system: System, year: int | None = None, *, viewer: Viewer, plan: Plan | None = None,
    on: date | None = None,
) -> Money:  # fmt: skip
    """By the goals of a system; without a year that of the day, or the last one that has projects.

    Of ``plan`` this version counts and no other, unless it is the one in force; of the other plans those in force. ``on``:
    the day for which the session answers, with the projects that were there.
    """
    told: dict[int, list[tuple[RowMapping, Sum, dict[str, bool]]]] = defaultdict(list)
    in_force = in_force_on(session, on or today(session), viewer=viewer) if plan is not None else []
    with _shown(session, None if plan in in_force else plan):
        rows = session.execute(_with_goals(system, viewer, then=on is not None)).mappings().all()
    for row in rows:
        told[row["fiscal_year"]].append((row, money_of(row), dict(row["goals"] or {})))
    now = fiscal_year(on or today(session))
    chosen = year or next((each for each in sorted(told, reverse=True) if each <= now), now)
    lone = [Unaligned(row["project_reference"], row["title_th"], row["title_en"], sums)
            for row, sums, goals in told[chosen] if not goals]  # fmt: skip
    lone.sort(key=lambda one: (-one.money.received, -one.money.requested, one.reference))
    by_year = {each: shared((sums, goals) for _, sums, goals in told[each]) for each in sorted(told)}
    return Money(chosen, by_year, tuple(lone))


def projects_by_goal(session: Session, *, viewer: Viewer) -> Counter[str]:
    """How many projects serve each national goal, ``SDG:6``, or a part of it, first or second."""
    parts = select(GOALS.c.system, GOALS.c.project_id, func.unnest(GOALS.c.path).label("part"))
    each = parts.where(visible(viewer, GOALS)).subquery()
    asked = select(each.c.system, each.c.part, func.count(each.c.project_id.distinct()))
    rows = session.execute(asked.group_by(each.c.system, each.c.part))
    return Counter({f"{row[0]}:{row[1]}": row[2] for row in rows})


def projects_by_node(session: Session, *, viewer: Viewer) -> Counter[uuid.UUID]:
    """How many projects serve each node of a plan or what stands under it, by the lasting key of the node."""
    asked = select(WAYS.c.node_key, func.count(WAYS.c.project_id.distinct())).where(visible(viewer, WAYS))
    rows = session.execute(asked.group_by(WAYS.c.node_key))
    return Counter({row[0]: row[1] for row in rows})


@contextmanager
def _shown(session: Session, plan: Plan | None) -> Iterator[None]:
    """Let the views count a version of a plan in place of the one in force."""
    session.execute(select(func.set_config(SHOWN_PLAN, "" if plan is None else str(plan.id), True)))
    yield
    session.execute(select(func.set_config(SHOWN_PLAN, "", True)))


def _with_goals(system: System, viewer: Viewer, *, then: bool) -> Select[Any]:
    """Each project of each year with the goals that it serves, and whether first."""
    leads = func.bool_or(GOALS.c.role == LinkRole.PRIMARY)
    by_goal = (
        select(GOALS.c.project_id, GOALS.c.goal_code, leads.label("leads"))
        .where(GOALS.c.system == system, visible(viewer, GOALS))
        .group_by(GOALS.c.project_id, GOALS.c.goal_code)
        .subquery()
    )
    folded = (
        select(by_goal.c.project_id, func.jsonb_object_agg(by_goal.c.goal_code, by_goal.c.leads).label("goals"))
        .group_by(by_goal.c.project_id)
        .subquery()
    )
    asked = (
        select(*YEARS.c, folded.c.goals)
        .outerjoin(folded, folded.c.project_id == YEARS.c.project_id)
        .where(visible(viewer, YEARS))
    )
    there = select(STATES.c.project_id).where(STATES.c.state.is_not(None))
    return asked.where(YEARS.c.project_id.in_(there)) if then else asked
