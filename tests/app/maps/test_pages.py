"""The map pages as a reader without script gets them: drawing, legend, table, details."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape

import pytest
from fastapi.testclient import TestClient

from app.core.authority import PUBLIC
from app.core.cluster import Database
from app.core.published import LAYERS
from app.core.settings import Settings
from app.main import create_app
from gis.catalog import Catalog

IDS = sorted(layer.id for layer in Catalog.read(LAYERS).visible(PUBLIC.visible()))


def config_of(page: str) -> dict[str, object]:
    found = re.search(r'id="map-config">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    told: dict[str, object] = json.loads(found.group(1))
    return told


@pytest.mark.parametrize("layer", IDS)
def test_every_layer_has_its_page_with_drawing_legend_and_table(client: TestClient, layer: str) -> None:
    answer = client.get(f"/maps/{layer}")
    assert answer.status_code == 200
    assert 'role="img"' in answer.text
    assert 'class="legend"' in answer.text
    assert 'id="twin"' in answer.text
    assert f'href="/feeds/{layer}.csv"' in answer.text


def test_what_is_taken_along_is_what_is_shown(client: TestClient) -> None:
    page = client.get("/maps/projects?filter=reference = 'P-1'")
    assert page.status_code == 200
    about = page.text.rpartition("นำไปใช้")[2]
    links = {text: unescape(href) for href, text in re.findall(r'<a href="([^"]+)">(CSV|GeoJSON|TileJSON)</a>', about)}
    assert len(links) == 3
    assert {one["properties"]["reference"] for one in client.get(links["GeoJSON"]).json()["features"]} == {"P-1"}
    rows = client.get(links["CSV"]).text.splitlines()[1:]
    assert rows
    assert all("P-1" in row for row in rows)
    assert "filter=" in client.get(links["TileJSON"]).text


def test_a_year_takes_its_rows_along_and_says_that_other_layers_are_of_today(client: TestClient) -> None:
    page = client.get("/maps/budget_districts?year=2569").text
    assert "datetime=2026-09-30" in unescape(page.rpartition("นำไปใช้")[2])
    assert "ชั้นอื่นบนแผนที่เป็นของวันนี้" in page
    assert "ชั้นอื่นบนแผนที่เป็นของวันนี้" not in client.get("/maps/projects").text


def test_a_filter_that_nothing_answers_asks_for_no_import(client: TestClient) -> None:
    page = client.get("/maps/projects?filter=reference = 'nobody'").text
    assert "ไม่มีรายการที่ตรงกับตัวกรอง" in page
    assert "import areas" not in page


@pytest.mark.parametrize("layer", IDS)
def test_no_page_has_inline_script_or_style(client: TestClient, layer: str) -> None:
    page = client.get(f"/maps/{layer}").text
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", page)
    scripts = re.findall(r"<script([^>]*)>", page)
    assert all(" src=" in attributes or 'type="application/json"' in attributes for attributes in scripts)


def test_the_map_says_the_same_as_its_table(client: TestClient) -> None:
    page = client.get("/maps/population_density_subdistricts").text
    values = re.findall(r'<span class="swatch">.*?</span>([\d.,]+)</td>', page)
    assert values == ["4.0", "2.0", "1.2", "1.0", "1.0", "0.8"]
    assert '<span class="tn">0–40</span><span class="num">6</span>' in page
    assert "ไม่มีข้อมูล" in page


def test_the_island_is_told_the_class_breaks_of_the_layer_file(client: TestClient) -> None:
    told = config_of(client.get("/maps").text)
    assert told["current"] == "population_density_subdistricts"
    assert told["bounds"] == [[100, 15], [103, 16]]
    layers = {layer["id"]: layer for layer in told["layers"]}  # type: ignore[attr-defined]
    shaded = layers["population_density_subdistricts"]
    assert shaded["style"]["breaks"] == [0, 40, 70, 100, 150, 2000]
    assert len(shaded["style"]["colours"]) == 5
    assert shaded["geometry_of"] == "subdistricts"
    assert shaded["style"]["label"]["size"] == 13, "names come from the areas that lend their geometry"


def test_a_chosen_feature_is_in_the_page_without_script(client: TestClient) -> None:
    page = client.get("/maps?select=980102").text
    assert '<h2 tabindex="-1">บ้านน้ำใส</h2>' in page
    assert '<a href="/places/9801">อ.เมืองของเล่น</a>' in page
    assert "อันดับจากมากสุด" in page
    assert config_of(page)["selected"] == {"layer": "population_density_subdistricts", "id": "980102"}


def test_a_feature_of_another_layer_can_be_chosen(client: TestClient) -> None:
    page = client.get("/maps/population_density_districts?select=subdistricts:980201").text
    assert '<h2 tabindex="-1">ป่าแดง</h2>' in page
    assert config_of(page)["selected"] == {"layer": "subdistricts", "id": "980201"}


def test_the_code_of_a_district_opens_the_district_on_a_map_of_subdistricts(client: TestClient) -> None:
    page = client.get("/maps/population_density_subdistricts?select=9802").text
    assert '<h2 tabindex="-1">เหนือ</h2>' in page
    assert config_of(page)["selected"] == {"layer": "districts", "id": "9802"}


@pytest.mark.parametrize("select", ["nothing", "nolayer:1", ":", "'"])
def test_a_link_to_a_feature_that_is_gone_still_opens_the_map(client: TestClient, select: str) -> None:
    answer = client.get("/maps", params={"select": select})
    assert answer.status_code == 200
    assert config_of(answer.text)["selected"] is None


def test_the_panel_of_a_feature_comes_alone_for_a_running_map(client: TestClient) -> None:
    answer = client.get("/maps/districts/features/9802")
    assert "<html" not in answer.text
    assert 'data-bounds="101.0,15.0,102.0,16.0"' in answer.text
    assert client.get("/maps/districts/features/9899").status_code == 404


def test_a_wrong_order_is_refused(client: TestClient) -> None:
    assert client.get("/maps/districts?sort=geom").status_code == 400


def test_the_drawing_is_an_svg_of_its_own(client: TestClient) -> None:
    answer = client.get("/maps/districts.svg")
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.text.startswith("<svg ")
    assert "เมืองของเล่น" in answer.text
    assert "Mueang Khong Len" in client.get("/maps/districts.svg", headers={"Cookie": "lang=en"}).text


def test_the_one_file_map_names_no_other_host_and_holds_the_data(client: TestClient) -> None:
    page = client.get("/maps/districts.html").text
    assert "เมืองของเล่น" in page
    assert not re.search(r'(?:src|href)="(?:https?:)?//', page)


def test_an_english_page_is_english(client: TestClient) -> None:
    page = client.get("/maps/districts", headers={"Cookie": "lang=en"}).text
    assert '<html lang="en">' in page
    assert "Mueang Khong Len" in page
    assert "Show everything" in page


def test_the_maps_are_told_as_data(client: TestClient) -> None:
    told = client.get("/api/maps").json()
    assert told["opens_with"] == "population_density_subdistricts"
    assert {layer["id"] for layer in told["layers"]} == set(IDS)
    shaded = next(layer for layer in told["layers"] if layer["id"] == "population_density_districts")
    assert [line["count"] for line in shaded["legend"]] == [3, 0, 0, 0, 0, 0]


def test_a_browser_that_draws_by_itself_is_spared_the_drawing(client: TestClient) -> None:
    page = client.get("/maps/districts", headers={"Cookie": "webgl2=1"}).text
    assert 'role="img" aria-label="เขตอำเภอ"' not in page
    assert '<noscript><img src="/maps/districts.svg" alt="เขตอำเภอ"></noscript>' in page
    assert 'id="twin"' in page


def test_a_map_page_of_the_toy_province_is_light(client: TestClient) -> None:
    page = client.get("/maps", headers={"Accept-Encoding": "identity"}).content
    assert len(gzip.compress(page)) <= 20_000


def test_a_map_of_nothing_says_how_to_bring_something_in(settings: Settings, fresh_database: Database) -> None:
    with TestClient(create_app(settings, fresh_database)) as empty:
        page = empty.get("/maps/districts")
    assert page.status_code == 200
    assert "ชั้นนี้ยังไม่มีข้อมูล" in page.text
    assert "เลือกพื้นที่บนแผนที่" not in page.text
