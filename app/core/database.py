"""The database as the slices meet it: the declarative base, sessions, and bringing it up to date.

Each slice has its own PostgreSQL schema of the same name; ``published`` holds the reading contract (views only) and
``derived`` what is computed from records. Tables belong to ``phaen_owner``, views to ``phaen_views``.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, MetaData, create_engine, text
from sqlalchemy.orm import DeclarativeBase, Session

from app.core.addresses import Database
from app.core.authority import EVERYTHING, Viewer
from app.core.roles import STATEMENT_TIMEOUTS, Role
from app.core.viewing import DAY_SECONDS, show_to

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


LOCK = text("SELECT pg_try_advisory_lock(:family, hashtext(:name))")
UNLOCK = text("SELECT pg_advisory_unlock(:family, hashtext(:name))")
ON_EARTH = "NOT st_isempty(geom) AND geom @ st_makeenvelope(-180, -90, 180, 90, 4326)"
"""CHECK of every stored geometry: there is something of it, in degrees. A missing geometry passes."""


class Base(DeclarativeBase):
    """Every table of the service."""

    metadata = MetaData(naming_convention=NAMING)


def engine_at(url: str, *, pool_size: int = 5) -> Engine:
    """An engine on a libpq address (``postgresql://…``)."""
    return create_engine(
        url.replace("postgresql://", "postgresql+psycopg://", 1), pool_size=pool_size, pool_pre_ping=True
    )


def hold_back(session: Session) -> None:
    """What anybody asks in his own words: the rest of the transaction reads alone, and no longer than the public's login."""
    session.execute(text(f"SET LOCAL statement_timeout = '{STATEMENT_TIMEOUTS[Role.PUBLIC]}'"))
    session.execute(text("SET LOCAL transaction_read_only = on"))


def engine_of(database: Database, role: Role = Role.APP, *, pool_size: int = 5) -> Engine:
    """An engine of a role that can say, signed, who looks (``app.core.viewing``), and write of persons (``…personal``)."""
    keys = {"viewer_key": database.viewer_key(), "master_key": database.master_key()}
    return engine_at(database.url(role), pool_size=pool_size).execution_options(**keys)


@contextmanager
def alone(engine: Engine, family: int, name: str = "") -> Iterator[bool]:
    """Whether nobody else is at this piece of work; nobody will be before the block ends or this process dies.

    ``family`` is the kind of work, ``name`` the piece. The lock is held by a connection of its own.
    """
    key = {"family": family, "name": name}
    with engine.connect() as connection, connection.execution_options(isolation_level="AUTOCOMMIT"):
        is_mine = bool(connection.scalar(LOCK, key))
        try:
            yield is_mine
        finally:
            if is_mine:
                connection.execute(UNLOCK, key)


@contextmanager
def transaction(database: Database, role: Role = Role.APP, *, viewer: Viewer = EVERYTHING) -> Iterator[Session]:
    """A session that commits at the end, or leaves nothing; for commands run from the terminal."""
    engine = engine_of(database, role, pool_size=1)
    try:
        with Session(engine) as session, session.begin():
            show_to(session, viewer, seconds=DAY_SECONDS)
            yield session
    finally:
        engine.dispose()


def take_statistics(database: Database) -> None:
    """Tell the planner of rows that came many at once; by itself it finds out a minute later, and plans badly until then."""
    engine = engine_at(database.url(Role.OWNER), pool_size=1)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    finally:
        engine.dispose()
