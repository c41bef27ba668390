"""Thai digits by preference: where people read and nowhere else, kept in a cookie, read back in forms."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from fastapi.testclient import TestClient
from pydantic import BaseModel, Field

from app.core.calendar import THAI_DIGITS, Day
from app.core.money import Baht
from app.web.digits import LEFT, in_thai
from app.web.forms import filled
from tests.journeys.test_pages import PAGES

ASKED = "th-u-nu-thai"
TOLD = {"aria-label", "aria-valuetext", "title", "alt", "placeholder", "data-name"}
TERM = re.compile(r"[!-~]*[A-Za-z][!-~]*")
NEEDED = r'<link rel="stylesheet"[^>]*digits.css">\s*<script[^>]*digits.js"></script>\s*'
CHOICE = re.compile(rf'<a href="[^"]*" translate="no">.*?</a>|{NEEDED}')
"""What differs between the two pages by itself: the link to the other digits, and what the digits need."""


class Read(HTMLParser):
    """A page as a program reads it: its tags with what they say to programs, its texts, and what is left as it is."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[object] = []
        self.words: list[str] = []
        self.kept: list[str] = []
        self.open: list[tuple[str, bool]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        is_kept = tag in (*LEFT, "script", "style", "textarea") or given.get("lang") == "en" or given.get("translate") == "no"
        self.open.append((tag, is_kept))
        self.words += [value or "" for name, value in attrs if name in TOLD and not self._is_kept()]
        self.tags.append((tag, [(name, value) for name, value in attrs if name not in TOLD]))
        if tag in ("input", "img", "br", "hr", "meta", "link", "wbr", "col"):
            self.open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.open and self.open[-1][0] == tag:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        self.tags.append(f"/{tag}")
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        (self.kept if self._is_kept() else self.words).append(data)

    def _is_kept(self) -> bool:
        return any(is_kept for _, is_kept in self.open)


MORE = (
    "/maps/projects?select=subdistricts:980101", "/maps/population_density_districts", "/projects", "/projects/P-1",
    "/maps/population_density_districts/print?digits=arabic", "/budgets", "/monitoring", "/indicators", "/analyses/equity",
    "/shapes", "/maps/nothing",
)  # fmt: skip


@pytest.mark.parametrize("path", [*PAGES, *MORE])
def test_a_page_differs_in_the_digits_of_what_is_read_and_in_nothing_else(client: TestClient, path: str) -> None:
    headers = {"Accept": "text/html"}
    arabic, thai = (client.get(path, headers=headers | {"Cookie": cookie}).text for cookie in ("", "digits=thai"))
    thai = thai.replace(' data-digits="thai"', "", 1)
    one, other = (Read(CHOICE.sub("", re.sub(r"(value=\"|>)phk_\S+", "", page))) for page in (arabic, thai))
    valued = [tag for tag in one.tags if isinstance(tag, tuple) and tag[0] != "option"]
    assert [tag for tag in other.tags if isinstance(tag, tuple) and tag[0] != "option"] == valued
    assert other.kept == one.kept
    assert [words.translate(THAI_DIGITS) for words in other.words] == [words.translate(THAI_DIGITS) for words in one.words]
    left = [words for words in other.words if re.search("[0-9]", TERM.sub("", words))]
    assert left == []
    assert any(re.search("[๐-๙]", words) for words in other.words), "every page says at least what day it is"


def test_an_option_without_a_value_keeps_its_value(client: TestClient) -> None:
    found = dict(re.findall(r'<option(?: selected)? value="(\d+)">([๐-๙]+)<', client.get(f"/budgets?lang={ASKED}").text))
    assert found
    assert all(shown.translate(THAI_DIGITS) == value for value, shown in found.items())


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ("<p>1,250.50 บาท</p>", "<p>๑,๒๕๐.๕๐ บาท</p>"),
        ("<p>A4 O-1 EPSG:32647 P-2569/1 (2026)</p>", "<p>A4 O-1 EPSG:32647 P-2569/1 (๒๐๒๖)</p>"),
        ("<p>2&nbsp;&#39;69&#34;</p>", "<p>๒&nbsp;&#39;๖๙&#34;</p>"),
        ("<script>let one = 1 < 2;</script><p>3</p>", "<script>let one = 1 < 2;</script><p>๓</p>"),
        ('<script>"<b lang=\\"en\\">1"</script>2', '<script>"<b lang=\\"en\\">1"</script>๒'),
        ("<textarea>1</textarea><code>2<b>3</b></code>4", "<textarea>1</textarea><code>2<b>3</b></code>๔"),
        ('<div lang="en">1<div>2</div>3<br>4</div>5', '<div lang="en">1<div>2</div>3<br>4</div>๕'),
        ('<svg><path d="M1 2"/><text x="3">4</text></svg>', '<svg><path d="M1 2"/><text x="3">๔</text></svg>'),
        ('<input value="1" placeholder="2" data-n="3">', '<input value="1" placeholder="๒" data-n="3">'),
        ('<a title="1 > 0" href="/x?y=2">3</a>', '<a title="๑ > ๐" href="/x?y=2">๓</a>'),
        ("<!-- 1 -->2", "<!-- 1 -->๒"),
        ('<option value="1">1</option>', '<option value="1">๑</option>'),
        ("<option selected>2</option>", '<option selected value="2">๒</option>'),
    ],
)  # fmt: skip
def test_what_programs_read_stays(page: str, read: str) -> None:
    assert in_thai(page) == read


def true_on(page: str) -> str:
    """What the foot of a page says of its day."""
    found = re.search(r"จริง ณ ([^<]+)<", page)
    assert found is not None
    return found.group(1)


def test_the_choice_is_kept_outlasts_a_look_at_english_and_is_taken_back(client: TestClient) -> None:
    assert re.search("[๐-๙]", true_on(client.get(f"/?lang={ASKED}").text))
    answer = client.get("/")
    assert re.search("[๐-๙]", true_on(answer.text))
    assert "Cookie" in answer.headers["vary"]
    tongue = re.compile(r'<a class="tongue" href="([^"]+)".*?</a>')
    english = client.get("/?lang=en").text
    assert not re.search("[๐-๙]", tongue.sub("", english))
    assert [each for each in tongue.findall(english) if f"lang={ASKED}" in each]
    assert re.search("[๐-๙]", true_on(client.get(f"/?lang={ASKED}").text))
    assert re.search("[0-9]", true_on(client.get("/?lang=th").text))
    assert re.search("[0-9]", true_on(client.get("/").text))


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/districts.geojson", "/feeds/districts.csv", "/api/projects", "/ogc/collections?f=json", "/maps/districts.svg",
        "/api/maps/population_density_districts/values?classes=natural_3",
    ],
)  # fmt: skip
def test_what_machines_read_has_no_thai_digits(client: TestClient, path: str) -> None:
    plain, wanted = (client.get(path, headers={"Cookie": cookie}) for cookie in ("", "digits=thai"))
    assert plain.status_code == wanted.status_code == 200
    assert wanted.content == plain.content


class Counted(BaseModel):
    name: str
    how_many: int
    share: float = 0
    on: Day | None = None
    money: Baht = 0
    years: list[int] = Field(default_factory=list)


def test_numbers_typed_in_thai_digits_are_read_and_words_stay_as_they_were_typed() -> None:
    given = {"name": "ฉบับที่ ๒", "how_many": "๑๒", "share": "๒.๕", "on": "๒๙/๐๒/๒๕๖๗", "money": "๑,๒๕๐.๕๐",
             "years": ["๒๕๖๙", "2570"]}  # fmt: skip
    form = filled(Counted, given)
    assert form.value is not None
    assert form.value.model_dump() == {
        "name": "ฉบับที่ ๒", "how_many": 12, "share": 2.5, "on": form.value.on, "money": 125050, "years": [2569, 2570],
    }  # fmt: skip
    assert str(form.value.on) == "2024-02-29"
    assert form.given is given
    assert filled(Counted, {"name": "ก", "how_many": "สิบ๒"}).errors["how_many"].th == "ต้องเป็นจำนวนเต็ม"


@pytest.mark.parametrize(
    ("query", "cookie", "digits"),
    [("", "", "arabic"), ("", "digits=thai", "thai"), ("?digits=arabic", "digits=thai", "arabic"),
     ("?lang=en", "digits=thai", "arabic")],
)  # fmt: skip
def test_a_print_has_the_digits_of_its_reader_unless_others_are_asked_for(
    client: TestClient, query: str, cookie: str, digits: str
) -> None:
    page = client.get(f"/maps/population_density_districts/print{query}", headers={"Cookie": cookie}).text
    assert ("digits=thai" in page) is (digits == "thai")
    assert ('<option value="thai" selected>' in page) is (digits == "thai")
