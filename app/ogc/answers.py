"""Answers with validators: the ETag of a layer's content, 304 where the client already has it, and links."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from app.core.authority import Viewer
from app.ogc.parameters import format_of

GEOJSON = "application/geo+json"
REVALIDATE = "public, no-cache"
PRIVATE = "private, no-store"
IMMUTABLE = "public, max-age=31536000, immutable"


def etag(layer_id: str, tag: str, request: Request) -> str:
    """Strong: the same tag means the same bytes, since layer content, address and format decide the answer."""
    address = f"{format_of(request)} {request.url.path}?{request.url.query}|{request.headers.get('host', '')}"
    return f'"{layer_id}.{tag}.{hashlib.sha256(address.encode()).hexdigest()[:8]}"'


def unchanged(request: Request, tag: str) -> bool:
    """Whether the client says that it has this very answer (RFC 9110, 13.1.2)."""
    given = request.headers.get("if-none-match", "")
    return given == "*" or tag in {part.strip().removeprefix("W/") for part in given.split(",")}


def caching(viewer: Viewer, tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": REVALIDATE if viewer.is_public else PRIVATE, "Vary": "Accept"}


def not_modified(viewer: Viewer, tag: str) -> Response:
    return Response(status_code=304, headers=caching(viewer, tag))


def address(request: Request, path: str, query: Mapping[str, str | int] | None = None) -> str:
    """An absolute address of ours; links never name a format that the client did not ask for."""
    text = f"{str(request.base_url).rstrip('/')}{path}"
    return f"{text}?{urlencode(query)}" if query else text


def link(
    request: Request, path: str, rel: str, kind: str, title: str, query: Mapping[str, str | int] | None = None
) -> dict[str, str]:
    return {"href": address(request, path, query), "rel": rel, "type": kind, "title": title}
