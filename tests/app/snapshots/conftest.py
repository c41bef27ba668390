"""The worker's part of snapshots over a toy province of the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest

from app.core.cluster import Database
from app.core.database import transaction
from app.core.records import today
from app.core.roles import Role
from app.core.settings import Settings
from app.snapshots.jobs import Keeper
from tests.app.ogc.mirrors import Desk
from tests.app.snapshots.nights import FEW, of


@pytest.fixture
def desk(furnished: Database) -> Iterator[Desk]:
    with psycopg.connect(furnished.url(Role.OWNER), autocommit=True) as connection:
        yield connection


@pytest.fixture
def keeper(furnished: Database, apart: Settings) -> Iterator[Keeper]:
    """The worker's part over that province for few layers, in the home where the service looks for files."""
    made = Keeper(furnished, apart, of(*FEW))
    yield made
    made.engine.dispose()
    made.catalog = of()
    for path in sorted(made.folder.glob("*/*")):
        path.unlink()


@pytest.fixture
def day(furnished: Database) -> date:
    with transaction(furnished) as session:
        return today(session)
