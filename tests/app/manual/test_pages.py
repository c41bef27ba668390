"""The manual's pages: every room has its chapter, in both languages, and the frame leads to it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from app.core.cluster import Database
from app.core.settings import Settings
from app.main import create_service
from app.manual.chapters import CHAPTERS
from app.manual.pages import manual_of
from app.manual.rules import GROUPS, Chapter, chapter_of
from app.web.templating import NAVIGATION
from tests.conftest import ROOT
from tests.journeys.test_whole_province import NOT_PAGES

THAI = re.compile("[\u0e00-\u0e7f]")
FORMS = re.compile(r"จ\.[123]")
"""Forms that have no other name."""


def paths(settings: Settings, database: Database) -> list[str]:
    """Every address of a page, and those of the data that have one."""
    found = [str(context.path) for context in iter_route_contexts(create_service(settings, database).routes)
             if "GET" in (context.methods or ())]  # fmt: skip
    pages = [path for path in found if not NOT_PAGES.search(path) and not path.startswith("/manual")]
    return [*pages, "/ogc", "/ogc/collections/{layer_id}/items"]


def test_every_page_and_every_entry_of_the_navigation_has_a_chapter(settings: Settings, database: Database) -> None:
    found = paths(settings, database)
    assert len(found) > 150
    assert [path for path in found if chapter_of(CHAPTERS, path) is None] == []
    named = [path for entry in NAVIGATION for path in (entry.path, *entry.also)]
    assert [path for path in named if chapter_of(CHAPTERS, path) is None] == []


def test_no_chapter_covers_what_is_not_there(settings: Settings, database: Database) -> None:
    used = {of.id for path in paths(settings, database) if (of := chapter_of(CHAPTERS, path))}
    assert used == {chapter.id for chapter in CHAPTERS}
    assert {chapter.group for chapter in CHAPTERS} == set(GROUPS)


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.id)
def test_a_chapter_is_whole_in_both_languages(client: TestClient, chapter: Chapter) -> None:
    for language in ("th", "en"):
        page = unescape(client.get(f"/manual/{chapter.id}?lang={language}").text)
        for told in (chapter.title, *chapter.texts()):
            assert told.in_language(language) in page
        assert page.count("/static/") - page.count("/img/phaen") >= len(chapter.pictures)
    for told in (chapter.title, *chapter.texts()):
        assert not THAI.search(FORMS.sub("", told.en)), told.en
        assert THAI.search(told.th), told.th
    if chapter.opens:
        assert client.get(chapter.covers[0]).status_code in (200, 401, 403)
        assert f'href="{chapter.covers[0]}"' in page


def test_the_frame_leads_to_the_chapter_of_the_page(client: TestClient) -> None:
    for path, name in (("/", "/home"), ("/budgets", "/budgets"), ("/maps/districts", "/maps"), ("/places/9801", "/places"),
                       ("/maps/nothing", "/maps"), ("/manual", ""), ("/nowhere", "")):  # fmt: skip
        page = client.get(path, headers={"Accept": "text/html"}).text
        assert re.findall(r'<a class="tongue" href="([^"]+)" rel="help">', page) == [f"/manual{name}"]
        assert manual_of(path) == f"/manual{name}"


def test_the_contents_name_every_chapter_and_are_searched_without_script(client: TestClient) -> None:
    contents = client.get("/manual").text
    assert re.findall(r'<li><a href="/manual/([a-z-]+)">', contents) == [chapter.id for chapter in CHAPTERS]
    found = client.get("/manual", params={"q": "รหัสกู้คืน", "lang": "en"}).text
    assert "Found 1 chapter for" in found
    nothing = client.get("/manual", params={"q": "xyzzy", "lang": "en"}).text
    assert "No chapter has all of these words" in nothing
    assert client.get("/manual", params={"q": "x" * 101}).status_code == 400


def test_a_chapter_that_is_not_there_says_where_the_contents_are(client: TestClient) -> None:
    answer = client.get("/manual/nothing", headers={"Accept": "text/html"})
    assert answer.status_code == 404
    assert "/manual" in answer.text


def test_the_five_steps_of_a_first_visit_stand_in_the_manual(client: TestClient) -> None:
    """For who has no script, and for the tour, which reads them here."""
    page = client.get("/manual/maps?lang=en").text
    assert len(re.findall(r"<li data-at=", page)) == 5
    assert [chapter.id for chapter in CHAPTERS if chapter.tour] == ["maps"]


def test_what_the_manual_quotes_from_a_screen_stands_in_its_sources() -> None:
    """A button that is renamed makes the sentence that names it wrong."""
    app = ROOT / "app"
    files = [path for path in app.rglob("*") if path.suffix in (".py", ".html", ".js") and "manual" not in path.parts]
    sources = "\n".join(path.read_text("utf-8") for path in files)
    quoted = {(chapter.id, quote) for chapter in CHAPTERS for told in chapter.texts()
              for quote in re.findall("“([^”]+)”", f"{told.th} {told.en}")}  # fmt: skip
    assert len(quoted) > 200
    assert sorted(each for each in quoted if each[1] not in sources) == []
