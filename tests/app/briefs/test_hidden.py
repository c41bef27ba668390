"""The note that a paper holds data that is not public stands where something in it is not, and nowhere else.

P-1 lies in 9801 and has money of FY2569; today is of a later year, in which no project has any.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import psycopg
import pytest
from fastapi.testclient import TestClient
from pypdfium2 import PdfDocument
from shapely import box, to_geojson
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.briefs.hidden import projects_hidden
from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.roles import Role
from app.projects.models import Project
from tests.ledger import DURING

SentBy = Callable[..., TestClient]
NOTE = "มีข้อมูลที่ไม่เปิดเผยต่อสาธารณะ"
THEN = f"as_of={DURING.isoformat()}"
EAST = urlencode({"shape": to_geojson(box(100.5, 15, 101, 16))})
FAR = urlencode({"shape": to_geojson(box(102.1, 15.1, 102.4, 15.4))})
PROJECT = "UPDATE projects.project SET class = 'internal' WHERE reference = 'P-1'"
INDICATOR = "UPDATE indicators.indicator SET class = 'internal' WHERE code = 'ENV-WASTE'"


def changed(database: Database, *statements: str) -> None:
    with psycopg.connect(database.url(Role.OWNER)) as owner:
        for each in statements:
            owner.execute(each.encode())


def noted(client: TestClient, path: str) -> bool:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return NOTE in answer.text


@pytest.mark.parametrize("path", [f"/briefs/9801?{THEN}", f"/briefs/98?{THEN}", f"/shapes/brief?{EAST}&{THEN}"])
def test_where_all_is_public_an_official_is_told_no_other(sent_by: SentBy, path: str) -> None:
    assert not noted(sent_by("O-2"), path)


def test_a_project_that_is_not_public_marks_every_paper_that_it_is_in(furnished: Database, sent_by: SentBy) -> None:
    changed(furnished, PROJECT)
    official, public = sent_by("O-2"), sent_by()
    for path in ("/briefs/9801", "/briefs/98", "/briefs/980102", f"/shapes/brief?{EAST}"):
        assert (noted(official, path), noted(public, path)) == (True, False), path
    for path in ("/briefs/9803", "/briefs/980101", f"/shapes/brief?{FAR}"):
        assert not noted(official, path), path


def test_a_rank_among_money_that_is_not_public_is_not_public(furnished: Database, sent_by: SentBy) -> None:
    changed(furnished, PROJECT)
    assert noted(sent_by("O-2"), f"/briefs/9803?{THEN}")


def test_an_indicator_that_is_not_public_marks_the_areas_that_it_is_measured_in(
    furnished: Database, sent_by: SentBy
) -> None:
    changed(furnished, INDICATOR)
    official = sent_by("O-2")
    assert (noted(official, "/briefs/9801"), noted(official, "/briefs/9802")) == (True, True)
    assert not noted(sent_by(), "/briefs/9802")


def test_what_is_only_proposed_is_not_public(session: Session) -> None:
    weir = session.scalars(select(Project.id).where(Project.reference == "P-1")).one()
    told = [projects_hidden(session, {weir: state}, viewer=EVERYTHING) for state in ("completed", "submitted")]
    assert told == [False, True]


def test_a_road_that_is_not_public_marks_the_maps_that_show_it(furnished: Database, sent_by: SentBy) -> None:
    changed(furnished, "UPDATE datasets.feature SET class = 'internal' WHERE dataset_id = 'roads'")
    assert noted(sent_by("O-2"), "/briefs/9803")


def test_a_visit_is_marked_by_its_stops(furnished: Database, sent_by: SentBy) -> None:
    def told(client: TestClient) -> bool:
        answer = client.get("/visits/pack.pdf?stop=P-1")
        return NOTE in "".join(PdfDocument(answer.content)[0].get_textpage().get_text_range().split())

    official = sent_by("O-2")
    assert not told(official)
    changed(furnished, PROJECT)
    assert told(official)
