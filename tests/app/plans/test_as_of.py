"""The coverage of a plan as of a day: version 1 in force from 10 January 2566, version 2 from 1 June 2567.

P-1 is linked to 1.1, which serves NS 2 in both versions; P-2 to 2.1, which serves NS 4 in the first one and NS 3 in the
second, from 1 June on. Money came on 3 March 2569: 500,000.01 baht for P-2.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.core.authority import OPERATOR
from app.core.cluster import Database
from app.core.database import transaction
from app.plans.commands.alignments import align, end_alignment
from app.plans.commands.approval import revise_plan
from app.plans.models import Alignment, Plan
from app.plans.schemas import LinkEnding
from app.projects.models import PlanLink, Project
from tests import cast
from tests.app.plans.drafts import CODE, approved, drafted, link

SentBy = Callable[[str], TestClient]
SECOND = date(2024, 6, 1)


@pytest.fixture(autouse=True)
def revised(furnished: Database) -> None:
    with transaction(furnished) as session:
        made, chief = drafted(session), cast.acting(session, "O-1")
        for reference, code in (("P-1", "1.1"), ("P-2", "2.1")):
            project = session.scalars(select(Project).where(Project.reference == reference)).one()
            session.add(PlanLink(project_id=project.id, node_key=made[code].key, role="primary"))
        approved(session, chief, held_on=date(2023, 1, 10))
        revise_plan(session, by=OPERATOR, code=CODE, version=1)
        former = session.scalars(
            select(Alignment)
            .join(Plan, Plan.id == Alignment.plan_id)
            .where(Plan.version == 2, Alignment.frame_code == "4")
        ).one()
        ending = LinkEnding(last_day=date(2024, 5, 31))
        end_alignment(session, by=OPERATOR, code=CODE, version=2, link_id=former.id, given=ending)
        align(session, by=OPERATOR, code=CODE, version=2, key=made["2.1"].key, given=link("NS:3", since=SECOND))
        approved(session, chief, version=2, held_on=SECOND)


def served(client: TestClient, version: int, day: str = "") -> dict[str, tuple[int, int, float]]:
    """Of each goal that is served first: its nodes, its projects, what they received."""
    asked: dict[str, str | int] = {"system": "NS", "year": 2569, **({"as_of": day} if day else {})}
    rows = client.get(f"/api/plans/{CODE}/{version}/coverage", params=asked).json()["rows"]
    return {row["frame"]: (row["total"], row["first"]["projects"], row["first"]["received_baht"])
            for row in rows if row["first"]["projects"]}  # fmt: skip


def test_the_version_that_is_shown_counts_with_the_alignments_of_the_day(sent_by: SentBy) -> None:
    public = sent_by("")
    assert served(public, 1, "2024-05-31") == {"2": (2, 1, 0), "4": (1, 1, 0)}, "in force then"
    assert served(public, 2, "2024-06-01") == {"2": (2, 1, 0), "3": (1, 1, 0)}, "in force then"
    assert served(public, 2, "2024-05-31") == {"2": (2, 1, 0), "4": (1, 1, 0)}, "NS 3 is served from the next day on"
    assert served(public, 1, "2024-06-01") == {"2": (2, 1, 0), "4": (1, 1, 0)}, "superseded, and shown all the same"
    assert served(public, 2) == {"2": (2, 1, 1_000_000), "3": (1, 1, 500_000.01)}
    assert served(public, 1) == {"2": (2, 1, 1_000_000), "4": (1, 1, 500_000.01)}


def test_the_money_of_a_goal_came_on_its_day_on_page_json_and_tables(sent_by: SentBy) -> None:
    public, here = sent_by(""), f"/plans/{CODE}/2/coverage"
    assert [served(public, 2, day)["3"] for day in ("2026-03-02", "2026-03-03")] == [(1, 1, 0), (1, 1, 500_000.01)]
    pages = [public.get(f"{here}?system=NS&year=2569&as_of={day}").text for day in ("2026-03-02", "2026-03-03")]
    assert ['title="500,000.01"' in page for page in pages] == [False, True]
    assert "ความเชื่อมโยงของโครงการกับแผนเป็นของวันนั้น" in pages[0]
    received = []
    for day in ("2026-03-02", "2026-03-03"):
        answer = public.get(f"/api{here}.csv?system=NS&year=2569&as_of={day}")
        assert day in answer.headers["content-disposition"]
        rows = list(csv.reader(io.StringIO(answer.text.removeprefix("\ufeff"))))
        column = rows[0].index("ได้รับ (บาท เป้าหมายหลัก)")
        received.append([float(row[column]) for row in rows if row[0] == "3"])
    assert received == [[0], [500_000.01]]


def test_numbers_lead_to_the_list_of_that_day_when_the_version_was_in_force(sent_by: SentBy) -> None:
    public = sent_by("")
    first, second = (
        public.get(f"/plans/{CODE}/{number}/coverage?system=NS&year=2569&as_of=2026-03-03").text for number in (1, 2)
    )
    assert "/projects?year=2569&amp;as_of=2026-03-03&amp;first=NS:3" in second
    assert "/projects?year=2569" not in first
    assert "ซึ่งไม่ใช่ฉบับที่ใช้บังคับ" in first
    assert public.get("/api/projects?year=2569&first=NS:3").json()["total"] == 1


def test_the_tree_for_programs_has_the_alignments_of_the_day(sent_by: SentBy) -> None:
    public = sent_by("")
    told = [public.get(f"/api/plans/{CODE}/2?as_of={day}").text for day in ("2024-05-31", "2024-06-01")]
    assert ['"code":"3"' in one for one in told] == [False, True]
