"""Checks without a database: squares of a hundredth of a degree in the invented province 97."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from shapely.geometry import LineString, Point, Polygon, box
from shapely.geometry.base import BaseGeometry

from app.places.imports.checking import Checked, check
from app.places.imports.planning import planned
from app.places.imports.report import Severity
from app.places.imports.versions import UNDATED, first_day, successions
from app.places.rules import Change, Level
from app.places.schemas import AreaName, AreaRecord, ImportOptions, KnownArea
from gis.geometry import area_sqm

SINCE = date(2020, 1, 1)


def cell(column: float, row: float = 0, width: float = 1, height: float = 1) -> Polygon:
    west, south = 99 + column * 0.01, 15 + row * 0.01
    return box(round(west, 6), round(south, 6), round(west + width * 0.01, 6), round(south + height * 0.01, 6))


def area(code: str, geom: BaseGeometry, name: str = "", row: int = 0) -> AreaRecord:
    return AreaRecord(Level.SUBDISTRICT, code, name or f"ตำบล {code}", None, geom, row=row)


def known(code: str, geom: BaseGeometry, level: Level = Level.SUBDISTRICT) -> KnownArea:
    parent = code[:-2] or None
    return KnownArea(int(code), level, code, parent, f"ตำบล {code}", None, SINCE, False, geom)


THREE = [area("970101", cell(0)), area("970102", cell(1)), area("970103", cell(2))]
STORED = [known("970101", cell(0)), known("970102", cell(1)), known("970103", cell(2))]


def judged(records: Sequence[AreaRecord], stored: Sequence[KnownArea] = (), **options: object) -> Checked:
    return check(records, stored, ImportOptions(**options))  # type: ignore[arg-type]


def refusals(checked: Checked) -> list[str]:
    return [remark.code for remark in checked.remarks if remark.severity is Severity.REFUSAL]


def test_sound_areas_pass_and_tell_that_nothing_was_there_to_compare_with() -> None:
    checked = judged(THREE)
    assert [remark.code for remark in checked.remarks] == ["not-compared"]
    assert len(checked.records) == 3


def test_an_identical_twin_is_dropped_with_notice() -> None:
    checked = judged([*THREE, replace(THREE[0], row=4)])
    assert [(r.code, r.rows) for r in checked.remarks if r.severity is Severity.REPAIR] == [("duplicate-feature", (4,))]
    assert len(checked.records) == 3


def test_two_polygons_with_one_code_are_refused_with_both_rows() -> None:
    checked = judged([area("970101", cell(0), row=1), area("970101", cell(1), row=2)])
    assert refusals(checked) == ["duplicate-code"]
    assert checked.remarks[0].rows == (1, 2)


def test_an_overlap_is_refused_with_its_area() -> None:
    checked = judged([area("970101", cell(0, width=1.1)), area("970102", cell(1))])
    assert refusals(checked) == ["overlap"]
    assert checked.remarks[0].sqm == pytest.approx(area_sqm(cell(1, width=0.1)), rel=1e-6)


def test_a_sliver_of_an_overlap_is_mended_and_told() -> None:
    checked = judged([area("970101", cell(0, width=1.01)), area("970102", cell(1))])
    assert refusals(checked) == []
    (mended,) = [remark for remark in checked.remarks if remark.severity is Severity.REPAIR]
    assert mended.sqm == pytest.approx(area_sqm(cell(1, width=0.01)), rel=1e-6)
    assert not checked.records[0].geom.overlaps(checked.records[1].geom)


def test_a_gap_is_refused_with_the_codes_around_it() -> None:
    ring = [cell(x, y) for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    checked = judged([area(f"97010{number}", geom) for number, geom in enumerate(ring, 1)])
    assert refusals(checked) == ["gap"]
    assert checked.remarks[0].areas == tuple(f"97010{number}" for number in range(1, 9))


def test_a_set_without_a_stored_code_is_incomplete_unless_accepted() -> None:
    checked = judged([THREE[0], THREE[2]], STORED)
    assert refusals(checked) == ["incomplete"]
    assert checked.remarks[0].areas == ("970102",)
    assert not judged([THREE[0], THREE[2]], STORED, accept_missing=True).refused


def test_codes_of_another_parent_on_stored_ground_conflict() -> None:
    checked = judged([area(f"97020{n}", cell(n - 1)) for n in (1, 2, 3)], STORED)
    assert refusals(checked) == ["parent-conflict"]
    assert "9701" in checked.remarks[0].en


def test_ground_must_not_get_lost() -> None:
    big = [known(f"97010{n}", cell(4 * n, width=4, height=4)) for n in (1, 2)]
    left = [area("970101", cell(4, width=4, height=4)), area("970102", cell(8, width=1.5, height=4))]
    assert refusals(judged(left, big)) == ["lost-ground"]


def test_an_outline_known_from_elsewhere_holds_the_areas() -> None:
    far = {"97": cell(10, width=9, height=9)}
    assert refusals(judged(THREE, outline_of=far.get)) == ["outside-parent"]
    around = {"97": cell(-1, -1, 9, 9)}
    assert refusals(judged(THREE, outline_of=around.get)) == []


def test_a_district_known_from_elsewhere_must_be_covered() -> None:
    wide = {"9701": cell(0, width=5)}
    assert refusals(judged(THREE, outline_of=wide.get)) == ["uncovered"]


def test_a_hole_in_the_numbering_is_refused_only_in_a_file_of_which_nothing_is_known() -> None:
    holed = [area("970101", cell(0), row=1), area("970103", cell(1), row=2)]
    assert refusals(judged(holed)) == ["incomplete"]
    assert refusals(judged(holed, accept_missing=True)) == []
    assert refusals(judged([replace(one, row=0) for one in holed])) == []
    # the official list has no 240804 in Sanam Chai Khet: there the hole is normal
    real = [area(f"24080{n}", cell(n), row=n) for n in (1, 2, 3)] + [area("240805", cell(4), row=4)]
    assert refusals(judged(real)) == []


def test_a_missing_code_is_proposed_by_name_and_place() -> None:
    blank = replace(THREE[1], code="", name_th="ตำบล 970102", row=2)
    checked = judged([THREE[0], blank, THREE[2]], STORED)
    assert refusals(checked) == []
    assert [record.code for record in checked.records] == ["970101", "970102", "970103"]
    assert [r.areas for r in checked.remarks if r.code == "proposed-code"] == [("970102",)]


def test_a_missing_code_that_nothing_tells_is_refused() -> None:
    checked = judged([THREE[0], replace(THREE[2], code="", row=2)])
    assert refusals(checked) == ["missing-code"]


def test_a_big_repair_needs_a_yes() -> None:
    bowtie = Polygon([(100, 15), (100.1, 15.1), (100.1, 15), (100, 15.1)])
    checked = judged([area("970101", bowtie)])
    assert refusals(checked) == ["repair-changes-area"]
    # two wings: half of the square of a tenth of a degree
    assert checked.remarks[0].after_sqm == pytest.approx(area_sqm(box(100, 15, 100.1, 15.1)) / 2, rel=1e-3)
    assert refusals(judged([area("970101", bowtie)], accept_repairs=True)) == []


@pytest.mark.parametrize(
    ("geom", "code"),
    [
        (LineString([(100, 15), (100.1, 15)]), "wrong-geometry"),
        (Polygon([(100, 15), (100.1, 15), (100, 15)]), "degenerate"),
        (box(10, 15, 11, 16), "outside-thailand"),
    ],
)
def test_what_is_no_area_in_thailand_is_refused(geom: BaseGeometry, code: str) -> None:
    assert refusals(judged([area("970101", geom)]))[0] == code


def test_codes_of_the_wrong_length_are_refused() -> None:
    assert refusals(judged([area("9701", cell(0))])) == ["malformed-code"]


def test_a_common_shift_is_a_warning() -> None:
    # 0.004 of a degree north is 445 m: the error of Indian 1975 read as WGS 84
    shifted = [replace(one, geom=cell(index, row=0.4)) for index, one in enumerate(THREE)]
    checked = judged(shifted, STORED, accept_missing=True)
    assert "systematic-shift" in [remark.code for remark in checked.remarks]


def test_a_village_far_outside_its_subdistrict_is_a_warning() -> None:
    villages = [AreaRecord(Level.VILLAGE, f"9701010{n}", f"บ้าน {n}", None, point) for n, point in
                ((1, Point(99.005, 15.005)), (2, Point(99.02, 15.005)))]  # fmt: skip
    (told,) = judged(villages, STORED).remarks
    assert (told.code, told.severity) == ("outside-parent", Severity.WARNING)
    assert "97010102" in told.en
    assert "97010101" not in told.en


def test_the_first_day_is_said_or_in_the_file_or_today_or_unknown() -> None:
    day, today = date(2024, 5, 1), date(2026, 11, 23)
    assert first_day(day, None, [], today) == day
    assert first_day(None, day, STORED, today) == day
    assert first_day(None, None, STORED, today) == today
    assert first_day(None, None, [], today) == UNDATED


def test_a_split_ends_one_area_and_begins_two() -> None:
    split = [area("970104", cell(0, width=0.5)), area("970105", cell(0.5, width=0.5)), THREE[1], THREE[2]]
    assert not judged(split, STORED).refused
    plan = planned(split, STORED, {"9701": AreaName("อำเภอหนึ่ง", "One")}, date(2026, 1, 1))
    assert plan.replaced == {"970101": ["970104", "970105"]}
    lowest = plan.steps[Level.SUBDISTRICT]
    assert lowest.counts() == {"new": 2, "changed": 0, "corrected": 0, "unchanged": 2, "closed": 1}
    assert successions(plan.replaced) == [
        ("970101", "970104", Change.SPLIT), ("970101", "970105", Change.SPLIT),
    ]  # fmt: skip


def test_upper_levels_are_the_union_of_the_lower() -> None:
    plan = planned(THREE, [], {"9701": AreaName("อำเภอหนึ่ง", "One")}, SINCE)
    (district,) = plan.steps[Level.DISTRICT].fresh
    (province,) = plan.steps[Level.PROVINCE].fresh
    assert (district.code, district.name_th, district.name_en) == ("9701", "อำเภอหนึ่ง", "One")
    assert district.geom.equals(cell(0, width=3))
    assert province.geom.equals(district.geom)


def test_a_file_older_than_what_is_stored_is_refused() -> None:
    moved = [replace(THREE[0], geom=cell(0, width=0.9)), replace(THREE[1], geom=cell(0.9, width=1.1)), THREE[2]]
    plan = planned(moved, STORED, {}, date(2019, 1, 1))
    assert [remark.code for remark in plan.remarks] == ["older-than-stored"]


def test_a_buddhist_year_is_refused_with_the_year_that_is_meant() -> None:
    (told,) = planned(THREE, (), {}, date(2567, 1, 31)).remarks
    assert (told.code, told.severity.value) == ("buddhist-year", "refusal")
    assert "--valid-from 2024-01-31" in told.th
    assert "--valid-from 2024-01-31" in told.en


def test_areas_that_lie_mostly_in_another_known_district_than_their_codes_say_are_refused() -> None:
    """Three cells; 9701 is known from elsewhere as the first two and a half, 9702 as what lies east of them."""
    districts = {"9701": cell(0, width=2.5), "9702": cell(2.5, width=9)}
    assert refusals(judged(THREE, districts_of=lambda _code: districts)) == []
    strangers = [replace(one, code=f"9702{one.code[4:]}") for one in THREE]
    told = judged(strangers, districts_of=lambda _code: districts)
    assert refusals(told) == ["parent-conflict"]
    (conflict,) = [remark for remark in told.remarks if remark.code == "parent-conflict"]
    assert conflict.areas == ("970201", "970202", "970203")
    assert "9701" in conflict.en


def test_known_districts_say_nothing_of_areas_that_lie_in_none_of_them() -> None:
    assert refusals(judged(THREE, districts_of=lambda _code: {"9701": cell(20), "9702": cell(30)})) == []
