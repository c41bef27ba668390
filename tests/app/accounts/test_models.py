"""Each rule of the tables of accounts, and a row that breaks it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.accounts.models import Account, ApiKey, Channel, ChannelUsage, SecondFactorRule, UserSession
from tests import cast

ACCOUNT = "INSERT INTO accounts.account (id, person_id, username{}) SELECT gen_random_uuid(), id, {} FROM organizations.person"
OTHER = f" WHERE id = '{cast.person_id('O-4')}'"
SESSION = (
    "INSERT INTO accounts.session (id_hash, number, account_id, token, idle_until, ends_at)"
    " SELECT {} FROM accounts.account"
)
GOOD = "sha256('b'), gen_random_uuid(), id, repeat('t', 43), now() + interval '1 min', now() + interval '1 hour'"
CHANNEL = (
    "INSERT INTO accounts.channel (id, organization_code, title, layers, created_by{}) VALUES"
    " (gen_random_uuid(), 'works', {})"
)
KEY = "INSERT INTO accounts.api_key (id, channel_id, slot, secret_hash, expires_at{}) SELECT {} FROM accounts.channel"
GOOD_KEY = "'bbbbbbbbbb', id, 2, sha256('b'), now() + interval '1 day'"
USE = "INSERT INTO accounts.channel_usage (channel_id, day, used) SELECT id, {} FROM accounts.channel"


@pytest.fixture
def filled(session: Session) -> Session:
    """One account with a session and a code, one channel with a key and a day's use."""
    session.add(Account(person_id=cast.person_id("O-3"), username="o-3", oidc_issuer="i", oidc_subject="s"))
    session.add(Channel(organization_code="works", title="t", layers=["projects"], created_by="O-3"))
    session.flush()
    for statement in (
        SESSION.format(GOOD.replace("'b'", "'a'")),
        "INSERT INTO accounts.recovery_code SELECT id, sha256('a') FROM accounts.account",
        "INSERT INTO accounts.attempt (name_hash) VALUES (sha256('a'))",
        KEY.format("", "'aaaaaaaaaa', id, 1, sha256('a'), now() + interval '1 day'"),
        USE.format("'2026-11-25', 1"),
    ):
        session.execute(text(statement))
    return session


def bad_session(before: str, after: str) -> str:
    return SESSION.format(GOOD.replace(before, after))


def bad_key(before: str, after: str) -> str:
    return KEY.format("", GOOD_KEY.replace(before, after))


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (ACCOUNT.format("", "'x-1'") + f" WHERE id = '{cast.person_id('O-3')}'", "uq_account_person"),
        (ACCOUNT.format("", "'o-3'") + OTHER, "uq_account_username"),
        (ACCOUNT.format(", oidc_issuer, oidc_subject", "'x-1', 'i', 's'") + OTHER, "uq_account_oidc"),
        (ACCOUNT.format(", oidc_issuer", "'x-1', 'i'") + OTHER, "ck_account_oidc_whole"),
        (ACCOUNT.format("", "'X-1'") + OTHER, "ck_account_username_normal"),
        (ACCOUNT.format("", "E'cafe\\u0301'") + OTHER, "ck_account_username_normal"),
        (ACCOUNT.format("", "'x 1'") + OTHER, "ck_account_username_pattern"),
        (ACCOUNT.format("", "'x'") + OTHER, "ck_account_username_pattern"),
        (ACCOUNT.format(", password_hash", "'x-1', 'plain'") + OTHER, "ck_account_password_hashed"),
        (ACCOUNT.format(", totp_confirmed_at", "'x-1', now()") + OTHER, "ck_account_factor_has_secret"),
        ("INSERT INTO accounts.account (id, person_id, username) VALUES (gen_random_uuid(), gen_random_uuid(), 'x-1')",
         "fk_account_person_id"),
        ("INSERT INTO accounts.account SELECT * FROM accounts.account", "pk_account"),
        ("INSERT INTO accounts.recovery_code SELECT id, 'short' FROM accounts.account", "ck_recovery_code_hashed"),
        ("INSERT INTO accounts.recovery_code SELECT * FROM accounts.recovery_code", "pk_recovery_code"),
        ("INSERT INTO accounts.recovery_code VALUES (gen_random_uuid(), sha256('b'))", "fk_recovery_code_account_id"),
        ("INSERT INTO accounts.attempt (name_hash) VALUES ('somchai')", "ck_attempt_hashed"),
        ("INSERT INTO accounts.attempt (name_hash, failures) VALUES (sha256('b'), -1)", "ck_attempt_failures_positive"),
        ("INSERT INTO accounts.attempt (name_hash) VALUES (sha256('a'))", "pk_attempt"),
        (bad_session("sha256('b')", "'cookie'"), "ck_session_hashed"),
        (bad_session("sha256('b')", "sha256('a')"), "pk_session"),
        (bad_session("gen_random_uuid()", "(SELECT number FROM accounts.session)"), "uq_session_number"),
        (bad_session("repeat('t', 43)", "'guess'"), "ck_session_token_long"),
        (bad_session("now() + interval '1 hour'", "now() - interval '1 hour'"), "ck_session_ends"),
        (bad_session("interval '1 min'", "interval '2 hours'"), "ck_session_ends"),
        (bad_session("interval '1 hour'", "interval '13 hours'"), "ck_session_ends_within_half_a_day"),
        (bad_session(" id,", " gen_random_uuid(),"), "fk_session_account_id"),
        ("UPDATE accounts.session SET ended_at = now()", "ck_session_ended_for_a_reason"),
        ("UPDATE accounts.session SET ended_at = now(), ended_why = 'bored'", "ck_session_ended_why_known"),
        ("UPDATE accounts.session SET appointment_id = gen_random_uuid()", "fk_session_appointment_id"),
        ("UPDATE accounts.session SET delegation_id = gen_random_uuid()", "ck_session_delegation_of_appointment"),
        ("UPDATE accounts.session SET delegation_id = gen_random_uuid(), appointment_id = (SELECT id FROM"
         " organizations.appointment LIMIT 1)", "fk_session_delegation_id"),
        (CHANNEL.format("", "' ', '{projects}', 'O-3'"), "ck_channel_titled"),
        (CHANNEL.format("", "'t', '{}', 'O-3'"), "ck_channel_some_layer"),
        (CHANNEL.format(", verbs", "'t', '{projects}', 'O-3', '{read,write}'"), "ck_channel_verbs_known"),
        (CHANNEL.format(", class", "'t', '{projects}', 'O-3', 'personal'"), "ck_channel_class_low"),
        (CHANNEL.format(", daily_quota", "'t', '{projects}', 'O-3', 0"), "ck_channel_quota_positive"),
        (CHANNEL.format(", per_minute", "'t', '{projects}', 'O-3', 0"), "ck_channel_pace_positive"),
        (CHANNEL.format("", "'t', '{projects}', 'O-3'").replace("works", "nowhere"), "fk_channel_organization_code"),
        ("INSERT INTO accounts.channel SELECT * FROM accounts.channel", "pk_channel"),
        (bad_key("id, 2", "id, 1"), "ex_api_key_two_live"),
        (bad_key("id, 2", "id, 3"), "ck_api_key_slot_known"),
        (bad_key("'bbbbbbbbbb'", "'B1'"), "ck_api_key_id_pattern"),
        (bad_key("sha256('b')", "'secret'"), "ck_api_key_hashed"),
        (bad_key("interval '1 day'", "interval '400 days'"), "ck_api_key_expires"),
        (bad_key("interval '1 day'", "interval '-1 day'"), "ck_api_key_expires"),
        (bad_key("id, 2", "gen_random_uuid(), 2"), "fk_api_key_channel_id"),
        (bad_key("'bbbbbbbbbb', id, 2", "'aaaaaaaaaa', id, 2"), "pk_api_key"),
        ("UPDATE accounts.api_key SET revoked_at = now()", "ck_api_key_revoked_for_a_reason"),
        ("UPDATE accounts.api_key SET revoked_at = now(), revoked_why = 'mood'", "ck_api_key_revoked_why_known"),
        (USE.format("'2026-11-26', -1"), "ck_channel_usage_used_positive"),
        (USE.format("'2569-11-26', 1"), "ck_channel_usage_common_era"),
        (USE.format("'2026-11-25', 1"), "pk_channel_usage"),
        ("INSERT INTO accounts.channel_usage VALUES (gen_random_uuid(), '2026-11-25', 1)", "fk_channel_usage_channel_id"),
    ],
)  # fmt: skip
def test_the_database_refuses_nonsense(filled: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), filled.begin_nested():
        filled.execute(text(statement))


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        ("INSERT INTO accounts.second_factor_rule VALUES ('tea.make')", "ck_second_factor_rule_permission_known"),
        ("INSERT INTO accounts.second_factor_rule VALUES ('role.grant')", "pk_second_factor_rule"),
    ],
)
def test_the_owner_too_names_known_permissions_once(toy_owner: Session, statement: str, constraint: str) -> None:
    with pytest.raises(IntegrityError, match=f'"{constraint}"'), toy_owner.begin_nested():
        toy_owner.execute(text(statement))


@pytest.mark.parametrize("role", ["phaen_public", "phaen_analyst", "phaen_jobs"])
def test_no_other_role_sees_a_row_of_accounts(session: Session, role: str) -> None:
    for table in (Account, UserSession, Channel, ApiKey, ChannelUsage, SecondFactorRule):
        named = str(table.__table__)
        assert session.scalar(text(f"SELECT has_table_privilege('{role}', '{named}', 'SELECT')")) is False
    assert (
        session.scalar(text("SELECT has_table_privilege('phaen_app', 'accounts.second_factor_rule', 'UPDATE')"))
        is False
    )
