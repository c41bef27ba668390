"""The published views of budgets as tables, and the day on which they are asked."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, func, select
from sqlalchemy.orm import Session

from app.core.records import today
from app.core.reports import view_of as _view
from app.core.then import TRUE_ON, look_back

PROJECT = ("project_id", "project_reference", "title_th", "title_en", "state")
PHASES = (
    "requested_baht", "approved_baht", "allocated_baht", "transferred_baht", "carried_in_baht", "received_baht",
    "obligated_baht", "disbursed_baht", "carried_over_baht", "returned_baht", "lapsed_baht", "free_baht",
)  # fmt: skip
"""The phases of money in the order of a budget's life."""

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


TRUE = select(func.nullif(func.current_setting(TRUE_ON, True), "").cast(Date))


def asked_on(session: Session, day: date | None) -> date:
    """Let the views of this transaction answer as of a day. The day that it is: also one that the page was asked for."""
    if day is not None:
        look_back(session, day)
    return day or session.scalar(TRUE) or today(session)
