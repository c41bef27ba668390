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
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
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
from app.projects.commands.dossiers import change_project, count_beneficiaries, link_project, remove_beneficiaries
from app.projects.commands.places import add_site, remove_site
from app.projects.models import Past, PlanLink, Project, Site
from app.projects.queries.places import sites_told
from app.projects.rules.dossier import Unit
from app.projects.schemas import BeneficiaryIn, LinksIn, ProjectChange
from tests import cast
from tests.app.plans.drafts import CODE, approved
from tests.app.projects.dossiers import given, site, whole

SentBy = Callable[[str], TestClient]
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


def change(session: Session, **more: object) -> None:
    values = {name: value for name, value in given(**more).model_dump().items() if name != "reference"}
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
    from datetime import datetime

    from app.web.words import BANGKOK

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


def test_every_page_of_the_past_tells_of_its_day(months: Database, sent_by: SentBy) -> None:
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
