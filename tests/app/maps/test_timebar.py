"""The time bar as a reader without script gets it, and the values that the running map asks for."""

from __future__ import annotations

import re
from datetime import date

import pytest
from fastapi.testclient import TestClient

from app.core.calendar import fiscal_year
from tests.app.maps.test_prints import text_of

MONEY = "/maps/budget_districts"
NOW = fiscal_year(date.today())  # noqa: DTZ011 - what matters is the year
pytestmark = pytest.mark.skipif(NOW <= 2569, reason="the money of the toy province is of FY2569, which has to be over")


def shown(page: str) -> list[str]:
    """The money of เมือง, เหนือ and ใต้ as the table tells it, greatest first."""
    return re.findall(r'<span class="swatch">.*?</span>([\d.,]+)</td>', page)


def test_a_map_opens_at_the_newest_year_and_leads_to_the_one_before(client: TestClient) -> None:
    page = client.get(MONEY).text
    assert f'<option value="{NOW}" selected>ปีงบประมาณ {NOW}</option>' in page
    assert 'href="/maps/budget_districts?year=2569" aria-label="ปีก่อนหน้า"' in page
    assert shown(page) == ["0.00", "0.00", "0.00"]


def test_the_year_of_the_address_is_that_of_heading_table_legend_drawing_and_print(client: TestClient) -> None:
    page = client.get(f"{MONEY}?year=2569").text
    assert '<option value="2569" selected>' in page
    assert "<title>งบประมาณรายอำเภอ ปีงบประมาณ 2569" in page
    assert shown(page) == ["1.25", "0.25", "0.00"]
    assert 'href="/maps/budget_districts/print?as_of=2026-09-30"' in page
    assert 'href="?sort=name_th&amp;year=2569#twin"' in page
    drawing = client.get(f"{MONEY}.svg?year=2569").text
    assert drawing != client.get(f"{MONEY}.svg").text
    assert drawing in page


def test_the_values_of_all_years_share_the_breaks_of_the_layer(client: TestClient) -> None:
    old, new = (client.get(f"/api{MONEY}/values", params=year).json() for year in ({"year": 2569}, {}))
    assert old["values"] == {"9801": 1.25, "9802": 0.25, "9803": 0}
    assert new["values"] == {"9801": 0, "9802": 0, "9803": 0}
    assert (old["year"], new["year"], old["years"]) == (2569, NOW, [2569, NOW])
    assert old["breaks"] == new["breaks"]
    assert [sum(line["count"] for line in told["legend"]) for told in (old, new)] == [3, 3]


def test_the_front_alone_tells_the_same_as_the_page(client: TestClient) -> None:
    front = client.get(f"{MONEY}/front?year=2569").text
    page = client.get(f"{MONEY}?year=2569").text
    assert shown(front) == shown(page)
    assert re.findall(r'<ul class="legend.*?</ul>', front, re.DOTALL)[0] in page
    assert "<html" not in front


def test_the_panel_of_a_feature_is_of_the_year(client: TestClient) -> None:
    assert ">1.25 " in client.get(f"{MONEY}/features/9801?year=2569").text
    assert ">0.00 " in client.get(f"{MONEY}/features/9801").text


def test_a_year_without_data_is_refused_at_its_field(client: TestClient) -> None:
    answer = client.get(f"{MONEY}?year=2560", headers={"accept-language": "en"})
    assert answer.status_code == 400
    assert f"2569, {NOW}" in answer.text


def test_a_layer_of_one_year_tells_it_and_has_no_bar(client: TestClient) -> None:
    page = client.get("/maps/target_poor_districts").text
    assert 'class="time-bar"' not in page
    assert "คนจนเป้าหมายรายอำเภอ พ.ศ. 2567" in page
    assert 'class="time-bar"' not in client.get("/maps/rivers").text


def test_a_year_in_english(client: TestClient) -> None:
    page = client.get(f"{MONEY}?year=2569&lang=en").text
    assert "Fiscal year 2569</option>" in page
    assert "Year before" in page


def test_a_print_of_a_past_year_tells_it_and_counts_as_then(client: TestClient) -> None:
    text = text_of(client, f"{MONEY}.pdf?as_of=2026-09-30&lang=th")
    assert "ปีงบประมาณ 2569" in text
    assert "30 กันยายน 2569" in text
