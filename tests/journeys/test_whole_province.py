"""Every kind of page with the invented province in it, as the governor meets them by following links.

One page of each address of the service, looked at by those assertions that are made of every screen (docs/accessibility.md
numbers them). What no link leads to is named below, so that no page is built that nobody finds.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from functools import cache
from html import unescape
from pathlib import Path
from urllib.parse import urljoin

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, expect
from sqlalchemy import delete, select
from starlette.routing import compile_path

from app.accounts.models import Account, SecondFactorRule
from app.core.authority import EVERYTHING, OPERATOR
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.core.settings import DEMO_PROVINCE, Settings
from app.core.viewing import show_to
from app.demo.offices import GOVERNOR
from app.demo.plans import CODE as PLAN
from app.main import create_app, create_service
from app.organizations.models import Appointment
from app.organizations.models.force import in_force
from app.organizations.queries.capacities import acting_in
from app.organizations.rules import AppointmentKind
from app.plans.commands.approval import revise_plan
from app.web.identity import Identity
from tests.app.accounts.conftest import CHEAP, PASSWORD
from tests.conftest import clone_of, of_worker
from tests.journeys.conftest import SOFTWARE_GL, Visit, printed, tab_to
from tests.journeys.screens import AT_A_GLANCE, DESK, EVERY, PHONE, Faults, looked_at, wrong
from tests.live import listening

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900), pytest.mark.xdist_group("demo")]
NOT_PAGES = re.compile(
    r"^/(api|ogc|tiles|static|healthz|readyz|metrics|monitoring/photos)(/|$)"
    r"|\.(svg|csv|xlsx|json|html|geojson|zip|pdf|png|docx|mvt|gpx)$|\.\{"
)
ELSEWHERE = re.compile(r"^/accounts(/|$)")
"""Pages that need a session of their own; tests/journeys/test_sign_in.py looks at them."""
HREF = re.compile(r'<a\b[^>]*?\bhref="([^"]+)"')
ROOMS = (
    "", "audit", "budgets", "calls", "datasets", "indicators", "maps", "meetings", "monitoring", "organizations",
    "overview", "places", "plans", "projects", "queries", "stats", "exports", "snapshots",
    "shapes", "briefs", "feeds", "webhooks", "analyses", "visits", "manual", "search",
)  # fmt: skip
OF_GOVERNOR = select(Appointment.id).where(
    Appointment.position_number == GOVERNOR, Appointment.kind == AppointmentKind.SUBSTANTIVE, in_force(Appointment)
)
BEGIN = (
    "/", "/organizations/desk", "/audit", "/datasets", "/exports", "/snapshots", "/feeds", "/webhooks", "/search?q=a",
)  # fmt: skip
"""Where the walk begins: the first page, and what menus of signed-in windows, the data room and the box of the bar lead to."""
UNMET = {
    "/budgets/ceilings/new",
    "/budgets/import/bill/{draft_id}",
    "/budgets/import/{draft_id}",
    "/budgets/unmatched/agency",
    "/calls/{code}/briefs/{reference}/edit",
    "/calls/{code}/briefs/{reference}/file",
    "/calls/{code}/briefs/{reference}/move",
    "/calls/{code}/briefs/{reference}/refuse",
    "/calls/{code}/decide",
    "/calls/{code}/edit",
    "/calls/{code}/scores",
    "/calls/{code}/steps/{step}",
    "/exports/{export_id}",
    "/feeds/{feed_id}",
    "/feeds/{feed_id}/changes",
    "/feeds/{feed_id}/edit",
    "/maps/{layer_id}/front",  # a part of a page
    "/maps/saved/{map_id}",
    "/maps/saved/{map_id}/about",
    "/maps/saved/{map_id}/edit",
    "/maps/saved/{map_id}/embed",
    "/shapes/brief",  # the form of a shape leads there
    "/webhooks/new",
    "/webhooks/{webhook_id}",
    "/exports/{export_id}/file",
    "/monitoring/assets/{asset_id}/hand-over",
    "/projects/{reference}/files/{file_id}",
    "/projects/{reference}/form/{step}",
    "/projects/{reference}/move/{to}",
    "/projects/{reference}/versions/{number}",
    "/projects/views/{view_id}/replace",
    "/snapshots/{day}",
    "/snapshots/{day}/{layer}/withdraw",
    "/snapshots/{day}/{name}",
    "/maps/{layer_id}/features/{feature_id}",
    "/meetings/{meeting_id}/resolutions",
    "/organizations/persons/{person_id}/erase",
    "/organizations/purpose-grants/{grant_id}/end",
    "/plans/{code}/{version}/approve",
    "/plans/{code}/{version}/links/{link_id}/end",
    "/plans/{code}/{version}/nodes/{key}/remove",
    "/plans/{code}/{version}/return",
    "/queries/runs/{run_id}",
}
"""Pages of states in which nothing of the invented province stands, or that are reached in another way."""


@pytest.fixture(scope="module")
def governed(server: Database, invented: tuple[Database, Path]) -> Iterator[Database]:
    """The toy province with the demonstration beside it, in which the governor can sign in."""
    with clone_of(server, invented[0].name, of_worker("whole_province")) as made:
        with transaction(made, Role.OWNER) as session:
            revise_plan(session, by=OPERATOR, code=PLAN, version=2)
            session.execute(delete(SecondFactorRule))
            appointment = session.scalars(OF_GOVERNOR).one()
            person = session.get_one(Appointment, appointment).person_id
            session.execute(delete(Account).where(Account.person_id == person))
            session.add(Account(person_id=person, username="governor", password_hash=CHEAP, must_change=False))
        yield made


@pytest.fixture(scope="module")
def office(settings: Settings, invented: tuple[Database, Path]) -> Settings:
    """The office is that of the demonstration, so that the first page is its board; its files are there too."""
    return settings.model_copy(update={"province": DEMO_PROVINCE, "home": invented[1]})


@pytest.fixture(scope="module")
def address(office: Settings, governed: Database) -> Iterator[str]:
    with listening(create_app(office, governed)) as found:
        yield found


@pytest.fixture(scope="module")
def pages(office: Settings, governed: Database) -> dict[str, str]:
    """Each kind of page and the first path of it that the governor's links lead to, from the first page on."""
    service = create_service(office, governed)
    with transaction(governed) as session:
        show_to(session, EVERYTHING)
        by = acting_in(session, session.scalars(OF_GOVERNOR).one(), viewer=EVERYTHING)
    assert by is not None
    service.state.identify = lambda _request: Identity(by.viewer, by, account="governor", token="token")
    known, met, waiting = kinds(service), dict[str, str](), deque(BEGIN)
    with TestClient(service, headers={"Cookie": "phaen=in"}, follow_redirects=False) as client:
        while waiting:
            path = waiting.popleft()
            bare = path.partition("?")[0]
            kind = None if NOT_PAGES.search(bare) else kind_of(bare, known)
            if kind is None or kind in met:
                continue
            met[kind] = path
            waiting.extend(links(client.get(path).text, path))
    unmet = sorted(set(known) - set(met) - UNMET)
    assert unmet == [], f"no link leads to {unmet}"
    return met


def kinds(service: FastAPI) -> dict[str, re.Pattern[str]]:
    """The addresses of pages, each with what it matches."""
    found = dict[str, re.Pattern[str]]()
    for route in iter_route_contexts(service.routes):
        path = str(route.path)
        if "GET" in (route.methods or ()) and not NOT_PAGES.search(path) and not ELSEWHERE.search(path):
            found[path] = compile_path(path)[0]
    return found


def kind_of(path: str, known: dict[str, re.Pattern[str]]) -> str | None:
    """The address that a path belongs to: the first of the service that matches it."""
    return next((kind for kind, pattern in known.items() if pattern.match(path)), None)


def links(page: str, here: str) -> list[str]:
    """Paths of our own that a page links to."""
    found = (urljoin(here, unescape(each)).partition("#")[0] for each in HREF.findall(page))
    return [path for path in found if path.startswith("/") and not path.startswith("//")]


def test_every_room_has_its_pages(pages: dict[str, str]) -> None:
    assert {path.split("/")[1].partition("?")[0] for path in pages.values()} == set(ROOMS)


@pytest.fixture(scope="module")
def governor(launch: Callable[[list[str]], Browser], address: str) -> Iterator[Visit]:
    """A window in which the governor has signed in."""
    context = launch(SOFTWARE_GL).new_context(viewport={"width": DESK, "height": 900}, locale="th-TH")
    seen = Visit(context.new_page(), address)
    page = seen.open("/accounts/sign-in")
    page.fill("#username", "governor")
    page.fill("#password", PASSWORD)
    page.locator("main").get_by_role("button").click()
    page.get_by_role("button", name="ทำหน้าที่ในตำแหน่งนี้").click()
    yield seen
    context.close()


def of_room(pages: dict[str, str], room: str) -> list[str]:
    return [path for path in pages.values() if path.split("/")[1].partition("?")[0] == room]


@pytest.fixture(scope="module")
def faults(governor: Visit, pages: dict[str, str]) -> Callable[[str], Faults]:
    """What is wrong with the pages of a room, by the number of the assertion; each page is opened once."""
    return cache(lambda room: looked_at(governor, of_room(pages, room), closely=True))


@pytest.fixture(scope="module")
def glanced(governor: Visit, pages: dict[str, str]) -> Callable[[str], Faults]:
    """What is wrong with the pages of a room at a glance."""
    return cache(lambda room: looked_at(governor, of_room(pages, room), closely=False))


IN_EVERY_ROOM = pytest.mark.parametrize("room", ROOMS, ids=lambda room: room or "home")


@IN_EVERY_ROOM
@pytest.mark.parametrize("number", AT_A_GLANCE, ids=lambda number: f"{number:02} {EVERY[number]}")
def test_of_every_screen_at_a_glance(glanced: Callable[[str], Faults], room: str, number: int) -> None:
    assert not glanced(room)[number], "\n".join(glanced(room)[number])


@pytest.mark.deep
@IN_EVERY_ROOM
@pytest.mark.parametrize("number", EVERY, ids=lambda number: f"{number:02} {EVERY[number]}")
def test_of_every_screen(faults: Callable[[str], Faults], room: str, number: int) -> None:
    assert not faults(room)[number], "\n".join(faults(room)[number])


@pytest.mark.deep
@IN_EVERY_ROOM
def test_on_a_telephone_axe_finds_nothing(governor: Visit, pages: dict[str, str], room: str) -> None:
    governor.page.set_viewport_size({"width": PHONE, "height": 900})
    found = {path: (governor.open(path), governor.axe())[1] for path in of_room(pages, room)}
    assert {path: told for path, told in found.items() if told} == {}


@pytest.fixture
def at_a_desk(governor: Visit) -> Visit:
    """The governor's window as wide as a desk has it, whatever it was looked at with before."""
    governor.page.set_viewport_size({"width": DESK, "height": 900})
    return governor


def test_02_a_map_is_named_by_its_indicator_its_period_and_its_area(at_a_desk: Visit) -> None:
    page = at_a_desk.open_map("/maps/population_density_districts")
    province = page.locator(".brand span").inner_text()
    assert len(province) > 3
    period = page.locator("#year option:checked").inner_text()
    assert re.fullmatch(r"พ\.ศ\. 25\d\d", period)
    label = page.locator("figure.map").get_attribute("aria-label")
    assert label == f"แผนที่ ความหนาแน่นประชากรรายอำเภอ {period} {province}"


def test_13_a_form_that_is_refused_keeps_what_was_typed_and_says_at_each_field_what_is_wrong(at_a_desk: Visit) -> None:
    page = at_a_desk.open("/projects/new")
    typed = {"title_th": "ถนนที่พิมพ์ไว้", "fiscal_year": "๒๕ปี", "rationale": "น้ำท่วมทุกปี"}
    for name, words in typed.items():
        page.fill(f"#{name}", words)
    page.locator("form.part").evaluate("(form) => { form.noValidate = true; }")
    page.locator("form.part .btn.pri").click()
    told = wrong(at_a_desk)
    assert {"reference", "fiscal_year"} <= set(told)
    assert all(re.search("[ก-๙]", words) for words in told.values())
    assert {name: page.input_value(f"#{name}") for name in typed} == typed


def test_04_late_projects_of_a_district_are_found_opened_and_printed_by_keyboard(at_a_desk: Visit) -> None:
    page = at_a_desk.open("/")
    tab_to(page, ".nav a[href='/projects']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/projects")
    tab_to(page, "input[name=light][value=late]", 300)
    page.keyboard.press("Space")
    tab_to(page, "details:has(> fieldset input[name=district]) > summary", 300)
    page.keyboard.press("Enter")
    tab_to(page, "input[name=district]:not([value=''])")
    district = page.evaluate("document.activeElement.value")
    page.keyboard.press("Space")
    tab_to(page, ".facets .btn.pri", 300)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/projects?*light=late*district={district}*")
    rows = page.locator(".results tbody tr")
    assert rows.count() > 0
    assert all("ล่าช้า" in row for row in rows.all_inner_texts())
    tab_to(page, ".results tbody th a", 300)
    title = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(title)
    reference = page.url.rpartition("/")[2]
    assert reference in "".join(printed(page))
