"""Budget equity of the toy province, where every figure is mental arithmetic.

FY2569: of 500 people 300 live in เมือง, 100 in เหนือ and in ใต้ each. Of 1.5 million baht with a place เมือง has 1.25 (the weir
and half of the road, in บ้านน้ำใส), เหนือ 0.25 (in ป่าแดง), ใต้ nothing; 90,000 have no place. From the least per head on the
running shares are (20 %, 0), (40 %, 1/6), (100 %, 1): Gini = 1 − (0.2·1/6 + 0.6·7/6) = 4/15.
"""

from __future__ import annotations

import csv
import io
from math import log

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.analyses.queries.equity import Equity, equity
from app.analyses.rules import Level
from app.core.authority import EVERYTHING, PUBLIC, Viewer
from tests.ledger import DURING, YEAR

WHEN = f"year={YEAR}&as_of={DURING.isoformat()}"


@pytest.fixture
def during(session: Session) -> Session:
    session.execute(text("SELECT set_config('phaen.true_on', :day, true)"), {"day": DURING.isoformat()})
    return session


def asked(session: Session, level: Level = Level.DISTRICT, need: str = "", viewer: Viewer = PUBLIC) -> Equity:
    return equity(session, level, YEAR, "98", need, DURING, viewer=viewer, known=DURING)


def test_the_figures_of_the_districts(during: Session) -> None:
    found = asked(during)
    assert [(one.area.code, one.people, round(one.baht)) for one in found.rows] == [
        ("9801", 300, 1_250_000), ("9802", 100, 250_000), ("9803", 100, 0),
    ]  # fmt: skip
    assert [each for spot in found.curve for each in spot] == pytest.approx([0, 0, 0.2, 0, 0.4, 1 / 6, 1, 1])
    assert found.gini == pytest.approx(4 / 15, abs=1e-6)


def test_inequality_is_parted_into_between_and_within_districts(during: Session) -> None:
    found = asked(during)
    between = 5 / 6 * log((5 / 6) / 0.6) + 1 / 6 * log((1 / 6) / 0.2)
    within_town, within_north = 5 / 6 * log(0.6 / 0.2), 1 / 6 * log(0.2 / 0.1)
    assert found.split is not None
    assert found.split.between == pytest.approx(between, abs=1e-6)
    assert found.split.within == pytest.approx(within_town + within_north, abs=1e-6)
    assert found.split.between + found.split.within == pytest.approx(found.split.total)
    assert [round(part.within, 6) for code in ("9801", "9802", "9803") if (part := found.of(code))] == [
        round(within_town, 6), round(within_north, 6), 0,
    ]  # fmt: skip
    assert asked(during, Level.SUBDISTRICT).split == found.split


def test_what_has_no_place_is_told_and_spread_over_nobody(during: Session) -> None:
    found = asked(during)
    assert (found.lies.unlocated, found.lies.province_wide, round(found.lies.located)) == (90_000, 0, 1_500_000)
    assert found.elsewhere == 0
    assert sum(one.baht for one in found.rows) == pytest.approx(found.lies.located)


def test_the_public_reads_the_figures_of_the_layer(during: Session) -> None:
    """A figure shown twice is one figure: ``published.budget_per_head_districts``."""
    shown = during.execute(text("SELECT code, baht_per_head FROM published.budget_per_head_districts ORDER BY code"))
    assert [per_head for _, per_head in shown] == pytest.approx([one.per_head for one in asked(during).rows])


def test_money_that_goes_to_who_needs_less_is_above_zero(during: Session) -> None:
    """By deaths on roads ใต้ (40), เมือง (20), เหนือ (10): 1 − (0.6·5/6 + 0.2·11/6) = 2/15."""
    found = asked(during, need="SOC-ROAD")
    assert found.need is not None
    assert found.need.indicator.code == "SOC-ROAD"
    assert found.concentration == pytest.approx(2 / 15, abs=1e-6)


def test_areas_whose_people_nobody_knows_are_named_and_left_out(during: Session) -> None:
    during.execute(
        text("""
        INSERT INTO places.area (level, code, name_th, parent_id, parent_code, valid_from, geom, label_point)
        SELECT level, '980103', 'ใหม่', parent_id, parent_code, valid_from, geom, label_point FROM places.area
        WHERE code = '980101'""")
    )
    found = asked(during, Level.SUBDISTRICT)
    assert [one.area.code for one in found.silent] == ["980103"]
    assert len(found.curve) == 1 + 6


def test_the_public_is_told_nothing_of_what_is_internal(during: Session) -> None:
    during.execute(text("UPDATE projects.project SET class = 'internal' WHERE reference = 'P-1'"))
    assert sum(one.baht for one in asked(during).rows) == pytest.approx(500_000.01)
    assert sum(one.baht for one in asked(during, viewer=EVERYTHING).rows) == pytest.approx(1_500_000.01)


def test_a_year_without_money_has_nothing_to_compare(session: Session) -> None:
    found = equity(session, Level.DISTRICT, 2560, "98", "", DURING, viewer=PUBLIC, known=None)
    assert (found.gini, found.split, found.curve, found.concentration) == (None, None, (), None)


def test_the_page_tells_money_without_a_place_first(client: TestClient) -> None:
    page = client.get(f"/analyses/equity?{WHEN}")
    assert page.status_code == 200
    assert page.text.index("ไม่ระบุพื้นที่") < page.text.index("0.267") < page.text.index("4,167")
    assert page.text.count('role="img"') == 2
    english = client.get(f"/analyses/equity?{WHEN}&level=subdistrict&lang=en").text
    assert "Lorenz curve, fiscal year 2569" in english
    client.cookies.clear()


def test_a_year_without_money_has_an_empty_page(client: TestClient) -> None:
    assert "ยังคำนวณความเป็นธรรมของปีนี้ไม่ได้" in client.get("/analyses/equity?year=2560").text


@pytest.mark.parametrize(("wrong", "told"), [("year=abc", "ปีงบประมาณ “abc” ใช้ไม่ได้"), ("level=x", "ไม่มีระดับ “x”")])
def test_what_cannot_be_asked_is_told(client: TestClient, wrong: str, told: str) -> None:
    for path in ("/analyses/equity", "/analyses/equity/file.csv"):
        answer = client.get(f"{path}?{wrong}")
        assert (answer.status_code, told in answer.text) == (400, True)


def test_the_files_hold_the_table(client: TestClient) -> None:
    answer = client.get(f"/analyses/equity/file.csv?{WHEN}")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [row[0] for row in rows] == ["รหัส", "9801", "9802", "9803"]
    assert rows[1][5] == "4166.67"
    book = load_workbook(io.BytesIO(client.get(f"/analyses/equity/file.xlsx?{WHEN}").content))
    facts = {row[0]: row[1] for row in book["สรุป"].iter_rows(min_row=2, values_only=True)}
    assert facts["ไม่ระบุพื้นที่ (บาท)"] == 90_000
    assert facts["จีนี"] == pytest.approx(4 / 15, abs=1e-6)
    assert client.get("/analyses/equity/file.pdf").status_code == 400


def test_the_room_names_its_analyses(client: TestClient) -> None:
    assert 'href="/analyses/equity"' in client.get("/analyses").text
    assert 'href="/analyses"' in client.get("/maps").text
