"""The board of exceptions on the toy province: every finding fires by its rule, and counts what its list holds."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.budgets.models import BudgetLine, Ceiling, DisbursementTarget, LedgerEvent
from app.core.authority import EVERYTHING, PUBLIC
from app.overview.queries import exceptions
from app.overview.queries.changes import moved_since, since_last_meeting
from app.overview.schemas import Finding
from app.projects.queries.doubles import alike
from app.projects.rules import State
from tests import cast
from tests.app.monitoring.toys import LAST_OF_APRIL, invented, lead, planned, told
from tests.ledger import DURING


def at(session: Session, day: date) -> Session:
    session.execute(text("SELECT set_config('phaen.true_on', :day, true)"), {"day": day.isoformat()})
    return session


def found(session: Session, key: str, now: date = DURING) -> Finding:
    (one,) = (each for each in exceptions.findings(session, now, viewer=EVERYTHING) if each.key == key)
    return one


def names(finding: Finding) -> list[str]:
    return [line.href.rpartition("/")[2] for line in finding.lines]


def test_lights_are_counted_by_the_view_that_decides_them(session: Session) -> None:
    """P-1 is done and has no owner; P-2 and P-3 have no plan."""
    at(session, DURING)
    assert names(found(session, "light-late")) == ["P-1"]
    assert sorted(names(found(session, "light-unknown"))) == ["P-2", "P-3"]
    assert found(session, "light-watch").lines == []
    assert found(session, "light-late").baht == 1_000_000


def test_a_report_that_is_overdue_is_found_with_its_days(session: Session) -> None:
    """The rounds of April, May and June 2568 are due five days after their end; on 10 June two of them are overdue."""
    planned(session)
    at(session, date(2025, 6, 10))
    late = found(session, "late-reports", date(2025, 6, 10))
    assert [(line.note.th, line.figure and line.figure.th) for line in late.lines] == [
        ("P-2 · รอบ 2568-04", "ช้า 36 วัน"), ("P-2 · รอบ 2568-05", "ช้า 5 วัน"),
    ]  # fmt: skip


def test_money_that_will_lapse_and_money_of_the_past(session: Session) -> None:
    """P-1 has 200,000 that nothing binds, P-2 all of its 500,000.01; after 30 September both are of the past."""
    at(session, date(2026, 9, 1))
    assert found(session, "money-will_lapse").baht == pytest.approx(700_000.01)
    assert found(session, "money-past").lines == []
    at(session, date(2026, 10, 1))
    assert found(session, "money-will_lapse").lines == []
    assert found(session, "money-past").baht == pytest.approx(700_000.01)


def test_less_than_the_target_of_the_quarter_was_paid(session: Session) -> None:
    """Of 1,500,000.01 of investment 800,000 were paid by the end of the second quarter: 53.3 %."""
    for pct, measure in ((60, "disbursed"), (40, "obligated")):
        session.add(DisbursementTarget(fiscal_year=2569, class5="investment", measure=measure, quarter=2, cum_pct=pct,
                                       source_doc="มติ ครม."))  # fmt: skip
    session.flush()
    at(session, DURING)
    behind = found(session, "behind-target")
    assert [(line.note.th, line.figure and line.figure.th) for line in behind.lines] == [
        ("เบิกจ่าย 53.3% เป้า 60.0%", "ต่ำกว่าเป้า 6.7 จุด")
    ]
    quarter = exceptions.quarter(session, DURING, viewer=PUBLIC)
    assert (quarter.year, quarter.number, quarter.is_behind, quarter.paid) == (2569, 2, True, 800_000)


def test_in_the_first_quarter_the_last_one_of_the_year_before_is_judged(session: Session) -> None:
    now = date(2026, 11, 26)
    quarter = exceptions.quarter(at(session, now), now, viewer=PUBLIC)
    assert (quarter.year, quarter.number, quarter.paid, quarter.target_pct) == (2569, 4, 800_000, None)
    assert not quarter.is_behind, "without a target nothing is behind it"


def test_a_project_of_y1_above_the_ceiling_is_found(session: Session) -> None:
    """Under a ceiling of 100 baht: P-1 with 60 is inside, P-3 with 50 after it is not."""
    session.add(Ceiling(fiscal_year=2569, source="province", amount_satang=10_000, source_doc="มติ"))
    for reference, baht, rank in (("P-1", 60, 1), ("P-3", 50, 2)):
        line = session.scalars(select(BudgetLine).where(BudgetLine.reference == f"{reference}/69")).one()
        session.add(LedgerEvent(
            id=uuid.uuid4(), line_id=line.id, project_id=line.project_id, appropriation_year=2569, road=line.road,
            kind="nat_approved", amount_satang=baht * 100, occurred_on=date(2026, 3, 3), document_no="x", tier="Y1",
            priority=rank, by_position="O-2", by_title="t",
        ))  # fmt: skip
    session.flush()
    over = found(at(session, DURING), "over-ceiling")
    assert names(over) == ["P-3"]
    assert over.href == "/budgets/tiers?year=2569"


def test_what_has_no_place_is_counted_as_the_list_counts_it(session: Session, client: TestClient) -> None:
    assert names(found(session, "unlocated")) == ["P-3"]
    assert client.get("/api/projects?located=nowhere").json()["total"] == 1


def test_projects_of_one_title_year_and_place_may_be_the_same(session: Session) -> None:
    invented(session, "X-1")
    invented(session, "X-2")
    assert [[one.reference for one in group] for group in alike(session, viewer=EVERYTHING)] == [["X-1", "X-2"]]
    session.execute(text("UPDATE projects.project SET fiscal_year = 2570 WHERE reference = 'X-2'"))
    session.expire_all()
    assert alike(session, viewer=EVERYTHING) == [], "of different years"


def test_a_title_alone_is_no_double(session: Session) -> None:
    """P-1 lies in 980102, P-3 nowhere."""
    session.execute(text("UPDATE projects.project SET title_th = 'ก่อสร้างฝายบ้านน้ำใส' WHERE reference = 'P-3'"))
    session.expire_all()
    assert alike(session, viewer=EVERYTHING) == []
    session.execute(text("UPDATE projects.project SET title_th = 'ก่อสร้างฝายบ้านนำใส' WHERE reference = 'P-2'"))
    session.expire_all()
    assert [[one.reference for one in group] for group in alike(session, viewer=EVERYTHING)] == [["P-1", "P-2"]], "980102"


def test_rows_of_extracts_without_a_match_are_for_those_in_office(session: Session) -> None:
    session.execute(text("""
        INSERT INTO budgets.unmatched_row (id, kind, row_number, external_code, amount_satang, occurred_on, document_no, why)
        VALUES (gen_random_uuid(), 'gfmis', 1, '0700X', 12300, '2026-03-03', 'ฎ 1/69', 'line')"""))
    rows = found(session, "unmatched")
    assert [(line.title.th, line.baht) for line in rows.lines] == [("ฎ 1/69 (03/03/2569)", 123)]
    assert "unmatched" not in [one.key for one in exceptions.findings(session, DURING, viewer=PUBLIC)]


def test_a_project_that_is_not_for_the_viewer_is_in_no_finding(session: Session) -> None:
    session.execute(text("UPDATE projects.project SET class = 'internal', agency = 'works'"))
    at(session, date(2026, 9, 1))
    assert [one.key for one in exceptions.findings(session, DURING, viewer=PUBLIC) if one.count] == []
    own = cast.acting(session, "W-1").viewer
    assert {one.key for one in exceptions.findings(session, DURING, viewer=own) if one.count} == {
        "light-late", "light-unknown", "money-will_lapse", "unlocated",
    }  # fmt: skip


def test_since_the_last_meeting_lights_turned_and_projects_took_steps(session: Session) -> None:
    """On the day of the meeting, 30 April, the road was as planned; by 31 May it is 30 points behind."""
    planned(session)
    told(session, 20)
    told(session, 20, date(2025, 5, 31))
    meet(session, LAST_OF_APRIL)
    lead(session, State.SUSPENDED)
    since = since_last_meeting(at(session, date(2025, 5, 31)), date(2025, 5, 31), viewer=EVERYTHING)
    assert since is not None
    assert (since.held_on, names_of(since.newly_late), since.recovered) == (LAST_OF_APRIL, ["P-2"], [])
    assert since.moved == [], "its step was before the meeting"
    assert names_of(moved_since(session, date(2025, 3, 30), viewer=EVERYTHING)) == ["P-2"]
    assert session.scalar(text("SELECT current_setting('phaen.true_on', true)")) == "2025-05-31"


def test_without_a_meeting_nothing_is_said_to_have_changed(session: Session) -> None:
    assert since_last_meeting(session, DURING, viewer=EVERYTHING) is None


def test_the_page_tells_each_with_its_rule_and_its_list(client: TestClient) -> None:
    page = client.get("/").text
    assert "<h1>1 โครงการล่าช้า</h1>" in page
    assert 'href="/monitoring?light=late#lights"' in page
    assert "ไม่มีที่ตั้งใดมีพิกัด และไม่ใช่งานทั้งจังหวัด" in page
    assert "ตรวจแล้วไม่พบ" in page
    assert "รอการตัดสินใจ" not in page, "the public decides nothing"
    told_all = {one["key"]: one for one in client.get("/api/overview/exceptions").json()["findings"]}
    assert told_all["light-late"]["count"] == len(client.get("/api/monitoring/late").json()["projects"]) == 1


def test_a_position_sees_what_waits_for_it(client_as: Callable[[str], TestClient]) -> None:
    page = client_as("O-2").get("/").text
    assert "รอการตัดสินใจของตำแหน่งท่าน" in page
    assert "รายการนำเข้าที่จับคู่ไม่ได้" in page


def names_of(lines: object) -> list[str]:
    assert isinstance(lines, list)
    return [line.note.th.partition(" ")[0] for line in lines]


def meet(session: Session, day: date) -> None:
    session.execute(text("""
        INSERT INTO organizations.committee (code, title_th, title_en, valid_from)
        VALUES ('toy', 'กรรมการ', 'Board', '2020-01-01')"""))
    session.execute(text("""
        INSERT INTO meetings.meeting (id, committee_code, number, year, held_on, place, state, closed_at)
        VALUES (gen_random_uuid(), 'toy', 1, 2568, :day, 'ห้อง', 'held', now())"""), {"day": day})
