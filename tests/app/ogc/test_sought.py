"""Features by ids, by words and without some attributes, on every road of items: numbers are those of the toy province."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest
from fastapi.testclient import TestClient

from app.ogc.sought import MOST_IDS, MOST_LETTERS, MOST_WORDS
from tests.app.ogc.test_sorting import fill, walked

SentBy = Callable[..., TestClient]
ITEMS = "/ogc/collections/{}/items"
SUBDISTRICTS = ITEMS.format("subdistricts")


@pytest.fixture(autouse=True)
def no_language_is_left(client: TestClient) -> Iterator[None]:
    yield
    client.cookies.clear()


def codes(client: TestClient, layer: str = "subdistricts", **given: str) -> list[str]:
    answer = client.get(ITEMS.format(layer), params=given)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["numberMatched"] == found["numberReturned"] == len(found["features"])
    return [feature["id"] for feature in found["features"]]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("daeng", ["980201", "980202"]),
        ("  PA   DAENG  ", ["980201", "980202"]),
        ("ปาแดง", ["980202"]),
        ("ปาเเดง", ["980202"]),  # แ typed as two เ
        ("บ้านนํ้า", ["980102"]),  # sara am typed in two pieces
        ("thá khäm", ["980301"]),
        ("tha,wang,tha", ["980301", "980302"]),
        ("98010", ["980101", "980102"]),
        ("%,_,\\", []),
        ("paในเมือง", []),
        ("no such place", []),
        (",wang,", ["980302"]),
    ],
)
def test_words_are_found_in_any_text_whatever_their_case_and_accents(
    client: TestClient, words: str, expected: list[str]
) -> None:
    assert codes(client, q=words) == expected


def test_no_word_is_found_from_one_text_into_the_next(client: TestClient) -> None:
    one = client.get(SUBDISTRICTS, params={"ids": "980201"}).json()["features"][0]["properties"]
    assert (one["name_th"], one["name_en"]) == ("ป่าแดง", "Pa Daeng")
    for between in ("", " ", "\n"):
        assert codes(client, q=f"ป่าแดง{between}Pa") == []


@pytest.mark.parametrize(
    ("ids", "expected"),
    [("980302,980101", ["980101", "980302"]), ("980101, 980101 ,9", ["980101"]), ("'", []), ("980101' OR '1'='1", [])],
)
def test_ids_name_the_features_in_the_order_of_the_layer(client: TestClient, ids: str, expected: list[str]) -> None:
    assert codes(client, ids=ids) == expected


def test_all_conditions_hold_together(client: TestClient) -> None:
    given = {"q": "daeng,wang", "ids": "980201,980302", "bbox": "101.1,15.1,101.2,15.2", "filter": "name_en <> 'x'"}
    assert codes(client, **given, parent_code="9802") == ["980201"]
    assert codes(client, **given, parent_code="9803") == []


def test_attributes_are_left_out_everywhere(client: TestClient) -> None:
    whole = client.get(SUBDISTRICTS, params={"limit": "1"}).json()["features"][0]["properties"]
    given = {"exclude-properties": "name_en,parent_code", "limit": "1"}
    [feature] = client.get(SUBDISTRICTS, params=given).json()["features"]
    assert feature["properties"] == {name: whole[name] for name in whole if name not in ("name_en", "parent_code")}
    rows = csv.reader(io.StringIO(client.get(SUBDISTRICTS, params={**given, "f": "csv"}).content.decode("utf-8-sig")))
    assert len(next(rows)) == len(whole) - 2 + 2, "two attributes less, and two coordinates"
    page = client.get(SUBDISTRICTS, params={**given, "f": "html", "lang": "en"}).text
    assert page.count('<th scope="col"') == len(whole) - 2
    everything = {"exclude-properties": ",".join(whole), "ids": "980101"}
    assert client.get(SUBDISTRICTS, params=everything).json()["features"][0]["properties"] == {}


@pytest.mark.parametrize("kind", ["json", "html", "csv"])
@pytest.mark.parametrize(
    ("layer", "given", "place"),
    [
        ("subdistricts", {"q": ""}, "q"), ("subdistricts", {"q": " , "}, "q"), ("subdistricts", {"q": "\u200b"}, "q"),
        ("subdistricts", {"q": "x" * (MOST_LETTERS + 1)}, "q"), ("subdistricts", {"q": "a," * (MOST_WORDS + 1)}, "q"),
        ("subdistricts", {"ids": ","}, "ids"), ("subdistricts", {"ids": "1," * (MOST_IDS + 1)}, "ids"),
        ("subdistricts", {"ids": "a\0b"}, "ids"), ("roads", {"ids": "1,x"}, "ids"), ("roads", {"ids": "9" * 30}, "ids"),
        ("subdistricts", {"exclude-properties": "colour"}, "exclude-properties"),
        ("subdistricts", {"exclude-properties": ""}, "exclude-properties"),
        ("subdistricts", {"exclude-properties": "code", "properties": "code"}, "exclude-properties"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_is_told_where(
    client: TestClient, layer: str, given: dict[str, str], place: str, kind: str
) -> None:
    answer = client.get(ITEMS.format(layer), params={**given, "f": kind}, headers={"Accept": "application/json"})
    assert answer.status_code == 400, answer.text
    assert place in answer.text
    if kind == "json":
        assert answer.json()["parameter"] == place


def test_a_sorted_walk_and_every_other_road_answer_the_same_words(
    sent_by: SentBy, desk: psycopg.Connection[Any]
) -> None:
    fill(desk)
    fill(desk, 20, "internal")
    client, roads = sent_by(), ITEMS.format("roads")
    whole = client.get(roads, params={"limit": "1000"}).json()["features"]
    expected = sorted(each["id"] for each in whole if "ก" in (each["properties"]["number"] or ""))
    assert len(expected) > 20
    given = {"q": "ก", "sortby": "-length_km", "limit": "7"}
    first = client.get(roads, params=given).json()
    assert first["numberMatched"] == len(expected)
    [following] = [link["href"] for link in first["links"] if link["rel"] == "next"]
    assert sorted(walked(client, str(client.get(roads, params=given).url))) == expected
    other = client.get(following.replace("q=%E0%B8%81", "q=%E0%B8%82"))
    assert (other.status_code, other.json()["parameter"]) == (400, "cursor"), "a cursor of another question"
    assert [each["id"] for each in client.get(roads, params={"q": "ก", "limit": "1000"}).json()["features"]] == expected
    posted = client.post("/ogc/collections/roads/search", params={"q": "ก", "limit": "1000"}, json={"op": "=", "args": [1, 1]})
    assert [each["id"] for each in posted.json()["features"]] == expected
    some = ",".join(map(str, reversed(expected[:5])))
    rows = csv.reader(io.StringIO(client.get(roads, params={"ids": some, "f": "csv"}).content.decode("utf-8-sig")))
    assert [int(row[0]) for row in list(rows)[1:]] == expected[:5]
    assert client.get("/ogc/collections/roads/changes", params={"since": "", "q": "ก"}).status_code == 400


def test_a_tag_belongs_to_one_question(client: TestClient) -> None:
    tags = {str(given): client.get(SUBDISTRICTS, params=given).headers["etag"] for given in (
        {"q": "daeng"}, {"q": "wang"}, {"ids": "980101"}, {"exclude-properties": "code"}, {})}  # fmt: skip
    assert len(set(tags.values())) == len(tags)
    again = client.get(SUBDISTRICTS, params={"q": "wang"}, headers={"If-None-Match": tags["{'q': 'wang'}"]})
    assert again.status_code == 304


def test_it_is_told_where_words_are_sought(client: TestClient) -> None:
    asked = client.get("/ogc/collections/facilities/queryables").json()["properties"]
    assert {name for name, told in asked.items() if told.get("x-searched-by-q")} == {"name_th", "name_en", "area_code"}
    document = client.get("/ogc/api").json()
    given = document["paths"]["/collections/facilities/items"]["get"]["parameters"]
    known = document["components"]["parameters"]
    named = {known[each["$ref"].rsplit("/", 1)[1]]["name"] for each in given}
    assert {"ids", "q", "exclude-properties"} <= named
    assert "x-searched-by-q" in known["q"]["description"]
    page = client.get("/ogc/collections/facilities/queryables?f=html&lang=en").text
    assert "Words (q) are sought in <code>name_th</code>, <code>name_en</code>, <code>area_code</code>." in page


def test_the_page_of_items_seeks_words_beside_what_is_asked_already(client: TestClient) -> None:
    page = client.get(SUBDISTRICTS, params={"f": "html", "lang": "en", "q": "daeng", "parent_code": "9802"}).text
    assert "Showing 2 of 2 features" in page
    assert '<input type="hidden" name="parent_code" value="9802">' in page
    assert 'name="q" type="search" maxlength="200" value="daeng"' in page
