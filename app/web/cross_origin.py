"""HEAD everywhere, and public reads for pages of other offices (CORS without credentials)."""

from __future__ import annotations

import re

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.web.headers import raw

OPEN = ("/ogc", "/tiles/", "/feeds/", "/api/choropleth", "/api/geocode")
ALLOWED = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Content-Crs, X-Request-Id",
    "Cross-Origin-Resource-Policy": "cross-origin",
}
WRITTEN = re.compile(r"/ogc/collections/(?!catalog/)[^/]+/items(/[^/]+)?")
"""What may be written says itself by which methods (OGC API Features Part 4), unless a browser asks for another page."""
# Encoded once: every public answer carries them.
RAW = raw(ALLOWED)
NAMES = frozenset(name for name, _ in RAW)
PREFLIGHT = {
    **ALLOWED,
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, Accept, Accept-Language",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, OPTIONS",
    "Content-Length": "0",
}
WITHOUT_BODY = "phaen.without_body"
"""Stands in the scope of a HEAD that is answered as its GET: what is made while it is sent need not be made."""


class HeadRequests:
    """ASGI middleware: a HEAD is answered as its GET, without the body and with the same headers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "HEAD":
            await self.app(scope, receive, send)
            return

        async def send_without_body(message: Message) -> None:
            await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

        await self.app({**scope, "method": "GET", WITHOUT_BODY: True}, receive, send_without_body)


class CrossOriginReads:
    """ASGI middleware: public addresses may be read by any page; nothing else may."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(OPEN):
            await self.app(scope, receive, send)
        elif scope["method"] == "OPTIONS" and not _asks_for_methods(scope):
            await _preflight(send)
        else:
            await self.app(scope, receive, _opened(send))


def _opened(send: Send) -> Send:
    async def send_opened(message: Message) -> None:
        # An answer that is for somebody in particular is not for other pages.
        if message["type"] == "http.response.start" and not _is_private(message):
            message["headers"] = [*(pair for pair in message["headers"] if pair[0] not in NAMES), *RAW]
        await send(message)

    return send_opened


def _is_private(start: Message) -> bool:
    return any(name == b"cache-control" and b"private" in value for name, value in start["headers"])


def _asks_for_methods(scope: Scope) -> bool:
    is_preflight = any(name == b"access-control-request-method" for name, _ in scope["headers"])
    return not is_preflight and WRITTEN.fullmatch(scope["path"]) is not None


async def _preflight(send: Send) -> None:
    await send({"type": "http.response.start", "status": 204, "headers": raw(PREFLIGHT)})
    await send({"type": "http.response.body", "body": b""})
