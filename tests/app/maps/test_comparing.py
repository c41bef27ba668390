"""Two maps compared, on the toy province: differences, percentages and classes that a reviewer computes by head."""

from __future__ import annotations

import re
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.calendar import fiscal_year
from app.core.errors import Invalid, NotFound
from app.core.published import LAYERS
from app.maps import comparing, queries
from app.maps.comparing import Compared, CompareIn, Way
from app.web.words import Language
from gis.catalog import Catalog

CATALOG = Catalog.read(LAYERS)
NOW = fiscal_year(date.today())  # noqa: DTZ011 - what matters is the year
OVER = pytest.mark.skipif(NOW <= 2569, reason="the money of the toy province is of FY2569, which has to be over")


def compared(session: Session, name: str, **asked: object) -> Compared:
    layer = queries.layer_named(CATALOG, name, viewer=PUBLIC)
    given = CompareIn.model_validate(asked)
    return comparing.compare(session, CATALOG, layer, given, Language.THAI, viewer=PUBLIC)


@pytest.fixture
def two_years(session: Session) -> None:
    """In 2566 20 of 200 target poor in เมือง are 10 %, beside 5 % in 2567; of the other two nothing is known in 2566."""
    session.execute(
        text(
            "INSERT INTO indicators.observation (indicator_code, area_id, area_code, period_start, period_end, value,"
            " numerator, denominator, status, vintage_on) SELECT indicator_code, area_id, area_code, '2023-01-01',"
            " '2024-01-01', 10, 20, 200, status, vintage_on FROM indicators.observation"
            " WHERE indicator_code = 'SOC-TPMAP' AND area_code = '9801'"
        )
    )


@pytest.mark.usefixtures("two_years")
def test_two_years_differ_by_area_and_what_is_unknown_has_no_difference(session: Session) -> None:
    found = compared(session, "target_poor_districts")
    assert found.a.year is not None
    assert found.b.year is not None
    assert (found.a.year.number, found.b.year.number) == (2566, 2567)
    assert found.a.values == {"9801": 10, "9802": None, "9803": None}
    assert found.b.values == {"9801": 5, "9802": 12, "9803": None}
    assert found.differences == {"9801": -5, "9802": None, "9803": None}
    assert found.percents == {"9801": -50, "9802": None, "9803": None}
    assert found.rows == ["9801", "9802", "9803"]


@pytest.mark.usefixtures("two_years")
def test_the_difference_has_five_classes_about_zero_and_a_legend_with_signs(session: Session) -> None:
    found = compared(session, "target_poor_districts", way="difference")
    (shown,) = comparing.shown(found, Way.DIFFERENCE, Language.THAI)
    # the greatest difference is 5, so a step is 1
    assert [(line.title.th, line.count) for line in shown.entry.legend] == [
        ("−5 ถึง −3", 1), ("−3 ถึง −1", 0), ("−1 ถึง +1", 0), ("+1 ถึง +3", 0), ("+3 ถึง +5", 0), ("ไม่มีข้อมูล", 2),
    ]  # fmt: skip
    assert shown.entry.legend[0].colour == "#b35806"
    assert shown.title == "ผลต่าง คนจนเป้าหมายรายอำเภอ พ.ศ. 2567 ลบ คนจนเป้าหมายรายอำเภอ พ.ศ. 2566"
    percent = compared(session, "target_poor_districts", way="difference", change="percent")
    (shown,) = comparing.shown(percent, Way.DIFFERENCE, Language.THAI)
    assert (shown.values["9801"], shown.entry.legend[0].title.en) == (-50, "−50 to −30")


def test_two_layers_of_one_unit_differ(session: Session) -> None:
    # waste in order 80, 50, 60 % less target poor 5, 12 % and unknown
    found = compared(session, "target_poor_districts", beside="solid_waste_districts")
    assert found.differences == {"9801": 75, "9802": 38, "9803": None}
    assert found.rows == ["9801", "9802", "9803"]


def test_a_year_that_the_layer_beside_has_not_gives_its_newest(session: Session) -> None:
    found = compared(session, "budget_districts", beside="solid_waste_districts", b=2569)
    assert found.b.year is not None
    assert found.b.year.number == 2567


def test_two_layers_of_different_units_have_no_difference(session: Session) -> None:
    found = compared(session, "target_poor_districts", beside="road_deaths_districts")
    assert (found.differing, found.differences, found.percents) == (None, {}, {})
    assert [one.name for one in comparing.shown(found, Way.DIFFERENCE, Language.THAI)] == ["a", "b"]


def test_only_shaded_layers_of_the_same_areas_are_compared(session: Session) -> None:
    with pytest.raises(Invalid, match="population_density_subdistricts"):
        compared(session, "target_poor_districts", beside="population_density_subdistricts")
    with pytest.raises(NotFound):
        compared(session, "rivers")
    peers = comparing.peers(CATALOG, queries.layer_named(CATALOG, "target_poor_districts", viewer=PUBLIC), viewer=PUBLIC)
    assert {"solid_waste_districts", "budget_districts"} <= {one.id for one in peers}
    assert {one.source.geometry_of for one in peers} == {"districts"}


MONEY = "/maps/budget_districts/compare"


def rows(page: str) -> list[list[str]]:
    """The cells of the table of both, row by row."""
    body = re.findall(r'id="rows">.*?<tbody>(.*?)</tbody>', page, re.DOTALL)[0]
    return [re.findall(r'<td class="n">(.*?)</td>', row) for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)]


@OVER
def test_without_script_two_drawings_stand_side_by_side_above_the_table(client: TestClient) -> None:
    page = client.get(MONEY).text
    assert page.count('class="svgmap"') == 2
    # nothing in ใต้ in either year; 0.25 less in เหนือ, 1.25 less in เมือง; from 0 there is no percentage
    assert rows(page) == [["0.00", "0.00", "0.00", "–"], ["0.25", "0.00", "−0.25", "−100.0"], ["1.25", "0.00", "−1.25", "−100.0"]]
    assert f"เทียบ งบประมาณรายอำเภอ ปีงบประมาณ 2569 กับ งบประมาณรายอำเภอ ปีงบประมาณ {NOW}" in page
    ids = re.findall(r'<(?:pattern|clipPath|symbol)[^>]* id="([^"]+)"', page)
    assert len(ids) == len(set(ids))


@OVER
def test_a_difference_map_is_one_drawing_with_its_own_legend(client: TestClient) -> None:
    page = client.get(f"{MONEY}?way=difference&lang=en").text
    assert page.count('class="svgmap"') == 1
    # the greatest difference is 1.25, so a step is 0.25: −1.25 and −0.25 fall in the first and third class, 0 in the third
    assert re.findall(r'<span class="tn">(−.*?)</span><span class="num">(\d)', page) == [
        ("−1.25 to −0.75", "1"), ("−0.75 to −0.25", "0"), ("−0.25 to +0.25", "2"),
    ]  # fmt: skip


def test_layers_of_different_units_say_why_they_stand_side_by_side(client: TestClient) -> None:
    page = client.get("/maps/target_poor_districts/compare?way=difference&beside=road_deaths_districts&lang=th").text
    assert "หน่วยของสองชั้นไม่เหมือนกัน" in page
    assert page.count('class="svgmap"') == 2
    assert {len(row) for row in rows(page)} == {2}
