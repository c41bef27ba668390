"""What stands under what, and what differs between two versions."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.plans.rules import UNDER, NodeKind, Part, difference, may_stand
from app.plans.standard import FRAMES

A = Part(
    "a",
    NodeKind.APPROACH,
    "1.1",
    "ก",
    None,
    "i",
    frozenset({("NS", "2", "primary")}),
    {("รายได้", 2566): (Decimal(5), False)},
)
B = Part("b", NodeKind.APPROACH, "1.2", "ข", None, "i")


@pytest.mark.parametrize(
    ("kind", "under", "stands"),
    [
        ("vision", None, True), ("goal", None, True), ("goal", "vision", True), ("issue", "goal", True),
        ("objective", "issue", True), ("approach", "issue", True), ("approach", "objective", True),
        ("programme", "approach", True), ("vision", "goal", False), ("objective", None, False), ("approach", None, False),
        ("programme", "issue", False), ("issue", "issue", False), ("goal", "issue", False),
    ],
)  # fmt: skip
def test_each_kind_stands_under_higher_ones_alone(kind: str, under: str | None, stands: bool) -> None:
    assert may_stand(NodeKind(kind), NodeKind(under) if under else None) is stands


def test_no_kind_stands_under_itself_or_a_lower_one() -> None:
    order = list(NodeKind)
    assert [(kind, above) for kind, allowed in UNDER.items() for above in allowed
            if above is not None and order.index(above) >= order.index(kind)] == []  # fmt: skip


def test_the_same_version_differs_in_nothing() -> None:
    assert difference({"a": A, "b": B}, {"a": A, "b": B}).is_empty


def test_what_was_added_and_removed_is_told_by_its_key_not_by_its_code() -> None:
    told = difference({"a": A}, {"b": replace(B, code="1.1")})
    assert (told.added, told.removed, told.changed) == ((replace(B, code="1.1"),), (A,), ())


@pytest.mark.parametrize(
    ("after", "fields"),
    [
        (replace(A, title_th="ค"), ("title_th",)),
        (replace(A, code="2.1", above="j"), ("code", "above")),
        (replace(A, links=frozenset({("NS", "3", "primary")})), ("links",)),
        (replace(A, title_en="x"), ("title_en",)),
    ],
)
def test_a_changed_node_names_what_of_it_changed(after: Part, fields: tuple[str, ...]) -> None:
    (changed,) = difference({"a": A}, {"a": after}).changed
    assert (changed.before, changed.after, changed.fields) == (A, after, fields)


def test_targets_are_compared_by_indicator_and_year() -> None:
    later = replace(A, targets={("รายได้", 2566): (Decimal(7), False), ("รายได้", 2567): (Decimal(9), False)})
    told = difference({"a": A}, {"a": later})
    assert told.changed == ()
    assert [(one.year, one.before, one.after) for one in told.targets] == [
        (2566, Decimal(5), Decimal(7)),
        (2567, None, Decimal(9)),
    ]
    back = difference({"a": later}, {"a": A}).targets
    assert [(one.year, one.before, one.after) for one in back] == [
        (2566, Decimal(7), Decimal(5)),
        (2567, Decimal(9), None),
    ]


def test_the_national_frames_are_as_many_as_their_documents_name() -> None:
    counted = {system: len([one for one in FRAMES if one.system == system]) for system in ("NS", "MP", "NESDP", "SDG")}
    assert counted == {"NS": 6, "MP": 23, "NESDP": 13, "SDG": 17}
    assert len([one for one in FRAMES if one.is_verified]) == 11
    assert all(("ยังไม่ได้ตรวจ" in one.source) is not one.is_verified for one in FRAMES)
