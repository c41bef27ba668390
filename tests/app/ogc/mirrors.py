"""Mirrors as an office far away keeps them, and rows that come, change, hide and go."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from typing import Any

import psycopg
from fastapi.testclient import TestClient

WORKS, OFFICE = "works", "office"


def asked(client: TestClient, since: str = "", layer: str = "facilities", **more: str | int) -> Any:
    return client.get(f"/ogc/collections/{layer}/changes", params={"since": since, **more})


def mirror_of(client: TestClient, layer: str = "facilities", limit: int = 1000) -> Mirror:
    return Mirror(client, layer, limit)


class Mirror:
    """What an office holds that applies each answer in the order in which it comes, and nothing else."""

    def __init__(self, client: TestClient, layer: str, limit: int) -> None:
        self.client, self.layer, self.limit = client, layer, limit
        self.held: dict[Any, Any] = {}
        self.since, self.more = "", True
        self.walked: list[str] = []
        """The ids of the walk that goes on, in the order in which they came."""

    def ask(self) -> Any:
        return asked(self.client, self.since, self.layer, limit=self.limit)

    def page(self) -> dict[str, Any]:
        """One page asked for and applied."""
        answer = self.ask()
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        here = [*(one["id"] for one in told["features"]), *(one["id"] for one in told["removed"])]
        assert told["numberReturned"] == len(here) <= self.limit
        self.walked += sorted(map(str, here))
        assert self.walked == sorted(set(self.walked)), "each id once in a walk, in order"
        self.held |= {one["id"]: one for one in told["features"]}
        for gone in told["removed"]:
            assert gone["removed"] is True
            del self.held[gone["id"]]
        self.since, self.more = told["next"], told["more"]
        if not self.more:
            self.walked = []
        return told

    def walk(self) -> list[dict[str, Any]]:
        """To the end of the walk."""
        pages = [self.page()]
        while self.more:
            pages.append(self.page())
        return pages

    def items(self) -> dict[Any, Any]:
        """What items show the same viewer."""
        found = self.client.get(f"/ogc/collections/{self.layer}/items", params={"limit": 10_000}).json()
        return {one["id"]: one for one in found["features"]}


class MirrorOfFeed(Mirror):
    """The same of a feed, whose id stands for that of a layer."""

    def ask(self) -> Any:
        return self.client.get(f"/feeds/{self.layer}/changes", params={"since": self.since, "limit": self.limit})

    def items(self) -> dict[Any, Any]:
        answer = self.client.get(f"/feeds/{self.layer}/items.geojson")
        assert answer.status_code == 200, answer.text
        return {one["id"]: one for one in answer.json()["features"]}


Desk = psycopg.Connection[tuple[Any, ...]]
"""A connection of the owner of the tables, where each statement is committed."""


def bring(desk: Desk, numbers: Iterable[int], class_: str = "public", agency: str = WORKS) -> None:
    """Facilities with these numbers."""
    for number in numbers:
        desk.execute(
            "INSERT INTO datasets.feature (dataset_id, id, geom, attributes, class, agency, area_code) VALUES ('facilities',"
            " %s, st_setsrid(st_point(100.5, 15.5), 4326), %s, %s, %s, '980101')",
            (number, json.dumps({"name_th": "ก", "kind": "school"}), class_, agency),
        )


ACTS = (
    'UPDATE datasets.feature SET attributes = attributes || \'{"name_th": "ก"}\' WHERE id = %s',
    'UPDATE datasets.feature SET attributes = attributes || \'{"name_th": "ข"}\' WHERE id = %s',
    "UPDATE datasets.feature SET geom = st_setsrid(st_point(100.5, 15.6), 4326) WHERE id = %s",
    "UPDATE datasets.feature SET class = 'public' WHERE id = %s",
    "UPDATE datasets.feature SET class = 'internal' WHERE id = %s",
    "UPDATE datasets.feature SET class = 'confidential' WHERE id = %s",
    "UPDATE datasets.feature SET agency = 'office' WHERE id = %s",
    "UPDATE datasets.feature SET agency = 'works' WHERE id = %s",
    "DELETE FROM datasets.feature WHERE id = %s",
)
NUMBERS = range(900_000, 900_012)


def act(desk: Desk, chance: random.Random) -> None:
    """Something happens to a facility: it comes, changes, hides, shows itself again, or goes."""
    number = chance.choice(NUMBERS)
    if desk.execute("SELECT 1 FROM datasets.feature WHERE id = %s", (number,)).fetchone():
        desk.execute(chance.choice(ACTS), (number,))
    else:
        bring(desk, [number], chance.choice(("public", "internal")), chance.choice((WORKS, OFFICE)))
