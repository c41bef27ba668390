"""Statistics of the toy province (tests/province.py, tests/ledger.py), computed by hand.

P-1  completed    1,000,000.00 baht of the province       980102
P-2  in progress    500,000.01 baht of the cluster        half 980102, half 980201; the odd satang in 980102
P-3  funded          90,000.00 baht of the province       no place
"""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from fastapi.testclient import TestClient

STATS = "/api/stats/projects"
ALL = 159_000_001


def asked(client: TestClient, group_by: str = "", filter_: str = "", layer: str = "projects") -> Any:
    given = {"group_by": group_by, "filter": filter_}
    answer = client.get(f"/api/stats/{layer}", params={name: value for name, value in given.items() if value})
    assert answer.status_code == 200, answer.text
    return answer.json()


def lines(found: Any, *names: str) -> list[tuple[object, ...]]:
    return [tuple(group[name] for name in names) for group in found["groups"]]


def test_the_whole_is_the_ledger_and_all_projects_of_the_list(client: TestClient) -> None:
    found = asked(client)
    assert found["total"] == {
        "count": 3, "touching": 3, "received": ALL, "obligated": 89_000_000, "disbursed": 89_000_000,
    }  # fmt: skip
    assert found["groups"] == []
    assert len(client.get("/api/projects").json()["projects"]) == found["total"]["count"]
    lines_ = client.get("/api/budgets/lines").json()["lines"]
    print(lines_[0])


def test_what_lies_nowhere_stands_in_rows_of_its_own(client: TestClient) -> None:
    found = asked(client, "district")
    assert lines(found, "district", "placement", "count", "touching", "received") == [
        ("9801", "located", 2, 2, 125_000_001),
        ("9802", "located", 0, 1, 25_000_000),
        (None, "unlocated", 1, 1, 9_000_000),
    ]
    assert found["groups"][0]["names"]["district"] == {"th": "เมืองของเล่น", "en": "Mueang Khong Len"}
    assert {name: (cell["count"], cell["received"]) for name, cell in found["placements"].items()} == {
        "located": (2, 150_000_001), "province_wide": (0, 0), "unlocated": (1, 9_000_000),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("group_by", "names", "expected"),
    [
        ("province", ("province", "count", "received"), [("98", 2, 150_000_001), (None, 1, 9_000_000)]),
        (
            "subdistrict",
            ("subdistrict", "count", "received"),
            [("980102", 2, 125_000_001), ("980201", 0, 25_000_000), (None, 1, 9_000_000)],
        ),
        ("fiscal_year", ("fiscal_year", "count", "received"), [(2569, 3, ALL)]),
        (
            "status",
            ("status", "count", "disbursed"),
            [("completed", 1, 80_000_000), ("funded", 1, 9_000_000), ("in_progress", 1, 0)],
        ),
        ("source", ("source", "count", "received"), [("cluster", 1, 50_000_001), ("province", 2, 109_000_000)]),
        ("agency", ("agency", "count", "received"), [(None, 3, ALL)]),
        (
            "source,district",
            ("source", "district", "count", "received"),
            [
                ("cluster", "9801", 1, 25_000_001),
                ("cluster", "9802", 0, 25_000_000),
                ("province", "9801", 1, 100_000_000),
                ("province", None, 1, 9_000_000),
            ],
        ),
    ],
)
def test_groups_are_those_that_are_asked_for(
    client: TestClient, group_by: str, names: tuple[str, ...], expected: list[object]
) -> None:
    assert lines(asked(client, group_by), *names) == expected


