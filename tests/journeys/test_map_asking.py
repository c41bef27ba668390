"""What is asked of the map: a filter that is refused, an area that is drawn, and where the focus goes afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import Visit

pytestmark = pytest.mark.browser
Visits = Callable[..., Visit]
MAP = "/maps/population_density_subdistricts"


def beside_refusals(complaints: list[str]) -> list[str]:
    """What a browser complains of beside the answer 400 itself."""
    return [told for told in complaints if "400" not in told]


@pytest.mark.parametrize(("lang", "words"), [("th", "“abc” ไม่ใช่ตัวเลข"), ("en", "“abc” is not a number.")])
def test_a_refused_filter_says_at_its_field_why(visit: Visits, lang: str, words: str) -> None:
    seen = visit()
    page = seen.open_map(f"/maps/projects?lang={lang}")
    page.locator("#map-tools [popovertarget=question]").click()
    page.locator("#where").select_option("fiscal_year")
    page.locator("#value").fill("abc")
    page.keyboard.press("Enter")
    expect(page.locator("#question-wrong")).to_have_text(words)
    expect(page.locator("#told")).to_have_text(words)
    value = page.locator("#value")
    expect(value).to_be_focused()
    expect(value).to_have_attribute("aria-invalid", "true")
    expect(value).to_have_accessible_description(words)
    assert seen.axe() == []
    value.fill("2568")
    page.keyboard.press("Enter")
    expect(page.locator("#question-wrong")).to_be_hidden()
    expect(value).not_to_have_attribute("aria-invalid", "true")
    assert "filter=fiscal_year" in page.url
    assert beside_refusals(seen.complaints) == []


def test_a_filter_that_cannot_be_read_is_shown_where_it_stands(visit: Visits) -> None:
    page = visit().open_map(MAP)
    page.locator("#map-tools [popovertarget=question]").click()
    page.locator("#asked summary").click()
    page.locator("#filter").fill("people >")
    page.locator("#asked summary").click()
    page.locator("#question form button.pri").click()
    expect(page.locator("#filter")).to_be_focused()
    expect(page.locator("#filter")).to_have_attribute("aria-describedby", "question-wrong")
    expect(page.locator("#question-wrong")).not_to_have_text("400")
