"""The measured ground is the same everywhere: it is made by code, and the code has no other source of chance."""

from __future__ import annotations

import hashlib

import numpy as np
import shapely

from bench.country import Country, country, name


def small() -> Country:
    return country(subdistricts=80, districts=12, provinces=3, facilities=300)


def digest(made: Country) -> str:
    parts = [b"".join(shapely.to_wkb(made.subdistricts)), ",".join(made.codes).encode(), made.facilities.tobytes()]
    return hashlib.sha256(b"|".join(parts)).hexdigest()


def test_the_same_country_comes_out_each_time() -> None:
    assert digest(small()) == digest(small())


def test_it_is_an_exact_coverage_of_valid_jagged_polygons() -> None:
    made = small()
    assert shapely.is_valid(made.subdistricts).all()
    assert shapely.coverage_is_valid(made.subdistricts)
    assert float(np.mean(shapely.get_num_coordinates(made.subdistricts))) > 100


def test_codes_are_unique_sorted_and_nest_by_their_prefixes() -> None:
    made = small()
    assert made.codes == sorted(set(made.codes))
    assert len({code[:2] for code in made.codes}) == 3
    assert len({code[:4] for code in made.codes}) == 12
    assert all(len(code) == 6 and code.isdigit() for code in made.codes)


def test_facilities_stand_near_the_middle_of_a_known_subdistrict() -> None:
    made = small()
    assert len(made.facilities) == len(made.facility_codes) == 300
    assert set(made.facility_codes) <= set(made.codes)
    homes = made.subdistricts[[made.codes.index(code) for code in made.facility_codes]]
    near = shapely.distance(homes, shapely.points(made.facilities))
    assert float(np.mean(near == 0)) > 0.8


def test_names_are_thai_and_english() -> None:
    assert name(0) == ("บ้านใหญ่", "Ban Yai")
    assert len({name(number) for number in range(12 * 14)}) == 12 * 14
