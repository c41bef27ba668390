"""A moment of papers and of the browser on a small country: that both run and give their rows, never how fast."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.core.cluster import Database
from app.core.settings import Settings
from bench import prints, workspace
from bench.pace import MOMENT
from bench.runs import ALONE, RUNS
from tests.conftest import CHROMIUM

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


@pytest.mark.deep
@pytest.mark.xdist_group("bench")
@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")
def test_a_moment_of_the_workspace_gives_bytes_paints_and_frames(own: Settings) -> None:
    rows = {row.name: row for row in workspace.measure(own, BRIEFLY)}
    assert list(rows) == [
        "map page, first visit", "map page without its tiles", "text page, first visit",
        "another year: moved", "another year: painted, p95", "another indicator: moved", "another indicator: painted, p95",
        *(f"flight over subdistricts: frame, {part}" for part in ("median", "p95", "longest")),
    ]  # fmt: skip
    assert all(row.ours > 0 and row.floor for row in rows.values())
    assert rows["map page, first visit"].ours > rows["map page without its tiles"].ours
    assert rows["flight over subdistricts: frame, longest"].ours >= rows["flight over subdistricts: frame, median"].ours


@pytest.mark.parametrize(
    ("part", "found"), [(0.5, 2.0), (0.95, 4.0), (1.0, 4.0)]
)  # fmt: skip
def test_a_part_of_the_times_is_the_time_that_so_many_do_not_exceed(part: float, found: float) -> None:
    """Of four times in order, two are at most the second, and nineteen of twenty need the last."""
    assert workspace.part_of([4.0, 1.0, 3.0, 2.0], part) == found


def test_what_needs_a_browser_or_packages_of_its_own_is_asked_for_by_name() -> None:
    assert {"prints", "workspace", "standards"} == set(ALONE) <= set(RUNS)
