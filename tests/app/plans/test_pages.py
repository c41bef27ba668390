"""A plan through its pages and its interface: drafted, put in force, revised, compared, and read by everybody."""

from __future__ import annotations

import csv
import html
import io
import re
import uuid
from collections.abc import Callable
from datetime import date

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy.orm import Session

from app.core.authority import OPERATOR
from app.core.cluster import Database
from app.core.database import transaction
from app.plans.commands.approval import propose_plan, revise_plan
from app.plans.commands.drafting import add_node, remove_node
from tests import cast
from tests.app.conftest import sent
from tests.app.meetings.test_pages import CALLED, DECIDED
from tests.app.plans.drafts import CODE, approved, drafted, node
from tests.app.plans.test_money import serve

SentBy = Callable[[str], TestClient]
HERE = f"/plans/{CODE}/1"
PLAN = {"code": "province-2566", "kind": "province_5y", "title_th": "แผนพัฒนาจังหวัด", "title_en": "Provincial plan",
        "organization": "office", "first_year": "2566", "last_year": "2570"}  # fmt: skip
FORMS = ["edit", "discard", "nodes/new?kind=goal", "propose"]
OF_NODE = ["edit", "remove", "links", "targets"]


def keys(page: str) -> list[str]:
    """The lasting keys of the nodes of a page, in their order."""
    return re.findall(r'<li class="\w+" id="n-([0-9a-f-]{36})"', page)


@pytest.fixture
def draft(furnished: Database) -> dict[str, str]:
    """The toy plan as a draft, committed: the keys of its nodes by their codes."""
    with transaction(furnished) as session:
        return {code: str(one.key) for code, one in drafted(session).items()}


@pytest.fixture
def revised(furnished: Database) -> None:
    """The toy plan in force, and a revision in which 1.2 is gone and 2.2 is new."""
    with transaction(furnished) as session:
        made = drafted(session)
        approved(session, cast.acting(session, "O-1"))
        _revise(session, made["1.2"].key, made["2"].key)


@pytest.fixture
def linked(furnished: Database) -> None:
    """The toy plan in force; P-1 serves 1.1, P-2 serves 2.1, P-3 nothing."""
    with transaction(furnished) as session:
        made = drafted(session)
        approved(session, cast.acting(session, "O-1"))
        serve(session, "P-1", made["1.1"], "primary")
        serve(session, "P-2", made["2.1"], "primary")


def _revise(session: Session, gone: uuid.UUID, above: uuid.UUID) -> None:
    revise_plan(session, by=OPERATOR, code=CODE, version=1)
    remove_node(session, by=OPERATOR, code=CODE, version=2, key=gone)
    add_node(session, by=OPERATOR, code=CODE, version=2, given=node("approach", "2.2", above))


@pytest.mark.usefixtures("draft")
def test_a_plan_goes_from_its_draft_into_force_by_forms(sent_by: SentBy) -> None:
    analyst, chief = sent_by("O-2"), sent_by("O-1")
    assert sent(analyst, "/plans/new", **PLAN, area_code="98") == (303, "/plans/province-2566/1")
    here = "/plans/province-2566/1"
    assert "แผนยังว่าง" in analyst.get(here).text
    assert sent(analyst, f"{here}/edit", title_th="แผนพัฒนาจังหวัด 5 ปี") == (303, here)
    assert sent(analyst, f"{here}/nodes/new", kind="issue", code="1", title_th="เศรษฐกิจ", rank="0") == (303, here)
    issue = keys(analyst.get(here).text)[0]
    given = {"kind": "approach", "code": "1.1", "title_th": "แนวทาง", "parent": issue, "rank": "0"}
    assert sent(analyst, f"{here}/nodes/new", **given)[0] == 303
    approach = keys(analyst.get(here).text)[1]
    status, page = sent(analyst, f"{here}/propose")
    assert (status, "แนวทางต่อไปนี้ยังไม่มียุทธศาสตร์ชาติหลัก: 1.1" in page) == (422, True)
    serves = {"frame": "NS:2", "role": "primary", "valid_from": "01/01/2566", "rationale": "รายได้"}
    assert sent(analyst, f"{here}/nodes/{approach}/links", **serves) == (303, f"{here}#n-{approach}")
    measured = {
        "indicator": "รายได้ต่อหัว",
        "unit": "บาท",
        "baseline_year": "2565",
        "baseline": "1,000",
        "target_2566": "1,100",
    }
    assert sent(analyst, f"{here}/nodes/{issue}/targets", **measured)[0] == 303
    assert 'value="1000"' in analyst.get(f"{here}/nodes/{issue}/targets", params={"indicator": "รายได้ต่อหัว"}).text
    assert sent(analyst, f"{here}/propose") == (303, here)
    meeting = sent(chief, "/meetings/new", **CALLED)[1]
    sent(chief, f"{meeting}/resolutions", **DECIDED)
    assert "ยังไม่มีมติเห็นชอบของการประชุมที่ปิดแล้ว" in chief.get(f"{here}/approve").text
    sent(chief, f"{meeting}/close")
    resolution = re.search(r'<option value="([0-9a-f-]{36})"', chief.get(f"{here}/approve").text)
    assert resolution is not None
    assert sent(chief, f"{here}/approve", resolution=resolution[1]) == (303, here)
    shown = sent_by("").get(f"{here}?lang=en").text
    for words in ("In force", "Provincial Integrated Administration Committee, meeting 1/2569, resolution 1", "NS 2",
                  "รายได้ต่อหัว", "1,000", "1,100", "หัวหน้าสำนักงานจังหวัด"):  # fmt: skip
        assert words in shown
    assert sent(analyst, f"{here}/revise") == (303, "/plans/province-2566/2")
    assert keys(analyst.get("/plans/province-2566/2").text) == [issue, approach]


def test_a_node_is_changed_and_removed_and_an_alignment_ended_by_forms(sent_by: SentBy, draft: dict[str, str]) -> None:
    analyst = sent_by("O-2")
    assert draft["1"] in analyst.get(f"{HERE}/nodes/{draft['1.1']}/edit").text
    given = {"code": "1.9", "title_th": "เรื่องใหม่", "parent": draft["2"], "rank": "0"}
    assert sent(analyst, f"{HERE}/nodes/{draft['1.1']}/edit", **given) == (303, f"{HERE}#n-{draft['1.1']}")
    link = re.search(rf"{HERE}/links/([0-9a-f-]{{36}})/end", analyst.get(HERE).text)
    assert link is not None
    assert sent(analyst, f"{HERE}/links/{link[1]}/end", last_day="31/12/2566") == (303, HERE)
    assert "ถึงก่อน" in analyst.get(HERE).text
    assert sent(analyst, f"{HERE}/nodes/{draft['1']}/remove")[0] == 422, "1.2 still stands under it"
    assert sent(analyst, f"{HERE}/nodes/{draft['1.2']}/remove") == (303, HERE)
    assert keys(analyst.get(HERE).text) == [draft[code] for code in ("G1", "1", "2", "1.1", "2.1")]


@pytest.mark.usefixtures("draft")
def test_a_draft_is_given_up_by_a_form(sent_by: SentBy) -> None:
    analyst = sent_by("O-2")
    assert sent(analyst, f"{HERE}/discard") == (303, "/plans")
    assert analyst.get(HERE).status_code == 404
    assert "ยังไม่มีแผน" in analyst.get("/plans").text


def test_what_is_wrong_with_a_node_or_a_target_is_told_in_its_form(sent_by: SentBy, draft: dict[str, str]) -> None:
    analyst = sent_by("O-2")
    status, page = sent(
        analyst, f"{HERE}/nodes/new?lang=en", kind="programme", code="9", title_th="ก", parent=draft["1"]
    )
    assert (status, "cannot stand under development issue" in page) == (422, True)
    status, page = sent(analyst, f"{HERE}/nodes/{draft['1']}/targets", indicator="ก", unit="ข", target_2566="มาก")
    assert (status, 'role="alert"' in page, 'value="มาก"' in page) == (422, True, True)
    status, page = sent(analyst, f"{HERE}/nodes/{draft['1.1']}/links?lang=en", frame="NS:3", role="primary",
                        valid_from="01/01/2566")  # fmt: skip
    assert (status, "primary national strategy already" in page) == (422, True)


def test_forms_are_for_those_who_may(sent_by: SentBy, draft: dict[str, str]) -> None:
    held = re.search(rf"{HERE}/links/([0-9a-f-]{{36}})/end", sent_by("O-2").get(HERE).text)
    assert held is not None
    paths = ["/plans/new", *(f"{HERE}/{form}" for form in FORMS), f"{HERE}/links/{held[1]}/end",
             *(f"{HERE}/nodes/{draft['1.1']}/{form}" for form in OF_NODE)]  # fmt: skip
    for number, status in (("O-2", 200), ("W-1", 403), ("", 403)):
        client = sent_by(number)
        assert [client.get(path).status_code for path in paths] == [status] * len(paths)
        assert ("/propose" in client.get(HERE).text) is (number == "O-2")


@pytest.mark.usefixtures("draft")
def test_decisions_are_for_those_who_may_and_not_for_who_proposed(sent_by: SentBy, furnished: Database) -> None:
    with transaction(furnished) as session:
        propose_plan(session, by=cast.acting(session, "O-1"), code=CODE, version=1)
    for number, approve, giving_back in (("G-1", 200, 200), ("O-1", 403, 200), ("O-2", 403, 403), ("W-1", 403, 403)):
        client = sent_by(number)
        assert client.get(f"{HERE}/approve").status_code == approve
        assert client.get(f"{HERE}/return").status_code == giving_back
        assert (f"{HERE}/approve" in client.get(HERE).text) is (approve == 200)
    assert sent(sent_by("G-1"), f"{HERE}/return", reason="แก้ตัวชี้วัด") == (303, HERE)
    assert "/propose" in sent_by("O-2").get(HERE).text


@pytest.mark.usefixtures("draft")
def test_a_draft_is_not_there_for_the_public(sent_by: SentBy) -> None:
    public = sent_by("")
    assert "ยังไม่มีแผน" in public.get("/plans").text
    for path in (f"/plans/{CODE}", HERE, f"{HERE}/difference", f"{HERE}/coverage", f"/api/plans/{CODE}", f"/api{HERE}"):
        assert public.get(path).status_code == 404
    assert public.get("/api/plans").json() == {"plans": []}


@pytest.mark.usefixtures("revised")
def test_two_versions_are_compared_on_a_page_and_by_programs(sent_by: SentBy) -> None:
    analyst = sent_by("O-2")
    page = analyst.get(f"/plans/{CODE}/2/difference?lang=en").text
    added, removed = page.index('id="added"'), page.index('id="removed"')
    assert added < page.index("Title 2.2") < removed < page.index("Title 1.2")
    told = analyst.get(f"/api/plans/{CODE}/2/difference?before=1").json()
    assert ([one["code"] for one in told["added"]], [one["code"] for one in told["removed"]]) == (["2.2"], ["1.2"])
    assert (told["changed"], told["targets"]) == ([], [])
    assert "There is no earlier version" in sent_by("").get(f"{HERE}/difference?lang=en").text
    assert sent_by("").get(f"/plans/{CODE}/2/difference").status_code == 404
    assert "Nothing differs" in analyst.get(f"{HERE}/difference?before=1&lang=en").text
    assert f"/plans/{CODE}/2/difference" in analyst.get(f"/plans/{CODE}/2").text


@pytest.mark.usefixtures("revised")
def test_coverage_is_a_page_json_and_a_table_for_spreadsheets(sent_by: SentBy) -> None:
    """NS 2 is served by 1.1 and 1.2, 4 by 2.1, 5 by 2.1 in the second place; 1, 3 and 6 by nothing."""
    public = sent_by("")
    page = public.get(f"{HERE}/coverage?lang=en").text
    unserved = page[page.index('id="unserved"') : page.index('id="without"')]
    assert re.findall(r'<b class="tn">(\d)</b>', unserved) == ["1", "3", "6"]
    told = public.get(f"/api{HERE}/coverage").json()
    assert [row["total"] for row in told["rows"]] == [0, 2, 0, 1, 1, 0]
    assert (told["unserved"], [one["code"] for one in told["without"]]) == (["1", "3", "6"], ["G1", "1", "2"])
    answer = public.get(f"/api{HERE}/coverage.csv?system=NS&year=2569")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    counted = rows[0].index("รวมองค์ประกอบ")
    assert [row[counted] for row in rows] == ["รวมองค์ประกอบ", "0", "2", "0", "1", "1", "0", "", "", "", ""]
    assert answer.headers["content-disposition"] == f'attachment; filename="coverage-{CODE}-1-NS-2569.csv"'
    assert "No national goal of this system" in public.get(f"{HERE}/coverage?system=GOVPOL&lang=en").text
    assert public.get(f"{HERE}/coverage?system=XX").status_code == 400


@pytest.mark.usefixtures("linked")
def test_coverage_tells_projects_and_baht_of_a_year_alike_on_page_json_and_tables(sent_by: SentBy) -> None:
    """P-1 (1,000,000) serves NS 2 first, P-2 (500,000.01) NS 4; P-3 (90,000) none; all are 1,590,000.01 baht."""
    public, asked = sent_by(""), "coverage?system=NS&year=2569&lang=en"
    told = public.get(f"/api{HERE}/{asked}").json()
    first = {row["frame"]: (row["first"]["projects"], row["first"]["received_baht"]) for row in told["rows"]}
    assert first == {"1": (0, 0), "2": (1, 1_000_000), "3": (0, 0), "4": (1, 500_000.01), "5": (0, 0), "6": (0, 0)}
    money = told["money"]
    assert (money["year"], money["none"]["received_baht"], money["total"]["received_baht"]) == (
        2569,
        90_000,
        1_590_000.01,
    )
    assert [one["reference"] for one in told["projects_without"]] == ["P-3"]
    page = public.get(f"{HERE}/{asked}").text
    for words in (
        'title="1,000,000.00"',
        'title="500,000.01"',
        'title="1,590,000.01"',
        "P-3",
        "million baht",
        "Requested",
    ):
        assert words in page, words
    assert page.count('<span class="tag unpaid">') == 3, "1, 3 and 6; 5 is served by money in the second place"
    book = load_workbook(io.BytesIO(public.get(f"/api{HERE}/coverage.xlsx?system=NS&year=2569").content))
    rows, by_year = (list(sheet.values) for sheet in book.worksheets)
    received = [0, 1_000_000, 0, 500_000.01, 0, 0, 0, 0, 90_000, 1_590_000.01]
    assert (by_year[0][2:], [row[2] for row in by_year[1:]]) == (("ได้รับ 2569 (บาท)",), received)
    assert [one["2569"] for one in told["received_by_year"]] == received
    place = rows[0].index("ได้รับ (บาท เป้าหมายหลัก)")
    assert [row[place] for row in rows[1:]] == received
    assert 'aria-label="1 projects of NS 2"' in public.get("/plans/frames?lang=en").text
    assert public.get(f"{HERE}?lang=en").text.count("1 projects<") == 4, "issues and approaches 1, 2, 1.1, 2.1"


@pytest.mark.usefixtures("linked")
def test_each_number_of_the_coverage_leads_to_a_list_of_as_many_projects(sent_by: SentBy) -> None:
    public = sent_by("")
    page = public.get(f"{HERE}/coverage?system=NS&year=2569&lang=en").text
    found = re.findall(r'<a href="(/projects\?year=[^"]+)" aria-label="(\d+) projects', page)
    assert len(found) == 5, "first NS 2 and 4, second NS 5, none, and all; nothing is served only second"
    for path, count in found:
        assert public.get(f"/api{html.unescape(path)}").json()["total"] == int(count), path


@pytest.mark.usefixtures("revised")
@pytest.mark.parametrize("lang", ["th", "en"])
def test_every_page_stands_in_both_languages(sent_by: SentBy, lang: str) -> None:
    analyst = sent_by("O-2")
    for path in ("/plans", "/plans/frames", f"/plans/{CODE}", HERE, f"{HERE}/coverage", f"/plans/{CODE}/2/difference"):
        answer = analyst.get(path, params={"lang": lang})
        assert answer.status_code == 200
        title = re.search(r"<h1>(.+?)</h1>", answer.text)
        assert title is not None
        assert bool(re.search("[ก-๙]", title[1])) is (lang == "th")
    assert "ยังไม่ได้ตรวจกับต้นฉบับ" in analyst.get("/plans/frames", params={"lang": "th"}).text


def test_programs_read_the_tree_and_draft_with_the_proof_of_the_session(sent_by: SentBy, draft: dict[str, str]) -> None:
    client = sent_by("O-2")
    body = {**PLAN, "first_year": 2566, "last_year": 2570}
    assert client.post("/api/plans", json=body).status_code == 403
    proof = {"X-Token": "token"}
    assert client.post("/api/plans", json=body, headers=proof).json() == {"code": "province-2566", "version": 1}
    made = client.post(f"/api{HERE}/nodes", headers=proof, json={"kind": "goal", "code": "G2", "title_th": "เป้า"})
    assert made.status_code == 201
    told = client.get(f"/api{HERE}").json()
    assert [one["code"] for one in told["nodes"]] == ["G1", "G2"]
    first = told["nodes"][0]["below"][0]["below"][0]
    assert (first["key"], [one["code"] for one in first["alignments"]]) == (draft["1.1"], ["2", "9"])
    assert len(client.get("/api/plans/frames").json()["frames"]) == 59
    assert [one["version"] for one in client.get(f"/api/plans/{CODE}").json()["versions"]] == [1]


def test_a_plan_is_shown_in_the_version_that_was_in_force_on_a_day(sent_by: SentBy, furnished: Database) -> None:
    """Version 1 by a meeting of 10 January 2566, version 2, which lacks 1.2, by one of 1 June 2567."""
    with transaction(furnished) as session:
        made, chief = drafted(session), cast.acting(session, "O-1")
        approved(session, chief, held_on=date(2023, 1, 10))
        revise_plan(session, by=OPERATOR, code=CODE, version=1)
        remove_node(session, by=OPERATOR, code=CODE, version=2, key=made["1.2"].key)
        approved(session, chief, version=2, held_on=date(2024, 6, 1))
    public, here = sent_by(""), f"/plans/{CODE}"
    shown = {day: public.get(f"{here}?as_of={day}") for day in ("2023-01-09", "2023-01-10", "2024-05-31", "2024-06-01")}
    assert shown["2023-01-09"].status_code == 404
    assert [keys(shown[day].text) == keys(public.get(f"{here}/1").text) for day in ("2023-01-10", "2024-05-31")] == [True, True]
    assert keys(shown["2024-06-01"].text) == keys(public.get(f"{here}/2").text) != keys(public.get(f"{here}/1").text)
    assert "ฉบับที่ 1 ใช้บังคับในวันนั้น" in shown["2024-05-31"].text
    other = public.get(f"{here}/2?as_of=2024-05-31").text
    assert f'<a href="{here}?as_of=2024-05-31">ฉบับที่ 1</a>' in other
    assert "/edit" not in sent_by("O-2").get(f"{here}/2?as_of=2024-06-01").text


@pytest.mark.usefixtures("revised")
def test_alignments_of_a_day_are_those_that_held_on_it(sent_by: SentBy) -> None:
    """They hold from 1 January 2566."""
    public = sent_by("")
    assert 'class="tag primary"' in public.get(f"{HERE}?as_of=2023-01-01").text
    assert 'class="tag primary"' not in public.get(f"{HERE}?as_of=2022-12-31").text
