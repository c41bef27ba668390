"""Lights of a field of work and of a line of command: list, map, counts, JSON and export agree.

P-1 is a weir (water, of works; late: nobody has taken it over), P-2 a road (transport, of works), P-3 training (of welfare,
without a field). Works and welfare stand under the deputy G-2.
"""

from __future__ import annotations

import csv
import io
import re

import pytest
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import transaction
from app.monitoring.queries.lights import owed, standings
from app.monitoring.rules import Light, Scope
from app.organizations.models import Position
from app.organizations.queries.superiors import commands_below_the_head
from tests.app.monitoring.toys import ROAD, WEIR, of, planned
from tests.app.plans.test_pages import SentBy

TRAINING = "P-3"


def spread(session: Session) -> None:
    planned(session)
    of(session, "works", WEIR, sector="water")
    of(session, "works", ROAD, sector="transport")
    of(session, "welfare", TRAINING)


def test_those_right_under_the_head_have_all_organisations_below_them(session: Session) -> None:
    """Under G-2 are the office, works, the district and welfare; the auditor O-4 has nobody under him."""
    found = commands_below_the_head(session, viewer=EVERYTHING)
    assert [(one.number, sorted(one.organizations)) for one in found] == [
        ("G-2", ["mueang", "office", "province", "welfare", "works"])
    ]
    works = session.get(Position, "W-1")
    assert works is not None
    works.reports_to = "G-1"
    session.flush()
    left = commands_below_the_head(session, viewer=EVERYTHING)
    assert [(one.number, "works" in one.organizations) for one in left] == [("G-2", False)]


def test_a_scope_narrows_lights_and_reports_alike(session: Session) -> None:
    spread(session)

    def seen(scope: Scope) -> tuple[list[str], list[str]]:
        lit = sorted(one.reference for one in standings(session, viewer=EVERYTHING, scope=scope))
        return lit, sorted({one.reference for one in owed(session, viewer=EVERYTHING, scope=scope)})

    assert seen(Scope()) == ([WEIR, ROAD, TRAINING], [ROAD])
    assert seen(Scope(frozenset({"water"}))) == ([WEIR], [])
    assert seen(Scope(frozenset({"water", "transport"}))) == ([WEIR, ROAD], [ROAD])
    assert seen(Scope(agencies=frozenset({"welfare"}))) == ([TRAINING], [])
    assert seen(Scope(frozenset({"water"}), frozenset({"welfare"}))) == ([], [])
    assert seen(Scope(agencies=frozenset())) == ([], [])
    late = standings(session, viewer=EVERYTHING, light=Light.LATE, scope=Scope(frozenset({"transport"})))
    assert late == []


@pytest.fixture
def lit(furnished: Database) -> None:
    with transaction(furnished) as session:
        spread(session)


@pytest.mark.usefixtures("lit")
@pytest.mark.parametrize(
    ("query", "left", "mapped"),
    [("", [WEIR, ROAD, TRAINING], 2), ("sector=water", [WEIR], 1), ("sector=water&sector=transport", [WEIR, ROAD], 2),
     ("under=G-2", [WEIR, ROAD, TRAINING], 2), ("under=G-2&sector=transport", [ROAD], 1), ("under=NO-SUCH", [], 0),
     ("sector=nothing", [], 0), ("sector=water&light=late", [WEIR], 1)],
)  # fmt: skip
def test_list_map_counts_json_and_export_agree(sent_by: SentBy, query: str, left: list[str], mapped: int) -> None:
    public = sent_by("")
    told = public.get(f"/api/monitoring?{query}").json()
    assert (sorted(one["reference"] for one in told["projects"]), told["total"]) == (left, len(left))
    assert sum(told["counts"].values()) == len(left)
    rows = list(csv.DictReader(io.StringIO(public.get(f"/monitoring/export.csv?{query}").content.decode("utf-8-sig"))))
    assert sorted(row["รหัสโครงการ"] for row in rows) == left
    page = public.get(f"/monitoring?lang=en&{query}").text
    table = page[page.index('id="lights"') :]
    assert sorted(set(re.findall(r'href="/monitoring/projects/([^"]+)"', table))) == left
    assert f"{len(left)} projects" in table
    on_map = re.search(r"([\d,]+) places of\s*([\d,]+) projects on the map, of\s*([\d,]+)", page)
    assert (on_map and (int(on_map[2]), int(on_map[3]))) == ((mapped, len(left)) if mapped else None)


@pytest.mark.usefixtures("lit")
def test_the_late_list_and_its_links_keep_what_was_chosen(sent_by: SentBy) -> None:
    public = sent_by("")
    page = public.get("/monitoring/late?sector=water&under=G-2&lang=en").text
    assert re.findall(r'href="/monitoring/projects/([^"]+)"', page) == [WEIR]
    assert 'value="water" checked' in page
    assert '<option value="G-2" selected>' in page
    assert "/monitoring/export.csv?sector=water&amp;under=G-2&amp;light=late" in page
    page = public.get("/monitoring?sector=transport").text
    assert 'href="/monitoring?sector=transport&amp;light=late#lights"' in page
    late = public.get("/api/monitoring/late?sector=transport").json()
    assert (late["projects"], {one["reference"] for one in late["reports"]}) == ([], {ROAD})
    features = public.get("/ogc/collections/project_lights/items?sector=water").json()["features"]
    assert [one["properties"]["reference"] for one in features] == [WEIR]
