"""Codes are text; the level is in their length, the parent in their beginning."""

import pytest

from app.places.rules import Level, is_code, level_of_code, levels_above, parent_code, parent_level, province_code


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("24", Level.PROVINCE),
        ("2401", Level.DISTRICT),
        ("240101", Level.SUBDISTRICT),
        ("24010103", Level.VILLAGE),
        ("240", None),
        ("0101", None),
        ("24๐๑", None),
        ("", None),
    ],
)
def test_the_length_of_a_code_tells_its_level(code: str, level: Level | None) -> None:
    assert level_of_code(code) is level


@pytest.mark.parametrize(
    ("level", "code", "good"),
    [
        (Level.SUBDISTRICT, "240101", True),
        (Level.SUBDISTRICT, "2401", False),
        (Level.LOCAL_GOVERNMENT, "6240101", True),
        (Level.CUSTOM_ZONE, "EEC-1", True),
        (Level.CUSTOM_ZONE, "เขต 1", False),
    ],
)
def test_each_level_has_its_codes(level: Level, code: str, good: bool) -> None:
    assert is_code(level, code) is good


def test_the_parent_is_the_prefix() -> None:
    assert parent_code(Level.VILLAGE, "24010103") == "240101"
    assert parent_code(Level.DISTRICT, "2401") == "24"
    assert parent_code(Level.PROVINCE, "24") is None
    assert parent_code(Level.CUSTOM_ZONE, "EEC-1") is None
    assert province_code("24010103") == "24"


def test_levels_stack_from_the_village_to_the_province() -> None:
    assert levels_above(Level.VILLAGE) == (Level.SUBDISTRICT, Level.DISTRICT, Level.PROVINCE)
    assert levels_above(Level.CUSTOM_ZONE) == ()
    assert parent_level(Level.SUBDISTRICT) is Level.DISTRICT
    assert parent_level(Level.PROVINCE) is None
