"""What programs may call below ``/api``, as one OpenAPI document, made of the routes themselves.

The layers' roads (``/ogc``, ``/tiles``, ``/feeds``, ``/api/stats``, ``/api/choropleth``) are told by ``/ogc/api``.
"""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse, Response

from app.web.dependencies import PUBLIC

router = APIRouter(prefix="/api")
OF_LAYERS = ("/api/stats/", "/api/choropleth/")
FILES = {".csv": "text/csv", ".zip": "application/zip"}
"""What an address that ends so gives."""
REFUSALS = {
    "400": "The request is not right",
    "401": "The key or the session does not hold",
    "403": "The position may not do that",
    "404": "There is no such thing here",
    "429": "Too many requests",
    "503": "Not available for the moment",
}
REFUSALS_OF_ACTS = {
    "409": "Another act came first, or the rule says no",
    "412": "Somebody changed it first",
    "413": "Too large",
}
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "title_th": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "parameter": {"type": "string"},
    },
}
"""RFC 9457, with the titles in both languages."""


@router.get("/openapi.json", dependencies=[PUBLIC])
def openapi(request: Request) -> Response:
    """This document."""
    return JSONResponse(_kept(request.app), headers={"Cache-Control": "public, no-cache"})


def _kept(service: FastAPI) -> dict[str, Any]:
    """Made once for a service: its routes do not change."""
    if service.openapi_schema is None:
        service.openapi_schema = described(service)
    return service.openapi_schema


def described(service: FastAPI) -> dict[str, Any]:
    """The document of the routes below ``/api``, each with everything that it may answer."""
    document = get_openapi(title="Phaen API", version="1.0.0", routes=service.routes)
    paths = {
        path: methods
        for path, methods in document["paths"].items()
        if path.startswith("/api/") and not path.startswith(OF_LAYERS)
    }
    for path, methods in paths.items():
        for method, operation in methods.items():
            operation["responses"] = _answers(path, method, operation["responses"])
    document["paths"] = paths
    document["components"]["schemas"]["Problem"] = PROBLEM
    document["components"]["responses"] = {
        status: {"description": said, "content": {"application/problem+json": {"schema": _problem()}}}
        for status, said in (REFUSALS | REFUSALS_OF_ACTS).items()
    }
    return document


def _answers(path: str, method: str, known: dict[str, Any]) -> dict[str, Any]:
    """What a road answers when all is well, and how it refuses: as problems, where the framework's own would be 422."""
    told = {status: answer for status, answer in known.items() if status != "422" or "Validation" not in repr(answer)}
    kind = next((media for suffix, media in FILES.items() if path.endswith(suffix)), None)
    if kind:
        told["200"] = {"description": "A file", "content": {kind: {"schema": {"type": "string", "format": "binary"}}}}
    refusals = REFUSALS if method == "get" else REFUSALS | REFUSALS_OF_ACTS
    return told | {status: {"$ref": f"#/components/responses/{status}"} for status in refusals}


def _problem() -> dict[str, str]:
    return {"$ref": "#/components/schemas/Problem"}
