"""Which national goals the toy plan serves, and what differs between its versions."""

from __future__ import annotations

from decimal import Decimal

import pytest
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, OPERATOR
from app.plans.commands.alignments import align, end_alignment
from app.plans.commands.approval import revise_plan
from app.plans.commands.drafting import add_node, change_node, remove_node, set_targets
from app.plans.queries.coverage import coverage
from app.plans.queries.plans import Branch, differences, links_of, nodes, plan_at, tree
from app.plans.rules import System
from app.plans.schemas import LinkEnding, NodeChange, TargetsIn
from tests import cast
from tests.app.plans.drafts import CODE, approved, drafted, link, node


def outline(branches: tuple[Branch, ...]) -> list[object]:
    return [one.node.code if not one.below else (one.node.code, outline(one.below)) for one in branches]


def test_the_tree_stands_as_it_was_drafted_and_counts_codes_as_numbers(session: Session) -> None:
    made = drafted(session)
    for code in ("1.10", "1.9"):
        add_node(session, by=OPERATOR, code=CODE, version=1, given=node("approach", code, made["1"].key))
    grown = tree(session, plan_at(session, CODE, viewer=EVERYTHING), viewer=EVERYTHING)
    assert outline(grown) == [("G1", [("1", ["1.1", "1.2", "1.9", "1.10"]), ("2", ["2.1"])])]
    first = grown[0].below[0].below[0]
    assert [(one.frame.system, one.frame.code, one.role) for one in first.links] == [
        ("NS", "2", "primary"), ("SDG", "9", "secondary"),
    ]  # fmt: skip


def test_the_matrix_counts_nodes_by_strategy_and_issue_with_the_orphans_of_both_sides(session: Session) -> None:
    """NS 2: two primary of issue 1 · NS 4: one primary of issue 2 · NS 5: one secondary of issue 2 · 1, 3, 6 nobody."""
    made = drafted(session)
    found = coverage(session, plan_at(session, CODE, viewer=EVERYTHING), System.NS, viewer=EVERYTHING)
    told = {row.frame.code: [(cell.primary, cell.secondary) for cell in row.cells] for row in found.rows}
    assert told == {
        "1": [(0, 0), (0, 0)], "2": [(2, 0), (0, 0)], "3": [(0, 0), (0, 0)], "4": [(0, 0), (1, 0)],
        "5": [(0, 0), (0, 1)], "6": [(0, 0), (0, 0)],
    }  # fmt: skip
    assert [one.code for one in found.issues] == ["1", "2"]
    assert [one.code for one in found.unserved] == ["1", "3", "6"]
    assert [one.code for one in found.without] == ["G1", "1", "2"], "goals and issues without a link are listed too"
    assert not found.has_whole
    align(session, by=OPERATOR, code=CODE, version=1, key=made["G1"].key, given=link("NS:6"))
    again = coverage(session, plan_at(session, CODE, viewer=EVERYTHING), System.NS, viewer=EVERYTHING)
    assert (again.has_whole, again.rows[5].whole.primary, again.rows[5].total) == (True, 1, 1)
    assert [one.code for one in again.without] == ["1", "2"]


def test_what_has_ended_serves_no_more_and_what_is_not_valid_in_the_plan_is_no_row(session: Session) -> None:
    made = drafted(session)
    found = plan_at(session, CODE, viewer=EVERYTHING)
    held = links_of(session, found, viewer=EVERYTHING)[made["2.1"].id]
    end_alignment(session, by=OPERATOR, code=CODE, version=1, link_id=held[0].id, given=LinkEnding())
    assert [one.code for one in coverage(session, found, System.NS, viewer=EVERYTHING).unserved] == ["1", "3", "4", "6"]
    assert len(coverage(session, found, System.NESDP, viewer=EVERYTHING).rows) == 13
    found.first_year, found.last_year = 2571, 2571
    assert coverage(session, found, System.NESDP, viewer=EVERYTHING).rows == ()
    assert len(coverage(session, found, System.SDG, viewer=EVERYTHING).rows) == 17


@pytest.fixture
def revised(session: Session) -> Session:
    """Version 2: 1.2 gone, 2.2 new, 1.1 renamed and moved in its code, 2.1 served otherwise, a target raised."""
    made = drafted(session)
    first = TargetsIn(indicator="รายได้", unit="บาท", values={2567: Decimal(10), 2568: Decimal(11)})
    set_targets(session, by=OPERATOR, code=CODE, version=1, key=made["1"].key, given=first)
    approved(session, cast.acting(session, "O-1"))
    second = revise_plan(session, by=OPERATOR, code=CODE, version=1)
    remove_node(session, by=OPERATOR, code=CODE, version=2, key=made["1.2"].key)
    add_node(session, by=OPERATOR, code=CODE, version=2, given=node("approach", "2.2", made["2"].key))
    renamed = NodeChange(code="1.3", title_th="ชื่อใหม่", title_en="Title 1.1", parent=made["1"].key)
    change_node(session, by=OPERATOR, code=CODE, version=2, key=made["1.1"].key, given=renamed)
    copies = {one.code: one for one in nodes(session, second, viewer=EVERYTHING)}
    ended = links_of(session, second, viewer=EVERYTHING)[copies["2.1"].id][1]
    end_alignment(session, by=OPERATOR, code=CODE, version=2, link_id=ended.id, given=LinkEnding())
    raised = TargetsIn(indicator="รายได้", unit="บาท", values={2567: Decimal(10), 2568: Decimal(15)})
    set_targets(session, by=OPERATOR, code=CODE, version=2, key=made["1"].key, given=raised)
    return session


def test_two_versions_are_compared_by_the_lasting_keys_of_their_nodes(revised: Session) -> None:
    first, second = (plan_at(revised, CODE, number, viewer=EVERYTHING) for number in (1, 2))
    told = differences(revised, first, second, viewer=EVERYTHING)
    assert ([one.code for one in told.added], [one.code for one in told.removed]) == (["2.2"], ["1.2"])
    assert {one.after.code: one.fields for one in told.changed} == {"1.3": ("code", "title_th"), "2.1": ("links",)}
    assert [(one.part.code, one.indicator, one.year, one.before, one.after) for one in told.targets] == [
        ("1", "รายได้", 2568, Decimal(11), Decimal(15))
    ]
    back = differences(revised, second, first, viewer=EVERYTHING)
    assert ([one.code for one in back.added], [one.code for one in back.removed]) == (["1.2"], ["2.2"])
    assert differences(revised, first, first, viewer=EVERYTHING).is_empty
