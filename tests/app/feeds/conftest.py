"""One toy province for all tests of a module, and one service over it for whoever asks: each test keeps feeds of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi import Request
from fastapi.testclient import TestClient

from app.core.authority import EVERYTHING, PUBLIC
from app.core.cluster import Database
from app.core.database import transaction
from app.core.settings import Settings
from app.main import create_service
from app.web.identity import Identity
from tests import cast
from tests.conftest import TOY, clone_of, of_worker


@pytest.fixture(scope="module")
def province(server: Database) -> Iterator[Database]:
    with clone_of(server, TOY, of_worker("feeds")) as made:
        yield made


@pytest.fixture(scope="module")
def client_of(province: Database, apart: Settings) -> Iterator[Callable[[str], TestClient]]:
    """``client_of("O-2")``: whoever holds that position; ``client_of("")``: the public."""
    service = create_service(apart, province)

    def identify(request: Request) -> Identity:
        number = request.headers.get("x-position", "")
        if not number:
            return Identity(PUBLIC)
        with transaction(province, viewer=EVERYTHING) as session:
            by = cast.acting(session, number)
        return Identity(by.viewer, by, account=number, token="token")

    service.state.identify = identify
    def start(number: str) -> TestClient:
        headers = {"Cookie": "phaen=in", "X-Position": number} if number else {}
        made = TestClient(service, base_url="https://testserver", follow_redirects=False, headers=headers)
        made.portal = living.portal  # connections belong to one loop
        return made

    with TestClient(service) as living:
        yield start
