"""What is kept of an address, always written alike, and what of it is left where a layer does not exist."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.maps.saved.rules import View, canonical, listed, not_drawn, parameters, without, words

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9_.-]{0,10}", fullmatch=True)
VALUES = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@given(st.lists(st.tuples(NAMES, VALUES), max_size=8))
def test_an_address_is_written_alike_however_its_parameters_come(pairs: list[tuple[str, str]]) -> None:
    once = canonical(urlencode(pairs))
    assert canonical(once) == once
    kept = [pair for pair in pairs if pair[0] not in ("lang", "page", "sort", "saved")]
    assert sorted(parse_qsl(once)) == sorted(kept)


def test_any_parameter_of_the_workspace_is_kept_and_what_belongs_to_the_reader_is_not() -> None:
    """Whatever the workspace learns to say later (classes, year, filters) is kept without a list of ours."""
    kept = canonical("?saved=2abcdefg&year=2569&layers=roads~50,districts&classes=jenks.5&filter=a%3E1&lang=en&sort=-x")
    assert kept == "classes=jenks.5&filter=a%3E1&layers=roads~50,districts&year=2569"
    assert listed(parameters(kept)) == ("roads", "districts")
    assert not_drawn(parameters(kept)) == ("layers",), "one layer is half seen through"
    assert not_drawn(parameters("layers=roads&select=9801&year=2569&filter=a%3E1&classes=jenks.5")) == ()
    assert not_drawn(parameters("compare=2568")) == ("compare",)


@pytest.mark.parametrize("query", ["a=%00", "a=b%0Ac", "<x>=1", "=1", "a=%ff", "&".join(f"a{n}=1" for n in range(61)),
                                   "a=" + "x" * 8192])  # fmt: skip
def test_what_no_page_of_ours_writes_is_refused(query: str) -> None:
    with pytest.raises(ValueError, match=" · "):
        canonical(query)


def test_what_names_a_layer_that_does_not_exist_is_gone_whatever_parameter_names_it() -> None:
    asked = parameters(
        "compare=secret&filter.secret=a&layers=roads~50,secret,districts&note=x%20secret.income&select=secret:7&year=1"
    )
    assert without(asked, frozenset({"secret"})) == (("layers", "roads~50,districts"), ("year", "1"))
    assert without(asked, frozenset()) == asked
    assert "secret" in words(asked)


def test_a_view_is_the_window_that_it_stands_for() -> None:
    """At zoom 9 the earth is 512 · 2⁹ = 262,144 pixels around, so 960 of them are 1.318359375 degrees."""
    west, south, east, north = View.read("9/15.5/101").bounds
    assert (west, east) == pytest.approx((101 - 0.6591796875, 101 + 0.6591796875))
    assert south < 15.5 < north
    assert (north - south) == pytest.approx(1.318359375 * 600 / 960 * 0.9636, rel=1e-3)  # by the cosine of 15.5 degrees


@pytest.mark.parametrize("text", ["", "9/15", "9/15/101/3", "x/y/z", "9/91/100", "99/15/101", "9/15/181", "nan/15/101"])
def test_what_is_no_view_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="มุมมองต้องเป็น"):
        View.read(text)
