"""The first administrator, and the accounts of the demonstration."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from typer.testing import CliRunner

from app.__main__ import commands
from app.accounts.commands import founding
from app.accounts.models import Account, UserSession
from app.accounts.passwords import ARGON2
from app.accounts.queries.accounts import by_username, has_administrator
from app.accounts.queries.demo import demo_cast
from app.accounts.rules import normal_password
from app.core.audit import AuditEvent
from app.core.authority import EVERYTHING, OPERATOR
from app.core.cluster import Database
from app.core.database import transaction
from app.core.errors import Conflict, Forbidden
from app.core.permissions import Permission
from app.core.settings import Settings
from app.organizations.models import Appointment, Organization, Person, Position, RoleGrant
from app.organizations.queries.capacities import acting_in, capacities
from app.terminal.accounts import give_demo_accounts
from app.web.words import today
from tests import cast
from tests.app.accounts.conftest import CHEAP


def first(session: Session) -> Account:
    made = founding.make_first_administrator(session, "นางปฐม เริ่มแรก", "Admin", CHEAP, by=OPERATOR, on=today())
    return session.get_one(Account, made)


def test_the_first_administrator_administers_and_reads_nothing_confidential(session: Session) -> None:
    account = first(session)
    assert (account.username, account.must_change) == ("admin", True)
    held = capacities(session, account.person_id, viewer=EVERYTHING)
    by = acting_in(session, held[0].appointment_id, viewer=EVERYTHING)
    assert by is not None
    assert by.may(Permission.ACCOUNT_ADMINISTER)
    assert by.may(Permission.APPOINTMENT_ORDER)
    assert not by.may(Permission.AUDIT_READ)
    assert {each.value for each in by.viewer.classes} == {"public", "internal"}
    assert has_administrator(session, viewer=EVERYTHING)


def test_there_is_a_first_administrator_once(session: Session) -> None:
    first(session)
    with pytest.raises(Conflict):
        first(session)


def test_a_disabled_or_invented_administrator_is_none(session: Session) -> None:
    account = first(session)
    for values in ({"disabled_at": datetime.now(UTC)}, {"is_synthetic": True, "disabled_at": None}):
        session.execute(update(Account).where(Account.id == account.id).values(**values))
        assert not has_administrator(session, viewer=EVERYTHING)


def test_a_vacant_post_that_administers_is_filled_before_one_is_made(session: Session) -> None:
    of_o3 = update(Appointment).where(Appointment.position_number == "O-3")
    session.execute(of_o3.values(ended_at=datetime.now(UTC), valid_to=today()))
    yesterday = today() - timedelta(days=1)
    session.execute(update(Appointment).where(Appointment.position_number == "O-3").values(valid_to=yesterday))
    account = first(session)
    assert [each.position for each in capacities(session, account.person_id, viewer=EVERYTHING)] == ["O-3"]


def test_an_empty_database_gets_the_office_too(fresh_database: Database) -> None:
    with transaction(fresh_database) as session:
        first(session)
        assert session.scalars(select(Position.number)).all() == ["ADMIN-1"]
        assert session.scalars(select(Organization.code)).all() == ["system-office"]


def synthetic(session: Session) -> None:
    """The chief and the analyst of the toy province are invented."""
    session.execute(
        update(Person).where(Person.id.in_([cast.person_id("O-1"), cast.person_id("O-2")])).values(is_synthetic=True)
    )


def test_the_demo_s_cast_is_one_for_each_role(session: Session) -> None:
    synthetic(session)
    session.add(RoleGrant(position_number="O-2", role_code="auditor", order_no="9/2569", valid_from=cast.SINCE))
    session.flush()
    found = demo_cast(session, viewer=EVERYTHING)
    assert [(part.username, part.title) for part in found] == [
        ("demo-chief", "หัวหน้าสำนักงานจังหวัด"), ("demo-analyst", "นักวิเคราะห์นโยบายและแผน"),
    ]  # fmt: skip


def test_demo_accounts_are_made_anew_and_told_once(session: Session) -> None:
    synthetic(session)
    before = give_demo_accounts(session)
    given = give_demo_accounts(session)
    assert [name for name, _, _ in given] == ["demo-chief", "demo-analyst"]
    assert {password for _, password, _ in given}.isdisjoint(password for _, password, _ in before)
    account = by_username(session, "demo-chief", viewer=EVERYTHING)
    assert account is not None
    assert account.password_hash is not None
    assert ARGON2.verify(normal_password(given[0][1]), account.password_hash)
    told = json.dumps([row.detail for row in session.scalars(select(AuditEvent))])
    assert not any(password in told for _, password, _ in given)


def test_without_invented_holders_the_demo_has_no_accounts(session: Session) -> None:
    assert give_demo_accounts(session) == []


def test_removing_the_demo_leaves_real_accounts(session: Session) -> None:
    synthetic(session)
    give_demo_accounts(session)
    real = first(session)
    assert founding.remove_synthetic_accounts(session, by=OPERATOR) == {"accounts": 2, "channels": 0}
    assert session.scalars(select(Account.id)).all() == [real.id]
    assert session.scalars(select(UserSession)).all() == []


@pytest.mark.parametrize("number", ["G-1", "O-2", "O-3"])
def test_the_demo_s_accounts_are_the_operator_s_matter(session: Session, number: str) -> None:
    by = cast.acting(session, number)
    for act in (
        lambda: founding.make_demo_accounts(session, [], by=by),
        lambda: founding.remove_synthetic_accounts(session, by=by),
    ):
        with pytest.raises(Forbidden):
            act()
    if number != "O-3":
        with pytest.raises(Forbidden):
            founding.make_first_administrator(session, "x", "admin", CHEAP, by=by, on=today())


def test_the_terminal_makes_resets_and_lists(
    fresh_database: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = fresh_database.address
    monkeypatch.setenv("PHAEN_DATABASE_URL", url)
    monkeypatch.setenv("PHAEN_SECRETS", str(fresh_database.secrets))
    monkeypatch.setenv("PHAEN_HOME", str(settings.home))
    run = CliRunner()
    made = run.invoke(commands, ["account", "first", "--name", "นางปฐม เริ่มแรก"])
    assert made.exit_code == 0, made.output
    assert "admin" in made.stdout
    again = run.invoke(commands, ["account", "first", "--name", "x"])
    assert isinstance(again.exception, Conflict)
    listed = run.invoke(commands, ["account", "list"]).stdout
    assert "นางปฐม เริ่มแรก · ผู้ดูแลระบบสารสนเทศ" in listed
    reset = run.invoke(commands, ["account", "reset", " ADMIN "])
    assert reset.exit_code == 0, reset.output
    password = next(line.split()[1] for line in reset.stdout.splitlines() if line.startswith("  admin"))
    with transaction(fresh_database) as session:
        account = by_username(session, "admin", viewer=EVERYTHING)
        assert account is not None
        assert account.password_hash is not None
        assert ARGON2.verify(password, account.password_hash)
    assert run.invoke(commands, ["account", "reset", "nobody"]).exit_code != 0
    assert "ไม่มีผู้ดำรงตำแหน่งสมมุติ" in run.invoke(commands, ["demo", "accounts"]).stdout
