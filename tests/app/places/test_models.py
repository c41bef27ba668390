"""Each rule of the tables of places, and a row of the toy province that breaks it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

BOW_TIE = "'SRID=4326;MULTIPOLYGON(((100 15,101 16,101 15,100 16,100 15)))'"
DISTRICT = "UPDATE places.area SET {} WHERE code = '9801'"
VILLAGE = "UPDATE places.area SET {} WHERE code = '98010101'"
SUCCESSION = (
    "INSERT INTO places.succession SELECT {} FROM places.area AS one, places.area AS two"
    " WHERE one.code = '980101' AND two.code = '980102'"
)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (DISTRICT.format("level = 'planet'"), "ck_area_level_known"),
        (DISTRICT.format("code = '980'"), "ck_area_code_pattern"),
        (DISTRICT.format("code = '๙๘๐๑'"), "ck_area_code_pattern"),
        (DISTRICT.format("parent_code = '97'"), "ck_area_parent_is_prefix"),
        (DISTRICT.format("parent_code = NULL"), "ck_area_parent_is_prefix"),
        (DISTRICT.format("geom = NULL"), "ck_area_geometry_type"),
        (DISTRICT.format("geom = label_point"), "ck_area_geometry_type"),
        (DISTRICT.format(f"geom = {BOW_TIE}"), "ck_area_geometry_valid"),
        (DISTRICT.format("geom = 'SRID=4326;MULTIPOLYGON EMPTY'"), "ck_area_geometry_on_earth"),
        (VILLAGE.format("geom = 'SRID=4326;POINT EMPTY'"), "ck_area_geometry_on_earth"),
        (VILLAGE.format("geom = 'SRID=4326;POINT(600000 1700000)'"), "ck_area_geometry_on_earth"),
        (DISTRICT.format("valid_to = valid_from"), "ck_area_valid_period"),
        (DISTRICT.format("valid_from = '2563-01-01'"), "ck_area_common_era"),
        (DISTRICT.format("valid_to = '2567-01-01'"), "ck_area_common_era"),
        (DISTRICT.format("valid_to = 'infinity'"), "ck_area_common_era"),
        (DISTRICT.format("name_th = ' '"), "ck_area_named"),
        (DISTRICT.format("area_sqm = 0"), "ck_area_area_positive"),
        (DISTRICT.format("area_sqm = 'NaN'"), "ck_area_area_positive"),
        (DISTRICT.format("import_run_id = gen_random_uuid()"), "fk_area_import_run_id"),
        (DISTRICT.format("id = (SELECT max(id) FROM places.area)"), "pk_area"),
        (
            "UPDATE places.area SET parent_id = (SELECT id FROM places.area WHERE code = '9803') WHERE code = '980101'",
            "fk_area_parent_id_parent_code",
        ),
        (
            "INSERT INTO places.area (level, code, parent_code, name_th, valid_from, geom)"
            " SELECT level, code, parent_code, name_th, '2024-01-01', geom FROM places.area WHERE code = '9801'",
            "ex_area_code_period",
        ),
        (SUCCESSION.format("one.id, two.id, 'eaten'"), "ck_succession_kind_known"),
        (SUCCESSION.format("one.id, one.id, 'rename'"), "ck_succession_not_itself"),
        (SUCCESSION.format("0, two.id, 'split'"), "fk_succession_predecessor_id"),
        (SUCCESSION.format("one.id, 0, 'split'"), "fk_succession_successor_id"),
        (SUCCESSION.format("one.id, two.id, unnest(ARRAY['split', 'merge'])"), "pk_succession"),
        ("UPDATE derived.area_overview SET band = 6 WHERE band = 5", "ck_area_overview_band_known"),
        (
            "UPDATE derived.area_overview SET area_id = 0 WHERE band = 5 AND area_id = (SELECT min(id) FROM places.area)",
            "fk_area_overview_area_id",
        ),
        ("UPDATE derived.area_overview SET band = 5", "pk_area_overview"),
    ],
)
def test_the_database_refuses_nonsense(session: Session, statement: str, constraint: str) -> None:
    session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), session.begin_nested():
        session.execute(text(statement))


def test_a_code_may_name_another_area_from_the_day_on_which_the_first_ends(session: Session) -> None:
    session.execute(text("UPDATE places.area SET valid_to = '2024-01-01' WHERE code = '9801'"))
    session.execute(text(
        "INSERT INTO places.area (level, code, parent_code, name_th, valid_from, geom)"
        " SELECT level, code, parent_code, name_th, '2024-01-01', geom FROM places.area WHERE code = '9801'"
    ))  # fmt: skip
    assert session.execute(text("SELECT count(*) FROM places.area WHERE code = '9801'")).scalar() == 2
