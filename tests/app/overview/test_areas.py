"""One area beside others, on the toy province in FY2569 (as of 22 June 2569), where every figure is mental arithmetic.

9801 has 300 people and 1,250,000.01 baht: 4,166.67 a head. 9802 has 100 and 250,000: 2,500. 9803 has 100 and nothing.
"""

from __future__ import annotations

from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.indicators.queries.areas import measured_in
from app.indicators.ranking import needs
from app.monitoring.rules import Light
from app.overview.queries import areas as queries
from app.overview.rules import Compared, standing, urgency
from app.places.queries import area_at, neighbours
from tests import cast
from tests.ledger import DURING

THEN = f"?as_of={DURING.isoformat()}"


@pytest.fixture
def during(session: Session) -> Session:
    session.execute(text("SELECT set_config('phaen.true_on', :day, true)"), {"day": DURING.isoformat()})
    return session


def around(session: Session, code: str, year: int = 2569) -> queries.Around:
    found = queries.around(session, area_at(session, code, viewer=PUBLIC), year, viewer=PUBLIC)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("code", "beside"),
    [("9801", ["9802"]), ("9802", ["9801", "9803"]), ("980102", ["980101", "980201"]), ("98", []), ("98010101", [])],
)
def test_neighbours_share_a_border(session: Session, code: str, beside: list[str]) -> None:
    """Squares in a row: each touches the one before and the one after, along one degree of latitude (some 110.7 km)."""
    found = neighbours(session, area_at(session, code, viewer=PUBLIC), viewer=PUBLIC)
    assert sorted(one.code for one in found) == beside
    assert all(110_000 < one.border_m < 111_500 for one in found)


def test_to_touch_in_a_point_is_no_border(session: Session) -> None:
    session.execute(text("""
        UPDATE places.area SET geom = ST_Multi(ST_MakeEnvelope(101, 16, 102, 17, 4326)) WHERE code = '9803'"""))
    assert [one.code for one in neighbours(session, area_at(session, "9801", viewer=PUBLIC), viewer=PUBLIC)] == ["9802"]


def test_districts_are_compared_per_head(during: Session) -> None:
    found = around(during, "9802")
    assert [(one.code, one.people, round(one.received, 2), one.projects, one.late) for one in found.peers] == [
        ("9801", 300, 1_250_000.01, 2, 1), ("9802", 100, 250_000, 1, 0), ("9803", 100, 0, 0, 0),
    ]  # fmt: skip
    assert found.here.per_head == 2_500
    assert {one.code for one in found.neighbours} == {"9801", "9803"}
    assert standing(found.here.per_head, [one.per_head for one in found.peers]).rank == 2


def test_an_area_of_another_year_has_no_money(during: Session) -> None:
    assert [(one.received, one.projects) for one in around(during, "9802", 2568).peers] == [(0, 0)] * 3


def test_one_subdistrict_without_people_makes_those_of_its_district_unknown(during: Session) -> None:
    during.execute(text("""
        INSERT INTO places.area (level, code, parent_code, name_th, valid_from, geom, area_sqm)
        SELECT level, '980103', parent_code, 'ใหม่', valid_from, geom, area_sqm
        FROM places.area WHERE code = '980102'"""))
    found = {one.code: one for one in around(during, "9802").peers}
    assert (found["9801"].people, found["9801"].per_head) == (None, None)
    assert standing(2_500, [one.per_head for one in found.values()]) == standing(2_500, [2_500, 0])


def test_villages_are_not_compared(session: Session) -> None:
    assert queries.around(session, area_at(session, "98010101", viewer=PUBLIC), 2569, viewer=PUBLIC) is None


def test_projects_of_an_area_come_by_urgency_with_their_money_here(during: Session) -> None:
    """P-1 is done and nobody took it over: late. P-2 has no plan: not known; half of 500,000.01 lies in 9801."""
    found = queries.projects_in(during, "9801", viewer=PUBLIC)
    assert [(one.project.reference, one.light, round(one.received, 2), one.code) for one in found] == [
        ("P-1", Light.LATE, 1_000_000, "980102"), ("P-2", Light.UNKNOWN, 250_000.01, "980102"),
    ]  # fmt: skip
    assert sum(one.received for one in found) == pytest.approx(around(during, "9801").here.received)
    assert queries.projects_in(during, "9803", viewer=PUBLIC) == []


def test_the_order_of_projects() -> None:
    given = [("done", Light.DONE, "closed", 9), ("new", None, "requested", 9), ("well", Light.ON_TRACK, "in_progress", 9),
             ("ended", Light.LATE, "cancelled", 9), ("watch", Light.WATCH, "in_progress", 9),
             ("quiet", Light.UNKNOWN, "in_progress", 9), ("small", Light.LATE, "in_progress", 1),
             ("large", Light.LATE, "in_progress", 2)]  # fmt: skip
    ordered = sorted(given, key=lambda one: urgency(one[1], one[2], one[3], one[0]))
    assert [one[0] for one in ordered] == ["large", "small", "quiet", "watch", "well", "new", "done", "ended"]


def test_nobody_is_a_head() -> None:
    assert Compared("1", "ก", None, 0, 5.0, 0, 0).per_head is None


@pytest.mark.parametrize(
    ("code", "worst"),
    [("9801", [("SOC-ROAD", 100), ("ENV-WASTE", 118.5)]), ("9802", [("ENV-WASTE", 74.1), ("SOC-ROAD", 200)]),
     ("9803", [("SOC-ROAD", 50), ("ENV-WASTE", 88.9)])],
)  # fmt: skip
def test_needs_come_worst_first_beside_the_province(session: Session, code: str, worst: list[tuple[str, float]]) -> None:
    """Road deaths are 20 in the province and 20, 10, 40; waste in order is 67.5 % and 80, 50, 60.

    What the province has no whole value of (poverty) or no value at all (dust) is not ranked; people are a count.
    """
    found = needs(measured_in(session, code, viewer=PUBLIC))
    assert [(one.indicator.code, round(one.worth or 0, 1)) for one in found] == worst


def test_the_past_knows_only_what_was_published_by_then(session: Session) -> None:
    """All values were published on 1 February 2568."""
    assert measured_in(session, "9801", viewer=PUBLIC, known=date(2025, 1, 31)) == []
    assert len(measured_in(session, "9801", viewer=PUBLIC, known=date(2025, 2, 1))) == 5


def test_the_page_tells_the_figures_of_the_year_and_the_day(client: TestClient) -> None:
    page = client.get(f"/places/9802{THEN}").text
    assert "ได้รับจัดสรรปี 2569" in page
    assert '<dd class="v" title="250,000.00">0.25<small>ล้านบาท</small>' in page
    assert "2,500<small>บาท</small>" in page
    assert "อันดับ 2 จาก 3 · จังหวัด 3,000" in page, "1,500,000.01 / 500"
    assert "16.7% ของเงินที่ระบุตำบลได้" in page, "250,000 / 1,500,000.01"
    assert "ด้อยกว่าจังหวัด 26%" in page, "50 / 67.5 of the waste"


def test_the_page_is_one_with_a_way_through_its_parts(client: TestClient) -> None:
    page = client.get(f"/places/9801{THEN}").text
    for anchor in ("needs", "money", "projects", "indicators", "beside", "history"):
        assert f'<a href="#{anchor}">' in page
        assert page.count(f'id="{anchor}"') == 1
    row = page[page.index("P-2 ·") :].partition("</tr>")[0]
    assert 'title="250,000.01">0.25<' in row
    assert f'href="/projects/P-2{THEN}"' in page
    assert 'href="/projects?district=9801&as_of=2026-06-22"' in page.replace("&amp;", "&")


def test_the_list_that_the_page_leads_to_holds_as_many_projects(client: TestClient) -> None:
    for code, address in (("9801", "district=9801"), ("980201", "subdistrict=980201"), ("98", "")):
        told = client.get(f"/api/overview/areas/{code}").json()
        listed = client.get(f"/api/projects?{address}").json()
        located = [one for one in listed["projects"] if one["reference"] != "P-3"]
        assert {one["reference"] for one in told["projects"]} == {one["reference"] for one in located}


def test_an_area_with_nothing_says_so(client: TestClient) -> None:
    page = client.get("/places/98030101").text
    assert "ไม่มีตัวชี้วัดที่มีเป้าหรือเทียบกับจังหวัดได้" in page
    assert "ไม่มีเงินของโครงการใดตั้งอยู่ในพื้นที่นี้" in page
    page = client.get("/places/980302", headers={"Cookie": "lang=en"}).text
    assert "No project has a place in this area." in page
    assert "No money of any project lies in this area." in page


def test_the_report_is_what_the_layer_and_the_ledger_say(client: TestClient, during: Session) -> None:
    told = client.get("/api/overview/areas/9801?as_of=2026-06-22").json()
    layer = during.execute(text("""
        SELECT received_million * 1000000, baht_per_head FROM published.budget_per_head_districts WHERE code = '9801'""")).one()
    assert (told["here"]["received"], told["here"]["per_head"]) == pytest.approx(tuple(layer))
    assert sum(one["received_baht"] for one in told["money"]) == pytest.approx(1_250_000.01)
    assert {one["source"]: round(one["received_baht"], 2) for one in told["money"]} == {
        "province": 1_000_000, "cluster": 250_000.01,
    }  # fmt: skip
    assert told["whole_year_baht"] == pytest.approx(
        {"located": 1_500_000.01, "province_wide": 0, "unlocated": 90_000, "total": 1_590_000.01}
    )
    assert [one["code"] for one in told["neighbours"]] == ["9802"]


def test_what_a_viewer_may_not_see_counts_in_no_figure(session: Session) -> None:
    """P-2 is internal: its row, its count and its money are gone for the public, and there for the analyst."""
    session.execute(text("UPDATE projects.project SET class = 'internal' WHERE reference = 'P-2'"))
    assert queries.projects_in(session, "980201", viewer=PUBLIC) == []
    here = around(session, "980201").here
    assert (here.received, here.projects) == (0, 0)
    inside = cast.acting(session, "O-2").viewer
    assert [one.project.reference for one in queries.projects_in(session, "980201", viewer=inside)] == ["P-2"]
