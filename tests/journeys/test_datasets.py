"""A dataset is published in the browser by two persons, without a line of script; every page of it is accessible."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, OPERATOR
from app.core.cluster import Database
from app.core.database import engine_of, transaction
from app.core.settings import Settings
from app.core.viewing import show_to
from app.datasets import commands
from app.datasets.schemas import DatasetIn
from app.main import create_service
from app.web.identity import Identity
from tests import cast
from tests.journeys.conftest import SOFTWARE_GL, Visit
from tests.live import listening

pytestmark = pytest.mark.browser
Desk = Callable[..., Visit]
SHELTERS = DatasetIn(
    id="shelters", title_th="จุดอพยพ", title_en="Shelters", geometry_type="Point", custodian="ปภ.", source="สำรวจ",
    organization="office",
)  # fmt: skip


@pytest.fixture
def desk(settings: Settings, toy_database: Database, launch: Callable[[list[str]], Browser]) -> Iterator[Desk]:
    """``desk("O-2", 360)``: a browser window of whoever holds that position."""
    with transaction(toy_database) as session:
        commands.define_dataset(session, by=OPERATOR, given=SHELTERS)
    engine = engine_of(toy_database)
    with ExitStack() as opened:

        def start(number: str, width: int = 1440, *, scripts: bool = True) -> Visit:
            with Session(engine) as session:
                show_to(session, EVERYTHING)
                by = cast.acting(session, number)
            service = create_service(settings, toy_database)
            service.state.identify = lambda _request: Identity(by.viewer, by, account=number, token="token")
            address = opened.enter_context(listening(service))
            context = launch(SOFTWARE_GL).new_context(
                viewport={"width": width, "height": 900}, java_script_enabled=scripts
            )
            context.add_cookies([{"name": "phaen", "value": "in", "url": address}])
            opened.callback(context.close)
            return Visit(context.new_page(), address)

        yield start
    engine.dispose()


def propose(visit: Visit) -> None:
    page = visit.open("/datasets/shelters")
    page.select_option("#to", "public")
    page.fill("#reason", "ประชาชนต้องรู้จุดอพยพ")
    page.fill("#legal_basis", "พ.ร.บ. ข้อมูลข่าวสาร ม. 9 (8)")
    page.click("text=ส่งข้อเสนอ")
    page.wait_for_selector("#decision")


def test_two_persons_publish_a_dataset_without_scripts(desk: Desk) -> None:
    analyst, chief = desk("O-2", scripts=False), desk("O-1", scripts=False)
    propose(analyst)
    assert analyst.page.locator("button[value=approve]").count() == 0
    page = chief.open("/datasets")
    page.click(".waiting a")
    page.fill("#remark", "ตรวจแล้ว")
    page.click("button[value=approve]")
    page.wait_for_selector(".history")
    assert page.locator(".history td").last.inner_text().split("\n")[0] == "อนุมัติแล้ว"
    assert page.locator("h1 + p").inner_text().startswith("เปิดเผย")
    assert (analyst.elsewhere(), chief.elsewhere()) == ([], [])


@pytest.mark.parametrize("width", [1440, 360])
def test_every_page_of_a_dataset_is_accessible_and_fits(desk: Desk, width: int) -> None:
    analyst, chief = desk("O-2", width), desk("O-1", width)
    propose(analyst)
    visits = [(analyst, "/datasets/shelters"), (analyst, "/datasets/shelters/edit"), (analyst, "/datasets/classes"),
              (chief, "/datasets"), (chief, "/datasets/shelters?lang=en")]  # fmt: skip
    for visit, path in visits:
        page = visit.open(path)
        assert visit.axe() == [], path
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        assert (visit.elsewhere(), visit.complaints) == ([], [])


def test_what_is_wrong_in_a_form_is_accessible(desk: Desk) -> None:
    analyst = desk("O-2")
    page = analyst.open("/datasets/shelters/edit")
    page.fill("#source_on", "31/02/2569")
    page.click("text=บันทึก")
    assert page.locator("#source_on-wrong").inner_text().startswith("เขียนวันที่เป็น")
    assert analyst.axe() == []
