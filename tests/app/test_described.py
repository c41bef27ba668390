"""Both API documents are true: schemathesis asks every operation, and no answer is one that they do not know.

``/ogc/api`` tells of layers and the roads beside them, ``/api/openapi.json`` of everything else below ``/api``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import engine_of
from app.core.settings import Settings
from app.core.viewing import show_to
from app.main import create_app, create_service
from app.web.identity import Identity
from tests import cast
from tests.app.asking import Asking
from tests.conftest import TOY, clone_of, of_worker

DOCUMENTS = ("/ogc/api", "/api/openapi.json")
VIEWERS = ("public", "O-2")
FEW, MANY = {"public": 1, "O-2": 2}, 200
TRUE = {"tileMatrix": "5", "tileRow": "14", "tileCol": "24", "z": "5", "x": "24", "y": "14", "featureId": "9801"}
"""Where most numbers lie nowhere."""


@pytest.fixture(scope="module")
def asked_of(server: Database, apart: Settings) -> Iterator[Callable[[str], TestClient]]:
    """The service over a toy province of its own, since some of the requests are acts: to the public, or to a position."""
    with clone_of(server, TOY, of_worker("asked")) as made, TestClient(create_app(apart, made)) as public:
        service = create_service(apart, made)
        engine = engine_of(made)
        with Session(engine) as session:
            show_to(session, EVERYTHING)
            by = cast.acting(session, "O-2")
        engine.dispose()
        service.state.identify = lambda _request: Identity(by.viewer, by, account="O-2", token="token")
        headers = {"Cookie": "phaen=in", "X-Token": "token"}
        with TestClient(service, headers=headers, base_url="https://testserver") as signed:
            yield lambda who: public if who == "public" else signed


def test_the_second_document_is_valid_openapi_3_1_and_leaves_the_layers_to_the_first(client: TestClient) -> None:
    document = client.get("/api/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []
    assert len(document["paths"]) > 70
    first = {path for path, methods in client.get("/ogc/api").json()["paths"].items() if "servers" in methods}
    assert first.isdisjoint(path.replace("{layer_id}", "{collectionId}") for path in document["paths"])


@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_no_answer_is_unknown_to_the_document(asked_of: Callable[[str], TestClient], document: str, who: str) -> None:
    client = asked_of(who)
    asking = Asking(client, client.get(document).json(), FEW[who], TRUE)
    assert asking.deviations() == []
    assert asking.asked > 60
    assert asking.statuses[200] > 25


@pytest.mark.deep
@pytest.mark.parametrize("who", VIEWERS)
@pytest.mark.parametrize("document", DOCUMENTS)
def test_of_very_many_answers_none_is_unknown_to_the_document(
    asked_of: Callable[[str], TestClient], document: str, who: str
) -> None:
    client = asked_of(who)
    asking = Asking(client, client.get(document).json(), MANY, TRUE)
    assert asking.deviations() == []
