"""Roles, scopes and purposes: nobody gives more than he has, and nothing to himself."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, OPERATOR
from app.core.errors import Conflict, Forbidden, NotFound
from app.core.permissions import Permission
from app.core.records import today
from app.organizations.commands.appointments import appoint
from app.organizations.commands.grants import define_role, grant_purpose, grant_role, withdraw_purpose, withdraw_role
from app.organizations.commands.positions import set_scope
from app.organizations.models import Position, PurposeGrant, Role, RoleGrant
from app.organizations.queries.capacities import powers_of
from app.organizations.rules import Reach
from app.organizations.schemas import Ending, RoleIn, ScopeIn
from gis.access import Read
from tests import cast
from tests.app.organizations.orders import ACTING_FOR, DAY, appointment, grant

NOW = Ending()
PLAIN = (Read.PUBLIC, Read.INTERNAL)
WIDE = ScopeIn(reach=Reach.PROVINCE)
WITHOUT = ["G-2", "O-1", "O-2", "O-4", "W-1", "D-1", "S-1"]
"""Positions of the cast that may grant nothing."""


def permissions(session: Session, number: str) -> frozenset[Permission]:
    return powers_of(session, session.get_one(Position, number), viewer=EVERYTHING).permissions


def role(code: str, *held: Permission) -> RoleIn:
    return RoleIn(code=code, title_th="ก", title_en="a", sentence_th="ก", sentence_en="a", permissions=frozenset(held))


def test_a_role_gives_its_permissions_from_its_first_day_and_taken_away_at_once_none(session: Session) -> None:
    day, governor = today(session), cast.acting(session, "G-1")
    later = grant_role(session, by=governor, given=grant("O-5", "auditor", day + DAY))
    assert permissions(session, "O-5") == frozenset()
    withdraw_role(session, by=governor, grant_id=later.id, given=NOW)
    made = grant_role(session, by=governor, given=grant("O-5", "auditor", day))
    assert permissions(session, "O-5") == {Permission.AUDIT_READ}
    withdraw_role(session, by=governor, grant_id=made.id, given=NOW)
    assert permissions(session, "O-5") == frozenset()


@pytest.mark.parametrize("number", WITHOUT)
def test_a_position_without_the_power_grants_and_withdraws_nothing(session: Session, number: str) -> None:
    by, day = cast.acting(session, number), today(session)
    held = session.scalars(select(RoleGrant.id).where(RoleGrant.position_number == "O-3")).one()
    used = session.scalars(select(PurposeGrant.id)).one()
    acts = (
        lambda: grant_role(session, by=by, given=grant("O-5", "auditor", day)),
        lambda: withdraw_role(session, by=by, grant_id=held, given=NOW),
        lambda: grant_purpose(session, by=by, given=grant("O-5", "social-welfare", day)),
        lambda: withdraw_purpose(session, by=by, grant_id=used, given=NOW),
        lambda: set_scope(session, by=by, number="O-5", given=ScopeIn()),
        lambda: define_role(session, by=by, given=role("new")),
    )
    for act in acts:
        with pytest.raises(Forbidden):
            act()


def test_nobody_grants_a_role_with_a_power_that_he_lacks(session: Session) -> None:
    """O-3 grants roles, but neither loads data nor reads the audit log."""
    by, day = cast.acting(session, "O-3"), today(session)
    for code in ("auditor", "agency", "governor"):
        with pytest.raises(Forbidden, match="Nobody gives more than he has: the power"):
            grant_role(session, by=by, given=grant("O-5", code, day))
    grant_role(session, by=by, given=grant("O-5", "administrator", day))


def test_nobody_grants_anything_to_a_position_of_his_own(session: Session) -> None:
    by, day = cast.acting(session, "G-1"), today(session)
    with pytest.raises(Forbidden, match="own position"):
        grant_role(session, by=by, given=grant("G-1", "auditor", day))
    with pytest.raises(Forbidden, match="own position"):
        set_scope(session, by=by, number="G-1", given=WIDE)
    appoint(session, by=OPERATOR, given=appointment("O-5", cast.person_id("G-1"), ACTING_FOR, day + 9 * DAY))
    with pytest.raises(Forbidden, match="own position"):
        grant_role(session, by=by, given=grant("O-5", "auditor", day))


def test_a_role_is_held_once_at_a_time(session: Session) -> None:
    day = today(session)
    grant_role(session, by=OPERATOR, given=grant("O-5", "auditor", day, day))
    with pytest.raises(Conflict, match="has auditor in that time already"):
        grant_role(session, by=OPERATOR, given=grant("O-5", "auditor", day))
    grant_role(session, by=OPERATOR, given=grant("O-5", "auditor", day + DAY))
    with pytest.raises(NotFound):
        grant_role(session, by=OPERATOR, given=grant("O-5", "none", day))


def test_a_grant_within_a_wider_scope_than_the_granter_s_is_refused(session: Session) -> None:
    """O-3 is given a narrow reach; the vacant O-5 of the same office reaches over the province."""
    day = today(session)
    set_scope(session, by=OPERATOR, number="O-5", given=WIDE)
    set_scope(session, by=OPERATOR, number="O-3", given=ScopeIn(reach=Reach.OWN))
    with pytest.raises(Forbidden, match="the reach over organisations"):
        grant_role(session, by=cast.acting(session, "O-3"), given=grant("O-5", "administrator", day))
    with pytest.raises(Forbidden, match="outside the position's scope"):
        grant_role(session, by=cast.acting(session, "O-3"), given=grant("W-1", "administrator", day))


@pytest.mark.parametrize(
    ("scope", "too_much"),
    [
        (ScopeIn(reach=Reach.OWN, clearance=(*PLAIN, Read.CONFIDENTIAL)), "the class: confidential"),
        (ScopeIn(reach=Reach.OWN, clearance=(*PLAIN, Read.PERSONAL)), "the class: personal"),
        (ScopeIn(reach=Reach.OWN, ceiling=1), "the ceiling of money"),
    ],
)
def test_nobody_sets_a_scope_beyond_his_own(session: Session, scope: ScopeIn, too_much: str) -> None:
    with pytest.raises(Forbidden, match=too_much):
        set_scope(session, by=cast.acting(session, "O-3"), number="O-5", given=scope)


def test_a_reach_that_grows_with_the_tree_is_wider_even_where_nothing_lies_below(session: Session) -> None:
    """The office has no organisation below it yet: what lies below is the same set as its own."""
    set_scope(session, by=OPERATOR, number="O-3", given=ScopeIn(reach=Reach.OWN))
    by = cast.acting(session, "O-3")
    with pytest.raises(Forbidden, match="the reach over organisations"):
        set_scope(session, by=by, number="O-5", given=ScopeIn(reach=Reach.SUBTREE))
    set_scope(session, by=OPERATOR, number="O-3", given=ScopeIn(reach=Reach.SUBTREE))
    set_scope(session, by=cast.acting(session, "O-3"), number="O-5", given=ScopeIn(reach=Reach.SUBTREE))


def test_widening_the_scope_of_a_position_gives_its_powers_over_more(session: Session) -> None:
    """W-1 loads data of its own organisation; O-3, who may not load any, cannot give that over the province."""
    by = cast.acting(session, "O-3")
    with pytest.raises(Forbidden, match="the power: load features into a dataset"):
        set_scope(session, by=by, number="W-1", given=WIDE)
    changed = set_scope(session, by=by, number="W-1", given=ScopeIn(reach=Reach.OWN, areas=("9801",)))
    assert changed.areas == ["9801"], "narrowing needs no more than the permission"


def test_narrowing_a_higher_position_needs_only_the_permission(session: Session) -> None:
    """The chief may approve 5 million baht and see what is confidential; O-3 has neither."""
    by = cast.acting(session, "O-3")
    narrowed = ScopeIn(reach=Reach.OWN, clearance=PLAIN, ceiling=1)
    row = set_scope(session, by=by, number="O-1", given=narrowed)
    assert (row.reach, row.clearance, row.ceiling_satang) == ("own", ["public", "internal"], 100)
    with pytest.raises(Forbidden):
        set_scope(session, by=by, number="O-1", given=narrowed.model_copy(update={"ceiling": 101}))


def test_a_purpose_is_granted_by_one_cleared_for_personal_data_and_not_to_himself(session: Session) -> None:
    day = today(session)
    given = grant("S-1", "social-welfare", day)
    with pytest.raises(Forbidden, match="class of the data"):
        grant_purpose(session, by=cast.acting(session, "O-3"), given=given)
    session.get_one(Position, "G-1").clearance = ["personal", "confidential"]
    session.flush()
    governor = cast.acting(session, "G-1")
    with pytest.raises(Forbidden, match="own position"):
        grant_purpose(session, by=governor, given=given.model_copy(update={"position": "G-1"}))
    with pytest.raises(Conflict, match="has social-welfare"):
        grant_purpose(session, by=governor, given=given)
    used = session.scalars(select(PurposeGrant)).one()
    assert cast.acting(session, "S-1").viewer.purposes == frozenset({"social-welfare"})
    withdraw_purpose(session, by=governor, grant_id=used.id, given=NOW)
    assert cast.acting(session, "S-1").viewer.purposes == frozenset()
    grant_purpose(session, by=governor, given=given)
    assert cast.acting(session, "S-1").viewer.purposes == frozenset({"social-welfare"})


def test_a_role_is_defined_with_no_more_than_its_maker_has(session: Session) -> None:
    by = cast.acting(session, "O-3")
    with pytest.raises(Forbidden, match="the power: read the audit log"):
        define_role(session, by=by, given=role("clerk", Permission.AUDIT_READ))
    made = define_role(session, by=by, given=role("clerk", Permission.KEY_ADMINISTER))
    assert not made.is_standard
    grant_role(session, by=by, given=grant("O-5", "clerk", today(session)))
    assert permissions(session, "O-5") == {Permission.KEY_ADMINISTER}


def test_nobody_adds_to_a_role_of_his_own_or_of_a_position_beyond_his_scope(session: Session) -> None:
    grant_role(session, by=OPERATOR, given=grant("O-3", "auditor", today(session)))
    by = cast.acting(session, "O-3")
    own = powers_of(session, session.get_one(Position, "O-3"), viewer=EVERYTHING).permissions
    with pytest.raises(Forbidden, match="own position"):
        define_role(session, by=by, given=role("administrator", *own))
    with pytest.raises(Forbidden, match="Nobody gives more than he has: the class"):
        define_role(session, by=by, given=role("chief", *permissions(session, "O-1") & own, Permission.KEY_ADMINISTER))
    define_role(session, by=by, given=role("chief"))
    assert permissions(session, "O-1") == frozenset(), "what a role allows is taken from every position that has it"
    assert session.get_one(Role, "chief").title_en == "a"
