"""Real PostGIS for every test: one cluster for the run, one clone of the template for each worker.

``session``        one rolled-back transaction on the toy province
``owner``          the same as the owner of the tables, for what row security would refuse before a constraint does
``client``         the service over the worker's toy province, as the public
``client_as``      the same for the holder of a position of ``tests.cast``
``fresh_database`` an empty migrated database of the test's own, for what happens at commit
``toy_database``   a committed toy province of the test's own
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

import psycopg
import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Playwright, sync_playwright
from psycopg import sql
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, OPERATOR
from app.core.cluster import Database, create_database, drop_database, open_database
from app.core.database import engine_at, engine_of, take_statistics, transaction
from app.core.migration import migrate
from app.core.roles import Role
from app.core.settings import Settings
from app.core.viewing import show_to
from app.demo.commands import load_demo
from app.main import create_app, create_service
from app.web.identity import Identity
from tests import cast, province

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
CHROMIUM = next(
    (found for name in ("-headless-shell", "") if (found := Path(f"/usr/bin/chromium{name}")).exists()),
    Path("/usr/bin/chromium"),
)
"""The browser of the tests: Chromium without windows of its own where it is there, which takes a third of the work."""
EMPTY, TOY = "template_empty", "template_toy"
T = TypeVar("T")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--new-pictures", action="store_true", help="keep what is seen as the pictures of the manual")


@pytest.fixture(scope="session")
def new_pictures(request: pytest.FixtureRequest) -> bool:
    """Whether pictures of the manual are made anew instead of compared."""
    return bool(request.config.getoption("new_pictures"))


@pytest.fixture(scope="session")
def settings() -> Settings:
    """Settings with a home of the tests' own."""
    chosen = Settings()
    return Settings(home=chosen.home.with_name(f"{chosen.home.name}-test"), demo=False)


@pytest.fixture(scope="session")
def apart(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same with files of this worker's own, for what throws away files that its database does not know."""
    return settings.model_copy(update={"home": tmp_path_factory.mktemp("apart")})


@pytest.fixture(scope="session")
def server(settings: Settings) -> Iterator[Database]:
    """The running test cluster with its two templates, made by whichever worker comes first."""
    with open_database(settings, fast=True) as database:
        _ensure_templates(database)
        yield database


@contextmanager
def _one_at_a_time(database: Database) -> Iterator[None]:
    """An advisory lock across the workers of a run."""
    url = database.named("postgres").superuser_url()
    assert url is not None
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(2569)")
        yield


def _ensure_templates(database: Database) -> None:
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    with _one_at_a_time(database):
        if _comment(database, TOY) == run:
            return
        for name in (TOY, EMPTY):
            drop_database(database, name)
        empty = create_database(database, EMPTY)
        migrate(empty)
        toy = create_database(database, TOY, EMPTY)
        with transaction(toy, Role.OWNER) as session:
            province.build(session)
        _set_comment(database, TOY, run)


def _comment(database: Database, name: str) -> str | None:
    url = database.named("postgres").superuser_url()
    assert url is not None
    with psycopg.connect(url, autocommit=True) as connection:
        row = connection.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s", (name,)
        ).fetchone()
    return row[0] if row else None


def _set_comment(database: Database, name: str, comment: str) -> None:
    url = database.named("postgres").superuser_url()
    assert url is not None
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("COMMENT ON DATABASE {} IS {}").format(sql.Identifier(name), sql.Literal(comment)))


@contextmanager
def clone_of(server: Database, template: str, name: str) -> Iterator[Database]:
    drop_database(server, name)
    with _one_at_a_time(server):
        made = create_database(server, name, template)
    try:
        yield made
    finally:
        drop_database(server, name)


def _worker() -> str:
    return os.environ.get("PYTEST_XDIST_WORKER", f"main{os.getpid()}")


def of_worker(name: str) -> str:
    """The name of a database of this worker's own: another worker may be at the same tests."""
    return f"{name}_{_worker()}"


def awaited(work: Coroutine[object, object, T]) -> T:
    """What a coroutine returns, run in a thread of its own: an open browser keeps a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


@pytest.fixture(scope="session")
def database(server: Database) -> Iterator[Database]:
    """The worker's toy province; tests leave it as they found it."""
    with clone_of(server, TOY, f"toy_{_worker()}") as made:
        yield made


@pytest.fixture(scope="session")
def engine(database: Database) -> Iterator[Engine]:
    made = engine_of(database)
    yield made
    made.dispose()


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session as the application's role, with the operator's eyes, whose work is rolled back."""
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as made:
            show_to(made, EVERYTHING)
            yield made
        outer.rollback()


@pytest.fixture
def owner(database: Database) -> Iterator[Session]:
    """A session as the owner of the tables, to whom row security shows and allows all; its work is rolled back."""
    engine = engine_at(database.url(Role.OWNER), pool_size=1)
    with Session(engine) as made:
        yield made
        made.rollback()
    engine.dispose()


@pytest.fixture
def fresh_database(server: Database) -> Iterator[Database]:
    with clone_of(server, EMPTY, f"fresh_{_worker()}") as made:
        yield made


@pytest.fixture
def toy_database(server: Database) -> Iterator[Database]:
    with clone_of(server, TOY, f"own_{_worker()}") as made:
        yield made


@pytest.fixture(scope="session")
def invented(server: Database, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Database, Path]]:
    """The demonstration beside the toy province, and the home in which its files lie. Tests leave both as they were.

    It shares the toy province's datasets and POP-TOTAL. Loading takes long: all its tests go to one worker (group "demo").
    """
    home = tmp_path_factory.mktemp("invented")
    files = home / "files"
    files.mkdir()
    with clone_of(server, TOY, of_worker("invented")) as made:
        with transaction(made) as session:
            load_demo(session, by=OPERATOR, files=files)
        take_statistics(made)
        yield made, home


@pytest.fixture(scope="session")
def shared_clients() -> list[TestClient]:
    """The clients that outlive a test."""
    return []


@pytest.fixture(scope="session")
def client(settings: Settings, database: Database, shared_clients: list[TestClient]) -> Iterator[TestClient]:
    """The service over the toy province, as the public sees it."""
    with TestClient(create_app(settings, database)) as made:
        shared_clients.append(made)
        yield made


@pytest.fixture(autouse=True)
def in_thai(shared_clients: list[TestClient]) -> Iterator[None]:
    """A test begins in the language of the house, whatever the one before has chosen in a shared client."""
    yield
    for client in shared_clients:
        client.cookies.clear()


@pytest.fixture
def client_as(settings: Settings, database: Database, engine: Engine) -> Iterator[Callable[[str], TestClient]]:
    """``client_as("O-2")``: the service over the toy province for whoever holds that position (``tests.cast``)."""
    with ExitStack() as opened:

        def start(number: str) -> TestClient:
            with Session(engine) as session:
                show_to(session, EVERYTHING)
                by = cast.acting(session, number)
            service = create_service(settings, database)
            service.state.identify = lambda _request: Identity(by.viewer, by, account=number, token="token")
            client = TestClient(service, headers={"Cookie": "phaen=in"}, base_url="https://testserver")
            return opened.enter_context(client)

        yield start


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    """The one driver of browsers; a second beside it is refused."""
    with sync_playwright() as made:
        yield made


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of test data beside the project; tests that need it skip where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared is not beside the project")
    return SHARED
