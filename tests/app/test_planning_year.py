"""A whole planning year through forms that are really sent, each by the position whose act it is; in baht:

    project  agency     asks    rank  inside 100,000?   allocated  contract   paid in the year  paid late  lapsed
    YA       works     60,000     1   60,000  Y1           60,000    40,000    20,000 + 30,000     10,000       –
    YB       district  30,000     2   90,000  Y1           30,000         –             10,000          –  20,000
    YC       works     20,000     3  110,000  Y2                –
                      110,000                              90,000    40,000             60,000     10,000  20,000

All of the 90,000 lie in district 9801. Road deaths fall from 20 to 45 of 300,000 people, which are 15 of 100,000: the target.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import func, select, update

from app.budgets.commands.standard import seed_reference
from app.budgets.models import BudgetLine, LedgerEvent, LineBalance
from app.calls.models import Call
from app.calls.records import clock
from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, OPERATOR
from app.core.cluster import Database
from app.core.database import transaction
from app.core.viewing import show_to
from app.indicators.commands.standard import seed_indicators
from app.monitoring.commands.standard import seed_monitoring
from app.plans.commands.standard import seed_frames
from tests.app.conftest import sent
from tests.app.projects.dossiers import PDF

YEAR = 2568
PLAN, CALL = "/plans/province-2566/1", "/calls/fy2568"
DONE = 303
PROJECTS = {"YA": ("W-1", "works", 60_000, "15.5, 100.25"), "YB": ("D-1", "mueang", 30_000, "15.5, 100.75"),
            "YC": ("W-1", "works", 20_000, "15.5, 100.3")}  # fmt: skip
SCORES = {"YA": 90, "YB": 80, "YC": 70}


SIGNED = {
    "plan.drafted plan.node_added plan.aligned plan.target_set plan.proposed indicator.target_bound": {"O-2"},
    "meeting.called meeting.resolved meeting.closed call.opened call.closed call.ranked": {"O-2"},
    "plan.approved round.opened expense.approved budget_proposal.approved asset.handed_over project.accepted": {"O-1"},
    "brief.filed project.drafted project.moved project.carried_on": {"W-1", "D-1"},
    "brief.scored call.decided project.decided progress.verified": {"G-1"},
    "budget.recorded contract.recorded budget_proposal.made indicator.observed": {"O-2"},
    "progress.reported curve.planned project.file_attached": {"W-1"},
}
"""Which acts the log has of which positions, and of no other."""


@dataclass
class Year:
    """The province and who acts in it; ``lines`` by project and activity."""

    database: Database
    sent_by: Callable[[str], TestClient]
    held: dict[str, TestClient] = field(default_factory=dict)
    lines: dict[tuple[str, int], str] = field(default_factory=dict)

    def client(self, number: str) -> TestClient:
        if number not in self.held:
            self.held[number] = self.sent_by(number)
        return self.held[number]

    def page(self, number: str, path: str) -> str:
        answer = self.client(number).get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.text

    def told(self, path: str, number: str = "") -> Any:
        answer = self.client(number).get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return answer.json()

    def act(self, number: str, path: str, /, **given: object) -> str:
        """A form that is answered by going on; where to."""
        status, where = sent(self.client(number), path, **given)
        assert status == DONE, (number, path, status, re.findall(r'class="wrong"[^>]*>([^<]+)', where))
        return where

    def step(self, number: str, reference: str, name: str, action: str, /, **given: object) -> None:
        self.act(number, f"/projects/{reference}/form/{name}", action=action, **given)

    def found(self, pattern: str, page: str) -> str:
        match = re.search(pattern, page)
        assert match is not None, pattern
        return match[1]


@pytest.fixture
def year(furnished: Database, sent_by: Callable[[str], TestClient]) -> Year:
    with transaction(furnished) as session:
        for seed in (seed_reference, seed_frames, seed_indicators, seed_monitoring):
            seed(session, by=OPERATOR)
    return Year(furnished, sent_by)


def test_a_planning_year_ends_with_the_same_baht_everywhere(year: Year) -> None:
    _plan_in_force(year)
    _target_bound(year)
    _call_opened(year)
    for reference in PROJECTS:
        _brief_filed(year, reference)
    _screened_and_decided(year)
    _forms_are_the_ledger(year)
    _funded(year)
    _allocated(year)
    _bound_and_begun(year)
    _reported(year)
    _paid_in_the_year(year)
    _year_ends(year)
    _completed_and_handed_over(year)
    _observed(year)
    _same_everywhere(year)
    _log_names_each_position(year)


def _resolved(year: Year, subject: str, code: str, number: int, by: str) -> str:
    """A closed meeting that adopts it; the page that offers its resolution tells the id."""
    called = {"committee": "kbj", "number": str(number), "year": "2569", "held_on": "02/03/2569", "place": "ศาลากลาง"}
    meeting = year.act(by, "/meetings/new", **called)
    year.act(by, f"{meeting}/resolutions", outcome="adopted", text_th="เห็นชอบ", text_en="Adopted", decided_on="02/03/2569",
             subject_kind=subject, subject_id=code)  # fmt: skip
    year.act(by, f"{meeting}/close")
    return meeting


def _plan_in_force(year: Year) -> None:
    analyst = "O-2"
    given = {"code": "province-2566", "kind": "province_5y", "title_th": "แผนพัฒนาจังหวัด", "title_en": "Provincial plan",
             "organization": "office", "first_year": "2566", "last_year": "2570", "area_code": "98"}  # fmt: skip
    assert year.act(analyst, "/plans/new", **given) == PLAN
    year.act(analyst, f"{PLAN}/nodes/new", kind="issue", code="1", title_th="ความปลอดภัย", rank="0")
    issue = _nodes(year)[0]
    year.act(analyst, f"{PLAN}/nodes/new", kind="approach", code="1.1", title_th="ถนนปลอดภัย", parent=issue, rank="0")
    approach = _nodes(year)[1]
    year.act(
        analyst, f"{PLAN}/nodes/{approach}/links", frame="NS:2", role="primary", valid_from="01/01/2566", rationale="ก"
    )
    year.act(analyst, f"{PLAN}/nodes/{issue}/targets", indicator="ผู้เสียชีวิต", unit="ต่อแสนคน", baseline_year="2567",
             baseline="20", target_2568="15")  # fmt: skip
    year.act(analyst, f"{PLAN}/propose")
    _resolved(year, "plan", "province-2566", 1, "O-2")
    resolution = year.found(r'<option value="([0-9a-f-]{36})"', year.page("O-1", f"{PLAN}/approve"))
    year.act("O-1", f"{PLAN}/approve", resolution=resolution)
    assert "In force" in year.page("", f"{PLAN}?lang=en")


def _nodes(year: Year) -> list[str]:
    return re.findall(r'<li class="\w+" id="n-([0-9a-f-]{36})"', year.page("O-2", PLAN))


def _target_bound(year: Year) -> None:
    issue = _nodes(year)[0]
    form = f"/indicators/targets/province-2566/1/{issue}/bind"
    year.act("O-2", form, target="ผู้เสียชีวิต", indicator_code="SOC-ROAD", measure="point")


def _call_opened(year: Year) -> None:
    given = {"code": "fy2568", "fiscal_year": YEAR, "source": "province", "organization": "office", "title_th": "คำขอ 2568",
             "opens_at": "01/01/2567 08.30", "closes_at": "31/12/2580 16.30", "ceiling": "100,000"}  # fmt: skip
    assert year.act("O-2", "/calls/new", **given) == CALL
    weights = {"code[]": ["alignment", "readiness"], "title_th[]": ["สอดคล้อง", "พร้อม"], "title_en[]": ["", ""],
               "weight[]": ["60", "40"]}  # fmt: skip
    year.act("O-2", f"{CALL}/criteria", **weights)
    year.act("O-2", f"{CALL}/steps/open")


def _brief_filed(year: Year, reference: str) -> None:
    """Two thirds for works by contract, one third for training paid directly."""
    number, agency, baht, place = PROJECTS[reference]
    year.act(number, "/projects/new", reference=reference, title_th=f"โครงการ {reference}", kind="activity", agency=agency,
             fiscal_year=YEAR, rationale="ถนนไม่ปลอดภัย", objectives="ลดการตาย")  # fmt: skip
    year.step(number, reference, "plan", "link", primary=_nodes(year)[1], **{"frames[]": "SDG:3"})
    year.step(number, reference, "places", "add", how="typed", text=place, role="site")
    for title in ("ปรับปรุงจุดเสี่ยง", "อบรม"):
        year.step(number, reference, "activities", "activity", title_th=title, place="ในเมือง")
    for level in ("output", "outcome"):
        year.step(number, reference, "activities", "indicator", level=level, name_th="จุด", unit="แห่ง", baseline="0",
                  target="5")  # fmt: skip
    year.step(number, reference, "activities", "people", unit="persons", count="200")
    year.step(number, reference, "general", "responsible", responsible=number)
    year.act(number, f"{CALL}/begin", project=reference)
    here, works = f"{CALL}/briefs/{reference}", baht * 2 // 3
    year.act(number, f"{here}/edit", starts_on="01/10/2567", ends_on="30/09/2568", unit="baht", total=baht, q1=baht, q2="0",
             q3="0", q4="0", risks="ฝน", evaluation="รายเดือน", **{
                 "activity[]": ["1", "2"], "class5[]": ["investment", "operating"], "road[]": ["by_contract", "direct"],
                 "amount[]": [str(works), str(baht - works)]})  # fmt: skip
    year.act(number, f"{here}/file")


def _screened_and_decided(year: Year) -> None:
    with transaction(year.database) as session:
        show_to(session, EVERYTHING)
        session.execute(update(Call).values(closes_at=clock(session) - timedelta(seconds=1)))  # the deadline passes
    for step in ("close", "screen"):
        year.act("O-2", f"{CALL}/steps/{step}")
    scores = {f"score.{name}.{what}": score for name, score in SCORES.items() for what in ("alignment", "readiness")}
    year.act("G-1", f"{CALL}/scores", **scores)
    year.act("O-2", f"{CALL}/steps/rank")
    rows = year.told("/api/calls/fy2568/ranking", "O-2")["rows"]
    assert [(row["project"], row["tier"]) for row in rows] == [("YA", "Y1"), ("YB", "Y1"), ("YC", "Y2")]
    _resolved(year, "call", "fy2568", 2, "O-2")
    resolution = year.found(r'<option value="([0-9a-f-]{36})"', year.page("G-1", f"{CALL}/decide"))
    year.act("G-1", f"{CALL}/decide", resolution=resolution)


def _forms_are_the_ledger(year: Year) -> None:
    assert _ledger(year, LineBalance.requested) == 110_000
    for form in ("j1", "j2"):
        sheet = load_workbook(io.BytesIO(year.client("O-2").get(f"{CALL}/forms/{form}.xlsx").content)).active
        assert sheet is not None
        totals = next(row for row in sheet.iter_rows(values_only=True) if row[0] == "รวม")
        assert max(value for value in totals if isinstance(value, int | float)) == 110_000
    sheet = load_workbook(io.BytesIO(year.client("O-2").get(f"{CALL}/forms/j3.xlsx").content)).active
    assert sheet is not None
    numbers = [value for row in sheet.iter_rows(values_only=True) for value in row if isinstance(value, int | float)]
    assert {60_000, 30_000, 20_000} <= set(numbers)


def _ledger(year: Year, column: Any) -> int:
    """A column of the balances of the year's lines, in baht."""
    with transaction(year.database) as session:
        show_to(session, EVERYTHING)
        asked = select(func.sum(column)).join(BudgetLine, BudgetLine.id == LineBalance.line_id)
        return int(session.scalar(asked.where(BudgetLine.fiscal_year == YEAR)) or 0) // 100


def _funded(year: Year) -> None:
    for reference in PROJECTS:
        year.act("G-1", f"/projects/{reference}/move/requested")
    for reference in ("YA", "YB"):
        year.act("G-1", f"/projects/{reference}/move/funded")
    year.act("G-1", "/projects/YC/move/reserve")


def _allocated(year: Year) -> None:
    lines = year.told("/api/budgets/lines", "O-2")["lines"]
    year.lines = {(row["project_reference"], row["activity_number"]): f"/budgets/lines/{row['line_id']}" for row in lines
                  if row["fiscal_year"] == YEAR}  # fmt: skip
    for (reference, activity), line in year.lines.items():
        if reference != "YC":
            baht = PROJECTS[reference][2] * (2 if activity == 1 else 1) // 3
            year.act(
                "O-2", f"{line}/events/new", kind="allocated", amount=baht, occurred_on="01/10/2567", document_no="ว 1"
            )


def _bound_and_begun(year: Year) -> None:
    line = year.lines["YA", 1]
    for state in ("preparing", "procuring"):
        year.act("W-1", f"/projects/YA/move/{state}")
    year.act("O-2", f"{line}/contracts/new", number="7/2568", vendor="หจก. ของเล่น", signed_on="15/01/2568",
             valid_from="15/01/2568", valid_to="30/11/2568")  # fmt: skip
    signed = {"occurred_on": "15/01/2568", "document_no": "7/2568", "contract": "7/2568"}
    year.act("O-2", f"{line}/events/new", kind="contracted", amount="40,000", **signed)
    _community_agreed(year, "YA")
    for state in ("contracted", "in_progress"):
        year.act("W-1", f"/projects/YA/move/{state}")
    for state in ("preparing", "in_progress"):
        year.act("D-1", f"/projects/YB/move/{state}")


def _community_agreed(year: Year, reference: str) -> None:
    """Without the minutes of the village meeting nothing is contracted."""
    assert sent(year.client("W-1"), f"/projects/{reference}/move/contracted")[0] == 422
    form = f"/projects/{reference}/form/readiness"
    given = {"_token": "token", "action": "attach", "item": "community"}
    answer = year.client("W-1").post(form, data=given, files={"file": ("ประชาคม.pdf", PDF, "application/pdf")})
    assert answer.status_code == DONE, answer.text
    year.step("W-1", reference, "readiness", "item", item="community", state="done", is_required="true")


def _reported(year: Year) -> None:
    year.act("O-1", "/monitoring/rounds/new", fiscal_year=YEAR, kind="month", due_days="5")
    here = "/monitoring/projects/YA"
    year.act("W-1", f"{here}/curve", starts_on="01/04/2568", cadence="month", months="04/2568 40\n05/2568 100")
    report = {"observed_on": "30/04/2568", "physical_pct": "40", "done_th": "งานดิน", "reported_baht": "30,000"}
    answer = year.client("W-1").post("/monitoring/report/YA", data={"_token": "token", "round": "2568-04", **report},
                                     files=[("photos[]", ("", b"", ""))])  # fmt: skip
    assert answer.headers.get("location") == f"{here}#reports", answer.status_code
    path = year.found(r"(/monitoring/reports/[0-9a-f-]{36}/verify)", year.page("G-1", here))
    year.act("G-1", path, verdict="accepted")


def _paid_in_the_year(year: Year) -> None:
    for key, baht, contract in ((("YA", 1), "30,000", "7/2568"), (("YA", 2), "20,000", ""), (("YB", 2), "10,000", "")):
        paid = {"amount": baht, "occurred_on": "30/06/2568", "document_no": f"ขบ. {baht}", "contract": contract}
        year.act("O-1", f"{year.lines[key]}/pay", **paid)


def _year_ends(year: Year) -> None:
    """What the contract has left is carried over and paid in November; what YB never bound lapses."""
    bound, never = year.lines["YA", 1], year.lines["YB", 1]
    late = {"amount": "10,000", "occurred_on": "15/11/2568", "document_no": "ขบ. 99", "contract": "7/2568"}
    status, page = sent(year.client("O-1"), f"{bound}/pay", **late)
    assert (status, "เงินที่กันไว้เหลื่อมปี" in page) == (422, True)
    asked = {
        "kind": "carry_over",
        "amount": "10,000",
        "contract": "7/2568",
        "document_no": "กค 1",
        "reason": "งานยังไม่เสร็จ",
    }
    year.act("O-2", f"{bound}/propose", **asked)
    proposal = year.found(r"(/budgets/transfers/[0-9a-f-]+)/approve", year.page("O-1", "/budgets/transfers"))
    year.act("O-1", f"{proposal}/approve", occurred_on="30/09/2568")
    lapsed = {"kind": "lapsed", "amount": "20,000", "occurred_on": "30/09/2568", "document_no": "กค 2"}
    assert sent(year.client("O-2"), f"{never}/events/new", **lapsed | {"amount": "20,001"})[0] == 422
    year.act("O-2", f"{never}/events/new", **lapsed)
    year.act("O-1", f"{bound}/pay", **late)


def _completed_and_handed_over(year: Year) -> None:
    year.act("W-1", "/projects/YA/move/completed")
    year.act("O-1", "/projects/YA/move/accepted")
    here = "/monitoring/projects/YA"
    year.act("O-1", f"{here}/assets", name_th="จุดเสี่ยงที่ปรับปรุง 5 แห่ง", value_baht="40,000")
    asset = year.found(r"(/monitoring/assets/[0-9a-f-]{36})/hand-over", year.page("O-1", here))
    year.act("O-1", f"{asset}/hand-over", owner_th="เทศบาลเมือง", document="ที่ 1/2569", handed_over_on="01/12/2568")
    year.act("O-1", "/projects/YA/move/handed_over")
    assert "เทศบาลเมือง" in year.page("", here)


def _observed(year: Year) -> None:
    """27 + 9 + 9 deaths of 150,000 + 100,000 + 50,000 people."""
    for area, deaths, people, rate in (("9801", 27, 150_000, 18), ("9802", 9, 100_000, 9), ("9803", 9, 50_000, 18)):
        year.act("O-2", "/indicators/SOC-ROAD/record", area_code=area, first_day="01/01/2568", last_day="31/12/2568",
                 value=rate, numerator=deaths, denominator=people, status="final", vintage_on="01/03/2569")  # fmt: skip
    page = year.page("", f"{PLAN}?lang=en")
    row = page[page.index('id="targets-title"') :]
    row = row[row.index('<th scope="row" class="tn">2568') :].partition("</tr>")[0]
    assert row.count("15.0") >= 2, "15 per 100,000 were wanted and are"


def _same_everywhere(year: Year) -> None:
    received, disbursed = (
        _ledger(year, LineBalance.allocated),
        _ledger(year, LineBalance.paid + LineBalance.direct_paid),
    )
    lapsed = _ledger(year, LineBalance.lapsed)
    assert (received, disbursed, lapsed, received - lapsed - disbursed) == (90_000, 70_000, 20_000, 0)
    told = year.told(f"/api/budgets?year={YEAR}")
    assert (told["total"]["received_baht"], told["total"]["disbursed_baht"]) == (90_000, 70_000)
    assert (told["placed"]["located"], sum(told["placed"].values())) == (90_000, 90_000)
    page = year.page("", f"/budgets?year={YEAR}")
    assert 'title="90,000.00"' in page
    assert 'title="70,000.00"' in page
    layer = year.told("/ogc/collections/budget_districts/items?f=json&datetime=2025-09-30")["features"]
    values = {one["properties"]["code"]: one["properties"]["received_million"] for one in layer}
    assert values == {"9801": 0.09, "9802": 0, "9803": 0}
    assert _exported(year) == {
        "requested": 110_000, "screened": 110_000, "allocated": 90_000, "contracted": 40_000, "disbursed": 70_000,
        "carried_over": 10_000, "lapsed": 20_000,
    }  # fmt: skip
    place = year.page("", "/places/9801")
    row = place[place.rindex(f">{YEAR}<") :].partition("</tr>")[0]
    assert re.findall(r'title="([0-9,.]+)"', row) == ["90,000.00", "70,000.00", "70,000.00"], (
        "what lapsed was never bound"
    )
    matrix = year.told(f"/api{PLAN}/coverage")
    assert [row["total"] for row in matrix["rows"]][:2] == [0, 1]


def _exported(year: Year) -> dict[str, float]:
    """The ledger as it is exported, summed by kind."""
    content = year.client("O-2").get(f"/budgets/events.csv?year={YEAR}").content.decode("utf-8-sig")
    sums: dict[str, float] = {}
    for row in csv.reader(io.StringIO(content)):
        if row[1].startswith("Y"):
            sums[row[2]] = sums.get(row[2], 0) + float(row[3])
    return sums


def _log_names_each_position(year: Year) -> None:
    with transaction(year.database) as session:
        show_to(session, EVERYTHING)
        told: dict[str, set[str]] = {}
        for act, position in session.execute(select(AuditEvent.act, AuditEvent.by_position)):
            told.setdefault(act, set()).add(position)
        signed = set(session.scalars(select(LedgerEvent.by_position).where(LedgerEvent.appropriation_year == YEAR)))
    assert signed == {"W-1", "D-1", "G-1", "O-2", "O-1"}
    for acts, positions in SIGNED.items():
        assert {act: told[act] for act in acts.split()} == dict.fromkeys(acts.split(), positions)
