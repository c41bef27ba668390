"""Deadlines for slow clients: uvicorn itself waits for ever for the end of the headers or of a body, or for a reader."""

from asyncio import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_SECONDS = 10.0
BODY_SECONDS = 20.0
# Bytes that a body must bring in each BODY_SECONDS; a village modem brings a hundred times as many.
BODY_BYTES = 4096
# Bytes that a client must take of a waiting answer in each READ_SECONDS; at 1 kB/s it takes five times as many.
READ_SECONDS = 20.0
READ_BYTES = 4096


class GuardedProtocol(HttpToolsProtocol):
    """Closes a connection whose headers do not end in time, whose body merely trickles, or that does not read."""

    _deadline: TimerHandle | None = None
    _reading: TimerHandle | None = None
    _received = 0

    def connection_made(self, transport: Any) -> None:
        """A client connected; its headers are due."""
        super().connection_made(transport)
        self._due(HEADER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone and owes nothing."""
        self._settled()
        self._read()
        super().connection_lost(exc)

    def on_message_begin(self) -> None:
        """The first byte of a request, also of the second on a kept connection."""
        super().on_message_begin()
        self._due(HEADER_SECONDS)

    def on_headers_complete(self) -> None:
        """The headers are in; now the body is due."""
        self._settled()
        super().on_headers_complete()
        self._received = 0
        self._deadline = self.loop.call_later(BODY_SECONDS, self._weigh_body)

    def on_body(self, body: bytes) -> None:
        """A piece of the body."""
        self._received += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The whole request is in."""
        self._settled()
        super().on_message_complete()

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
