"""A toy province whose cast can sign in: everybody's password is the same sentence, hashed once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pyotp
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from httpx2 import Response
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlalchemy import delete
from sqlalchemy.orm import Session
from starlette.types import ASGIApp

from app.accounts.desk import GUESSES_A_SECOND, GUESSES_AT_ONCE
from app.accounts.models import Account, Attempt, Channel, RecoveryCode, UserSession
from app.accounts.passwords import hashed
from app.accounts.rules import normal_password
from app.core.cluster import Database
from app.core.database import engine_at, transaction
from app.core.roles import Role
from app.core.settings import Settings
from app.main import create_app
from app.web.buckets import Buckets
from tests import cast
from tests.conftest import TOY, clone_of, of_worker

PASSWORD = "แม่น้ำสายใหญ่ไหลผ่านเมือง"
HASH = hashed(PASSWORD)
"""As the service makes it: a fifth of a second and 64 MB."""
CHEAP = PasswordHash((Argon2Hasher(time_cost=1, memory_cost=8, parallelism=1),)).hash(normal_password(PASSWORD))
"""The same in a millisecond, for tests of other things."""
OURS = {"Sec-Fetch-Site": "same-origin"}
COOKIE = "__Host-phaen"
POWERFUL = ("g-1", "o-1", "o-3")
"""Who may act only after showing a second factor."""


@pytest.fixture(scope="package")
def home(server: Database) -> Iterator[Database]:
    """The toy province of these tests, in which they commit."""
    with clone_of(server, TOY, of_worker("accounts")) as made:
        yield made


@pytest.fixture
def people(home: Database) -> Database:
    """Everybody of the cast has an account, ``o-3`` for the holder of O-3, and nobody is signed in."""
    with transaction(home) as session:
        for table in (UserSession, RecoveryCode, Attempt, Channel, Account):
            session.execute(delete(table))
        for number in cast.HOLDERS:
            session.add(
                Account(
                    person_id=cast.person_id(number), username=number.lower(), password_hash=CHEAP, must_change=False
                )
            )
    return home


@pytest.fixture(scope="package")
def framed(settings: Settings, home: Database) -> tuple[ASGIApp, FastAPI]:
    """The service in its frame, and the routes within."""
    app = create_app(settings, home)
    inner: object = app
    while not isinstance(inner, FastAPI):
        inner = getattr(inner, "app", None) or inner._app  # type: ignore[attr-defined]
    return app, inner


@pytest.fixture
def guesses(framed: tuple[ASGIApp, FastAPI]) -> Iterator[Buckets]:
    """The buckets at the door; full again afterwards."""
    desk = framed[1].state.desk
    before, desk.guesses = desk.guesses, Buckets(GUESSES_AT_ONCE, GUESSES_A_SECOND)
    yield desk.guesses
    desk.guesses = before


@pytest.fixture
def toy_owner(database: Database) -> Iterator[Session]:
    """A rolled-back session of the owner of the tables."""
    owner = engine_at(database.url(Role.OWNER), pool_size=1)
    with owner.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as made:
            yield made
        outer.rollback()
    owner.dispose()


@dataclass
class Desk:
    """A browser at the service, as the pages of one person see it."""

    client: TestClient

    def get(self, path: str) -> Response:
        return self.client.get(path, follow_redirects=False)

    def post(self, path: str, /, token: str | None = None, **fields: object) -> Response:
        """Send the form of a page, with the token that its pages hold."""
        sent = {name.replace("__", "[]"): value for name, value in fields.items()}
        sent["_token"] = self.token() if token is None else token
        return self.client.post(path, data=sent, follow_redirects=False)

    def token(self) -> str:
        found = re.search(r'name="_token" value="([^"]+)"', self.client.get("/accounts/sign-in").text)
        return found[1] if found else ""

    @property
    def cookie(self) -> str | None:
        return self.client.cookies.get(COOKIE)

    def sign_in(self, username: str, password: str = PASSWORD) -> Response:
        return self.post("/accounts/sign-in", username=username, password=password)

    def take(self, choice: int = 0) -> Response:
        """Take one of the positions that the page offers."""
        offered = re.findall(r'name="capacity" value="([^"]+)"', self.get("/accounts/positions").text)
        return self.post("/accounts/positions", capacity=offered[choice])

    def enrol(self) -> tuple[pyotp.TOTP, list[str]]:
        """Set the second factor up; the authenticator, and the recovery codes."""
        page = self.post("/accounts/me/second-factor").text
        secret = re.findall(r'class="secret long">([A-Z2-7 ]+)<', page)[0].replace(" ", "")
        sealed = re.findall(r'name="sealed" value="([0-9a-f]+)"', page)[0]
        phone = pyotp.TOTP(secret)
        done = self.post("/accounts/me/second-factor/confirm", sealed=sealed, code=phone.now())
        assert done.status_code == 200, done.text
        return phone, re.findall(r"<li>([a-z2-7-]{19})</li>", done.text)


@pytest.fixture(scope="package")
def running(framed: tuple[ASGIApp, FastAPI]) -> Iterator[TestClient]:
    """The service, started."""
    with TestClient(framed[0]) as started:
        yield started


@pytest.fixture
def desk(running: TestClient, people: Database, guesses: Buckets) -> Callable[..., Desk]:
    """``desk()``: a new browser; ``desk("o-2")``: one in which somebody acts in his position."""
    del people, guesses

    def start(username: str | None = None, address: str = "203.0.113.7") -> Desk:
        client = TestClient(running.app, base_url="https://testserver", headers=OURS, client=(address, 50000))
        # All browsers at the one loop on which the service was started.
        client.portal = running.portal
        made = Desk(client)
        if username is not None:
            made.sign_in(username)
            if username in POWERFUL:
                made.enrol()
            assert made.take().status_code == 303
        return made

    return start


@pytest.fixture
def written(people: Database) -> Callable[[Callable[[Session], object]], object]:
    """Run some work in a transaction of the application's role, and commit it."""

    def work(function: Callable[[Session], object]) -> object:
        with transaction(people) as session:
            session.expire_on_commit = False
            return function(session)

    return work
