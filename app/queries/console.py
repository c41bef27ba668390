"""One statement as the analyst: parsed and described before it runs, read-only, on a connection that nobody uses again.

The extended protocol takes one statement, so a semicolon chains nothing. Nothing is ever committed. What comes is counted as
it comes, so that neither many rows nor a huge one fills the memory of this process. PostgreSQL decides what the role
``phaen_analyst`` may read and call (``app.core.roles.closing_sql``); nothing of the statement is judged by its words.
"""

from __future__ import annotations

import fcntl
import select
import struct
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from threading import Event
from typing import Any

import psycopg
from psycopg import pq

from app.core.errors import Unavailable
from app.core.roles import Role
from app.queries.rules import CANCELLED, NO_ROWS, PARAMETERS, STOPPED, Cut, Limits, Refusal, refusal, too_long

NAME = b"asked"
GLANCE_MS = 100
"""So often a running statement is looked at: has its asker left, is its time over."""
GRACE_SECONDS = 1.0
"""The server ends a statement itself; this much later it is cancelled from here."""
TYPES = "SELECT oid, pg_catalog.format_type(oid, NULL) FROM pg_catalog.pg_type WHERE oid = ANY (%s)"
SAFE = (
    "SELECT session_user = %s AND NOT pg_catalog.has_function_privilege("
    "'pg_catalog.set_config(text, text, boolean)', 'EXECUTE')"
)
GOOD = (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK, pq.ExecStatus.SINGLE_TUPLE)


class Refused(Exception):
    """The statement was not answered."""

    def __init__(self, told: Refusal) -> None:
        super().__init__(told.en)
        self.told = told


class _Full(Exception):
    """More came than one run may bring."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an answer, with its type as PostgreSQL writes it."""

    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the statement gave: every value as PostgreSQL writes it, None for NULL."""

    columns: tuple[Column, ...]
    rows: list[tuple[str | None, ...]]
    cut: Cut | None = None


@dataclass
class _Watch:
    """How much a run has used."""

    limits: Limits
    stop: Event
    until: float
    announced: int = field(default=0)
    received: int = field(default=0)

    def look(self) -> None:
        """Raises Refused when the run must end."""
        if self.stop.is_set():
            raise Refused(STOPPED)
        if time.monotonic() > self.until:
            raise Refused(too_long(self.limits))

    def announce(self, socket: int) -> None:
        """Raises _Full when what waits to be taken in is more than may come. More may arrive while it is taken in."""
        waiting = fcntl.ioctl(socket, termios.FIONREAD, b"\0" * 4)
        self.announced += int(struct.unpack("i", waiting)[0])
        if self.announced > self.limits.bytes:
            raise _Full

    def count(self, row: list[bytes | None]) -> None:
        """Raises _Full for the row with which more has come than may."""
        self.received += sum(len(value or b"") for value in row)
        if self.received > self.limits.bytes:
            raise _Full


def ask(url: str, statement: str, limits: Limits, stop: Event, on: date | None = None) -> Answer:
    """The answer to one statement, as it was true on a day. Raises Refused, and Unavailable when the database cannot be reached.

    Blocks; ``stop`` set in another thread ends it within a moment.
    """
    watch = _Watch(limits, stop, time.monotonic() + limits.seconds + GRACE_SECONDS)
    with _connection(url) as connection:
        _must_be_closed(connection)
        milliseconds = round(limits.seconds * 1000)
        asked_on = f"; SET LOCAL phaen.true_on = '{on.isoformat()}'" if on else ""
        connection.execute(f"BEGIN READ ONLY; SET LOCAL statement_timeout = {milliseconds}{asked_on}".encode())
        wire = connection.pgconn
        poll = select.poll()
        poll.register(wire.socket, select.POLLIN)
        try:
            columns = _described(connection, poll, watch, statement)
            wire.send_query_prepared(NAME, None)
            wire.set_single_row_mode()
            return _read(wire, poll, watch, columns)
        except psycopg.Error as error:
            raise Refused(_meant(error, limits)) from None
        finally:
            if wire.transaction_status == pq.TransactionStatus.ACTIVE:
                connection.cancel_safe(timeout=2)


@contextmanager
def _connection(url: str) -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection for one run; what the run may have changed of it goes with it."""
    try:
        connection = psycopg.connect(url, autocommit=True, connect_timeout=5, application_name="phaen queries")
    except psycopg.OperationalError as error:
        raise Unavailable(
            "ฐานข้อมูลรับคำสั่งของผู้วิเคราะห์ไม่ได้ขณะนี้ ลองใหม่อีกครั้ง", "The database takes no analyst's statement now; try again."
        ) from error
    try:
        yield connection
    finally:
        connection.close()


def _must_be_closed(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
    """Raises Unavailable for another login, and where the server was not told what analysts may not call."""
    if connection.execute(SAFE, [Role.ANALYST.value]).fetchone() != (True,):
        raise Unavailable(
            "ฐานข้อมูลนี้ยังไม่ได้ปิดฟังก์ชันต้องห้ามแก่ผู้วิเคราะห์: ให้ผู้ดูแลรัน SQL ของ ./phaen database prepare",
            "This database is not closed to analysts yet: have its administrator run the SQL of ./phaen database prepare.",
        )


def _described(
    connection: psycopg.Connection[tuple[Any, ...]], poll: select.poll, watch: _Watch, statement: str
) -> tuple[Column, ...]:
    """The columns that the statement will give; what gives none is refused before it runs."""
    wire = connection.pgconn
    wire.send_prepare(NAME, statement.encode())
    _only(wire, poll, watch)
    wire.send_describe_prepared(NAME)
    told = _only(wire, poll, watch)
    if told.nparams:
        raise Refused(PARAMETERS)
    if not told.nfields:
        raise Refused(NO_ROWS)
    types = [told.ftype(number) for number in range(told.nfields)]
    names = dict(connection.execute(TYPES, [types]).fetchall())
    return tuple(
        Column((told.fname(number) or b"").decode(), names.get(type_, "unknown")) for number, type_ in enumerate(types)
    )


def _read(wire: pq.abc.PGconn, poll: select.poll, watch: _Watch, columns: tuple[Column, ...]) -> Answer:
    rows: list[tuple[str | None, ...]] = []
    try:
        while (result := _next(wire, poll, watch)) is not None:
            if result.status == pq.ExecStatus.TUPLES_OK:
                continue  # the end of the rows
            if len(rows) == watch.limits.rows:
                return Answer(columns, rows, Cut.ROWS)
            row = [result.get_value(0, number) for number in range(len(columns))]
            watch.count(row)
            rows.append(tuple(map(_text, row)))
    except _Full:
        return Answer(columns, rows, Cut.BYTES)
    return Answer(columns, rows)


def _text(value: bytes | None) -> str | None:
    return None if value is None else value.decode()


def _only(wire: pq.abc.PGconn, poll: select.poll, watch: _Watch) -> pq.abc.PGresult:
    """The one result of what was sent."""
    first = None
    while (result := _next(wire, poll, watch)) is not None:
        first = first or result
    if first is None:
        raise psycopg.OperationalError("the server said nothing")
    return first


def _next(wire: pq.abc.PGconn, poll: select.poll, watch: _Watch) -> pq.abc.PGresult | None:
    """The next result, or None after the last. Raises psycopg.Error for a failed one."""
    while wire.flush():
        watch.look()
        time.sleep(GLANCE_MS / 1000)
    while wire.is_busy():
        stirred = poll.poll(GLANCE_MS)
        watch.look()
        if stirred:
            watch.announce(wire.socket)
            wire.consume_input()
    result = wire.get_result()
    if result is not None and result.status not in GOOD:
        raise psycopg.errors.error_from_result(result)
    return result


def _meant(error: psycopg.Error, limits: Limits) -> Refusal:
    """A refusal of the server in words."""
    if error.sqlstate == CANCELLED:
        return too_long(limits)
    told = error.diag
    at = int(told.statement_position) if told.statement_position else None
    return refusal(error.sqlstate or "", told.message_primary or str(error), hint=told.message_hint, at=at)
