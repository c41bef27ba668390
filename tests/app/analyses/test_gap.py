"""Need against money of the toy province, where every figure is mental arithmetic.

Scores from least to most: deaths 20, 10, 40 are 1/3, 0, 1; days of dust 38, 25, 40 are 13/15, 0, 1; waste in order 80, 50,
60 %, of which more is better, is 0, 1, 2/3. Weighed alike the index is 0.4, 1/3, 8/9: ใต้, เมือง, เหนือ. Money per head of
FY2569 is 4,167, 2,500 and 0.
"""

from __future__ import annotations

import csv
import io

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.analyses.queries.gap import offered
from app.analyses.ranking import Gap, compared, usual
from app.core.authority import PUBLIC
from gis.composite import Scale
from tests.ledger import DURING, YEAR

WHEN = f"year={YEAR}&as_of={DURING.isoformat()}"


@pytest.fixture
def during(session: Session) -> Session:
    session.execute(text("SELECT set_config('phaen.true_on', :day, true)"), {"day": DURING.isoformat()})
    return session


def asked(session: Session, weights: dict[str, float] | None = None, year: int = YEAR) -> Gap:
    rows, needs = offered(session, year, "98", DURING, viewer=PUBLIC, known=DURING)
    return compared(rows, needs, weights or usual(rows, needs), Scale.MINMAX)


def test_alike_are_weighed_the_indicators_known_everywhere(during: Session) -> None:
    found = asked(during)
    assert found.weights == {"ENV-PM25": 1, "ENV-WASTE": 1, "SOC-ROAD": 1, "SOC-TPMAP": 0}
    assert [(one.code, round(at.index, 6), at.need_rank, at.money_rank, at.gap) for one, at in found.ranked] == [
        ("9803", round(8 / 9, 6), 1, 3, 2), ("9801", 0.4, 2, 1, -1), ("9802", round(1 / 3, 6), 3, 2, -1),
    ]  # fmt: skip
    assert [at.pair for _, at in found.ranked] == ["n3m1", "n2m3", "n1m2"]


def test_no_number_is_without_its_parts(during: Session) -> None:
    found = asked(during)
    assert [one.indicator.code for one in found.chosen] == ["ENV-PM25", "ENV-WASTE", "SOC-ROAD"]
    (south, at), *_ = found.ranked
    assert list(south.values) == [40, 60, 40]
    assert list(at.scores) == pytest.approx([1, 2 / 3, 1])


def test_weights_move_the_ranks_and_stability_tells_how_firm_they_are(during: Session) -> None:
    """By waste alone เหนือ comes first; there is nothing to weigh, so each rank is firm."""
    found = asked(during, {"ENV-WASTE": 2})
    assert [(one.code, at.stability.top, at.stability.low, at.stability.high) for one, at in found.ranked] == [
        ("9802", 1, 1, 1), ("9803", 0, 2, 2), ("9801", 0, 3, 3),
    ]  # fmt: skip
    south = next(at for one, at in asked(during).ranked if one.code == "9803")
    assert 0.5 < south.stability.top < 1
    assert (south.stability.low, south.stability.high) == (1, 2)


def test_a_district_that_lacks_a_value_is_not_ranked_and_none_is_guessed(during: Session) -> None:
    """Of the poor two districts are known: too few for thirds."""
    found = asked(during, {"SOC-TPMAP": 1, "SOC-ROAD": 1})
    assert (found.ranked, [one.code for one in found.left_out]) == ([], ["9801", "9802", "9803"])
    assert found.rows[2].values == (40, None)


def test_the_classes_are_those_of_the_layer(during: Session) -> None:
    """By the poor alone, once ใต้ is known too (30 of 100): ``published.need_money_districts``."""
    during.execute(
        text("""
        INSERT INTO indicators.observation (indicator_code, area_id, area_code, period_start, period_end, value, numerator,
            denominator, status, vintage_on, source)
        SELECT indicator_code, area.id, area.code, period_start, period_end, 30, 30, 100, status, vintage_on, known.source
        FROM indicators.observation AS known, places.area
        WHERE indicator_code = 'SOC-TPMAP' AND area_code = '9801' AND area.code = '9803'""")
    )
    shown = during.execute(text("SELECT code, pair FROM published.need_money_districts ORDER BY code"))
    found = asked(during, {"SOC-TPMAP": 1})
    assert [tuple(row) for row in shown] == [(one.code, one.standing.pair) for one in found.rows if one.standing]
    assert [one.standing.pair for one in found.rows if one.standing] == ["n1m3", "n2m2", "n3m1"]


def test_where_no_money_has_a_place_nothing_is_behind(during: Session) -> None:
    found = asked(during, year=2568)
    assert (found.ranked, len(found.left_out), len(found.chosen)) == ([], 3, 3)


def test_a_year_knows_no_value_of_a_later_one(during: Session) -> None:
    assert asked(during, year=2560).offered == ()


def test_the_page_names_who_needs_much_and_receives_little(client: TestClient) -> None:
    page = client.get(f"/analyses/gap?{WHEN}")
    assert page.status_code == 200
    assert page.text.count('role="img"') == 2
    row = page.text[page.text.index('id="quadrants"') :]
    assert row.index("n3m1") < row.index("ใต้") < row.index("n3m2")
    assert "+2" in page.text
    english = client.get(f"/analyses/gap?{WHEN}&scale=z&lang=en").text
    assert "1,000 weights" in english
    client.cookies.clear()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [("w.SOC-ROAD=x", "น้ำหนักของ SOC-ROAD"), ("w.SOC-ROAD=-1", "น้ำหนักของ SOC-ROAD"), ("w.SOC-ROAD=101", "น้ำหนักของ SOC-ROAD"),
     ("w.SOC-ROAD=0", "อย่างน้อยหนึ่งตัว"), ("scale=x", "ไม่มีวิธีให้คะแนน")],
)  # fmt: skip
def test_weights_that_cannot_be_used_are_told(client: TestClient, wrong: str, told: str) -> None:
    for path in ("/analyses/gap", "/analyses/gap/file.csv"):
        answer = client.get(f"{path}?{wrong}")
        assert (answer.status_code, told in answer.text) == (400, True)


def test_what_is_wrong_stands_at_its_field(client: TestClient) -> None:
    page = client.get(f"/analyses/gap?{WHEN}&w.SOC-ROAD=many").text
    assert (
        'id="w.SOC-ROAD" name="w.SOC-ROAD" inputmode="decimal" maxlength="8" size="5" value="many" aria-invalid' in page
    )


def test_the_file_holds_values_scores_and_ranks(client: TestClient) -> None:
    answer = client.get(f"/analyses/gap/file.csv?{WHEN}&w.SOC-ROAD=1&w.ENV-WASTE=1")
    header, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert [row[0] for row in rows] == ["9801", "9802", "9803"]
    assert rows[2][3:8] == ["60.0", "0.6666666666666666", "40.0", "1.0", "0.8333333333333333"]
    assert (header[-1], rows[2][-1]) == ("กลุ่ม", "n3m1")
    assert client.get(f"/analyses/gap/file.xlsx?{WHEN}").status_code == 200
