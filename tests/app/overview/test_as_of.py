"""Pages as they were on a day, on the toy province: money came on 3 March 2569, values were published on 1 February 2568."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, PUBLIC
from app.core.cluster import Database
from app.core.database import transaction
from app.core.errors import Invalid
from app.monitoring.queries.lights import standing_of
from app.monitoring.rules import Light
from app.projects.models import Project
from app.projects.queries.areas import states
from app.projects.rules import State
from app.web.as_of import day_of
from tests import cast
from tests.app.monitoring.toys import lead, planned

NOW = date(2026, 6, 22)
PAGES = ("/places/9801", "/projects", "/projects/P-2", "/budgets", "/budgets/lapse", "/indicators/SOC-ROAD")
SentBy = Callable[[str], TestClient]


@pytest.mark.parametrize("asked", ["2026-03-03", "03/03/2569", "๐๓/๐๓/๒๕๖๙", "3-3-2569"])
def test_a_day_is_understood_as_people_write_it(asked: str) -> None:
    assert day_of(asked, NOW) == date(2026, 3, 3)


def test_today_needs_no_asking() -> None:
    assert day_of("", NOW) is None
    assert day_of("22/06/2569", NOW) is None


@pytest.mark.parametrize("asked", ["23/06/2569", "2026-06-23", "31/02/2569", "yesterday", "2569", "01/01/2999"])
def test_a_day_that_has_not_come_or_is_none_is_refused(asked: str) -> None:
    with pytest.raises(Invalid) as refused:
        day_of(asked, NOW)
    assert refused.value.place == "as_of"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_the_past_says_so_and_leads_back(client: TestClient, page: str) -> None:
    told = client.get(f"{page}?as_of=2026-03-03").text
    assert "<b>ตามที่เป็นเมื่อ 3 มีนาคม 2569</b>" in told
    assert f'{page}">กลับสู่วันนี้</a>' in told
    assert "As it was on 3 March 2026" in client.get(f"{page}?as_of=2026-03-03&lang=en").text
    client.cookies.clear()
    today = client.get(page).text
    assert "กลับสู่วันนี้" not in today
    assert 'id="as-of"' in today


@pytest.mark.parametrize("page", PAGES)
def test_the_address_holds_the_day_of_the_common_era(client: TestClient, page: str) -> None:
    answer = client.get(f"{page}?as_of=03/03/2569&lang=th", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, f"{page}?lang=th&as_of=2026-03-03")


@pytest.mark.parametrize("page", [*PAGES, "/plans/toy", "/plans/toy/1"])
@pytest.mark.parametrize("asked", ["31/02/2569", "2999-01-01", "x"])
def test_a_bad_day_is_refused_on_every_page(client: TestClient, page: str, asked: str) -> None:
    assert client.get(page, params={"as_of": asked}).status_code == 400


def test_tomorrow_is_refused_with_the_last_day_that_may_be_asked(client: TestClient) -> None:
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date()
    page = client.get(f"/places/9801?as_of={tomorrow}").text
    assert "ยังไม่มาถึง ดูย้อนหลังได้ถึงวันนี้" in page


def test_the_money_of_an_area_came_on_its_day(client: TestClient) -> None:
    before, after = (client.get(f"/places/9802?as_of={day}").text for day in ("2026-03-02", "2026-03-03"))
    assert 'title="250,000.00">0.25<small>' in after
    assert 'title="0.00">0.00<small>' in before


def test_the_budget_of_a_year_came_on_its_day(client: TestClient) -> None:
    before, after = (client.get(f"/budgets?year=2569&as_of={day}").text for day in ("2026-03-02", "2026-03-03"))
    assert "ยังไม่มีรายการงบประมาณของปีนี้" in before
    assert 'title="1,590,000.01"' in after


def test_an_indicator_is_told_as_it_was_known(client: TestClient) -> None:
    before, after = (client.get(f"/indicators/SOC-ROAD?as_of={day}").text for day in ("2025-01-31", "2025-02-01"))
    assert "<td class=\"n\"><b>20.0</b>" in after or "20.0" in after
    assert "20.0" not in before


def test_an_area_has_no_indicator_before_it_was_published(client: TestClient) -> None:
    before, after = (client.get(f"/places/9801?as_of={day}").text for day in ("2025-01-31", "2025-02-01"))
    assert "ยังไม่มีค่าตัวชี้วัดของพื้นที่นี้" in before
    assert 'href="/indicators/SOC-ROAD?area=9801&as_of=2025-02-01#series"' in after.replace("&amp;", "&")


def test_an_area_that_was_not_there_yet_says_so(client: TestClient) -> None:
    assert "วันนั้นยังไม่มีเขตรหัสนี้" in client.get("/places/9801?as_of=2019-12-31").text
    assert "วันนั้นยังไม่มีเขตรหัสนี้" not in client.get("/places/9801?as_of=2020-01-01").text


@pytest.fixture
def suspended(session: Session) -> Session:
    """The road P-2 went from in progress to suspended at noon of 10 May 2568."""
    planned(session)
    lead(session, State.SUSPENDED, at=datetime(2025, 5, 10, 5, tzinfo=UTC))
    return session


def state_on(session: Session, day: str, reference: str = "P-2", viewer: object = EVERYTHING) -> str | None:
    session.execute(text("SELECT set_config('phaen.true_on', :day, true)"), {"day": day})
    assert viewer in (EVERYTHING, PUBLIC)
    key = session.query(Project.id).filter(Project.reference == reference).scalar()
    found = states(session, viewer=PUBLIC if viewer == PUBLIC else EVERYTHING).get(key)
    return found.state if found else None


def test_the_state_of_a_day_is_that_of_its_end(suspended: Session) -> None:
    lead(suspended, State.IN_PROGRESS, at=datetime(2025, 6, 1, 5, tzinfo=UTC))
    assert [state_on(suspended, day) for day in ("2025-05-10", "2025-05-31", "2025-06-01", "2026-01-01")] == [
        "suspended", "suspended", "in_progress", "in_progress",
    ]  # fmt: skip


def test_before_its_history_began_a_project_was_not_there(suspended: Session) -> None:
    assert state_on(suspended, "2025-05-09") is None


def test_a_project_without_a_history_is_shown_as_registered(suspended: Session) -> None:
    assert state_on(suspended, "2020-01-01", "P-1") == "completed"
    assert not states(suspended, viewer=PUBLIC)[suspended.query(Project.id).filter(Project.reference == "P-1").scalar()].is_kept


def test_a_light_is_decided_by_the_state_of_its_day(suspended: Session) -> None:
    """Suspended is watched until it goes on, and what was not there yet has no light."""
    told = {}
    for day in ("2025-05-09", "2025-05-10"):
        state_on(suspended, day)
        one = standing_of(suspended, "P-2", viewer=EVERYTHING)
        told[day] = (one.state, one.light) if one else None
    assert told == {"2025-05-09": None, "2025-05-10": ("suspended", Light.UNKNOWN)}, "no report was ever made"


@pytest.fixture
def then(furnished: Database, sent_by: SentBy) -> SentBy:
    """The same road in a province that clients see."""
    with transaction(furnished) as session:
        planned(session)
        lead(session, State.SUSPENDED, at=datetime(2025, 5, 10, 5, tzinfo=UTC))
        lead(session, State.IN_PROGRESS, at=datetime(2025, 6, 1, 5, tzinfo=UTC))
    return sent_by


def test_the_list_and_the_page_of_a_project_show_its_state_of_the_day(then: SentBy) -> None:
    public, analyst = then(""), then("O-2")
    assert "ปรับปรุงถนนสายเหนือ" in public.get("/projects?state=suspended&as_of=2025-05-20").text
    assert "ปรับปรุงถนนสายเหนือ" not in public.get("/projects?state=suspended&as_of=2025-06-20").text
    assert "ปรับปรุงถนนสายเหนือ" not in public.get("/projects?as_of=2025-05-09").text
    page = analyst.get("/projects/P-2?as_of=2025-05-20").text
    history = page[page.index('<ol class="history">') :].partition("</ol>")[0]
    assert (history.count("<li>"), "หยุดชั่วคราว" in history) == (1, True)
    assert "/projects/P-2/move/" not in page, "nothing is done to the past"
    assert public.get("/projects/P-2?as_of=2025-05-09").status_code == 404
    assert "โครงการนี้ไม่มีประวัติสถานะ" in public.get("/projects/P-1?as_of=2025-05-20").text


def test_what_was_still_proposed_is_not_told_to_the_public(session: Session) -> None:
    """A step that leaves a proposal is for officials; by the steps that the public sees, the project was not there."""
    session.execute(text("""
        INSERT INTO projects.project_transition (project_id, number, from_state, to_state, needs_reason, at, position, title,
            basis, reason)
        SELECT id, 1, 'funded', 'preparing', false, '2025-06-01', 'O-1', 't', 'substantive', NULL
        FROM projects.project WHERE reference = 'P-3'"""))
    session.expire_all()
    assert state_on(session, "2025-05-31", "P-3", PUBLIC) is None
    assert state_on(session, "2025-06-01", "P-3", PUBLIC) == "preparing"
    assert cast.acting(session, "O-1").position == "O-1"


def test_views_links_and_the_export_keep_the_day(then: SentBy) -> None:
    public = then("")
    page = public.get("/projects?as_of=2025-05-20").text
    assert "as_of=2025-05-20" in page[page.index('class="views"') :].partition("</nav>")[0]
    rows = public.get("/projects/export.csv?state=suspended&as_of=2025-05-20").text.splitlines()
    assert [line.partition(",")[0] for line in rows[1:]] == ["P-2"]
    assert len(public.get("/projects/export.csv?state=suspended").text.splitlines()) == 1
