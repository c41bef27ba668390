"""The act that takes invented indicators and values away, and nothing else."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.core import audit
from app.core.authority import Acting
from app.core.permissions import Permission
from app.indicators.models import Indicator, Observation, ScoreBand, Scorecard, TargetIndicator


def remove_synthetic_indicators(session: Session, *, by: Acting) -> dict[str, int]:
    """Delete synthetic values, cards, bindings and indicators; counts by table. One with real values stays, as real."""
    by.must(Permission.DEMO_LOAD)
    gone = session.scalars(delete(Observation).where(Observation.is_synthetic).returning(Observation.id)).all()
    for table in (Scorecard, TargetIndicator, ScoreBand):
        session.execute(delete(table).where(table.is_synthetic))
    in_use = select(Observation.id).where(Observation.indicator_code == Indicator.code).exists()
    unused = select(Indicator.code).where(Indicator.is_synthetic, ~in_use)
    session.execute(delete(ScoreBand).where(ScoreBand.indicator_code.in_(unused)))
    indicators = session.scalars(delete(Indicator).where(Indicator.code.in_(unused)).returning(Indicator.code)).all()
    for kept in session.scalars(select(Indicator).where(Indicator.is_synthetic)):
        kept.is_synthetic = False
    counts = {"indicators": len(indicators), "observations": len(gone)}
    audit.record(session, by, "indicator.synthetic_removed", "indicator", "*", **counts)
    return counts
