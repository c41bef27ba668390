"""Cells and tables for spreadsheets."""

from __future__ import annotations

import pytest

from app.core.spreadsheets import as_csv, inert


@pytest.mark.parametrize("given", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", "-"])
def test_no_text_runs_as_a_formula(given: str) -> None:
    assert inert(given) == f"'{given}"


@pytest.mark.parametrize("given", ["ก=1", "", None, 7, -5, -0.5])
def test_other_cells_stay_as_they_are(given: object) -> None:
    assert inert(given) == given


def test_a_table_has_a_byte_order_mark_and_quotes_what_needs_it() -> None:
    assert as_csv([("ชื่อ", "จำนวน"), ("=ก", None), ("ก, ข", -5)]).decode("utf-8") == (
        "\ufeffชื่อ,จำนวน\r\n'=ก,\r\n\"ก, ข\",-5\r\n"
    )
