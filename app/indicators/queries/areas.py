"""What is measured in one area: beside its province, against the targets of plans, year by year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.indicators.models import Indicator, TargetIndicator
from app.indicators.queries.definitions import indicators
from app.indicators.queries.targets import IN_FORCE, rule_of_lights
from app.indicators.queries.values import is_open, through_time
from app.indicators.rules import Aggregation, Direction, Measure, PeriodKind, level_of
from app.indicators.rules.periods import year_of
from app.indicators.rules.scoring import Light, Thresholds, actual_of, light, percent
from app.indicators.schemas import AreaValue
from app.plans.models import Plan
from app.plans.queries import plans as plans_of
from app.plans.rules import PlanState

PROVINCE_DIGITS = 2


@dataclass(frozen=True, slots=True)
class Due:
    """What a plan wants of an indicator in an area: by B.E. year, measured so, counted from the first year of the plan."""

    plan: Plan
    area: str | None
    measure: Measure
    targets: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator in an area: the whole value of each B.E. year, the newest one beside the same period of the province.

    ``reached`` is the percentage of the target of its year, ``beside`` that of the province's value; both tell nothing of
    a count, which a part of the province cannot share with the whole.
    """

    indicator: Indicator
    years: Mapping[int, AreaValue]
    around: AreaValue | None
    due: Due | None
    reached: float | None
    beside: float | None
    light: Light

    @property
    def now(self) -> AreaValue | None:
        """The value of the newest year that has a whole one."""
        return self.years[max(self.years)] if self.years else None

    @property
    def year(self) -> int | None:
        return max(self.years) if self.years else None

    @property
    def target(self) -> Decimal | None:
        """What the year of the newest value should reach."""
        return self.due.targets.get(self.year) if self.due is not None and self.year is not None else None

    @property
    def worth(self) -> float | None:
        """By what needs are ranked: how much of the target is reached; without a target how it compares to the province."""
        return self.beside if self.reached is None else self.reached


def measured_in(
    session: Session, code: str, *, viewer: Viewer, known: date | None = None, on: date | None = None
) -> list[Measured]:  # fmt: skip
    """All that is measured in an area, or should be by a plan in force on a day, by code."""
    held = [one for one in indicators(session, viewer=viewer) if is_open(one, level_of(code), viewer=viewer)]
    found = through_time(session, sorted({code, code[:PROVINCE_DIGITS]}), viewer=viewer, known=known)
    due, rule = dues(session, viewer=viewer, on=on), rule_of_lights(session, viewer=viewer)
    made = [_measured(one, code, found.get(one.code, {}), due.get(one.code, ()), rule) for one in held]
    return [one for one in made if one.years or one.due is not None]


def dues(session: Session, *, viewer: Viewer, on: date | None = None) -> dict[str, list[Due]]:
    """By indicator: what the plans in force want, on a day or today, and drafts where no version ever was in force."""
    found: dict[str, list[Due]] = {}
    bound = {(one.node_key, one.target): one for one in session.scalars(select(TargetIndicator))}
    for plan in _in_force(session, viewer, on) if bound else ():
        keys = {node.id: node.key for node in plans_of.nodes(session, plan, viewer=viewer)}
        for node, series in plans_of.targets_of(session, plan, viewer=viewer).items():
            for one in series:
                tie = bound.get((keys[node], one.indicator))
                if tie is not None:
                    made = Due(plan, tie.area_code or plan.area_code, Measure(tie.measure), one.values)
                    found.setdefault(tie.indicator_code, []).append(made)
    return found


def _in_force(session: Session, viewer: Viewer, on: date | None) -> list[Plan]:
    if on is not None:
        return plans_of.in_force_on(session, on, viewer=viewer)
    chosen: dict[str, Plan] = {}
    for plan in plans_of.plans(session, viewer=viewer):
        if plan.state in IN_FORCE and (plan.code not in chosen or plan.state == PlanState.APPROVED):
            chosen[plan.code] = plan
    return list(chosen.values())


def _measured(
    indicator: Indicator, code: str, found: dict[str, list[AreaValue]], due: list[Due] | tuple[()],
    rule: Thresholds | None,
) -> Measured:  # fmt: skip
    kind, direction = PeriodKind(indicator.period_kind), Direction(indicator.direction)
    years = _by_year(kind, found.get(code, []))
    now = years[max(years)] if years else None
    is_shared = indicator.aggregation != Aggregation.SUM
    whole = [one for one in found.get(code[:PROVINCE_DIGITS], []) if now is not None and one.period == now.period]
    around = whole[-1] if whole and whole[-1].missing == 0 and len(code) > PROVINCE_DIGITS else None
    wanted = next((one for one in due if one.area == code or (is_shared and code.startswith(one.area or "-"))), None)
    reached = _reached(indicator, direction, years, wanted)
    beside = None if now is None or around is None or not is_shared else percent(
        direction, now.value, around.value, inside=_inside(indicator)
    )  # fmt: skip
    shown = light(reached, rule) if rule is not None else Light.GREY
    return Measured(indicator, years, around, wanted, reached, beside, shown)


def _by_year(kind: PeriodKind, found: list[AreaValue]) -> dict[int, AreaValue]:
    return {year_of(kind, one.period.span): one for one in found if one.period is not None and one.missing == 0}


def _reached(
    indicator: Indicator, direction: Direction, years: dict[int, AreaValue], due: Due | None
) -> float | None:  # fmt: skip
    year = max(years, default=None)
    if due is None or year is None or year not in due.targets:
        return None
    actual = actual_of(due.measure, {each: one.value for each, one in years.items()}, due.plan.first_year, year)
    if actual is None:
        return None
    return percent(direction, actual, float(due.targets[year]), measure=due.measure, inside=_inside(indicator))


def _inside(indicator: Indicator) -> tuple[float, float] | None:
    low, high = indicator.range_lo, indicator.range_hi
    return (low, high) if low is not None and high is not None else None
