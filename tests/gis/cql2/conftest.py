"""A connection to the worker's toy province on which a test makes tables that nobody else sees."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from psycopg.rows import TupleRow

from app.core.cluster import Database

Connection = psycopg.Connection[TupleRow]


@pytest.fixture(scope="module")
def scratch(database: Database) -> Iterator[Connection]:
    """One transaction, taken back at the end."""
    url = database.superuser_url()
    assert url is not None
    with psycopg.connect(url) as connection:
        yield connection
        connection.rollback()
