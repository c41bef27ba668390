"""What projects and baht serve national goals, on the toy province, and that it makes up the ledger.

P-1 (1,000,000 baht) is linked to 1.1, P-2 (500,000.01) to 2.1 first and to 1.2 second, P-3 (90,000) to nothing at all.
The plan in force says: 1.1 and 1.2 serve NS 2 first, 2.1 serves NS 4 first and NS 5 second, 1.1 also SDG 9.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.budgets.queries import reports
from app.core.authority import EVERYTHING, OPERATOR, PUBLIC
from app.core.viewing import show_to
from app.plans.commands.alignments import align
from app.plans.commands.approval import revise_plan
from app.plans.commands.drafting import remove_node
from app.plans.commands.frames import add_frame
from app.plans.models import PlanNode
from app.plans.queries.coverage import coverage
from app.plans.queries.money import money, projects_by_goal, projects_by_node
from app.plans.queries.plans import plan_at
from app.plans.rules import PHASES, Sum, System, shared
from app.plans.schemas import FrameIn
from app.projects.models import FrameLink, PlanLink, Project
from tests import cast
from tests.app.plans.drafts import CODE, approved, drafted, link
from tests.ledger import YEAR

WEIR, ROAD, TRAINING = 1_000_000_00, 500_000_01, 90_000_00


@pytest.fixture
def linked(session: Session) -> dict[str, PlanNode]:
    """The toy plan in force, its nodes by code, and the links of the toy projects to it."""
    made = drafted(session)
    approved(session, cast.acting(session, "O-1"))
    serve(session, "P-1", made["1.1"], "primary")
    serve(session, "P-2", made["2.1"], "primary")
    serve(session, "P-2", made["1.2"], "secondary")
    return made


def serve(session: Session, reference: str, node: PlanNode, role: str) -> None:
    session.add(PlanLink(project_id=of(session, reference).id, node_key=node.key, role=role))
    session.flush()


def of(session: Session, reference: str) -> Project:
    return session.scalars(select(Project).where(Project.reference == reference)).one()


def received(of: Mapping[str, Sum]) -> dict[str, tuple[int, int]]:
    return {goal: (sums.projects, sums.received) for goal, sums in sorted(of.items())}


@pytest.mark.usefixtures("linked")
def test_the_money_of_a_project_counts_at_its_one_primary_goal(session: Session) -> None:
    told = money(session, System.NS, YEAR, viewer=EVERYTHING).shared
    assert received(told.first) == {"2": (1, WEIR), "4": (1, ROAD)}
    assert received(told.second) == {"2": (1, ROAD), "5": (1, ROAD)}, (
        "1.2 is linked second: NS 2 is served second by it"
    )
    assert (told.only_second, told.none) == (Sum(), Sum(1, 0, TRAINING, TRAINING, TRAINING))
    assert told.total == Sum(3, 0, 1_590_000_01, 890_000_00, 890_000_00)


@pytest.mark.usefixtures("linked")
@pytest.mark.parametrize("system", list(System))
def test_primary_goals_and_those_without_make_up_the_ledger_to_the_satang(session: Session, system: System) -> None:
    told = money(session, system, YEAR, viewer=EVERYTHING).shared
    ledger, projects = reports.whole(session, YEAR, viewer=EVERYTHING)
    assert sum(told.first.values(), told.only_second + told.none) == told.total
    assert told.total.projects == projects
    for phase in PHASES:
        assert getattr(told.total, phase) == round(ledger[f"{phase}_baht"] * 100)


@pytest.mark.usefixtures("linked")
def test_a_goal_served_only_second_has_no_money_in_the_sum(session: Session) -> None:
    told = money(session, System.SDG, YEAR, viewer=EVERYTHING)
    assert (told.shared.first, received(told.shared.second)) == ({}, {"9": (1, WEIR)})
    assert (told.shared.only_second.received, told.shared.none.received) == (WEIR, ROAD + TRAINING)
    assert [one.reference for one in told.without] == ["P-2", "P-3"], "the dearest first"


def test_a_project_may_name_a_goal_itself_first_or_second(session: Session, linked: dict[str, PlanNode]) -> None:
    del linked
    for reference, code, role in (("P-3", "1", "primary"), ("P-1", "3", "secondary"), ("P-2", "3", "primary")):
        session.add(FrameLink(project_id=of(session, reference).id, system="NS", frame_code=code, role=role))
    session.flush()
    told = money(session, System.NS, YEAR, viewer=EVERYTHING).shared
    assert received(told.first) == {"1": (1, TRAINING), "2": (1, WEIR), "3": (1, ROAD)}, (
        "its own word comes before the plan's"
    )
    assert received(told.second) == {"2": (1, ROAD), "3": (1, WEIR), "4": (1, ROAD), "5": (1, ROAD)}


def test_what_stands_above_is_served_too_and_the_nearest_word_counts(session: Session) -> None:
    made = drafted(session)
    align(session, by=OPERATOR, code=CODE, version=1, key=made["1"].key, given=link("MP:3"))
    align(session, by=OPERATOR, code=CODE, version=1, key=made["G1"].key, given=link("MP:1"))
    align(session, by=OPERATOR, code=CODE, version=1, key=made["1.1"].key, given=link("MP:1", "secondary"))
    approved(session, cast.acting(session, "O-1"))
    for reference, code in (("P-1", "1.1"), ("P-2", "1.2"), ("P-3", "2.1")):
        serve(session, reference, made[code], "primary")
    told = money(session, System.MP, YEAR, viewer=EVERYTHING).shared
    assert received(told.first) == {"1": (1, TRAINING), "3": (2, WEIR + ROAD)}
    assert received(told.second) == {"1": (2, WEIR + ROAD)}


def test_of_several_that_a_node_calls_primary_the_first_in_order_has_the_money(session: Session) -> None:
    made = drafted(session)
    for frame in ("MP:10", "MP:9"):
        align(session, by=OPERATOR, code=CODE, version=1, key=made["1.1"].key, given=link(frame))
    approved(session, cast.acting(session, "O-1"))
    serve(session, "P-1", made["1.1"], "primary")
    told = money(session, System.MP, YEAR, viewer=EVERYTHING).shared
    assert (received(told.first), received(told.second)) == ({"9": (1, WEIR)}, {"10": (1, WEIR)})


def test_a_part_of_a_goal_counts_for_the_goal_and_a_project_once(session: Session) -> None:
    made = drafted(session)
    for code in ("9.1", "9.2"):
        add_frame(session, by=OPERATOR, given=part(code))
    for frame, role in (("SDG:9.2", "primary"), ("SDG:9.1", "secondary")):
        align(session, by=OPERATOR, code=CODE, version=1, key=made["1.2"].key, given=link(frame, role))
    found = coverage(session, plan_at(session, CODE, viewer=EVERYTHING), System.SDG, viewer=EVERYTHING)
    nine = next(row for row in found.rows if row.frame.code == "9")
    assert (nine.cells[0].primary, nine.cells[0].secondary) == (1, 1), "1.2 first, 1.1 second; 1.2 not twice"
    approved(session, cast.acting(session, "O-1"))
    serve(session, "P-1", made["1.2"], "primary")
    told = money(session, System.SDG, YEAR, viewer=EVERYTHING).shared
    assert (received(told.first), told.second) == ({"9": (1, WEIR)}, {})
    counted = projects_by_goal(session, viewer=EVERYTHING)
    assert {goal: counted[goal] for goal in ("SDG:9", "SDG:9.1", "SDG:9.2", "SDG:8")} == {
        "SDG:9": 1, "SDG:9.1": 1, "SDG:9.2": 1, "SDG:8": 0,
    }  # fmt: skip


def part(code: str) -> FrameIn:
    return FrameIn.model_validate({
        "system": "SDG", "code": code, "parent_code": "9", "name_th": f"เป้าหมายย่อย {code}", "name_en": f"Target {code}",
        "valid_from": "2016-01-01", "source": "UN",
    })  # fmt: skip


def test_drafts_do_not_count_and_a_node_that_a_revision_took_out_counts_as_it_last_was(session: Session) -> None:
    made = drafted(session)
    serve(session, "P-1", made["1.1"], "primary")
    serve(session, "P-2", made["1.2"], "primary")
    assert money(session, System.NS, YEAR, viewer=EVERYTHING).shared.first == {}, "the plan is a draft"
    approved(session, cast.acting(session, "O-1"))
    second = revise_plan(session, by=OPERATOR, code=CODE, version=1)
    remove_node(session, by=OPERATOR, code=CODE, version=2, key=made["1.2"].key)
    approved(session, cast.acting(session, "O-1"), version=2)
    assert second.state == "approved"
    assert received(money(session, System.NS, YEAR, viewer=EVERYTHING).shared.first) == {"2": (2, WEIR + ROAD)}
    counted = projects_by_node(session, viewer=EVERYTHING)
    assert [counted[made[code].key] for code in ("G1", "1", "1.1", "1.2", "2")] == [2, 2, 1, 1, 0]


@pytest.mark.usefixtures("linked")
def test_everybody_sees_the_goals_and_the_money_of_his_projects(session: Session) -> None:
    road = of(session, "P-2")
    road.class_, road.agency = "internal", "works"
    session.flush()
    for viewer, left in (
        (PUBLIC, {"2": (1, WEIR)}),
        (cast.acting(session, "W-1").viewer, {"2": (1, WEIR), "4": (1, ROAD)}),
    ):
        told: Any = money(session, System.NS, YEAR, viewer=viewer).shared
        assert received(told.first) == left
        assert sum(told.first.values(), told.none) == told.total
    show_to(session, PUBLIC)
    assert received(money(session, System.NS, YEAR, viewer=EVERYTHING).shared.first) == {"2": (1, WEIR)}, (
        "the second line"
    )


def test_a_year_is_chosen_and_years_of_projects_are_offered(session: Session) -> None:
    of(session, "P-3").last_year = 2571
    session.flush()
    later = money(session, System.NS, 2571, viewer=EVERYTHING)
    assert (later.shared.total, later.years) == (Sum(1), (2569, 2570, 2571))
    assert [later.by_year[year].total.received for year in later.years] == [WEIR + ROAD + TRAINING, 0, 0]
    none = money(session, System.NS, 2580, viewer=EVERYTHING)
    assert (none.years, none.shared.total) == ((2569, 2570, 2571, 2580), Sum())


GOALS = st.sampled_from("123456")
PROJECTS = st.lists(st.tuples(
    st.builds(lambda *money: Sum(1, *money), *[st.integers(0, 10**15)] * 4),
    st.tuples(st.sets(GOALS), st.none() | GOALS).map(lambda told: dict.fromkeys(told[0], False) | (
        {told[1]: True} if told[1] else {})),
))  # fmt: skip


@given(PROJECTS)
def test_each_project_counts_exactly_once_in_the_sums(projects: list[tuple[Sum, dict[str, bool]]]) -> None:
    told = shared(projects)
    assert (
        sum(told.first.values(), told.only_second + told.none)
        == told.total
        == sum((each for each, _ in projects), Sum())
    )
    assert sum(each.projects for each in told.second.values()) == sum(
        not first for _, of in projects for first in of.values()
    )
