"""Coming in, the second factor, taking a position, going out (security.md B5, row 23)."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event, Thread

import pyotp
import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from app.accounts import guarding, passwords
from app.accounts.models import Account, Attempt, UserSession
from app.accounts.passwords import AT_ONCE, WAITING, Hasher
from app.core.audit import AuditEvent
from app.core.errors import Unavailable
from app.organizations.models import Appointment, DelegatedPermission, Delegation, Person
from app.web.buckets import Buckets
from app.web.words import today
from tests import cast
from tests.app.accounts.conftest import CHEAP, COOKIE, HASH, PASSWORD, Desk
from tests.cast import person_id
from tests.conftest import awaited

Desks = Callable[..., Desk]
Written = Callable[[Callable[[Session], object]], object]
MEGABYTE = 2**20


def acting_chief(session: Session, days: int = 30) -> None:
    """The analyst acts for the chief of the office."""
    today = datetime.now(UTC).date()
    session.add(
        Appointment(
            person_id=cast.person_id("O-2"), position_number="O-1", kind="acting_for", order_no="1412/2569",
            order_on=today, valid_from=today - timedelta(days=1), valid_to=today + timedelta(days=days),
        )
    )  # fmt: skip


@pytest.fixture
def stand_in(written: Written) -> Iterator[None]:
    """An order that lets the analyst act for the chief; taken back afterwards."""
    written(acting_chief)
    yield
    written(lambda s: s.execute(delete(Appointment).where(Appointment.kind == "acting_for")))


def test_sign_in_choose_act_sign_out(desk: Desks) -> None:
    me = desk()
    answer = me.sign_in("O-2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/accounts/positions")
    said = answer.headers["set-cookie"]
    assert said.startswith("__Host-phaen=")
    assert all(part in said for part in ("Secure", "HttpOnly", "Path=/", "SameSite=lax"))
    assert "Domain" not in said
    assert me.take().headers["location"] in ("/", "/organizations/desk")
    page = me.get("/").text
    assert "นักวิเคราะห์นโยบายและแผน" in page
    assert "นางสาวคำ เรียนดี" in page
    out = me.post("/accounts/sign-out")
    assert out.headers["location"] == "/accounts/sign-in?why=out"
    assert "นักวิเคราะห์" not in me.get("/").text
    assert me.get("/accounts/me").headers["location"].startswith("/accounts/sign-in")


def test_pages_of_somebody_are_kept_by_no_cache_and_the_public_s_may_be(desk: Desks) -> None:
    assert desk("o-2").get("/places").headers["cache-control"] == "private, no-store"
    assert desk().get("/places").headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("username", "password"), [("o-2", "wrong"), ("nobody-here", "wrong"), ("nobody-here", PASSWORD)]
)
def test_a_wrong_name_and_a_wrong_password_are_told_in_the_same_words(
    desk: Desks, username: str, password: str
) -> None:
    answer = desk().sign_in(username, password)
    assert answer.status_code == 422
    assert "ชื่อผู้ใช้หรือรหัสผ่านไม่ถูกต้อง" in answer.text
    assert "set-cookie" not in answer.headers


def test_known_and_unknown_names_lock_in_the_same_way_and_the_lock_says_until_when(desk: Desks) -> None:
    answers = {name: [desk().sign_in(name, "wrong") for _ in range(6)] for name in ("o-2", "nobody-here")}
    assert [answer.status_code for answer in answers["o-2"]] == [422] * 5 + [429]
    told = [[answer.text.replace(name, "") for answer in found] for name, found in answers.items()]
    assert told[0] == told[1]
    assert "ชื่อนี้ถูกพักไว้" in told[0][-1]
    assert desk().sign_in("o-2").status_code == 429, "the right password does not help while the name rests"
    assert desk().sign_in("O-2 ").status_code == 429, "nor does another way to write the name"
    assert desk().sign_in("o-4").status_code == 303, "others are not touched"


def test_a_lock_ends_doubles_and_is_forgotten_by_a_good_sign_in(desk: Desks, written: Written) -> None:
    for _ in range(5):
        desk().sign_in("o-2", "wrong")
    past = datetime.now(UTC) - timedelta(seconds=1)
    written(lambda s: s.execute(update(Attempt).values(locked_until=past)))
    assert desk().sign_in("o-2", "wrong").status_code == 422
    locked = written(lambda s: s.scalar(select(Attempt.locked_until)))
    assert isinstance(locked, datetime)
    assert 100 < (locked - datetime.now(UTC)).seconds <= 120, "the sixth failure locks for two minutes"
    written(lambda s: s.execute(update(Attempt).values(locked_until=past)))
    assert desk().sign_in("o-2").status_code == 303
    assert written(lambda s: s.scalar(select(func.count()).select_from(Attempt))) == 0


def test_guesses_at_the_same_moment_do_not_pass_the_lock_together(desk: Desks) -> None:
    with ThreadPoolExecutor(16) as many:
        answers = list(many.map(lambda _: desk().sign_in("o-2", "wrong").status_code, range(16)))
    assert sorted(answers) == [422] * 5 + [429] * 11


def test_one_address_cannot_guess_at_many_names(desk: Desks, guesses: Buckets) -> None:
    guesses.burst, guesses.rate = 3.0, 0.001
    names = [f"name-{number}" for number in range(4)]
    answers = [desk(address="198.51.100.9").sign_in(name, "wrong") for name in names]
    assert [answer.status_code for answer in answers] == [422] * 3 + [429]
    assert int(answers[-1].headers["retry-after"]) > 900
    assert desk(address="198.51.100.10").sign_in("o-2").status_code == 303


def test_sign_in_gives_a_new_cookie_whatever_the_browser_brings(desk: Desks) -> None:
    me = desk()
    me.client.cookies.set(COOKIE, "planted", domain="testserver.local")
    me.sign_in("o-2")
    first = me.cookie
    assert first not in (None, "planted")
    me.take()
    second = me.cookie
    assert second != first, "taking a position changes what one may do"
    again = desk()
    again.client.cookies.set(COOKIE, str(first), domain="testserver.local")
    assert again.get("/accounts/me").status_code == 303, "the cookie of before opens nothing"


def test_a_second_sign_in_in_the_same_browser_ends_the_first(desk: Desks) -> None:
    me = desk("o-2")
    first = str(me.cookie)
    me.sign_in("o-2")
    other = desk()
    other.client.cookies.set(COOKIE, first, domain="testserver.local")
    assert other.get("/accounts/me").status_code == 303


def test_the_table_does_not_hold_what_opens_a_session(desk: Desks, written: Written) -> None:
    cookie = str(desk("o-2").cookie)
    rows = written(lambda s: [(row.id_hash, row.token) for row in s.scalars(select(UserSession))])
    assert isinstance(rows, list)
    assert all(cookie.encode() not in id_hash and token != cookie for id_hash, token in rows)


@pytest.mark.usefixtures("stand_in")
def test_who_acts_for_another_is_told_so_on_every_page(desk: Desks) -> None:
    me = desk()
    me.sign_in("o-2")
    me.enrol()
    me.take(1)
    for path in ("/", "/places", "/accounts/me", "/nowhere"):
        page = me.get(path).text
        assert "ท่านกำลังทำหน้าที่" in page, path
        assert "รักษาราชการแทน หัวหน้าสำนักงานจังหวัด" in page
        assert "1412/2569" in page
    assert "acting for the holder Chief of the Provincial Office" in me.get("/places?lang=en").text


@pytest.mark.usefixtures("stand_in")
def test_great_powers_ask_for_a_second_factor_first(desk: Desks) -> None:
    me = desk()
    me.sign_in("o-2")
    assert me.take(1).headers["location"] == "/accounts/me/second-factor?why=position"
    assert "ท่านกำลังทำหน้าที่" not in me.get("/").text
    me.enrol()
    assert me.take(1).headers["location"] in ("/", "/organizations/desk")


@pytest.mark.usefixtures("stand_in")
def test_the_order_that_ends_ends_the_session_at_the_next_request(desk: Desks, written: Written) -> None:
    me = desk()
    me.sign_in("o-2")
    me.enrol()
    me.take(1)
    assert "หัวหน้าสำนักงานจังหวัด" in me.get("/").text
    written(
        lambda s: s.execute(
            update(Appointment).where(Appointment.kind == "acting_for").values(ended_at=func.now(), valid_to=today())
        )
    )
    page = me.get("/")
    assert "เข้าสู่ระบบ" in page.text
    assert "ท่านกำลังทำหน้าที่" not in page.text
    why = written(lambda s: s.scalar(select(UserSession.ended_why).where(UserSession.ended_why != "switched")))
    assert why == "order"


def test_what_is_delegated_can_be_taken_and_ends_with_its_order(desk: Desks, written: Written) -> None:
    def order(session: Session) -> object:
        today = datetime.now(UTC).date()
        made = Delegation(
            from_position="O-1", to_position="O-2", order_no="902/2569", order_on=today,
            valid_from=today - timedelta(days=1), valid_to=today + timedelta(days=9),
        )  # fmt: skip
        session.add(made)
        session.flush()
        session.add(DelegatedPermission(delegation_id=made.id, permission="expense.approve"))
        return made.id

    made = written(order)
    try:
        me = desk()
        me.sign_in("o-2")
        assert me.take(1).headers["location"] in ("/", "/organizations/desk")
        assert "ปฏิบัติราชการแทน หัวหน้าสำนักงานจังหวัด" in me.get("/places").text
        written(lambda s: s.execute(update(Delegation).values(ended_at=func.now(), valid_to=today())))
        assert "ปฏิบัติราชการแทน" not in me.get("/places").text
    finally:
        written(lambda s: s.execute(delete(Delegation).where(Delegation.id == made)))


def test_nobody_takes_the_position_of_another(desk: Desks, written: Written) -> None:
    governor = written(lambda s: s.scalar(select(Appointment.id).where(Appointment.position_number == "G-2")))
    me = desk()
    me.sign_in("o-2")
    assert me.post("/accounts/positions", capacity=f"{governor}:").status_code == 403
    assert me.post("/accounts/positions", capacity="nonsense").status_code == 403
    assert me.post("/accounts/positions", capacity="").status_code == 422


def put(values: dict[str, datetime], session: Session) -> None:
    session.execute(update(UserSession).values(**values))


def test_a_session_that_rests_or_is_old_ends(desk: Desks, written: Written) -> None:
    past = datetime.now(UTC) - timedelta(seconds=1)
    begun = past - timedelta(hours=11)
    for values in ({"idle_until": past}, {"created_at": begun, "idle_until": past, "ends_at": past}):
        me = desk("o-2")
        written(partial(put, values))
        assert me.get("/accounts/me").status_code == 303


def test_use_keeps_a_session_alive_but_not_beyond_its_end(desk: Desks, written: Written) -> None:
    me = desk("o-2")
    long_ago, soon = datetime.now(UTC) - timedelta(minutes=20), datetime.now(UTC) + timedelta(minutes=10)
    written(lambda s: s.execute(update(UserSession).values(seen_at=long_ago, idle_until=soon, ends_at=soon)))
    me.get("/accounts/me")
    seen = written(lambda s: s.scalar(select(func.max(UserSession.seen_at))))
    idle = written(lambda s: s.scalar(select(func.max(UserSession.idle_until))))
    assert isinstance(seen, datetime)
    assert (datetime.now(UTC) - seen).seconds < 60
    assert idle == soon


def test_a_code_is_asked_for_good_once_and_counted(desk: Desks) -> None:
    owner = desk()
    owner.sign_in("o-2")
    phone, codes = owner.enrol()
    me = desk()
    assert me.sign_in("o-2").headers["location"] == "/accounts/code"
    assert me.get("/accounts/positions").headers["location"] == "/accounts/code"
    assert me.get("/accounts/me/password").headers["location"] == "/accounts/code"
    used = me.post("/accounts/code", code=phone.now())
    assert used.status_code == 422, "the code of the enrolment's own step has been used"
    before = me.cookie
    assert me.post("/accounts/code", code=codes[0].upper()).headers["location"] == "/accounts/positions"
    assert me.cookie != before
    again = desk()
    again.sign_in("o-2")
    assert again.post("/accounts/code", code=codes[0]).status_code == 422, "a recovery code stands in once"
    later = pyotp.TOTP(phone.secret).at(time.time() + 30)
    assert again.post("/accounts/code", code=later).status_code == 303
    assert owner.get("/accounts/me").status_code == 200


def test_guesses_at_the_code_are_locked_like_passwords(desk: Desks) -> None:
    owner = desk()
    owner.sign_in("o-2")
    _, codes = owner.enrol()
    me = desk()
    me.sign_in("o-2")
    answers = [me.post("/accounts/code", code="000000").status_code for _ in range(6)]
    assert answers == [422] * 5 + [429]
    assert me.post("/accounts/code", code=codes[0]).status_code == 429


def test_every_step_at_the_door_leaves_its_event_and_no_secret(desk: Desks, written: Written) -> None:
    begun = datetime.now(UTC)
    desk().sign_in("my-password-by-mistake", "wrong")
    me = desk("o-2")
    cookie = str(me.cookie)
    me.post("/accounts/sign-out")
    rows = written(
        lambda s: [
            (row.act, row.person_id, row.request_id, f"{row.object_id} {row.detail}")
            for row in s.scalars(select(AuditEvent).where(AuditEvent.at > begun).order_by(AuditEvent.at))
        ]
    )
    assert isinstance(rows, list)
    assert [row[0] for row in rows] == ["session.refused", "session.opened", "position.taken", "session.ended"]
    assert rows[1][1] == person_id("O-2")
    assert all(len(row[2]) == 32 for row in rows)
    told = " ".join(row[3] for row in rows)
    assert not any(secret in told for secret in ("my-password", PASSWORD, cookie))


def test_disabled_accounts_and_erased_persons_do_not_come_in(desk: Desks, written: Written) -> None:
    me = desk("o-2")
    written(lambda s: s.execute(update(Account).where(Account.username == "o-2").values(disabled_at=func.now())))
    assert me.get("/accounts/me").status_code == 303
    answer = desk().sign_in("o-2")
    assert (answer.status_code, "ไม่ถูกต้อง" in answer.text) == (422, True)


def test_a_full_queue_refuses_at_once_and_the_guess_is_given_back() -> None:
    async def crowd() -> list[object]:
        hasher = Hasher()
        tries = [hasher.verify("wrong", CHEAP) for _ in range(AT_ONCE + WAITING + 5)]
        return await asyncio.gather(*tries, return_exceptions=True)

    found = awaited(crowd())
    assert [type(each) for each in found].count(Unavailable) == 5
    assert found.count(False) == AT_ONCE + WAITING


def test_a_guess_that_was_not_tried_does_not_count(session: Session) -> None:
    for _ in range(4):
        guarding.take_attempt(session, b"n" * 32)
    assert guarding.take_attempt(session, b"n" * 32) is None
    assert guarding.take_attempt(session, b"n" * 32) is not None
    guarding.give_back(session, b"n" * 32)
    assert guarding.take_attempt(session, b"n" * 32) is None


def resident() -> int:
    """Bytes of memory of this process."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096


def fifty(session: Session) -> None:
    """Fifty persons with accounts whose hashes cost what they cost."""
    people = [Person(name_th=f"คนที่ {number}") for number in range(50)]
    session.add_all(people)
    session.flush()
    session.add_all(
        Account(person_id=person.id, username=f"n-{number}", password_hash=HASH, must_change=False)
        for number, person in enumerate(people)
    )


def test_fifty_people_sign_in_at_once_within_256_megabytes(desk: Desks, written: Written) -> None:
    written(fifty)
    desk("o-2")
    before, highest, done = resident(), [0], Event()

    def watch() -> None:
        while not done.wait(0.005):
            highest[0] = max(highest[0], resident())

    watcher = Thread(target=watch)
    watcher.start()
    with ThreadPoolExecutor(50) as many:
        answers = list(many.map(lambda n: desk(address=f"192.0.2.{n}").sign_in(f"n-{n}").status_code, range(50)))
    done.set()
    watcher.join()
    assert set(answers) <= {303, 503}
    assert answers.count(303) >= AT_ONCE + WAITING
    assert highest[0] - before <= 256 * MEGABYTE


def ratio_of_times(desk: Desks, written: Written, guesses: Buckets, count: int) -> float:
    """Median time of a wrong password at a known name over that at an unknown one, asked in turns."""
    guesses.burst = 10_000.0
    written(lambda s: s.execute(update(Account).values(password_hash=HASH)))
    me = desk()
    times: dict[str, list[float]] = {"o-2": [], "x-9": []}
    for turn in range(count):
        written(lambda s: s.execute(delete(Attempt)))
        for name in ("o-2", "x-9") if turn % 2 else ("x-9", "o-2"):
            began = time.perf_counter()
            status = me.client.post("/accounts/sign-in", data={"username": name, "password": "wrong"}).status_code
            times[name].append(time.perf_counter() - began)
            assert status == 422
    return statistics.median(times["o-2"]) / statistics.median(times["x-9"])


@contextmanager
def compared() -> Iterator[list[str]]:
    """The stored hashes that passwords are compared with, in the order of asking; each is compared for real."""
    seen: list[str] = []
    real = passwords.ARGON2.verify

    def verify(password: str | bytes, stored: str | bytes) -> bool:
        seen.append(str(stored))
        return real(password, stored)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords.ARGON2, "verify", verify)
        yield seen


def test_a_guess_takes_the_same_work_whether_the_name_exists_or_not(desk: Desks, written: Written) -> None:
    """One comparison at the same cost each; how long that takes is measured by the deep tier, on a quiet machine."""
    stored = passwords.hashed("the right one of o-2")
    written(lambda s: s.execute(update(Account).values(password_hash=stored)))
    me = desk()
    with compared() as seen:
        for name in ("o-2", "x-9"):
            assert me.client.post("/accounts/sign-in", data={"username": name, "password": "wrong"}).status_code == 422
    assert seen[0] == stored
    assert len(seen) == 2
    assert seen[1] != stored
    costs = {tuple(one.split("$")[1:4]) for one in seen}
    assert costs == {("argon2id", "v=19", "m=65536,t=3,p=4")}


@pytest.mark.deep
@pytest.mark.timeout(600)
def test_two_hundred_guesses_tell_no_name_by_time(desk: Desks, written: Written, guesses: Buckets) -> None:
    assert 0.9 <= ratio_of_times(desk, written, guesses, 200) <= 1.1
