"""What every installation begins with, and how it keeps up with the program without touching what the office edited."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, OPERATOR, PUBLIC
from app.core.cluster import Database
from app.core.database import transaction
from app.core.errors import Forbidden
from app.core.permissions import BY_ANOTHER_PERSON, Permission
from app.core.terminal import FURNISHED, bring_up_to_date
from app.organizations.commands.grants import define_role
from app.organizations.commands.standard import seed_standard
from app.organizations.models import Committee, CommitteeOffice, Purpose, Role, RolePermission
from app.organizations.queries.policy import permissions_of, policy, roles
from app.organizations.schemas import RoleIn
from app.organizations.standard import COMMITTEES, PURPOSES, ROLES
from app.terminal import service
from tests import cast

CODES = {
    "governor", "deputy-governor", "chief-of-office", "strategy-officer", "gis-officer", "hr-officer",
    "system-administrator", "internal-auditor", "data-protection-officer", "district-chief", "agency-head",
    "agency-officer", "reader",
}  # fmt: skip


def allowed(session: Session, code: str) -> frozenset[Permission]:
    return permissions_of(session, code, viewer=EVERYTHING)


def test_the_first_time_brings_all_and_the_second_nothing(session: Session) -> None:
    """The toy province has a role ``governor`` and the purpose ``social-welfare`` of its own."""
    assert seed_standard(session, by=OPERATOR) == {"roles": 12, "purposes": 4, "committees": 2}
    events = select(func.count()).select_from(AuditEvent).where(AuditEvent.act == "standard.seeded")
    assert session.scalar(events) == 1
    assert seed_standard(session, by=OPERATOR) == {"roles": 0, "purposes": 0, "committees": 0}
    assert session.scalar(events) == 1, "what changes nothing leaves no event"
    assert set(session.scalars(select(Role.code))) >= CODES
    assert session.scalar(select(func.count()).select_from(CommitteeOffice)) == 7


def test_what_the_office_has_made_or_edited_stays_as_it_is(session: Session) -> None:
    before = allowed(session, "governor")
    seed_standard(session, by=OPERATOR)
    assert allowed(session, "governor") == before
    assert session.get_one(Role, "governor").title_th == "บทบาท governor"
    edited = RoleIn(
        code="reader", title_th="ผู้อ่านของเรา", title_en="Ours", sentence_th="อ่าน", sentence_en="Reads",
        permissions=frozenset({Permission.AUDIT_READ}),
    )  # fmt: skip
    define_role(session, by=OPERATOR, given=edited)
    assert seed_standard(session, by=OPERATOR)["roles"] == 0
    assert session.get_one(Role, "reader").title_th == "ผู้อ่านของเรา"
    assert allowed(session, "reader") == {Permission.AUDIT_READ}


def test_what_an_earlier_version_brought_is_brought_up_to_date(session: Session) -> None:
    seed_standard(session, by=OPERATOR)
    role = session.get_one(Role, "gis-officer")
    role.sentence_th = "ประโยคของรุ่นก่อน"
    session.get_one(Purpose, "petitions").legal_basis = "กฎหมายเดิม"
    held = session.get_one(RolePermission, ("internal-auditor", "audit.read"))
    session.delete(held)
    session.flush()
    assert seed_standard(session, by=OPERATOR) == {"roles": 2, "purposes": 1, "committees": 0}
    assert role.sentence_th.startswith("นำเข้าเขตการปกครอง")
    assert allowed(session, "internal-auditor") == {Permission.AUDIT_READ}


def test_whom_the_office_left_out_of_a_committee_stays_out(session: Session) -> None:
    seed_standard(session, by=OPERATOR)
    session.delete(session.get_one(CommitteeOffice, ("kbj", "agency-head")))
    session.flush()
    seed_standard(session, by=OPERATOR)
    assert session.get(CommitteeOffice, ("kbj", "agency-head")) is None


@pytest.mark.parametrize("number", ["O-1", "O-2", "G-2", "W-1"])
def test_only_who_grants_roles_over_the_whole_province_seeds(session: Session, number: str) -> None:
    with pytest.raises(Forbidden):
        seed_standard(session, by=cast.acting(session, number))


def test_every_role_says_what_it_is_in_both_languages_and_where_it_comes_from() -> None:
    assert {role.code for role in ROLES} == CODES
    for one in ROLES:
        assert all((one.title_th, one.title_en, one.sentence_th, one.sentence_en, one.source))
    assert not any(one.is_verified for one in (*ROLES, *PURPOSES, *COMMITTEES)), (
        "nothing was checked against its original"
    )


def test_the_administrator_of_accounts_has_no_other_power_and_nobody_loads_the_demonstration_by_role() -> None:
    held = {role.code: role.permissions for role in ROLES}
    assert held["system-administrator"] == {Permission.ACCOUNT_ADMINISTER, Permission.KEY_ADMINISTER}
    assert held["internal-auditor"] == {Permission.AUDIT_READ}
    assert held["data-protection-officer"] == {Permission.PERSON_ERASE, Permission.AUDIT_READ}
    assert held["reader"] == frozenset()
    assert frozenset(Permission) - held["governor"] == {Permission.DEMO_LOAD}
    assert not any(Permission.DEMO_LOAD in permissions for permissions in held.values())


def test_the_policy_names_every_power_its_roles_and_who_has_it_today(session: Session) -> None:
    rules = {rule.permission: rule for rule in policy(session, viewer=PUBLIC)}
    assert list(rules) == list(Permission)
    audit = rules[Permission.AUDIT_READ]
    assert audit.roles == {"governor", "auditor"}
    assert [one.number for one in audit.positions] == ["G-1", "O-4"]
    assert rules[Permission.DEMO_LOAD].positions == ()
    assert {one for one, rule in rules.items() if rule.needs_another_person} == BY_ANOTHER_PERSON
    assert rules[Permission.ROLE_GRANT].is_never_delegated
    assert rules[Permission.EXPENSE_APPROVE].has_ceiling
    assert len(roles(session, viewer=PUBLIC)) == 6


def test_bringing_a_database_up_to_date_furnishes_it(fresh_database: Database) -> None:
    assert callable(service.migrate), "the commands name what they furnish"
    assert len(FURNISHED) == 4
    bring_up_to_date(fresh_database)
    bring_up_to_date(fresh_database)
    with transaction(fresh_database) as session:
        assert session.scalar(select(func.count()).select_from(Role)) == len(ROLES)
        assert session.scalar(select(func.count()).select_from(Committee)) == len(COMMITTEES)
        assert session.scalars(select(AuditEvent.act).order_by(AuditEvent.seq)).all() == [
            "standard.seeded", "national_frame.seeded", "indicator.seeded", "monitoring.seeded",
        ]  # fmt: skip
