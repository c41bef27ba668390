"""The headers that every answer carries: what a browser may load, frame, reveal and use.

Measured: MapLibre runs under this policy without a violation; Trusted Types would break its worker.
"""

from __future__ import annotations

from collections.abc import Mapping

from starlette.types import ASGIApp, Message, Receive, Scope, Send

RawHeaders = list[tuple[bytes, bytes]]

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data: blob:",
        "connect-src 'self'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
SANDBOXED = "sandbox allow-scripts"
"""The policy of a handed-over HTML file: it may run, but never as this site."""

ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
}
SECURE_ONLY = {"Strict-Transport-Security": "max-age=31536000"}


def raw(headers: Mapping[str, str]) -> RawHeaders:
    """Headers as ASGI carries them."""
    return [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]


def lines(headers: RawHeaders) -> bytes:
    """Headers as HTTP/1.1 carries them.

    >>> lines([(b"etag", b'"1"'), (b"vary", b"Accept")])
    b'etag: "1"\\r\\nvary: Accept\\r\\n'
    """
    return b"".join([b"%b: %b\r\n" % header for header in headers])


# Encoded once: every answer carries them.
RAW = raw(ALWAYS)
RAW_SECURE = raw(ALWAYS | SECURE_ONLY)


class SecurityHeaders:
    """ASGI middleware: sets each header that the answer does not bring itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        wanted = RAW_SECURE if scope.get("scheme") == "https" else RAW

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                present = {name for name, _ in message["headers"]}
                message["headers"] = [*message["headers"], *(pair for pair in wanted if pair[0] not in present)]
            await send(message)

        await self.app(scope, receive, send_with_headers)
