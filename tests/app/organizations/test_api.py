"""Organisations as data: the same rules about names, for programs and spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.core.permissions import Permission
from tests import cast

HERE = "/api/organizations"


def test_organisations_and_positions_are_listed(client: TestClient) -> None:
    organizations = client.get(HERE).json()["organizations"]
    assert [one["code"] for one in organizations] == ["mueang", "office", "province", "welfare", "works"]
    assert organizations[1] == {
        "code": "office", "kind": "provincial_office", "name_th": "สำนักงานจังหวัด", "name_en": "Provincial Office",
        "parent_code": "province", "area_code": "98", "valid_from": "2020-01-01", "valid_to": None, "source": None,
        "is_verified": False, "is_synthetic": False,
    }  # fmt: skip
    positions = client.get(f"{HERE}/positions").json()["positions"]
    assert len(positions) == len(cast.POSITIONS)
    assert [one["number"] for one in client.get(f"{HERE}/positions?state=vacant").json()["positions"]] == ["O-5"]
    assert client.get(f"{HERE}/positions?on=31/12/2562").json() == {"positions": []}


def test_no_name_and_no_key_of_a_person_leaves_to_the_public(client: TestClient) -> None:
    paths = ("", "/positions", "/positions.csv", "/positions/O-1", "/committees", "/policy")
    told = "".join(client.get(HERE + path).text for path in paths)
    for number, name in cast.HOLDERS.items():
        assert name not in told
        assert str(cast.person_id(number)) not in told


def test_somebody_in_office_gets_names_and_no_cache_keeps_them(client_as: Callable[[str], TestClient]) -> None:
    answer = client_as("O-2").get(f"{HERE}/positions")
    holders = {one["number"]: one["holder"] for one in answer.json()["positions"]}
    assert holders["O-1"] == "นายขจร งามตา"
    assert holders["O-5"] is None
    assert answer.headers["cache-control"] == "private, no-store"


def test_the_list_of_positions_opens_in_a_spreadsheet(client: TestClient) -> None:
    answer = client.get(f"{HERE}/positions.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer.headers["content-disposition"] == 'attachment; filename="positions.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert len(rows) == len(cast.POSITIONS)
    assert rows[0]["เลขที่ตำแหน่ง"] == "D-1"
    assert {row["สถานะ"] for row in rows} == {"filled", "vacant"}


def test_one_position_with_its_powers(client: TestClient) -> None:
    told = client.get(f"{HERE}/positions/O-4").json()
    assert told["title_th"] == "นักวิชาการตรวจสอบภายใน"
    assert told["roles"][0]["permissions"] == ["audit.read"]
    assert told["tenures"][0]["name_th"] is None
    assert "person_id" not in told["tenures"][0]


def test_the_policy_has_every_permission(client: TestClient) -> None:
    told = client.get(f"{HERE}/policy").json()["policy"]
    assert [one["permission"] for one in told] == [each.value for each in Permission]
    approve = next(one for one in told if one["permission"] == "expense.approve")
    assert (approve["roles"], approve["positions"]) == (["chief", "governor"], ["G-1", "O-1"])
    assert (approve["has_ceiling"], approve["needs_another_person"], approve["is_never_delegated"]) == (
        True,
        True,
        False,
    )


@pytest.mark.parametrize("query", ["on=31/02/2569", "on=9999", "state=asleep"])
def test_a_question_that_cannot_be_read_is_told(client: TestClient, query: str) -> None:
    answer = client.get(f"{HERE}/positions?{query}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
