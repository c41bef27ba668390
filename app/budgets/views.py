"""The published views of budgets as tables, who may see which row of them, and the day on which they are asked."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ColumnElement, Date, TableClause, and_, column, false, func, or_, select, table
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.records import today
from gis.access import Read

PROJECT = ("project_id", "project_reference", "title_th", "title_en", "state")
SEEN = ("class", "agency", "area_codes")
PHASES = (
    "requested_baht", "approved_baht", "allocated_baht", "transferred_baht", "carried_in_baht", "received_baht",
    "obligated_baht", "disbursed_baht", "carried_over_baht", "returned_baht", "lapsed_baht", "free_baht",
)  # fmt: skip
"""The phases of money in the order of a budget's life."""
TRUE_ON = "phaen.true_on"


def _view(name: str, *columns: str) -> TableClause:
    return table(name, *map(column, (*columns, *SEEN)), schema="published")


LINES = _view("budget_lines", "line_id", "reference", *PROJECT, "activity_number", "fiscal_year", "source", "class5",
              "subclass", "road", "external_code", "own_lead_days", "lead_days", "paid_late_baht", *PHASES)  # fmt: skip
BY_PROJECT = _view("budget_phases", *PROJECT, "fiscal_year", "source", "class5", "lines", *PHASES)
QUARTERS = _view("budget_quarters", "line_id", "fiscal_year", "source", "class5", "quarter", "obligated_baht",
                 "disbursed_baht")  # fmt: skip
LAPSE = _view("budget_lapse", "line_id", "reference", *PROJECT, "fiscal_year", "source", "class5", "subclass", "road",
              "lead_days", "days_left", "status", "received_baht", "obligated_baht", "at_risk_baht")  # fmt: skip
TIERS = _view("budget_tiers", *PROJECT, "fiscal_year", "source", "tier", "priority", "approved_baht", "so_far_baht",
              "ceiling_baht", "is_inside")  # fmt: skip
PLACES = _view("budget_places", "line_id", "project_id", "project_reference", "fiscal_year", "source", "class5",
               "placement", "area_code", "received_baht", "obligated_baht", "disbursed_baht")  # fmt: skip


def visible(viewer: Viewer, view: TableClause) -> ColumnElement[bool]:
    """The rows of public projects, and those of the viewer's classes within his agencies and areas."""
    scope: list[ColumnElement[bool]] = [view.c["class"].in_(sorted(viewer.classes))]
    if viewer.agencies is not None:
        scope.append(view.c.agency.in_(sorted(viewer.agencies)))
    if viewer.areas is not None:
        code = func.unnest(view.c.area_codes).column_valued("code")
        # `false` first: no area at all must show nothing, and an empty OR would be left out
        begins = or_(false(), *(code.startswith(area) for area in sorted(viewer.areas)))
        scope.append(select(code).where(begins).exists())
    return or_(view.c["class"] == Read.PUBLIC, and_(*scope))


TRUE = select(func.nullif(func.current_setting(TRUE_ON, True), "").cast(Date))


def asked_on(session: Session, day: date | None) -> date:
    """Let the views of this transaction answer as of a day. The day that it is: also one that the page was asked for."""
    if day is not None:
        session.execute(select(func.set_config(TRUE_ON, day.isoformat(), True)))
    return day or session.scalar(TRUE) or today(session)
