"""An analyst at the console with the keyboard, and a reader of the screen: the pages of queries in a browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import engine_of
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
WHOLE = "SELECT code, name_th, baht_per_head, geom FROM budget_per_head_districts ORDER BY code"


@pytest.fixture(scope="module")
def asked(server: Database) -> Iterator[Database]:
    with clone_of(server, TOY, of_worker("queries")) as made:
        yield made


@pytest.fixture(scope="module")
def address(settings: Settings, asked: Database) -> Iterator[str]:
    """The service for the analyst O-2."""
    service, engine = create_service(settings, asked), engine_of(asked, pool_size=1)
    with Session(engine) as session:
        show_to(session, EVERYTHING)
        by = cast.acting(session, "O-2")
    engine.dispose()
    service.state.identify = lambda _request: Identity(by.viewer, by, account="O-2", token="token")
    with listening(SecurityHeaders(service)) as found:
        yield found


def opened(visit: Visits, address: str, width: int = 1440, **options: object) -> Visit:
    seen = visit(width, 900, **options)
    seen.page.context.add_cookies([{"name": "phaen", "value": "in", "url": address}])
    return seen


def test_a_statement_is_run_by_the_keyboard_and_its_answer_taken_as_a_file(
    visit: Visits, address: str, tmp_path: Path
) -> None:
    seen = opened(visit, address)
    page = seen.open("/queries")
    assert seen.axe() == []
    page.locator("summary").first.click()
    page.fill("#statement", WHOLE)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/queries/runs/*")
    assert page.locator("table.answer tbody tr").count() == 3
    assert page.locator(".answer-map svg").count() == 1
    assert seen.axe() == []
    with page.expect_download() as loading:
        page.get_by_role("link", name="CSV").click()
    loading.value.save_as(tmp_path / "answer.csv")
    assert (tmp_path / "answer.csv").read_text("utf-8-sig").startswith("code,name_th,baht_per_head,geom")
    assert (seen.complaints, seen.elsewhere()) == ([], [])


@pytest.mark.parametrize("width", [1440, 360])
def test_without_script_a_refused_statement_says_where_and_every_page_fits(
    visit: Visits, address: str, width: int
) -> None:
    seen = opened(visit, address, width, java_script_enabled=False)
    page = seen.open("/queries")
    page.fill("#statement", "SELECT nme\nFROM districts")
    page.get_by_role("button", name="เรียกใช้").click()
    page.wait_for_url("**/queries/runs/*")
    assert page.locator("mark").inner_text().startswith("nme")
    assert page.get_by_role("alert").inner_text().startswith("ไม่ได้ผล · บรรทัดที่ 1")
    page.fill("#statement", WHOLE)
    page.get_by_role("button", name="เรียกใช้").click()
    page.get_by_role("link", name="บันทึกคำสั่งนี้").click()
    page.fill("#title", f"งบต่อหัว {width}")
    page.get_by_role("button", name="บันทึก", exact=True).click()
    page.wait_for_url("**/queries/saved/*")
    for there in (page.url, f"{page.url}/edit", f"{address}/queries/saved/new"):
        page.goto(there)
        assert page.locator("main").bounding_box()["width"] <= width  # type: ignore[index]
    page.goto(page.url)
    assert page.locator("#statement").input_value() == "SELECT name_th, name_en, code\nFROM districts\nORDER BY code"
