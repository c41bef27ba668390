"""OGC API Features Part 8 (draft 24-030), annex A: sortables, sorting, features sorting.

More in tests/app/ogc/test_sorting.py.
"""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.app.ogc.conformance.documents import PLACED, PUBLIC_LAYERS, Told, links
from tests.app.ogc.conformance.proofs import proves

RELATION = "http://www.opengis.net/def/rel/ogc/1.0/sortables"
ITEMS = "/ogc/collections/{}/items"
CLASSES = ("sortables", "sorting", "features-sorting")
EACH = pytest.mark.parametrize("layer", PUBLIC_LAYERS)


def values(client: TestClient, layer: str, name: str, **given: str) -> list[Any]:
    """What the features have there, in the order in which they come."""
    answer = client.get(ITEMS.format(layer), params=given)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/geo+json"
    return [each["properties"].get(name, each["id"]) for each in answer.json()["features"]]


@proves("sorting", "sortables", "get-conformance")
@proves("sorting", "sorting", "get-conformance")
@proves("sorting", "features-sorting", "get-conformance")
def test_the_classes_of_sorting_are_declared(told: Told) -> None:
    base = "http://www.opengis.net/spec/ogcapi-features-8/1.0/conf"
    assert {f"{base}/{name}" for name in CLASSES} <= set(told("/ogc/conformance")["conformsTo"])


@proves("sorting", "sortables", "get-sortables-uris", "get-sortables")
@proves("sorting", "features-sorting", "get-collections", "get-collection")
@EACH
def test_features_and_their_collection_say_by_what_they_may_be_sorted(
    client: TestClient, told: Told, layer: str
) -> None:
    head = client.head(ITEMS.format(layer), headers={"Accept": "application/geo+json"})
    address, _, relation = head.headers["link"].partition(">; rel=")
    assert (head.status_code, relation) == (200, f'"{RELATION}"')
    [link] = links(told(f"/ogc/collections/{layer}"), RELATION)
    assert link["href"] == address.removeprefix("<")
    schema = client.get(link["href"], headers={"Accept": "application/schema+json"}).json()
    assert (schema["$id"], schema["additionalProperties"]) == (link["href"], False)
    assert schema["properties"]
    assert all("type" in each for each in schema["properties"].values())


@proves("sorting", "sorting", "sortby-param", "sortby-order-default")
@proves("sorting", "features-sorting", "filter-sorting")
@pytest.mark.parametrize("layer", PLACED)
def test_features_come_in_the_order_that_is_asked_for(client: TestClient, told: Told, layer: str) -> None:
    """By each number, day and truth; texts have the order of a Thai dictionary, which is tested where words are."""
    [usual] = told(f"/ogc/collections/{layer}")["defaultSortOrder"]
    ids = [each["id"] for each in client.get(ITEMS.format(layer)).json()["features"]]
    assert ids == sorted(ids)
    assert told(f"/ogc/collections/{layer}/sortables")["properties"][usual]["x-ogc-role"] == "id"
    for name, each in told(f"/ogc/collections/{layer}/sortables")["properties"].items():
        if each["type"] == "string" and "format" not in each:
            continue
        up, down = values(client, layer, name, sortby=name), values(client, layer, name, sortby=f"-{name}")
        known = sorted(value for value in up if value is not None)
        assert up == known + [None] * (len(up) - len(known))
        assert down == known[::-1] + [None] * (len(up) - len(known))
    assert values(client, layer, usual, sortby=f"+{usual}") == values(client, layer, usual)


@proves("sorting", "sorting", "expression-construction")
@pytest.mark.parametrize("layer", PLACED)
def test_what_is_no_sortable_is_refused(client: TestClient, layer: str) -> None:
    for wrong in ("this_is_not_a_sortable", "THIS IS NOT A SORTBY EXPRESSION", "geom"):
        answer = client.get(ITEMS.format(layer), params={"sortby": wrong})
        assert (answer.status_code, answer.json()["parameter"]) == (400, "sortby")


def test_the_definition_knows_sortby_as_the_standard_has_it(told: Told) -> None:
    given = told("/ogc/api")["components"]["parameters"]["sortby"]
    assert (given["name"], given["in"], given["style"], given["explode"]) == ("sortby", "query", "form", False)
    assert given["schema"] == {"type": "array", "minItems": 1, "items": {"type": "string", "pattern": r"^[+-]?[^+\-\s].*$"}}
