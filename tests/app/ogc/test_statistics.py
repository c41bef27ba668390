"""Statistics of the toy province (tests/province.py, tests/ledger.py), computed by hand.

P-1  completed    1,000,000.00 baht of the province       980102
P-2  in progress    500,000.01 baht of the cluster        half 980102, half 980201; the odd satang in 980102
P-3  funded          90,000.00 baht of the province       no place
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given
from hypothesis import settings as settled
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import text

from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role

ALL, HALF, ODD = 159_000_001, 25_000_000, 25_000_001
Start = Callable[..., TestClient]


def asked(client: TestClient, group_by: str = "", filter_: str = "", layer: str = "projects") -> Any:
    given = {"group_by": group_by, "filter": filter_}
    answer = client.get(f"/api/stats/{layer}", params={name: value for name, value in given.items() if value})
    assert answer.status_code == 200, answer.text
    return answer.json()


def lines(found: Any, *names: str) -> list[tuple[object, ...]]:
    return [tuple(group[name] for name in names) for group in found["groups"]]


def test_the_whole_is_the_list_of_projects_and_the_ledger(client: TestClient) -> None:
    found = asked(client)
    whole = {"count": 3, "touching": 3, "received": ALL, "obligated": 89_000_000, "disbursed": 89_000_000}
    assert (found["total"], found["groups"]) == (whole, [])
    listed = client.get("/api/projects").json()
    assert listed["total"] == whole["count"]
    ledger = client.get("/api/budgets?year=2569").json()["total"]
    for name in ("received", "obligated", "disbursed"):
        assert round(ledger[f"{name}_baht"] * 100) == round(listed["money"][f"{name}_baht"] * 100) == whole[name]
    assert found["placements"]["unlocated"]["count"] == listed["located"]["nowhere"] == 1


def test_what_lies_nowhere_stands_in_rows_of_its_own(client: TestClient) -> None:
    found = asked(client, "district")
    assert lines(found, "district", "placement", "count", "touching", "received") == [
        ("9801", "located", 2, 2, 100_000_000 + ODD),
        ("9802", "located", 0, 1, HALF),
        (None, "unlocated", 1, 1, 9_000_000),
    ]
    assert found["groups"][0]["names"]["district"] == {"th": "เมืองของเล่น", "en": "Mueang Khong Len"}
    assert {name: (cell["count"], cell["received"]) for name, cell in found["placements"].items()} == {
        "located": (2, 150_000_001), "province_wide": (0, 0), "unlocated": (1, 9_000_000),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("group_by", "names", "expected"),
    [
        ("province", ("province", "count", "received"), [("98", 2, 150_000_001), (None, 1, 9_000_000)]),
        ("subdistrict", ("subdistrict", "count", "received"),
         [("980102", 2, 100_000_000 + ODD), ("980201", 0, HALF), (None, 1, 9_000_000)]),
        ("fiscal_year", ("fiscal_year", "count", "received"), [(2569, 3, ALL)]),
        ("status", ("status", "count", "disbursed"),
         [("completed", 1, 80_000_000), ("funded", 1, 9_000_000), ("in_progress", 1, 0)]),
        ("source", ("source", "count", "received"), [("cluster", 1, 50_000_001), ("province", 2, 109_000_000)]),
        ("agency", ("agency", "count", "received"), [(None, 3, ALL)]),
        ("source,district", ("source", "district", "count", "received"),
         [("cluster", "9801", 1, ODD), ("cluster", "9802", 0, HALF), ("province", "9801", 1, 100_000_000),
          ("province", None, 1, 9_000_000)]),
        ("district,status", ("district", "status", "count", "received"),
         [("9801", "completed", 1, 100_000_000), ("9801", "in_progress", 1, ODD), ("9802", "in_progress", 0, HALF),
          (None, "funded", 1, 9_000_000)]),
    ],
)  # fmt: skip
def test_groups_are_those_that_are_asked_for(
    client: TestClient, group_by: str, names: tuple[str, ...], expected: list[object]
) -> None:
    assert lines(asked(client, group_by), *names) == expected


@pytest.mark.parametrize(
    ("filter_", "count", "received"),
    [
        ("area_code LIKE '9802%'", 1, HALF),
        ("source = 'province' AND NOT placement = 'unlocated'", 1, 100_000_000),
        ("state IN ('funded', 'in_progress')", 2, 59_000_001),
        ("fiscal_year > 2569", 0, 0),
        ("title_th LIKE '%ถนน%' OR placement = 'unlocated'", 2, 59_000_001),
    ],
)
def test_a_filter_chooses_the_parts_that_are_counted(
    client: TestClient, filter_: str, count: int, received: int
) -> None:
    found = asked(client, filter_=filter_)
    assert (found["total"]["count"], found["total"]["touching"], found["total"]["received"]) == (count, count, received)


def test_what_is_for_the_whole_province_is_a_part_and_several_years_count_once(
    toy_database: Database, sent_by: Start
) -> None:
    """P-3 now runs for three years; it is one project, with a part in each year."""
    with transaction(toy_database, Role.OWNER) as session:
        session.execute(text("UPDATE projects.site SET is_province_wide = true WHERE geom IS NULL"))
        session.execute(text("UPDATE projects.project SET last_year = 2571 WHERE reference = 'P-3'"))
    client = sent_by()
    found = asked(client, "province,fiscal_year")
    assert lines(found, "placement", "fiscal_year", "count", "touching", "received") == [
        ("located", 2569, 2, 2, 150_000_001), ("province_wide", 2569, 1, 1, 9_000_000),
        ("province_wide", 2570, 0, 1, 0), ("province_wide", 2571, 0, 1, 0),
    ]  # fmt: skip
    assert found["total"]["count"] == 3
    assert asked(client, filter_="fiscal_year = 2571")["total"]["count"] == 1
    assert client.get("/api/projects?year=2571").json()["total"] == 1


def test_agencies_and_sources_are_told_by_name_and_a_new_name_is_told_at_once(
    toy_database: Database, sent_by: Start
) -> None:
    with transaction(toy_database, Role.OWNER) as session:
        session.execute(text("UPDATE projects.project SET agency = 'works' WHERE reference = 'P-1'"))
    client = sent_by()
    first = asked(client, "agency")
    assert lines(first, "agency", "count") == [("works", 1), (None, 2)]
    assert first["groups"][0]["names"]["agency"] == {"th": "สำนักงานโยธาธิการ", "en": "Public Works Office"}
    with transaction(toy_database, Role.OWNER) as session:
        session.execute(text("UPDATE organizations.organization SET name_en = 'Works' WHERE code = 'works'"))
    again = asked(client, "agency")
    assert again["groups"][0]["names"]["agency"]["en"] == "Works"
    assert again["version"] != first["version"]


def test_statistics_that_have_not_changed_are_not_sent_again_and_new_money_is_told_at_once(
    toy_database: Database, sent_by: Start
) -> None:
    client = sent_by()
    for address in ("/api/stats/projects?group_by=source", "/api/stats/projects.csv?group_by=source"):
        tag = client.get(address).headers["etag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
        assert client.get(f"{address},district", headers={"If-None-Match": tag}).status_code == 200
    before = client.get("/api/stats/projects").headers["etag"]
    with transaction(toy_database, Role.OWNER) as session:
        session.execute(text("""
            INSERT INTO budgets.ledger_event (id, line_id, project_id, appropriation_year, road, kind, amount_satang,
                occurred_on, document_no, by_position, by_title)
            SELECT gen_random_uuid(), line_id, project_id, 2569, road, 'allocated', 100, occurred_on, 'x', 'O-2', 't'
            FROM budgets.ledger_event WHERE amount_satang = 50000001"""))  # fmt: skip
    after = client.get("/api/stats/projects", headers={"If-None-Match": before})
    assert (after.status_code, after.json()["total"]["received"]) == (200, ALL + 100)


def test_a_project_that_is_not_public_counts_for_those_who_may_see_it(toy_database: Database, sent_by: Start) -> None:
    """P-2 is internal, of the works, in 9801 and 9802: D-1 sees district 9801, W-1 his own organisation, O-2 all.

    What of it lies outside D-1's district is to him without a known place; its money is all there, as in his ledger.
    """
    with transaction(toy_database, Role.OWNER) as session:
        session.execute(
            text("UPDATE projects.project SET class = 'internal', agency = 'works' WHERE reference = 'P-2'")
        )
    for who, expected in {"": 109_000_000, "O-2": ALL, "W-1": ALL, "D-1": ALL, "S-1": ALL}.items():
        client = sent_by(who)
        found = asked(client, "district")
        ledger = client.get("/api/budgets?year=2569").json()["total"]["received_baht"]
        assert found["total"]["received"] == round(ledger * 100) == expected, who
        assert found["total"]["count"] == client.get("/api/projects").json()["total"] == (3 if who else 2)
        if who == "D-1":
            assert lines(found, "district", "received") == [("9801", 100_000_000 + ODD), (None, 9_000_000 + HALF)]
        if who:
            answer = client.get("/api/stats/projects")
            assert answer.headers["cache-control"] == "private, no-store"


def test_an_agency_without_part_in_it_does_not_count_what_is_internal(toy_database: Database, sent_by: Start) -> None:
    with transaction(toy_database, Role.OWNER) as session:
        session.execute(
            text("UPDATE projects.project SET class = 'internal', agency = 'office' WHERE reference = 'P-2'")
        )
    assert asked(sent_by("W-1"))["total"]["count"] == 2
    assert asked(sent_by("O-2"))["total"]["count"] == 3


def test_the_table_opens_right_in_excel_with_money_in_baht(client: TestClient) -> None:
    answer = client.get("/api/stats/projects.csv", params={"group_by": "district,source"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:6] == ["แถว", "รหัสอำเภอ", "อำเภอ", "รหัสแหล่งงบประมาณ", "แหล่งงบประมาณ", "ที่ตั้ง"]
    assert rows[1] == [
        "กลุ่ม",
        "9801",
        "เมืองของเล่น",
        "cluster",
        "งบกลุ่มจังหวัด",
        "ระบุที่ตั้งได้",
        "1",
        "1",
        "250000.01",
        "0",
        "0",
    ]
    assert rows[4][1:6] == ["", "ไม่ระบุ", "province", "งบจังหวัด", "ยังไม่ระบุที่ตั้ง"]
    assert [row[0] for row in rows[5:]] == ["รวมระบุที่ตั้งได้", "รวมทั้งจังหวัด", "รวมยังไม่ระบุที่ตั้ง", "รวมทั้งหมด"]
    assert rows[-1][6:] == ["3", "3", "1590000.01", "890000", "890000"]


@pytest.mark.parametrize(
    ("layer", "given", "place", "told"),
    [
        ("projects", {"group_by": "colour"}, "group_by", ("จัดกลุ่มชั้น projects ตาม colour ไม่ได้", "there is province")),
        ("projects", {"group_by": "status,status"}, "group_by", ("ครั้งเดียว", "once")),
        ("projects", {"group_by": "district,province"}, "group_by", ("ระดับเดียว", "one level")),
        ("roads", {"group_by": "district"}, "group_by", ("ใช้ได้ ไม่มี", "there is nothing")),
        ("projects", {"filter": "phase = 'done'"}, "filter", ("ไม่มีคุณลักษณะ 'phase'", "no property 'phase'")),
        ("projects", {"filter": "source = "}, "filter", ("บรรทัด 1 ตัวที่ 10", "line 1, column 10")),
        ("projects", {"filter": "TRUE", "filter-lang": "sql"}, "filter-lang", ("cql2-text", "one of")),
        ("projects", {"limit": "3"}, "limit", ("ไม่รู้จักพารามิเตอร์ limit", "Unknown parameter limit")),
    ],
)
def test_what_cannot_be_counted_is_400_and_says_what_can(
    client: TestClient, layer: str, given: dict[str, str], place: str, told: tuple[str, str]
) -> None:
    for address in (f"/api/stats/{layer}", f"/api/stats/{layer}.csv"):
        answer = client.get(address, params=given)
        assert (answer.status_code, answer.json()["parameter"]) == (400, place)
        assert all(each in answer.json()["detail"] for each in told)


@pytest.mark.parametrize(
    ("layer", "group_by", "names", "expected"),
    [
        ("project_lights", "district", ("district", "count", "touching"), [("9801", 2, 2), ("9802", 0, 1), (None, 1, 1)]),
        ("project_lights", "status", ("status", "count"), [("late", 1), ("unknown", 2)]),
        ("late_projects", "district,status", ("district", "status", "count"), [("9801", "no_owner", 1)]),
        ("budget_execution", "status,source", ("status", "source", "count", "received"),
         [("free", "cluster", 1, 50_000_001), ("paid", "province", 1, 9_000_000), ("paying", "province", 1, 100_000_000)]),
        ("lapse_risk", "district,status", ("district", "status", "count", "touching"),
         [("9801", "past", 2, 2), ("9802", "past", 0, 1)]),
        ("asset_conditions", "subdistrict,status", ("subdistrict", "status", "count", "value_satang"),
         [("980102", "no_owner", 1, 100_000_000)]),
    ],
)  # fmt: skip
def test_layers_of_projects_count_those_that_no_map_shows_as_well(
    client: TestClient, layer: str, group_by: str, names: tuple[str, ...], expected: list[object]
) -> None:
    """P-1 has a weir that nobody took over, so it is late; P-3, funded and all paid, has no place. The year is over."""
    found = asked(client, group_by, layer=layer)
    assert lines(found, *names) == expected
    assert sum(cell["count"] for cell in found["placements"].values()) == found["total"]["count"]


def test_an_asset_without_a_position_is_counted_as_such(toy_database: Database, sent_by: Start) -> None:
    with transaction(toy_database, Role.OWNER) as session:
        session.execute(text(
            "INSERT INTO monitoring.asset (id, project_id, number, name_th, value_satang)"
            " SELECT gen_random_uuid(), project_id, 2, 'ป้าย', 25 FROM monitoring.asset"
        ))  # fmt: skip
    found = asked(sent_by(), "district", layer="asset_conditions")
    assert lines(found, "district", "placement", "count", "value_satang") == [
        ("9801", "located", 1, 100_000_000), (None, "unlocated", 1, 25),
    ]  # fmt: skip
    assert found["total"] == {"count": 2, "value_satang": 100_000_025}


def test_a_layer_without_statistics_of_its_own_counts_its_features_by_area(client: TestClient) -> None:
    """Two villages in each district; the road lies in the province but is said to lie in no area."""
    found = asked(client, "district", layer="villages")
    assert lines(found, "district", "count") == [("9801", 2), ("9802", 2), ("9803", 2)]
    assert found["total"] == {"count": 6}
    nearer = asked(client, "district", "S_INTERSECTS(geom, BBOX(101, 15, 103, 16))", layer="villages")
    assert lines(nearer, "district", "count") == [("9802", 2), ("9803", 2)]
    assert asked(client, layer="roads")["placements"] == {"located": {"count": 1}, "unlocated": {"count": 0}}
    assert client.get("/api/stats/nothing").status_code == 404


def test_counts_of_households_are_told_under_the_small_number_rule_to_who_may_see_them(
    client: TestClient, client_as: Start
) -> None:
    """3 and 7 in 9801, 12 in 9802, 2 in 9803, 24 in all: 3 and 2 are hidden; together they are 5 and cannot be told apart."""
    assert client.get("/api/stats/vulnerable_households").status_code == 404
    insider = client_as("S-1")
    found = asked(insider, "subdistrict", layer="vulnerable_households")
    assert lines(found, "subdistrict", "count") == [
        ("980101", None), ("980102", 7), ("980201", 12), ("980301", None),
    ]  # fmt: skip
    assert found["total"] == {"count": 24}
    alone = asked(insider, "subdistrict", "area_code = '980301'", layer="vulnerable_households")
    assert (alone["groups"][0]["count"], alone["total"]["count"]) == (None, None)
    table = insider.get("/api/stats/vulnerable_households.csv?group_by=district").content.decode("utf-8-sig")
    assert "ปกปิด" in table


PARTS = ("TRUE", "placement = 'located'", "source = 'cluster'", "area_code >= '980201'", "state <> 'funded'",
         "area_code IS NULL", "fiscal_year = 2569", "length(title_th) > 20", "agency IS NULL", "kind = 'study'")  # fmt: skip
LEVEL = st.sampled_from(["", "province", "district", "subdistrict"])
OTHERS = st.lists(st.sampled_from(["fiscal_year", "status", "source", "agency"]), unique=True, max_size=4)
FILTER = st.recursive(
    st.sampled_from(PARTS),
    lambda inner: st.one_of(
        inner.map("NOT ({})".format), st.tuples(inner, st.sampled_from(["AND", "OR"]), inner).map(" ".join).map("({})".format)
    ),
    max_leaves=4,
)  # fmt: skip


@settled(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(level=LEVEL, others=OTHERS, filter_=FILTER)
def test_groups_and_places_always_add_up_to_the_whole(
    client: TestClient, level: str, others: list[str], filter_: str
) -> None:
    by = ",".join(each for each in [*others, level] if each)
    found = asked(client, by, filter_)
    for name in ("count", "received", "obligated", "disbursed"):
        placed = {place: cell[name] for place, cell in found["placements"].items()}
        assert sum(placed.values()) == found["total"][name]
        if by:
            assert sum(group[name] for group in found["groups"]) == found["total"][name]
        for place in placed if level else ():
            assert sum(group[name] for group in found["groups"] if group["placement"] == place) == placed[place]
    assert found["total"]["count"] == found["total"]["touching"]
    assert all(group["count"] <= group["touching"] for group in found["groups"])


@pytest.mark.parametrize("lang", ["th", "en"])
def test_people_have_a_page_with_the_same_figures(client: TestClient, lang: str) -> None:
    page = client.get("/stats/projects", params=[("group_by", "district"), ("group_by", ""), ("lang", lang)])
    client.cookies.clear()
    assert page.status_code == 200
    told = {"th": ("เมืองของเล่น", "ยังไม่ระบุที่ตั้ง", "รวมทั้งหมด"), "en": ("Mueang Khong Len", "Place not known", "Total")}
    assert all(each in page.text for each in told[lang])
    assert 'title="1,250,000.01 ' in page.text
    assert ">1.25<" in page.text
    assert '<option value="district" selected>' in page.text
    assert "/api/stats/projects.csv?group_by=district" in page.text


def test_a_wrong_filter_is_told_at_its_field(client: TestClient) -> None:
    page = client.get("/stats/projects", params={"filter": "phase = 'done'"})
    assert page.status_code == 400
    assert 'aria-describedby="filter-hint wrong" aria-invalid="true"' in page.text
    assert 'value="phase = &#39;done&#39;"' in page.text
    assert client.get("/stats/nothing").status_code == 404


WEST, EAST = "BBOX(100.6, 15.4, 100.9, 15.6)", "BBOX(101.2, 15.4, 101.6, 15.6)"
"""P-1 and the western part of P-2's road; the eastern part of it alone. The road is one site."""


@pytest.mark.parametrize(
    ("filter_", "count", "received"),
    [
        (f"S_INTERSECTS(geom, {WEST})", 2, 150_000_001),
        (f"S_INTERSECTS(geom, {EAST})", 1, 50_000_001),
        (f"NOT S_INTERSECTS(geom, {EAST})", 1, 100_000_000),
        (f"S_INTERSECTS(geom, {EAST}) AND area_code LIKE '9802%'", 1, HALF),
        ("S_INTERSECTS(geom, BBOX(90, 1, 91, 2))", 0, 0),
    ],
)
def test_a_shape_chooses_sites_which_count_whole(client: TestClient, filter_: str, count: int, received: int) -> None:
    total = asked(client, "district", filter_)["total"]
    assert (total["count"], total["received"]) == (count, received)


def test_a_box_is_a_filter_like_any_other_and_shape_and_rest_make_up_what_is_located(client: TestClient) -> None:
    boxed = client.get("/api/stats/projects", params={"bbox": "101.2,15.4,101.6,15.6", "group_by": "district"}).json()
    assert boxed["groups"] == asked(client, "district", f"S_INTERSECTS(geom, {EAST})")["groups"]
    assert lines(boxed, "district", "count", "received") == [("9801", 1, ODD), ("9802", 0, HALF)]
    inside, outside = (asked(client, filter_=f"{no}S_INTERSECTS(geom, {EAST})")["total"] for no in ("", "NOT "))
    located = asked(client)["placements"]["located"]
    for name in ("count", "received", "obligated", "disbursed"):
        assert inside[name] + outside[name] == located[name]
    assert client.get("/api/stats/villages?bbox=100,15,101,16").json()["total"] == {"count": 2}
    refused = client.get("/api/stats/projects?bbox=1,2")
    assert (refused.status_code, refused.json()["parameter"]) == (400, "bbox")


@pytest.mark.parametrize(
    ("layer", "expected"), [("budget_execution", 1), ("lapse_risk", 1), ("project_lights", 1), ("late_projects", 0)]
)
def test_the_other_layers_of_projects_are_asked_by_place_as_well(client: TestClient, layer: str, expected: int) -> None:
    assert asked(client, filter_=f"S_INTERSECTS(geom, {EAST})", layer=layer)["total"]["count"] == expected


def test_a_site_that_a_viewer_does_not_see_meets_no_shape_of_his(toy_database: Database, sent_by: Start) -> None:
    """P-2, now internal, touches district 9801, which D-1 sees: with the lesser part of its site, then with none of it."""
    of_it = "area_code = '980102' AND project_id = (SELECT id FROM projects.project WHERE reference = 'P-2')"
    shape = f"S_INTERSECTS(geom, {EAST})"
    with transaction(toy_database, Role.OWNER) as session:
        session.execute(text("UPDATE projects.project SET class = 'internal' WHERE reference = 'P-2'"))
        session.execute(text(f"UPDATE projects.site SET area_code = '980201' WHERE {of_it}"))
    counts = {who: asked(sent_by(who), filter_=shape)["total"]["count"] for who in ("O-2", "", "D-1")}
    assert counts == {"O-2": 1, "": 0, "D-1": 1}
    with transaction(toy_database, Role.OWNER) as session:
        session.execute(text(f"UPDATE projects.site_area SET area_code = '980202' WHERE {of_it}"))
    counts = {who: asked(sent_by(who), filter_=shape)["total"]["count"] for who in ("O-2", "", "D-1")}
    assert counts == {"O-2": 1, "": 0, "D-1": 0}
    assert asked(sent_by("D-1"))["total"]["count"] == 3


LONG = {"op": "or", "args": [
    {"op": "in", "args": [{"property": "title_th"}, ["ก" * 40] * 300]},
    {"op": "=", "args": [{"property": "source"}, "cluster"]},
]}  # fmt: skip


def test_a_filter_too_long_for_an_address_is_posted_and_answered_alike(client: TestClient) -> None:
    posted = client.post("/api/stats/projects?group_by=district", json=LONG)
    assert (posted.status_code, posted.headers["cache-control"]) == (200, "no-store")
    got = asked(client, "district", "source = 'cluster'")
    assert posted.json() == got
    short = client.get("/api/stats/projects", params={"filter": json.dumps(LONG["args"][1]), "filter-lang": "cql2-json",
                                                      "group_by": "district"})  # fmt: skip
    assert short.json() == got
    assert client.post("/api/stats/nothing", json=LONG).status_code == 404


@pytest.mark.parametrize(
    ("query", "body", "place"),
    [
        ("", b"{", "filter"), ("", b"\xff", "body"), ("", b'{"op": "=", "args": [{"property": "phase"}, "x"]}', "filter"),
        ("?filter=TRUE", b"true", "filter"), ("?filter-lang=cql2-text", b"true", "filter-lang"),
        ("?group_by=colour", b"true", "group_by"), ("?bbox=1", b"true", "bbox"),
    ],
)  # fmt: skip
def test_a_posted_filter_that_is_wrong_is_told_where(client: TestClient, query: str, body: bytes, place: str) -> None:
    answer = client.post(f"/api/stats/projects{query}", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["parameter"]) == (400, place)


def test_a_posted_filter_is_read_as_that_of_a_search_is(client: TestClient) -> None:
    """With the same limits and the same refusals."""
    text = {"Content-Type": "text/plain"}
    assert client.post("/api/stats/projects", content=b"true", headers=text).status_code == 415
    long = {"op": "in", "args": [{"property": "title_th"}, ["ก" * 150] * 1_500]}
    body = json.dumps(long, ensure_ascii=False).encode()
    assert len(body) > 1 << 16
    for address in ("/api/stats/projects", "/ogc/collections/projects/search"):
        headers = {"Content-Type": "application/cql2+json"}
        assert client.post(address, content=body, headers=headers).status_code == 200
        assert client.post(address, content=b" " * 262_145, headers=headers).status_code == 413


def test_a_posted_filter_shows_no_more_than_the_viewer_may_see(toy_database: Database, sent_by: Start) -> None:
    with transaction(toy_database, Role.OWNER) as session:
        session.execute(text("UPDATE projects.project SET class = 'internal' WHERE reference = 'P-2'"))
    counts = {who: sent_by(who).post("/api/stats/projects", json=True).json()["total"]["count"] for who in ("", "O-2")}
    assert counts == {"": 2, "O-2": 3}


def test_the_workbook_has_numbers_thai_heads_and_says_how_it_was_counted(client: TestClient) -> None:
    given = {"group_by": "fiscal_year,district", "filter": "title_th <> '=1+1'"}
    answer = client.get("/api/stats/projects.xlsx", params=given)
    assert answer.headers["content-disposition"] == 'attachment; filename="projects-statistics.xlsx"'
    assert answer.content == client.get("/api/stats/projects.xlsx", params=given).content
    book = load_workbook(io.BytesIO(answer.content))
    figures, about = (list(sheet.iter_rows(values_only=True)) for sheet in book)
    assert book.sheetnames == ["สถิติ", "ที่มาและวิธีนับ"]
    assert figures[0][1:5] == ("รหัสปีงบประมาณที่ดำเนินการหรือมีเงิน", "ปีงบประมาณที่ดำเนินการหรือมีเงิน", "รหัสอำเภอ", "อำเภอ")
    assert figures[1][2:9] == (2569, "9801", "เมืองของเล่น", "ระบุที่ตั้งได้", 2, 2, 1_250_000.01)
    assert figures[-1][0] == "รวมทั้งหมด"
    assert not any(cell.data_type == "f" for sheet in book for row in sheet.iter_rows() for cell in row)
    said = dict(about)
    assert said["เงื่อนไข (CQL2)"] == "title_th <> '=1+1'"
    assert said["จัดกลุ่มตาม"] == "ปีงบประมาณที่ดำเนินการหรือมีเงิน, อำเภอ"
    assert int(said["ข้อมูล ณ วันที่"][-4:]) > 2500
    assert [text for label, text in about if label == "วิธีนับ"]
    tag = client.get("/api/stats/projects.xlsx").headers["etag"]
    assert client.get("/api/stats/projects.xlsx", headers={"If-None-Match": tag}).status_code == 304


def bars(client: TestClient, **given: str) -> list[tuple[str, str, str]]:
    """What each bar is called, how long it is, and its number."""
    page = client.get("/stats/projects", params=given).text
    found = re.search(r'<table class="bars">.*?</table>', page, re.DOTALL)
    assert found is not None
    row = r'<tr><th scope="row">([^<]*)</th><td><svg[^>]*><rect width="([\d.]+)"[^>]*/></svg></td><td class="n">(.*?)</td>'
    return [(name, width, re.sub("<[^>]*>", "", said)) for name, width, said in re.findall(row, found[0])]


def test_bars_show_the_first_grouping_by_count_or_by_money(client: TestClient) -> None:
    assert bars(client, group_by="district") == [
        ("เมืองของเล่น", "100.0", "2"), ("ยังไม่ระบุที่ตั้ง", "50.0", "1"), ("เหนือ", "0.0", "0"),
    ]  # fmt: skip
    assert bars(client, group_by="district", show="received") == [
        ("เมืองของเล่น", "100.0", "1.25"), ("เหนือ", "20.0", "0.25"), ("ยังไม่ระบุที่ตั้ง", "7.2", "0.09"),
    ]  # fmt: skip
    assert bars(client, show="nonsense")[0] == ("ระบุที่ตั้งได้", "100.0", "2")
    assert '<table class="bars">' not in client.get("/stats/projects", params={"filter": "FALSE"}).text
