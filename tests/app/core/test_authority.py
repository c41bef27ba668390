"""One policy: every cell of the table of the toy province's positions, permissions and resources, decided by hand below.

The expectation is computed from ``tests.cast`` by sets written out here, not by the code that decides.
"""

from __future__ import annotations

import itertools
import uuid
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import BigInteger, String, Uuid, column, select, values
from sqlalchemy.orm import Session

from app.core.authority import OPERATOR, Acting, Basis, Resource, decide
from app.core.errors import Forbidden
from app.core.permissions import NEVER_DELEGATED, SENTENCES, Permission
from app.core.policy import Columns, allowed
from gis.access import BELOW, Read, cleared, joined
from tests import cast
from tests.cast import person_id

MONEY = 5_000_000 * 100
CLASSES = tuple(Read)
ORGANIZATIONS = (None, "office", "works", "mueang")
AREAS = (None, "98", "9801", "980101", "980201")
AMOUNTS = (None, 0, MONEY, MONEY + 1, 2 * MONEY, 2 * MONEY + 1)
MAKERS = ("nobody", "themselves", "another")
TOP = {Read.PUBLIC, Read.INTERNAL, Read.CONFIDENTIAL}
SEES: dict[str, set[Read]] = {
    **dict.fromkeys(("G-1", "G-2", "O-1", "O-4"), TOP),
    **{number: {Read.PUBLIC, Read.INTERNAL} for number in ("O-2", "O-3", "W-1", "D-1")},
    "S-1": {Read.PUBLIC, Read.INTERNAL, Read.PERSONAL},
}
CEILINGS = {"G-1": 2 * MONEY, "O-1": MONEY}
ONLY_ITS_OWN = {"W-1": "works"}
ONLY_IN = {"D-1": "9801"}
MONEY_ACTS = {Permission.EXPENSE_APPROVE, Permission.BUDGET_APPROVE}
NEVER_ONES_OWN = {
    Permission.DATASET_PUBLISH, Permission.EXPENSE_APPROVE, Permission.PLAN_APPROVE, Permission.PROJECT_DECIDE,
    Permission.PROJECT_ACCEPT, Permission.BUDGET_APPROVE,
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One question to the policy."""

    number: str
    permission: Permission
    class_: Read
    organization: str | None
    area: str | None
    amount: int | None
    maker: str

    def resource(self, by: Acting) -> Resource:
        maker = {"nobody": None, "themselves": by.person_id, "another": uuid.UUID(int=7)}[self.maker]
        return Resource(self.organization, self.area, self.class_, self.amount, maker)

    def expected(self) -> bool:
        role = cast.POSITIONS[self.number][5]
        ceiling = CEILINGS.get(self.number)
        return (
            self.permission.value in cast.ROLES.get(str(role), ())
            and self.class_ in SEES[self.number]
            and self.organization in (None, ONLY_ITS_OWN.get(self.number, self.organization))
            and (self.area or "9801").startswith(ONLY_IN.get(self.number, ""))
            and (
                self.permission not in MONEY_ACTS
                or (ceiling is not None and self.amount is not None and self.amount <= ceiling)
            )
            and not (self.permission in NEVER_ONES_OWN and self.maker == "themselves")
        )


def cells(number: str) -> list[Cell]:
    """Every permission with every class, organisation, area, amount and maker that can matter to it."""
    found = []
    for permission in Permission:
        amounts = AMOUNTS if permission in MONEY_ACTS else (None,)
        makers = MAKERS if permission in NEVER_ONES_OWN else ("nobody", "themselves")
        for rest in itertools.product(CLASSES, ORGANIZATIONS, AREAS, amounts, makers):
            found.append(Cell(number, permission, *rest))
    return found


@pytest.mark.parametrize("number", sorted(cast.HOLDERS))
def test_every_cell_of_the_matrix_is_as_written(session: Session, number: str) -> None:
    by = cast.acting(session, number)
    asked = cells(number)
    assert len(asked) >= 5_000
    wrong = [cell for cell in asked if decide(by, cell.permission, cell.resource(by)).allowed is not cell.expected()]
    assert wrong == []


@pytest.mark.parametrize("number", sorted(cast.HOLDERS))
def test_a_list_holds_what_each_row_would_allow(session: Session, number: str) -> None:
    """The same cells as rows of a table: the condition in SQL and the decision in Python choose the same ones."""
    by = cast.acting(session, number)
    for permission in Permission:
        asked = [cell for cell in cells(number) if cell.permission is permission]
        table = values(
            column("row", BigInteger), column("class", String), column("organization", String),
            column("area", String), column("amount", BigInteger), column("maker", Uuid), name="asked",
        ).data([
            (row, cell.class_.value, cell.organization, cell.area, cell.amount, cell.resource(by).made_by)
            for row, cell in enumerate(asked)
        ])  # fmt: skip
        c = table.c
        condition = allowed(by, permission, Columns(c.organization, c.area, c["class"], c.amount, c.maker))
        listed = set(session.scalars(select(c.row).where(condition)))
        assert listed == {row for row, cell in enumerate(asked) if cell.expected()}, permission


def test_a_refusal_says_why_in_both_languages(session: Session) -> None:
    by = cast.acting(session, "O-1")
    reasons = {
        "ตำแหน่งนี้ไม่มีอำนาจอ่านบันทึกการกระทำ": (Permission.AUDIT_READ, Resource()),
        "วงเงินเกินอำนาจของตำแหน่ง": (Permission.EXPENSE_APPROVE, Resource(amount_satang=MONEY + 1)),
        "ชั้นข้อมูลนี้เกินอำนาจของตำแหน่ง": (Permission.DATASET_PUBLISH, Resource(class_=Read.PERSONAL)),
        "ผู้เสนอเรื่องอนุมัติเรื่องของตนเองไม่ได้ ไม่ว่าในตำแหน่งใด": (
            Permission.DATASET_PUBLISH, Resource(made_by=person_id("O-1")),
        ),
    }  # fmt: skip
    for thai, (permission, resource) in reasons.items():
        with pytest.raises(Forbidden) as refused:
            by.must(permission, resource)
        assert refused.value.th == thai
        assert refused.value.en.isascii()


def test_the_same_person_in_another_post_is_still_the_same_person(session: Session) -> None:
    by = replace(cast.acting(session, "O-1"), position="G-1", basis=Basis.DELEGATED)
    assert not by.may(Permission.DATASET_PUBLISH, Resource(made_by=person_id("O-1")))
    assert by.may(Permission.DATASET_PUBLISH, Resource(made_by=person_id("O-2")))


def test_whoever_holds_no_power_may_do_nothing() -> None:
    nobody = Acting("X-1", "ใครก็ได้")
    assert [permission for permission in Permission if nobody.may(permission)] == []
    assert [permission for permission in Permission if not OPERATOR.may(permission, Resource(amount_satang=1))] == []


def test_every_permission_has_its_sentence_and_orders_are_not_handed_on() -> None:
    assert set(SENTENCES) == set(Permission)
    assert Permission.DELEGATION_ORDER in NEVER_DELEGATED


CLASS = st.sampled_from(list(Read))


@given(st.sets(CLASS), CLASS)
def test_a_clearance_is_closed_downwards_and_needs_both_arms_for_the_top(held: set[Read], one: Read) -> None:
    closed = cleared(held)
    assert Read.PUBLIC in closed
    assert all(BELOW[each] <= closed for each in closed)
    assert (Read.PERSONAL_CONFIDENTIAL in closed) == ({Read.PERSONAL, Read.CONFIDENTIAL} <= closed)
    assert one not in held or one in closed


@given(CLASS, CLASS, CLASS)
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_what_is_derived_is_seen_by_exactly_those_who_see_all_its_sources(a: Read, b: Read, c: Read) -> None:
    """For every clearance: the join is in it exactly when each part is."""
    together = joined(a, b, c)
    for size in range(5):
        for held in itertools.combinations(Read, size):
            closed = cleared(held)
            assert (together in closed) == ({a, b, c} <= closed)


def test_what_one_keeps_at_the_own_desk_asks_for_sight_and_no_power(session: Session) -> None:
    without_role = cast.acting(session, "S-1")
    assert without_role.powers.permissions == frozenset()
    without_role.must_see(Read.INTERNAL)
    with pytest.raises(Forbidden, match="ชั้นข้อมูล"):
        without_role.must_see(Read.CONFIDENTIAL)
    with pytest.raises(Forbidden):
        Acting("X-9", "ใคร").must_see(Read.INTERNAL)
