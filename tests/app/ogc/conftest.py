"""Where the tests of mirrors change rows."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from app.core.cluster import Database
from app.core.roles import Role
from tests.app.ogc.mirrors import Desk


@pytest.fixture
def desk(furnished: Database) -> Iterator[Desk]:
    with psycopg.connect(furnished.url(Role.OWNER), autocommit=True) as connection:
        yield connection
