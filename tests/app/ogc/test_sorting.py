"""Features in another order (``sortby``): by pages it is the whole list as Python sorts it, in every format."""

from __future__ import annotations

import base64
import csv
import io
import json
import random
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SentBy = Callable[..., TestClient]
ITEMS = "/ogc/collections/roads/items"
SEARCH = "/ogc/collections/roads/search"
NAMES = ("กำแพง", "เกาะ", "กาด", "แก", "ไกล", "ขา", "เขา", "โขง", None)
KEYS = ("id", "number", "kind", "length_km", "is_synthetic")
INSERTED = """
INSERT INTO datasets.feature (dataset_id, id, geom, attributes, class, agency, area_code, is_synthetic) VALUES
('roads', %s, 'SRID=4326;MULTILINESTRING((100.1 15.1,100.2 15.2))', %s, %s, 'roads', '980101', %s)
"""


def fill(desk: psycopg.Connection[Any], count: int = 60, class_: str = "public") -> None:
    """Roads of which many are alike in every attribute, and some have none."""
    chance = random.Random(class_)
    start = 5_000 if class_ == "public" else 9_000
    for number in chance.sample(range(start, start + 900), count):
        told = {"number": chance.choice(NAMES), "kind": chance.choice(("local", "highway", None)),
                "length_km": chance.choice((0, 1, 2.5, -1, 1e-7, 123456789.125, None))}  # fmt: skip
        kept = json.dumps({name: value for name, value in told.items() if value is not None})
        desk.execute(INSERTED, (number, kept, class_, chance.random() < 0.5))


def dictionary(word: str) -> str:
    """A Thai word as a dictionary sorts it: a vowel that is written first is read second."""
    return re.sub("([เ-ไ])([ก-ฮ])", r"\2\1", word)


def value(feature: dict[str, Any], name: str) -> Any:
    found = feature["id"] if name == "id" else feature["properties"][name]
    return dictionary(found) if isinstance(found, str) else found


def in_order(features: list[dict[str, Any]], keys: list[str]) -> list[int]:
    """The ids as these keys sort them; what has no value comes last, and the id decides in the end."""
    found = sorted(features, key=lambda feature: int(feature["id"]))
    for key in reversed(keys):
        name = key.lstrip("-")
        known = [each for each in found if value(each, name) is not None]
        unknown = [each for each in found if value(each, name) is None]
        found = sorted(known, key=lambda each: value(each, name), reverse=key.startswith("-")) + unknown
    return [each["id"] for each in found]


def walked(client: TestClient, address: str) -> list[int]:
    """The ids of all pages from this address on."""
    seen, pages = list[int](), 0
    while address:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        found, pages = answer.json(), pages + 1
        seen += [each["id"] for each in found["features"]]
        assert pages < 100
        address = next((link["href"] for link in found["links"] if link["rel"] == "next"), "")
    return seen


orders = st.permutations(KEYS).flatmap(
    lambda names: st.tuples(st.integers(1, len(names)), st.lists(st.booleans(), min_size=5, max_size=5)).map(
        lambda told: [f"-{name}" if down else name for name, down in zip(names[: told[0]], told[1], strict=False)]
    )
)


def test_any_order_by_pages_is_the_whole_list_sorted(sent_by: SentBy, desk: psycopg.Connection[Any]) -> None:
    fill(desk)
    fill(desk, 20, "internal")
    client = sent_by()
    whole = client.get(ITEMS, params={"limit": "1000"}).json()["features"]
    assert len(whole) >= 60

    @settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    @given(orders, st.sampled_from((1, 7, 20, 60)))
    def ask(keys: list[str], limit: int) -> None:
        limit = max(limit, 7 if len(keys) > 2 else 3)
        assert walked(client, f"{ITEMS}?sortby={','.join(keys)}&limit={limit}") == in_order(whole, keys)

    ask()
    narrowed = [each for each in whole if each["properties"]["kind"] == "local"]
    asked = f"{ITEMS}?kind=local&filter=length_km%20IS%20NOT%20NULL&sortby=-length_km,number&limit=5"
    expected = [each for each in narrowed if each["properties"]["length_km"] is not None]
    assert walked(client, asked) == in_order(expected, ["-length_km", "number"])


def test_every_format_and_a_posted_filter_come_in_the_same_order(sent_by: SentBy, desk: psycopg.Connection[Any]) -> None:
    fill(desk)
    client, asked = sent_by(), {"sortby": "-length_km,number", "limit": "25"}
    first = client.get(ITEMS, params=asked).json()
    expected = [each["id"] for each in first["features"]]
    rows = csv.reader(io.StringIO(client.get(ITEMS, params={**asked, "f": "csv"}).content.decode("utf-8-sig")))
    assert [int(row[0]) for row in list(rows)[1:]] == expected
    texts = client.get(ITEMS, params={**asked, "f": "geojsonseq"}).text.split("\x1e")[1:]
    assert [json.loads(text)["id"] for text in texts] == expected
    page = client.get(ITEMS, params={**asked, "f": "html", "lang": "en"}).text
    assert [int(each) for each in re.findall(r'items/(\d+)\?f=html">', page)] == expected
    assert 'aria-sort="descending"' in page
    assert "sortby=length_km" in page, "the heading turns the order round"
    filter_ = {"op": "not", "args": [{"op": "isNull", "args": [{"property": "id"}]}]}
    posted = client.post(SEARCH, params=asked, json=filter_).json()
    assert [each["id"] for each in posted["features"]] == expected
    [following] = [link["href"] for link in posted["links"] if link["rel"] == "next"]
    second = client.post(following, json=filter_).json()
    [address] = [link["href"] for link in first["links"] if link["rel"] == "next"]
    assert [each["id"] for each in second["features"]] == [each["id"] for each in client.get(address).json()["features"]]
    skipped = client.get(ITEMS, params={**asked, "offset": "25"}).json()
    assert skipped["features"] == client.get(address).json()["features"]


@pytest.mark.parametrize(
    ("given_", "named"),
    [("colour", "colour"), ("", "nothing"), ("number,,kind", "nothing"), (" number", "%2B"), ("number,-number", "twice"),
     ("--number", "-number"), ("geom", "geom"), ("number COLLATE", "number COLLATE"), ("THIS IS NOT A SORTBY", "THIS")],
)  # fmt: skip
def test_a_wrong_order_is_400_and_says_what_there_is(client: TestClient, given_: str, named: str) -> None:
    answer = client.get(ITEMS, params={"sortby": given_, "lang": "en"})
    client.cookies.clear()
    assert (answer.status_code, answer.json()["parameter"]) == (400, "sortby")
    assert named in answer.json()["detail"]
    assert "twice" in answer.json()["detail"] or "id, number, " in answer.json()["detail"]


def test_upwards_may_be_said_and_the_id_alone_is_the_order_that_there_is(client: TestClient) -> None:
    told = client.get("/ogc/collections/districts/items", params={"sortby": "+code"}).json()
    assert [each["id"] for each in told["features"]] == ["9801", "9802", "9803"]
    told = client.get("/ogc/collections/districts/items", params={"sortby": "-code,name_th"}).json()
    assert [each["id"] for each in told["features"]] == ["9803", "9802", "9801"]


def test_a_mark_goes_on_with_its_own_question_only(client: TestClient) -> None:
    address = "/ogc/collections/subdistricts/items"
    asked = {"sortby": "-name_th", "limit": "2"}
    [following] = [link["href"] for link in client.get(address, params=asked).json()["links"] if link["rel"] == "next"]
    [cursor] = parse_qs(urlsplit(following).query)["cursor"]
    assert client.get(address, params={**asked, "cursor": cursor}).status_code == 200
    assert client.get(address, params={**asked, "limit": "5", "cursor": cursor}).status_code == 200
    for other in ({"sortby": "name_th"}, {"sortby": "-name_en"}, {"filter": "name_th > 'ก'"}, {"bbox": "100,15,101,16"},
                  {"parent_code": "9801"}, {"datetime": "2021-01-01"}):  # fmt: skip
        answer = client.get(address, params={**asked, **other, "cursor": cursor})
        assert (answer.status_code, answer.json()["parameter"]) == (400, "cursor"), other
    assert client.get(address, params={"cursor": cursor}).status_code == 400
    [mark, passed, last] = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    marks: tuple[object, ...] = (
        [mark, passed], [mark, 1, last], [mark, passed, None], [passed, last], [mark, "\ud800", last], {}, mark,
    )  # fmt: skip
    for forged in marks:
        told = base64.urlsafe_b64encode(json.dumps(forged).encode()).decode()
        assert client.get(address, params={**asked, "cursor": told}).status_code == 400, forged
