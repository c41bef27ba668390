"""The hot road's port to the database: a pool of raw connections that can only read what is published.

One small port, so that another driver can be measured against psycopg (ADR 12).
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
        """The first row. ``on``: as true on that day. Raises Unavailable when no connection is free or time runs out."""
        async with self._connection(on) as connection:
            cursor = await connection.execute(statement, values, binary=True)
            return await cursor.fetchone()

    async def all(self, statement: str, values: dict[str, object], *, on: date | None = None) -> list[Row]:
        """Every row."""
        async with self._connection(on) as connection:
            cursor = await connection.execute(statement, values, binary=True)
            return await cursor.fetchall()

    @asynccontextmanager
    async def _connection(self, on: date | None) -> AsyncIterator[AsyncConnection[Row]]:
        try:
            async with self._pool.connection() as connection:
                if on is None:
                    yield connection
                    return
                async with connection.transaction():
                    await connection.execute(AS_OF, {"on": on.isoformat()})
                    yield connection
        except (PoolTimeout, psycopg.errors.QueryCanceled) as error:
            raise BUSY from error
