"""Over many projects the database joins at once what belongs together: never each project with each site."""

from __future__ import annotations

import psycopg
import pytest

from app.core.authority import EVERYTHING, PUBLIC, Viewer
from app.core.cluster import Database
from app.core.roles import Role
from app.core.viewing import signed
from bench import projects
from gis.access import Read

OF_SITES = ("projects", "project_lights", "lapse_risk")
OFFICIAL = Viewer("X-1", frozenset({Read.PUBLIC, Read.INTERNAL}), None, frozenset({"9801"}), frozenset())


def test_projects_meet_their_sites_at_once(toy_database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projects, "AGENCIES", ("roads-1", "roads-2", "roads-3", "roads-4"))
    with psycopg.connect(toy_database.url(Role.OWNER)) as owner:
        projects.lay(owner, 2000)
        owner.commit()
        owner.execute("ANALYZE")
    with psycopg.connect(toy_database.url(Role.APP)) as connection:
        for viewer in (PUBLIC, EVERYTHING, OFFICIAL):
            connection.execute("SELECT set_config('phaen.viewer', %s, true)", [signed(viewer, toy_database.viewer_key())])
            for view in OF_SITES:
                asked = f"EXPLAIN (ANALYZE, TIMING OFF) SELECT * FROM published.{view}"
                plan = "\n".join(str(line) for (line,) in connection.execute(asked.encode()))
                assert "Rows Removed by Join Filter" not in plan, (view, viewer.areas, plan[:2000])
