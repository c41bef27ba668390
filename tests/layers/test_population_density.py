"""300, 100 and 100 people on 100 km² each; halves of 50 km² with 200, 100, 50, 50, 60 and 40."""

from datetime import date

from sqlalchemy import text
from sqlalchemy.orm import Session


def density(session: Session, view: str) -> dict[str, float | None]:
    return {
        row.code: row.people_per_sqkm
        for row in session.execute(text(f"SELECT code, people_per_sqkm FROM published.{view}"))
    }


def test_districts_have_3_1_and_1_people_per_square_kilometre(session: Session) -> None:
    assert density(session, "population_density_districts") == {"9801": 3, "9802": 1, "9803": 1}


def test_subdistricts_have_their_people_over_50_square_kilometres(session: Session) -> None:
    expected = {"980101": 4, "980102": 2, "980201": 1, "980202": 1, "980301": 1.2, "980302": 0.8}
    assert density(session, "population_density_subdistricts") == expected


def test_a_district_with_a_subdistrict_unknown_has_no_value(session: Session) -> None:
    session.execute(text(
        "INSERT INTO places.area (level, code, parent_id, parent_code, name_th, valid_from, geom, area_sqm)"
        " SELECT level, '980203', parent_id, parent_code, 'ใหม่', valid_from, geom, area_sqm FROM places.area"
        " WHERE code = '980202'"
    ))  # fmt: skip
    assert density(session, "population_density_districts") == {"9801": 3, "9802": None, "9803": 1}
    assert density(session, "population_density_subdistricts")["980203"] is None


def test_a_new_vintage_counts_from_the_day_it_is_known(session: Session) -> None:
    """On 1 June 2025 someone finds 250 people more in 980101: (450+100)/100 = 5.5."""
    session.execute(
        text(
            "INSERT INTO indicators.observation (indicator_code, area_id, area_code, period_start, period_end, value, status,"
            " vintage_on) SELECT indicator_code, area_id, area_code, period_start, period_end, 450, 'revised', :known"
            " FROM indicators.observation WHERE area_code = '980101'"
        ),
        {"known": date(2025, 6, 1)},
    )
    assert density(session, "population_density_districts")["9801"] == 5.5
    session.execute(text("SELECT set_config('phaen.known_on', '2025-05-31', true)"))
    assert density(session, "population_density_districts")["9801"] == 3


def test_before_the_boundaries_were_valid_there_is_nothing(session: Session) -> None:
    session.execute(text("SELECT set_config('phaen.true_on', '2019-12-31', true)"))
    assert density(session, "population_density_districts") == {}
