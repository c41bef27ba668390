"""A saved map in real browsers: from the button of the workspace to the phone, to another site, to a file without a network."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import text

from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.core.settings import Settings
from app.main import create_app
from tests.conftest import TOY, clone_of, of_worker
from tests.gis.test_webmap import Visit as OfflineVisit
from tests.journeys.conftest import Visit
from tests.live import listening

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
KEY, OF_YEARS = "2mmmmmmm", "3mmmmmmm"
SHOWN = "[...document.querySelectorAll('[data-toggle]:checked')].map((e) => e.dataset.toggle).sort()"


@pytest.fixture(scope="module")
def address(settings: Settings, server: Database) -> Iterator[str]:
    """A province with one saved map, whose service lets a site of this machine show it."""
    with clone_of(server, TOY, of_worker("saved_maps")) as province:
        with transaction(province, Role.OWNER) as session:
            shown = "layers=roads~50,population_density_districts&select=9801"
            rows = [{"id": KEY, "layer": "population_density_districts", "query": shown},
                    {"id": OF_YEARS, "layer": "budget_districts", "query": "layers=budget_districts"}]  # fmt: skip
            session.execute(
                text(
                    "INSERT INTO maps.saved_map (id, first_id, number, position_number, title_th, title_en, layer, query, view,"
                    " class, front_class) VALUES (:id, :id, 1, 'O-2', 'ถนนและประชากร', 'Roads and people',"
                    " :layer, :query, '8.50/15.5000/101.0000', 'public', 'public')"
                ), rows,
            )  # fmt: skip
        with listening(create_app(settings.model_copy(update={"embed_origins": "https://maps.example"}), province)) as found:
            yield found


@pytest.mark.parametrize("width", [1440, 360])
def test_it_opens_with_its_layers_opacity_view_and_choice_on_desk_and_phone(visit: Visits, width: int) -> None:
    seen = visit(width=width)
    page = seen.open_map(f"/maps/saved/{KEY}")
    assert page.evaluate(SHOWN) == ["population_density_districts", "roads"]
    assert page.evaluate("document.querySelector('gis-map').layers.get('roads').opacity") == 0.5
    middle = page.evaluate("(({ lng, lat }) => [lng, lat])(document.querySelector('gis-map').map.getCenter())")
    assert middle == pytest.approx([101, 15.5], abs=0.001)
    assert page.evaluate("document.querySelector('gis-map').map.getZoom()") == pytest.approx(8.5, abs=0.01)
    expect(page.locator("#details h2")).to_have_text("เมืองของเล่น")
    expect(page.locator(".source-line a").first).to_have_attribute("href", f"/maps/saved/{KEY}/about")
    assert (seen.elsewhere(), seen.complaints) == ([], [])


@pytest.mark.parametrize("width", [1440, 360])
def test_the_frame_of_another_site_holds_the_map_alone(visit: Visits, width: int) -> None:
    seen = visit(width=width, height=480)
    page = seen.open_map(f"/maps/saved/{KEY}/embed")
    assert page.evaluate(SHOWN) == ["population_density_districts", "roads"]
    for hidden in (".bar", "#layers", "#details", "#twin", ".foot"):
        assert page.locator(f"{hidden}:visible").count() == 0, hidden
    expect(page.locator(".credit")).to_contain_text("ถนนและประชากร")
    assert page.evaluate("document.querySelector('figure.map').getBoundingClientRect().top") == 0
    assert page.evaluate("[document.documentElement.scrollHeight <= innerHeight, document.documentElement.scrollWidth]") == [
        True, width,
    ]  # fmt: skip
    assert seen.axe() == []


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (900, 480), (360, 480)])
def test_in_the_frame_nothing_covers_another_where_the_map_has_years(visit: Visits, width: int, height: int) -> None:
    page = visit(width=width, height=height).open_map(f"/maps/saved/{OF_YEARS}/embed")
    parts = ("figure.map", ".sheet-head", ".time-bar", ".credit")
    boxes = (page.locator(part).bounding_box() for part in parts)
    edges = [(box["y"], box["y"] + box["height"]) for box in boxes if box]
    assert len(edges) == len(parts)
    assert all(below[0] >= above[1] - 1 for above, below in pairwise(edges))
    assert edges[-1][1] <= height
    assert edges[0][1] - edges[0][0] >= 150, "the map has room"


def test_about_it_is_accessible_and_fits(visit: Visits) -> None:
    for width in (1440, 360):
        seen = visit(width=width)
        page = seen.open(f"/maps/saved/{KEY}/about")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.axe() == []


def test_the_file_to_hand_over_stands_with_the_network_cut(visit: Visits, address: str, tmp_path: Path) -> None:
    html = visit().page.request.get(f"{address}/maps/saved/{KEY}.html").text()
    page = visit(gl=False).page
    seen = OfflineVisit(page, html, tmp_path / "map.html")
    assert (seen.requests, seen.alarms) == ([], [])
    names = page.locator(".leaflet-control-layers-overlays label").all_text_contents()
    assert [name.strip() for name in names] == ["ความหนาแน่นประชากรรายอำเภอ", "ถนน"]
    assert seen.count(".leaflet-layer0-pane path") == 3
    assert page.eval_on_selector(".leaflet-layer1-pane", "pane => pane.style.opacity") == "0.5"
    page.fill("#find", "9802")
    page.keyboard.press("Enter")
    page.wait_for_selector(".said h2")
    assert page.text_content(".said h2") == "เหนือ"
    legend = page.locator("details.legend").inner_text()
    assert re.search("ความหนาแน่นประชากรรายอำเภอ", legend)
    assert "ถนน" in legend


def test_the_button_carries_layers_and_view_to_the_form(visit: Visits) -> None:
    """The public has no such button; here the page is given one, as who has signed in is."""
    page = visit().open_map("/maps/roads?layers=roads~40,districts#8.00/15.5000/101.5000")
    assert page.locator("[data-save]").count() == 0
    page.evaluate("document.querySelector('.map-top').insertAdjacentHTML('beforeend', '<a data-save href=\"/maps\">x</a>')")
    with page.expect_navigation():
        page.locator("[data-save]").click()
    asked = json.loads(page.evaluate("JSON.stringify(Object.fromEntries(new URLSearchParams(location.search)))"))
    assert asked == {"layer": "roads", "query": "layers=roads%7E40%2Cdistricts", "view": "8.00/15.5000/101.5000"}
