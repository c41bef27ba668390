"""Targets of plans beside what was reached: baseline, target, actual, percent, score, light, gap and trend of each year."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.core.errors import Forbidden
from app.core.records import today
from app.indicators.models import Indicator, Scorecard, TargetIndicator
from app.indicators.queries.definitions import grades, indicators, score_bands, thresholds_on
from app.indicators.queries.values import series
from app.indicators.records import band_on
from app.indicators.rules import Direction, Measure, PeriodKind
from app.indicators.rules.periods import fiscal_year, year_of
from app.indicators.rules.scoring import (
    Band,
    Light,
    Thresholds,
    Trend,
    actual_of,
    gap,
    light,
    percent,
    score,
    trend,
    weighted_total,
)
from app.indicators.schemas import AreaValue
from app.plans.models import Plan, PlanNode
from app.plans.queries import plans as asked_of
from app.plans.queries.plans import Series
from app.plans.records import issues_of
from app.plans.rules import PlanState

IN_FORCE = (PlanState.APPROVED, PlanState.PROPOSED, PlanState.DRAFT)


@dataclass(frozen=True, slots=True)
class Year:
    """What a year of a plan should reach and did. Without data nothing is judged, and the light is grey."""

    year: int
    target: Decimal
    actual: float | None
    value: AreaValue | None
    reached: float | None
    score: float | None
    light: Light
    to_go: float | None
    trend: Trend
    has_begun: bool


@dataclass(frozen=True, slots=True)
class Track:
    """A target of a node; without an indicator nothing of it is measured here. ``area`` is where it is measured.

    ``issue`` is the one that the node is or stands under; None above the issues.
    """

    plan: Plan
    node: PlanNode
    target: Series
    bound: TargetIndicator | None
    indicator: Indicator | None
    area: str | None
    years: tuple[Year, ...]
    issue: PlanNode | None

    def of_year(self, year: int) -> Year | None:
        return next((each for each in self.years if each.year == year), None)

    @property
    def now(self) -> Year | None:
        """The latest year with data, else the first of the plan."""
        return next((each for each in reversed(self.years) if each.actual is not None), next(iter(self.years), None))


@dataclass(frozen=True, slots=True)
class Line:
    """One indicator of a card: its weight, its actual and its score."""

    indicator: Indicator
    weight: Decimal
    value: AreaValue | None
    band: Band | None
    score: float | None


@dataclass(frozen=True, slots=True)
class Card:
    """A card worked out; no total while a score is missing."""

    card: Scorecard
    lines: tuple[Line, ...]
    total: float | None
    grade: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class _Judge:
    """What all judging of one answer shares."""

    session: Session
    viewer: Viewer
    known: date | None
    today: date
    thresholds: Thresholds | None


def tracks_of_plan(session: Session, plan: Plan, *, viewer: Viewer, known: date | None = None) -> list[Track]:
    """The targets of a version in the order of its nodes."""
    found = asked_of.targets_of(session, plan, viewer=viewer)
    every = asked_of.nodes(session, plan, viewer=viewer)
    by_id = {node.id: node for node in every}
    issues = {node: by_id[issue] for node, issue in issues_of(every).items() if issue is not None}
    nodes = [node for node in every if node.id in found]
    bound = _bound(session, [(node.key, one.indicator) for node in nodes for one in found[node.id]])
    judge = _judge(session, viewer, known)
    held = {one.code: one for one in indicators(session, viewer=viewer)}
    return [
        _track(judge, plan, node, one, bound.get((node.key, one.indicator)), held, issues.get(node.id))
        for node in nodes
        for one in found[node.id]
    ]


def tracks_of_indicator(
    session: Session, indicator: Indicator, *, viewer: Viewer, known: date | None = None
) -> list[Track]:
    """The targets that an indicator measures, in the version in force of each plan, else in the latest."""
    keys = set(
        session.scalars(select(TargetIndicator.node_key).where(TargetIndicator.indicator_code == indicator.code))
    )
    chosen: dict[str, Plan] = {}
    for plan in asked_of.plans(session, viewer=viewer):
        if plan.state in IN_FORCE and (plan.code not in chosen or plan.state == PlanState.APPROVED):
            chosen[plan.code] = plan
    return [
        track
        for plan in chosen.values()
        if keys
        for track in tracks_of_plan(session, plan, viewer=viewer, known=known)
        if track.indicator is not None and track.indicator.code == indicator.code
    ]


def rule_of_lights(session: Session, *, viewer: Viewer) -> Thresholds | None:
    """The rule of the lights today."""
    return thresholds_on(session, today(session), viewer=viewer)


def worked_out(session: Session, card: Scorecard, *, viewer: Viewer, known: date | None = None) -> Card:
    """The card with the values of its year, and the score of each."""
    held = {one.code: one for one in indicators(session, viewer=viewer)}
    judge = _judge(session, viewer, known)
    lines = tuple(
        _line(judge, card, held[code], weight)
        for code, weight in zip(card.indicators, card.weights, strict=True)
        if code in held
    )
    whole = len(lines) == len(card.indicators)
    total = weighted_total((float(line.weight), line.score) for line in lines) if whole else None
    named = None if total is None else next(
        ((one.name_th, one.name_en) for one in grades(session, viewer=viewer) if total >= one.lowest), None
    )  # fmt: skip
    return Card(card, lines, total, named)


def _judge(session: Session, viewer: Viewer, known: date | None) -> _Judge:
    day = today(session)
    return _Judge(session, viewer, known, day, thresholds_on(session, day, viewer=viewer))


def _line(judge: _Judge, card: Scorecard, indicator: Indicator, weight: Decimal) -> Line:
    known = _years_of(indicator, _series(judge, indicator, card.area_code))
    value = known.get(card.fiscal_year)
    band = _band(judge, indicator, value)
    return Line(indicator, weight, value, band, None if value is None or band is None else score(value.value, band))


def _bound(session: Session, pairs: Iterable[tuple[uuid.UUID, str]]) -> dict[tuple[uuid.UUID, str], TargetIndicator]:
    asked = select(TargetIndicator).where(tuple_(TargetIndicator.node_key, TargetIndicator.target).in_(list(pairs)))
    return {(one.node_key, one.target): one for one in session.scalars(asked)}


def _track(
    judge: _Judge, plan: Plan, node: PlanNode, target: Series, bound: TargetIndicator | None,
    held: dict[str, Indicator], issue: PlanNode | None,
) -> Track:  # fmt: skip
    indicator = held.get(bound.indicator_code) if bound else None
    area = (bound.area_code if bound else None) or plan.area_code
    known = _years_of(indicator, _series(judge, indicator, area)) if indicator is not None and area else {}
    years = tuple(
        _year(judge, plan, indicator, Measure(bound.measure) if bound else Measure.POINT, known, year, value)
        for year, value in sorted(target.values.items())
    )
    return Track(plan, node, target, bound, indicator, area, years, issue)


def _series(judge: _Judge, indicator: Indicator, area: str) -> list[AreaValue]:
    """The values of an area; none where the viewer may not read them."""
    try:
        return series(judge.session, viewer=judge.viewer, indicator=indicator.code, area_code=area, known=judge.known)
    except Forbidden:
        return []


def _years_of(indicator: Indicator | None, found: list[AreaValue]) -> dict[int, AreaValue]:
    """The last value of each B.E. year whose parts are all known: a part is not the whole."""
    if indicator is None:
        return {}
    kind = PeriodKind(indicator.period_kind)
    return {year_of(kind, one.period.span): one for one in found if one.period is not None and one.missing == 0}


def _year(
    judge: _Judge, plan: Plan, indicator: Indicator | None, measure: Measure, known: dict[int, AreaValue], year: int,
    target: Decimal,
) -> Year:  # fmt: skip
    value = known.get(year)
    has_begun = year <= fiscal_year(judge.today)
    actual = actual_of(measure, {each: one.value for each, one in known.items()}, plan.first_year, year)
    if indicator is None or actual is None:
        return Year(year, target, None, None, None, None, Light.GREY, None, Trend.UNKNOWN, has_begun)
    direction = Direction(indicator.direction)
    inside = None
    if indicator.range_lo is not None and indicator.range_hi is not None:
        inside = indicator.range_lo, indicator.range_hi
    reached = percent(direction, actual, float(target), measure=measure, inside=inside)
    band = _band(judge, indicator, value)
    before = known.get(year - 1)
    return Year(
        year, target, actual, value, reached, None if band is None else score(actual, band),
        Light.GREY if judge.thresholds is None else light(reached, judge.thresholds),
        gap(direction, actual, float(target)) if direction in (Direction.UP, Direction.DOWN) else None,
        trend(direction, None if before is None else before.value, None if value is None else value.value), has_begun,
    )  # fmt: skip


def _band(judge: _Judge, indicator: Indicator, value: AreaValue | None) -> Band | None:
    """The band that holds on the last day of the value's period."""
    if value is None or value.period is None:
        return None
    last = date.fromordinal(value.period.end.toordinal() - 1)
    return band_on(score_bands(judge.session, indicator.code, viewer=judge.viewer), last)
