"""Bringing a database up to date: tables by alembic, then the published views, in that order.

An unchanged start does nothing: alembic's head and the hash of the views are compared first.
"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from app.core.addresses import Database
from app.core.database import engine_at
from app.core.published import publish
from app.core.roles import Role
from app.core.viewing import install_key

TURN = 2569
"""The advisory lock that lets one process migrate at a time; it ends with the connection."""
MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def alembic_config(connection: Connection) -> Config:
    """Alembic on the given connection, with no file of its own."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def migrate(database: Database) -> bool:
    """Upgrade to the head and publish the views; says whether anything changed. Runs as ``phaen_owner``."""
    engine = engine_at(database.url(Role.OWNER), pool_size=1)
    try:
        with engine.connect() as connection:
            connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": TURN})
            before = schema_head(connection)
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS core"))
            connection.execute(text("SET lock_timeout = '10s'"))
            connection.commit()
            command.upgrade(alembic_config(connection), "head")
            connection.commit()
            install_key(connection, database.viewer_key())
            changed = before != schema_head(connection)
            published = publish(connection)
            connection.commit()
        return changed or published
    finally:
        engine.dispose()


def schema_head(connection: Connection) -> str | None:
    """The revision that the database is at; None before the first."""
    known = connection.execute(text("SELECT to_regclass('core.alembic_version')")).scalar()
    return connection.execute(text("SELECT version_num FROM core.alembic_version")).scalar() if known else None
