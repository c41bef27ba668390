"""What is asserted of pages in a real browser, by number; docs/accessibility.md says where each other assertion is shown."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit, printed
from tests.journeys.screens import wrong

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]


def test_13_what_is_wrong_stands_at_its_field_and_nothing_typed_is_lost(visit: Visits) -> None:
    seen = visit()
    page = seen.open("/shapes")
    page.fill("#text", "15.4, 100.7\n95.0, 100.8")
    page.fill("#radius", "ไกลมาก")
    show = page.get_by_role("button", name="ดูสิ่งที่อยู่ในรูป")
    for place, mended in (("radius", "500"), ("text", "")):
        show.click()
        told = wrong(seen)
        assert set(told) == {place}
        assert re.search("[ก-๙]", told[place])
        assert seen.axe() == []
        expect(page.locator("#text")).to_have_value("15.4, 100.7\n95.0, 100.8")
        expect(page.locator("#radius")).to_have_value("ไกลมาก" if place == "radius" else "500")
        page.fill(f"#{place}", mended)


def test_13_signing_in_asks_no_puzzle_and_may_be_filled_by_a_keeper_of_passwords(visit: Visits) -> None:
    page = visit().open("/accounts/sign-in")
    kept = page.eval_on_selector_all("main input:not([type=hidden])", "(all) => all.map((e) => e.autocomplete)")
    assert kept == ["username", "current-password"]
    page.locator("#password").focus()
    page.evaluate("navigator.clipboard; document.execCommand('insertText', false, 'วางได้')")
    expect(page.locator("#password")).to_have_value("วางได้")


def test_17_without_script_lists_are_narrowed_areas_read_and_forms_sent(visit: Visits) -> None:
    """tests/journeys/test_map.py reads the map so, test_sign_in.py signs in, test_editing.py writes a feature."""
    page = visit(java_script_enabled=False).open("/projects")
    before = page.locator(".results tbody tr").count()
    page.locator("input[name=year]").first.check()
    page.get_by_role("button", name="กรอง").click()
    assert "year=" in page.url
    assert 0 < page.locator(".results tbody tr").count() <= before
    page.goto(f"{page.url.split('/projects')[0]}/places/9801")
    assert page.locator("svg[role=img]").first.is_visible()
    expect(page.locator("main")).to_contain_text("300")  # people of 9801: 200 and 100
    page.fill("#as-of-day", "01/10/2568")
    page.locator("#as-of button").click()
    assert "as_of=2025-10-01" in page.url
    page.fill(".find input", "เหนือ")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("เหนือ")


@pytest.mark.parametrize(
    ("typed", "held", "said", "year"),
    [
        ("29/02/2567", "2024-02-29", "29 กุมภาพันธ์ 2567", 2567),
        ("30/09/2568", "2025-09-30", "30 กันยายน 2568", 2568),
        ("๐๑/๑๐/๒๕๖๘", "2025-10-01", "1 ตุลาคม 2568", 2569),
    ],
)
def test_20_a_day_is_typed_in_the_buddhist_era_held_in_the_common_and_shown_as_typed(
    visit: Visits, typed: str, held: str, said: str, year: int
) -> None:
    """The fiscal year begins on 1 October."""
    page = visit().open("/budgets")
    page.fill("#as-of-day", typed)
    page.locator("#as-of button").click()
    assert f"as_of={held}" in page.url
    expect(page.locator(".banner.past")).to_contain_text(said)
    expect(page.locator("h1")).to_contain_text(str(year))
    day, month, era = held[8:], held[5:7], int(held[:4]) + 543
    expect(page.locator("#as-of-day")).to_have_value(f"{day}/{month}/{era}")


@pytest.mark.parametrize("typed", ["29/02/2568", "01/01/3112"])
def test_20_a_day_that_is_none_and_an_era_added_twice_are_refused_with_what_to_write(visit: Visits, typed: str) -> None:
    page = visit().open("/budgets")
    page.fill("#as-of-day", typed)
    page.locator("#as-of button").click()
    expect(page.locator("main")).to_contain_text("3112" if "3112" in typed else "วัน/เดือน/ปี")


@pytest.mark.parametrize(("path", "sheets"), [("/places/9801", 4), ("/projects/P-1", 3), ("/projects", 2)])
def test_21_a_page_is_printed_on_so_many_sheets_without_what_only_a_screen_needs(
    visit: Visits, path: str, sheets: int
) -> None:
    page = visit().open(path)
    paper = printed(page)
    assert len(paper) == sheets
    assert all(len(sheet) > 40 for sheet in paper), "no sheet is empty"
    page.emulate_media(media="print")
    assert page.locator("h1").is_visible()
    for screen in (".bar", ".nav", ".foot a", ".skip", ".find", ".as-of", ".facets", "main .btn", ".pager"):
        assert not any(each.is_visible() for each in page.locator(screen).all()), screen


def test_a_page_on_paper_has_every_column_and_says_of_when_it_is(visit: Visits) -> None:
    page = visit().open("/analyses/equity?year=2569")
    columns = page.locator("#table thead th").evaluate_all("all => all.map((one) => one.firstChild.textContent.trim())")
    text = "".join("".join(printed(page)).split())
    assert len(columns) == 8
    assert [column for column in columns if "".join(column.split()) not in text] == []
    assert "จริงณ" in text
    assert text.count("รวมไทล์") == 1
