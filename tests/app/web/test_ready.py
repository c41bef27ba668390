"""What lies ready is answered by the server itself, in its turn; everything else goes to the application as before."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from starlette.types import Receive, Scope, Send

from app.web.guard import READY, GuardedProtocol
from app.web.headers import RawHeaders
from tests.live import listening


def lying_ready(target: bytes, _headers: RawHeaders) -> tuple[int, bytes, bytes] | None:
    return (200, b"content-length: 5\r\n", b"ready") if target == b"/ready" else None


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers what it was asked, and holds ready what the server may answer without it."""
    if scope["type"] == "lifespan":
        await receive()
        scope["state"][READY] = lying_ready
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    body = f"[{scope['method']} {scope['path']}]".encode()
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % len(body))]})
    await send({"type": "http.response.body", "body": body})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with listening(application, http=GuardedProtocol) as address:
        yield int(address.rpartition(":")[2])


@contextmanager
def connected(port: int, sent: bytes) -> Iterator[socket.socket]:
    with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(sent)
        yield client


def told(client: socket.socket, until: bytes) -> bytes:
    found = b""
    while not found.endswith(until):
        piece = client.recv(65_536)
        assert piece, found
        found += piece
    return found


def test_what_lies_ready_is_answered_whole_and_the_connection_is_kept(port: int) -> None:
    with connected(port, b"GET /ready HTTP/1.1\r\nHost: x\r\n\r\n") as client:
        head, _, body = told(client, b"ready").partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200 OK\r\ndate: ")
        assert head.endswith(b"\r\ncontent-length: 5")
        assert body == b"ready"
        client.sendall(b"GET /other HTTP/1.1\r\nHost: x\r\n\r\nGET /ready HTTP/1.1\r\nHost: x\r\n\r\n")
        assert told(client, b"[GET /ready]").count(b"[GET /other]") == 1


def test_answers_keep_the_order_of_their_questions(port: int) -> None:
    """The third waits behind the second, which the application answers, and so is answered by the application too."""
    asked = b"".join(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in (b"/ready", b"/other", b"/ready"))
    with connected(port, asked) as client:
        found = told(client, b"[GET /ready]")
    places = [found.index(body) for body in (b"\r\n\r\nready", b"[GET /other]", b"[GET /ready]")]
    assert places == sorted(places)


def test_a_question_that_comes_in_pieces_is_answered_once(port: int) -> None:
    with connected(port, b"GET /ready HT") as client:
        for piece in (b"TP/1.1\r\nHo", b"st: x\r\n", b"\r\n"):
            client.sendall(piece)
        assert told(client, b"ready").count(b"HTTP/1.1 200") == 1


@pytest.mark.parametrize(
    ("asked", "body"),
    [
        (b"POST /ready HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", b"[POST /ready]"),
        (b"GET /ready HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nab", b"[GET /ready]"),
        (b"GET /ready HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", b"[GET /ready]"),
        (b"GET /ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", b"[GET /ready]"),
        (b"GET /ready HTTP/1.0\r\nHost: x\r\n\r\n", b"[GET /ready]"),
        (b"GET /ready HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n\r\n", b"[GET /ready]"),
        (b"GET /ready?x=1 HTTP/1.1\r\nHost: x\r\n\r\n", b"[GET /ready]"),
    ],
)
def test_only_a_plain_get_on_a_kept_connection_is_answered_at_once(port: int, asked: bytes, body: bytes) -> None:
    with connected(port, asked) as client:
        assert told(client, body).startswith(b"HTTP/1.1 200 OK\r\n")
