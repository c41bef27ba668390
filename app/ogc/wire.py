"""One connection of the hot road: prepared statements straight over libpq, as psycopg itself wraps it.

psycopg's cursors cost a small page three times the processor time that this does (ADR 12). Values travel as text whose
types the statement gives; answers come in binary and become Python's values by psycopg's own loaders.
"""

from __future__ import annotations

import asyncio
import re
from datetime import date
from functools import lru_cache
from typing import Any

from psycopg import AsyncConnection, errors, pq
from psycopg.adapt import Transformer

Row = tuple[Any, ...]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
COMMIT: tuple[str, dict[str, object]] = ("COMMIT", {})
MOST_PREPARED = 200
"""Statements that a connection holds; with one more it lets go of all, since shapes come from clients."""


class Wire:
    """An open connection on which one statement runs at a time. A cancelled or broken one must be closed."""

    def __init__(self, connection: AsyncConnection[Row]) -> None:
        self._connection = connection
        self._wire = connection.pgconn
        self._loaders = Transformer(connection)
        self._prepared: dict[str, bytes] = {}
        self._awaited: asyncio.Future[None] | None = None
        self._loop = asyncio.get_running_loop()
        self._socket = self._wire.socket
        self.is_sound = True
        # Watched for its whole life: to watch and leave for each answer costs two system calls.
        self._loop.add_reader(self._socket, self._stirred)

    @classmethod
    async def open(cls, url: str) -> Wire:
        """Raises psycopg.OperationalError."""
        return cls(await AsyncConnection.connect(url, autocommit=True))

    async def close(self) -> None:
        self._leave()
        await self._connection.close()

    async def rows(self, statement: str, values: dict[str, object]) -> list[Row]:
        """Every row. Raises psycopg.Error."""
        text, names = numbered(statement)
        name = self._prepared.get(text)
        if name is None:
            await self._make_room(1)
            name = await self._prepare(text)
        self._wire.send_query_prepared(name, [as_bytes(values[key]) for key in names], None, pq.Format.BINARY)
        return self._rows_of(await self._answer())

    async def transaction(self, *steps: tuple[str, dict[str, object]]) -> list[Row]:
        """The rows of the last step, all steps sent in one go (libpq's pipeline): one journey instead of one for each.

        The first step begins a transaction, which is committed. Raises psycopg.Error; then the wire is of no more use.
        """
        sent = [numbered(statement) for statement, _ in (*steps, COMMIT)]
        await self._make_room(len(sent))
        names = [self._prepared.get(text) or await self._prepare(text) for text, _ in sent]
        self._wire.enter_pipeline_mode()
        for name, (_, keys), (_, values) in zip(names, sent, (*steps, COMMIT), strict=True):
            self._wire.send_query_prepared(name, [as_bytes(values[key]) for key in keys], None, pq.Format.BINARY)
        self._wire.pipeline_sync()
        results = await self._answers(len(names))
        self._wire.exit_pipeline_mode()
        return self._rows_of(results[-2])

    def _rows_of(self, result: pq.abc.PGresult) -> list[Row]:
        self._loaders.set_pgresult(result)
        return self._loaders.load_rows(0, result.ntuples, tuple)

    async def _make_room(self, count: int) -> None:
        """Let go of all prepared statements when so many more would be too many."""
        if len(self._prepared) + count > MOST_PREPARED:
            self._wire.send_query(b"DEALLOCATE ALL")
            await self._answer()
            self._prepared.clear()

    async def _prepare(self, text: str) -> bytes:
        name = f"s{len(self._prepared)}".encode()
        self._wire.send_prepare(name, text.encode())
        await self._answer()
        self._prepared[text] = name
        return name

    async def _answer(self) -> pq.abc.PGresult:
        """The whole answer to what was sent; the loop is free meanwhile."""
        while self._wire.flush():
            await self._writable()
        await self._told()
        return self._result()

    async def _answers(self, count: int) -> list[pq.abc.PGresult]:
        """The answers to so many statements of a pipeline. Its end is told after all of them, also after a failure."""
        while self._wire.flush():
            await self._writable()
        results = []
        for _ in range(count):
            if self._wire.is_busy():
                await self._told()
            results.append(self._result())
        if self._wire.is_busy():
            await self._told()
        self._wire.get_result()
        return results

    async def _told(self) -> None:
        """Until the next result is whole."""
        self._awaited = self._loop.create_future()
        try:
            await self._awaited
        finally:
            self._awaited = None

    def _result(self) -> pq.abc.PGresult:
        first = self._wire.get_result()
        while self._wire.get_result() is not None:
            pass
        if first is None:
            raise errors.OperationalError("the server said nothing")
        if first.status not in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
            raise errors.error_from_result(first)
        return first

    async def _writable(self) -> None:
        free = asyncio.Event()
        self._loop.add_writer(self._socket, free.set)
        try:
            await free.wait()
        finally:
            self._loop.remove_writer(self._socket)

    def _stirred(self) -> None:
        """Something came: the answer, a part of it, or the end of the connection, perhaps while nobody asked."""
        awaited = self._awaited if self._awaited is not None and not self._awaited.done() else None
        try:
            self._wire.consume_input()
        except errors.OperationalError as error:
            self._leave()
            if awaited:
                awaited.set_exception(error)
            return
        if awaited and not self._wire.is_busy():
            awaited.set_result(None)

    def _leave(self) -> None:
        if self.is_sound:
            self.is_sound = False
            self._loop.remove_reader(self._socket)


@lru_cache(maxsize=2048)
def numbered(statement: str) -> tuple[str, tuple[str, ...]]:
    """The statement with numbered placeholders, and the names of the values in that order.

    >>> numbered("SELECT %(a)s, %(b)s, %(a)s")
    ('SELECT $1, $2, $1', ('a', 'b'))
    """
    names = tuple(dict.fromkeys(PLACEHOLDER.findall(statement)))
    return PLACEHOLDER.sub(lambda found: f"${names.index(found[1]) + 1}", statement), names


def as_bytes(value: object) -> bytes | None:
    """A value as PostgreSQL reads it from text, whatever type the statement takes it for.

    >>> [as_bytes(each) for each in (None, True, 1.5, ["a", 'b"c'])]
    [None, b'true', b'1.5', b'{"a","b\\\\"c"}']
    """
    match value:
        case None:
            return None
        case bool():
            return b"true" if value else b"false"
        case list():
            quoted = (str(each).replace("\\", "\\\\").replace('"', '\\"') for each in value)
            return ("{" + ",".join(f'"{each}"' for each in quoted) + "}").encode()
        case date():
            return value.isoformat().encode()
        case _:
            return str(value).encode()
