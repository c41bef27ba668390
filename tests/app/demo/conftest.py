"""The demonstration beside the real toy province, loaded once by one worker; what a test does with it is rolled back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from app.core.authority import EVERYTHING
from app.core.cluster import Database
from app.core.database import engine_of
from app.core.viewing import DAY_SECONDS, show_to


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of the demonstration go to one worker, because loading it is what takes long."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("demo"))


@pytest.fixture
def demo(invented: tuple[Database, Path]) -> Iterator[Session]:
    engine = engine_of(invented[0], pool_size=1)
    with engine.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            show_to(session, EVERYTHING, seconds=DAY_SECONDS)
            yield session
        outer.rollback()
    engine.dispose()
