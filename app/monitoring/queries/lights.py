"""How projects stand, and which reports are owed: read from the published views that decide it, and nowhere else."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, column, func, or_, select, table
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.monitoring.models import LightRule
from app.monitoring.rules import ALL, LIGHTS, Light, Reason, Scope, Thresholds
from gis.access import Read


@dataclass(frozen=True, slots=True)
class Standing:
    """How a project stands on the day that is asked for (``published.progress``)."""

    project_id: uuid.UUID
    reference: str
    title_th: str
    title_en: str | None
    state: str
    fiscal_year: int
    agency: str | None
    sector: str | None
    area_codes: list[str]
    is_synthetic: bool
    light: Light
    reason: Reason
    rule_from: date | None
    starts_on: date | None
    planned_finish: date | None
    report_id: uuid.UUID | None
    round_code: str | None
    observed_on: date | None
    report_age: int | None
    planned_pct: float | None
    actual_pct: float | None
    behind_points: float | None
    days_behind: int | None
    spi_t: float | None
    forecast_on: date | None
    slip_days: int | None
    reported_satang: int | None
    problem_class: str | None
    has_owner: bool


@dataclass(frozen=True, slots=True)
class Owed:
    """A report that a project owes or has given (``published.reports_due``)."""

    project_id: uuid.UUID
    reference: str
    title_th: str
    title_en: str | None
    class_: str
    agency: str | None
    sector: str | None
    area_codes: list[str]
    round_code: str
    period_start: date
    period_last: date
    due_on: date
    revision: int | None
    standing: str
    days_late: int


def _view(name: str, row: type[Standing | Owed]) -> FromClause:
    fields = {*row.__dataclass_fields__, "class", "agency", "area_codes"} - {"class_"}
    return table(name, *map(column, sorted(fields)), schema="published")


PROGRESS, DUE = _view("progress", Standing), _view("reports_due", Owed)


def may_see(view: FromClause, *, viewer: Viewer) -> ColumnElement[bool]:
    """The projects that a viewer may see: public ones, and those of his classes within his agencies and areas."""
    scope: list[ColumnElement[bool]] = [view.c["class"].in_(sorted(viewer.classes))]
    if viewer.agencies is not None:
        scope.append(view.c.agency.in_(sorted(viewer.agencies)))
    if viewer.areas is not None:
        code = func.unnest(view.c.area_codes).column_valued("code")
        touching = or_(*(code.startswith(area) for area in sorted(viewer.areas))) if viewer.areas else code.is_(None)
        scope.append(select(code).where(touching).exists())
    return or_(view.c["class"] == Read.PUBLIC, and_(*scope))


def standings(
    session: Session, *, viewer: Viewer, light: Light | None = None, scope: Scope = ALL
) -> list[Standing]:  # fmt: skip
    """Every project with a light, the worst first, of equal ones the furthest behind."""
    asked = select(*PROGRESS.c).where(may_see(PROGRESS, viewer=viewer), *_within(PROGRESS, scope))
    if light is not None:
        asked = asked.where(PROGRESS.c.light == light.value)
    found = [_standing(row) for row in session.execute(asked).mappings()]
    order = list(LIGHTS)
    return sorted(found, key=lambda one: (order.index(one.light), -(one.days_behind or 0), one.reference))


def standing_of(session: Session, reference: str, *, viewer: Viewer) -> Standing | None:
    """How one project stands; None where it has no light, or is not for this viewer."""
    asked = select(*PROGRESS.c).where(PROGRESS.c.reference == reference, may_see(PROGRESS, viewer=viewer))
    row = session.execute(asked).mappings().one_or_none()
    return _standing(row) if row is not None else None


def owed(
    session: Session, *, viewer: Viewer, standing: str | None = None, reference: str | None = None, scope: Scope = ALL
) -> list[Owed]:
    """Reports that are owed, or all of a project, the longest overdue first."""
    asked = select(*DUE.c).where(may_see(DUE, viewer=viewer), *_within(DUE, scope))
    if reference is not None:
        asked = asked.where(DUE.c.reference == reference)
    asked = asked.where(DUE.c.standing == standing) if standing else asked.where(DUE.c.standing != "reported")
    ordered = asked.order_by(DUE.c.due_on, DUE.c.reference)
    return [Owed(**_renamed(row, Owed)) for row in session.execute(ordered).mappings()]


def thresholds(session: Session, *, viewer: Viewer, on: date) -> Thresholds | None:
    """The rule of the lights on a day."""
    del viewer
    asked = select(LightRule).where(LightRule.valid_from <= on).order_by(LightRule.valid_from.desc()).limit(1)
    return next((_thresholds(row) for row in session.scalars(asked)), None)


def rules_of_lights(session: Session, *, viewer: Viewer, on: date | None = None) -> list[tuple[Thresholds, str]]:
    """Every rule that was ever set, with its reason, the latest first; on a day those that had begun."""
    del viewer
    asked = select(LightRule).order_by(LightRule.valid_from.desc())
    if on is not None:
        asked = asked.where(LightRule.valid_from <= on)
    return [(_thresholds(row), row.reason) for row in session.scalars(asked)]


def _within(view: FromClause, scope: Scope) -> list[ColumnElement[bool]]:
    narrow: list[ColumnElement[bool]] = []
    if scope.sectors:
        narrow.append(view.c.sector.in_(sorted(scope.sectors)))
    if scope.agencies is not None:
        narrow.append(view.c.agency.in_(sorted(scope.agencies)))
    return narrow


def _thresholds(row: LightRule) -> Thresholds:
    return Thresholds(
        row.valid_from, row.watch_points, row.late_points, row.watch_days, row.late_days, row.stale_days
    )  # fmt: skip


def _standing(row: Any) -> Standing:
    values = _renamed(row, Standing)
    return Standing(**{**values, "light": Light(values["light"]), "reason": Reason(values["reason"])})


def _renamed(row: Any, kind: type[Standing | Owed]) -> dict[str, Any]:
    return {name: row[name.removesuffix("_")] for name in kind.__dataclass_fields__}
