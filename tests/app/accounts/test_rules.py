"""Names, passwords, locks and networks, without a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pyotp
import pytest

from app.accounts import rules
from app.accounts.seals import Seals
from app.accounts.second_factor import new_secret, normal_code, recovery_codes, step_of
from app.web.qr import picture

NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("given", "stored"), [("  Somchai ", "somchai"), ("ÉLODIE", "élodie"), ("Cafe\u0301", "café"), ("สมชาย", "สมชาย")]
)
def test_a_name_is_the_same_however_it_was_typed(given: str, stored: str) -> None:
    assert rules.normal_name(given) == stored


def test_a_password_is_the_same_however_its_letters_were_composed() -> None:
    assert rules.normal_password(" cafe\u0301 ") == rules.normal_password("café")


@pytest.mark.parametrize(
    ("password", "is_good"),
    [
        ("สั้นไป", False),
        ("aaaaaaaaaaaaaaaa", False),
        ("123456789012345", False),
        ("abcdefghijklmnop", False),
        ("my name is o-2 thanks", False),
        ("x" * 201, False),
        ("แม่น้ำสายใหญ่ไหลผ่านเมือง", True),
        ("correct horse battery", True),
    ],
)
def test_a_new_password_is_long_and_no_walk_along_the_keys(password: str, is_good: bool) -> None:
    assert (rules.objection(password, "o-2") is None) is is_good


def test_the_first_four_failures_lock_nothing_and_no_lock_is_longer_than_an_hour() -> None:
    waits = [rules.lock_until(failures, NOW) for failures in range(1, 14)]
    assert waits[:4] == [None] * 4
    assert [(until - NOW).seconds // 60 for until in waits[4:] if until] == [1, 2, 4, 8, 16, 32, 60, 60, 60]


@pytest.mark.parametrize(
    ("networks", "address", "is_in"),
    [
        ([], "8.8.8.8", True),
        (["203.0.113.0/24"], "203.0.113.9", True),
        (["203.0.113.0/24"], "203.0.114.9", False),
        (["203.0.113.0/24"], "::ffff:203.0.113.9", True),
        (["2001:db8::/32"], "2001:db8::1", True),
        (["203.0.113.0/24"], "testclient", False),
        (["203.0.113.0/24"], None, False),
    ],
)
def test_a_key_opens_from_its_networks_alone(networks: list[str], address: str | None, is_in: bool) -> None:
    assert rules.admits(map(ip_network, networks), address) is is_in


def test_generated_secrets_are_long_and_never_the_same() -> None:
    passwords = {rules.generated_password() for _ in range(200)}
    assert len(passwords) == 200
    assert all(len(each) == 23 and not set("il1o0") & set(each) for each in passwords)
    key_id, key = rules.generated_key()
    found = rules.KEY.match(key)
    assert found is not None
    assert found[1] == key_id


def test_a_code_is_good_for_its_step_and_one_to_each_side() -> None:
    secret, now = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", datetime.fromtimestamp(59, UTC)
    # RFC 6238 counts 59 s as step 1
    code = pyotp.TOTP(secret).at(59)
    assert step_of(secret, code, now) == 1
    assert step_of(secret, code, now + timedelta(seconds=30)) == 1
    assert step_of(secret, code, now + timedelta(seconds=61)) is None
    assert step_of(secret, "", now) is None
    assert step_of(secret, "๑๒๓๔๕๖", now) is None


def test_recovery_codes_are_ten_and_read_however_they_are_typed() -> None:
    codes = recovery_codes()
    assert len(set(codes)) == 10
    assert normal_code(codes[0].upper().replace("-", " ")) == normal_code(codes[0])
    assert len(normal_code(codes[0])) == 16


def test_the_picture_of_the_secret_needs_no_style() -> None:
    drawn = picture(f"otpauth://totp/{new_secret()}")
    assert drawn.startswith("<svg")
    assert "style" not in drawn


def test_what_is_sealed_opens_only_as_being_about_the_same() -> None:
    seals = Seals("k" * 32)
    sealed = seals.seal(b"secret", "one")
    assert seals.opened(sealed, "one") == b"secret"
    assert seals.opened(sealed, "another") is None
    assert seals.opened(sealed[:-1] + bytes([sealed[-1] ^ 1]), "one") is None
    assert seals.opened(b"", "one") is None
    assert Seals("l" * 32).opened(sealed, "one") is None
    assert seals.mark("name", "x") != seals.mark("link", "x")
