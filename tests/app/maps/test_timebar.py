"""The time bar as a reader without script gets it, and the values that the running map asks for."""

from __future__ import annotations

import re
from datetime import date

import pytest
from fastapi.testclient import TestClient

from app.core.calendar import fiscal_year
from tests.app.maps.test_prints import caption_of, said_in

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
    assert 'href="/maps/budget_districts/print?year=2569"' in page
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


@pytest.mark.parametrize("asked", ["as_of=2026-09-30", "year=2569"])
def test_a_print_of_a_past_year_tells_it_and_counts_as_then(client: TestClient, asked: str) -> None:
    """1.25 and 0.25 baht million are two classes, 0 is in the first: of the present year all three areas are."""
    text, now = (said_in(client, f"{MONEY}.pdf?{each}&lang=th&layers=budget_districts") for each in (asked, ""))
    assert "ปีงบประมาณ 2569" in text
    assert "30 กันยายน 2569" in text
    assert f"ปีงบประมาณ {NOW}" in now
    told = client.get(f"/api{MONEY}/values?year=2569").json()["legend"]
    for line in (each for each in told if each["kind"] == "class"):
        assert f"{line['title']} {line['count']}" in text


def test_a_map_as_of_a_past_day_is_of_that_day_in_table_values_panel_and_drawing_and_stands_still(client: TestClient) -> None:
    """On the last day of 2569 its money was the newest; a browser that draws by itself is given the drawing all the same."""
    then = f"{MONEY}?as_of=2026-09-30"
    page = client.get(then, headers={"Cookie": "webgl2=1"}).text
    assert shown(page) == ["1.25", "0.25", "0.00"]
    assert "<title>งบประมาณรายอำเภอ ปีงบประมาณ 2569" in page
    assert "ตามที่เป็นเมื่อ</b>" in page.replace(" 30 กันยายน 2569", "")
    assert '"is_past": true' in page
    assert client.get(f"{MONEY}.svg?as_of=2026-09-30").text in page
    assert 'href="/maps/budget_districts/print?as_of=2026-09-30"' in page
    assert shown(client.get(f"{MONEY}/front?as_of=2026-09-30").text) == shown(page)
    assert client.get(f"/api{MONEY}/values?as_of=2026-09-30").json()["values"] == {"9801": 1.25, "9802": 0.25, "9803": 0}
    assert ">1.25 " in client.get(f"{MONEY}/features/9801?as_of=2026-09-30").text
    today = client.get(MONEY, headers={"Cookie": "webgl2=1"}).text
    assert '"is_past": false' in today
    assert client.get(f"{MONEY}.svg").text not in today


def test_classes_chosen_on_a_map_of_a_past_day_lead_back_to_that_day(client: TestClient) -> None:
    form = f"{MONEY}/classes?as_of=2026-09-30"
    assert 'name="as_of" value="2026-09-30"' in client.get(form).text
    answer = client.get(f"{form}&method=manual&number=3&limits=0,1,2,5&years=all&palette=viridis", follow_redirects=False)
    assert answer.status_code == 303
    assert "as_of=2026-09-30" in answer.headers["location"]


def test_a_day_that_has_not_come_is_refused_on_a_map_and_another_way_of_writing_leads_to_the_day(client: TestClient) -> None:
    assert client.get(f"{MONEY}?as_of=2600-01-01").status_code == 400
    answer = client.get(f"{MONEY}?as_of=30/09/2569&sort=name_th", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{MONEY}?sort=name_th&as_of=2026-09-30")


def test_a_drawing_of_another_year_says_so_in_its_corner_and_links_of_the_panel_keep_the_year(client: TestClient) -> None:
    assert "ปีงบประมาณ 2569" in caption_of(client, f"{MONEY}.svg?year=2569")
    assert caption_of(client, f"{MONEY}.svg") == ""
    for panel in (f"{MONEY}?year=2569&select=9801", f"{MONEY}/features/9801?year=2569&layers=roads"):
        page = client.get(panel).text
        assert 'href="/maps/budget_districts?year=2569" data-close' in page
        assert 'href="/maps/budget_districts?select=9802&amp;year=2569" data-select' in page
    other = client.get(f"{MONEY}?year=2569&select=districts:9801").text
    assert 'href="/maps/budget_districts?year=2569" data-close' in other


def test_the_form_of_classes_counts_the_year_that_its_picture_shows(client: TestClient) -> None:
    """1.25, 0.25 and 0 in 2569; nothing in any of the three in the present year."""
    past = ("?as_of=2026-09-30", "ปีงบประมาณ 2569")
    for year, title in (("?year=2569", "ปีงบประมาณ 2569"), past, ("", f"ปีงบประมาณ {NOW}")):
        form = client.get(f"{MONEY}/classes{year}").text.split('id="classing-now"')[1]
        counted = [int(found) for found in re.findall(r'<span class="num">(\d+)</span>', form)]
        assert counted == [line["count"] for line in client.get(f"/api{MONEY}/values{year}").json()["legend"]]
        assert title in form
    narrowed = client.get(f"{MONEY}/classes", params={"year": 2569, "filter": "code <> '9803'"}).text
    assert "แสดง 2 จาก 3 รายการ" in narrowed


def test_the_difference_of_two_years_is_printed_with_signs_and_no_other_comparison_is(client: TestClient) -> None:
    """From 1.25, 0.25 and 0 to nothing: two areas have less, one is as it was."""
    asked = f"{MONEY}.pdf?way=difference&a=2569&b={NOW}&layers=budget_districts"
    text = said_in(client, asked)
    assert "ผลต่าง: " in text
    assert f"ปีงบประมาณ {NOW} ลบ" in text
    assert text.count("−") >= 3
    page = client.get(f"{MONEY}/compare?a=2569&b={NOW}&way=difference").text
    [link] = re.findall(r'href="(/maps/budget_districts/print[^"]+)"', page)
    assert client.get(link.replace("&amp;", "&")).status_code == 200
    assert f'/maps/budget_districts/print?year={NOW}"' in client.get(f"{MONEY}/compare?a=2569&b={NOW}&way=side").text
    for wrong in ("&filter=code='9801'", "&year=2569", "&classes=equal_4", "&beside=budget_per_head_districts"):
        assert client.get(asked + wrong).status_code == 400, wrong
    assert client.get(f"{MONEY}.pdf?way=side").status_code == 400
