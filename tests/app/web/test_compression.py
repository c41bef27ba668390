"""Text is compressed once on its way out; everything else passes as it is."""

from __future__ import annotations

import gzip

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient

from app.web.compression import SMALLEST, Compression

LONG = "แผนที่ " * SMALLEST


def answering(response: Response) -> TestClient:
    return TestClient(Compression(Starlette(routes=[Route("/", lambda _request: response)])))


def test_a_long_text_is_compressed_and_reads_the_same() -> None:
    answer = answering(Response(LONG, media_type="text/html")).get("/")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert int(answer.headers["content-length"]) < len(LONG.encode()) / 20
    assert answer.text == LONG


@pytest.mark.parametrize(
    ("response", "accept"),
    [
        (Response("short", media_type="text/plain"), "gzip"),
        (Response(b"\0" * 9999, media_type="font/woff2"), "gzip"),
        (Response(LONG, media_type="text/html"), "identity"),
    ],
)
def test_what_is_short_or_no_text_or_not_wanted_compressed_stays_as_it_is(response: Response, accept: str) -> None:
    answer = answering(response).get("/", headers={"Accept-Encoding": accept})
    assert "content-encoding" not in answer.headers
    assert answer.content == response.body


def test_what_is_compressed_already_is_not_compressed_again() -> None:
    body = gzip.compress(LONG.encode())
    response = Response(body, media_type="text/css", headers={"Content-Encoding": "gzip"})
    assert answering(response).get("/").text == LONG


def test_equal_answers_are_equal_bytes() -> None:
    client = answering(Response(LONG, media_type="text/html"))
    with client.stream("GET", "/") as first, client.stream("GET", "/") as second:
        assert b"".join(first.iter_raw()) == b"".join(second.iter_raw())
