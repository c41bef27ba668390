"""Coverage by travel time of the toy province, where every figure is mental arithmetic.

One highway runs along the middle of the province (15.5° N). The people of each subdistrict stand at its middle, which lies on
the road, half a degree (53.6 km, 40.2 minutes at 80 km/h) from the next; the only school stands in the middle of the first.
In 45 minutes the first two get there: 200 + 100 of 500. The weir P-1 stands in the middle of the second; as a school it would
bring the third, 50 people, within 45 minutes.
"""

from __future__ import annotations

import csv
import io

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from app.analyses.queries.travel import Coverage, coverage
from app.analyses.travelling import travel_asked
from app.core.authority import PUBLIC
from app.core.errors import Invalid
from app.core.published import LAYERS
from app.web.words import Language
from gis.catalog import Catalog
from gis.layer import Text
from tests.ledger import DURING

CATALOG = Catalog.read(LAYERS)
KINDS = {"school": Text(th="โรงเรียน", en="School"), "hospital": Text(th="โรงพยาบาล", en="Hospital")}


def asked(session: Session, **given: str) -> Coverage:
    question = travel_asked({name.replace("_", "."): value for name, value in given.items()}, KINDS)
    return coverage(session, CATALOG, question, "98", DURING, Language.THAI, viewer=PUBLIC)


def test_people_within_a_time_are_those_whose_way_by_road_is_no_longer(session: Session) -> None:
    found = asked(session, minutes="45")
    assert (found.people, found.before, found.after, found.proposed) == (500, 300, 300, None)
    assert [(one.area.code, one.before) for one in found.rows] == [
        ("980101", 1), ("980102", 1), ("980201", 0), ("980202", 0), ("980301", 0), ("980302", 0),
    ]  # fmt: skip
    assert [one.minutes and round(one.minutes, 1) for one in found.rows[:3]] == [0, 40.2, None]


@pytest.mark.parametrize(("minutes", "speed", "people"), [("39", "80", 200), ("41", "80", 300), ("81", "80", 350),
                                                          ("41", "120", 300), ("54", "120", 350)])  # fmt: skip
def test_more_time_and_faster_roads_reach_farther(session: Session, minutes: str, speed: str, people: float) -> None:
    assert asked(session, minutes=minutes, v_highway=speed).before == people


def test_a_proposed_project_brings_people_for_each_million_baht(session: Session) -> None:
    found = asked(session, minutes="45", project="P-1", cost="2")
    assert (found.before, found.after, found.newly, found.per_million) == (300, 350, 50, 25)
    assert found.proposed == "ก่อสร้างฝายบ้านน้ำใส"
    assert [one.newly for one in found.rows] == [0, 0, 50, 0, 0, 0]
    assert asked(session, minutes="๔๕", project="P-1").per_million is None


def test_without_a_facility_of_the_kind_nobody_is_within_any_time(session: Session) -> None:
    found = asked(session, kind="hospital", minutes="600")
    assert (found.facilities, found.before) == (0, 0)
    assert asked(session, kind="hospital", minutes="45", project="P-1").newly == 100 + 200 + 50


@pytest.mark.parametrize("given", [{"minutes": "0"}, {"minutes": "x"}, {"detour": "0.5"}, {"v_local": "999"}, {"kind": "palace"},
                                   {"project": "NONE"}, {"project": "P-3"}, {"cost": "0"}])  # fmt: skip
def test_what_cannot_be_asked_is_refused_at_its_field(session: Session, given: dict[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        asked(session, **given)
    assert refused.value.place == next(iter(given)).replace("_", ".")


def test_the_page_says_figures_assumptions_and_how_in_both_languages(client: TestClient) -> None:
    query = "kind=school&minutes=45&project=P-1&cost=2"
    thai = ("เพิ่มขึ้น", "ข้อสมมุติ", "25.0 คนต่อล้านบาท", "คำนวณอย่างไร", "ทางหลวงแผ่นดิน")
    english = ("Newly covered", "Assumptions", "25.0 people per million baht", "How it is computed", "Highway")
    for lang, said in (("th", thai), ("en", english)):
        page = client.get(f"/analyses/travel?{query}&lang={lang}")
        assert page.status_code == 200
        assert [word for word in said if word not in page.text] == []
    wrong = client.get("/analyses/travel?minutes=x&lang=en")
    assert (wrong.status_code, 'aria-describedby="minutes-wrong"' in wrong.text) == (400, True)
    assert "/analyses/travel" in client.get("/analyses").text


def test_the_file_holds_the_table_the_assumptions_and_how(client: TestClient) -> None:
    query = "kind=school&minutes=45&project=P-1&cost=2&lang=en"
    rows = list(csv.reader(io.StringIO(client.get(f"/analyses/travel/file.csv?{query}").content.decode("utf-8-sig"))))
    assert rows[3][:2] + rows[3][3:] == ["980201", "ป่าแดง", "50.0", "1", "0.0", "50.0", "50.0", "40.2"]
    book = load_workbook(io.BytesIO(client.get(f"/analyses/travel/file.xlsx?{query}").content))
    facts = {row[0]: row[1] for row in book.worksheets[1].iter_rows(values_only=True)}
    assert facts["Newly covered for a million baht"] == 25
    assert facts["Speed (km/h) highway"] == 80
    assert len(list(book.worksheets[2].iter_rows())) >= 6
