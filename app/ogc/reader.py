"""The hot road's port to the database: a few raw connections that can only read what is published."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import psycopg

from app.core.errors import Unavailable
from app.core.viewing import SETTING
from app.ogc.wire import Row, Wire

__all__ = ["Reader", "Row"]

Step = tuple[str, dict[str, object]]

BUSY = Unavailable("ระบบมีผู้ใช้มาก โปรดลองใหม่ในอีกครู่", "The service is busy; try again in a moment.")
AS_OF = "SELECT set_config('phaen.true_on', %(on)s, true)"
WHO_LOOKS = f"SELECT set_config('{SETTING}', %(said)s, true)"
BEGIN: Step = ("BEGIN READ ONLY", {})
PATIENCE_SECONDS = 5.0
STALE = (psycopg.OperationalError, psycopg.errors.FeatureNotSupported)
"""The server ended the connection meanwhile, or views were published anew under a prepared statement."""


class Reader:
    """Runs statements of ``gis.statement`` on up to ``size`` connections, opened when first needed.

    ``said`` is a signed viewer (``app.core.viewing.signed``): the transaction of the statement shows what that viewer may
    see, and nothing is left of it on the connection.
    """

    def __init__(self, url: str, *, size: int = 4) -> None:
        self._url = url
        self._places = asyncio.Semaphore(size)
        self._idle: list[Wire] = []

    async def open(self) -> None:
        """Raises psycopg.OperationalError when the database cannot be reached."""
        self._idle.append(await Wire.open(self._url))

    async def close(self) -> None:
        while self._idle:
            await self._idle.pop().close()

    async def one(
        self, statement: str, values: dict[str, object], *, on: date | None = None, said: str | None = None
    ) -> Row | None:
        """The first row; ``on``: as true on that day. Raises Unavailable when no connection is free or time runs out."""
        found = await self.all(statement, values, on=on, said=said)
        return found[0] if found else None

    async def all(
        self, statement: str, values: dict[str, object], *, on: date | None = None, said: str | None = None
    ) -> list[Row]:
        """Every row. A connection that has gone stale is replaced once: reading twice does no harm."""
        steps = _steps(statement, values, on, said)
        try:
            return await self._read(steps)
        except psycopg.errors.QueryCanceled as error:
            raise BUSY from error
        except STALE:
            await self.close()
        try:
            return await self._read(steps)
        except psycopg.OperationalError as error:
            raise BUSY from error

    async def _read(self, steps: list[Step]) -> list[Row]:
        async with self._wire() as wire:
            return await (wire.rows(*steps[0]) if len(steps) == 1 else wire.transaction(*steps))

    @asynccontextmanager
    async def _wire(self) -> AsyncIterator[Wire]:
        """A connection of one's own; it is used again only if all went well."""
        try:
            # wait_for makes a task, which costs more than the rest of this function
            await (
                asyncio.wait_for(self._places.acquire(), PATIENCE_SECONDS)
                if self._places.locked()
                else self._places.acquire()
            )
        except TimeoutError as error:
            raise BUSY from error
        try:
            wire = await self._sound_wire()
            try:
                yield wire
            except BaseException:
                await wire.close()
                raise
            self._idle.append(wire)
        finally:
            self._places.release()

    async def _sound_wire(self) -> Wire:
        while self._idle:
            wire = self._idle.pop()
            if wire.is_sound:
                return wire
            await wire.close()
        return await Wire.open(self._url)


def _steps(statement: str, values: dict[str, object], on: date | None, said: str | None) -> list[Step]:
    """The statement, behind whatever its transaction must be told first; alone where there is nothing to tell."""
    told: list[Step] = [(WHO_LOOKS, {"said": said})] if said is not None else []
    told += [(AS_OF, {"on": on})] if on is not None else []
    return [BEGIN, *told, (statement, values)] if told else [(statement, values)]
