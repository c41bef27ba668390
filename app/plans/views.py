"""The published views about goals, plans and years of projects as tables, and what a row of theirs comes to."""

from __future__ import annotations

from sqlalchemy import RowMapping, column, table

from app.core.money import SATANG
from app.core.reports import view_of
from app.plans.rules import PHASES, Sum

YEARS = view_of("project_years", "project_id", "project_reference", "title_th", "title_en", "state", "fiscal_year",
                *(f"{phase}_baht" for phase in PHASES))  # fmt: skip
GOALS = view_of("project_goals", "project_id", "project_reference", "system", "frame_code", "goal_code", "path", "role")
WAYS = view_of(
    "project_ways", "project_id", "project_reference", "role", "linked", "height", "node_id", "node_key", "kind"
)

STATES = table("project_states", column("project_id"), column("state"), schema="published")
SHOWN_PLAN = "phaen.shown_plan"


def money_of(row: RowMapping) -> Sum:
    """One project of a year, in satang."""
    return Sum(1, *(round(row[f"{phase}_baht"] * SATANG) for phase in PHASES))
