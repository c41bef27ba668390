"""What tests of snapshots ask of the service, and of which layers."""

from __future__ import annotations

from datetime import date
from typing import Any

from fastapi.testclient import TestClient

from app.core.published import LAYERS
from gis.catalog import Catalog

CATALOG = Catalog.read(LAYERS)
FEW = ("districts", "facilities")
"""The layers of most tests: each is made by itself."""


def of(*names: str) -> Catalog:
    """The catalogue of some layers."""
    return Catalog(
        {each.id: each for each in CATALOG if each.id in names}, {name: CATALOG.hash_of(name) for name in names}
    )


def listed(client: TestClient, **asked: str) -> dict[str, dict[str, Any]]:
    """What a program is told of a day, by layer."""
    return {each["layer"]: each for each in client.get("/api/snapshots", params=asked).json()["snapshots"]}


def taken(client: TestClient, day: date, name: str, **headers: str) -> Any:
    return client.get(
        f"/snapshots/{day}/{name}", headers={name.replace("_", "-"): value for name, value in headers.items()}
    )
