"""What stands in front of every route: a number for each request, limits, and no forgery from other sites."""

from __future__ import annotations

import re
import uuid
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.errors import Forbidden, PhaenError, TooLarge, TooMany
from app.core.settings import Settings
from app.web import problems
from app.web.buckets import Buckets, is_this_machine, neighbourhood
from app.web.headers import raw

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
OWN_SITES = frozenset({"same-origin", "none"})
LARGE = "ข้อมูลที่ส่งมาใหญ่เกินไป", "The request is too large."


class Numbered:
    """Every request has a number of ours, told in the answer and written to the audit log (``X-Request-Id``).

    What a browser may keep for ever does not tell it: the same bytes answer other requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        number = uuid.uuid4().hex
        state = scope.setdefault("state", {})
        state["request_id"] = number

        async def send_numbered(message: Message) -> None:
            if message["type"] == "http.response.start" and not _is_for_ever(message):
                told = {"X-Request-Id": number, **state.get("answer_headers", {})}
                message["headers"] = [*message["headers"], *raw(told)]
            await send(message)

        await self.app(scope, receive, send_numbered)


def _is_for_ever(start: Message) -> bool:
    return any(name == b"cache-control" and b"immutable" in value for name, value in start["headers"])


class Limited:
    """So many requests from one address, and so many bytes in one request. The machine itself is not counted.

    Where files are sent (``uploads``: how such addresses begin) whoever brings a cookie may bring more bytes.
    """

    def __init__(self, app: ASGIApp, settings: Settings, uploads: tuple[str, ...] = ()) -> None:
        self.app = app
        self.buckets = Buckets(settings.request_burst, settings.request_rate)
        self.most_bytes, self.most_uploaded, self.uploads = settings.body_kb << 10, settings.upload_kb << 10, uploads

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        refused = self._refused(scope)
        if refused is not None:
            await problems.document(Request(scope), problems.of_error(refused))(scope, receive, send)
            return
        await self.app(
            scope, self._counted(receive, self._most(scope)) if scope["method"] not in SAFE else receive, send
        )

    def _refused(self, scope: Scope) -> PhaenError | None:
        address = scope["client"][0] if scope.get("client") else None
        waits = 0.0 if is_this_machine(address) else self.buckets.take(neighbourhood(address))
        if waits:
            return TooMany("เรียกถี่เกินไป โปรดรอสักครู่", "Too many requests; wait a moment.", seconds=int(waits) + 1)
        length = Headers(scope=scope).get("content-length", "0")
        return TooLarge(*LARGE) if not length.isdecimal() or int(length) > self._most(scope) else None

    def _most(self, scope: Scope) -> int:
        takes_files = bool(self.uploads) and scope["path"].startswith(self.uploads) and "cookie" in Headers(scope=scope)
        return self.most_uploaded if takes_files else self.most_bytes

    def _counted(self, receive: Receive, most: int) -> Receive:
        """A body that does not say its length is counted while it comes."""
        received = 0

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise HTTPException(413)
            return message

        return receive_counted


class NoForgery:
    """A request that changes something comes from our own pages, as the browser itself says (Fetch Metadata, Origin).

    Who says neither and brings no key is refused. The token of forms is the second proof. A question too long for an address
    changes nothing and may come from anywhere (``questions``: a pattern of their whole addresses).
    """

    def __init__(self, app: ASGIApp, questions: str = "") -> None:
        self.app = app
        self.questions = re.compile(questions)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        is_question = scope["type"] == "http" and scope["method"] == "POST" and self.questions.fullmatch(scope["path"])
        if scope["type"] != "http" or scope["method"] in SAFE or is_question or _is_ours(Headers(scope=scope)):
            await self.app(scope, receive, send)
            return
        problem = problems.of_error(
            Forbidden("คำสั่งนี้ไม่ได้มาจากหน้าของระบบนี้", "This act did not come from a page of this service.")
        )
        await problems.document(Request(scope), problem)(scope, receive, send)


def _is_ours(headers: Headers) -> bool:
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in OWN_SITES
    origin = headers.get("origin")
    if origin is not None:
        return urlsplit(origin).netloc == headers.get("host", "")
    return "authorization" in headers and "cookie" not in headers
