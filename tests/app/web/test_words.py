"""Dates in the Buddhist Era, Thai land measure, and the language of a page."""

from __future__ import annotations

from datetime import date

import pytest
from starlette.requests import Request

from app.web import words
from app.web.words import Language


def asking(query: str = "", cookie: str = "") -> Request:
    headers = [(b"cookie", cookie.encode())] if cookie else []
    return Request({"type": "http", "method": "GET", "path": "/", "query_string": query.encode(), "headers": headers})


@pytest.mark.parametrize(
    ("query", "cookie", "language"),
    [
        ("", "", Language.THAI),
        ("lang=en", "", Language.ENGLISH),
        ("", "lang=en", Language.ENGLISH),
        ("lang=th", "lang=en", Language.THAI),
        ("lang=fr", "", Language.THAI),
    ],
)
def test_a_page_is_thai_unless_english_was_asked_for(query: str, cookie: str, language: Language) -> None:
    assert words.language_of(asking(query, cookie)) is language


def test_a_day_is_shown_in_the_buddhist_era_in_thai_and_in_the_common_era_in_english() -> None:
    day = date(2026, 6, 22)
    assert words.short_date(day, Language.THAI) == "22 มิ.ย. 2569"
    assert words.short_date(day, Language.ENGLISH) == "22 Jun 2026"


def test_the_leap_day_of_2567_keeps_its_day() -> None:
    assert words.short_date(date(2024, 2, 29), Language.THAI) == "29 ก.พ. 2567"


@pytest.mark.parametrize(
    ("sqm", "thai"),
    [
        (1600, "1 ไร่ 0 งาน 0 ตร.วา"),
        (1600 + 400 + 4, "1 ไร่ 1 งาน 1 ตร.วา"),
        (1_000_000, "625 ไร่ 0 งาน 0 ตร.วา"),
        (1599.9, "1 ไร่ 0 งาน 0 ตร.วา"),
        (None, "–"),
    ],
)
def test_an_area_reads_in_rai_ngan_and_square_wah(sqm: float | None, thai: str) -> None:
    assert words.rai(sqm, Language.THAI) == thai


@pytest.mark.parametrize(
    ("sqm", "text"), [(5_250_000, "5.25"), (96_840_000, "96.8"), (1_234_560_000, "1,235"), (None, "–")]
)
def test_square_kilometres_keep_three_or_four_figures(sqm: float | None, text: str) -> None:
    assert words.square_kilometres(sqm) == text
