"""Scores, ranks, the line of the ceiling, and the decision, on the toy round (``tests.app.calls.rounds``)."""

from __future__ import annotations

import uuid
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.budgets.models import LedgerEvent
from app.calls.commands.deciding import decide_call, remove_synthetic_calls
from app.calls.commands.screening import move_rank, rank_by_score, refuse_support, score_brief
from app.calls.models import Call, RankChange, Submission
from app.calls.queries.ranking import ranking
from app.calls.schemas import DecisionIn, MoveIn, ReasonIn, ScoresIn
from app.core.authority import EVERYTHING, OPERATOR
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.core.permissions import Permission
from app.projects.models import Project
from tests import cast
from tests.app.calls import rounds
from tests.app.calls.rounds import CODE

BAHT = 100


def rows(session: Session, call, ceiling: int | None = None):  # type: ignore[no-untyped-def]
    told = ranking(session, call, viewer=EVERYTHING, ceiling=ceiling)
    return told, {row.project.reference: row for row in told.rows}


def test_totals_are_weights_times_scores(session: Session) -> None:
    """CA: 60 % of 100 and 40 % of 50 are 80; CB: 30 + 40 = 70; CC: 60 + 0; CD: 30 + 20 = 50."""
    call = rounds.scored(session)
    _, by = rows(session, call)
    assert {key: row.total for key, row in by.items()} == {"CA": 80, "CB": 70, "CC": 60, "CD": 50}


def test_the_total_is_the_mean_over_screeners(session: Session) -> None:
    """The governor gives 80, the chief 60 x 0.6 + 0 = 36: together 58."""
    call = rounds.scored(session, "CA")
    rounds.score(session, "CA", 60, 0, "O-1")
    _, by = rows(session, call)
    assert by["CA"].total == Fraction(58)
    assert by["CA"].screeners == 2


def test_who_scores_again_replaces_what_he_gave(session: Session) -> None:
    call = rounds.scored(session, "CA")
    rounds.score(session, "CA", 0, 0)
    _, by = rows(session, call)
    assert (by["CA"].total, by["CA"].screeners) == (0, 1)


def test_the_line_lies_where_the_sum_passes_the_ceiling(session: Session) -> None:
    """60 and 90 lie within 100 baht, 110 and 115 above; what would fit alone (5 baht) does not overtake."""
    call = rounds.ranked(session)
    told, by = rows(session, call)
    line = {key: (row.line.cumulative / BAHT, row.tier.value) for key, row in by.items()}
    assert line == {"CA": (60, "Y1"), "CB": (90, "Y1"), "CC": (110, "Y2"), "CD": (115, "Y2")}
    y1, y2 = (told.side(by[key].tier) for key in ("CA", "CD"))
    assert (y1.count, y1.satang, y2.count, y2.satang) == (2, 9000, 2, 2500)


@pytest.mark.parametrize(
    ("baht", "inside"), [(0, 0), (59.99, 0), (60, 1), (89.99, 1), (90, 2), (110, 3), (114.99, 3), (115, 4)]
)
def test_another_ceiling_is_tried_out_without_being_kept(session: Session, baht: float, inside: int) -> None:
    call = rounds.ranked(session)
    told, _ = rows(session, call, round(baht * BAHT))
    assert sum(row.tier is not None and row.tier.value == "Y1" for row in told.rows) == inside
    assert call.ceiling_satang == 100 * BAHT


def test_nobody_scores_what_the_own_agency_asks_for(session: Session) -> None:
    rounds.screened(session, "CD")
    with pytest.raises(Conflict, match="own organisation"):
        rounds.score(session, "CD", 50, 50, "O-2")
    with pytest.raises(Conflict, match="own organisation"):
        rounds.score(session, "CD", 50, 50, "O-1")
    rounds.score(session, "CD", 50, 50, "G-1")


def test_the_system_scores_nothing(session: Session) -> None:
    rounds.screened(session, "CA")
    given = ScoresIn(scores={"alignment": 1, "readiness": 1})
    with pytest.raises(Forbidden, match="holds a position"):
        score_brief(session, by=OPERATOR, code=CODE, reference="CA", given=given)


def test_every_criterion_is_scored(session: Session) -> None:
    rounds.screened(session, "CA")
    with pytest.raises(Invalid, match="every criterion"):
        score_brief(
            session, by=cast.acting(session, "G-1"), code=CODE, reference="CA", given=ScoresIn(scores={"alignment": 1})
        )


def test_who_may_not_screen_scores_ranks_and_moves_nothing(session: Session) -> None:
    rounds.ranked(session)
    works = cast.acting(session, "W-1")
    with pytest.raises(Forbidden):
        score_brief(session, by=works, code=CODE, reference="CB", given=ScoresIn(scores={}))
    with pytest.raises(Forbidden):
        rank_by_score(session, by=works, code=CODE)
    with pytest.raises(Forbidden):
        move_rank(session, by=works, code=CODE, reference="CC", given=MoveIn(rank=1, reason="ด่วน"))
    with pytest.raises(Forbidden):
        refuse_support(session, by=works, code=CODE, reference="CC", given=ReasonIn(reason="ซ้ำ"))
    with pytest.raises(Forbidden):
        rank_by_score(session, by=works, code="no-such-call")


def test_a_call_outside_the_scope_is_neither_ranked_nor_decided(session: Session) -> None:
    """Nor does the power to decide hold without the power to screen; a resolution that there is not is not looked for."""
    rounds.ranked(session)
    governor, nothing = cast.acting(session, "G-1"), DecisionIn(resolution=uuid.uuid4())
    elsewhere = replace(governor, powers=replace(governor.powers, agencies=frozenset({"works"})))
    blind = replace(
        governor, powers=replace(governor.powers, permissions=governor.powers.permissions - {Permission.PROJECT_SCREEN})
    )
    with pytest.raises(Forbidden, match="outside"):
        rank_by_score(session, by=elsewhere, code=CODE)
    with pytest.raises(Forbidden, match="outside") as caught:
        decide_call(session, by=elsewhere, code=CODE, given=nothing)
    assert caught.value.place == Permission.PROJECT_DECIDE
    with pytest.raises(Forbidden):
        decide_call(session, by=blind, code=CODE, given=nothing)


def test_only_who_may_load_the_demo_removes_invented_calls(session: Session) -> None:
    with pytest.raises(Forbidden):
        remove_synthetic_calls(session, by=cast.acting(session, "W-1"))


def test_ranks_follow_the_scores(session: Session) -> None:
    rounds.ranked(session)
    assert rounds.ranks(session) == {"CA": 1, "CB": 2, "CC": 3, "CD": 4}


def test_equal_scores_are_ranked_by_the_smaller_request(session: Session) -> None:
    """CA asks 60, CC 20 baht; both have 80."""
    rounds.scored(session, "CA", "CC")
    rounds.score(session, "CC", 100, 50)
    rank_by_score(session, by=OPERATOR, code=CODE)
    assert rounds.ranks(session) == {"CA": 2, "CC": 1}


def test_ranking_waits_for_all_scores(session: Session) -> None:
    rounds.screened(session, "CA", "CB")
    rounds.score(session, "CA", 1, 1)
    with pytest.raises(Conflict, match="CB"):
        rank_by_score(session, by=OPERATOR, code=CODE)


def test_a_rank_moved_by_hand_keeps_its_reason_and_draws_the_line_anew(session: Session) -> None:
    """CC first: 20, then CA 80, then CB 110, CD 115."""
    call = rounds.ranked(session)
    move_rank(session, by=cast.acting(session, "O-2"), code=CODE, reference="CC", given=MoveIn(rank=1, reason="เร่งด่วน"))
    assert rounds.ranks(session) == {"CA": 2, "CB": 3, "CC": 1, "CD": 4}
    kept = session.scalars(select(RankChange)).one()
    assert (kept.from_rank, kept.to_rank, kept.reason, kept.position) == (3, 1, "เร่งด่วน", "O-2")
    _, by = rows(session, call)
    assert {key: row.tier.value for key, row in by.items()} == {"CC": "Y1", "CA": "Y1", "CB": "Y2", "CD": "Y2"}


@pytest.mark.parametrize("rank", [3, 5])
def test_a_rank_that_is_none_is_refused(session: Session, rank: int) -> None:
    rounds.ranked(session)
    with pytest.raises(Invalid, match="between 1 and 4"):
        move_rank(session, by=OPERATOR, code=CODE, reference="CC", given=MoveIn(rank=rank, reason="ก"))


def test_what_is_not_supported_leaves_the_ranks_whole(session: Session) -> None:
    rounds.ranked(session)
    refuse_support(session, by=cast.acting(session, "O-2"), code=CODE, reference="CB", given=ReasonIn(reason="ซ้ำซ้อน"))
    assert rounds.ranks(session) == {"CA": 1, "CB": None, "CC": 2, "CD": 3}


def test_scores_are_not_for_the_agencies_before_the_decision(session: Session) -> None:
    call = rounds.ranked(session)
    works = cast.acting(session, "W-1").viewer
    with pytest.raises(NotFound):
        ranking(session, call, viewer=works)


def decided(session: Session) -> None:
    rounds.ranked(session)
    refuse_support(session, by=OPERATOR, code=CODE, reference="CD", given=ReasonIn(reason="ซ้ำซ้อนกับโครงการอื่น"))
    given = DecisionIn(resolution=rounds.resolved(session).id)
    decide_call(session, by=cast.acting(session, "G-1"), code=CODE, given=given)


def test_the_resolution_decides_projects_ranks_and_ledger_at_once(session: Session) -> None:
    decided(session)
    found = session.scalars(select(Project).where(Project.reference.like("C_")).order_by(Project.reference)).all()
    assert [(one.reference, one.state, one.priority, one.rank) for one in found] == [
        ("CA", "approved_plan", "Y1", 1), ("CB", "approved_plan", "Y1", 2), ("CC", "approved_plan", "Y2", 3),
        ("CD", "rejected", "not_supported", None),
    ]  # fmt: skip
    asked = select(Project.reference, Submission.result).join(Submission, Submission.project_id == Project.id)
    results = {row[0]: row[1] for row in session.execute(asked)}
    assert results == {"CA": "Y1", "CB": "Y1", "CC": "Y2", "CD": "not_supported"}
    said = select(Project.reference, LedgerEvent.kind, LedgerEvent.amount_satang)
    said = (
        said.join(LedgerEvent, LedgerEvent.project_id == Project.id)
        .where(Project.reference.like("C_"))
        .order_by(LedgerEvent.seq)
    )
    told: dict[str, dict[str, int]] = {}
    for reference, kind, satang in session.execute(said):
        told.setdefault(reference, {}).setdefault(kind, 0)
        told[reference][kind] += satang
    assert told == {
        "CA": {"requested": 6000, "screened": 6000}, "CB": {"requested": 3000, "screened": 3000},
        "CC": {"requested": 2000, "screened": 2000}, "CD": {"requested": 500, "screened": 0},
    }  # fmt: skip
    notes = session.scalars(select(LedgerEvent.note).where(LedgerEvent.kind == "screened").distinct()).all()
    assert "ไม่สนับสนุน: ซ้ำซ้อนกับโครงการอื่น" in notes
    assert session.scalar(select(LedgerEvent.document_no).where(LedgerEvent.kind == "screened")) == "kbj 1/2569 มติที่ 1"


def test_after_the_decision_the_agency_sees_its_own_scores(session: Session) -> None:
    decided(session)
    call = session.scalars(select(Call)).one()
    told = ranking(session, call, viewer=cast.acting(session, "W-1").viewer)
    assert {row.project.reference: row.total for row in told.rows} == {"CA": 80, "CC": 60}


def test_nothing_is_scored_or_ranked_after_the_decision(session: Session) -> None:
    decided(session)
    with pytest.raises(Conflict, match="decided"):
        rounds.score(session, "CA", 1, 1)
    with pytest.raises(Conflict, match="decided"):
        rank_by_score(session, by=OPERATOR, code=CODE)


def test_the_decision_takes_a_resolution_that_carries_it(session: Session) -> None:
    rounds.ranked(session)
    open_meeting = rounds.resolved(session, close=False)
    governor = cast.acting(session, "G-1")
    with pytest.raises(Invalid, match="adopted resolution"):
        decide_call(session, by=governor, code=CODE, given=DecisionIn(resolution=open_meeting.id))


@pytest.mark.parametrize("told", [{"outcome": "rejected"}, {"subject_kind": "plan", "subject_id": "p"}])
def test_a_resolution_about_something_else_decides_nothing(session: Session, told: dict[str, Any]) -> None:
    rounds.ranked(session)
    made = rounds.resolved(session, **told)
    with pytest.raises(Invalid):
        decide_call(
            session,
            by=cast.acting(session, "G-1"),
            code=CODE,
            given=DecisionIn(resolution=made.id),
        )


def test_the_decision_waits_until_all_are_ranked(session: Session) -> None:
    rounds.scored(session, "CA")
    with pytest.raises(Conflict, match="not ranked"):
        decide_call(
            session, by=cast.acting(session, "G-1"), code=CODE, given=DecisionIn(resolution=rounds.resolved(session).id)
        )


@pytest.mark.parametrize("number", ["O-2", "W-1"])
def test_who_may_not_decide_decides_nothing(session: Session, number: str) -> None:
    rounds.ranked(session)
    made = rounds.resolved(session)
    for code in (CODE, "no-such-call"):
        with pytest.raises(Forbidden):
            decide_call(session, by=cast.acting(session, number), code=code, given=DecisionIn(resolution=made.id))


def test_who_filed_a_brief_does_not_decide_it(session: Session) -> None:
    """Separation of duties: the analyst acts for the governor and has filed the office's own project."""
    rounds.ranked(session)
    made = rounds.resolved(session)
    governor, analyst = cast.acting(session, "G-1"), cast.acting(session, "O-2")
    both = type(governor)(governor.position, analyst.person, title=governor.title, person_id=analyst.person_id,
                          powers=governor.powers, viewer=governor.viewer)  # fmt: skip
    with pytest.raises(Forbidden):
        decide_call(session, by=both, code=CODE, given=DecisionIn(resolution=made.id))
