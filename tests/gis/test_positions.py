"""Positions in every writing of Thai offices, read back to the degree. 47N 634076 1714020 is 15.5° N 100.25° E."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.crs import transform_coordinates
from gis.positions import NotAPosition, parse, parse_many

HERE = (100.25, 15.5)
FORMS = [
    ("15.5, 100.25", None), ("100.25 15.5", None), ("15.5N 100.25E", None), ("N 15.5 E 100.25", None),
    ("E100°15' N15°30'", None), ("๑๕.๕, ๑๐๐.๒๕", None), ("15°30'00\"N 100°15'00\"E", None),
    ("15° 30′ 00″ N, 100° 15′ 00″ E", None), ("15 30 00 N 100 15 00 E", None), ("15:30:00 100:15:00", None),
    ("100 15 00 15 30 00", None), ("47N 634076 1714020", None), ("47P 634076 1714020", None), ("634076 1714020", 32647),
    ("1714020 634076", 32647), ("634076E 1714020N", 32647), ("634076 mE, 1714020 mN", 32647), ("634409 1713717", 24047),
    ("47N 634409 1713717", 24047), ("47PPT3407614020", None), ("47P PT 34076 14020", None), ("47 P PT 3407614020", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "crs"), FORMS)
def test_every_writing_gives_the_same_place(text: str, crs: int | None) -> None:
    found = parse(text, crs)
    assert (found.lon, found.lat) == pytest.approx(HERE, abs=1e-5)


def test_indian_1975_is_shifted_by_the_pinned_parameters_not_read_as_wgs84() -> None:
    """The same figures on the older datum lie some 450 m away."""
    old, new = parse("634076 1714020", 24047), parse("634076 1714020", 32647)
    metres = np.hypot((old.lon - new.lon) * 107_300, (old.lat - new.lat) * 110_650)
    assert 400 < metres < 500
    assert parse("15.5, 100.25", 4240).crs == 4240
    assert parse("15.5, 100.25", 4240).lon != 100.25


def test_a_square_of_mgrs_with_fewer_digits_is_its_south_western_corner() -> None:
    whole, short = parse("47PPT3400014000"), parse("47PPT3414")
    assert (whole.lon, whole.lat) == (short.lon, short.lat)
    assert parse("48PTC 31793 15194").lon == pytest.approx(102.5, abs=1e-4)


@pytest.mark.parametrize(
    ("text", "crs", "told"),
    [
        ("", None, "Write degrees"), ("วัดเทพราช", None, "Write degrees"), ("15.5", None, "Write degrees"),
        ("15 61 00 100 15 00", None, "between 0 and 59"), ("15°30'75\" 100°15'", None, "between 0 and 59"),
        ("0, 0", None, "not in Thailand"), ("51.5, -0.1", None, "not in Thailand"), ("1.5, 100", None, "not in Thailand"),
        ("634076 1714020", None, "Choose the system and the zone"), ("634076 1714020", 3857, "Choose the system"),
        ("634076 1714020", 9999, "Choose the system"), ("47N 634076 1714020", 32648, "not that of the chosen"),
        ("634076 1714020", 32648, "not in Thailand"), ("47PAT3407614020", None, "Write degrees"),
        ("47PPT340 14020", None, "Write degrees"), ("47PPT340761402", None, "Write degrees"),
    ],
)  # fmt: skip
def test_what_is_no_position_is_refused_with_what_would_be_one(text: str, crs: int | None, told: str) -> None:
    with pytest.raises(NotAPosition) as refused:
        parse(text, crs)
    assert told in refused.value.en
    assert re.search("[ก-๙]", refused.value.th)


def test_lines_are_positions_in_their_order_and_a_wrong_one_is_named() -> None:
    found = parse_many("15.5, 100.25\n\n15.6, 100.35")
    assert [(one.lon, one.lat) for one in found] == [(100.25, 15.5), (100.35, 15.6)]
    with pytest.raises(NotAPosition, match="Line 2"):
        parse_many("15.5, 100.25\nที่นี่")
    with pytest.raises(NotAPosition):
        parse_many(" \n ")


@given(st.floats(97.4, 105.6), st.floats(5.7, 20.4))
def test_degrees_are_read_in_either_order(lon: float, lat: float) -> None:
    for text in (f"{lat:.6f}, {lon:.6f}", f"{lon:.6f} {lat:.6f}"):
        found = parse(text)
        assert (found.lon, found.lat) == pytest.approx((lon, lat), abs=1e-6)


@given(st.floats(97.4, 101.9), st.floats(5.7, 20.4))
def test_utm_goes_there_and_back_within_a_metre(lon: float, lat: float) -> None:
    for code in (32647, 24047):
        ((east, north),) = transform_coordinates(np.array([[lon, lat]]), 4326, code)
        found = parse(f"{east:.1f} {north:.1f}", code)
        assert (found.lon, found.lat) == pytest.approx((lon, lat), abs=1e-5)
