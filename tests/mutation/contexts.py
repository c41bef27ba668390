"""A plugin of pytest under coverage that notes which test runs which lines (``-p tests.mutation.contexts``)."""

from __future__ import annotations

from collections.abc import Generator

import coverage
import pytest


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, bool | None, bool | None]:
    """What runs from here on, also in threads of the service, is run for this test."""
    measured = coverage.Coverage.current()
    assert measured is not None, "run pytest by python -m coverage run"
    measured.switch_context(item.nodeid)
    return (yield)
