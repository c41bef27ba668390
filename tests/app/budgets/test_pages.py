"""Pages of budgets over the toy money, and their forms, really sent."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session
from starlette.requests import Request

from app.budgets import panels
from app.core.authority import PUBLIC
from app.core.workbooks import as_csv, read
from app.web.templating import render
from tests.app.conftest import sent

Start = Callable[[str], TestClient]
GFMIS = ["external_code", "fiscal_year", "amount", "occurred_on", "document_no", "contract_number"]


def line_of(client: TestClient, reference: str) -> str:
    """The address of a line."""
    rows = client.get("/api/budgets/lines").json()["lines"]
    return f"/budgets/lines/{next(row['line_id'] for row in rows if row['reference'] == reference)}"


def bring(client: TestClient, content: bytes, **given: str) -> tuple[int, str]:
    fields = {"_token": "token", "kind": "gfmis", "unit": "baht", **given}
    answer = client.post("/budgets/import", data=fields, files={"file": ("t.csv", content, "text/csv")})
    return answer.status_code, answer.headers.get("location") or answer.text


def test_the_year_names_its_phases_and_adds_up(client: TestClient) -> None:
    """1,590,000.01 baht received: 1.59 million, 1.50 located and 0.09 not."""
    page = client.get("/budgets?year=2569").text
    assert "ปีที่ได้รับจัดสรร" in page
    for number in ("1,590,000.01", "1,500,000.01", "90,000.00", "890,000.00"):
        assert f'title="{number}"' in page
    told = client.get("/api/budgets?year=2569&as_of=22/06/2569").json()
    assert (told["total"]["received_baht"], told["projects"], told["true_on"]) == (1_590_000.01, 3, "2026-06-22")
    assert {key: value["received_baht"] for key, value in told["sources"].items()} == {
        "province": 1_090_000, "cluster": 500_000.01
    }  # fmt: skip
    assert [round(one["disbursed_baht"]) for one in told["quarters"]] == [0, 890_000, 890_000, 890_000]
    assert round(sum(told["placed"].values()), 2) == 1_590_000.01


def test_a_day_before_the_first_event_has_no_money_and_nonsense_is_no_day(client: TestClient) -> None:
    assert client.get("/api/budgets?year=2569&as_of=2026-03-02").json()["total"]["received_baht"] == 0
    assert client.get("/budgets?as_of=31/02/2569").status_code == 400


def test_an_empty_year_says_so(client: TestClient) -> None:
    assert "ยังไม่มีรายการงบประมาณของปีนี้" in client.get("/budgets?year=2501").text


def test_a_line_shows_its_ledger_with_the_running_balance(client: TestClient) -> None:
    page = client.get(line_of(client, "P-1/69")).text
    rows = re.findall(r'<td class="n">([\d,.]+)</td><td class="n">([\d,.]+)</td><td class="n">([\d,.]+)</td>', page)
    assert rows == [
        ("1,000,000.00", "1,000,000.00", "0.00"), ("800,000.00", "200,000.00", "0.00"),
        ("800,000.00", "200,000.00", "800,000.00"),
    ]  # fmt: skip
    assert "/events/new" not in page


def test_the_list_narrows_by_year_source_and_project(client: TestClient) -> None:
    assert client.get("/budgets/lines?source=cluster").text.count("/budgets/lines/") == 1
    assert client.get("/budgets/lines?project=P-3&year=2569").text.count("/budgets/lines/") == 1
    assert client.get("/budgets/lines?year=2501").text.count("/budgets/lines/") == 0


def test_what_will_lapse_is_told_for_a_day(client: TestClient) -> None:
    page = client.get("/budgets/lapse?as_of=22/06/2569").text
    assert page.count("จะพับไป</span>") == 2
    assert 'title="700,000.01"' in page
    lines = client.get("/api/budgets/lapse?as_of=22/06/2569").json()["lines"]
    assert [(row["reference"], row["days_left"]) for row in lines] == [("P-2/69", 100), ("P-1/69", 100)]


def test_lines_and_events_leave_as_tables(client: TestClient) -> None:
    assert [row.cells["รหัสรายการ [reference]"] for row in read(client.get("/budgets/lines.xlsx").content)] == [
        "P-1/69", "P-2/69", "P-3/69"
    ]  # fmt: skip
    assert len(read(client.get("/budgets/events.csv?year=2569").content)) == 6
    assert client.get("/budgets/events.csv?year=2501").text.count("\n") == 1


@pytest.mark.parametrize("path", ["/budgets/transfers", "/budgets/unmatched", "/budgets/import", "/budgets/lines/new"])
def test_what_is_for_officials_is_refused_to_the_public(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 403


def test_a_line_is_defined_bound_paid_and_undone_by_forms(sent_by: Start) -> None:
    analyst, chief = sent_by("O-2"), sent_by("O-1")
    given = {"reference": "N/1", "project": "P-1", "fiscal_year": "2569", "source": "province", "class5": "operating",
             "subclass": "goods_services", "road": "by_contract"}  # fmt: skip
    status, line = sent(analyst, "/budgets/lines/new", **given)
    assert (status, line.startswith("/budgets/lines/")) == (303, True)
    paper = {"occurred_on": "03/03/2569", "document_no": "ก 1"}
    assert sent(analyst, f"{line}/events/new", kind="allocated", amount="1,000.50", **paper) == (303, line)
    signed = {
        "number": "7/2569",
        "vendor": "ก",
        "signed_on": "01/03/2569",
        "valid_from": "01/03/2569",
        "valid_to": "01/09/2569",
    }
    assert sent(analyst, f"{line}/contracts/new", **signed) == (303, line)
    assert sent(analyst, f"{line}/events/new", kind="contracted", amount="900", contract="7/2569", **paper) == (
        303,
        line,
    )
    assert sent(analyst, f"{line}/pay", amount="1", contract="7/2569", **paper)[0] == 403
    status, page = sent(chief, f"{line}/pay", amount="900.01", contract="7/2569", **paper)
    assert (status, "วงเงินสัญญา" in page or "ยอดก่อหนี้" in page) == (422, True)
    assert sent(chief, f"{line}/pay", amount="900", contract="7/2569", **paper) == (303, line)
    event = re.findall(r"/budgets/events/[0-9a-f-]+/reverse", chief.get(line).text)[-1]
    assert chief.get(event).status_code == 200
    assert sent(chief, event, occurred_on="04/03/2569", document_no="ก 2") == (303, line)
    assert sent(chief, event, occurred_on="04/03/2569", document_no="ก 3")[0] == 422
    assert sent(analyst, f"{line}/edit", external_code="0700999", lead_days="30") == (303, line)
    assert "0700999" in analyst.get(line).text


def test_money_is_proposed_approved_refused_and_withdrawn_by_forms(sent_by: Start) -> None:
    analyst, chief = sent_by("O-2"), sent_by("O-1")
    line, other = line_of(analyst, "P-1/69"), {"reference": "N/2", "project": "P-1", "fiscal_year": "2569"}
    sent(
        analyst,
        "/budgets/lines/new",
        **other,
        source="province",
        class5="operating",
        subclass="utilities",
        road="direct",
    )
    asked = {"kind": "savings", "to_line": "N/2", "document_no": "ข 1", "reason": "เหลือจ่าย"}
    for amount in ("100", "200", "300"):
        assert sent(analyst, f"{line}/propose", amount=amount, **asked) == (303, "/budgets/transfers")
    page = analyst.get("/budgets/transfers").text
    first, second, third = re.findall(r"(/budgets/transfers/[0-9a-f-]+)/withdraw", page)
    assert "/approve" not in page
    assert sent(analyst, f"{first}/approve")[0] == 403
    assert chief.get(f"{first}/approve").status_code == 200
    assert sent(chief, f"{first}/approve", occurred_on="01/06/2569") == (303, "/budgets/transfers")
    assert chief.get(f"{second}/refuse").status_code == 200
    assert sent(chief, f"{second}/refuse")[0] == 422
    assert sent(chief, f"{second}/refuse", answer="ไม่จำเป็น") == (303, "/budgets/transfers")
    assert sent(analyst, f"{third}/withdraw") == (303, "/budgets/transfers")
    told = chief.get("/budgets/transfers?lang=en").text
    assert [told.count(f'"tag {state}"') for state in ("approved", "refused", "withdrawn")] == [1, 1, 1]
    assert "100.00" in chief.get(line_of(chief, "N/2")).text


def test_a_table_is_looked_at_confirmed_and_its_queue_settled(sent_by: Start) -> None:
    analyst = sent_by("O-2")
    rows = [["070020000000", 2569, 5, "2026-06-01", "ขบ.1", "x"], ["9999", 2569, 7, "2026-06-01", "ขบ.2", ""],
            ["9998", 2569, 8, "2026-06-01", "ขบ.3", ""]]  # fmt: skip
    status, draft = bring(analyst, as_csv(GFMIS, rows))
    assert (status, draft.startswith("/budgets/import/")) == (303, True)
    assert "ยังไม่บันทึก" in analyst.get(draft).text
    assert sent(analyst, draft) == (303, "/budgets/unmatched")
    assert analyst.get(draft).status_code == 404
    page = analyst.get("/budgets/unmatched").text
    rows_of = re.findall(r"(/budgets/unmatched/[0-9a-f-]+)/settle", page)
    assert len(rows_of) == 3
    direct = "P-3/69"
    sent(analyst, f"{line_of(analyst, direct)}/events/new", kind="allocated", amount="99", occurred_on="01/04/2569",
         document_no="x")  # fmt: skip
    assert analyst.get(f"{rows_of[0]}/settle").status_code == 200
    assert sent(analyst, f"{rows_of[0]}/settle", line="nowhere")[0] == 404
    assert sent(analyst, f"{rows_of[0]}/settle", line=direct) == (303, "/budgets/unmatched")
    assert analyst.get(f"{rows_of[1]}/dismiss").status_code == 200
    assert sent(analyst, f"{rows_of[1]}/dismiss", reason="ของจังหวัดอื่น") == (303, "/budgets/unmatched")
    assert analyst.get("/budgets/unmatched").text.count("/settle") == 1


def test_a_table_without_file_or_columns_or_with_wrong_rows_is_not_taken(sent_by: Start) -> None:
    analyst = sent_by("O-2")
    assert analyst.get("/budgets/import").status_code == 200
    assert sent(analyst, "/budgets/import", kind="gfmis", unit="baht")[0] == 422
    assert "จับคู่คอลัมน์ก่อน" in bring(analyst, as_csv(["a"], [[1]]))[1]
    assert bring(analyst, as_csv(["a"], [[1]]), columns="colour = a")[0] == 422
    _, draft = bring(analyst, as_csv(GFMIS, [["9999", 2569, "ห้า", "2026-06-01", "d", ""]]), save_as="คลัง")
    page = analyst.get(f"{draft}?lang=en").text
    assert "Import the whole table" not in page
    assert sent(analyst, draft)[0] == 422
    assert sent(analyst, f"{draft}/discard") == (303, "/budgets/import")
    assert "คลัง" in analyst.get("/budgets/import").text


def test_targets_and_ceilings_are_set_by_forms(sent_by: Start) -> None:
    analyst, chief = sent_by("O-2"), sent_by("O-1")
    target = {"fiscal_year": "2569", "class5": "investment", "measure": "disbursed", "quarter": "2", "cum_pct": "40",
              "source_doc": "มติ ครม."}  # fmt: skip
    assert analyst.get("/budgets/targets/new").status_code == 200
    assert sent(analyst, "/budgets/targets/new", **target) == (303, "/budgets")
    assert '<td class="n">40.0</td>' in analyst.get("/budgets?year=2569").text
    assert analyst.get("/budgets/ceilings/new").status_code == 403
    assert chief.get("/budgets/ceilings/new").status_code == 200
    given = {"fiscal_year": "2569", "source": "province", "amount": "10", "source_doc": "x"}
    assert sent(chief, "/budgets/ceilings/new", **given) == (303, "/budgets/tiers")
    line = line_of(chief, "P-1/69")
    for rank, (tier, amount) in enumerate((("Y1", "8"), ("Y2", "5")), start=1):
        made = {"kind": "nat_approved", "amount": amount, "tier": tier, "priority": str(rank)}
        assert sent(chief, f"{line}/events/new", **made, occurred_on="01/03/2569", document_no="x") == (303, line)
    rows = chief.get("/api/budgets/tiers?year=2569").json()["tiers"]
    assert [(row["tier"], row["so_far_baht"], row["is_inside"]) for row in rows] == [("Y1", 8, True), ("Y2", 13, False)]
    assert chief.get("/budgets/tiers?year=2569").text.count('class="ceiling"') == 1


def test_programs_define_lines_and_record_events_with_the_token(sent_by: Start) -> None:
    analyst = sent_by("O-2")
    given = {"reference": "N/3", "project": "P-1", "fiscal_year": 2569, "source": "province", "class5": "operating",
             "road": "direct"}  # fmt: skip
    assert analyst.post("/api/budgets/lines", json=given).status_code == 403
    made = analyst.post("/api/budgets/lines", json=given, headers={"X-Token": "token"})
    assert made.status_code == 201
    path = f"/api/budgets/lines/{made.json()['id']}"
    event = {"kind": "allocated", "amount": 12.5, "occurred_on": "2026-03-03", "document_no": "x"}
    assert analyst.post(f"{path}/events", json=event, headers={"X-Token": "token"}).status_code == 201
    told = analyst.get(path).json()
    assert [(one["kind"], one["amount_satang"], one["free_satang"]) for one in told["events"]] == [
        ("allocated", 1_250, 1_250)
    ]


def test_a_place_shows_the_money_that_lies_in_it(client: TestClient) -> None:
    """9801 has all of P-1 and half of P-2, from two sources; P-3 lies in no area."""
    page = client.get("/places/9801?as_of=2026-06-22").text
    money = page[page.index('id="money"') :].partition("</section>")[0]
    assert [one for one in ("1,000,000.00", "250,000.01", "1,250,000.01", "800,000.00") if f'title="{one}"' not in money] == []
    assert '<a href="/projects?located=nowhere">ไม่ระบุที่ตั้ง</a></dt><dd class="n"><span title="90,000.00">0.09' in money
    assert "ไม่มีเงินของโครงการใดตั้งอยู่ในพื้นที่นี้" in client.get("/places/9803").text


def test_a_project_shows_its_money_by_source_year_and_phase(client_as: Start, session: Session) -> None:
    """The page itself belongs to projects: here the panel is rendered as that page renders it."""
    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b"", "scheme": "https"}
    request = Request({**scope, "app": client_as("O-2").app, "server": ("testserver", 443)})
    [panel] = [one for one in panels.PANELS if one.page == "projects.detail"]
    content = panel.query(request, session, PUBLIC, "P-1")
    assert content is not None
    assert content["total"]["received_baht"] == 1_000_000
    page = bytes(render(request, panel.template, content=content).body).decode()
    assert "/budgets/lines?project=P-1" in page
    assert 'title="800,000.00"' in page
    gaps = panels.of_project(request, session, PUBLIC, "P-2")
    assert gaps is not None
    assert [one.en for one in gaps["gaps"]] == ["A line without a requested amount"]
