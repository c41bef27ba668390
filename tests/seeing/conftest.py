"""A toy province with layers that have everything that a layer may have, and services over it for each caller."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from sqlalchemy import text
from starlette.types import ASGIApp

from app import main
from app.core import published
from app.core.authority import EVERYTHING, Viewer
from app.core.cluster import Database, create_database, drop_database
from app.core.database import engine_at, transaction
from app.core.roles import Role
from app.core.settings import Settings
from app.main import create_app, create_service
from app.web.identity import Identity
from tests import cast
from tests.conftest import TOY, clone_of
from tests.seeing.rows import WELFARE, write_layers

Start = Callable[[Database, str], TestClient]


@pytest.fixture(scope="session")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_layers(tmp_path_factory.mktemp("layers"))


@pytest.fixture(scope="session")
def template(server: Database, layers: Path, worker_id_or_main: str) -> Iterator[str]:
    """The toy province published from those layers, its facilities kept for social welfare."""
    name = f"seen_{worker_id_or_main}"
    with clone_of(server, TOY, name) as made:
        with transaction(made, Role.OWNER) as session:
            session.execute(text("UPDATE datasets.dataset SET purpose = :p WHERE id = 'facilities'"), {"p": WELFARE})
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(published, "LAYERS", layers)
            engine = engine_at(made.url(Role.OWNER), pool_size=1)
            with engine.begin() as connection:
                assert published.publish(connection)
            engine.dispose()
        yield name


@pytest.fixture(scope="session")
def worker_id_or_main(request: pytest.FixtureRequest) -> str:
    return str(getattr(request.config, "workerinput", {}).get("workerid", "main"))


@pytest.fixture(scope="session")
def copies(server: Database, template: str) -> Callable[[str], AbstractContextManager[Database]]:
    """``with copies("a") as database``: a copy of that province."""

    @contextmanager
    def made(mark: str) -> Iterator[Database]:
        name = f"{template}_{mark}"
        drop_database(server, name)
        create_database(server, name, template)
        try:
            yield server.named(name)
        finally:
            drop_database(server, name)

    return made


@pytest.fixture
def start(settings: Settings, layers: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """``start(database, "O-2")``: the service over a database for the holder of a position, or for ``"public"``."""
    monkeypatch.setattr(main, "LAYERS", layers)
    with ExitStack() as opened:

        def started(database: Database, caller: str) -> TestClient:
            if caller == "public":
                return opened.enter_context(client_of(create_app(settings, database), {}))
            service = create_service(settings, database)
            identity = identity_of(database, caller)
            service.state.identify = lambda _request: identity
            return opened.enter_context(client_of(service, {"Cookie": "phaen=in"}))

        yield started


def client_of(app: ASGIApp, headers: dict[str, str]) -> TestClient:
    """What breaks inside is told to the client as to any other: a denial of the database is an answer as well."""
    return TestClient(app, headers=headers, base_url="https://testserver", raise_server_exceptions=False)


def identity_of(database: Database, number: str) -> Identity:
    with transaction(database, viewer=EVERYTHING) as session:
        by = cast.acting(session, number)
    return Identity(by.viewer, by, account=number, token="token")


def viewer_of(database: Database, caller: str) -> Viewer:
    return Viewer() if caller == "public" else identity_of(database, caller).viewer


def said(answer: Response) -> dict[str, str]:
    """The headers of an answer, without the number that every request gets at random."""
    return {name: value for name, value in answer.headers.items() if name != "x-request-id"}
