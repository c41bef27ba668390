"""Each rule of the tables of indicators, and a row that breaks it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, InternalError, OperationalError, ProgrammingError
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, PUBLIC
from app.core.viewing import show_to
from tests import cast

INDICATOR = (
    "INSERT INTO indicators.indicator (code, name_th, name_en, definition_th, definition_en, unit_th, unit_en, source,"
    " direction, aggregation, min_level, period_kind, decimals) VALUES ('X-1', '', '', '', '', '', '', '', "
)
OBSERVATION = (
    "INSERT INTO indicators.observation (indicator_code, area_id, area_code, period_start, period_end, vintage_on,"
    " value, status, numerator, denominator, lower, upper, source)"
    " SELECT {code}, id, {area}, '2024-01-01', {end}, {vintage}, {value}, {status}, {over}, {around}, {source}"
    " FROM places.area WHERE code = '980101'"
)
SOUND = {"code": "'POP-TOTAL'", "area": "code", "end": "'2024-06-01'", "vintage": "'2025-02-01'", "value": "1",
         "status": "'final'", "over": "NULL, NULL", "around": "NULL, NULL", "source": "NULL"}  # fmt: skip
MEANT = (
    "INSERT INTO indicators.indicator (code, name_th, name_en, definition_th, definition_en, unit_th, unit_en, source,"
    " min_level, period_kind, direction, aggregation, {columns}) VALUES ('X-1', '', '', '', '', '', '', '', 'village', 'day',"
    " {values})"
)
BAND = (
    "INSERT INTO indicators.score_band (id, indicator_code, direction, valid_from, valid_to, v50, v75, v100, source)"
    " SELECT gen_random_uuid(), 'SOC-ROAD', {direction}, {since}, {until}, {values}, {source} FROM generate_series(1, {times})"
)
HELD = {
    "direction": "'down'",
    "since": "'2024-01-01'",
    "until": "NULL",
    "values": "30, 20, 10",
    "source": "'x'",
    "times": "1",
}
CARD = (
    "INSERT INTO indicators.scorecard (code, title_th, title_en, fiscal_year, area_code, indicators, weights) VALUES ("
)
GRADE = "INSERT INTO indicators.grade (lowest, name_th, name_en, source) VALUES "
LIGHT = "INSERT INTO indicators.light_rule (valid_from, valid_to, green_from, yellow_from, source) VALUES "
TARGET = "INSERT INTO indicators.target_indicator (node_key, target, indicator_code, measure, area_code) VALUES "
KEY = "'00000000-0000-4000-8000-000000000001'"


def band(**wrong: str) -> str:
    return BAND.format(**HELD | wrong)


def seen(**wrong: str) -> str:
    return OBSERVATION.format(**SOUND | wrong)


def meant(columns: str, values: str) -> str:
    return MEANT.format(columns=columns, values=values)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (INDICATOR + "'sideways', 'sum', 'village', 'day', 0)", "ck_indicator_direction_known"),
        (INDICATOR + "'up', 'mean', 'village', 'day', 0)", "ck_indicator_aggregation_known"),
        (INDICATOR + "'up', 'sum', 'planet', 'day', 0)", "ck_indicator_min_level_known"),
        (INDICATOR + "'up', 'sum', 'village', 'week', 0)", "ck_indicator_period_kind_known"),
        (INDICATOR + "'up', 'sum', 'village', 'day', 7)", "ck_indicator_decimals_range"),
        (seen(end="'2025-01-01'"), "uq_observation_vintage"),
        (seen(end="'2024-01-01'"), "ck_observation_period_order"),
        (seen(code="'NO-SUCH'"), "fk_observation_indicator_code"),
        (seen(value="'NaN'"), "ck_observation_value_finite"),
        (seen(value="'Infinity'"), "ck_observation_value_finite"),
        (seen(status="'rumour'"), "ck_observation_status_known"),
        (seen(over="1, NULL"), "ck_observation_ratio_whole"),
        (seen(over="1, 0"), "ck_observation_denominator_positive"),
        (seen(over="1, 'NaN'"), "ck_observation_denominator_positive"),
        (seen(over="'NaN', 1"), "ck_observation_numerator_finite"),
        (seen(over="'-Infinity', 1"), "ck_observation_numerator_finite"),
        (seen(end="'2567-06-01'"), "ck_observation_common_era"),
        (seen(vintage="'2568-02-01'"), "ck_observation_common_era"),
        (seen(area="'980202'"), "fk_observation_area_id_area_code"),
        (seen(around="0, NULL"), "ck_observation_interval_whole"),
        (seen(around="2, 3"), "ck_observation_interval_around"),
        (seen(around="0, 0.5"), "ck_observation_interval_around"),
        (seen(around="'-Infinity', 2"), "ck_observation_interval_around"),
        (seen(around="0, 'NaN'"), "ck_observation_interval_around"),
        (seen(source="' '"), "ck_observation_sourced"),
        (meant("theme", "'up', 'sum', 'weather'"), "ck_indicator_theme_known"),
        (meant("class", "'up', 'sum', 'personal'"), "ck_indicator_class_known"),
        (meant("multiplier", "'up', 'sum', 0"), "ck_indicator_multiplier_positive"),
        (meant("multiplier", "'up', 'sum', 'Infinity'"), "ck_indicator_multiplier_positive"),
        (meant("multiplier", "'up', 'sum', 'NaN'"), "ck_indicator_multiplier_positive"),
        (meant("range_lo", "'range', 'sum', 1"), "ck_indicator_range_where_it_counts"),
        (meant("range_lo, range_hi", "'up', 'sum', 1, 2"), "ck_indicator_range_where_it_counts"),
        (meant("range_lo, range_hi", "'range', 'sum', 2, 1"), "ck_indicator_range_order"),
        (meant("range_lo, range_hi", "'range', 'sum', 1, 'NaN'"), "ck_indicator_range_order"),
        (meant("weight_indicator", "'up', 'sum', 'POP-TOTAL'"), "ck_indicator_weight_of_a_mean"),
        (meant("weight_indicator", "'up', 'weighted_mean', 'X-1'"), "ck_indicator_weight_of_a_mean"),
        (meant("weight_indicator", "'up', 'weighted_mean', 'NO-SUCH'"), "fk_indicator_weight_indicator"),
        (meant("organization", "'up', 'sum', 'nowhere'"), "fk_indicator_organization"),
        (meant("release_lag_days", "'up', 'sum', -1"), "ck_indicator_release_lag_range"),
        (band(values="10, 20, 30"), "ck_score_band_in_its_direction"),
        (band(values="30, 30, 10"), "ck_score_band_in_its_direction"),
        (band(direction="'range'"), "ck_score_band_in_its_direction"),
        (band(values="'Infinity', 20, 10"), "ck_score_band_values_finite"),
        (band(direction="'up'", values="10, 20, 30"), "fk_score_band_indicator"),
        (
            band() + "; UPDATE indicators.indicator SET direction = 'none' WHERE code = 'SOC-ROAD'",
            "fk_score_band_indicator",
        ),
        (band(times="2"), "ex_score_band_period"),
        (band(source="''"), "ck_score_band_sourced"),
        (band(until="'2024-01-01'"), "ck_score_band_valid_period"),
        (band(since="'2567-01-01'"), "ck_score_band_common_era"),
        (band() + "; INSERT INTO indicators.score_band SELECT * FROM indicators.score_band", "pk_score_band"),
        (CARD + "'A', 'ก', 'a', 2567, '98', '{POP-TOTAL}', '{100}')", "ck_scorecard_code_pattern"),
        (CARD + "'a', ' ', 'a', 2567, '98', '{POP-TOTAL}', '{100}')", "ck_scorecard_titled"),
        (CARD + "'a', 'ก', 'a', 2024, '98', '{POP-TOTAL}', '{100}')", "ck_scorecard_year_be"),
        (CARD + "'a', 'ก', 'a', 2567, '9', '{POP-TOTAL}', '{100}')", "ck_scorecard_area_code_pattern"),
        (CARD + "'a', 'ก', 'a', 2567, '98', '{POP-TOTAL,SOC-ROAD}', '{60,39.9}')", "ck_scorecard_weighs_100"),
        (CARD + "'a', 'ก', 'a', 2567, '98', '{POP-TOTAL,SOC-ROAD}', '{100}')", "ck_scorecard_weighs_100"),
        (CARD + "'a', 'ก', 'a', 2567, '98', '{POP-TOTAL,POP-TOTAL}', '{60,40}')", "ck_scorecard_weighs_100"),
        (CARD + "'a', 'ก', 'a', 2567, '98', '{POP-TOTAL,SOC-ROAD}', '{120,-20}')", "ck_scorecard_weighs_100"),
        (CARD + "'a', 'ก', 'a', 2567, '98', '{POP-TOTAL,SOC-ROAD}', '{100,NULL}')", "ck_scorecard_weighs_100"),
        (CARD + "'a', 'ก', 'a', 2567, '98', '{}', '{}')", "ck_scorecard_weighs_100"),
        (
            CARD + "'a', 'ก', 'a', 2567, '98', '{A}', '{100}'), ('a', 'ก', 'a', 2567, '98', '{A}', '{100}')",
            "pk_scorecard",
        ),
        (GRADE + "(101, 'ก', 'a', 'x')", "ck_grade_lowest_range"),
        (GRADE + "('NaN', 'ก', 'a', 'x')", "ck_grade_lowest_range"),
        (GRADE + "(1, ' ', 'a', 'x')", "ck_grade_named"),
        (GRADE + "(1, 'ก', 'a', ' ')", "ck_grade_sourced"),
        (GRADE + "(1, 'ก', 'a', 'x'), (1, 'ข', 'b', 'x')", "pk_grade"),
        (LIGHT + "('2020-01-01', NULL, 75, 100, 'x')", "ck_light_rule_thresholds_order"),
        (LIGHT + "('2020-01-01', NULL, 'NaN', 75, 'x')", "ck_light_rule_thresholds_order"),
        (LIGHT + "('2020-01-01', NULL, 100, 75, ' ')", "ck_light_rule_sourced"),
        (LIGHT + "('2020-01-01', '2020-01-01', 100, 75, 'x')", "ck_light_rule_valid_period"),
        (LIGHT + "('2563-01-01', NULL, 100, 75, 'x')", "ck_light_rule_common_era"),
        (LIGHT + "('2020-01-01', NULL, 100, 75, 'x'), ('2021-01-01', NULL, 100, 75, 'x')", "ex_light_rule_period"),
        (
            LIGHT + "('2020-01-01', '2021-01-01', 100, 75, 'x'), ('2020-01-01', '2021-01-01', 1, 0.5, 'x')",
            "pk_light_rule",
        ),
        (TARGET + f"({KEY}, ' ', 'POP-TOTAL', 'point', NULL)", "ck_target_indicator_named"),
        (TARGET + f"({KEY}, 'ก', 'POP-TOTAL', 'guess', NULL)", "ck_target_indicator_measure_known"),
        (TARGET + f"({KEY}, 'ก', 'POP-TOTAL', 'point', '9')", "ck_target_indicator_area_code_pattern"),
        (TARGET + f"({KEY}, 'ก', 'NO-SUCH', 'point', NULL)", "fk_target_indicator_indicator_code"),
        (
            TARGET + f"({KEY}, 'ก', 'POP-TOTAL', 'point', '98'), ({KEY}, 'ก', 'SOC-ROAD', 'point', '98')",
            "pk_target_indicator",
        ),
        ("DELETE FROM places.area WHERE code = '980101'", "fk_observation_area_id_area_code"),
        ("INSERT INTO indicators.indicator SELECT * FROM indicators.indicator", "pk_indicator"),
        ("INSERT INTO indicators.observation SELECT * FROM indicators.observation", "pk_observation"),
    ],
)
def test_the_database_refuses_nonsense(owner: Session, statement: str, constraint: str) -> None:
    *before, last = statement.split("; ")
    for each in before:
        owner.execute(text(each))
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), owner.begin_nested():
        owner.execute(text(last))


@pytest.mark.parametrize("who", ["session", "owner"])
@pytest.mark.parametrize(
    "change",
    ["UPDATE indicators.observation SET value = 1", "DELETE FROM indicators.observation",
     "UPDATE indicators.observation SET is_synthetic = true", "TRUNCATE indicators.observation"],
)  # fmt: skip
def test_what_was_observed_is_never_rewritten(request: pytest.FixtureRequest, who: str, change: str) -> None:
    """Not by the application, and not by the owner of the table either."""
    session: Session = request.getfixturevalue(who)
    with pytest.raises(
        (IntegrityError, ProgrammingError, OperationalError, InternalError), match=r"append-only|denied|refuse"
    ):
        session.execute(text(change))
    session.rollback()


def test_invented_values_go_again(owner: Session) -> None:
    owner.execute(
        text(seen().replace("source)", "source, is_synthetic)").replace(" FROM places", ", true FROM places"))
    )
    gone = owner.execute(text("DELETE FROM indicators.observation WHERE is_synthetic RETURNING id")).all()
    assert len(gone) == 1


@pytest.mark.parametrize(
    ("table", "open_", "closed"),
    [("indicator", "code = 'SOC-ROAD'", 1), ("observation", "indicator_code = 'SOC-ROAD'", 3),
     ("score_band", "indicator_code = 'SOC-ROAD'", 1)],
)  # fmt: skip
def test_what_is_internal_does_not_exist_for_the_public(session: Session, table: str, open_: str, closed: int) -> None:
    """The second line: the database itself, whatever a query forgets."""
    asked = text(f"SELECT count(*) FROM indicators.{table} WHERE {open_}")
    session.execute(text(band()))
    for class_, seen_by_public in (("public", closed), ("internal", 0)):
        session.execute(
            text("UPDATE indicators.indicator SET class = :class WHERE code = 'SOC-ROAD'"), {"class": class_}
        )
        assert session.scalar(asked) == closed
        show_to(session, PUBLIC)
        assert session.scalar(asked) == seen_by_public
        show_to(session, EVERYTHING)


def test_what_is_internal_is_narrowed_to_the_areas_of_the_viewer(session: Session) -> None:
    session.execute(text("UPDATE indicators.indicator SET class = 'internal' WHERE code = 'SOC-ROAD'"))
    show_to(session, cast.acting(session, "D-1").viewer)
    asked = text("SELECT area_code FROM indicators.observation WHERE indicator_code = 'SOC-ROAD'")
    assert session.scalars(asked).all() == ["9801"]
    session.rollback()


def test_a_change_of_an_internal_indicator_moves_no_version_of_the_public(owner: Session) -> None:
    """The number of a public layer would else tell when something internal was recorded."""
    noted = text("SELECT DISTINCT audience FROM core.touched WHERE source_table LIKE 'indicators.%'")
    owner.execute(text(seen()))
    assert owner.scalars(noted).all() == ["public"]
    owner.execute(text("DELETE FROM core.touched"))
    owner.execute(text("UPDATE indicators.indicator SET class = 'internal' WHERE code = 'POP-TOTAL'"))
    owner.execute(text("DELETE FROM core.touched"))
    owner.execute(text(seen(vintage="'2025-03-01'")))
    assert owner.scalars(noted).all() == ["internal"]
