"""Bringing the invented values in through the acts of indicators: values, what they are worth, and the targets they measure."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC, Acting
from app.demo import measures as invented
from app.demo import plans
from app.demo.measures import SOURCE, Seen
from app.demo.province import CODE
from app.demo.rows import DemoProvince
from app.demo.settlements import POPULATION
from app.indicators.commands.judging import set_score_band, set_scorecard
from app.indicators.commands.observing import record_observations
from app.indicators.commands.standard import seed_indicators
from app.indicators.commands.targets import bind_target
from app.indicators.models import Indicator, ScoreBand, Scorecard
from app.indicators.schemas import ObservationIn, Period, ScoreBandIn, ScorecardIn, TargetBinding
from app.indicators.standard import INDICATORS
from app.plans.queries.plans import nodes, plan_at, targets_of

MEASURED_BY = ("period_kind", "aggregation", "min_level", "multiplier", "decimals", "direction")


def load_measures(session: Session, *, by: Acting, demo: DemoProvince) -> int:
    """Record the invented values of the catalogue, judge them, and bind the targets of the plan; how many values."""
    seed_indicators(session, by=by)
    people: dict[str, float] = defaultdict(float)
    for row in demo.observations:
        if row.indicator == POPULATION and row.year == invented.LAST:
            people[row.area_code[:4]] += row.value
    codes = sorted(area.code for area in demo.level("subdistrict"))
    by_code: dict[str, list[Seen]] = defaultdict(list)
    for seen in invented.measures(people, codes):
        by_code[seen.code].append(seen)
    recorded = 0
    for code, rows in by_code.items():
        if not _is_as_seeded(session, code):
            continue
        given = [_observation(row) for row in rows]
        recorded += record_observations(session, by=by, indicator=code, observations=given, is_synthetic=True)
    _judge(session, by)
    _bind(session, by)
    return recorded


def _is_as_seeded(session: Session, code: str) -> bool:
    """Whether the indicator is still measured as the catalogue has it; the office may have made another of it."""
    row, given = session.get_one(Indicator, code), next(one for one in INDICATORS if one.code == code)
    return all(getattr(row, name) == getattr(given, name) for name in MEASURED_BY)


def _observation(seen: Seen) -> ObservationIn:
    lower, upper = (seen.value - seen.interval, seen.value + seen.interval) if seen.interval else (None, None)
    return ObservationIn(
        area_code=seen.area, period=Period(start=seen.start, end=seen.end), value=seen.value, vintage_on=seen.vintage_on,
        status=seen.status, numerator=seen.numerator, denominator=seen.denominator, lower=lower, upper=upper, source=SOURCE,
    )  # fmt: skip


def _judge(session: Session, by: Acting) -> None:
    """Bands and cards, where the office has none of its own."""
    banded = set(session.scalars(select(ScoreBand.indicator_code)))
    for code, (v50, v75, v100) in invented.BANDS.items():
        if code not in banded and _is_as_seeded(session, code):
            given = ScoreBandIn(valid_from=invented.BANDS_FROM, v50=v50, v75=v75, v100=v100, source=SOURCE)
            set_score_band(session, by=by, indicator=code, given=given, is_synthetic=True)
    for code, year in invented.CARDS:
        if session.get(Scorecard, code) is None:
            card = ScorecardIn(
                code=code, title_th=f"คำรับรองการปฏิบัติราชการ ปี {year} (สมมุติ)",
                title_en=f"Performance agreement of {year} (invented)", fiscal_year=year, area_code=CODE,
                weights={name: Decimal(weight) for name, weight in invented.WEIGHTS.items()},
            )  # fmt: skip
            set_scorecard(session, by=by, given=card, is_synthetic=True)


def _bind(session: Session, by: Acting) -> None:
    plan = plan_at(session, plans.CODE, viewer=PUBLIC)
    found = targets_of(session, plan, viewer=PUBLIC)
    for node in nodes(session, plan, viewer=PUBLIC):
        for series in found.get(node.id, ()):
            binding = TargetBinding(target=series.indicator, indicator_code=invented.TARGETS[series.indicator])
            bind_target(session, by=by, code=plan.code, version=plan.version, key=node.key, given=binding)
