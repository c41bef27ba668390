"""Indicators through their pages and their interface: defined, observed, brought in, judged, and read by everybody."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import text

from app.core.authority import OPERATOR
from app.core.cluster import Database
from app.core.database import transaction
from app.indicators.commands.standard import seed_indicators
from app.plans.commands.drafting import set_targets
from app.plans.schemas import TargetsIn
from tests import cast
from tests.app.conftest import sent
from tests.app.plans.drafts import CODE, approved, drafted

SentBy = Callable[[str], TestClient]
HERE = "/indicators/SOC-ROAD"
DEFINED = {
    "code": "X-RICE", "theme": "economy", "name_th": "ผลผลิตข้าว", "name_en": "Rice", "definition_th": "นิยาม",
    "definition_en": "Definition", "unit_th": "กก.ต่อไร่", "unit_en": "kg per rai", "multiplier": "1", "decimals": "0",
    "direction": "up", "aggregation": "weighted_mean", "min_level": "district", "period_kind": "crop", "source": "สศก.",
    "class": "public", "is_about_persons": "false", "is_verified": "false",
}  # fmt: skip
RECORDED = {
    "area_code": "9801", "first_day": "01/01/2568", "last_day": "31/12/2568", "value": "24", "numerator": "36",
    "denominator": "150,000", "status": "provisional", "vintage_on": "01/03/2569",
}  # fmt: skip
TABLE = "area_code,year,value,vintage_on,status,numerator,denominator\n"
SOUND = TABLE + "9801,2568,24,01/03/2569,p,36,150000\n9802,2568,11,01/03/2569,p,11,100000\n"
WRONG = (
    TABLE
    + "9801,2568,24,01/03/2569,p,36,150000\n9801,2568,24,01/03/2569,p,36,150000\nxx,2568,1,01/03/2569,f,,\n"
    + (
        "9802,2568,99,01/03/2569,f,11,100000\n980201,2568,1,01/03/2569,f,,\n9803,1990,1,01/03/2569,f,,\n9803,2568,,01/03/2569,f,,\n"
    )
)
FORMS = [
    "/indicators/new",
    f"{HERE}/edit",
    f"{HERE}/band",
    "/indicators/judging/lights",
    "/indicators/judging/cards/new",
]


def rows_of(answer: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(answer)))


def uploaded(client: TestClient, path: str, name: str, body: bytes, act: str = "check") -> tuple[int, str]:
    answer = client.post(
        path, data={"_token": "token", "act": act, "rows": ""}, files={"file": (name, body, "text/csv")}
    )
    return answer.status_code, answer.headers.get("location") or answer.text


def test_an_indicator_is_defined_changed_and_scored_by_forms(sent_by: SentBy) -> None:
    analyst = sent_by("O-2")
    assert sent(analyst, "/indicators/new", **DEFINED) == (303, "/indicators/X-RICE")
    assert "ยังไม่มีค่าที่บันทึก" in analyst.get("/indicators/X-RICE").text
    status, page = sent(analyst, "/indicators/new", **DEFINED)
    assert (status, "มีตัวชี้วัดรหัส X-RICE อยู่แล้ว" in page, 'value="X-RICE"' in page) == (422, True, True)
    shown = analyst.get("/indicators/X-RICE/edit").text
    assert 'value="ผลผลิตข้าว"' in shown
    changed = {name: value for name, value in DEFINED.items() if name != "code"} | {"name_th": "ผลผลิตข้าวนาปี"}
    assert sent(analyst, "/indicators/X-RICE/edit", **changed) == (303, "/indicators/X-RICE")
    band = {"valid_from": "01/10/2567", "v50": "400", "v75": "500", "v100": "650", "source": "คำรับรอง"}
    assert sent(analyst, "/indicators/X-RICE/band", **band) == (303, "/indicators/X-RICE#bands")
    page = analyst.get("/indicators/X-RICE").text
    assert "ผลผลิตข้าวนาปี" in page
    assert re.search(r">400</td><td class=\"n\">500</td><td class=\"n\">650</td>", page)
    status, page = sent(analyst, "/indicators/X-RICE/band", **band | {"v75": "300"})
    assert (status, "ต้องเรียงตามทิศทาง" in page or "เลือกวันที่หลังกว่า" in page) == (422, True)


def test_a_value_is_recorded_by_a_form_and_a_wrong_one_is_told_at_its_field(sent_by: SentBy) -> None:
    analyst = sent_by("O-2")
    assert sent(analyst, f"{HERE}/record", **RECORDED) == (303, f"{HERE}?area=9801#series")
    told = analyst.get(f"{HERE}?area=9801").text
    assert "24.0" in told
    assert "เบื้องต้น (p)" in told
    status, page = sent(analyst, f"{HERE}/record", **RECORDED)
    assert (status, 'id="vintage_on-wrong"' in page, "ใช้วันเผยแพร่ใหม่" in page) == (422, True, True)
    status, page = sent(analyst, f"{HERE}/record?lang=en", **RECORDED | {"value": "30", "vintage_on": "02/03/2569"})
    assert (status, 'id="value-wrong"' in page, "not what its numerator" in page) == (422, True, True)
    status, page = sent(analyst, f"{HERE}/record?lang=en", **RECORDED | {"last_day": "30/11/2568"})
    assert (status, "not those of a calendar year" in page) == (422, True)


def test_a_table_is_checked_first_and_recorded_as_a_whole(sent_by: SentBy) -> None:
    analyst = sent_by("O-2")
    status, page = sent(analyst, f"{HERE}/import?lang=en", rows=SOUND, act="check")
    assert (status, "Record 2 values" in page) == (200, True)
    assert len(rows_of(analyst.get(f"{HERE}/export.csv").text)) == 1 + 3, "a check records nothing"
    assert sent(analyst, f"{HERE}/import", rows=SOUND, act="record") == (303, HERE)
    assert len(rows_of(analyst.get(f"{HERE}/export.csv").text)) == 1 + 5
    status, page = sent(analyst, f"{HERE}/import", rows=SOUND, act="record")
    assert (status, "ใช้วันเผยแพร่ใหม่แทนการทับค่าเดิม" in page) == (422, True)


@pytest.mark.parametrize(
    ("lang", "told"),
    [("th", ["ซ้ำกับแถว 2", "ค่านี้ใช้ไม่ได้", "ไม่ตรงกับตัวตั้งและตัวหาร", "ตัวชี้วัดนี้บันทึกที่ระดับรหัส 4 หลัก", "ปีต้องเป็น พ.ศ.", "ต้องมีค่า"]),
     ("en", ["The same as row 2", "cannot be used", "is not what its numerator", "observed at district level", "B.E. year",
             "A value is needed"])],
)  # fmt: skip
def test_every_wrong_row_is_told_in_both_languages(sent_by: SentBy, lang: str, told: list[str]) -> None:
    status, page = sent(sent_by("O-2"), f"{HERE}/import?lang={lang}", rows=WRONG, act="record")
    assert status == 422
    assert re.findall(r'<th scope="row" class="n">(\d+)</th>', page) == ["3", "4", "5", "6", "7", "8"]
    assert [words for words in told if words not in page] == []
    assert 'name="act" value="record"' not in page


@pytest.mark.parametrize(
    ("table", "told"),
    [("", "The table is empty"), ("a,b\n1,2", "Columns are missing: area_code, value, vintage_on, year"),
     ("area_code,value,vintage_on\n9801,1,01/03/2569", "Columns are missing: year")],
)  # fmt: skip
def test_a_table_without_its_columns_is_refused(sent_by: SentBy, table: str, told: str) -> None:
    status, page = sent(sent_by("O-2"), f"{HERE}/import?lang=en", rows=table, act="check")
    assert (status, told in page) == (422, True)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "cp874"])
def test_a_file_of_a_thai_spreadsheet_is_read_in_its_encoding(sent_by: SentBy, codec: str) -> None:
    analyst = sent_by("O-2")
    head = "รหัสพื้นที่\tปี\tค่า\tวันเผยแพร่\tตัวตั้ง\tตัวหาร\tแหล่งข้อมูล\n"
    body = (head + "9801\t๒๕๖๘\t24\t๐๑/๐๓/๒๕๖๙\t36\t150,000\tสำนักงาน\n").encode(codec)
    status, page = uploaded(analyst, f"{HERE}/import?lang=en", "road.csv", body)
    assert (status, "Record 1 values" in page) == (200, True)
    assert "สำนักงาน" in page, "the table stands in the field, so that it can be recorded"


def test_what_is_exported_is_read_back_as_the_same(sent_by: SentBy) -> None:
    analyst = sent_by("O-2")
    answer = analyst.get(f"{HERE}/export.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-disposition"] == 'attachment; filename="SOC-ROAD.csv"'
    later = answer.content.decode("utf-8-sig").replace("01/02/2568", "01/02/2569")
    assert sent(analyst, f"{HERE}/import", rows=later, act="record") == (303, HERE)
    rows = rows_of(analyst.get(f"{HERE}/export.csv").content.decode("utf-8-sig"))
    assert rows[1][:5] == ["9801", "01/01/2567", "31/12/2567", "20", "01/02/2568"]
    assert [row[3] for row in rows[1:]] == ["20", "20", "10", "10", "40", "40"]
    before = rows_of(analyst.get(f"{HERE}/export.csv?known=31/12/2568").text)
    assert len(before) == 1 + 3


def test_a_workbook_has_values_targets_and_what_they_are_and_comes_in_again(sent_by: SentBy, key: str) -> None:
    """18 of 20 deaths are 90 %. Its first sheet, of another day of publication, is recorded as it stands."""
    analyst = sent_by("O-2")
    bound = {"target": "อุบัติเหตุ", "indicator_code": "SOC-ROAD", "measure": "point"}
    sent(analyst, f"/indicators/targets/{CODE}/1/{key}/bind", **bound)
    answer = analyst.get(f"{HERE}/export.xlsx")
    assert answer.headers["content-disposition"] == 'attachment; filename="SOC-ROAD.xlsx"'
    book = load_workbook(io.BytesIO(answer.content))
    values, targets, about = (list(sheet.values) for sheet in book.worksheets)
    assert book.sheetnames == ["ค่า", "เป้าหมาย", "ข้อมูลกำกับ"]
    assert values[0][:5] == ("รหัสพื้นที่", "วันแรก", "วันสุดท้าย", "ค่า", "วันเผยแพร่")
    assert values[1][:8] == ("9801", "01/01/2567", "31/12/2567", 20, "01/02/2568", "final", 30, 150_000)
    assert targets[1][2:5] == ("1 เรื่อง 1", "1", "เรื่อง 1")
    assert targets[1][9:13] == (2567, 18, 20, 90)
    assert ("รหัส", "SOC-ROAD") in about
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert [cell for cell in cells if cell.data_type == "f"] == []
    sheet = book.worksheets[0]
    for row in sheet.iter_rows(min_row=2, min_col=5, max_col=5):
        row[0].value = "๐๑/๐๒/๒๕๖๙"
    out = io.BytesIO()
    book.save(out)
    status, page = uploaded(analyst, f"{HERE}/import?lang=en", "road.xlsx", out.getvalue())
    assert (status, "Record 3 values" in page) == (200, True)
    assert uploaded(analyst, f"{HERE}/import", "road.xlsx", out.getvalue(), "record") == (303, HERE)
    assert len(rows_of(analyst.get(f"{HERE}/export.csv").text)) == 1 + 6
    status, page = uploaded(analyst, f"{HERE}/import?lang=en", "road.xlsx", answer.content[:200])
    assert (status, "no workbook that can be read" in page) == (422, True)


def test_targets_stand_side_by_side_by_issue_and_year(sent_by: SentBy, key: str) -> None:
    """Of 2567 18 is wanted and 20 reached, of issue 1; the ring of years without data is in words too."""
    analyst = sent_by("O-2")
    bound = {"target": "อุบัติเหตุ", "indicator_code": "SOC-ROAD", "measure": "point"}
    sent(analyst, f"/indicators/targets/{CODE}/1/{key}/bind", **bound)
    for path, name in ((f"/plans/{CODE}/1?lang=en", "beside-plan"), (f"{HERE}?lang=en", "beside")):
        page = analyst.get(path).text
        table = page[page.index(f'<caption id="{name}"') :].partition("</table>")[0]
        assert re.findall(r"<th[^>]*colgroup[^>]*>(\d+)</th>", table) == ["2567"]
        assert [
            words for words in ("1 Title 1", "อุบัติเหตุ", ">18.0<", "20.0", 'aria-label="Watch"') if words not in table
        ] == []


def test_the_page_shows_map_table_series_and_definition(sent_by: SentBy) -> None:
    public = sent_by("")
    page = public.get(f"{HERE}?lang=en").text
    for code, class_ in (("9801", "2"), ("9802", "0"), ("9803", "4")):
        assert f'data-code="{code}" data-class="{class_}"' in page
    assert 'class="series"' in page
    assert "150,000" in page
    assert "/maps/road_deaths_districts" in page, "it has a layer, and the same class limits"
    page = public.get("/indicators/SOC-TPMAP?lang=en").text
    assert 'data-code="9803" data-class="none"' in page
    assert "no data" in page
    assert "incomplete" in public.get("/indicators/SOC-TPMAP?level=province&lang=en").text
    assert public.get("/indicators/NO-SUCH").status_code == 404
    assert public.get(f"{HERE}?period=soon").status_code == 400
    assert public.get(f"{HERE}?known=soon").status_code == 400


def test_the_page_of_another_day_shows_what_was_known_then(sent_by: SentBy) -> None:
    analyst = sent_by("O-2")
    more = {"first_day": "01/01/2567", "last_day": "31/12/2567", "status": "revised", "vintage_on": "01/06/2568"}
    sent(analyst, f"{HERE}/record", **RECORDED | more)
    public = sent_by("")
    assert ">24.0<" in public.get(HERE).text.replace("</span>24.0", ">24.0")
    then = public.get(f"{HERE}?known=31/05/2568&area=9801").text
    assert "ตามที่ทราบ ณ" in then
    assert ">20.0<" in then.replace("</span>20.0", ">20.0")
    assert "20.0 (f)" in then
    assert "24.0 (r)" in then, "every vintage is listed, whenever it became known"
    assert public.get(f"/api{HERE}/values?known=31/05/2568").json()["values"][0]["value"] == 20
    assert public.get(f"/api{HERE}/values").json()["values"][0]["value"] == 24


def test_a_change_of_boundaries_is_told_beside_the_value(sent_by: SentBy, furnished: Database) -> None:
    with transaction(furnished) as session:
        session.execute(text("UPDATE places.area SET valid_to = '2025-07-01' WHERE code = '980102'"))
        session.execute(text(
            "INSERT INTO places.area (level, code, parent_id, parent_code, name_th, valid_from, geom, area_sqm)"
            " SELECT level, '980109', parent_id, parent_code, 'ใหม่', '2025-07-01', geom, area_sqm FROM places.area"
            " WHERE code = '980102'"
        ))  # fmt: skip
        session.execute(text(
            "INSERT INTO places.succession SELECT b.id, a.id, 'rename' FROM places.area a, places.area b"
            " WHERE b.code = '980102' AND a.code = '980109'"
        ))  # fmt: skip
    public = sent_by("")
    page = public.get("/indicators/POP-TOTAL?level=subdistrict&lang=en").text
    assert "carried over from former boundaries" in page
    told = public.get("/api/indicators/POP-TOTAL/values?level=subdistrict&boundaries=01/07/2568").json()["values"]
    assert {one["area_code"]: (one["value"], one["status"]) for one in told}["980109"] == (100, "estimated")


def test_the_catalogue_is_filtered_searched_and_empty(sent_by: SentBy, furnished: Database) -> None:
    with transaction(furnished) as session:
        seed_indicators(session, by=OPERATOR)
    public = sent_by("")
    page = public.get("/indicators?lang=en").text
    assert "Gross provincial product" in page
    assert "SAF-CRIME" not in page, "internal"
    assert "SAF-CRIME" in sent_by("O-2").get("/indicators").text
    assert "ECO-GPP" not in public.get("/indicators?theme=health").text
    assert re.findall(r'<td class="code more">([A-Z-]+)</td>', public.get("/indicators?q=dengue").text) == [
        "HEA-DENGUE"
    ]
    assert "Nothing matches" in public.get("/indicators?q=xyz&lang=en").text
    assert "not checked against the original" in page
    assert len(public.get("/api/indicators?theme=health").json()["indicators"]) == 4


def test_lights_and_cards_are_set_by_forms_and_worked_out(sent_by: SentBy) -> None:
    """SOC-ROAD 20 with 30/20/10 is worth 75; alone with 100 % the card has 75.00."""
    analyst = sent_by("O-2")
    assert "ยังไม่มีเกณฑ์" in analyst.get("/indicators/judging").text
    rule = {"valid_from": "01/10/2566", "green_from": "95", "yellow_from": "70", "source": "ระเบียบ"}
    assert sent(analyst, "/indicators/judging/lights", **rule) == (303, "/indicators/judging")
    assert "เขียว ตั้งแต่ร้อยละ 95" in analyst.get("/indicators/judging").text
    status, page = sent(analyst, "/indicators/judging/lights", **rule | {"yellow_from": "96"})
    assert (status, "เกณฑ์เหลืองต้องต่ำกว่าเกณฑ์เขียว" in page) == (422, True)
    band = {"valid_from": "01/10/2566", "v50": "30", "v75": "20", "v100": "10", "source": "คำรับรอง"}
    sent(analyst, f"{HERE}/band", **band)
    card = {"code": "pa-2567", "title_th": "คำรับรอง", "title_en": "Agreement", "fiscal_year": "2567", "area_code": "98"}
    new = "/indicators/judging/cards/new"
    assert sent(analyst, new, **card, weights="SOC-ROAD 100") == (303, "/indicators/judging/cards/pa-2567")
    assert "75.00" in sent_by("").get("/indicators/judging/cards/pa-2567").text
    for weights, told in (("SOC-ROAD 60\nENV-WASTE 30", "น้ำหนักรวมต้องเท่ากับ 100"), ("SOC-ROAD", "บรรทัดนี้ไม่มีน้ำหนัก"),
                          ("NO-SUCH 100", "ไม่มีตัวชี้วัดรหัส NO-SUCH")):  # fmt: skip
        status, page = sent(analyst, new, **card, weights=weights)
        assert (status, told in page) == (422, True)
    assert sent_by("").get("/indicators/judging/cards/none").status_code == 404


@pytest.fixture
def key(furnished: Database) -> str:
    """The toy plan in force, whose issue 1 shall have 18 road deaths in 2567: the key of that issue."""
    with transaction(furnished) as session:
        node = drafted(session, area_code="98")["1"]
        given = TargetsIn.model_validate({"indicator": "อุบัติเหตุ", "unit": "คน", "values": {2567: 18}})
        set_targets(session, by=OPERATOR, code=CODE, version=1, key=node.key, given=given)
        approved(session, cast.acting(session, "O-1"))
        seed_indicators(session, by=OPERATOR)
        return str(node.key)


def test_a_target_is_bound_by_a_form_and_shown_on_the_plan_the_indicator_and_the_place(
    sent_by: SentBy, key: str
) -> None:
    """18/20 are 90 %: watch, two to go."""
    analyst, public, plan = sent_by("O-2"), sent_by(""), f"/plans/{CODE}/1"
    assert "ยังไม่ผูกกับตัวชี้วัด" in public.get(plan).text
    assert "/bind?" not in public.get(plan).text
    form = f"/indicators/targets/{CODE}/1/{key}"
    assert f"{form}/bind?target=" in analyst.get(plan).text
    assert 'value="อุบัติเหตุ"' in analyst.get(f"{form}/bind", params={"target": "อุบัติเหตุ"}).text
    bound = {"target": "อุบัติเหตุ", "indicator_code": "SOC-ROAD", "measure": "point"}
    assert sent(analyst, f"{form}/bind", **bound) == (303, f"{plan}#targets")
    for page in (public.get(f"{plan}?lang=en").text, public.get(f"{HERE}?lang=en").text):
        targets = page[page.index('id="targets-title"') :]
        row = targets[targets.index('<th scope="row" class="tn">2567') :].partition("</tr>")[0]
        assert [words for words in ("18.0", "20.0", "90.0", "Watch", ">2.0<") if words not in row] == []
    place = public.get("/places/9801?lang=en").text
    section = place[place.index('id="indicators-title"') :].partition("</section>")[0]
    assert [words for words in ("SOC-ROAD", "<b>20.0</b>", "18.0") if words not in section] == []
    assert "selected>SOC-ROAD" in analyst.get(f"{form}/bind", params={"target": "อุบัติเหตุ"}).text.replace("\n", "")
    assert sent(analyst, f"{form}/release", target="อุบัติเหตุ") == (303, f"{plan}#targets")
    assert "ยังไม่ผูกกับตัวชี้วัด" in public.get(plan).text
    assert sent(analyst, f"{form}/release", target="อุบัติเหตุ")[0] == 404


def test_forms_are_for_those_who_may(sent_by: SentBy, key: str) -> None:
    paths = [*FORMS, f"{HERE}/record", f"{HERE}/import", f"/indicators/targets/{CODE}/1/{key}/bind",
             f"/indicators/targets/{CODE}/1/{key}/release"]  # fmt: skip
    for number, status in (("O-2", 200), ("O-1", 403), ("W-1", 403), ("", 403)):
        client = sent_by(number)
        assert [client.get(path).status_code for path in paths] == [status] * len(paths)
        assert ("/record" in client.get(HERE).text) is (number == "O-2")
    assert sent_by("O-1").get("/indicators/NO-SUCH/edit").status_code == 403
    assert sent_by("O-2").get("/indicators/NO-SUCH/edit").status_code == 404


def test_what_is_internal_is_not_there_for_the_public(sent_by: SentBy, furnished: Database) -> None:
    with transaction(furnished) as session:
        session.execute(text("UPDATE indicators.indicator SET class = 'internal' WHERE code = 'SOC-ROAD'"))
    public, analyst = sent_by(""), sent_by("O-2")
    paths = [
        HERE,
        f"{HERE}/export.csv",
        f"{HERE}/export.xlsx",
        f"/api{HERE}",
        f"/api{HERE}/values",
        f"/api{HERE}/series?area=98",
    ]
    assert [public.get(path).status_code for path in paths] == [404] * len(paths)
    assert [analyst.get(path).status_code for path in paths] == [200] * len(paths)
    assert "SOC-ROAD" not in public.get("/places/9801").text
    assert analyst.get(f"/api{HERE}").headers["cache-control"] == "private, no-store"


def test_programs_read_and_record_with_the_proof_of_the_session(sent_by: SentBy) -> None:
    client, proof = sent_by("O-2"), {"X-Token": "token"}
    told = client.get(f"/api{HERE}").json()
    assert (told["code"], told["class"], told["multiplier"], told["levels"]) == (
        "SOC-ROAD", "public", 100_000, ["province", "district"],
    )  # fmt: skip
    body = [{"area_code": "9801", "period": {"start": "2025-01-01", "end": "2026-01-01"}, "value": 24, "numerator": 36,
             "denominator": 150_000, "vintage_on": "2026-03-01", "status": "provisional"}]  # fmt: skip
    assert client.post(f"/api{HERE}/observations", json=body).status_code == 403
    assert client.post(f"/api{HERE}/observations", json=body, headers=proof).json() == {"recorded": 1}
    assert client.post(f"/api{HERE}/observations", json=body, headers=proof).status_code == 409
    province = client.get(f"/api{HERE}/values?level=province&period=2024-01-01/2025-01-01").json()
    assert [(one["area_code"], one["value"], one["parts"]) for one in province["values"]] == [("98", 20, 3)]
    series = client.get(f"/api{HERE}/series?area=9801").json()
    assert [one["value"] for one in series["series"]] == [20, 24]
    assert [one["vintage_on"] for one in series["vintages"]] == ["2025-02-01", "2026-03-01"]
    assert client.get("/api/indicators/ENV-PM25/values?level=province").json()["values"] == []
    refused = client.get("/api/indicators/ENV-PM25/values?level=province&period=2024-01-01/2025-01-01")
    assert (refused.status_code, "cannot be added up" in refused.text) == (400, True)
    given = {name: value for name, value in DEFINED.items() if name not in ("multiplier", "decimals")}
    assert client.post("/api/indicators", json=given, headers=proof).json() == {"code": "X-RICE"}


@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_page_stands_in_both_languages_with_its_labels(sent_by: SentBy, key: str, lang: str) -> None:
    del key
    analyst = sent_by("O-2")
    for path in ("/indicators", HERE, "/indicators/judging", f"{HERE}/import", f"{HERE}/record", "/indicators/new"):
        page = analyst.get(path, params={"lang": lang}).text
        titles = re.findall(r"<h1>(.+?)</h1>", page)
        assert len(titles) == 1
        if path != HERE:
            assert bool(re.search("[ก-๙]", titles[0])) is (lang == "th")
        fields = set(re.findall(r'<(?:input|select|textarea) id="(\w+)"', page))
        assert fields - set(re.findall(r'<label for="(\w+)"', page)) == set()
        ids = re.findall(r'\sid="([\w-]+)"', page)
        assert [one for one in ids if ids.count(one) > 1] == []
        levels = [int(level) for level in re.findall(r"<h(\d)[ >]", page)]
        assert all(after - before <= 1 for before, after in pairwise(levels))
