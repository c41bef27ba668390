"""Deadlines for slow clients: uvicorn itself waits for ever for the end of the headers or of a body, or for a reader."""

from asyncio import TimerHandle
from collections.abc import Callable
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from app.web.headers import RawHeaders, lines

HEADER_SECONDS = 10.0
BODY_SECONDS = 20.0
# Bytes that a body must bring in each BODY_SECONDS; a village modem brings a hundred times as many.
BODY_BYTES = 4096
# Bytes that a client must take of a waiting answer in each READ_SECONDS; at 1 kB/s it takes five times as many.
READ_SECONDS = 20.0
READ_BYTES = 4096
BODIED = frozenset({b"content-length", b"transfer-encoding"})


Ready = Callable[[bytes, RawHeaders], tuple[int, bytes, bytes] | None]
"""Status, header lines and body for the target and headers of a GET, where an answer lies ready that never changes."""
READY = "ready"
"""The name under which an application's lifespan state may hold such a function."""


class GuardedProtocol(HttpToolsProtocol):
    """Closes a connection whose headers do not end in time, whose body merely trickles, or that does not read.

    A deadline is set only for what one piece of data leaves unfinished. What lies ready is answered here: for a remembered
    tile the objects and the task of a request cost more than its answer (ADR 77).
    """

    _deadline: TimerHandle | None = None
    _reading: TimerHandle | None = None
    _received = 0
    _owes = ""
    _is_due_anew = False
    _is_answered = False

    def connection_made(self, transport: Any) -> None:
        """A client connected; its headers are due."""
        super().connection_made(transport)
        self._due(HEADER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone and owes nothing."""
        self._settled()
        self._read()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """A piece of a request, or several requests."""
        super().data_received(data)
        if self._is_due_anew:
            self._is_due_anew = False
            if self._owes == "headers":
                self._due(HEADER_SECONDS)
            else:
                self._settled()
                self._deadline = self.loop.call_later(BODY_SECONDS, self._weigh_body)

    def on_message_begin(self) -> None:
        """The first byte of a request, also of the second on a kept connection."""
        super().on_message_begin()
        self._owes, self._is_due_anew = "headers", True

    def on_headers_complete(self) -> None:
        """The headers are in; now the body is due."""
        self._owes, self._is_due_anew = "body", True
        self._received = 0
        self._is_answered = self._answered_at_once()
        if not self._is_answered:
            super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._received += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The whole request is in."""
        self._owes, self._is_due_anew = "", False
        self._settled()
        if self._is_answered:
            self._is_answered = False
            self.on_response_complete()
        else:
            super().on_message_complete()

    def _answered_at_once(self) -> bool:
        """Whether an answer lay ready and has been written."""
        ready: Ready | None = self.app_state.get(READY)
        if ready is None or not self._is_plain_get():
            return False
        found = ready(self.url, self.headers)
        if found is None:
            return False
        status, told, body = found
        self.transport.write(b"".join((STATUS_LINE[status], lines(self.server_state.default_headers), told, b"\r\n")))
        if body:
            self.transport.write(body)
        return True

    def _is_plain_get(self) -> bool:
        """A GET without a body on a kept connection, on which nothing waits to be answered before."""
        return (
            self.parser.get_method() == b"GET"
            and self.parser.get_http_version() == "1.1"
            and self.parser.should_keep_alive()
            and not self.parser.should_upgrade()
            and not self.expect_100_continue
            and (self.cycle is None or self.cycle.response_complete)
            and not self.flow.write_paused
            and BODIED.isdisjoint(dict(self.headers))
        )

    def pause_writing(self) -> None:
        """The client does not take its answer as fast as it is made."""
        super().pause_writing()
        self._watch_reading(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """The client has caught up."""
        self._read()
        super().resume_writing()

    def _watch_reading(self, waiting: int) -> None:
        self._read()
        self._reading = self.loop.call_later(READ_SECONDS, self._weigh_reading, waiting)

    def _weigh_reading(self, before: int) -> None:
        waiting = self.transport.get_write_buffer_size()
        if before - waiting < READ_BYTES:
            self.transport.abort()
            return
        self._watch_reading(waiting)

    def _read(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _due(self, seconds: float) -> None:
        self._settled()
        self._deadline = self.loop.call_later(seconds, self.transport.abort)

    def _settled(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _weigh_body(self) -> None:
        # A paused transport is our own back-pressure, not a slow client.
        if self._received < BODY_BYTES and not self.flow.read_paused:
            self.transport.abort()
            return
        self._received = 0
        self._deadline = self.loop.call_later(BODY_SECONDS, self._weigh_body)
