"""Signing in in a real browser: on loopback without TLS, by keyboard alone, with the second factor, against a forger."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyotp
import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.commands import channels as acts
from app.accounts.models import Account
from app.accounts.schemas import ChannelIn
from app.core.cluster import Database
from app.core.database import transaction
from app.core.settings import Settings
from app.main import create_app
from app.organizations.models import Appointment
from app.web import words
from tests import cast
from tests.app.accounts.conftest import CHEAP, PASSWORD
from tests.conftest import TOY, clone_of, of_worker
from tests.journeys.conftest import Visit
from tests.live import listening

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
NARROW = (360, 780)


@pytest.fixture(scope="module")
def home(server: Database) -> Iterator[Database]:
    """A toy province of its own, in which some can sign in and the analyst also acts for the chief."""
    with clone_of(server, TOY, of_worker("sign_in_journey")) as made:
        with transaction(made) as session:
            _people(session)
        yield made


def _people(session: Session) -> None:
    for number in ("O-2", "O-3", "O-4", "W-1"):
        session.add(
            Account(person_id=cast.person_id(number), username=number.lower(), password_hash=CHEAP, must_change=False)
        )
    today = words.today()
    session.add(
        Appointment(
            person_id=cast.person_id("O-4"), position_number="W-1", kind="acting_for", order_no="1412/2569",
            order_on=today, valid_from=today - timedelta(days=1), valid_to=today + timedelta(days=30),
        )
    )  # fmt: skip
    given = ChannelIn(organization="works", title="แดชบอร์ด", layers=["districts"])
    acts.open_channel(session, given, by=cast.acting(session, "O-3"))


@pytest.fixture(scope="module")
def address(settings: Settings, home: Database) -> Iterator[str]:
    with listening(create_app(settings, home)) as found:
        yield found


def sign_in(page: Page, username: str) -> None:
    page.fill("#username", username)
    page.fill("#password", PASSWORD)
    page.locator("main").get_by_role("button").click()


def take(page: Page) -> None:
    page.get_by_role("button", name="ทำหน้าที่ในตำแหน่งนี้").click()


def clean(seen: Visit) -> None:
    """Nothing left the host, broke the policy or was thrown; axe finds nothing; nothing runs over."""
    width = seen.page.viewport_size
    assert width is not None
    assert seen.axe() == []
    assert seen.page.evaluate("document.documentElement.scrollWidth") == width["width"]
    assert (seen.elsewhere(), seen.complaints) == ([], [])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_on_a_desk_without_tls_sign_in_choose_see_the_position_sign_out(visit: Visits, address: str, host: str) -> None:
    seen = visit()
    seen.address = address.replace("127.0.0.1", host)
    page = seen.open("/")
    page.get_by_role("link", name="เข้าสู่ระบบ").click()
    clean(seen)
    sign_in(page, "o-2")
    expect(page.locator("h1")).to_have_text("ท่านจะทำหน้าที่ในตำแหน่งใด")
    clean(seen)
    cookie = next(each for each in page.context.cookies() if each["name"] == "__Host-phaen")
    assert (cookie["secure"], cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, True, "Lax", "/")
    take(page)
    expect(page.locator(".who summary")).to_contain_text("นักวิเคราะห์นโยบายและแผน")
    page.locator(".who summary").click()
    expect(page.locator(".who .menu")).to_contain_text("นางสาวคำ เรียนดี")
    clean(seen)
    page.get_by_role("button", name="ออกจากระบบ").click()
    expect(page.locator(".note[role=status]")).to_contain_text("ออกจากระบบแล้ว")
    page.go_back()
    page.reload()
    assert "นางสาวคำ" not in page.content()


def test_by_keyboard_alone(visit: Visits) -> None:
    seen = visit()
    page = seen.open("/accounts/sign-in")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#main").evaluate("(e) => { e.tabIndex = -1; e.focus(); }")
    for text in ("o-2", PASSWORD):
        page.keyboard.press("Tab")
        page.keyboard.insert_text(text)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("ท่านจะทำหน้าที่ในตำแหน่งใด")
    page.locator("[type=radio]").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".who summary")).to_contain_text("นักวิเคราะห์")
    page.locator(".who summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "/accounts/positions"
    assert seen.complaints == []


def test_without_script(visit: Visits) -> None:
    seen = visit(java_script_enabled=False)
    page = seen.open("/accounts/sign-in")
    sign_in(page, "o-2")
    take(page)
    page.locator(".who summary").click()
    page.get_by_role("button", name="ออกจากระบบ").click()
    assert "/accounts/sign-in?why=out" in page.url


@pytest.mark.parametrize("size", [(1440, 900), NARROW])
def test_a_wrong_password_is_told_to_everybody(visit: Visits, size: tuple[int, int]) -> None:
    seen = visit(*size)
    page = seen.open("/accounts/sign-in")
    page.fill("#username", "nobody")
    page.fill("#password", "wrong")
    page.locator("main").get_by_role("button").click()
    expect(page.get_by_role("alert")).to_have_text("ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง")
    assert seen.axe() == []
    assert page.locator("#password").input_value() == ""
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]


@pytest.mark.parametrize("size", [(1440, 900), NARROW])
def test_who_acts_for_another_sees_it_above_the_map_too(visit: Visits, size: tuple[int, int]) -> None:
    seen = visit(*size)
    page = seen.open("/accounts/sign-in")
    sign_in(page, "o-4")
    page.locator("label", has_text="รักษาราชการแทน").locator("input").check()
    clean(seen)
    take(page)
    expect(page.locator(".standing")).to_contain_text("รักษาราชการแทน โยธาธิการจังหวัด ตามคำสั่ง 1412/2569")
    clean(seen)
    page = seen.open_map("/maps")
    expect(page.locator(".standing")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    if size[0] > 960:
        below = page.evaluate("document.querySelector('.ws').getBoundingClientRect().bottom - innerHeight")
        assert below <= 1, "the workspace still fits the window"
    seen.open("/places?lang=en")
    expect(page.locator(".standing")).to_contain_text("acting for the holder Head of Public Works")
    clean(seen)


def test_the_second_factor_from_its_picture_to_the_next_sign_in(visit: Visits) -> None:
    seen = visit()
    page = seen.open("/accounts/sign-in")
    sign_in(page, "w-1")
    seen.open("/accounts/me/second-factor")
    clean(seen)
    page.get_by_role("button", name="เริ่มตั้งค่า").click()
    expect(page.locator("svg.qr")).to_be_visible()
    clean(seen)
    secret = page.locator(".secret").inner_text().replace(" ", "")
    page.fill("#code", pyotp.TOTP(secret).now())
    page.get_by_role("button", name="ยืนยันและเปิดใช้").click()
    codes = page.locator(".recovery li").all_inner_texts()
    assert len(codes) == 10
    clean(seen)
    page.locator(".who summary").click()
    page.get_by_role("button", name="ออกจากระบบ").click()
    sign_in(page, "w-1")
    expect(page.locator("h1")).to_have_text("ยืนยันตัวตนชั้นที่สอง")
    clean(seen)
    page.fill("#code", codes[3])
    page.get_by_role("button", name="ยืนยัน").click()
    expect(page.locator("h1")).to_have_text("ท่านจะทำหน้าที่ในตำแหน่งใด")


def administrator(seen: Visit) -> Page:
    """Somebody who administers accounts and keys, in his position."""
    page = seen.open("/accounts/sign-in")
    sign_in(page, "o-3")
    return page


@pytest.mark.parametrize("size", [(1440, 900), NARROW])
def test_every_page_of_the_administration_is_clean(visit: Visits, home: Database, size: tuple[int, int]) -> None:
    with transaction(home) as session:
        account = session.scalars(select(Account).where(Account.username == "o-3")).one()
        account.is_synthetic = True  # the demo's administrator needs no second factor
        other = session.scalars(select(Account.id).where(Account.username == "o-2")).one()
    seen = visit(*size)
    page = administrator(seen)
    take(page)
    seen.open("/accounts/channels")
    channel = page.locator("main table a").first.get_attribute("href")
    for path in ("/accounts", "/accounts/new", f"/accounts/{other}", "/accounts/me", "/accounts/me/password",
                 "/accounts/channels", "/accounts/channels/new", channel):  # fmt: skip
        seen.open(f"{path}?lang=th")
        clean(seen)
    for path in ("/accounts", f"/accounts/{other}", channel, "/accounts/me", "/accounts/channels/new"):
        seen.open(f"{path}?lang=en")
        words_of_ours = page.locator("main thead th, main dt, main button, main h2").all_inner_texts()
        assert words_of_ours
        assert [each for each in words_of_ours if re.search("[ก-๙]", each)] == []
    seen.open(f"{channel}?lang=th")
    page.get_by_role("button", name="ออกกุญแจ").click()
    expect(page.locator(".secret").first).to_contain_text("phk_live_")
    clean(seen)


class Forger(BaseHTTPRequestHandler):
    """A page of another site that acts in the name of whoever visits it."""

    target = ""

    def do_GET(self) -> None:
        body = f"""<!doctype html><title>prize</title><form id=f method=post action="{self.target}/accounts/sign-out">
        <input name=_token value=guess></form><p id=told></p><script>
        if (location.hash === '#form') document.getElementById('f').submit();
        else Promise.all(['no-cors', 'cors'].map((mode) => fetch('{self.target}/accounts/sign-out',
          {{method: 'POST', mode, credentials: 'include', body: new URLSearchParams({{_token: 'guess'}})}})
          .then((r) => r.type, (e) => 'refused'))).then((all) => document.getElementById('told').textContent = all.join());
        </script>""".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Says nothing."""


@pytest.fixture
def forger(address: str) -> Iterator[str]:
    """The forger's site: another port is another origin, and another host name another site."""
    Forger.target = address
    with ThreadingHTTPServer(("127.0.0.1", 0), Forger) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://{{}}:{server.server_port}/"
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_another_site_can_neither_post_a_form_nor_fetch_in_my_name(visit: Visits, forger: str, host: str) -> None:
    seen = visit()
    page = seen.open("/accounts/sign-in")
    sign_in(page, "o-2")
    take(page)
    page.goto(forger.format(host))
    expect(page.locator("#told")).to_have_text("refused,refused")
    with page.expect_navigation() as gone:
        page.goto(forger.format(host) + "?again#form")
        page.wait_for_url("**/accounts/sign-out")
    assert gone.value is not None
    seen.open("/")
    expect(page.locator(".who summary")).to_contain_text("นักวิเคราะห์")
