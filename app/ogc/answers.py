"""Answers with validators: the ETag of a layer's content, 304 where the client already has it, and links."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlencode

from starlette.datastructures import URL
from starlette.requests import Request
from starlette.responses import Response

from app.core.authority import Viewer
from app.ogc.parameters import format_of

GEOJSON = "application/geo+json"
REVALIDATE = "public, no-cache"
PRIVATE = "private, no-store"
IMMUTABLE = "public, max-age=31536000, immutable"


def etag(layer_id: str, tag: str, request: Request) -> str:
    """The public's, known before the bytes are: layer content, address and format decide the answer. Strong."""
    return etag_of(layer_id, tag, request, format_of(request))


def etag_of(layer_id: str, tag: str, request: Request, kind: str) -> str:
    """The same for a format that is known already."""
    query = request.scope["query_string"].decode("latin-1")
    address = f"{kind} {request.scope['path']}?{query}|{request.headers.get('host', '')}"
    return f'"{layer_id}.{tag}.{hashlib.sha256(address.encode()).hexdigest()[:8]}"'


def of_bytes(body: bytes) -> str:
    """The tag of everybody else's answers: that of the bytes themselves.

    A version would tell of rows that somebody may not see: it moves with them.
    """
    return f'"{hashlib.sha256(body).hexdigest()[:16]}"'


def unchanged(request: Request, tag: str) -> bool:
    """Whether the client says that it has this very answer (RFC 9110, 13.1.2)."""
    given = request.headers.get("if-none-match", "")
    return given == "*" or tag in {part.strip().removeprefix("W/") for part in given.split(",")}


def caching(viewer: Viewer, tag: str) -> dict[str, str]:
    return {"ETag": tag, "Cache-Control": control(viewer), "Vary": "Accept, Authorization, Cookie"}


def control(viewer: Viewer) -> str:
    """Who may keep an answer: everybody what is public, as long as they ask whether it still holds; else nobody."""
    return REVALIDATE if viewer.is_public else PRIVATE


def answered(
    request: Request, viewer: Viewer, body: bytes, tag: str, kind: str, more: Mapping[str, str] | None = None
) -> Response:
    """The answer with its validator: ``tag`` is the public's; 304 where somebody else has these bytes already."""
    if viewer.is_public:
        return Response(body, headers={**caching(viewer, tag), **(more or {})}, media_type=kind)
    own = of_bytes(body)
    if unchanged(request, own):
        return not_modified(viewer, own)
    return Response(body, headers={**caching(viewer, own), **(more or {})}, media_type=kind)


def not_modified(viewer: Viewer, tag: str) -> Response:
    return Response(status_code=304, headers=caching(viewer, tag))


def address(request: Request, path: str, query: Mapping[str, str | int] | None = None) -> str:
    """An absolute address of ours; links never name a format that the client did not ask for."""
    text = f"{base(request)}{path}"
    return f"{text}?{urlencode(query)}" if query else text


def base(request: Request) -> str:
    """Scheme, host and mount of our addresses as this client knows them."""
    scope = request.scope
    server = tuple(scope.get("server") or ())
    return _base(scope["scheme"], request.headers.get("host"), server, scope.get("root_path", ""))


@lru_cache(maxsize=256)
def _base(scheme: str, host: str | None, server: tuple[str, int] | tuple[()], mount: str) -> str:
    """As ``Request.base_url`` has it, which parses the host anew for every link."""
    headers = [(b"host", host.encode("latin-1"))] if host is not None else []
    given = {"type": "http", "scheme": scheme, "server": server or None, "path": f"{mount}/", "root_path": mount}
    return str(URL(scope={**given, "query_string": b"", "headers": headers})).rstrip("/")


def link(
    request: Request, path: str, rel: str, kind: str, title: str, query: Mapping[str, str | int] | None = None
) -> dict[str, str]:
    return link_to(f"{base(request)}{path}", rel, kind, title, query)


def link_to(
    whole: str, rel: str, kind: str, title: str, query: Mapping[str, str | int] | None = None
) -> dict[str, str]:
    """A link to an absolute address."""
    return {"href": f"{whole}?{urlencode(query)}" if query else whole, "rel": rel, "type": kind, "title": title}
