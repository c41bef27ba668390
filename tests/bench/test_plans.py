"""Over many projects the database joins at once what belongs together: never each project with each site or each baht."""

from __future__ import annotations

import re

import psycopg
import pytest

from app.core.authority import EVERYTHING, PUBLIC, Viewer
from app.core.cluster import Database
from app.core.roles import Role
from app.core.viewing import signed
from bench import projects
from gis.access import Read

OFFICIAL = Viewer("X-1", frozenset({Read.PUBLIC, Read.INTERNAL}), None, frozenset({"9801"}), frozenset())
READABLE = """SELECT relname::text FROM pg_class WHERE relnamespace = 'published'::regnamespace AND relkind = 'v'
    AND has_table_privilege(oid, 'SELECT') ORDER BY relname"""
COUNT, FEW = 2000, 10 * 2000
"""Pairs that a join looks at in vain: each project with a handful is no harm, with each other project it is."""


@pytest.mark.parametrize("viewer", [PUBLIC, EVERYTHING, OFFICIAL], ids=["public", "all", "one_district"])
def test_no_view_of_two_thousand_projects_compares_each_row_with_each(
    toy_database: Database, monkeypatch: pytest.MonkeyPatch, viewer: Viewer
) -> None:
    monkeypatch.setattr(projects, "AGENCIES", ("roads-1", "roads-2", "roads-3", "roads-4"))
    with psycopg.connect(toy_database.url(Role.OWNER)) as owner:
        projects.lay(owner, COUNT)
        owner.commit()
        owner.execute("ANALYZE")
    with psycopg.connect(toy_database.url(Role.APP)) as connection:
        connection.execute("SELECT set_config('phaen.viewer', %s, true)", [signed(viewer, toy_database.viewer_key())])
        views = [str(name) for (name,) in connection.execute(READABLE)]
        assert {"budget_districts", "budget_phases", "late_projects", "projects"} <= set(views)
        for view in views:
            asked = f"EXPLAIN (ANALYZE, TIMING OFF) SELECT * FROM published.{view}"
            plan = "\n".join(str(line) for (line,) in connection.execute(asked.encode()))
            in_vain = [int(count) for count in re.findall(r"Rows Removed by Join Filter: (\d+)", plan)]
            assert max(in_vain, default=0) < FEW, (view, plan[:2000])
