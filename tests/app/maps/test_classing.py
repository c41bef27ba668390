"""Classifications of the toy province by an address. Districts have 300, 100 and 100 people on 100 km² each; their
subdistricts 4, 2, 1, 1, 1.2 and 0.8 people for each km²."""

from __future__ import annotations

import re
from datetime import date
from math import inf, nextafter
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.published import LAYERS
from app.core.then import published_on
from app.maps.classing import classified
from gis.catalog import Catalog
from gis.classing import Classing
from gis.style import Choropleth
from tests.ledger import DURING

LAYER = "population_density_subdistricts"
MAP = f"/maps/{LAYER}"


def values(client: TestClient, classes: str, layer: str = LAYER) -> dict[str, Any]:
    answer = client.get(f"/api/maps/{layer}/values?classes={classes}&lang=en")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def legend(client: TestClient, classes: str, layer: str = LAYER) -> list[tuple[str, int]]:
    return [(line["title"], line["count"]) for line in values(client, classes, layer)["legend"]]


@pytest.mark.parametrize(
    ("classes", "expected"),
    [
        # 0.8 1 1 1.2 | 2 | 4: the first class deviates by .08 in all, which no other parting reaches
        ("natural_3_year", [("0.8–2.0", 4), ("2.0–4.0", 1), ("4.0", 1), ("No data", 0)]),
        # (4 - 0.8) / 4 = 0.8
        ("equal_4_year", [("0.8–1.6", 4), ("1.6–2.4", 1), ("2.4–3.2", 0), ("3.2–4.0", 1), ("No data", 0)]),
        # steps of 1 make four classes from 0 to 4
        ("pretty_4_year", [("0–1", 1), ("1–2", 3), ("2–3", 1), ("3–4", 1), ("No data", 0)]),
        # 0.8 is below 1 and 4 above 3: both stand apart
        ("manual_1_1.5_2_3", [("1.0–1.5", 3), ("1.5–2.0", 0), ("2.0–3.0", 1), ("In no class", 2), ("No data", 0)]),
        ("natural_3_year_zero", [("0", 0), ("0.8–2.0", 4), ("2.0–4.0", 1), ("4.0", 1), ("No data", 0)]),
    ],
)
def test_the_legend_counts_each_class(client: TestClient, classes: str, expected: list[tuple[str, int]]) -> None:
    assert legend(client, classes) == expected


def test_map_table_drawing_print_and_file_show_the_same_classes(client: TestClient) -> None:
    """Below 1.5 lie 0.8, 1, 1 and 1.2: four areas with the first colour of the palette, viridis reversed."""
    asked = "classes=manual_0_1.5_2_5_viridis_reverse"
    first = values(client, asked.removeprefix("classes="))["legend"][0]
    assert (first["colour"], first["count"]) == ("#440154", 4)
    page = client.get(f"{MAP}?{asked}").text
    assert page.split('id="twin"')[1].count('fill="#440154"') == 4
    drawing = client.get(f"{MAP}.svg?{asked}").text
    assert drawing.count('data-class="0" fill="#440154"') == 4
    assert client.get(f"{MAP}.html?{asked}").text.count('"look":0') >= 4
    form = client.get(f"{MAP}/print?{asked}").text
    assert f"{LAYER}.pdf?{asked}" in form
    assert f'name="classes" value="{asked.removeprefix("classes=")}"' in form


def test_links_of_the_page_keep_the_choice(client: TestClient) -> None:
    page = client.get(f"{MAP}?classes=equal_4").text
    for link in (f"{MAP}.svg?classes=equal_4", f"{MAP}/print?classes=equal_4", f"{MAP}/classes?classes=equal_4"):
        assert link in page
    assert re.search(r'href="\?sort=[^"]*&amp;classes=equal_4#twin"', page)


def test_the_classes_of_another_layer_on_the_map_are_its_own(client: TestClient) -> None:
    page = client.get(f"/maps/districts?classes={LAYER}:manual_0_1.5_2_5").text
    assert f"/api/maps/{LAYER}/values?classes=manual_0_1.5_2_5" in page
    assert f"classes={LAYER}:manual_0_1.5_2_5" in page


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (f"{MAP}?classes=manual_0_2_1_3", "1 อยู่หลัง 2"),
        (f"{MAP}?classes=natural_9", "3–7"),
        (f"{MAP}?classes=natural_5_head", "เป็นอัตราอยู่แล้ว"),
        ("/maps/rivers?classes=natural_5", "ไม่ได้ระบายสีตามค่า"),
        ("/maps/budget_districts?classes=file_head", "เลือกวิธีอื่น"),
        ("/maps/population_density_districts?classes=pair_projects", "เฉพาะอัตราของพื้นที่ชุดเดียวกัน"),
        ("/maps/population_density_districts?classes=pair_budget_districts", "เฉพาะอัตรา"),
        (f"{MAP}?classes=pair_budget_per_head_districts", "เฉพาะอัตราของพื้นที่ชุดเดียวกัน"),
        ("/maps/budget_districts?classes=pair_budget_per_head_districts", "ไม่มี"),
        ("/maps/population_density_districts?classes=pair", "ชั้นข้อมูลที่จะเทียบด้วย"),
        ("/maps/rivers/classes", "ไม่ได้ระบายสีตามค่า"),
    ],
)
def test_what_is_no_classification_is_refused_with_the_remedy(client: TestClient, address: str, said: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 400
    assert said in answer.text


def test_the_form_begins_with_the_choice_of_the_address(client: TestClient) -> None:
    page = client.get(f"{MAP}/classes?classes=equal_4_orange_reverse").text
    assert '<option value="equal" selected>' in page
    assert '<option value="4" selected>' in page
    assert 'value="orange" checked' in page
    assert 'value="reverse" checked' in page


def test_the_form_leads_to_the_map_with_the_choice_written_in_one_way(client: TestClient) -> None:
    asked = "method=manual&number=5&limits=0,+1.5,+2,+5&years=all&palette=viridis&direction=reverse&select=980101"
    answer = client.get(f"{MAP}/classes?{asked}", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{MAP}?classes=manual_0_1.5_2_5_viridis_reverse&select=980101"


def test_limits_out_of_order_are_told_at_their_field(client: TestClient) -> None:
    answer = client.get(f"{MAP}/classes?method=manual&limits=0+5+2+9")
    assert answer.status_code == 400
    assert re.search(r'id="limits-wrong">[^<]*2 อยู่หลัง 5', answer.text)
    assert re.search(r'<input id="classing-limits"[^>]*value="0 5 2 9"[^>]*aria-invalid="true"', answer.text)


def test_a_rate_offers_nothing_to_divide_by_and_a_total_does_and_warns(client: TestClient) -> None:
    rate, total = client.get(f"{MAP}/classes").text, client.get("/maps/budget_districts/classes").text
    assert ('name="per"' in rate, 'name="per"' in total) == (False, True)
    warned = "ระบายสีด้วยยอดรวม"
    assert warned not in client.get(MAP).text.split(f'data-layer="{LAYER}"')[1].split('class="lay"')[0]
    entry = client.get("/maps/budget_districts").text.split('data-layer="budget_districts"')[1].split('class="lay"')[0]
    assert warned in entry
    assert "/maps/budget_districts?classes=natural_5_head" in entry
    divided = client.get("/maps/budget_districts?classes=natural_5_head").text
    assert warned not in divided.split('data-layer="budget_districts"')[1].split('class="lay"')[0]


def test_fewer_values_than_classes_make_fewer_classes_and_a_note(client: TestClient) -> None:
    """Two districts have 1 and one has 3."""
    found = values(client, "natural_5_year", "population_density_districts")
    assert [(line["title"], line["count"]) for line in found["legend"]] == [("1–3", 2), ("3", 1), ("No data", 0)]
    assert found["notes"] == ["There are only 2 different values, so there are 2 classes instead of 5."]
    page = client.get("/maps/population_density_districts?classes=natural_5_year").text
    assert "มีค่าที่ต่างกันเพียง 2 ค่า" in page


def test_nothing_of_the_page_is_classified_without_being_asked(client: TestClient) -> None:
    """A drawing that is remembered is remembered with its classes."""
    usual = client.get(f"{MAP}.svg").text
    assert client.get(f"{MAP}.svg?classes=equal_4_viridis").text != usual
    assert client.get(f"{MAP}.svg").text == usual


def test_households_are_told_for_a_thousand_people_and_as_a_share(client: TestClient) -> None:
    """12 among the 50 people of 980201; 0 in two subdistricts; the other three are hidden from everybody."""
    layer = "vulnerable_subdistricts"
    per_head, share = values(client, "natural_3_head_year", layer), values(client, "natural_3_share_year", layer)
    hidden = dict.fromkeys(("980101", "980102", "980301"))
    assert per_head["values"] == hidden | {"980201": 240, "980202": 0, "980302": 0}
    assert per_head["unit"] == "households per 1,000 people"
    assert share["values"] == hidden | {"980201": 100, "980202": 0, "980302": 0}


def test_circles_stand_for_what_is_above_nothing(client: TestClient) -> None:
    """The circle of 12 is the largest; nothing and what is hidden have none."""
    layer, asked = "vulnerable_subdistricts", "natural_5_circles"
    found = client.get(f"/api/maps/{layer}/circles?classes={asked}").json()
    assert [(each["properties"]["code"], each["properties"]["radius"]) for each in found["features"]] == [("980201", 32)]
    assert legend(client, asked, layer) == [
        ("up to 12", 1), ("up to 5", 0), ("up to 1", 0), ("None (0)", 2), ("Hidden, or no data", 3)
    ]  # fmt: skip
    drawing = client.get(f"/maps/{layer}.svg?classes={asked}").text
    assert drawing.count("<circle data-code=") == 1
    page = client.get(f"/maps/{layer}?classes={asked}").text
    assert 'class="nested"' in page
    assert f'"at": "/api/maps/{layer}/circles?classes={asked}"' in page or f"/api/maps/{layer}/circles?classes={asked}" in page
    assert '"radius":32' in client.get(f"/maps/{layer}.html?classes={asked}").text
    assert client.get(f"/maps/{layer}.pdf?classes={asked}").status_code == 200


@pytest.mark.parametrize(("layer", "asked"), [(LAYER, "natural_5_circles"), ("budget_districts", "natural_5_head_circles")])
def test_circles_tell_totals_only(client: TestClient, layer: str, asked: str) -> None:
    answer = client.get(f"/maps/{layer}?classes={asked}")
    assert answer.status_code == 400
    assert "วงกลมใช้กับยอดรวมเท่านั้น" in answer.text


def test_limits_are_those_of_five_years_whichever_day_is_shown(session: Session) -> None:
    """In FY2569 9801 has 1,250,000 baht for 300 people, that is 4,167 each: three equal classes part at 1,389 and 2,778.

    Before that year there was no money; with limits of its own that day has one class, of 0.
    """
    catalog = Catalog.read(LAYERS)
    layer = catalog.get("budget_districts", PUBLIC.visible())
    assert layer is not None

    def limits(day: date, choice: str) -> tuple[float, ...]:
        with published_on(session, day):
            style = classified(session, catalog, layer, Classing.read(choice), viewer=PUBLIC).style
        assert isinstance(style, Choropleth)
        return style.breaks

    before = date(2025, 3, 1)
    assert limits(before, "equal_3_head") == limits(DURING, "equal_3_head") == (0, 1389, 2778, 4167)
    assert limits(before, "equal_3_head_year") == (0, nextafter(0, inf))


def test_a_pressed_class_alone_is_shown_and_the_table_follows(client: TestClient) -> None:
    """Below 1.5 lie four areas, from 2 to 5 two; the legend keeps its counts, so that others can be pressed."""
    asked = "manual_0_1.5_2_5_c2"
    page = client.get(f"{MAP}?classes={asked}").text
    table = page.split('id="twin"')[1]
    assert re.findall(r'data-row="(\d+)"', table) == ["980101", "980102"]
    assert "1–2 จาก 2" in table
    entry = page.split(f'data-layer="{LAYER}"')[1].split('class="lay"')[0]
    pressed = re.findall(r'value="([^"]+)" aria-pressed="(true|false)" data-classing data-only="(\w+)"', entry)
    assert pressed[:3] == [
        ("manual_0_1.5_2_5_c0_c2", "false", "0"), ("manual_0_1.5_2_5_c1_c2", "false", "1"), ("manual_0_1.5_2_5", "true", "2")
    ]  # fmt: skip
    assert re.findall(r'class="num">(\d+)<', entry)[:3] == ["4", "0", "2"]
    assert client.get(f"{MAP}.svg?classes={asked}").text.count("data-class=") == 2
    assert set(values(client, asked)["out"]) == {"980201", "980202", "980301", "980302"}


def test_classes_as_the_layer_defines_them_can_be_pressed_too(client: TestClient) -> None:
    """All six have less than 40 people for each km²: the first class of the file."""
    entry = client.get(MAP).text.split(f'data-layer="{LAYER}"')[1]
    assert 'value="file_c0" aria-pressed="false"' in entry
    assert [line["title"] for line in values(client, "file_c1")["legend"][:2]] == ["0–40", "40–70"]
    table = client.get(f"{MAP}?classes=file_c1").text.split('id="twin"')[1]
    assert "data-row=" not in table


def test_two_rates_of_the_same_areas_stand_against_each_other(client: TestClient) -> None:
    """3, 1 and 1 people for each km², the same in five years: from 3 on two thirds are less, so 3 is C.

    Of the 15 values of money two are above nothing, so nothing is 1, and today nobody has any.
    """
    layer, asked = "population_density_districts", "pair_budget_per_head_districts"
    found = values(client, asked, layer)
    assert found["values"] == {"9801": 6, "9802": 0, "9803": 0}
    counted = [(line["title"][:2], line["count"]) for line in found["legend"] if line["count"]]
    assert counted == [("A1", 2), ("C1", 1)]
    page = client.get(f"/maps/{layer}?classes={asked}").text
    assert "C1 ความหนาแน่นประชากรรายอำเภอ: มาก · งบประมาณต่อหัวรายอำเภอ: น้อย" in page.split('id="twin"')[1]
    assert 'class="grid"' in page
    assert client.get(f"/maps/{layer}.svg?classes={asked}").status_code == 200
    assert client.get(f"/maps/{layer}.pdf?classes={asked}").status_code == 200
    assert client.get(f"/maps/{layer}.html?classes={asked}").status_code == 200
    assert client.get(f"/maps/{layer}/features/9801?classes={asked}").status_code == 200
    form = client.get(f"/maps/{layer}/classes?classes={asked}").text
    assert '<option value="budget_per_head_districts" selected>' in form
    assert '<option value="pair" selected>' in form
