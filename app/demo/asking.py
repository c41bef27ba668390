"""Queries that invented positions keep, so that whoever opens the console finds some to begin with."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.demo.offices import GOVERNOR
from app.demo.planning import holder
from app.demo.views import STRATEGIST
from app.queries.commands import keep_query
from app.queries.rules import Sharing
from app.queries.schemas import QueryIn

PER_HEAD = """SELECT name_th, people, received_million, baht_per_head, geom
FROM budget_per_head_districts
ORDER BY baht_per_head DESC NULLS LAST"""
LATE = """SELECT p.reference, p.title_th, p.reason, p.days_behind, d.name_th AS district, p.geom
FROM late_projects AS p
JOIN districts AS d ON d.code = left(p.area_code, 4)
ORDER BY p.days_behind DESC NULLS LAST"""
NEAR = """SELECT v.name_th AS village, count(DISTINCT p.reference) AS late_projects
FROM villages AS v
JOIN late_projects AS p ON ST_DWithin(v.geom::geography, p.geom::geography, 2000)
GROUP BY v.name_th
ORDER BY late_projects DESC, village"""
QUERIES = {
    GOVERNOR: (("งบต่อหัวรายอำเภอ", PER_HEAD, Sharing.OWN),),
    STRATEGIST: (
        ("โครงการล่าช้าพร้อมอำเภอ", LATE, Sharing.ANALYSTS),
        ("หมู่บ้านใกล้โครงการล่าช้า 2 กม.", NEAR, Sharing.ANALYSTS),
    ),
}
"""By position: title, statement, and who finds it."""


def load_queries(session: Session) -> dict[str, int]:
    """Let each position keep its queries; they go with the position. Counts by kind."""
    for number, queries in QUERIES.items():
        by = holder(session, number)
        for title, statement, sharing in queries:
            keep_query(session, by=by, given=QueryIn(title=title, statement=statement, sharing=sharing))
    return {"queries": sum(map(len, QUERIES.values()))}
