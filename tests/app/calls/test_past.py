"""A call as it was at the end of each day of a week in January 2569, and what each day changed.

4  announced with a ceiling of 50 baht and two criteria of 50 %      7  CB is filed with 30, after 20 in its draft
5  ceiling 100, criteria 60 % and 40 %; opened                       8  closed, screened, scored 80 and 70, ranked
6  CA is filed with 60 baht; CB begun with 20                        9  CB moved to the first rank     10  decided
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session

from app.calls.commands.deciding import decide_call, remove_synthetic_calls
from app.calls.commands.filing import begin_brief, file_brief, fill_brief
from app.calls.commands.managing import begin_screening, change_call, close_call, extend_call, open_call, set_criteria
from app.calls.commands.screening import move_rank, rank_by_score
from app.calls.models import Call, Past
from app.calls.queries.calls import call_by_code
from app.calls.records import deadline_for
from app.calls.schemas import BANGKOK, BeginIn, CallChange, CriteriaIn, DecisionIn, ExtensionIn, MoveIn
from app.core.authority import EVERYTHING, OPERATOR
from app.core.cluster import Database
from app.core.database import transaction
from app.core.records import today
from app.core.roles import Role
from tests import cast
from tests.app.calls import rounds

SentBy = Callable[[str], TestClient]
HERE = f"/calls/{rounds.CODE}"
FIRST = CriteriaIn.model_validate({"criteria": [
    {"code": "alignment", "title_th": "ความสอดคล้อง", "title_en": "Alignment", "weight": 50},
    {"code": "former", "title_th": "เกณฑ์เดิม", "title_en": "Former", "weight": 50},
]})  # fmt: skip


def at(day: int) -> datetime:
    return datetime(2026, 1, day, 9, tzinfo=BANGKOK)


@contextmanager
def on(database: Database, day: int) -> Iterator[Session]:
    """What the block does, as if it were a day of January."""
    with transaction(database) as session:
        yield session
    with transaction(database, Role.OWNER) as session:
        session.execute(update(Past).where(Past.day == today(session)).values(day=at(day).date()))


def change(session: Session) -> None:
    now = func.clock_timestamp()
    opens, closes = session.execute(select(now - timedelta(hours=1), now + timedelta(hours=1))).one()
    values = {"title_th": "คำขอ 2571", "opens_at": opens, "closes_at": closes, "ceiling": 100}
    change_call(session, by=OPERATOR, code=rounds.CODE, given=CallChange.model_validate(values))


def asked(session: Session, reference: str, baht: int, *, file_at: datetime | None) -> None:
    by: Any = {"by": cast.acting(session, rounds.PROJECTS[reference][1]), "code": rounds.CODE}
    fill_brief(session, **by, reference=reference, given=rounds.brief(baht))
    if file_at is not None:
        file_brief(session, **by, reference=reference, at=file_at)


@pytest.fixture
def week(furnished: Database) -> Database:
    """The week above."""
    with on(furnished, 4) as session:
        node = rounds.furnished(session)["node"]
        for reference in ("CA", "CB"):
            rounds.project(session, reference, node)
        rounds.announced(session, ceiling=50)
        set_criteria(session, by=OPERATOR, code=rounds.CODE, given=FIRST)
    with on(furnished, 5) as session:
        change(session)
        set_criteria(session, by=OPERATOR, code=rounds.CODE, given=rounds.CRITERIA)
        open_call(session, by=OPERATOR, code=rounds.CODE)
    with on(furnished, 6) as session:
        for reference in ("CA", "CB"):
            begin_brief(session, by=OPERATOR, code=rounds.CODE, given=BeginIn(project=reference))
        asked(session, "CA", 60, file_at=at(6))
        asked(session, "CB", 20, file_at=None)
    with on(furnished, 7) as session:
        asked(session, "CB", 30, file_at=at(7))
    with on(furnished, 8) as session:
        rounds.ended(session)
        close_call(session, by=OPERATOR, code=rounds.CODE)
        begin_screening(session, by=OPERATOR, code=rounds.CODE)
        for reference in ("CA", "CB"):
            rounds.score(session, reference, *rounds.POINTS[reference])
        rank_by_score(session, by=OPERATOR, code=rounds.CODE)
    with on(furnished, 9) as session:
        move = MoveIn(rank=1, reason="ท่วมทุกปี")
        move_rank(session, by=OPERATOR, code=rounds.CODE, reference="CB", given=move, at=at(9))
    with on(furnished, 10) as session:
        resolution = rounds.resolved(session)
        decide_call(
            session,
            by=cast.acting(session, "G-1"),
            code=rounds.CODE,
            given=DecisionIn(resolution=resolution.id),
            at=at(10),
        )
    return furnished


def as_of(day: int) -> str:
    return f"?as_of=2026-01-{day:02}"


def ranks(client: TestClient, query: str) -> list[tuple[object, ...]]:
    rows = client.get(f"/api{HERE}/ranking{query}").json()["rows"]
    return [(row["project"], row["rank"], row["total"], row["cumulative_satang"], row["result"]) for row in rows]


def check_the_list(client: TestClient) -> None:
    found = {}
    for day in (3, 4, 5, 6, 7, 8, 10):
        calls = client.get(f"/api/calls{as_of(day)}").json()["calls"]
        found[day] = [
            (one["state"], one["ceiling_satang"], one["briefs"], one["filed"], one["requested_satang"]) for one in calls
        ]
    assert found == {
        3: [], 4: [("draft", 5_000, 0, 0, 0)], 5: [("open", 10_000, 0, 0, 0)], 6: [("open", 10_000, 2, 1, 6_000)],
        7: [("open", 10_000, 2, 2, 9_000)], 8: [("screening", 10_000, 2, 2, 9_000)], 10: [("decided", 10_000, 2, 2, 9_000)],
    }  # fmt: skip
    assert "วันนั้นยังไม่มีรอบคำของบประมาณที่บันทึกไว้" in client.get(f"/calls{as_of(3)}").text
    assert "90.00" in client.get(f"/calls{as_of(7)}").text
    assert "90.00" not in client.get(f"/calls{as_of(6)}").text


def check_the_ranking(client: TestClient) -> None:
    assert ranks(client, as_of(6)) == [("CA", None, None, None, None)]
    assert ranks(client, as_of(7)) == [("CA", None, None, None, None), ("CB", None, None, None, None)]
    assert ranks(client, as_of(8)) == [("CA", 1, "80", 6_000, None), ("CB", 2, "70", 9_000, None)]
    assert ranks(client, as_of(9)) == [("CB", 1, "70", 3_000, None), ("CA", 2, "80", 9_000, None)]
    decided = [("CB", 1, "70", 3_000, "Y1"), ("CA", 2, "80", 9_000, "Y1")]
    assert ranks(client, as_of(10)) == ranks(client, "") == decided
    assert "ท่วมทุกปี" not in client.get(f"{HERE}/ranking{as_of(8)}").text
    assert "ท่วมทุกปี" in client.get(f"{HERE}/ranking{as_of(9)}").text
    assert "จำนวน 1 โครงการ วงเงินรวม 60.00 บาท" in client.get(f"{HERE}/minutes{as_of(6)}").text
    assert "จำนวน 2 โครงการ วงเงินรวม 90.00 บาท" in client.get(f"{HERE}/minutes{as_of(7)}").text
    names = [client.get(f"{HERE}/minutes.docx{query}").headers["content-disposition"] for query in (as_of(9), "")]
    assert ["2026-01-09" in one for one in names] == [True, False]


def check_a_brief(client: TestClient) -> None:
    then = {day: client.get(f"{HERE}/briefs/CB{as_of(day)}").text for day in (6, 7)}
    assert [("13.00" in page, "20.00" in page) for page in then.values()] == [(True, True), (False, True)], (
        "13 + 7, then 20 + 10"
    )
    assert "สิ่งที่ขาดในวันนั้นไม่มีประวัติ" not in then[6]
    assert "/edit" not in then[6], "nothing is done to the past"
    assert client.get(f"{HERE}/briefs/CB{as_of(5)}").status_code == 404
    told = client.get(f"/api{HERE}{as_of(6)}").json()
    assert [(one["project"], one["state"], one["missing"]) for one in told["briefs"]] == [
        ("CA", "filed", []),
        ("CB", "draft", []),
    ]


def check_the_form(client: TestClient) -> None:
    """On the 6th one brief of 60 baht was filed; on the 9th CB with 30 led CA with 60."""
    answers = {day: client.get(f"{HERE}/forms/j2.xlsx{as_of(day)}") for day in (6, 9)}
    assert "2026-01-09.xlsx" in answers[9].headers["content-disposition"]
    rows = {day: [row for row in load_workbook(io.BytesIO(one.content)).active.iter_rows(values_only=True) if any(row)]
            for day, one in answers.items()}  # fmt: skip
    said = {day: [str(cell) for row in found for cell in row if cell is not None] for day, found in rows.items()}
    assert [sum("(CA)" in cell or "(CB)" in cell for cell in cells) for cells in said.values()] == [1, 2]
    assert ["60" in cells or "60.0" in cells for cells in said.values()] == [True, True]
    assert ["90" in cells or "90.0" in cells for cells in said.values()] == [False, True]
    order = [cell for cell in said[9] if "(CA)" in cell or "(CB)" in cell]
    assert "(CB)" in order[0]
    assert client.get(f"{HERE}/forms/j2.xlsx{as_of(3)}").status_code == 404


def check_the_criteria(client: TestClient) -> None:
    weights = {
        day: {one["code"]: one["weight"] for one in client.get(f"/api{HERE}{as_of(day)}").json()["criteria"]}
        for day in (4, 5)
    }
    assert weights == {4: {"alignment": 50, "former": 50}, 5: {"alignment": 60, "readiness": 40}}


@pytest.mark.usefixtures("week")
def test_a_call_is_shown_as_it_was_on_each_day(sent_by: SentBy) -> None:
    analyst = sent_by("O-2")
    check_the_list(analyst)
    check_the_ranking(analyst)
    check_a_brief(analyst)
    check_the_criteria(analyst)
    check_the_form(analyst)
    page = analyst.get(f"{HERE}{as_of(8)}").text
    assert f'{HERE}/forms/j2.xlsx?as_of=2026-01-08"' in page
    assert f'{HERE}/ranking?as_of=2026-01-08"' in page
    assert "<b>ตามที่เป็นเมื่อ 8 มกราคม 2569</b>" in page


@pytest.mark.usefixtures("week")
def test_the_past_shows_nobody_more_than_the_day_did(sent_by: SentBy) -> None:
    """Drafts to the public, scores to an agency before the decision."""
    public, agency = sent_by(""), sent_by("W-1")
    assert [public.get(f"{HERE}{as_of(day)}").status_code for day in (4, 5)] == [404, 200]
    assert public.get(f"/api{HERE}{as_of(7)}").json()["briefs"] == []
    assert [agency.get(f"{HERE}/ranking{as_of(day)}").status_code for day in (9, 10)] == [404, 200]
    seen = [one["project"] for one in agency.get(f"/api{HERE}{as_of(7)}").json()["briefs"]]
    assert seen == ["CA"], "CB is of another organisation"


def test_before_keeping_began_nothing_is_claimed(week: Database, sent_by: SentBy) -> None:
    """A call that was found there shows no figure of the days before."""
    with transaction(week, Role.OWNER) as session:
        session.execute(text("DELETE FROM calls.past WHERE day < '2026-01-08'"))
        session.execute(update(Past).where(Past.day == date(2026, 1, 8)).values(is_found=True))
    analyst = sent_by("O-2")
    listed = analyst.get(f"/calls{as_of(7)}").text
    assert "ประวัติของรอบต่อไปนี้เริ่มเก็บหลังวันนั้น" in listed
    assert "เก็บตั้งแต่ 8 ม.ค. 2569" in listed
    told = analyst.get(f"/api/calls{as_of(7)}").json()
    assert (told["calls"], told["unkept"]) == ([], [rounds.CODE])
    assert analyst.get(f"/api/calls{as_of(8)}").json()["unkept"] == []
    missing = analyst.get(f"{HERE}{as_of(7)}")
    assert (missing.status_code, "รอบคำขอนี้เก็บประวัติตั้งแต่ 08/01/2569" in missing.text) == (404, True)


def test_more_time_holds_from_the_day_on_which_it_was_granted(session: Session) -> None:
    rounds.furnished(session)
    call = rounds.opened(session)
    later = call.closes_at + timedelta(days=5)
    extend_call(session, by=OPERATOR, code=rounds.CODE, given=ExtensionIn(closes_at=later, reason="น้ำท่วม"))
    assert deadline_for(session, call, None, on=today(session) - timedelta(days=1)) == call.closes_at
    assert deadline_for(session, call, None, on=today(session)) == deadline_for(session, call, None) == later


def test_what_is_earnest_is_not_dated_back(session: Session) -> None:
    rounds.furnished(session)
    call = rounds.opened(session)
    back = update(Past).where(Past.call_id == call.id).values(day=date(2020, 1, 1))
    assert session.execute(back).rowcount == 0  # type: ignore[attr-defined]
    with pytest.raises(ProgrammingError, match="permission denied"):
        session.execute(text("UPDATE calls.past SET held = '{}'"))


def test_a_demonstration_leaves_no_past_behind(session: Session) -> None:
    rounds.furnished(session)
    by_code = {"by": OPERATOR, "given": rounds.CRITERIA}
    rounds.announced(session)
    session.execute(update(Call).where(Call.code == rounds.CODE).values(title_en="changed"))
    set_criteria(session, code=rounds.CODE, **by_code)  # type: ignore[arg-type]
    assert call_by_code(session, rounds.CODE, viewer=EVERYTHING, on=today(session)).title_en == "changed"
    remove_synthetic_calls(session, by=OPERATOR)
    assert session.scalar(select(func.count()).select_from(Past)) == 3, "it is in earnest: the call and two criteria"
    session.execute(text("DELETE FROM calls.call"))
    assert session.scalar(select(func.count()).select_from(Past)) == 0
