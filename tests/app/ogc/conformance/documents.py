"""The documents that the tests read again and again, and how an answer is held against the API definition."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient
from openapi_schema_validator import OAS30Validator

from app.core.authority import PUBLIC
from app.core.published import LAYERS
from gis.catalog import Catalog

Document = dict[str, Any]
PUBLIC_LAYERS = sorted(layer.id for layer in Catalog.read(LAYERS).visible(PUBLIC.visible()))
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"
PLACED = ("districts", "subdistricts", "villages", "rivers", "roads", "facilities", "projects")
"""Layers that have features in the toy province, of every kind of geometry."""


class Told:
    """Documents by their address, each asked for once."""

    def __init__(self, client: TestClient) -> None:
        self._client = client
        self._known: dict[str, Document] = {}

    def __call__(self, address: str) -> Document:
        if address not in self._known:
            answer = self._client.get(address)
            assert answer.status_code == 200, address
            self._known[address] = answer.json()
        return self._known[address]

    def valid(self, document: Document, schema: str) -> None:
        """The document is as the API definition says."""
        components = self("/ogc/api")["components"]
        problems = OAS30Validator({"$ref": f"#/components/schemas/{schema}", "components": components}).iter_errors(
            document
        )
        assert [problem.message for problem in problems] == []


def links(document: Document, rel: str) -> list[dict[str, str]]:
    return [link for link in document["links"] if link["rel"] == rel]
