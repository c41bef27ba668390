"""Compression of answers: text is compressed once, on its way out; what is compressed already passes untouched."""

from __future__ import annotations

import zlib
from functools import lru_cache

import brotli
from isal import igzip
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SMALLEST = 1000
"""Bytes below which compression costs more than it saves."""

TEXT = (
    "text/",
    "application/json",
    "application/geo+json",
    "application/problem+json",
    "application/vnd.oai",
    "image/svg",
)


def compress(content: bytes) -> bytes:
    """Fast gzip for answers made on request; equal input gives equal bytes."""
    return bytes(igzip.compress(content, compresslevel=3, mtime=0))


def compress_hard(content: bytes) -> bytes:
    """Small gzip for files that are compressed once and sent often."""
    maker = zlib.compressobj(9, zlib.DEFLATED, 31, 9)
    return maker.compress(content) + maker.flush()


def compress_harder(content: bytes) -> bytes:
    """Brotli (RFC 7932), a tenth smaller than gzip; the levels above this one take ten times as long for 8 % more."""
    return bytes(brotli.compress(content, quality=9))


@lru_cache(256)
def takes(asked: str, coding: str) -> bool:
    """Whether an ``Accept-Encoding`` names a coding without refusing it (RFC 9110, 12.5.3).

    >>> takes("gzip;q=0.8, br", "br"), takes("gzip, br;q=0", "br"), takes("gzip, brotli", "br")
    (True, False, False)
    """
    named = {name.strip().lower(): weight for name, _, weight in (part.partition(";") for part in asked.split(","))}
    return coding in named and named[coding].replace(" ", "").rstrip("0") not in ("q=", "q=0.")


class Compression:
    """ASGI middleware: gzip for text answers of one piece, when the client takes it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and takes(Headers(scope=scope).get("accept-encoding", ""), "gzip"):
            await self.app(scope, receive, _Compressor(send))
        else:
            await self.app(scope, receive, send)


class _Compressor:
    """Holds back the start of an answer until its body is known."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.start: Message | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_text(MutableHeaders(scope=message)):
            self.start = message
            return
        if self.start is not None:
            start, self.start = self.start, None
            message = _compressed(start, message)
            await self.send(start)
        await self.send(message)


def _is_text(headers: MutableHeaders) -> bool:
    return "content-encoding" not in headers and headers.get("content-type", "").startswith(TEXT)


def _compressed(start: Message, message: Message) -> Message:
    """Mends the headers of ``start`` in place; an answer in several pieces stays as it is."""
    headers = MutableHeaders(scope=start)
    headers.add_vary_header("Accept-Encoding")
    body = message.get("body", b"")
    if message.get("more_body") or len(body) < SMALLEST:
        return message
    body = compress(body)
    headers["Content-Encoding"] = "gzip"
    headers["Content-Length"] = str(len(body))
    return {**message, "body": body}
