"""Deadlines for slow clients: uvicorn itself waits for ever for the end of the headers or of a body."""

from asyncio import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEADER_SECONDS = 10.0
BODY_SECONDS = 20.0
# Bytes that a body must bring in each BODY_SECONDS; a village modem brings a hundred times as many.
BODY_BYTES = 4096


class GuardedProtocol(HttpToolsProtocol):
    """Closes a connection whose headers do not end in time or whose body merely trickles."""

    _deadline: TimerHandle | None = None
    _received = 0

    def connection_made(self, transport: Any) -> None:
        """A client connected; its headers are due."""
        super().connection_made(transport)
        self._due(HEADER_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        """The client is gone and owes nothing."""
        self._settled()
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
