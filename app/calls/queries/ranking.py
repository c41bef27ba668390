"""Scores, ranks and the ceiling line of a call, computed at one place for pages, minutes, forms and the decision.

Scores are not for who sees one organisation only, before the call is decided: the agency that asks is judged unseen.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.budgets.models import BudgetLine, LineBalance
from app.budgets.rules import Tier
from app.budgets.views import LINES
from app.calls.models import Call, Criterion, RankChange, Score, Submission
from app.calls.records import afresh, on_day
from app.calls.rules import CallState, SubmissionState
from app.calls.rules.ranking import Candidate, Drawn, by_score, drawn, total
from app.core.authority import Viewer
from app.core.errors import NotFound
from app.core.money import SATANG
from app.core.records import by_day
from app.organizations.models import Organization
from app.projects.models import Project
from app.projects.rules.dossier import Score as Readiness
from app.projects.sight import knows_inside
from gis.access import Read

LAID = (SubmissionState.FILED, SubmissionState.UNSUPPORTED)


@dataclass(frozen=True, slots=True)
class Row:
    """A brief before the committee. ``requested`` is what the ledger has; the line is drawn for those that are ranked."""

    brief: Submission
    project: Project
    owner: Organization
    requested: int
    total: Fraction | None
    screeners: int
    line: Drawn | None

    @property
    def tier(self) -> Tier | None:
        return self.line.tier if self.line else None

    @property
    def readiness(self) -> int | None:
        return Readiness(self.brief.readiness_done or 0, self.brief.readiness_required or 0).percent


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the line: how many, and how much, in satang."""

    count: int
    satang: int


@dataclass(frozen=True, slots=True)
class Ranking:
    """The briefs of a call in the order of their ranks, then those without one; under a ceiling."""

    ceiling: int
    rows: tuple[Row, ...]
    changes: tuple[RankChange, ...]
    criteria: tuple[Criterion, ...]

    def side(self, tier: Tier | None) -> Side:
        lies = [row for row in self.rows if row.tier is tier]
        return Side(len(lies), sum(row.requested for row in lies))

    @property
    def whole(self) -> Side:
        return Side(len(self.rows), sum(row.requested for row in self.rows))

    def changes_of(self, brief: Submission) -> list[RankChange]:
        return [one for one in self.changes if one.submission_id == brief.id]


@dataclass(frozen=True, slots=True)
class Placed:
    """A brief with the place that its scores give it."""

    key: uuid.UUID
    reference: str
    total: Fraction | None


def sees_scores(call: Call, *, viewer: Viewer) -> bool:
    """Whether a viewer may see scores and ranks of a call now."""
    return Read.INTERNAL in viewer.classes and (viewer.agencies is None or call.state == CallState.DECIDED)


def criteria_of(session: Session, call: Call, *, viewer: Viewer, on: date | None = None) -> tuple[Criterion, ...]:
    """The criteria in their order; they are no secret."""
    del viewer
    criterion = on_day(Criterion, on)
    asked = select(criterion).where(criterion.call_id == call.id).order_by(criterion.number)
    return tuple(session.scalars(asked, execution_options=afresh(on)))


def ranking(
    session: Session, call: Call, *, viewer: Viewer, ceiling: int | None = None, on: date | None = None
) -> Ranking:
    """The ranking as it stands, under the call's ceiling or under another that is only tried out; or as it stood on a day,
    as of which the session must answer too, for the ledger.

    Raises NotFound for who may not see scores yet.
    """
    if not sees_scores(call, viewer=viewer):
        raise NotFound("ผลการกลั่นกรองยังไม่เปิดเผยต่อหน่วยงานที่ยื่น", "The screening is not open to the agencies yet.")
    line = call.ceiling_satang if ceiling is None else ceiling
    found = _laid(session, call, viewer, on)
    asked = (requested_of if on is None else _requested_then)(session, call, [row[1].id for row in found], viewer=viewer)
    points = _totals(session, call, viewer, on)
    ranked = [row for row in found if row[0].rank is not None]
    lines = drawn([asked.get(project.id, 0) for _, project, _ in ranked], line)
    by_id = {brief.id: one for (brief, _, _), one in zip(ranked, lines, strict=True)}
    rows = tuple(
        Row(brief, project, owner, asked.get(project.id, 0), *points.get(brief.id, (None, 0)), by_id.get(brief.id))
        for brief, project, owner in found
    )
    moved = select(RankChange).where(RankChange.call_id == call.id, by_day(RankChange.at, on))
    changes = session.scalars(moved.order_by(RankChange.at, RankChange.number))
    return Ranking(line, rows, tuple(changes), criteria_of(session, call, viewer=viewer, on=on))


def order_by_score(session: Session, call: Call, *, viewer: Viewer) -> list[Placed]:
    """The filed briefs in the order of their scores."""
    rows = [row for row in ranking(session, call, viewer=viewer).rows if row.brief.state == SubmissionState.FILED]
    by_reference = {row.project.reference: row for row in rows}
    order = by_score(Candidate(key, row.total, row.readiness, row.requested) for key, row in by_reference.items())
    return [Placed(by_reference[key].brief.id, key, by_reference[key].total) for key in order]


def requested_of(session: Session, call: Call, ids: list[uuid.UUID], *, viewer: Viewer) -> dict[uuid.UUID, int]:
    """What the ledger has as requested of each project in the year and from the source of a call, in satang."""
    del viewer
    asked = (
        select(BudgetLine.project_id, func.sum(LineBalance.requested))
        .join(LineBalance, LineBalance.line_id == BudgetLine.id)
        .where(BudgetLine.project_id.in_(ids), BudgetLine.fiscal_year == call.fiscal_year)
        .where(BudgetLine.source == call.source)
        .group_by(BudgetLine.project_id)
    )
    return {row[0]: int(row[1]) for row in session.execute(asked)}


def scores_of(session: Session, call: Call, *, viewer: Viewer, on: date | None = None) -> list[Score]:
    """All scores of a call, for who may see them."""
    if not sees_scores(call, viewer=viewer):
        return []
    score = on_day(Score, on)
    asked = select(score).where(score.call_id == call.id).order_by(score.position, score.submission_id)
    return list(session.scalars(asked, execution_options=afresh(on)))


def _requested_then(session: Session, call: Call, ids: list[uuid.UUID], *, viewer: Viewer) -> dict[uuid.UUID, int]:
    """The same on the day as of which the session answers."""
    del viewer
    asked = (
        select(LINES.c.project_id, func.sum(LINES.c.requested_baht))
        .where(LINES.c.project_id.in_(ids), LINES.c.fiscal_year == call.fiscal_year, LINES.c.source == call.source)
        .group_by(LINES.c.project_id)
    )
    return {row[0]: round(row[1] * SATANG) for row in session.execute(asked)}


def _laid(
    session: Session, call: Call, viewer: Viewer, on: date | None
) -> list[tuple[Submission, Project, Organization]]:
    brief = on_day(Submission, on)
    asked = (
        select(brief, Project, Organization)
        .join(Project, Project.id == brief.project_id)
        .join(Organization, Organization.code == brief.agency)
        .where(brief.call_id == call.id, brief.state.in_(LAID), knows_inside(viewer))
        .order_by(brief.rank.nulls_last(), brief.state, Project.reference)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(asked, execution_options=afresh(on))]


def _totals(
    session: Session, call: Call, viewer: Viewer, on: date | None
) -> dict[uuid.UUID, tuple[Fraction | None, int]]:
    """The total of each brief and how many screeners it rests on."""
    weights = {one.code: one.weight for one in criteria_of(session, call, viewer=viewer, on=on)}
    sheets: dict[uuid.UUID, dict[str, dict[str, int]]] = {}
    for row in scores_of(session, call, viewer=viewer, on=on):
        sheets.setdefault(row.submission_id, {}).setdefault(row.position, {})[row.criterion_code] = row.value
    return {
        key: (total(weights, given.values()), sum(weights.keys() <= one.keys() for one in given.values()))
        for key, given in sheets.items()
    }
