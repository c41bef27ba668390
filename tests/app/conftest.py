"""For pages whose forms are really sent: a toy province of the test's own, clients over it, and ``sent``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING, OPERATOR
from app.core.cluster import Database
from app.core.database import engine_of, transaction
from app.core.settings import Settings
from app.core.viewing import show_to
from app.main import create_service
from app.organizations.commands.standard import seed_standard
from app.web.identity import Identity
from tests import cast


@pytest.fixture
def furnished(toy_database: Database) -> Database:
    """A toy province of the test's own, with the standard committees."""
    with transaction(toy_database) as session:
        seed_standard(session, by=OPERATOR)
    return toy_database


@pytest.fixture
def sent_by(furnished: Database, apart: Settings) -> Iterator[Callable[..., TestClient]]:
    """``sent_by("O-2")``: the service over that province for the holder of a position; for the public without a number.

    With ``permissions``, ``agencies`` or ``areas`` for the holder if he had only those.
    """
    engine, opened = engine_of(furnished), list[TestClient]()

    def start(number: str = "", **powers: Any) -> TestClient:
        service = create_service(apart, furnished)
        if number:
            with Session(engine) as session:
                show_to(session, EVERYTHING)
                by = cast.acting(session, number)
                by = replace(by, powers=replace(by.powers, **powers))
            service.state.identify = lambda _request: Identity(by.viewer, by, account=number, token="token")
        client = TestClient(
            service, headers={"Cookie": "phaen=in"}, base_url="https://testserver", follow_redirects=False
        )
        opened.append(client.__enter__())
        return client

    yield start
    for client in opened:
        client.__exit__(None, None, None)
    engine.dispose()


def sent(client: TestClient, path: str, **given: object) -> tuple[int, str]:
    """A form sent with the token of the session: the status and where it leads, or the page."""
    body = urlencode({"_token": "token", **given}, doseq=True)
    answer = client.post(path, content=body, headers={"Content-Type": "application/x-www-form-urlencoded"})
    return answer.status_code, answer.headers.get("location") or answer.text
