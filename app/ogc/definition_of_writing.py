"""The part of the API definition that tells how features are written (OGC API Features Part 4): ``app.ogc.writing``."""

from __future__ import annotations

from typing import Any

from app.ogc.answers import GEOJSON
from app.ogc.bodies import Schema, ref
from app.ogc.received import PATCH, WHOLE

Operation = dict[str, Any]
REFUSED = ("4XX", "503")
"""A writing is refused in a dozen ways, each told as a problem: 403 who may not, 404 what is not there, 409 what was done
otherwise before, 412 what was changed meanwhile, 428 without what was read, and what is wrong with the body."""


def added_feature(layer_id: str) -> dict[str, Any]:
    """POST of a collection."""
    made = {"201": {"$ref": "#/components/responses/Written"}}
    given = _refs("Idempotency-Key", "Content-Crs", "Prefer")
    return {"post": _operation(f"{layer_id}.addFeature", "Add a feature", given, WHOLE, made)}


def written_feature() -> dict[str, Any]:
    """PUT, PATCH and DELETE of a feature, each under what was read of it."""
    one, told = ("writtenId", "writtenFeatureId", "If-Match"), ("Content-Crs", "Prefer")
    done = {"200": {"$ref": "#/components/responses/Written"}, "204": {"description": "Done"}}
    return {
        "put": _operation("replaceFeature", "Another in its place", _refs(*one, *told), WHOLE, done),
        "patch": _operation("updateFeature", "Change parts of it", _refs(*one, *told), PATCH, done),
        "delete": _operation(
            "deleteFeature", "Take it away", _refs(*one), frozenset(), {"204": {"description": "Done"}}
        ),
    }


def parameters_of_writing(layers: list[str]) -> dict[str, Any]:
    """The layers that may be written, and the headers that say how."""
    text: Schema = {"type": "string"}
    return {
        "writtenId": {"name": "collectionId", "in": "path", "required": True, "schema": {"type": "string", "enum": layers}},
        "writtenFeatureId": {"name": "featureId", "in": "path", "required": True, "schema": {"type": "integer"}},
        "If-Match": {**_header("If-Match", text), "description": "The ETag of the feature as it was read; needed"},
        "Idempotency-Key": _header("Idempotency-Key", {"type": "string", "minLength": 8, "maxLength": 200}),
        "Content-Crs": {**_header("Content-Crs", text), "description": "The system of the coordinates, as <URI>"},
        "Prefer": _header("Prefer", {"type": "string", "enum": ["return=representation", "return=minimal"]}),
    }


def response_of_writing() -> dict[str, Any]:
    """The feature as it is now where it was wished for; else its ETag only, and of a new one its Location."""
    headers = {name: {"schema": {"type": "string"}} for name in ("ETag", "Location")}
    return {"description": "Written", "headers": headers, "content": {GEOJSON: {"schema": ref("feature")}}}


def _header(name: str, schema: Schema) -> Operation:
    return {"name": name, "in": "header", "schema": schema}


def _refs(*names: str) -> list[Operation]:
    return [{"$ref": f"#/components/parameters/{name}"} for name in names]


def _operation(
    name: str, summary: str, given: list[Operation], kinds: frozenset[str], done: dict[str, Any]
) -> Operation:
    body = {"required": True, "content": {kind: {"schema": {"type": "object"}} for kind in sorted(kinds)}}
    problems = {status: {"$ref": "#/components/responses/Problem"} for status in REFUSED}
    operation = {"operationId": name, "summary": summary, "parameters": given, "responses": {**done, **problems}}
    return {**operation, "requestBody": body} if kinds else operation
