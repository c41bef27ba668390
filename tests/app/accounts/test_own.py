"""One's own account: password, second factor, where one is signed in."""

from __future__ import annotations

import re
from collections.abc import Callable

import pyotp
import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.accounts.models import Account, RecoveryCode
from tests.app.accounts.conftest import COOKIE, PASSWORD, Desk

Desks = Callable[..., Desk]
Written = Callable[[Callable[[Session], object]], object]
NEW = "ทุ่งรวงทองหลังเขาใหญ่"


def change(me: Desk, password: str = NEW, again: str | None = None, present: str = PASSWORD) -> int:
    answer = me.post("/accounts/me/password", present=present, password=password, again=again or password)
    return answer.status_code


def test_a_new_password_ends_every_other_session_and_changes_the_cookie(desk: Desks) -> None:
    me, elsewhere = desk("o-2"), desk("o-2")
    before = me.cookie
    assert change(me) == 303
    assert me.cookie != before
    assert me.get("/accounts/me").status_code == 200
    assert elsewhere.get("/accounts/me").status_code == 303
    assert desk().sign_in("o-2").status_code == 422
    assert desk().sign_in("o-2", NEW).status_code == 303


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"present": "not it at all"}, "รหัสผ่านปัจจุบันไม่ถูกต้อง"),
        ({"password": "สั้นไป"}, "อย่างน้อย 12 ตัวอักษร"),
        ({"password": "111111111111"}, "เดาง่ายเกินไป"),
        ({"again": "another one entirely"}, "ไม่ตรงกับรหัสผ่านใหม่"),
        ({"password": PASSWORD}, "ต้องต่างจากรหัสผ่านปัจจุบัน"),
    ],
)
def test_what_is_wrong_with_a_new_password_stands_at_its_field(desk: Desks, fields: dict[str, str], told: str) -> None:
    given = {"present": PASSWORD, "password": NEW, **fields}
    answer = desk("o-2").post("/accounts/me/password", **{"again": given["password"], **given})
    assert answer.status_code == 422
    assert told in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert PASSWORD not in answer.text


def test_guesses_at_the_present_password_are_locked(desk: Desks) -> None:
    me = desk("o-2")
    assert [change(me, present="wrong") for _ in range(6)] == [422] * 5 + [403]
    assert change(me) == 403


def test_a_given_password_must_be_changed_before_anything_else(desk: Desks, written: Written) -> None:
    written(lambda s: s.execute(update(Account).where(Account.username == "o-2").values(must_change=True)))
    me = desk()
    assert me.sign_in("o-2").headers["location"] == "/accounts/me/password"
    for path in ("/accounts/positions", "/accounts/me", "/accounts/me/second-factor"):
        assert me.get(path).headers["location"] == "/accounts/me/password"
    assert change(me) == 303
    assert me.take().status_code == 303


def test_the_secret_of_the_second_factor_is_stored_sealed_and_the_codes_hashed(desk: Desks, written: Written) -> None:
    me = desk("o-2")
    phone, codes = me.enrol()
    stored = written(lambda s: s.scalar(select(Account.totp_secret).where(Account.username == "o-2")))
    assert isinstance(stored, bytes)
    assert phone.secret.encode() not in stored
    hashes = written(lambda s: list(s.scalars(select(RecoveryCode.code_hash))))
    assert isinstance(hashes, list)
    assert (len(hashes), len(codes)) == (10, 10)


def test_an_enrolment_that_is_not_finished_changes_nothing(desk: Desks) -> None:
    me = desk("o-2")
    page = me.post("/accounts/me/second-factor").text
    sealed = re.findall(r'name="sealed" value="([0-9a-f]+)"', page)[0]
    wrong = me.post("/accounts/me/second-factor/confirm", sealed=sealed, code="000000")
    assert wrong.status_code == 422
    assert re.findall(r'secret long">([A-Z2-7 ]+)<', wrong.text) == re.findall(r'secret long">([A-Z2-7 ]+)<', page)
    assert desk().sign_in("o-2").headers["location"] == "/accounts/positions"


def test_a_sealed_secret_of_another_account_confirms_nothing(desk: Desks) -> None:
    page = desk("w-1").post("/accounts/me/second-factor").text
    secret = re.findall(r'secret long">([A-Z2-7 ]+)<', page)[0].replace(" ", "")
    sealed = re.findall(r'name="sealed" value="([0-9a-f]+)"', page)[0]
    me = desk("o-2")
    for given in (sealed, "00", "nonsense"):
        answer = me.post("/accounts/me/second-factor/confirm", sealed=given, code=pyotp.TOTP(secret).now())
        assert answer.headers["location"] == "/accounts/me/second-factor"


def test_the_list_of_sessions_shows_and_ends_the_others(desk: Desks) -> None:
    me, elsewhere = desk("o-2"), desk("o-2")
    page = me.get("/accounts/me").text
    assert "เครื่องนี้" in page
    numbers = re.findall(r'action="/accounts/me/sessions/([0-9a-f-]+)/end"', page)
    assert len(numbers) == 1
    assert me.post(f"/accounts/me/sessions/{numbers[0]}/end").status_code == 303
    assert elsewhere.get("/accounts/me").status_code == 303
    assert me.get("/accounts/me").status_code == 200


def test_nobody_ends_the_session_of_another_account(desk: Desks) -> None:
    other = desk("w-1")
    twin = desk("w-1")
    number = re.findall(r'action="/accounts/me/sessions/([0-9a-f-]+)/end"', other.get("/accounts/me").text)[0]
    desk("o-2").post(f"/accounts/me/sessions/{number}/end")
    assert twin.get("/accounts/me").status_code == 200


@pytest.mark.parametrize("token", ["", "wrong"])
def test_a_form_without_the_token_of_the_session_is_refused(desk: Desks, token: str) -> None:
    me = desk("o-2")
    assert me.post("/accounts/sign-out", token=token).status_code == 403
    assert me.get("/accounts/me").status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "", "Origin": "https://testserver"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
        ({"Origin": "https://testserver"}, 303),
        ({"Sec-Fetch-Site": "same-origin"}, 303),
        ({"Sec-Fetch-Site": "none"}, 303),
    ],
)
def test_an_act_comes_from_our_own_pages(desk: Desks, headers: dict[str, str], status: int) -> None:
    me = desk("o-2")
    token = me.token()
    del me.client.headers["Sec-Fetch-Site"]
    answer = me.client.post("/accounts/sign-out", data={"_token": token}, headers=headers, follow_redirects=False)
    assert answer.status_code == status
    assert (COOKIE in answer.headers.get("set-cookie", "")) is (status == 303)
