"""Administering accounts: who may, about whom, and what it does at once."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from dataclasses import replace

import pyotp
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.commands import administration as acts
from app.accounts.models import Account
from app.accounts.queries.accounts import account as one_account
from app.accounts.queries.accounts import accounts, candidates
from app.core.audit import AuditEvent
from app.core.authority import Acting
from app.core.errors import Conflict, Forbidden, Invalid, NotFound
from app.organizations.models import Person
from tests import cast
from tests.app.accounts.conftest import CHEAP, Desk

Desks = Callable[..., Desk]
ACTS = ("password", "factor", "unlock", "disable", "enable", "sessions", "openid")


def made(session: Session, number: str = "O-2") -> uuid.UUID:
    account = Account(person_id=cast.person_id(number), username=number.lower(), password_hash=CHEAP)
    session.add(account)
    session.flush()
    return account.id


@pytest.fixture
def administrator(session: Session) -> Acting:
    return cast.acting(session, "O-3")


def id_of(admin: Desk, username: str) -> str:
    found = re.search(rf'href="/accounts/([0-9a-f-]+)">{username}<', admin.get("/accounts").text)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("number", ["G-2", "O-1", "O-2", "O-4", "W-1"])
def test_only_who_administers_accounts_acts_on_them(session: Session, number: str) -> None:
    by, account = cast.acting(session, number), made(session, "D-1")
    mark = b"n" * 32
    for act in (
        lambda: acts.create_account(session, cast.person_id("S-1"), "new", CHEAP, by=by),
        lambda: acts.reset_password(session, account, CHEAP, mark, by=by),
        lambda: acts.reset_second_factor(session, account, by=by),
        lambda: acts.unlock(session, account, mark, by=by),
        lambda: acts.disable(session, account, by=by),
        lambda: acts.enable(session, account, by=by),
        lambda: acts.end_sessions(session, account, by=by),
        lambda: acts.link_openid(session, account, "i", "s", by=by),
    ):
        with pytest.raises(Forbidden, match="ไม่มีอำนาจ"):
            act()


def test_who_may_not_administer_learns_not_even_what_there_is(session: Session) -> None:
    by, nobody, mark = cast.acting(session, "O-2"), uuid.uuid4(), b"n" * 32
    for act in (
        lambda: acts.create_account(session, nobody, "new", CHEAP, by=by),
        lambda: acts.reset_password(session, nobody, CHEAP, mark, by=by),
        lambda: acts.reset_second_factor(session, nobody, by=by),
        lambda: acts.unlock(session, nobody, mark, by=by),
        lambda: acts.disable(session, nobody, by=by),
        lambda: acts.enable(session, nobody, by=by),
        lambda: acts.end_sessions(session, nobody, by=by),
        lambda: acts.link_openid(session, nobody, "i", "s", by=by),
    ):
        with pytest.raises(Forbidden, match="ไม่มีอำนาจ"):
            act()


def test_a_page_of_nobody_is_forbidden_before_it_is_missing(desk: Desks) -> None:
    analyst, nobody = desk("o-2"), f"/accounts/{uuid.uuid4()}"
    assert analyst.get(nobody).status_code == 403
    assert {act: analyst.post(f"{nobody}/{act}").status_code for act in ACTS} == dict.fromkeys(ACTS, 403)
    assert desk("o-3").get(nobody).status_code == 404


def test_nobody_administers_his_own_account(session: Session, administrator: Acting) -> None:
    own = made(session, "O-3")
    for act in (acts.reset_second_factor, acts.disable, acts.enable, acts.end_sessions):
        with pytest.raises(Forbidden, match="ตนเอง"):
            act(session, own, by=administrator)
    with pytest.raises(Forbidden, match="ตนเอง"):
        acts.reset_password(session, own, CHEAP, b"n" * 32, by=administrator)


def test_one_administrator_resets_password_or_second_factor_but_not_both(
    session: Session, administrator: Acting
) -> None:
    account = made(session)
    acts.reset_password(session, account, CHEAP, b"n" * 32, by=administrator)
    with pytest.raises(Forbidden, match="คนละคน"):
        acts.reset_second_factor(session, account, by=administrator)
    another = replace(administrator, person_id=cast.person_id("G-2"))
    acts.reset_second_factor(session, account, by=another)
    with pytest.raises(Forbidden, match="คนละคน"):
        acts.reset_password(session, account, CHEAP, b"n" * 32, by=another)


def test_an_administrator_of_one_organisation_reaches_its_people_alone(session: Session, administrator: Acting) -> None:
    powers = replace(administrator.powers, agencies=frozenset({"works"}))
    local = replace(administrator, powers=powers, viewer=replace(administrator.viewer, agencies=frozenset({"works"})))
    governor, engineer = made(session, "G-1"), made(session, "W-1")
    with pytest.raises(Forbidden, match="นอกขอบเขต"):
        acts.disable(session, governor, by=local)
    acts.disable(session, engineer, by=local)
    assert [each.username for each in accounts(session, viewer=local.viewer)] == ["w-1"]
    assert one_account(session, governor, viewer=local.viewer) is None
    assert {each.title_th for each in candidates(session, viewer=local.viewer)} == set()


def test_an_account_is_made_once_for_a_living_person(session: Session, administrator: Acting) -> None:
    make = acts.create_account
    account = make(session, cast.person_id("O-2"), " Kham.R ", CHEAP, by=administrator)
    assert session.get_one(Account, account).username == "kham.r"
    assert session.get_one(Account, account).must_change is True
    with pytest.raises(Conflict, match="มีบัญชีแล้ว"):
        make(session, cast.person_id("O-2"), "another", CHEAP, by=administrator)
    with pytest.raises(Conflict, match="ชื่อผู้ใช้นี้มีแล้ว"):
        make(session, cast.person_id("W-1"), "KHAM.R", CHEAP, by=administrator)
    with pytest.raises(Invalid):
        make(session, cast.person_id("W-1"), "a b", CHEAP, by=administrator)
    gone = Person(name_th=None, erased_on=cast.SINCE)
    session.add(gone)
    session.flush()
    with pytest.raises(NotFound):
        make(session, gone.id, "gone", CHEAP, by=administrator)


def test_each_act_leaves_one_event(session: Session, administrator: Acting) -> None:
    account = made(session)
    acts.unlock(session, account, b"n" * 32, by=administrator)
    acts.end_sessions(session, account, by=administrator)
    acts.disable(session, account, by=administrator)
    acts.enable(session, account, by=administrator)
    acts.link_openid(session, account, "https://i", "s", by=administrator)
    left = session.scalars(select(AuditEvent.act).where(AuditEvent.object_id == str(account)).order_by(AuditEvent.at))
    assert list(left) == [
        "account.unlocked", "account.sessions_ended", "account.disabled", "account.enabled", "account.openid_linked",
    ]  # fmt: skip


def test_a_subject_of_the_single_sign_on_belongs_to_one_account(session: Session, administrator: Acting) -> None:
    first, second = made(session), made(session, "W-1")
    acts.link_openid(session, first, "https://i", "s", by=administrator)
    with pytest.raises(Conflict):
        acts.link_openid(session, second, "https://i", "s", by=administrator)


def test_a_new_account_from_its_page_to_its_first_sign_in(desk: Desks) -> None:
    admin = desk("o-3")
    assert admin.post("/accounts/new", person="", username="").status_code == 422
    taken = admin.post("/accounts/new", person=str(cast.person_id("O-2")), username="kham")
    assert taken.status_code == 422
    assert "มีบัญชีแล้ว" in taken.text


def test_a_reset_password_is_shown_once_and_ends_the_sessions(desk: Desks) -> None:
    admin, me = desk("o-3"), desk("o-2")
    where = f"/accounts/{id_of(admin, 'o-2')}"
    answer = admin.post(f"{where}/password")
    assert answer.headers["cache-control"] == "private, no-store"
    password = re.findall(r'class="secret">([a-z0-9-]{23})<', answer.text)[0]
    assert me.get("/accounts/me").status_code == 303
    assert password not in admin.get(where).text
    assert desk().sign_in("o-2", password).headers["location"] == "/accounts/me/password"


@pytest.mark.parametrize(("act", "comes_back"), [("disable", False), ("sessions", True), ("factor", True)])
def test_what_an_administrator_does_reaches_the_very_next_request(desk: Desks, act: str, comes_back: bool) -> None:
    admin, me = desk("o-3"), desk("o-2")
    where = f"/accounts/{id_of(admin, 'o-2')}"
    assert admin.post(f"{where}/{act}").headers["location"] == f"{where}?done={act}"
    assert me.get("/accounts/me").status_code == 303
    assert (desk().sign_in("o-2").status_code == 303) is comes_back
    assert admin.get(f"{where}?done={act}").status_code == 200


def test_an_administrator_unlocks_a_name(desk: Desks) -> None:
    admin = desk("o-3")
    for _ in range(5):
        desk().sign_in("o-2", "wrong")
    assert desk().sign_in("o-2").status_code == 429
    assert admin.post(f"/accounts/{id_of(admin, 'o-2')}/unlock").status_code == 303
    assert desk().sign_in("o-2").status_code == 303


def test_the_pages_are_for_who_administers(desk: Desks) -> None:
    admin, analyst = desk("o-3"), desk("o-2")
    own = id_of(admin, "o-3")
    assert "นี่คือบัญชีของท่านเอง" in admin.get(f"/accounts/{own}").text
    assert admin.get(f"/accounts/{uuid.uuid4()}").status_code == 404
    for path in ("/accounts", "/accounts/new", f"/accounts/{own}", "/accounts/channels", "/accounts/channels/new"):
        assert admin.get(path).status_code == 200
        assert admin.get(f"{path}?lang=en").status_code == 200
        assert analyst.get(path).status_code == 403
        assert desk().get(path).status_code == 403
    for act in ACTS:
        assert analyst.post(f"/accounts/{own}/{act}").status_code == 403
        assert admin.post(f"/accounts/{own}/{act}").status_code in (400, 403), "nobody administers himself"


def test_powers_without_the_second_factor_are_not_powers(desk: Desks) -> None:
    admin = desk()
    admin.sign_in("o-3")
    assert admin.take().headers["location"] == "/accounts/me/second-factor?why=position"
    assert admin.get("/accounts").status_code == 403
    phone, _ = admin.enrol()
    assert isinstance(phone, pyotp.TOTP)
    assert admin.take().status_code == 303
    assert admin.get("/accounts").status_code == 200


def test_an_empty_form_too_is_for_who_administers(desk: Desks) -> None:
    assert desk("o-2").post("/accounts/new").status_code == 403
