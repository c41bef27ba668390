"""A project as it was at the end of each day: begun forty days ago as a road, made a bridge twenty days ago, closed in since.

        40 days ago            20 days ago             10 days ago
title   ก่อสร้างถนนบ้านทดสอบ      ก่อสร้างสะพานบ้านใหม่       …
place   a point in 980102      a point in 980201       …
serves  1.1 of the plan        2.1                     …
people  1,200                  150                     nobody is counted
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from geoalchemy2.shape import to_shape
from shapely.geometry import Point
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from app.core import then
from app.core.authority import OPERATOR, PUBLIC
from app.core.cluster import Database
from app.core.database import transaction
from app.core.records import today
from app.core.roles import Role
from app.monitoring.models import Asset, Milestone
from app.projects.commands.dossiers import change_project, count_beneficiaries, link_project, remove_beneficiaries
from app.projects.commands.places import add_site, remove_site
from app.projects.commands.registering import draft_project
from app.projects.models import Past, Project, Site
from app.projects.queries.places import sites_told
from app.projects.rules.dossier import Unit
from app.projects.schemas import BeneficiaryIn, LinksIn, ProjectChange
from app.web.words import BANGKOK
from tests import cast
from tests.app.plans.drafts import approved
from tests.app.projects.dossiers import given, site, whole

SentBy = Callable[[str], TestClient]
POINT = "SRID=4326;POINT(101.25 15.5)"
ROAD, BRIDGE = "ก่อสร้างถนนบ้านทดสอบ", "ก่อสร้างสะพานบ้านใหม่"
X1: dict[str, Any] = {"by": OPERATOR, "reference": "X1"}


@contextmanager
def ago(database: Database, days: int) -> Iterator[Session]:
    """What the block does, as if it were so many days ago."""
    with transaction(database) as session:
        yield session
    with transaction(database, Role.OWNER) as session:
        now = today(session)
        session.execute(update(Past).where(Past.until == now).values(until=now - timedelta(days=days)))


def change(session: Session, title_th: str) -> None:
    values = {name: value for name, value in given(title_th=title_th).model_dump().items() if name != "reference"}
    change_project(session, **X1, given=ProjectChange.model_validate(values))


@pytest.fixture
def months(furnished: Database) -> Database:
    """The days above."""
    with ago(furnished, 40) as session:
        whole(session)
        approved(session, cast.acting(session, "O-1"))
    with ago(furnished, 20) as session:
        change(session, title_th=BRIDGE)
        project = session.scalars(select(Project).where(Project.reference == "X1")).one()
        old = session.scalars(select(Site).where(Site.project_id == project.id)).one()
        remove_site(session, **X1, site_id=old.id)
        add_site(session, **X1, given=site(Point(101.25, 15.5)))
        other = session.scalar(text("SELECT key FROM plans.plan_node WHERE code = '2.1'"))
        link_project(session, **X1, given=LinksIn(primary=other))
        people = BeneficiaryIn.model_validate({"unit": "persons", "count": "150"})
        count_beneficiaries(session, **X1, given=people)
    with ago(furnished, 10) as session:
        remove_beneficiaries(session, **X1, unit=Unit.PERSONS)
    return furnished


def on(session: Session, days: int) -> None:
    then.look_back(session, today(session) - timedelta(days=days))


def asked(client: TestClient, path: str, days: int, **more: str) -> str:
    with_day = {"as_of": f"{day_before(days)}", **more}
    answer = client.get(path, params=with_day)
    assert answer.status_code == 200, answer.text
    return answer.text


def day_before(days: int) -> str:
    return (datetime.now(BANGKOK).date() - timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("days", "title", "area", "people"),
    [(0, BRIDGE, ["980201"], None), (10, BRIDGE, ["980201"], None), (11, BRIDGE, ["980201"], 150),
     (20, BRIDGE, ["980201"], 150), (21, ROAD, ["980102"], 1_200), (40, ROAD, ["980102"], 1_200), (400, ROAD, ["980102"], 1_200)],
)  # fmt: skip
def test_what_a_project_said_is_that_of_the_end_of_the_day(
    months: Database, days: int, title: str, area: list[str], people: int | None
) -> None:
    with transaction(months) as session:
        on(session, days)
        project = session.scalars(select(Project).where(Project.reference == "X1")).one()
        assert (project.title_th, project.area_codes) == (title, area)
        assert [one.site.area_code for one in sites_told(session, project, viewer=OPERATOR.viewer)] == area
        counted = text("SELECT max(count) FROM projects_then.beneficiary WHERE project_id = :id AND unit = 'persons'")
        assert session.scalar(counted, {"id": project.id}) == people


@pytest.mark.usefixtures("months")
def test_every_page_of_the_past_tells_of_its_day(sent_by: SentBy) -> None:
    client = sent_by("O-2")
    assert ROAD in asked(client, "/projects/X1", 21)
    assert BRIDGE not in asked(client, "/projects/X1", 21)
    assert BRIDGE in asked(client, "/projects/X1", 20)
    assert ROAD in asked(client, "/projects", 21, q="ถนนบ้านทดสอบ")
    assert "X1" not in asked(client, "/projects", 20, q="ถนนบ้านทดสอบ")
    assert ROAD in asked(client, "/projects/export.csv", 21)
    for district, days in (("9801", 21), ("9802", 20)):
        other = "9802" if district == "9801" else "9801"
        assert "/projects/X1" in asked(client, f"/places/{district}", days)
        assert "/projects/X1" not in asked(client, f"/places/{other}", days)
    assert "1,200" in asked(client, "/projects/X1", 21)
    assert "เรื่อง 1.1" in asked(client, "/projects/X1", 21)
    assert "เรื่อง 1.1" not in asked(client, "/projects/X1", 20)


def test_money_lies_where_the_project_lay(months: Database) -> None:
    with transaction(months, Role.OWNER) as session:
        for days, code in ((21, "980102"), (20, "980201")):
            on(session, days)
            parts = text("SELECT area_code FROM published.project_parts JOIN projects.project AS p ON p.id = project_id"
                         " WHERE p.reference = 'X1'")  # fmt: skip
            assert session.scalars(parts).all() == [code]


def test_goals_are_those_of_the_links_of_the_day(months: Database) -> None:
    goals = text("SELECT DISTINCT system || ':' || goal_code FROM published.project_goals"
                 " WHERE project_reference = 'X1' ORDER BY 1")  # fmt: skip
    with transaction(months) as session:
        on(session, 20)
        assert session.scalars(goals).all() == ["NS:4", "NS:5"]
        on(session, 21)
        assert session.scalars(goals).all() == ["NS:2", "SDG:9"]


def test_the_map_of_a_list_shows_the_places_and_the_states_of_the_day(months: Database) -> None:
    drawn = text("SELECT title_th, phase, area_code FROM published.projects WHERE reference = 'X1'")
    with transaction(months) as session:
        for days, title, code in ((21, ROAD, "980102"), (20, BRIDGE, "980201")):
            on(session, days)
            assert session.execute(drawn).all() == [(title, "proposed", code)]


@pytest.mark.usefixtures("months")
def test_programs_are_told_the_same(sent_by: SentBy) -> None:
    client = sent_by("O-2")
    told = client.get("/api/projects/X1", params={"as_of": day_before(21)}).json()
    assert (told["title_th"], told["as_of"], told["kept_from"]) == (ROAD, day_before(21), {})
    listed = client.get("/api/projects", params={"as_of": day_before(20), "q": "X1"}).json()
    assert [one["title_th"] for one in listed["projects"]] == [BRIDGE]


def test_what_was_found_when_the_keeping_began_is_said_to_be_known_from_then(
    months: Database, sent_by: SentBy
) -> None:  # fmt: skip
    with transaction(months, Role.OWNER) as session:
        session.execute(update(Past).where(Past.part == "registered").values(part="found"))
    client = sent_by("O-2")
    assert "เนื้อหาโครงการเก็บประวัติตั้งแต่" in asked(client, "/projects/X1", 41)
    assert "เนื้อหาโครงการเก็บประวัติตั้งแต่" not in asked(client, "/projects/X1", 40)
    assert "โครงการเก็บประวัติตั้งแต่ภายหลัง" in asked(client, "/projects", 41)
    told = client.get("/api/projects/X1", params={"as_of": day_before(41)}).json()
    assert told["kept_from"] == {"X1": day_before(40)}


def test_the_past_shows_nobody_more_than_the_day_did(months: Database) -> None:
    """X1 was a draft on all its days: of its past the public sees nothing, though it be open today."""
    with transaction(months, Role.OWNER) as session:
        ids = select(Project.id).where(Project.reference == "X1").scalar_subquery()
        assert (session.scalar(select(func.count()).where(Past.project_id == ids, Past.held.is_not(None))) or 0) > 5
        session.execute(text("ALTER TABLE projects.project DISABLE TRIGGER USER"))
        session.execute(update(Project).where(Project.reference == "X1").values(state="closed", class_="public"))
        session.execute(text("ALTER TABLE projects.project ENABLE TRIGGER USER"))
    with transaction(months, viewer=PUBLIC) as session:
        on(session, 21)
        assert session.scalars(select(Past.part).where(Past.project_id == ids)).all() == []
        assert session.scalars(select(Project.title_th).where(Project.reference == "X1")).all() == [BRIDGE]


def test_nobody_writes_the_past_and_only_inventions_are_dated_back(months: Database) -> None:
    earlier = text("UPDATE projects.past SET until = until - 1")
    with transaction(months) as session:
        assert session.execute(earlier).rowcount == 0  # type: ignore[attr-defined]
        draft_project(session, by=OPERATOR, given=given(reference="S1"), is_synthetic=True)
        assert session.execute(earlier).rowcount == 1  # type: ignore[attr-defined]
        session.rollback()
    for forbidden in ("DELETE FROM projects.past", "UPDATE projects.past SET held = NULL", "TRUNCATE projects.past"):
        with transaction(months) as session, pytest.raises(ProgrammingError, match="permission denied"):
            session.execute(text(forbidden))


def test_a_project_that_goes_takes_its_past_with_it(months: Database) -> None:
    with transaction(months, Role.OWNER) as session:
        left = text("SELECT count(*) FROM projects.past WHERE project_id NOT IN (SELECT id FROM projects.project)")
        key = session.scalar(select(Project.id).where(Project.reference == "X1"))
        session.execute(text("DELETE FROM projects.project WHERE id = :id"), {"id": key})
        assert session.scalar(left) == 0
        assert session.scalar(select(func.count()).where(Past.project_id == key)) == 0


def test_of_a_day_only_its_end_is_kept(months: Database) -> None:
    with transaction(months) as session:
        for title in ("ชื่อหนึ่ง", "ชื่อสอง", BRIDGE + "สอง"):
            change(session, title_th=title)
    with transaction(months) as session:
        on(session, 1)
        assert session.scalars(select(Project.title_th).where(Project.reference == "X1")).all() == [BRIDGE]
        kept = text("SELECT held ->> 'title_th' FROM projects.past WHERE part = 'project' AND held ->> 'reference' = 'X1'"
                    " ORDER BY until")  # fmt: skip
        assert session.scalars(kept).all() == [ROAD, BRIDGE]


def test_assets_and_milestones_are_those_of_the_day(months: Database) -> None:
    """Recorded nine days ago; handed over and reached five days ago."""
    with ago(months, 9) as session:
        key = session.scalars(select(Project.id).where(Project.reference == "X1")).one()
        session.add(Milestone(project_id=key, number=1, title_th="งวดหนึ่ง", planned_on=today(session)))
        session.add(Asset(project_id=key, number=1, name_th="สะพาน", value_satang=100, geom=POINT))
    with ago(months, 5) as session:
        given_over = {"owner_th": "อบต.ป่าแดง", "handed_over_on": today(session), "document": "1/2569"}
        session.execute(update(Asset).where(Asset.project_id == key).values(**given_over))
        session.execute(update(Milestone).where(Milestone.project_id == key).values(actual_on=today(session)))
    found = {}
    for days in (10, 9, 6, 5, 0):
        with transaction(months) as session:
            on(session, days)
            assets = session.scalars(select(Asset).where(Asset.project_id == key)).all()
            steps = session.scalars(select(Milestone).where(Milestone.project_id == key)).all()
            found[days] = ([one.owner_th for one in assets], [one.actual_on is not None for one in steps])
            assert all(to_shape(one.geom).wkt == "POINT (101.25 15.5)" for one in assets if one.geom is not None)
    assert found == {
        10: ([], []), 9: ([None], [False]), 6: ([None], [False]), 5: (["อบต.ป่าแดง"], [True]), 0: (["อบต.ป่าแดง"], [True])
    }  # fmt: skip


def test_the_views_of_the_past_belong_to_who_verifies_the_viewer(months: Database) -> None:
    """Those of tables that keep none read as whoever asks."""
    asked = text(
        "SELECT c.relname, pg_get_userbyid(c.relowner), coalesce(c.reloptions::text, '') FROM pg_class AS c"
        " WHERE c.relnamespace = 'projects_then'::regnamespace AND c.relkind = 'v'"
    )
    remembered = text(
        "SELECT DISTINCT c.relname FROM pg_trigger AS t JOIN pg_class AS c ON c.oid = t.tgrelid"
        " WHERE t.tgname LIKE '%\\_remembered\\_update' AND c.relnamespace = 'projects'::regnamespace"
    )
    with transaction(months) as session:
        owners = {name: (owner, options) for name, owner, options in session.execute(asked)}
        kept = set(session.scalars(remembered))
    assert {name for name, (owner, _) in owners.items() if owner == "phaen_views"} == kept
    assert {options for owner, options in owners.values() if owner != "phaen_views"} == {"{security_invoker=true}"}
    assert owners["project"] == ("phaen_views", "")


def test_the_schema_of_the_past_has_the_columns_of_today(months: Database) -> None:
    """A migration that adds a column is followed when the views are made anew."""
    columns = text("SELECT table_name, column_name, ordinal_position FROM information_schema.columns"
                   " WHERE table_schema = :schema ORDER BY 1, 3")  # fmt: skip
    with transaction(months) as session:
        for name in then.SLICES:
            past, now = (session.execute(columns, {"schema": one}).all() for one in (f"{name}_then", name))
            assert [row[:2] for row in past] == [row[:2] for row in now]
