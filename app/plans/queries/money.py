"""What projects and baht serve a plan and national goals: read from the published views that lists and sums share."""

from __future__ import annotations

import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import RowMapping, Select, func, select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.calendar import fiscal_year
from app.core.money import SATANG
from app.core.records import today
from app.core.reports import view_of, visible
from app.plans.rules import PHASES, LinkRole, Shared, Sum, System, shared

YEARS = view_of("project_years", "project_id", "project_reference", "title_th", "title_en", "state", "fiscal_year",
                *(f"{phase}_baht" for phase in PHASES))  # fmt: skip
GOALS = view_of("project_goals", "project_id", "project_reference", "system", "frame_code", "goal_code", "path", "role")
WAYS = view_of(
    "project_ways", "project_id", "project_reference", "role", "linked", "height", "node_id", "node_key", "kind"
)


@dataclass(frozen=True, slots=True)
class Unaligned:
    """A project that serves no goal of a system, with its money of the year."""

    reference: str
    title_th: str
    title_en: str | None
    money: Sum


@dataclass(frozen=True, slots=True)
class Money:
    """The money of a fiscal year by the goals of one system; ``without`` serve none, the dearest first."""

    year: int
    years: tuple[int, ...]
    shared: Shared
    without: tuple[Unaligned, ...]


def money_of(row: RowMapping) -> Sum:
    """One project of a year, in satang."""
    return Sum(1, *(round(row[f"{phase}_baht"] * SATANG) for phase in PHASES))


def money(session: Session, system: System, year: int | None = None, *, viewer: Viewer) -> Money:
    """By the goals of a system; without a year that of today, or the last one that has projects."""
    known = years(session, viewer=viewer)
    now = fiscal_year(today(session))
    chosen = year or next((each for each in known if each <= now), now)
    rows = list(session.execute(_with_goals(system, chosen, viewer)).mappings())
    listed = [(row, money_of(row), dict(row["goals"] or {})) for row in rows]
    lone = [Unaligned(row["project_reference"], row["title_th"], row["title_en"], sums) for row, sums, goals in listed
            if not goals]  # fmt: skip
    lone.sort(key=lambda one: (-one.money.received, -one.money.requested, one.reference))
    offered = tuple(sorted({*known, chosen}, reverse=True))
    return Money(chosen, offered, shared((sums, goals) for _, sums, goals in listed), tuple(lone))


def years(session: Session, *, viewer: Viewer) -> list[int]:
    """The fiscal years in which some project runs or has money, the latest first."""
    asked = select(YEARS.c.fiscal_year).where(visible(viewer, YEARS)).distinct()
    return list(session.scalars(asked.order_by(YEARS.c.fiscal_year.desc())))


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


def _with_goals(system: System, year: int, viewer: Viewer) -> Select[Any]:
    """Each project of a year with the goals that it serves, and whether first."""
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
    return (
        select(*YEARS.c, folded.c.goals)
        .outerjoin(folded, folded.c.project_id == YEARS.c.project_id)
        .where(YEARS.c.fiscal_year == year, visible(viewer, YEARS))
    )
