"""A moment of papers on a small country: that they are made and give their rows, never how fast."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.cluster import Database
from app.core.settings import Settings
from bench import prints
from bench.pace import MOMENT
from bench.runs import ALONE, RUNS

BRIEFLY = replace(MOMENT, seconds=0.1)


@pytest.fixture
def own(settings: Settings, server: Database) -> Settings:
    """The tests' own server, whose database of the service no other test uses."""
    assert server.is_embedded
    return Settings(home=settings.home, secrets=settings.secrets, demo=False, workers=1)


@pytest.mark.deep
@pytest.mark.xdist_group("bench")
def test_a_moment_of_prints_gives_a_row_for_each_paper(own: Settings) -> None:
    """The small country has twelve districts; without peers there is no script beside them."""
    rows = {row.name: row for row in prints.measure(own, BRIEFLY)}
    assert list(rows) == ["area brief, PDF", "atlas of 12 districts", "map print A4, PDF", "map print A4, PNG 300 dpi"]
    assert all(row.ours > 0 and not row.peers for row in rows.values())
    assert (rows["area brief, PDF"].floor, rows["atlas of 12 districts"].floor) == (1.0, 30.0)


def test_what_needs_packages_of_its_own_is_asked_for_by_name() -> None:
    assert {"prints", "standards"} == set(ALONE) <= set(RUNS)
