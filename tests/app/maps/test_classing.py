"""Classifications of the toy province by an address. Districts have 300, 100 and 100 people on 100 km² each; their
subdistricts 4, 2, 1, 1, 1.2 and 0.8 people for each km². What was true of past years is nothing before 2024."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

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
        (f"/api/maps/{LAYER}/values", "natural_5"),
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
    page = client.get("/maps/population_density_districts?classes=natural_5_year&lang=en").text
    assert "There are only 2 different values" in page


def test_nothing_of_the_page_is_classified_without_being_asked(client: TestClient) -> None:
    """A drawing that is remembered is remembered with its classes."""
    usual = client.get(f"{MAP}.svg").text
    assert client.get(f"{MAP}.svg?classes=equal_4_viridis").text != usual
    assert client.get(f"{MAP}.svg").text == usual
