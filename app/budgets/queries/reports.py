"""Reports: totals by phase, the curve of a year, what lapses, who is inside the ceiling, where the money lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, select
from sqlalchemy.orm import Session

from app.budgets.models import DisbursementTarget, ExpenseClass, FundingSource
from app.budgets.rules import Measure
from app.budgets.views import BY_PROJECT, LAPSE, PHASES, PLACES, QUARTERS, TIERS
from app.core.authority import Viewer
from app.core.reports import visible
from gis.layer import Text

Money = Mapping[str, float]
NOTHING: Money = dict.fromkeys(PHASES, 0.0)
QUARTER_NUMBERS = (1, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Point:
    """A quarter of a year: what is bound and paid up to its end, in per cent of what the year received, and its targets."""

    quarter: int
    obligated_baht: float
    disbursed_baht: float
    obligated_pct: float | None
    disbursed_pct: float | None
    targets: Mapping[Measure, Decimal]


@dataclass(frozen=True, slots=True)
class Placed:
    """What of a year lies in subdistricts, is for the whole province, or is not located; they make up the total."""

    located: float
    province_wide: float
    unlocated: float

    @property
    def total(self) -> float:
        return self.located + self.province_wide + self.unlocated


def years(session: Session, *, viewer: Viewer) -> list[int]:
    """The appropriation years with money, the latest first."""
    asked = select(BY_PROJECT.c.fiscal_year).where(visible(viewer, BY_PROJECT)).distinct()
    return list(session.scalars(asked.order_by(BY_PROJECT.c.fiscal_year.desc())))


def totals(session: Session, year: int, by: str, *, viewer: Viewer) -> dict[str, Money]:
    """Money by phase for each ``source`` or ``class5`` of an appropriation year."""
    key = BY_PROJECT.c[by]
    asked = select(key.label("key"), *_sums()).where(BY_PROJECT.c.fiscal_year == year, visible(viewer, BY_PROJECT))
    return {row["key"]: _money(row) for row in session.execute(asked.group_by(key).order_by(key)).mappings()}


def whole(session: Session, year: int, *, viewer: Viewer) -> tuple[Money, int]:
    """Money by phase of an appropriation year, and of how many projects."""
    counted = func.count(BY_PROJECT.c.project_id.distinct()).label("projects")
    asked = select(counted, *_sums()).where(BY_PROJECT.c.fiscal_year == year, visible(viewer, BY_PROJECT))
    row = session.execute(asked).mappings().one()
    return _money(row), row["projects"]


def of_project(session: Session, reference: str, *, viewer: Viewer) -> list[RowMapping]:
    """A project's money by year, source and class."""
    asked = select(BY_PROJECT).where(BY_PROJECT.c.project_reference == reference, visible(viewer, BY_PROJECT))
    return list(session.execute(asked.order_by(BY_PROJECT.c.fiscal_year, BY_PROJECT.c.source)).mappings())


def curve(
    session: Session, year: int, *, viewer: Viewer, quarters: int = 4, class5: str | None = None
) -> list[Point]:  # fmt: skip
    """The quarters of an appropriation year that have begun, cumulative; ``class5`` narrows them, and brings its targets."""
    received, moved = _received(session, year, viewer, class5), _moved(session, year, viewer, class5)
    wanted = _targets(session, year, class5)
    points = []
    for quarter in QUARTER_NUMBERS:
        so_far = [row for row in moved if row["quarter"] <= quarter]
        obligated, disbursed = (sum(row[name] for row in so_far) for name in ("obligated_baht", "disbursed_baht"))
        known = received > 0 and quarter <= quarters
        points.append(Point(
            quarter, obligated, disbursed, 100 * obligated / received if known else None,
            100 * disbursed / received if known else None, wanted.get(quarter, {}),
        ))  # fmt: skip
    return points


def placed(session: Session, year: int, *, viewer: Viewer) -> Placed:
    """Where what a year received lies."""
    asked = select(PLACES.c.placement, func.sum(PLACES.c.received_baht)).where(
        PLACES.c.fiscal_year == year, visible(viewer, PLACES)
    )
    found: dict[str, float] = {row[0]: row[1] for row in session.execute(asked.group_by(PLACES.c.placement))}
    return Placed(*(found.get(name, 0.0) for name in ("located", "province_wide", "unlocated")))


def targeted(session: Session, year: int, *, viewer: Viewer) -> list[str]:
    """The classes for which a year has targets; they are told to everybody."""
    del viewer
    asked = select(DisbursementTarget.class5).where(DisbursementTarget.fiscal_year == year).distinct()
    return list(session.scalars(asked.order_by(DisbursementTarget.class5)))


def lapsing(session: Session, *, viewer: Viewer, statuses: Sequence[str], year: int | None = None) -> list[RowMapping]:
    """Lines whose money is at risk, the most urgent first."""
    asked = select(LAPSE).where(LAPSE.c.status.in_(statuses), visible(viewer, LAPSE))
    if year is not None:
        asked = asked.where(LAPSE.c.fiscal_year == year)
    return list(
        session.execute(asked.order_by(LAPSE.c.days_left, LAPSE.c.at_risk_baht.desc(), LAPSE.c.reference)).mappings()
    )


def ranked(session: Session, year: int, *, viewer: Viewer) -> list[RowMapping]:
    """The projects of a year by source, tier and rank, with the running sum and the ceiling."""
    asked = select(TIERS).where(TIERS.c.fiscal_year == year, visible(viewer, TIERS))
    order = (TIERS.c.source, TIERS.c.tier, TIERS.c.priority.nulls_last(), TIERS.c.project_reference)
    return list(session.execute(asked.order_by(*order)).mappings())


def source_names(session: Session, *, viewer: Viewer) -> dict[str, Text]:
    """The sources, in their order; they are told to everybody."""
    del viewer
    found = session.scalars(select(FundingSource).order_by(FundingSource.rank, FundingSource.code))
    return {one.code: Text(th=one.name_th, en=one.name_en) for one in found}


def class_names(session: Session, *, viewer: Viewer) -> dict[str, Text]:
    """The classes of expenditure and their subclasses, in their order; they are told to everybody."""
    del viewer
    found = session.scalars(select(ExpenseClass).order_by(ExpenseClass.rank, ExpenseClass.code))
    return {one.code: Text(th=one.name_th, en=one.name_en) for one in found}


def subclasses(session: Session, *, viewer: Viewer) -> dict[str, str]:
    """The class of each subclass."""
    del viewer
    found = session.scalars(
        select(ExpenseClass).where(ExpenseClass.parent_code.is_not(None)).order_by(ExpenseClass.rank)
    )
    return {one.code: one.parent_code or "" for one in found}


def _sums() -> list[ColumnElement[Any]]:
    # a year without any line has no money: zero is true
    return [func.coalesce(func.sum(BY_PROJECT.c[name]), 0.0).label(name) for name in PHASES]


def _money(row: RowMapping) -> Money:
    return {name: row[name] for name in PHASES}


def _received(session: Session, year: int, viewer: Viewer, class5: str | None) -> float:
    asked = select(func.coalesce(func.sum(BY_PROJECT.c.received_baht), 0.0)).where(
        BY_PROJECT.c.fiscal_year == year, visible(viewer, BY_PROJECT)
    )
    found: float = session.scalars(asked if class5 is None else asked.where(BY_PROJECT.c.class5 == class5)).one()
    return found


def _moved(session: Session, year: int, viewer: Viewer, class5: str | None) -> list[RowMapping]:
    asked = select(
        QUARTERS.c.quarter, func.sum(QUARTERS.c.obligated_baht).label("obligated_baht"),
        func.sum(QUARTERS.c.disbursed_baht).label("disbursed_baht"),
    ).where(QUARTERS.c.fiscal_year == year, visible(viewer, QUARTERS))  # fmt: skip
    asked = asked if class5 is None else asked.where(QUARTERS.c.class5 == class5)
    return list(session.execute(asked.group_by(QUARTERS.c.quarter)).mappings())


def _targets(session: Session, year: int, class5: str | None) -> dict[int, dict[Measure, Decimal]]:
    """By quarter. Without a class those of investment, which the cabinet sets apart for every year."""
    asked = select(DisbursementTarget).where(
        DisbursementTarget.fiscal_year == year, DisbursementTarget.class5 == (class5 or "investment")
    )
    found: dict[int, dict[Measure, Decimal]] = {}
    for one in session.scalars(asked):
        found.setdefault(one.quarter, {})[Measure(one.measure)] = one.cum_pct
    return found
