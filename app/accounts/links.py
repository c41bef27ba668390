"""Signed read-only addresses for programs that cannot send headers: ``/accounts/links/<token>/ogc/…``.

The rest of the address is answered as ever, mounted below the token, so that every link in an answer stays inside.
"""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import Forbidden, NotFound
from app.web import problems

PREFIX = "/accounts/links/"
OPEN = ("/ogc", "/tiles/", "/feeds/", "/api/choropleth/")
STRIPPED = frozenset({b"authorization", b"cookie", b"accept"})
AS_PROGRAMS_ASK = [(b"authorization", b"Link"), (b"accept", b"*/*")]
"""With credentials, so that nothing answers in front of the framework; and never a page, whose links would lead outside."""


class SignedLinks:
    """ASGI middleware: what stands below a token is read as whoever holds it. Cookies and keys are left outside."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self._app(scope, receive, send)
            return
        token, _, rest = scope["path"].removeprefix(PREFIX).partition("/")
        inner = {
            **scope,
            "root_path": f"{scope.get('root_path', '')}{PREFIX}{token}",
            "headers": [*(pair for pair in scope["headers"] if pair[0] not in STRIPPED), *AS_PROGRAMS_ASK],
        }
        inner.setdefault("state", {}).update(link=token, mounted=inner["root_path"])
        await (self._refusal(inner, f"/{rest}") or self._app)(inner, receive, _kept_private(send))

    def _refusal(self, scope: Scope, path: str) -> ASGIApp | None:
        if scope["method"] not in ("GET", "HEAD"):
            error: Forbidden | NotFound = Forbidden("ลิงก์นี้ใช้อ่านได้อย่างเดียว", "This link reads and does nothing else.")
        elif not path.startswith(OPEN):
            error = NotFound("ลิงก์นี้ไม่มีที่อยู่นี้", "There is no such address below this link.")
        else:
            return None
        return problems.document(Request(scope), problems.of_error(error))


def _kept_private(send: Send) -> Send:
    async def send_private(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)["cache-control"] = "private, no-store"
        await send(message)

    return send_private
