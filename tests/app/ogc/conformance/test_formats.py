"""OGC API Features Part 1 (17-069r4), annexes A.3 GeoJSON, A.4 HTML and A.7 OpenAPI 3.0; with them those of Common."""

import re
from collections.abc import Iterator

import pytest
import shapely
from fastapi.testclient import TestClient
from ogcapi_registry import validate_conformance, validate_ogc_api
from openapi_spec_validator import OpenAPIV30SpecValidator

from tests.app.ogc.conformance.documents import PLACED, PUBLIC_LAYERS, Document, Told
from tests.app.ogc.conformance.proofs import proves

PAGES = ("", "/conformance", "/api", "/collections", "/functions", "/tileMatrixSets", "/tileMatrixSets/WebMercatorQuad",
         "/collections/{}", "/collections/{}/items", "/collections/{}/schema", "/collections/{}/queryables",
         "/collections/{}/sortables", "/collections/{}/tiles",
         "/collections/{}/tiles/WebMercatorQuad", "/collections/catalog", "/collections/catalog/items",
         "/collections/catalog/items/{}")  # fmt: skip
JSON = ("", "/conformance", "/collections", "/collections/roads")


@proves("common", "json", "definition", "content")
@pytest.mark.parametrize("path", JSON)
def test_documents_are_json_by_default_and_for_who_takes_anything(client: TestClient, path: str) -> None:
    for accept in ("*/*", "application/json", ""):
        assert client.get(f"/ogc{path}", headers={"Accept": accept}).headers["content-type"] == "application/json"


@proves("features", "geojson", "definition", "content")
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_features_are_valid_geojson_of_the_declared_type(client: TestClient, layer: str) -> None:
    answer = client.get(f"/ogc/collections/{layer}/items", headers={"Accept": "application/geo+json"})
    assert answer.headers["content-type"] == "application/geo+json"
    document = answer.json()
    assert document["type"] == "FeatureCollection"
    for feature in document["features"]:
        assert feature["type"] == "Feature"
        assert isinstance(feature["properties"], dict)
        if feature["geometry"] is not None:
            assert shapely.geometry.shape(feature["geometry"]).is_valid


@proves("features", "html", "definition", "content")
@proves("common", "html", "definition", "content")
@pytest.mark.parametrize("layer", PLACED)
@pytest.mark.parametrize("path", PAGES)
def test_every_document_is_a_page_as_well(client: TestClient, path: str, layer: str) -> None:
    if "{}" not in path and layer != PLACED[0]:
        return
    for answer in (client.get(f"/ogc{path.format(layer)}", params={"f": "html"}),
                   client.get(f"/ogc{path.format(layer)}", headers={"Accept": "text/html"})):  # fmt: skip
        assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert answer.text.count("<h1") == 1


@proves("features", "oas30", "oas-definition-1", "oas-definition-2")
@proves("common", "oas30", "oas-definition-1", "oas-definition-2")
def test_the_definition_is_openapi_3_0_in_its_own_media_type(client: TestClient) -> None:
    answer = client.get("/ogc/api", headers={"Accept": "application/vnd.oai.openapi+json;version=3.0"})
    assert answer.headers["content-type"] == "application/vnd.oai.openapi+json;version=3.0"
    document = answer.json()
    assert re.fullmatch(r"3\.0\.\d", document["openapi"])
    assert list(OpenAPIV30SpecValidator(document).iter_errors()) == []


def test_a_registry_of_the_standards_finds_the_paths_that_each_declared_class_asks_for(told: Told) -> None:
    """By ogcapi-registry, which knows Features 1 to 3 and Tiles; of these others it keeps no list of classes.

    It takes addresses of one feature and of one record for lists and misses the parameters of lists there.
    """
    declared = told("/ogc/conformance")["conformsTo"]
    found = validate_ogc_api(told("/ogc/api"), declared)
    single = ("paths//collections/{collectionId}/items/{featureId}", "paths//collections/catalog/items/{recordId}")
    assert [error for error in found.errors if not error["path"].startswith(single)] == []
    unknown = {uri.split("/")[4] for uri in validate_conformance(declared).unrecognised}
    parts = {"ogcapi-common-1", "ogcapi-common-2", "ogcapi-common-3", "ogcapi-features-4", "ogcapi-features-8"}
    assert unknown == {*parts, "cql2", "ogcapi-records-1"}


def test_the_registry_misses_what_is_taken_out(told: Told) -> None:
    definition = told("/ogc/api")
    without = {
        **definition,
        "paths": {path: told for path, told in definition["paths"].items() if "tiles" not in path.lower()},
    }
    errors = validate_ogc_api(without, told("/ogc/conformance")["conformsTo"]).errors
    assert [error for error in errors if "tiles" in str(error).lower()] != []


@proves("features", "oas30", "oas-impl", "completeness", "exceptions-codes")
@proves("common", "oas30", "oas-impl", "completeness", "exceptions-codes")
def test_every_operation_of_the_definition_answers_as_it_says_and_names_its_errors(
    client: TestClient, told: Told
) -> None:
    definition, asked = told("/ogc/api"), 0
    root = definition["servers"][0]["url"]
    for path, operation in _operations(definition):
        filled = path.format(**PATH)
        answer = client.request(operation["method"], operation.get("root", root) + filled, **operation["body"])
        content = _content(definition, operation["responses"]["200"])
        assert answer.status_code == 200, path
        assert answer.headers["content-type"].split(";")[0] in {kind.split(";")[0] for kind in content}, path
        assert {"4XX", "503"} <= set(operation["responses"])
        asked += 1
    assert asked >= len(PUBLIC_LAYERS) + 15


@proves("features", "oas30", "security")
@proves("common", "oas30", "security")
def test_what_the_public_reads_needs_no_key(told: Told) -> None:
    definition = told("/ogc/api")
    assert "security" not in definition
    assert "securitySchemes" not in definition["components"]


PATH = {"collectionId": "budget_districts", "featureId": "9801", "recordId": "roads",
        "tileMatrixSetId": "WebMercatorQuad", "tileMatrix": "5",
        "tileRow": "14", "tileCol": "24", "z": "5", "x": "24", "y": "14"}  # fmt: skip


def _operations(definition: Document) -> Iterator[tuple[str, Document]]:
    for path, methods in definition["paths"].items():
        root = {"root": methods["servers"][0]["url"]} if "servers" in methods else {}
        if "get" in methods:
            yield path, {**methods["get"], **root, "method": "GET", "body": {}}
        else:
            yield path, {**methods["post"], **root, "method": "POST", "body": {"json": {"op": "=", "args": [1, 1]}}}


def _content(definition: Document, response: Document) -> Document:
    name = response.get("$ref", "").rsplit("/", 1)[-1]
    content: Document = (definition["components"]["responses"][name] if name else response)["content"]
    return content
