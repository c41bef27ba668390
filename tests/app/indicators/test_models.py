"""Each rule of the tables of indicators, and a row that breaks it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

INDICATOR = (
    "INSERT INTO indicators.indicator (code, name_th, name_en, definition_th, definition_en, unit_th, unit_en, source,"
    " direction, aggregation, min_level, period_kind, decimals) VALUES ('X-1', '', '', '', '', '', '', '', "
)
OBSERVATION = (
    "INSERT INTO indicators.observation (indicator_code, area_id, area_code, period_start, period_end, vintage_on,"
    " value, status, numerator, denominator)"
    " SELECT {code}, id, code, '2024-01-01', {end}, '2025-02-01', {value}, {status}, {over}"
    " FROM places.area WHERE code = '980101'"
)
SOUND = {"code": "'POP-TOTAL'", "end": "'2024-06-01'", "value": "1", "status": "'final'", "over": "NULL, NULL"}


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (INDICATOR + "'sideways', 'sum', 'village', 'day', 0)", "ck_indicator_direction_known"),
        (INDICATOR + "'up', 'mean', 'village', 'day', 0)", "ck_indicator_aggregation_known"),
        (INDICATOR + "'up', 'sum', 'planet', 'day', 0)", "ck_indicator_min_level_known"),
        (INDICATOR + "'up', 'sum', 'village', 'week', 0)", "ck_indicator_period_kind_known"),
        (INDICATOR + "'up', 'sum', 'village', 'day', 7)", "ck_indicator_decimals_range"),
        (OBSERVATION.format(**SOUND | {"end": "'2025-01-01'"}), "uq_observation_vintage"),
        (OBSERVATION.format(**SOUND | {"end": "'2024-01-01'"}), "ck_observation_period_order"),
        (OBSERVATION.format(**SOUND | {"code": "'NO-SUCH'"}), "fk_observation_indicator_code"),
        (OBSERVATION.format(**SOUND | {"value": "'NaN'"}), "ck_observation_value_finite"),
        (OBSERVATION.format(**SOUND | {"value": "'Infinity'"}), "ck_observation_value_finite"),
        (OBSERVATION.format(**SOUND | {"status": "'rumour'"}), "ck_observation_status_known"),
        (OBSERVATION.format(**SOUND | {"over": "1, NULL"}), "ck_observation_ratio_whole"),
        (OBSERVATION.format(**SOUND | {"over": "1, 0"}), "ck_observation_denominator_positive"),
        (OBSERVATION.format(**SOUND | {"over": "1, 'NaN'"}), "ck_observation_denominator_positive"),
        (OBSERVATION.format(**SOUND | {"over": "'NaN', 1"}), "ck_observation_numerator_finite"),
        (OBSERVATION.format(**SOUND | {"over": "'-Infinity', 1"}), "ck_observation_numerator_finite"),
        (OBSERVATION.format(**SOUND | {"end": "'2567-06-01'"}), "ck_observation_common_era"),
        ("UPDATE indicators.observation SET vintage_on = '2568-02-01'", "ck_observation_common_era"),
        (
            "UPDATE indicators.observation SET area_code = '980202' WHERE area_code = '980101'",
            "fk_observation_area_id_area_code",
        ),
        ("DELETE FROM places.area WHERE code = '980101'", "fk_observation_area_id_area_code"),
        ("INSERT INTO indicators.indicator SELECT * FROM indicators.indicator", "pk_indicator"),
        ("INSERT INTO indicators.observation SELECT * FROM indicators.observation", "pk_observation"),
    ],
)
def test_the_database_refuses_nonsense(session: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), session.begin_nested():
        session.execute(text(statement))
