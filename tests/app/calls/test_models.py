"""Each rule of the tables of calls, and a row that breaks it; the guard of what was decided; and who sees which rows."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core.authority import PUBLIC, Viewer
from app.core.cluster import Database
from app.core.database import transaction
from app.core.roles import Role
from app.core.viewing import show_to
from tests import cast
from tests.app.meetings import test_models as meetings
from tests.app.meetings.test_models import COMMITTEE, ONE, TWO, UNKNOWN

THREE = "00000000-0000-0000-0000-000000000003"
FIRST, SECOND = (f"(SELECT id FROM projects.project ORDER BY reference OFFSET {number} LIMIT 1)" for number in (0, 1))
DECIDED = {"state": "decided", "resolution_id": ONE, "decided_at": "2026-03-02", "decider_position": "G-1",
           "decider_title": "t"}  # fmt: skip
FILED = {
    "state": "filed", "filed_at": "2026-01-01", "deadline_at": "2026-01-02", "version_number": "1", "filer_position": "W-1",
    "filer_title": "t", "total_satang": "100", "requested_satang": "100", "q1_satang": "100", "q2_satang": "0",
    "q3_satang": "0", "q4_satang": "0",
}  # fmt: skip


def row(table: str, values: dict[str, str | None]) -> str:
    written = ", ".join(
        "NULL" if value is None else value if value.startswith("(SELECT") else f"'{value}'" for value in values.values()
    )
    return f"INSERT INTO {table} ({', '.join(values)}) VALUES ({written})"


def call(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "id": TWO, "code": "other", "fiscal_year": "2572", "source": "province", "organization": "office",
        "title_th": "ก", "title_en": "a", "opens_at": "2026-01-01", "closes_at": "2026-02-01", "ceiling_satang": "100",
        "sections": "{title}", "files": "{land}",
    }  # fmt: skip
    return row("calls.call", values | given)


def extension(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "call_id": ONE, "number": "2", "organization": "works", "closes_at": "2026-03-01", "reason": "r", "position": "O-2",
        "title": "t",
    }  # fmt: skip
    return row("calls.extension", values | given)


def criterion(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "call_id": ONE,
        "code": "b",
        "number": "2",
        "title_th": "ก",
        "title_en": "a",
        "weight": "1",
    }
    return row("calls.criterion", values | given)


def brief(**given: str | None) -> str:
    values: dict[str, str | None] = {"id": TWO, "call_id": ONE, "project_id": SECOND, "agency": "works"}
    return row("calls.submission", values | given)


def amount(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "submission_id": ONE, "project_id": FIRST, "activity_number": "1", "class5": "operating", "road": "direct",
        "amount_satang": "1",
    }  # fmt: skip
    return row("calls.brief_amount", values | given)


def score(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "submission_id": ONE, "call_id": ONE, "criterion_code": "a", "position": "O-1", "agency": "works",
        "screener_agency": "office", "value": "50", "title": "t",
    }  # fmt: skip
    return row("calls.score", values | given)


def moved(**given: str | None) -> str:
    values: dict[str, str | None] = {
        "submission_id": ONE, "number": "2", "call_id": ONE, "from_rank": "1", "to_rank": "2", "reason": "r",
        "position": "O-2", "title": "t",
    }  # fmt: skip
    return row("calls.rank_change", values | given)


def past(**given: str | None) -> str:
    values: dict[str, str | None] = {"call_id": ONE, "part": "criterion", "key": "z", "day": "2026-01-01", "held": "{}"}
    return row("calls.past", values | given)


BESIDE = (
    COMMITTEE, meetings.meeting(id=ONE, number="1"), meetings.resolution(id=ONE, number="1", item_id=None),
    row("projects.activity", {"project_id": FIRST, "number": "1", "title_th": "ก"}),
    *(row("projects.project_version", {"project_id": each, "number": "1", "state": "submitted", "snapshot": "{}",
                                       "position": "p", "title": "t"}) for each in (FIRST, SECOND)),
    call(id=ONE, code="toy", fiscal_year="2571"), criterion(code="a", number="1", weight="100"),
    extension(number="1"), brief(id=ONE, project_id=FIRST, rank="1", **FILED), amount(class5="investment"),
    score(position="G-1", screener_agency="province"), moved(number="1"), "SET CONSTRAINTS ALL IMMEDIATE",
)  # fmt: skip


@pytest.fixture
def rows(owner: Session) -> Session:
    """A call with all that belongs to it, as the owner of the tables."""
    for statement in BESIDE:
        owner.execute(text(statement))
    return owner


CALLS = [
    (call(id=ONE), "pk_call"),
    (call(code="toy"), "uq_call_code"),
    (call(fiscal_year="2571"), "uq_call_organization"),
    (call(code="Toy"), "ck_call_code_pattern"),
    (call(fiscal_year="2026"), "ck_call_fiscal_year_be"),
    (call(title_en=" "), "ck_call_titled"),
    (call(instructions_th=" "), "ck_call_instructed"),
    (call(closes_at="2026-01-01"), "ck_call_opens_before_it_closes"),
    (call(closes_at="2571-01-01"), "ck_call_common_era"),
    (call(ceiling_satang="-1"), "ck_call_ceiling_range"),
    (call(state="hoped"), "ck_call_state_known"),
    (call(sections="{wishes}"), "ck_call_sections_known"),
    (call(files="{wishes}"), "ck_call_files_known"),
    (call(state="decided"), "ck_call_decided_by_a_resolution"),
    (call(**{**DECIDED, "decider_title": None}), "ck_call_decision_signed"),
    (call(**{**DECIDED, "resolution_id": UNKNOWN}), "fk_call_resolution_id"),
    (call(**DECIDED, decider_person=UNKNOWN), "fk_call_decider_person"),
    (call(organization="nowhere"), "fk_call_organization"),
    (call(source="nowhere"), "fk_call_source"),
    (extension(number="1"), "pk_extension"),
    (extension(call_id=UNKNOWN), "fk_extension_call_id"),
    (extension(organization="nowhere"), "fk_extension_organization"),
    (extension(person=UNKNOWN), "fk_extension_person"),
    (extension(number="0"), "ck_extension_number_positive"),
    (extension(closes_at="2571-01-01"), "ck_extension_common_era"),
    (extension(reason=" "), "ck_extension_reasoned"),
    (extension(title=" "), "ck_extension_by_a_position"),
    (criterion(code="a"), "pk_criterion"),
    (criterion(number="1"), "uq_criterion_number"),
    (criterion(call_id=UNKNOWN), "fk_criterion_call_id"),
    (criterion(code="B"), "ck_criterion_code_pattern"),
    (criterion(number="0"), "ck_criterion_number_positive"),
    (criterion(title_th=" "), "ck_criterion_titled"),
    (criterion(weight="0"), "ck_criterion_weight_range"),
    (criterion(weight="101"), "ck_criterion_weight_range"),
]
BRIEFS = [
    (brief(id=ONE), "pk_submission"),
    (brief(project_id=FIRST), "uq_submission_call_id"),
    (brief(**FILED, rank="1"), "uq_submission_rank"),
    (brief(call_id=UNKNOWN), "fk_submission_call_id"),
    (brief(project_id=UNKNOWN), "fk_submission_project_id"),
    (brief(agency="nowhere"), "fk_submission_agency"),
    (brief(filer_person=UNKNOWN), "fk_submission_filer_person"),
    (brief(**{**FILED, "version_number": "9"}), "fk_submission_version"),
    (brief(state="hoped"), "ck_submission_state_known"),
    (brief(starts_on="2026-01-02", ends_on="2026-01-01"), "ck_submission_ends_after_it_starts"),
    (brief(starts_on="2569-01-02"), "ck_submission_common_era"),
    (brief(risks=" "), "ck_submission_said"),
    (brief(q3_satang="-1"), "ck_submission_amount_range"),
    (brief(**{**FILED, "filer_title": None}), "ck_submission_filed_whole"),
    (brief(**{**FILED, "total_satang": "99"}), "ck_submission_sums_agree"),
    (brief(**{**FILED, "q2_satang": "1"}), "ck_submission_sums_agree"),
    (brief(**{**FILED, "q2_satang": None}), "ck_submission_sums_agree"),
    (brief(**{**FILED, "filed_at": "2026-01-02 00:00:00.000001"}), "ck_submission_in_time"),
    (brief(readiness_done="2", readiness_required="1"), "ck_submission_readiness_range"),
    (brief(**FILED, rank="0"), "ck_submission_rank_positive"),
    (brief(rank="2"), "ck_submission_ranked_when_filed"),
    (brief(state="returned"), "ck_submission_reasoned"),
    (brief(reason=" "), "ck_submission_reason_said"),
    (brief(result="Y3"), "ck_submission_result_known"),
    (brief(**FILED, result="Y1"), "ck_submission_result_of_rank"),
    (brief(**FILED, result="not_supported"), "ck_submission_result_of_rank"),
    (amount(class5="investment"), "pk_brief_amount"),
    (amount(submission_id=UNKNOWN), "fk_brief_amount_submission"),
    (amount(activity_number="9"), "fk_brief_amount_activity"),
    (f"DELETE FROM budgets.expense_class WHERE code = 'other'; {amount(class5='other')}", "fk_brief_amount_class5"),
    (amount(class5="wishes"), "ck_brief_amount_class5_known"),
    (amount(road="air"), "ck_brief_amount_road_known"),
    (amount(amount_satang="0"), "ck_brief_amount_amount_range"),
]
SCORES = [
    (score(position="G-1"), "pk_score"),
    (f"{call()}; {criterion(call_id=TWO, code='a', weight='100')}; {score(call_id=TWO)}", "fk_score_submission"),
    (score(agency="mueang"), "fk_score_agency"),
    (score(criterion_code="z"), "fk_score_criterion"),
    (score(position="X-9"), "fk_score_position"),
    (score(screener_agency="nowhere"), "fk_score_screener_agency"),
    (score(person=UNKNOWN), "fk_score_person"),
    (score(value="101"), "ck_score_value_range"),
    (score(screener_agency="works"), "ck_score_not_of_the_own_agency"),
    (score(note=" "), "ck_score_noted"),
    (score(title=" "), "ck_score_by_a_position"),
    (moved(number="1"), "pk_rank_change"),
    (moved(call_id=UNKNOWN), "fk_rank_change_submission"),
    (moved(person=UNKNOWN), "fk_rank_change_person"),
    (moved(number="0"), "ck_rank_change_number_positive"),
    (moved(to_rank="1"), "ck_rank_change_ranks_differ"),
    (moved(reason=" "), "ck_rank_change_reasoned"),
    (moved(position=" "), "ck_rank_change_by_a_position"),
]

PAST = [
    (f"{past()}; {past()}", "pk_past"),
    (past(call_id=UNKNOWN), "fk_past_call_id"),
    (past(part="wish", brief_id=ONE), "ck_past_part_known"),
    (past(brief_id=ONE), "ck_past_of_a_brief"),
    (past(part="score"), "ck_past_of_a_brief"),
    (past(part="call", held=None), "ck_past_stays"),
    (past(held="[]"), "ck_past_held_a_row"),
    (past(day="2569-01-01"), "ck_past_common_era"),
]


@pytest.mark.parametrize(("statement", "constraint"), [*CALLS, *BRIEFS, *SCORES, *PAST])
def test_the_database_refuses_nonsense(rows: Session, statement: str, constraint: str) -> None:
    rows.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), rows.begin_nested():
        rows.execute(text(statement))


@pytest.mark.parametrize("statement", [
    criterion(), "UPDATE calls.criterion SET weight = 99", "DELETE FROM calls.criterion WHERE code = 'a'",
    call(state="open"),
])  # fmt: skip
def test_the_weights_of_an_open_call_sum_to_100_at_the_end_of_each_transaction(rows: Session, statement: str) -> None:
    rows.execute(text("UPDATE calls.call SET state = 'open' WHERE code = 'toy'"))
    rows.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    rows.execute(text(statement))
    with pytest.raises(IntegrityError, match=r"of a call sum to (101|99|0), not to 100"):
        rows.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


def test_a_draft_may_be_without_criteria(rows: Session) -> None:
    rows.execute(text(call()))
    rows.execute(text("DELETE FROM calls.criterion"))
    rows.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))


DECIDE = (
    "UPDATE calls.call SET state = 'decided', decided_at = now(), decider_position = 'G-1', decider_title = 't',"
    f" resolution_id = '{ONE}' WHERE code = 'toy'"
)
CHANGES = [
    "UPDATE calls.call SET ceiling_satang = 1 WHERE code = 'toy'", "DELETE FROM calls.call WHERE code = 'toy'",
    extension(), criterion(), "UPDATE calls.criterion SET title_th = 'ข'", brief(),
    "UPDATE calls.submission SET rank = 2", "DELETE FROM calls.submission", amount(),
    "UPDATE calls.brief_amount SET amount_satang = 2", score(), "UPDATE calls.score SET value = 1", "DELETE FROM calls.score",
    moved(), "UPDATE calls.rank_change SET reason = 'x'", "DELETE FROM calls.extension",
]  # fmt: skip


@pytest.mark.parametrize("statement", CHANGES)
def test_not_even_the_owner_changes_what_was_decided(rows: Session, statement: str) -> None:
    rows.execute(text(DECIDE))
    with pytest.raises(IntegrityError, match="append-only"), rows.begin_nested():
        rows.execute(text(statement))


@pytest.mark.parametrize("statement", [
    "UPDATE calls.submission SET call_id = '{0}'", "UPDATE calls.call SET code = 'x'",
    "UPDATE calls.call SET is_synthetic = true",
])  # fmt: skip
def test_nothing_goes_over_to_another_call(rows: Session, statement: str) -> None:
    rows.execute(text(call()))
    with pytest.raises(IntegrityError, match="append-only"), rows.begin_nested():
        rows.execute(text(statement.format(TWO)))


def test_an_open_call_that_is_real_is_not_deleted_and_an_invented_one_goes_whole(rows: Session) -> None:
    rows.execute(text("UPDATE calls.call SET state = 'open'"))
    with pytest.raises(IntegrityError, match="append-only"), rows.begin_nested():
        rows.execute(text("DELETE FROM calls.call"))
    rows.execute(text(call(is_synthetic="true")))
    rows.execute(text(f"INSERT INTO calls.criterion VALUES ('{TWO}', 'a', 1, 'ก', 'a', 100)"))
    rows.execute(text(f"UPDATE calls.call SET state = 'open' WHERE id = '{TWO}'"))
    rows.execute(text(f"DELETE FROM calls.call WHERE id = '{TWO}'"))
    rows.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    assert rows.scalar(text("SELECT count(*) FROM calls.criterion")) == 1


@pytest.mark.parametrize(
    "table", ["call", "extension", "criterion", "submission", "brief_amount", "score", "rank_change"]
)
def test_not_even_the_owner_empties_a_table(toy_database: Database, table: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), transaction(toy_database, Role.OWNER) as owner:
        owner.execute(text(f"TRUNCATE calls.{table} CASCADE"))


TABLES = ("call", "criterion", "extension", "submission", "brief_amount", "score", "rank_change")


def seen(session: Session, viewer: Viewer) -> dict[str, int]:
    """How many rows of each table exist for a viewer."""
    show_to(session, viewer)
    return {table: session.scalar(text(f"SELECT count(*) FROM calls.{table}")) or 0 for table in TABLES}


def test_the_database_itself_shows_a_brief_to_those_inside_and_scores_to_no_agency(session: Session) -> None:
    """The first project of the toy province is the works office's here; the welfare office is cleared for internal rows."""
    for statement in BESIDE[:-1]:
        session.execute(text(statement))
    session.execute(text(f"UPDATE projects.project SET agency = 'works' WHERE id = {FIRST}"))
    session.execute(text("UPDATE calls.call SET state = 'screening'"))
    viewers = {number: cast.acting(session, number).viewer for number in ("G-1", "W-1")}
    whole = dict.fromkeys(TABLES, 1)
    assert seen(session, viewers["G-1"]) == whole
    assert seen(session, viewers["W-1"]) == whole | {"score": 0, "rank_change": 0}
    other = Viewer("x", viewers["W-1"].classes, frozenset({"mueang"}))
    assert seen(session, other) == {table: int(table in ("call", "criterion")) for table in TABLES}
    assert seen(session, PUBLIC) == {table: int(table in ("call", "criterion")) for table in TABLES}
    show_to(session, viewers["G-1"])
    session.execute(text(DECIDE))
    assert seen(session, viewers["W-1"]) == whole
