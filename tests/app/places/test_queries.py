"""Questions to the toy province: squares of a degree, halves of a degree, names that differ by a tone mark."""

from datetime import date
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC
from app.core.errors import NotFound
from app.places import queries
from app.places.naming import Gazetteer, find
from app.places.rules import Level


def codes(session: Session, asked: str, limit: int = 10) -> list[str]:
    return [found.code for found in queries.search_areas(session, viewer=PUBLIC, text=asked, limit=limit)]


def test_an_area_is_found_by_level_and_code(session: Session) -> None:
    area = queries.area_by_code(session, viewer=PUBLIC, level=Level.DISTRICT, code="9802")
    assert area is not None
    assert area.name_en == "Nuea"


def test_an_area_has_no_version_before_it_began(session: Session) -> None:
    asked = partial(queries.area_by_code, session, viewer=PUBLIC, level=Level.DISTRICT, code="9802")
    assert asked(on=date(2019, 12, 31)) is None
    assert asked(on=date(2020, 1, 1)) is not None


def test_an_unknown_code_says_what_to_do(session: Session) -> None:
    with pytest.raises(NotFound, match="no area 9899"):
        queries.area_at(session, "9899", viewer=PUBLIC)


def test_an_ended_area_is_still_found_by_its_code(session: Session) -> None:
    session.execute(text("UPDATE places.area SET valid_to = '2024-01-01' WHERE code = '980302'"))
    assert queries.area_at(session, "980302", viewer=PUBLIC).valid_to == date(2024, 1, 1)


def test_children_and_ancestors_follow_the_code(session: Session) -> None:
    district = queries.area_at(session, "9801", viewer=PUBLIC)
    assert [one.code for one in queries.children(session, district, viewer=PUBLIC)] == ["980101", "980102"]
    village = queries.area_at(session, "98010101", viewer=PUBLIC)
    assert [one.code for one in queries.ancestors(session, village, viewer=PUBLIC)] == ["98", "9801", "980101"]


def test_counts_below_are_per_level(session: Session) -> None:
    assert queries.counts_below(session, "98", viewer=PUBLIC) == {"district": 3, "subdistrict": 6, "village": 6}
    assert queries.counts_below(session, "9801", viewer=PUBLIC) == {"subdistrict": 2, "village": 2}


def test_relatives_are_predecessors_and_successors(session: Session) -> None:
    session.execute(
        text(
            "INSERT INTO places.succession SELECT a.id, b.id, 'split' FROM places.area a, places.area b"
            " WHERE a.code = '980101' AND b.code = '980102'"
        )
    )
    area = queries.area_at(session, "980102", viewer=PUBLIC)
    found = queries.relatives(session, area, viewer=PUBLIC)
    assert [(other.code, link.kind) for other, link in found] == [("980101", "split")]


def test_the_stored_areas_make_a_gazetteer_that_reads_titles(session: Session) -> None:
    gazetteer = Gazetteer(queries.named_areas(session, viewer=PUBLIC))
    assert find("ต.ท่าข้าม และ ต.วังทอง อ.ใต้", gazetteer).codes == ("980301", "980302")
    session.execute(text("UPDATE places.area SET valid_to = '2024-01-01' WHERE code = '980302'"))
    assert not Gazetteer(queries.named_areas(session, viewer=PUBLIC)).knows("980302")


def test_names_that_differ_by_a_tone_mark_are_not_mistaken_for_each_other(session: Session) -> None:
    gazetteer = Gazetteer(queries.named_areas(session, viewer=PUBLIC))
    assert find("ตำบลป่าแดง อำเภอเหนือ", gazetteer).codes == ("980201",)
    assert find("ตำบลปาแดง อำเภอเหนือ", gazetteer).codes == ("980202",)
    assert find("ตำบลป้าแดง อำเภอเหนือ", gazetteer).codes == ("9802",)


def test_areas_of_a_level_come_by_code(session: Session) -> None:
    assert [one.code for one in queries.areas_of_level(session, Level.DISTRICT, viewer=PUBLIC)] == [
        "9801", "9802", "9803",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("ป่าแดง", "980201"),
        ("ปาแดง", "980202"),
        ("บานนำใส", "980102"),
        ("ต.ท่าข้าม", "980301"),
        ("อำเภอเหนือ", "9802"),
        ("Tha Kham", "980301"),
        ("wang tong", "980302"),
        ("วังทองง", "980302"),
        ("9803", "9803"),
        ("๙๘๐๓", "9803"),
    ],
)
def test_search_bears_missing_tone_marks_typing_errors_titles_and_digits(
    session: Session, asked: str, first: str
) -> None:
    assert codes(session, asked)[0] == first


def test_the_beginning_of_a_name_and_the_higher_level_come_first(session: Session) -> None:
    # every code of the toy province begins with 98
    found = codes(session, "98")
    assert found[0] == "98"
    assert set(found[1:4]) == {"9801", "9802", "9803"}


def test_wildcards_are_letters(session: Session) -> None:
    assert codes(session, "%") == []
    assert codes(session, "_____") == []


def test_a_hit_tells_where_it_is(session: Session) -> None:
    (found, *_) = queries.search_areas(session, viewer=PUBLIC, text="ป่าแดง", limit=1)
    assert (found.within_th, found.bbox) == ("เหนือ ของเล่น", (101.0, 15.0, 101.5, 16.0))


def test_a_point_inside_has_one_district(session: Session) -> None:
    (only,) = queries.district_at(session, viewer=PUBLIC, lon=100.5, lat=15.5)
    assert (only.code, only.distance_m) == ("9801", 0)


def test_a_point_by_a_border_has_two_candidates(session: Session) -> None:
    # 0.001 of a degree of longitude at 15.5 N is 107 m
    first, second = queries.district_at(session, viewer=PUBLIC, lon=101.001, lat=15.5)
    assert (first.code, second.code) == ("9802", "9801")
    assert second.distance_m == pytest.approx(107, abs=1)


def test_a_point_outside_has_no_district(session: Session) -> None:
    assert queries.district_at(session, viewer=PUBLIC, lon=99.0, lat=15.5) == []
