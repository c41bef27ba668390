"""Slow clients are closed in time, while others are served."""

import contextlib
import http.client
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web import guard


async def echo_length(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers with the number of bytes of the body."""
    assert scope["type"] == "http"
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": str(size).encode()})


BIG = 20_000_000


async def big_answer(_scope: Scope, _receive: Receive, send: Send) -> None:
    """Answers with more than any buffer holds."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % BIG)]})
    await send({"type": "http.response.body", "body": b"x" * BIG})


@contextlib.contextmanager
def guarded(app: ASGIApp) -> Iterator[int]:
    """The port of a guarded server."""
    config = uvicorn.Config(app, http=guard.GuardedProtocol, ws="none", lifespan="off", log_level="error")
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(10)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A guarded server with deadlines of tenths of a second."""
    monkeypatch.setattr(guard, "HEADER_SECONDS", 0.4)
    monkeypatch.setattr(guard, "BODY_SECONDS", 0.4)
    with guarded(echo_length) as found:
        yield found


def seconds_until_closed(client: socket.socket) -> float:
    began = time.monotonic()
    client.settimeout(5)
    while client.recv(4096):
        pass
    return time.monotonic() - began


def connected(port: int, sent: bytes) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port))
    client.sendall(sent)
    return client


@pytest.mark.parametrize("sent", [b"", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
def test_headers_that_do_not_end_close_the_connection(port: int, sent: bytes) -> None:
    with connected(port, sent) as client:
        try:
            waited = seconds_until_closed(client)
        except ConnectionResetError:
            return
    assert 0.2 < waited < 3


def test_a_trickling_body_closes_the_connection(port: int) -> None:
    with connected(port, b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n") as client:
        began = time.monotonic()
        with contextlib.suppress(OSError):
            while time.monotonic() - began < 5:
                client.sendall(b"x")
                time.sleep(0.05)
    assert 0.2 < time.monotonic() - began < 3


def test_a_steady_body_may_take_longer_than_one_deadline(port: int) -> None:
    with connected(port, b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 50000\r\n\r\n") as client:
        for _ in range(10):
            client.sendall(b"x" * 5000)
            time.sleep(0.1)
        answer = b""
        while piece := client.recv(4096):
            answer += piece
    assert b"\r\n50000\r\n" in answer


def test_the_second_request_of_a_kept_connection_has_its_deadline_too(port: int) -> None:
    with connected(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") as client:
        assert client.recv(4096).startswith(b"HTTP/1.1 200")
        client.sendall(b"GET / HTTP/1.1\r\nX-Slow: ")
        try:
            assert seconds_until_closed(client) < 3
        except ConnectionResetError:
            return


def test_two_hundred_silent_clients_do_not_keep_others_waiting_and_are_all_closed(port: int) -> None:
    silent = [connected(port, b"GET / HTTP/1.1\r\n") for _ in range(200)]
    began = time.monotonic()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    connection.request("GET", "/", headers={"Connection": "close"})
    assert connection.getresponse().read() == b"0"
    connection.close()
    assert time.monotonic() - began < 2
    closed = 0
    for client in silent:
        with client:
            with contextlib.suppress(ConnectionResetError):
                seconds_until_closed(client)
            closed += 1
    assert closed == 200


def test_a_client_that_does_not_take_its_answer_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "READ_SECONDS", 0.3)
    with guarded(big_answer) as port, socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", port))
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(1.5)
        client.settimeout(5)
        taken = 0
        with contextlib.suppress(ConnectionResetError):
            while piece := client.recv(1 << 20):
                taken += len(piece)
    assert taken < BIG


def test_a_slow_but_steady_reader_is_not_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "READ_SECONDS", 0.3)
    with guarded(big_answer) as port, connected(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n") as client:
        client.settimeout(5)
        taken = 0
        while taken < BIG:
            taken += len(client.recv(1 << 18))
            time.sleep(0.02)
    assert taken >= BIG
