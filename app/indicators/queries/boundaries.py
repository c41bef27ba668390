"""Values of a period on the areas of another day: former areas are carried over by how they followed one another.

A merged area takes all of its former ones; of a split one each successor takes a share, by the people of the successors
where they are known for all of them, else by the area that they overlap. What is carried over is an estimate, and says so.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import RowMapping, select, text
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from app.core.authority import Viewer
from app.indicators.models import Indicator
from app.indicators.queries.definitions import indicator_by_code
from app.indicators.queries.values import VALUES, values
from app.indicators.rules import Aggregation, Status
from app.indicators.rules.crosswalk import Measured, restated
from app.indicators.schemas import AreaValue, Period

POPULATION = "POP-TOTAL"
FOLLOWED = text("""
WITH RECURSIVE followed (predecessor_id, successor_id) AS (
    SELECT s.predecessor_id, s.successor_id FROM places.succession AS s
    JOIN places.area AS a ON a.id = s.predecessor_id
    WHERE a.level = :level AND a.valid_from <= :last AND a.valid_to > :last
    UNION
    SELECT followed.predecessor_id, s.successor_id FROM followed
    JOIN places.area AS a ON a.id = followed.successor_id AND a.valid_to <= :on
    JOIN places.succession AS s ON s.predecessor_id = a.id
)
SELECT before.id AS before, before.code AS before_code, after.id AS after, after.code AS after_code,
       CASE WHEN st_area(before.geom) > 0
            THEN st_area(st_intersection(before.geom, after.geom)::geography) END AS overlap
FROM followed JOIN places.area AS before ON before.id = predecessor_id JOIN places.area AS after ON after.id = successor_id
WHERE after.valid_from <= :on AND (after.valid_to IS NULL OR after.valid_to > :on) AND before.valid_to <= :on
ORDER BY before.code, after.code
""")


def values_on(
    session: Session, *, viewer: Viewer, indicator: str, level: str, period: Period, on: date, known: date | None = None
) -> list[AreaValue]:
    """The values of a period on the areas in force on a day, by code: those of former areas carried over as estimates."""
    measured = indicator_by_code(session, indicator, viewer=viewer)
    found = values(session, viewer=viewer, indicator=indicator, level=level, period=period, known=known)
    last = date.fromordinal(period.end.toordinal() - 1)
    rows = session.execute(FOLLOWED, {"level": level, "last": last, "on": on}).mappings().all()
    if not rows:
        return found
    gone = {row["before_code"] for row in rows}
    stay = {one.area_code: one for one in found if one.area_code not in gone}
    carried = _carried(session, measured, {one.area_code: one for one in found}, rows)
    return sorted((carried | stay).values(), key=lambda one: one.area_code)


def _carried(
    session: Session, measured: Indicator, found: dict[str, AreaValue], rows: Sequence[RowMapping]
) -> dict[str, AreaValue]:
    people = _people(session, [row[name] for row in rows for name in ("before_code", "after_code")])
    former = {row["before"]: _measured(found[row["before_code"]], people)
              for row in rows if row["before_code"] in found}  # fmt: skip
    told = restated(Aggregation(measured.aggregation), measured.multiplier, former, _shares(rows, people))
    codes = {row["after"]: row["after_code"] for row in rows}
    period = next((one.period for one in found.values()), None)
    return {
        codes[after]: AreaValue(
            area_code=codes[after], value=value, period=period, status=Status.ESTIMATED, is_recorded=False, is_restated=True,
        )
        for after, value in told.items()
        if value is not None
    }  # fmt: skip


def _measured(one: AreaValue, people: dict[str, float]) -> Measured:
    return Measured(one.value, one.numerator, one.denominator, people.get(one.area_code))


def _shares(rows: Sequence[RowMapping], people: dict[str, float]) -> dict[tuple[int, int], float]:
    """Of each former area the shares of those after it: by their people where all are known, else by overlap."""
    after: dict[int, list[RowMapping]] = defaultdict(list)
    for row in rows:
        after[row["before"]].append(row)
    shares = {}
    for before, parts in after.items():
        counted = [people.get(row["after_code"]) for row in parts]
        weights = [float(row["overlap"] or 0) if None in counted else float(count or 0)
                   for row, count in zip(parts, counted, strict=True)]  # fmt: skip
        total = sum(weights)
        for row, weight in zip(parts, weights, strict=True):
            shares[before, row["after"]] = weight / total if total else 1 / len(parts)
    return shares


def _people(session: Session, codes: list[str]) -> dict[str, float]:
    """People of each area in the newest period in which they are known for it; empty where nobody counts them."""
    asked = (
        select(VALUES.c.area_code, VALUES.c.value)
        .ext(distinct_on(VALUES.c.area_code))
        .where(VALUES.c.indicator_code == POPULATION, VALUES.c.area_code.in_(codes))
        .order_by(VALUES.c.area_code, VALUES.c.period_end.desc())
    )
    return dict(session.execute(asked).all())
