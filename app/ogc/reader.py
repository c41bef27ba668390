"""The hot road's port to the database: a pool of raw connections that can only read what is published.

One small port, so that another driver can be measured against psycopg (ADR 12).
"""

from __future__ import annotations

from datetime import date
from typing import Any

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from app.core.errors import Unavailable

Row = tuple[Any, ...]
BUSY = Unavailable("ระบบมีผู้ใช้มาก โปรดลองใหม่ในอีกครู่", "The service is busy; try again in a moment.")
AS_OF = "SELECT set_config('phaen.true_on', %(on)s, true)"


class Reader:
    """Runs statements of ``gis.statement``; values travel in binary form and plans are prepared once a connection."""

    def __init__(self, url: str, *, size: int = 4) -> None:
        self._pool = AsyncConnectionPool(
            url, min_size=1, max_size=size, open=False, timeout=5, kwargs={"autocommit": True, "prepare_threshold": 1}
        )

    async def open(self) -> None:
        await self._pool.open(wait=True, timeout=30)

    async def close(self) -> None:
        await self._pool.close()

    async def one(self, statement: str, values: dict[str, object], *, on: date | None = None) -> Row | None:
        """The first row; ``on``: as true on that day. Raises Unavailable when no connection is free or time runs out."""
        found = await self._rows(statement, values, on, first=True)
        return found[0] if found else None

    async def all(self, statement: str, values: dict[str, object], *, on: date | None = None) -> list[Row]:
        """Every row."""
        return await self._rows(statement, values, on, first=False)

    async def _rows(self, statement: str, values: dict[str, object], on: date | None, *, first: bool) -> list[Row]:
        """A connection that the server ended meanwhile is replaced once: reading twice does no harm."""
        try:
            return await self._read(statement, values, on, first)
        except (PoolTimeout, psycopg.errors.QueryCanceled) as error:
            raise BUSY from error
        except psycopg.OperationalError:
            await self._pool.check()
        try:
            return await self._read(statement, values, on, first)
        except (PoolTimeout, psycopg.OperationalError) as error:
            raise BUSY from error

    async def _read(self, statement: str, values: dict[str, object], on: date | None, first: bool) -> list[Row]:
        async with self._pool.connection() as connection:
            if on is None:
                return await _fetched(connection, statement, values, first)
            async with connection.transaction():
                await connection.execute(AS_OF, {"on": on.isoformat()})
                return await _fetched(connection, statement, values, first)


async def _fetched(connection: AsyncConnection[Row], statement: str, values: dict[str, object], first: bool) -> list[Row]:
    cursor = await connection.execute(statement, values, binary=True)
    if not first:
        return await cursor.fetchall()
    row = await cursor.fetchone()
    return [row] if row else []
