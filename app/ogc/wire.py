"""One connection of the hot road: prepared statements straight over libpq, as psycopg itself wraps it.

psycopg's cursors cost a small page three times the processor time that this does (ADR 12). Values travel as text whose
types the statement gives; answers come in binary and become Python's values by psycopg's own loaders.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Any

from psycopg import AsyncConnection, errors, pq
from psycopg.adapt import Transformer

Row = tuple[Any, ...]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
MOST_PREPARED = 200
"""Statements that a connection holds; with one more it lets go of all, since shapes come from clients."""


class Wire:
    """An open connection on which one statement runs at a time. A cancelled or broken one must be closed."""

    def __init__(self, connection: AsyncConnection[Row]) -> None:
        self._connection = connection
        self._wire = connection.pgconn
        self._loaders = Transformer(connection)
        self._prepared: dict[str, bytes] = {}

    @classmethod
    async def open(cls, url: str) -> Wire:
        """Raises psycopg.OperationalError."""
        return cls(await AsyncConnection.connect(url, autocommit=True))

    async def close(self) -> None:
        await self._connection.close()

    async def rows(self, statement: str, values: dict[str, object]) -> list[Row]:
        """Every row. Raises psycopg.Error."""
        text, names = numbered(statement)
        name = self._prepared.get(text) or await self._prepare(text)
        self._wire.send_query_prepared(name, [as_bytes(values[key]) for key in names], None, pq.Format.BINARY)
        result = await self._answer()
        self._loaders.set_pgresult(result)
        return self._loaders.load_rows(0, result.ntuples, tuple)

    async def _prepare(self, text: str) -> bytes:
        if len(self._prepared) >= MOST_PREPARED:
            self._wire.send_query(b"DEALLOCATE ALL")
            await self._answer()
            self._prepared.clear()
        name = f"s{len(self._prepared)}".encode()
        self._wire.send_prepare(name, text.encode())
        await self._answer()
        self._prepared[text] = name
        return name

    async def _answer(self) -> pq.abc.PGresult:
        """The whole answer to what was sent; the loop is free meanwhile."""
        loop = asyncio.get_running_loop()
        while self._wire.flush():
            await _when(loop.add_writer, loop.remove_writer, self._wire.socket, lambda: True)
        await _when(loop.add_reader, loop.remove_reader, self._wire.socket, self._has_come)
        first = self._wire.get_result()
        while self._wire.get_result() is not None:
            pass
        if first is None:
            raise errors.OperationalError("the server said nothing")
        if first.status not in (pq.ExecStatus.TUPLES_OK, pq.ExecStatus.COMMAND_OK):
            raise errors.error_from_result(first)
        return first

    def _has_come(self) -> bool:
        self._wire.consume_input()
        return not self._wire.is_busy()


async def _when(
    watch: Callable[[int, Callable[[], None]], None],
    leave: Callable[[int], bool],
    socket: int,
    come: Callable[[], bool],
) -> None:
    """Waits until ``come`` says yes, asked whenever the socket stirs; what it raises is raised here."""
    done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def stirred() -> None:
        try:
            if come() and not done.done():
                done.set_result(None)
        except Exception as error:
            if not done.done():
                done.set_exception(error)

    watch(socket, stirred)
    try:
        await done
    finally:
        leave(socket)


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
