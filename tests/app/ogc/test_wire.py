"""The hot road's connections: what they read, and what becomes of them when something goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

import psycopg
import pytest

from app.core.cluster import Database
from app.core.errors import Unavailable
from app.core.roles import Role
from app.ogc import wire
from app.ogc.reader import Reader
from tests.conftest import awaited

WHO = "SELECT pg_backend_pid()"


def read(database: Database, act: Callable[[Reader], Awaitable[object]], *, size: int = 1) -> object:
    """What ``act`` finds with a reader of the public."""

    async def through() -> object:
        reader = Reader(database.url(Role.PUBLIC), size=size)
        await reader.open()
        try:
            return await act(reader)
        finally:
            await reader.close()

    return awaited(through())


def test_values_go_and_come_back_as_they_are(database: Database) -> None:
    text = "SELECT %(a)s::text, %(b)s::bigint, %(c)s::float8, %(d)s::bool, %(e)s::text[], %(f)s::date, %(a)s::text, %(g)s::int"
    given = {
        "a": "ตำบล'\"\\{}",
        "b": 1 << 40,
        "c": 0.1,
        "d": False,
        "e": ['a"b', "ค\\", "x,y", ""],
        "f": date(2026, 1, 2),
        "g": None,
    }
    found = read(database, lambda reader: reader.one(text, given))
    assert found == (given["a"], 1 << 40, 0.1, False, given["e"], date(2026, 1, 2), given["a"], None)


def test_an_answer_without_rows_is_none_and_a_long_one_is_whole(database: Database) -> None:
    assert read(database, lambda reader: reader.one("SELECT 1 WHERE false", {})) is None
    rows = read(
        database, lambda reader: reader.all("SELECT n, repeat('ก', 1000) FROM generate_series(1, 5000) AS n", {})
    )
    assert isinstance(rows, list)
    assert [row[0] for row in rows] == list(range(1, 5001))
    assert {len(row[1]) for row in rows} == {1000}


def test_the_day_asked_for_holds_for_one_reading_only(database: Database) -> None:
    async def both(reader: Reader) -> object:
        then = await reader.one("SELECT published.true_on()", {}, on=date(2021, 2, 3))
        now = await reader.one("SELECT published.true_on() = (now() AT TIME ZONE 'Asia/Bangkok')::date", {})
        return then, now

    assert read(database, both) == ((date(2021, 2, 3),), (True,))


def test_a_connection_that_the_server_ended_is_replaced(database: Database) -> None:
    async def across(reader: Reader) -> object:
        first = await reader.one(WHO, {})
        assert first is not None
        with psycopg.connect(database.superuser_url() or "", autocommit=True) as superuser:
            superuser.execute("SELECT pg_terminate_backend(%s, 5000)", first)
        return first != await reader.one(WHO, {})

    assert read(database, across) is True


def test_what_takes_too_long_is_refused_and_the_road_is_free_again(database: Database) -> None:
    async def slow(reader: Reader) -> object:
        await reader.one("SELECT set_config('statement_timeout', '50ms', false)", {})
        with pytest.raises(Unavailable):
            await reader.one("SELECT pg_sleep(5)", {})
        return await reader.one("SELECT 1", {})

    assert read(database, slow) == (1,)


def test_who_finds_no_free_connection_is_told_to_come_again(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.ogc.reader.PATIENCE_SECONDS", 0.1)

    async def crowd(reader: Reader) -> object:
        sleeping = asyncio.ensure_future(reader.one("SELECT pg_sleep(1)", {}))
        await asyncio.sleep(0.01)
        with pytest.raises(Unavailable):
            await reader.one("SELECT 1", {})
        await sleeping
        return await reader.one("SELECT 1", {})

    assert read(database, crowd) == (1,)


def test_a_reading_that_is_given_up_leaves_no_half_answer_to_the_next(database: Database) -> None:
    async def given_up(reader: Reader) -> object:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(reader.one("SELECT 'old', pg_sleep(1)", {}), 0.05)
        return await reader.one("SELECT 'new'", {})

    assert read(database, given_up) == ("new",)


def test_a_wrong_statement_is_an_error_and_harms_nobody(database: Database) -> None:
    async def wrong(reader: Reader) -> object:
        with pytest.raises(psycopg.errors.UndefinedColumn):
            await reader.one("SELECT no_such_column", {})
        return await reader.one("SELECT 1", {})

    assert read(database, wrong) == (1,)


def test_a_connection_forgets_old_statements_before_they_are_too_many(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "MOST_PREPARED", 5)

    async def many(reader: Reader) -> object:
        for number in range(12):
            assert await reader.one(f"SELECT {number}", {}) == (number,)
        return await reader.one("SELECT count(*) FROM pg_prepared_statements", {})

    # 12 statements in fives leave two; the question is the third.
    assert read(database, many) == (3,)


def test_a_statement_longer_than_the_socket_takes_at_once_goes_out_whole(database: Database) -> None:
    long = "ก" * 3_000_000
    assert read(database, lambda reader: reader.one("SELECT length(%(long)s::text)", {"long": long})) == (3_000_000,)
