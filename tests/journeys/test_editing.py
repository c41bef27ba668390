"""The form of a feature in a real browser: its place dragged, moved by keyboard, typed; and what another wrote meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import engine_of
from app.core.roles import Role
from app.core.settings import Settings
from app.core.viewing import show_to
from app.main import create_service
from app.web.headers import SecurityHeaders
from app.web.identity import Identity
from tests import cast
from tests.conftest import TOY, clone_of, of_worker
from tests.journeys.conftest import Visit
from tests.live import listening

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
READY = "site-map[data-state=ready]"
POINT = "SRID=4326;POINT(100.25 15.5)"
LINE = "SRID=4326;MULTILINESTRING((100.2 15.4,100.4 15.6,100.6 15.4))"


@pytest.fixture(scope="module")
def toy(server: Database) -> Iterator[Database]:
    with clone_of(server, TOY, of_worker("editing")) as made:
        with psycopg.connect(made.url(Role.OWNER), autocommit=True) as desk:
            insert = (
                "INSERT INTO datasets.feature (dataset_id, id, geom, attributes, class, agency, area_code)"
                " VALUES (%s, 7, %s, %s, 'public', 'works', '980101')"
            )
            desk.execute(insert, ("facilities", POINT, json.dumps({"name_th": "โรงเรียน", "kind": "school"})))
            desk.execute(insert, ("roads", LINE, json.dumps({"number": "98", "kind": "rural", "length_km": 12.5})))
        yield made


@pytest.fixture(scope="module")
def address(settings: Settings, toy: Database) -> Iterator[str]:
    """The service for the data officer O-2."""
    service, engine = create_service(settings, toy), engine_of(toy, pool_size=1)
    with Session(engine) as session:
        show_to(session, EVERYTHING)
        by = cast.acting(session, "O-2")
    engine.dispose()
    service.state.identify = lambda _request: Identity(by.viewer, by, account="O-2", token="token")
    with listening(SecurityHeaders(service)) as found:
        yield found


def opened(visit: Visits, address: str, layer: str, width: int = 1440, **options: Any) -> tuple[Visit, Page]:
    seen = visit(width, 900, **options)
    seen.page.context.add_cookies([{"name": "phaen", "value": "in", "url": address}])
    return seen, seen.open(f"/ogc/collections/{layer}/items/7/edit")


def shape(page: Page) -> Any:
    return json.loads(page.locator("#value_geometry").input_value())


def middle(page: Page) -> tuple[float, float]:
    box = page.locator("site-map canvas").bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_point_is_dragged_saved_and_brought_back(visit: Visits, address: str) -> None:
    seen, page = opened(visit, address, "facilities")
    page.wait_for_selector(READY)
    page.wait_for_timeout(500)
    across, down = middle(page)
    page.mouse.move(across, down)
    page.mouse.down()
    page.mouse.move(across + 60, down, steps=4)
    page.mouse.up()
    lon, lat = shape(page)["coordinates"]
    assert lon > 100.2505
    assert lat == pytest.approx(15.5, abs=1e-3)
    page.get_by_role("button", name="บันทึก").click()
    expect(page.get_by_role("button", name="เลิกทำ")).to_be_visible()
    assert shape(page)["coordinates"] == [lon, lat]
    page.wait_for_selector(READY)
    assert (seen.axe(), seen.elsewhere(), seen.complaints) == ([], [], [])
    page.get_by_role("button", name="เลิกทำ").click()
    expect(page.locator("#value_geometry")).to_have_value('{"type": "Point", "coordinates": [100.25, 15.5]}')


def test_a_line_is_changed_by_buttons_that_the_keyboard_reaches(visit: Visits, address: str) -> None:
    _, page = opened(visit, address, "roads")
    page.wait_for_selector(READY)
    expect(page.locator("site-map output")).to_have_text("จุดที่ 1 จาก 3")

    def press(name: str) -> None:
        page.get_by_role("button", name=name, exact=True).focus()
        page.keyboard.press("Enter")

    before = shape(page)
    press("จุดถัดไป")
    press("ลบจุด")
    assert shape(page)["coordinates"] == [[[100.2, 15.4], [100.6, 15.4]]]
    press("ถอย")
    assert shape(page) == before
    press("เพิ่มจุดกลางแผนที่")
    assert len(shape(page)["coordinates"][0]) == 4
    press("ถอย")
    page.locator("site-map canvas").focus()
    page.keyboard.press("ArrowUp")
    page.wait_for_timeout(500)  # the map glides to its new middle
    press("ย้ายมากลางแผนที่")
    moved = shape(page)["coordinates"][0]
    assert moved[:2] == [[100.2, 15.4], [100.4, 15.6]]
    assert moved[2][1] > 15.5, "the chosen point is the last"
    press("ล้างรูป")
    assert page.locator("#value_geometry").input_value() == ""


@pytest.mark.parametrize("width", [1440, 360])
def test_without_script_both_values_of_a_clash_are_shown_and_everything_fits(
    visit: Visits, address: str, toy: Database, width: int
) -> None:
    seen, page = opened(visit, address, "facilities", width, java_script_enabled=False)
    page.fill("#value_name_th", f"พิมพ์ไว้ {width}")
    with psycopg.connect(toy.url(Role.OWNER), autocommit=True) as desk:
        told = json.dumps({"name_th": f"ของเขา {width}"})
        rename = "UPDATE datasets.feature SET attributes = attributes || %s WHERE dataset_id = 'facilities' AND id = 7"
        desk.execute(rename, (told,))
    page.get_by_role("button", name="บันทึก").click()
    expect(page.locator(".clash")).to_contain_text(f"ของเขา {width}")
    expect(page.locator("#value_name_th")).to_have_value(f"พิมพ์ไว้ {width}")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.fill("#positions", "15.5, 999")
    page.get_by_role("button", name="บันทึก").click()
    expect(page.locator("#positions-wrong")).to_be_visible()
    expect(page.locator("#value_name_th")).to_have_value(f"พิมพ์ไว้ {width}")
    page.fill("#positions", "")
    page.get_by_role("button", name="บันทึก").click()
    expect(page.get_by_role("button", name="เลิกทำ")).to_be_visible()
    assert seen.complaints == [] or all("412" in one or "422" in one for one in seen.complaints)
