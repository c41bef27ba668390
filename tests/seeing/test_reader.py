"""The hot road for who has signed in: one journey to the database, which shows that viewer's rows and no trace after."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import date

import psycopg
import pytest

from app.core.authority import EVERYTHING, Viewer
from app.core.cluster import Database
from app.core.errors import Unavailable
from app.core.roles import Role
from app.core.viewing import signed
from app.ogc import wire
from app.ogc.reader import Reader
from gis.access import Read
from tests.conftest import awaited

INSIDE = Viewer("O-2", frozenset({Read.PUBLIC, Read.INTERNAL}))
CLASSES = "SELECT core.seen('classes')"


def read(database: Database, act: Callable[[Reader], Awaitable[object]]) -> object:
    """What ``act`` finds with a reader of one connection as the application's role."""

    async def through() -> object:
        reader = Reader(database.url(Role.APP), size=1)
        try:
            return await act(reader)
        finally:
            await reader.close()

    return awaited(through())


def test_who_looks_is_told_for_one_reading_only(database: Database) -> None:
    key = database.viewer_key()

    async def several(reader: Reader) -> object:
        pid = await reader.one("SELECT pg_backend_pid()", {})
        inside = await reader.one(CLASSES, {}, said=signed(INSIDE, key))
        nobody = await reader.one(CLASSES, {})
        system = await reader.one(CLASSES, {}, said=signed(EVERYTHING, key), on=date(2021, 2, 3))
        assert await reader.one("SELECT pg_backend_pid()", {}) == pid
        return inside, nobody, sorted(system[0] if system else [])

    assert read(database, several) == ((["internal", "public"],), (["public"],), sorted(Read))


def test_the_day_and_the_viewer_are_told_together(database: Database) -> None:
    said = signed(INSIDE, database.viewer_key())
    asked = "SELECT published.true_on(), core.audience(), %(word)s::text"
    found = read(database, lambda reader: reader.one(asked, {"word": "ตำบล"}, on=date(2021, 2, 3), said=said))
    assert found == (date(2021, 2, 3), "internal", "ตำบล")


def test_a_signed_reading_cannot_write(database: Database) -> None:
    said = signed(EVERYTHING, database.viewer_key())

    async def write(reader: Reader) -> object:
        return await reader.all("DELETE FROM datasets.feature RETURNING id", {}, said=said)

    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        read(database, write)


def test_a_wrong_statement_behind_a_viewer_harms_nobody(database: Database) -> None:
    said = signed(INSIDE, database.viewer_key())

    async def wrong(reader: Reader) -> object:
        for statement in ("SELECT 1 / 0", "SELECT no_such_column", "SELECT 'x'::int"):
            with pytest.raises(psycopg.Error):
                await reader.one(statement, {}, said=said)
        return await reader.one(CLASSES, {}, said=said)

    assert read(database, wrong) == (["internal", "public"],)


def test_a_viewer_that_is_not_signed_by_us_is_refused_and_the_next_is_not(database: Database) -> None:
    async def forged(reader: Reader) -> object:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await reader.one(CLASSES, {}, said=signed(EVERYTHING, "another key"))
        return await reader.one(CLASSES, {}, said=signed(INSIDE, database.viewer_key()))

    assert read(database, forged) == (["internal", "public"],)


def test_long_answers_come_whole_through_the_pipeline(database: Database) -> None:
    said = signed(INSIDE, database.viewer_key())
    asked = "SELECT n, repeat('ก', 1000) FROM generate_series(1, 5000) AS n"

    async def twice(reader: Reader) -> object:
        first = await reader.all(asked, {}, said=said)
        second = await reader.all(asked, {}, said=said)
        assert await reader.all("SELECT 1 WHERE false", {}, said=said) == []
        return [row[0] for row in first] == list(range(1, 5001)) and first == second

    assert read(database, twice) is True


def test_a_pipeline_never_calls_a_statement_that_was_let_go(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wire, "MOST_PREPARED", 5)
    said = signed(INSIDE, database.viewer_key())

    async def many(reader: Reader) -> object:
        return [await reader.one(f"SELECT {number}", {}, said=said) for number in range(12)]

    assert read(database, many) == [(number,) for number in range(12)]


def test_a_reading_that_takes_too_long_ends_and_frees_its_place(database: Database) -> None:
    said = signed(INSIDE, database.viewer_key())

    async def slow(reader: Reader) -> object:
        with pytest.raises(Unavailable):
            await reader.one("SELECT pg_sleep(60)", {}, said=said)
        return await reader.one("SELECT current_setting('statement_timeout')", {}, said=said)

    assert read(database, slow) == ("8s",)


def test_many_at_once_each_see_as_who_they_are(database: Database) -> None:
    key = database.viewer_key()
    viewers = [INSIDE, EVERYTHING, Viewer("D-1", areas=frozenset({"9801"}))] * 10

    async def all_at_once() -> list[object]:
        reader = Reader(database.url(Role.APP), size=3)
        try:
            return list(await asyncio.gather(*(reader.one(CLASSES, {}, said=signed(v, key)) for v in viewers)))
        finally:
            await reader.close()

    found = awaited(all_at_once())
    assert found == [(sorted(viewer.classes),) for viewer in viewers]
