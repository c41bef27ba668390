"""Reading without end: rows come as the database finds them, and nobody holds more than a handful.

What the hot road answers whole, these connections give piece by piece, in a transaction that sees one moment. Each is
opened for one reading and told how long it may last; there are few, so that slow takers cannot exhaust the database.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date

import psycopg

from app.core import viewing
from app.core.authority import Viewer
from app.core.errors import Unavailable
from app.ogc.reader import AS_OF, WHO_LOOKS
from app.ogc.wire import Row, as_bytes, numbered

PIECE = 1000
"""Rows that come in one piece."""
PATIENCE_SECONDS = 5.0
BUSY = Unavailable(
    "มีผู้นำข้อมูลออกพร้อมกันมาก โปรดลองใหม่ในอีกครู่ หรือขอเป็นงานเบื้องหลัง",
    "Many take data away at once; try again in a moment, or ask for it in the background.",
)
BEGIN = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
LIMIT = "SELECT set_config('statement_timeout', %(limit)s, true)"


class Reading:
    """An open transaction in which everything is read as one viewer, of one moment."""

    def __init__(self, connection: psycopg.Connection[Row]) -> None:
        self._connection = connection

    def one(self, statement: str, values: dict[str, object]) -> Row:
        """The only row."""
        text, given = _bound(statement, values)
        found = psycopg.RawCursor(self._connection).execute(text, given).fetchone()
        assert found is not None
        return found

    def rows(self, statement: str, values: dict[str, object]) -> Iterator[Row]:
        """Every row, as they come. Left before its end, the statement is cancelled in the server."""
        text, given = _bound(statement, values)
        with psycopg.RawCursor(self._connection) as cursor:
            yield from cursor.stream(text, given, binary=True, size=PIECE)


@dataclass
class Streams:
    """Where readings come from: the public's address, the one for who has signed in, and the key that signs viewers."""

    public_url: str
    signed_url: str
    key: str
    most: int = 4
    places: threading.BoundedSemaphore = field(init=False)

    def __post_init__(self) -> None:
        self.places = threading.BoundedSemaphore(self.most)

    @contextmanager
    def reading(self, viewer: Viewer, *, on: date | None, seconds: int) -> Iterator[Reading]:
        """A reading for this viewer, of a day, for so many seconds at most. Raises Unavailable when no place is free."""
        if not self.places.acquire(timeout=PATIENCE_SECONDS):
            raise BUSY
        try:
            with self._opened(viewer, on, seconds) as connection:
                yield Reading(connection)
        finally:
            self.places.release()

    @contextmanager
    def _opened(self, viewer: Viewer, on: date | None, seconds: int) -> Iterator[psycopg.Connection[Row]]:
        url = self.public_url if viewer.is_public else self.signed_url
        try:
            connection = psycopg.connect(url, autocommit=True)
        except psycopg.OperationalError as error:
            raise BUSY from error
        with connection:
            connection.execute(BEGIN)
            connection.execute(LIMIT, {"limit": f"{seconds}s"})
            if not viewer.is_public:
                connection.execute(WHO_LOOKS, {"said": viewing.signed(viewer, self.key)})
            if on is not None:
                connection.execute(AS_OF, {"on": on.isoformat()})
            yield connection


def _bound(statement: str, values: dict[str, object]) -> tuple[str, list[str | None]]:
    """The statement with numbered places and its values as text, whose types the statement gives."""
    text, names = numbered(statement)
    given = (as_bytes(values[name]) for name in names)
    return text, [None if value is None else value.decode() for value in given]
