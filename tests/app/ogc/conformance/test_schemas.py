"""OGC API Features Part 5 (23-058r2), annex A: schemas, property roles, returnables and receivables, queryables, sortables."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient
from jsonschema import Draft202012Validator

from app.core.published import LAYERS
from app.datasets.rules import WRITABLE
from gis.catalog import Catalog
from gis.schemas import DIALECT, UCUM
from tests.app.ogc.conformance.documents import PUBLIC_LAYERS, Document, Told, links
from tests.app.ogc.conformance.proofs import proves

RELATION = "http://www.opengis.net/def/rel/ogc/1.0/{}"
KINDS = ("schema", "queryables", "sortables")
EACH = pytest.mark.parametrize("layer", PUBLIC_LAYERS)
SHAPES = {"point", "multipoint", "linestring", "multilinestring", "polygon", "multipolygon", "geometrycollection", "any"}
KEYWORDS = {"title", "description", "type", "format", "oneOf", "readOnly", "minLength", "maxLength", "exclusiveMinimum",
            "exclusiveMaximum", "x-searched-by-q"}  # fmt: skip
UNIT = re.compile(r"^(1|%|a|d|km2?|1600\.m2|(10\*\d\.)?\{\w+\}(/(km2|\{\w+\}|\(10\*\d\.\{\w+\}\)))?)$")
"""Units of UCUM in its case sensitive form, as far as layers have them."""


def schema_of(told: Told, layer: str, kind: str = "schema") -> Document:
    return told(f"/ogc/collections/{layer}/{kind}")


def schemas(told: Told, layer: str) -> list[tuple[str, Document]]:
    return [(kind, schema_of(told, layer, kind)) for kind in KINDS]


def with_role(schema: Document, role: str) -> list[Any]:
    return [each for each in schema["properties"].values() if each.get("x-ogc-role") == role]


@proves("schemas", "schemas", "basic-schema-inspection", "definition", "nullvalues")
@EACH
def test_a_schema_is_json_schema_that_its_own_address_gives(client: TestClient, told: Told, layer: str) -> None:
    every = [schema for _, schema in schemas(told, layer)]
    for schema in every:
        Draft202012Validator.check_schema(schema)
        assert (schema["$schema"], schema["type"], schema["additionalProperties"]) == (DIALECT, "object", False)
        assert schema["$id"].startswith("http")
        assert "?" not in schema["$id"]
        answer = client.get(schema["$id"], headers={"Accept": "application/schema+json"})
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/schema+json")
        assert answer.json() == schema
    for name, each in (pair for schema in every for pair in schema["properties"].items()):
        assert each["title"], name
        assert {word for word in each if not word.startswith("x-ogc-")} <= KEYWORDS, name
        assert "x-ogc-definition" not in each, "nothing is defined elsewhere"
        assert "x-ogc-nullValues" not in each, "what has no value is null"
        if "type" not in each:
            assert each["format"].removeprefix("geometry-") in SHAPES
        else:
            assert each["type"] in ("string", "integer", "number", "boolean"), name


@proves("schemas", "schemas", "role", "role-id", "property-seq")
@EACH
def test_one_property_is_the_id_and_each_has_its_place(told: Told, layer: str) -> None:
    for _, schema in schemas(told, layer):
        [identifier] = with_role(schema, "id")
        assert identifier["type"] in ("string", "integer")
        assert all(isinstance(each.get("x-ogc-role", ""), str) for each in schema["properties"].values())
        places = [each["x-ogc-propertySeq"] for each in schema["properties"].values()]
        assert places == list(range(1, len(places) + 1))


@proves("schemas", "schemas", "unit")
@EACH
def test_units_are_those_of_ucum_and_of_numbers(told: Told, layer: str) -> None:
    for each in (each for _, schema in schemas(told, layer) for each in schema["properties"].values()):
        if "x-ogc-unit" in each:
            assert UNIT.match(each["x-ogc-unit"])
            assert each["type"] in ("number", "integer")
            assert "x-ogc-unitLang" not in each


def test_every_unit_of_a_layer_is_known_to_ucum() -> None:
    named = {a.unit.en for layer in Catalog.read(LAYERS) for a in layer.attributes if a.unit}
    assert named <= set(UCUM)
    assert all(UNIT.match(each) for each in UCUM.values())


@proves("schemas", "advanced-property-roles", "role-primary-geometry", "role-primary-temporal", "role-type")
@EACH
def test_a_schema_has_one_geometry_and_at_most_one_beginning_in_time(told: Told, layer: str) -> None:
    for kind, schema in schemas(told, layer):
        spatial = [each for each in schema["properties"].values() if str(each.get("format")).startswith("geometry-")]
        assert with_role(schema, "primary-geometry") == spatial
        assert len(spatial) == (0 if kind == "sortables" else 1)
        assert all("type" not in each and "$ref" not in each for each in spatial)
        begins = with_role(schema, "primary-interval-start")
        assert all((each["type"], each["format"]) == ("string", "date") for each in begins)
        assert len(begins) == (1 if layer in ("provinces", "districts", "subdistricts", "villages") else 0)
        for role in ("primary-instant", "primary-interval", "primary-interval-end", "type", "reference"):
            assert with_role(schema, role) == []


@proves("schemas", "returnables-and-receivables", "get-conformance")
@proves("schemas", "queryables", "get-conformance")
@proves("schemas", "sortables", "get-conformance")
def test_the_classes_are_declared_with_that_of_schemas(told: Told) -> None:
    base = "http://www.opengis.net/spec/ogcapi-common-3/1.0/conf"
    declared = set(told("/ogc/conformance")["conformsTo"])
    assert {f"{base}/{name}" for name in ("schemas", "returnables-and-receivables", "queryables", "sortables")} <= declared


@proves("schemas", "returnables-and-receivables", "link", "op-and-response")
@proves("schemas", "queryables", "link", "op-and-response")
@proves("schemas", "sortables", "link", "op-and-response")
@EACH
def test_each_collection_links_what_it_is_made_of(told: Told, layer: str) -> None:
    [listed] = [each for each in told("/ogc/collections")["collections"] if each["id"] == layer]
    for kind, schema in schemas(told, layer):
        told.valid(schema, "queryables")
        for document in (told(f"/ogc/collections/{layer}"), listed):
            [link] = links(document, RELATION.format(kind))
            assert (link["type"], link["href"]) == ("application/schema+json", schema["$id"])
            assert link["href"].endswith(f"/ogc/collections/{layer}/{kind}")
    sortables = schema_of(told, layer, "sortables")
    assert all(each["type"] not in ("array", "object") for each in sortables["properties"].values())


@proves("schemas", "returnables-and-receivables", "response-1")
@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_features_are_as_the_schema_says(client: TestClient, told: Told, layer: str) -> None:
    """A property without a value is null in GeoJSON; a schema of the standard has no word for that."""
    schema = schema_of(told, layer)
    known = schema["properties"]
    [identifier] = with_role(schema, "id")
    [geometry] = with_role(schema, "primary-geometry")
    features = client.get(f"/ogc/collections/{layer}/items").json()["features"]
    one = [client.get(f"/ogc/collections/{layer}/items/{each['id']}").json() for each in features[:1]]
    for feature in [*features, *one]:
        Draft202012Validator(identifier).validate(feature["id"])
        if feature["geometry"] is not None:
            assert geometry["format"] in (f"geometry-{feature['geometry']['type'].lower()}", "geometry-any")
        assert feature["properties"].keys() <= known.keys()
        for name, value in feature["properties"].items():
            if value is not None:
                Draft202012Validator(known[name]).validate(value)
                assert known[name].get("format") != "date" or date.fromisoformat(value)
    assert all("writeOnly" not in each for each in known.values())


@pytest.mark.parametrize("layer", PUBLIC_LAYERS)
def test_what_is_computed_is_read_only(told: Told, layer: str) -> None:
    writable = {name for name, each in schema_of(told, layer)["properties"].items() if not each.get("readOnly")}
    if layer not in WRITABLE:
        assert writable == set()
    else:
        assert writable >= {"geom"}
        assert writable.isdisjoint({"id", "area_code", "is_synthetic"})
        assert set(schema_of(told, layer)["required"]) <= writable


def test_a_schema_speaks_the_language_that_is_asked_for(client: TestClient) -> None:
    told = {lang: client.get(f"/ogc/collections/facilities/schema?lang={lang}").json() for lang in ("th", "en")}
    client.cookies.clear()
    assert {lang: each["title"] for lang, each in told.items()} == {"th": "สถานที่สำคัญ", "en": "Facilities"}
    kinds = {lang: each["properties"]["kind"] for lang, each in told.items()}
    assert {lang: each["oneOf"][0] for lang, each in kinds.items()} == {
        "th": {"const": "school", "title": "โรงเรียน"}, "en": {"const": "school", "title": "School"},
    }  # fmt: skip
    assert told["en"]["properties"]["geom"]["title"] == "Geometry"
    assert told["en"]["properties"]["name_th"] == {
        "title": "Facility name (Thai)", "description": "ชื่อสถานที่", "type": "string", "x-ogc-propertySeq": 2,
        "minLength": 1, "maxLength": 500,
    }  # fmt: skip
    assert told["en"]["required"] == ["geom", "name_th"]
