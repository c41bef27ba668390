import json

import pytest
from fastapi.testclient import TestClient
from openapi_spec_validator import validate

from app.ogc.documents import CONFORMANCE


def test_the_landing_page_leads_to_everything(client: TestClient) -> None:
    links = {link["rel"]: link["href"] for link in client.get("/ogc").json()["links"]}
    assert {"self", "service-desc", "service-doc", "conformance", "data"} <= set(links)
    for address in links.values():
        assert client.get(address).status_code == 200


def test_only_proven_classes_are_declared(client: TestClient) -> None:
    assert client.get("/ogc/conformance").json()["conformsTo"] == list(CONFORMANCE)
    assert len(CONFORMANCE) == 51


def test_the_collections_say_what_they_are_and_where(client: TestClient) -> None:
    listed = client.get("/ogc/collections").json()["collections"]
    found = {each["id"]: each for each in listed if each["itemType"] == "feature"}
    assert len(found) == len(listed) - 1 == 27
    assert "vulnerable_households" not in found
    assert found["districts"]["extent"]["spatial"]["bbox"] == [[100, 15, 103, 16]]
    assert found["districts"]["title"] == "เขตอำเภอ"
    assert found["villages"]["extent"]["spatial"]["bbox"] == [[100.25, 15.5, 102.75, 15.5]]
    for each in found.values():
        assert {"self", "items", "alternate"} <= {link["rel"] for link in each["links"]}


def test_the_documents_speak_english_when_asked(client: TestClient) -> None:
    assert client.get("/ogc/collections/districts?lang=en").json()["title"] == "Districts"
    client.cookies.clear()


def test_every_link_of_a_collection_answers(client: TestClient) -> None:
    for link in client.get("/ogc/collections/districts").json()["links"]:
        assert client.get(link["href"]).status_code == 200, link


def test_the_api_definition_is_valid_openapi_3_0_and_small(client: TestClient) -> None:
    answer = client.get("/ogc/api")
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    document = json.loads(answer.content)
    validate(document)
    assert document["openapi"] == "3.0.3"
    assert document["components"]["parameters"]["limit"]["schema"]["maximum"] == 10_000
    assert len(answer.content) < 80_000


@pytest.mark.parametrize(
    "path",
    ["", "/conformance", "/api", "/collections", "/collections/districts", "/collections/districts/queryables"],
)
def test_each_document_has_a_page_and_an_etag(client: TestClient, path: str) -> None:
    page = client.get(f"/ogc{path}?f=html")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert '<html lang="th">' in page.text
    document = client.get(f"/ogc{path}")
    again = client.get(f"/ogc{path}", headers={"If-None-Match": document.headers["etag"]})
    assert again.status_code == 304


def test_an_unknown_collection_is_404_in_both_languages(client: TestClient) -> None:
    answer = client.get("/ogc/collections/nothing")
    assert answer.status_code == 404
    assert "ไม่มีชั้นข้อมูล nothing" in answer.json()["detail"]


def test_an_unknown_parameter_of_a_document_is_400(client: TestClient) -> None:
    assert client.get("/ogc/collections?colour=red").status_code == 400
