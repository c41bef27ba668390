"""The desk of a screener in a real browser: one table by the keyboard, the slider with and without JavaScript, axe."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy.orm import Session

from app.calls.commands.filing import begin_brief
from app.calls.commands.screening import rank_by_score
from app.calls.schemas import BeginIn
from app.core.authority import EVERYTHING, OPERATOR
from app.core.cluster import Database
from app.core.database import engine_of, transaction
from app.core.settings import Settings
from app.core.viewing import show_to
from app.main import create_service
from app.web.identity import Identity
from tests import cast
from tests.app.calls import rounds
from tests.app.calls.rounds import CODE
from tests.journeys.conftest import SOFTWARE_GL, Visit
from tests.live import listening

pytestmark = pytest.mark.browser
Desk = Callable[..., Visit]
HERE = f"/calls/{CODE}"


@pytest.fixture
def desk(settings: Settings, toy_database: Database, launch: Callable[[list[str]], Browser]) -> Iterator[Desk]:
    """``desk("G-1")``: a browser of whoever holds that position."""
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
                viewport={"width": width, "height": 844}, java_script_enabled=scripts
            )
            context.add_cookies([{"name": "phaen", "value": "in", "url": address}])
            opened.callback(context.close)
            return Visit(context.new_page(), address)

        yield start
    engine.dispose()


def faults(seen: Visit, path: str) -> list[str]:
    """What axe, the network log and the policy find at both widths."""
    seen.open(path)
    told = []
    for width in (1440, 360):
        seen.page.set_viewport_size({"width": width, "height": 844})
        if seen.page.evaluate("document.documentElement.scrollWidth") > width:
            told.append(f"{path} runs over at {width}")
        told += [f"{path}: {each}" for each in seen.axe()]
    return [*told, *seen.elsewhere(), *seen.complaints]


def test_a_screener_scores_by_the_keyboard_and_slides_the_ceiling(toy_database: Database, desk: Desk) -> None:
    """C-A to C-D ask 60, 30, 20 and 5 baht: under 59 baht nothing lies inside, under 110 three."""
    with transaction(toy_database) as session:
        show_to(session, EVERYTHING)
        rounds.scored(session)
    seen = desk("O-1")
    page = seen.open(f"{HERE}/scores")
    page.locator('[name="score.CA.alignment"]').focus()
    for value in ("100", "50", "ครบ"):
        page.keyboard.type(value)
        page.keyboard.press("Tab")
    page.get_by_role("button", name="บันทึกคะแนน").click()
    expect(page.locator("tr", has_text="CA").first).to_contain_text("80.00")
    with transaction(toy_database) as session:
        show_to(session, EVERYTHING)
        rank_by_score(session, by=OPERATOR, code=CODE)
    seen.open(f"{HERE}/ranking")
    for baht, inside in (("59", "0"), ("110", "3"), ("115", "4")):
        page.locator("#slide").fill(baht)
        expect(page.locator('[data-count="Y1"]')).to_have_text(inside)
    expect(page.locator('[data-sum="Y1"]')).to_have_text("115.00")
    assert [each for path in ("scores", "ranking", "decide", "minutes", "briefs/CA", "briefs/CA/move", "briefs/CA/refuse",
                              "steps/rank") for each in faults(seen, f"{HERE}/{path}")] == []  # fmt: skip


def test_without_javascript_the_ceiling_is_tried_by_sending_the_form(toy_database: Database, desk: Desk) -> None:
    with transaction(toy_database) as session:
        show_to(session, EVERYTHING)
        rounds.ranked(session)
    page = desk("O-2", scripts=False).open(f"{HERE}/ranking")
    expect(page.locator("#slide")).to_be_disabled()
    page.locator("#ceiling").fill("110")
    page.get_by_role("button", name="ลองดู").click()
    expect(page.locator('[data-count="Y1"]')).to_have_text("3")


def test_the_forms_of_an_agency_are_accessible_and_fit(toy_database: Database, desk: Desk) -> None:
    with transaction(toy_database) as session:
        show_to(session, EVERYTHING)
        node = rounds.furnished(session)["node"]
        rounds.opened(session)
        rounds.project(session, "CA", node)
        begin_brief(session, by=OPERATOR, code=CODE, given=BeginIn(project="CA"))
    seen = desk("W-1")
    pages = ("/calls", HERE, f"{HERE}/briefs/CA", f"{HERE}/briefs/CA/edit", f"{HERE}/briefs/CA/file")
    assert [each for path in pages for each in faults(seen, path)] == []
