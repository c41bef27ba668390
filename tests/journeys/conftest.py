"""A browser at the toy province. Every page notes what it must never do: leave the host, break the policy, throw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request

from app.core.cluster import Database
from app.core.settings import Settings
from app.main import create_app
from tests.conftest import CHROMIUM
from tests.live import listening

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
SOFTWARE_GL = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
NO_GL = ["--disable-gpu", "--disable-3d-apis"]
PATIENCE = 30_000
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

pytestmark = pytest.mark.browser


@dataclass
class Visit:
    """A page in a browser, with what it asked for and complained about."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.set_default_timeout(PATIENCE)
        self.page.on("request", self._note_request)
        self.page.on("console", self._note_console)
        self.page.on("pageerror", lambda error: self.complaints.append(f"thrown: {error}"))
        self.page.add_init_script(
            "addEventListener('securitypolicyviolation', (e) => console.error('CSP', e.violatedDirective, e.blockedURI))"
        )

    def _note_request(self, request: Request) -> None:
        self.requests.append(request.url)

    def _note_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.type}: {message.text}")

    def open(self, path: str) -> Page:
        self.page.goto(self.address + path, wait_until="load")
        return self.page

    def open_map(self, path: str) -> Page:
        """Open a map page and wait until the map has drawn everything."""
        self.open(path)
        self.page.wait_for_selector("gis-map[data-state=ready][data-idle]")
        return self.page

    def elsewhere(self) -> list[str]:
        """Requests to another host; addresses that never leave the browser do not count."""
        host = urlsplit(self.address).netloc
        return [url for url in self.requests if not url.startswith(("data:", "blob:")) and urlsplit(url).netloc != host]

    def axe(self) -> list[str]:
        """What axe-core finds wrong, one line each."""
        self.page.evaluate(AXE.read_text("utf-8"))
        found: dict[str, Any] = self.page.evaluate(
            "(rules) => axe.run(document, { runOnly: { type: 'tag', values: rules } })", RULES
        )
        return [f"{v['id']}: {n['target']} {n['failureSummary']}" for v in found["violations"] for n in v["nodes"]]


def tab_to(page: Page, selector: str, most: int = 40) -> None:
    """Tab until that is focused, as somebody without a mouse does."""
    for _ in range(most):
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"{selector} is not reached by {most} tabs")


def printed(page: Page) -> list[str]:
    """The text of each sheet of paper, as the browser prints the page."""
    paper = pypdfium2.PdfDocument(page.pdf(prefer_css_page_size=True))
    return [sheet.get_textpage().get_text_range() for sheet in paper]


@pytest.fixture(scope="session")
def address(settings: Settings, database: Database) -> Iterator[str]:
    """The service over the worker's toy province on a real port."""
    with listening(create_app(settings, database)) as found:
        yield found


@pytest.fixture(scope="session")
def launch(playwright: Playwright) -> Iterator[Callable[[list[str]], Browser]]:
    """Chromium with the given switches; one browser for each set of switches."""
    if not CHROMIUM.exists():
        pytest.skip(f"Chromium is not installed at {CHROMIUM}")
    started: dict[str, Browser] = {}

    def start(switches: list[str]) -> Browser:
        key = " ".join(switches)
        if key not in started:
            executable = str(CHROMIUM)
            started[key] = playwright.chromium.launch(executable_path=executable, args=[*QUIET, *switches])
        return started[key]

    yield start
    for browser in started.values():
        browser.close()


@pytest.fixture
def visit(address: str, launch: Callable[[list[str]], Browser]) -> Iterator[Callable[..., Visit]]:
    """Open a fresh browser window: ``visit(width, height, gl=…, **context options)``."""
    opened = []

    def start(width: int = 1440, height: int = 900, *, gl: bool = True, **options: Any) -> Visit:
        browser = launch(SOFTWARE_GL if gl else NO_GL)
        context = browser.new_context(viewport={"width": width, "height": height}, locale="th-TH", **options)
        opened.append(context)
        return Visit(context.new_page(), address)

    yield start
    for context in opened:
        context.close()
